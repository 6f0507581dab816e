"""The trace's page in a real browser: `python tests/proofs/page_in_browser.py FOLDER [TRACE]...`.

Opens every page at 400, 800 and 1600 pixels, light and dark, and puts screenshots into the folder. Fails where the
browser's console says anything, where a page is wider than its window, or where an element hides what it holds. Needs
Chromium, which the test suite does not.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from system2.render.page import page
from system2.store.trace import read_trace

EXAMPLES = Path(__file__).parents[1] / "store" / "examples"
WIDTHS = (400, 800, 1600)
HEIGHT = 2400

RULER = """<!DOCTYPE html><iframe id="page" src="{page}" style="width:{width}px;height:900px;border:0"></iframe>
<pre id="found"></pre><script>
document.getElementById("page").onload = event => {{
  const found = [], inside = event.target.contentDocument;
  for (const details of inside.querySelectorAll("details")) details.open = true;
  if (inside.documentElement.scrollWidth > {width}) found.push("page " + inside.documentElement.scrollWidth);
  for (const element of inside.querySelectorAll("body *:not(svg *)")) {{
    const hides = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    if (hides && !element.closest(".picture, svg")) found.push(element.tagName + " " + element.className);
  }}
  if (inside.scripts.length || inside.images.length || inside.links.length) found.push("active content");
  document.getElementById("found").textContent = "FOUND:" + found.join(", ") + ":END";
}};
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def chromium(*arguments: str) -> tuple[str, list[str]]:
    """What the browser prints, and what its console said."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        command += ["--hide-scrollbars", "--enable-logging=stderr", f"--user-data-dir={profile}", *arguments]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return run.stdout, [line for line in run.stderr.splitlines() if "CONSOLE" in line]


def examine(trace: Path, folder: Path) -> list[str]:
    """What is wrong with the page of this trace."""
    name = trace.stem
    file = folder / f"{name}.html"
    file.write_text(page(read_trace(trace)), encoding="utf-8")
    troubles: list[str] = []
    for width in WIDTHS:
        for look, flag in (("light", "--blink-settings=preferredColorScheme=1"), ("dark", "--force-dark-mode")):
            shot = f"--screenshot={folder / f'{name}-{width}-{look}.png'}"
            _, console = chromium(flag, f"--window-size={width},{HEIGHT}", shot, file.as_uri())
            troubles += console
        (folder / "ruler.html").write_text(RULER.format(page=file.name, width=width), encoding="utf-8")
        with served(folder) as address:
            dom, console = chromium("--window-size=1700,1000", "--dump-dom", f"{address}/ruler.html")
        found = dom.partition('<pre id="found">FOUND:')[2].partition(":END")
        if not found[1] or found[0]:
            troubles.append(f"at {width}: {found[0] or 'nothing could be measured'}")
        troubles += [line for line in console if "favicon" not in line]
    return troubles


def main(folder: Path, traces: Sequence[Path]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    all_troubles = {trace.stem: examine(trace, folder) for trace in traces}
    for name, troubles in all_troubles.items():
        print(name, "is sound" if not troubles else "\n  ".join(["", *troubles]))
    sys.exit(any(all_troubles.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]] or sorted(EXAMPLES.glob("*.jsonl")))
