"""A trace as one self-contained page: no script, no network, no font but the reader's own.

What a model wrote is cleaned and escaped wherever the template prints it, and the page's own policy forbids everything
but its one style sheet.
"""

import base64
import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from system2.core.candidates import Candidate
from system2.render.diagram import diagram
from system2.render.safe import clean
from system2.render.story import Story, answer_of, story
from system2.render.words import count, duration, percent, spent
from system2.store.trace import Trace

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent
FENCE = "```"


def page(trace: Trace) -> str:
    """The page, UTF-8 when it is written."""
    told = story(trace)
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    template = _environment().get_template("page.html")
    return template.render(told=told, trace=trace, style=style, policy=policy, picture=diagram(told.nodes))


def _environment() -> "Environment":
    """What the template is read with: every text is cleaned and escaped but what it marks as safe."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def cleaned(value: Any) -> Any:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        finalize=cleaned,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "answer": answer_of,
        "blocks": blocks,
        "count": count,
        "duration": duration,
        "figures_of": figures_of,
        "percent": percent,
        "spent": spent,
    }
    return environment


def figures_of(told: Story, candidate: Candidate) -> str:
    """What a path cost, how long it is and took, and what went wrong with it."""
    bill, reply = told.bill_of(candidate), candidate.reply
    parts = [told.writer_of(candidate), *([spent(bill)] if bill.calls else [])]
    if reply and reply.cached:
        parts.append("from the cache")
    elif reply:
        parts += [count(reply.usage.output, "token"), *([duration(reply.seconds)] if reply.seconds else [])]
    if candidate.status != "ok" and candidate.answer:
        parts.append(candidate.status)
    if candidate.reason:
        parts.append(candidate.reason)
    return " · ".join(filter(None, parts))


def blocks(text: str) -> Iterator[tuple[bool, str]]:
    """A path's text in blocks, and whether each is code: what stands between two fences is."""
    is_code = False
    for is_fence, lines in groupby(clean(text).split("\n"), lambda line: line.lstrip().startswith(FENCE)):
        if is_fence:
            is_code ^= len(list(lines)) % 2 == 1
        elif block := "\n".join(lines).strip("\n"):
            yield is_code, block
