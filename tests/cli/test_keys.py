"""A key is never written anywhere."""

import zlib
from contextlib import suppress

from tests.commands import FAKE_KEY
from tests.server import Reply, roles, status, verdict

MODEL = ("-m", "openai/gpt-4o-mini")


def test_nothing_that_any_command_leaves_behind_holds_a_key(invoke, server, home):
    """Every command is run, a provider that repeats the key in its complaints included; every byte is searched."""
    complaint = status(400, f"Incorrect API key provided: {FAKE_KEY}. You can find your API key at ...")
    server.script = roles(
        lambda request: complaint if request.repetition % 3 == 2 else Reply("Final answer: 42"), verdict(True)
    )
    said = []
    for command in (
        ("budget", "set", "--daily", "5"),
        ("think", "What is 6*7?", "-e", 4, *MODEL, "-v"),
        ("think", "What is 6*7?", "-e", 4, *MODEL, "--json", "--fresh"),
        ("vote", "What is 6*7?", "-n", 4, *MODEL),
        ("think", "What is 6*7?", *MODEL, "--dry-run"),
        ("system2", "tree", "What is 6*7?", "--depth", 2, *MODEL),
        ("system2", "resume"),
        ("system2", "rejudge", "--verifier", "openai/gpt-4o"),
        ("system2", "reselect"),
        ("system2", "history"),
        ("system2", "trace", "--html", home / "page.html"),
        ("system2", "trace", "--markdown"),
        ("system2", "cache"),
        ("cost", "today", "--by", "role", "--json"),
        ("cost", "last"),
        ("cost", "verify"),
        ("cost", "prices", "set", "openai/mine", "--local"),
        ("budget",),
    ):
        finished = invoke(*command)
        assert "Traceback" not in finished.stderr
        said.append(finished.stdout + finished.stderr)
    assert FAKE_KEY in str([exchange.request.headers for exchange in server.exchanges]), "it was really used"
    assert FAKE_KEY not in "".join(said)
    files = [file for file in home.rglob("*") if file.is_file()]
    assert {"config.toml", "budget.toml", "replies.sqlite", "page.html"} <= {file.name for file in files}
    for file in files:
        content = file.read_bytes()
        assert FAKE_KEY.encode() not in content, file
        assert all(FAKE_KEY.encode() not in packed for packed in unpacked(content)), file


def unpacked(content: bytes):
    """What is stored compressed within a file."""
    place = content.find(b"\x78\x9c")
    while place >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[place:])
        place = content.find(b"\x78\x9c", place + 1)


def test_files_and_folders_are_the_owners_alone(invoke, server, home):
    invoke("budget", "set", "--daily", "5")
    invoke("think", "What is 6*7?", "-e", 2, *MODEL)
    invoke("cost", "prices", "set", "openai/mine", "--local")
    found = {path: path.stat().st_mode & 0o777 for path in home.rglob("*")}
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}
