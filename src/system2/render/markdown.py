"""A trace as Markdown, to be pasted into a pull request; no text of a model can break out of its block."""

import re

from system2.core.candidates import Candidate
from system2.render.safe import clean, one_line
from system2.render.story import Story, answer_of, story
from system2.render.words import count, duration, percent, spent
from system2.store.trace import Trace

_ACTIVE = re.compile(r"([\\`*_\[\]<>#!|~&@$]|:(?=//)|(?<=www)\.|^[-+=])", re.IGNORECASE)
"""What may mean something to a Markdown reader: emphasis, links, mentions, tables, HTML, formulas, lists."""

_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
"""The beginning of a numbered list."""


def markdown(trace: Trace) -> str:
    """The page in GitHub's Markdown."""
    told = story(trace)
    parts = [_head(told), _why(told), _votes(told), *_paths(told), _tree(told), _shares(told), _course(told)]
    parts.append(f"run {trace.run}, {trace.invocation.started:%Y-%m-%d %H:%M %z}")
    return "\n\n".join(filter(None, parts)) + "\n"


def plain(text: str) -> str:
    """Text on one line that is shown as it is written."""
    return _NUMBERED.sub(r"\1\\\2", _ACTIVE.sub(r"\\\1", one_line(text)))


def fenced(text: str) -> str:
    """Text in a block whose fence is longer than any run of backticks inside."""
    content = clean(text).strip("\n")
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{content}\n{fence}"


def _head(told: Story) -> str:
    answer = f"**{plain(told.answer)}**" if told.answer_is_short else fenced(told.answer)
    parts = [f"### {plain(told.problem.question)}", answer if told.chosen else told.no_answer]
    parts.append(f"{plain(told.how)} · {plain(told.figures)}")
    if told.next_step:
        parts.append(f"Not everything came in: `{told.next_step}` carries the run on.")
    return "\n\n".join(parts)


def _why(told: Story) -> str:
    return "\n".join(f"- {plain(sentence)}" for sentence in told.why)


def _votes(told: Story) -> str:
    tally = told.screen.tally
    if not tally or not tally.votes:
        return ""
    rows = [f"| {plain(answer)} | {votes} |" for answer, votes in tally.votes]
    if tally.abstained:
        rows.append(f"| no answer | {tally.abstained} |")
    return "\n".join(["| answer | votes |", "| :-- | --: |", *rows])


def _paths(told: Story) -> list[str]:
    return [_path(candidate, is_chosen=candidate is told.chosen) for candidate in told.candidates]


def _path(candidate: Candidate, *, is_chosen: bool) -> str:
    verdict = candidate.verdict
    title = [f"Path {candidate.index + 1}", _in_html(answer_of(candidate))]
    if verdict:
        title.append(f"{verdict.score:.2f} {'✓' if verdict.is_correct else '✗'}")
    if is_chosen:
        title.append("chosen")
    parts = [f"<details{' open' if is_chosen else ''}><summary>{' · '.join(title)}</summary>"]
    if candidate.text:
        parts.append(fenced(candidate.text))
    if candidate.reason:
        parts.append(plain(candidate.reason))
    if verdict and verdict.critique:
        parts.append(f"> {plain(verdict.critique)}")
    return "\n\n".join([*parts, "</details>"])


def _in_html(text: str) -> str:
    """Text inside an HTML element of a Markdown page: neither a tag nor Markdown."""
    return "".join(
        character if character.isalnum() or character == " " else f"&#{ord(character)};" for character in one_line(text)
    )


def _tree(told: Story) -> str:
    if not told.nodes:
        return ""
    rows = [
        f"| {node.id} | {'' if node.parent is None else node.parent} | {plain(node.step)} "
        f"| {'' if node.score is None else f'{node.score:.2f}'} | {plain(node.fate)} |"
        for node in told.nodes
    ]
    return "\n".join(["| state | from | step | score | fate |", "| --: | --: | :-- | --: | :-- |", *rows])


def _shares(told: Story) -> str:
    rows = [
        f"| {plain(share.role)} | {plain(share.model)} | {share.bill.calls} | {plain(share.tokens)} "
        f"| {plain(spent(share.bill))} | {percent(share.share)} |"
        for share in told.shares
    ]
    if not rows:
        return ""
    unknown = told.trace.bill.unknown_calls
    note = f"\n\nexcludes {count(unknown, 'call')} whose price is unknown" if unknown else ""
    head = ["| role | model | calls | tokens | cost | share |", "| :-- | :-- | --: | :-- | --: | --: |"]
    return "\n".join([*head, *rows]) + note


def _course(told: Story) -> str:
    return "\n".join(f"- {duration(at)}: {plain(text)}" for at, text in told.course)
