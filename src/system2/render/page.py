"""A trace as one self-contained page: no script, no network, no font but the reader's own.

What a model wrote is escaped and cleaned, and the page's own policy forbids everything but its one style sheet.
"""

import base64
import hashlib
import html
from importlib.resources import files

from system2.core.candidates import Candidate
from system2.render.diagram import diagram
from system2.render.safe import clean
from system2.render.story import Story, answer_of, story
from system2.render.words import count, duration, percent, spent
from system2.store.trace import Trace

FENCE = "```"


def page(trace: Trace) -> str:
    """The page, UTF-8 when it is written."""
    told = story(trace)
    style = files("system2.render").joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    body = "".join((_head(told), _votes(told), _paths(told), _tree(told), _shares(told), _course(told), _foot(told)))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(told.problem.question[:70])} · run {trace.run}</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def safe(text: str) -> str:
    """Text as HTML shows it, whatever it contains."""
    return html.escape(clean(text))


def _head(told: Story) -> str:
    problem = told.problem
    if told.chosen is None:
        answer = f'<div class="answer none"><p class="large">{told.no_answer}</p></div>'
    elif told.answer_is_short:
        answer = f'<div class="answer"><p class="large">{safe(told.answer)}</p></div>'
    else:
        answer = f'<div class="answer">{_prose(told.answer)}</div>'
    notice = ""
    if told.next_step:
        notice = f'<p class="notice">Not everything came in. <code>{told.next_step}</code> carries the run on.</p>'
    why = "".join(f"<p>{safe(sentence)}</p>" for sentence in told.why)
    return (
        f'<header><p class="quiet">{safe(told.how)}</p><h1>{safe(problem.question)}</h1>'
        f"{_folded('Context', problem.context)}{_folded('System message', problem.system)}</header>\n"
        f'<main>{answer}<p class="figures quiet">{safe(told.figures)}</p>{notice}'
        f'\n<h2>Why {"this" if told.chosen else "no"} answer</h2><div class="why">{why}</div>\n'
    )


def _votes(told: Story) -> str:
    tally = told.screen.tally
    if not tally or not tally.votes:
        return ""
    most = tally.votes[0][1]
    rows = "".join(
        _row(safe(answer), count(votes, "vote"), _bar(votes / most, "good" if place == 0 else "plain"))
        for place, (answer, votes) in enumerate(tally.votes)
    )
    notes = [f"{tally.abstained} gave no answer"] if tally.abstained else []
    if tally.certainty is not None:
        notes.append(f"{percent(tally.certainty)} sure that the leader wins")
    return f'<h2>Votes</h2><ul class="rows">{rows}</ul><p class="quiet">{" · ".join(notes)}</p>\n'


def _paths(told: Story) -> str:
    if not told.candidates:
        return ""
    cards = "".join(_path(told, candidate) for candidate in told.candidates)
    return f'<h2>Paths</h2><div class="paths">{cards}</div>\n'


def _path(told: Story, candidate: Candidate) -> str:
    chosen = candidate is told.chosen
    said = answer_of(candidate)
    verdict = candidate.verdict
    sign, kind = ("", "plain") if not verdict else ("✓", "good") if verdict.is_correct else ("✗", "bad")
    score = f'<span class="score {kind}">{verdict.score:.2f} {sign}</span>' if verdict else ""
    mark = '<span class="hint good">chosen</span>' if chosen else ""
    return (
        f'<details class="path{" chosen" if chosen else ""}"{" open" if chosen else ""}>'
        f'<summary><span class="line"><span class="number">{candidate.index + 1}</span>'
        f'<span class="said clipped">{safe(said)}</span>{mark}{score}</span>'
        f"{_bar(verdict.score, kind) if verdict else ''}"
        f'<span class="hint">{_path_figures(told, candidate)}</span></summary>'
        f'<div class="inside">{_inside(candidate)}</div></details>'
    )


def _path_figures(told: Story, candidate: Candidate) -> str:
    bill, reply = told.bill_of(candidate), candidate.reply
    parts = [spent(bill)] if bill.calls else []
    if reply and reply.cached:
        parts.append("from the cache")
    elif reply:
        parts += [count(reply.usage.output, "token"), duration(reply.seconds)]
    if candidate.status != "ok" and candidate.answer:
        parts.append(candidate.status)
    if candidate.reason:
        parts.append(candidate.reason)
    return safe(" · ".join(parts))


def _inside(candidate: Candidate) -> str:
    parts = [_prose(candidate.text)] if candidate.text else []
    if candidate.reply and candidate.reply.reasoning:
        parts.append(_folded("Thought aloud", candidate.reply.reasoning))
    if candidate.verdict and candidate.verdict.critique:
        by = safe(candidate.verdict.by)
        parts.append(
            f'<blockquote><p class="text">{safe(candidate.verdict.critique)}</p><p class="quiet">{by}</p></blockquote>'
        )
    return "".join(parts)


def _tree(told: Story) -> str:
    if not told.nodes:
        return ""
    rows = "".join(
        f'<li class="row{" over-text" if node.fate in ("pruned", "merged") else ""}">'
        f'<span class="number">{node.id}</span><span class="name">{safe(node.step)}</span>'
        f'<span class="value">{"" if node.score is None else f"{node.score:.2f}"} {safe(node.fate)}</span></li>'
        for node in told.nodes
    )
    return f'<h2>Tree</h2><div class="picture">{diagram(told.nodes)}</div><ul class="rows states">{rows}</ul>\n'


def _shares(told: Story) -> str:
    if not told.shares:
        return ""
    rows = "".join(
        _row(
            f"{safe(share.role)} · {safe(share.model)}",
            safe(spent(share.bill)),
            _bar(share.share, "plain")
            + f'<span class="below quiet">{count(share.bill.calls, "call")} · {safe(share.tokens)}</span>',
        )
        for share in told.shares
    )
    unknown = told.trace.bill.unknown_calls
    note = f'<p class="quiet">excludes {count(unknown, "call")} whose price is unknown</p>' if unknown else ""
    return f'<h2>Cost</h2><ul class="rows">{rows}</ul>{note}\n'


def _course(told: Story) -> str:
    if not told.course:
        return ""
    rows = "".join(
        f'<li><span class="at">{duration(at)}</span><span>{safe(text)}</span></li>' for at, text in told.course
    )
    title = count(len(told.course), "moment")
    return f'<h2>Course</h2><details class="course"><summary>{title}</summary><ol>{rows}</ol></details>\n'


def _foot(told: Story) -> str:
    trace = told.trace
    damaged = f" · {count(trace.damaged, 'line')} of the trace could not be read" if trace.damaged else ""
    made = f"run {trace.run} · {trace.invocation.started:%Y-%m-%d %H:%M %z} · system2 {safe(trace.invocation.version)}"
    return f'</main><footer class="quiet">{made}{damaged}</footer>\n'


def _row(name: str, value: str, below: str) -> str:
    names = f'<span class="name clipped">{name}</span><span class="value">{value}</span>'
    return f'<li class="row">{names}{below}</li>'


def _folded(title: str, text: str) -> str:
    if not text:
        return ""
    return f'<details class="inner"><summary>{title}</summary><p class="text">{safe(text)}</p></details>'


def _prose(text: str) -> str:
    """A path's text; what stands between fences is set as code."""
    parts: list[str] = []
    lines: list[str] = []
    is_code = False

    def end_block() -> None:
        block = "\n".join(lines).strip("\n")
        lines.clear()
        if block:
            parts.append(f"<pre>{safe(block)}</pre>" if is_code else f'<p class="text">{safe(block)}</p>')

    for line in clean(text).split("\n"):
        if line.lstrip().startswith(FENCE):
            end_block()
            is_code = not is_code
        else:
            lines.append(line)
    end_block()
    return "".join(parts)


def _bar(share: float, kind: str) -> str:
    width = 100 * min(max(share, 0.0), 1.0)
    return (
        f'<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="4"/><rect class="{kind}" width="{width:.1f}" height="4"/></svg>'
    )
