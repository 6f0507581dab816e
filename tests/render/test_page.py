"""The trace's page: complete, self-contained, and deaf to what a model would have it do."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from system2.core.candidates import Node
from system2.core.decisions import Placed, Remark
from system2.core.events import CallEnded, RunEnded
from system2.render.diagram import diagram
from system2.render.page import page
from system2.store.trace import Arrival, Moment, Trace, read_trace

EXAMPLES = Path(__file__).parents[1] / "store" / "examples"
ALL = sorted(EXAMPLES.glob("*.jsonl"))

HARMLESS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "h1", "h2", "p", "div", "span"),
    *("ul", "ol", "li", "pre", "code", "blockquote", "details", "summary", "svg", "rect", "circle", "path", "text"),
}
VOID = {"meta"}


class Reader(HTMLParser):
    """What a browser finds in the page: its elements, their attributes, its text; the elements must close."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def example(name: str) -> Trace:
    return read_trace(EXAMPLES / f"format-1-{name}.jsonl")


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("trace", ALL, ids=lambda trace: str(trace.stem))
def test_a_page_holds_nothing_but_text_and_pictures_of_its_own(trace: Path) -> None:
    found = read(page(read_trace(trace)))
    assert found.elements <= HARMLESS
    for name, value in found.attributes:
        assert not name.startswith("on")
        assert name not in {"style", "href", "src", "srcset", "action"}
        assert "url(" not in value


def test_the_pages_policy_allows_its_style_sheet_and_nothing_else() -> None:
    text = page(example("think"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    style = re.search(r"<style>(.*)</style>", text, re.DOTALL)
    assert policy
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1] == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "http" not in style[1]
    assert "@import" not in style[1]


def test_what_a_hostile_model_wrote_stays_text() -> None:
    text = page(example("vote"))
    assert "<img src=x onerror=alert(1)>" in read(text).text
    assert "<script>alert('context')</script>" in read(text).text
    assert not re.search("[\x00-\x08\x1b\u202e]", text)


def test_every_text_of_a_trace_stays_text() -> None:
    """Also the names of models and roles, and what a run says of itself."""
    hostile = "</p><script>alert(1)</script>\x1b[31m&amp;"
    trace = example("think")
    calls = [moment for moment in trace.moments if isinstance(moment.event, CallEnded)]
    label = replace(calls[0].event.call.label, model=hostile)  # type: ignore[union-attr]
    call = replace(calls[0].event.call, label=label)  # type: ignore[union-attr]
    moments = (*trace.moments, Moment(9.0, CallEnded(call)), Moment(9.0, Remark(hostile)))
    text = page(replace(trace, moments=moments, invocation=replace(trace.invocation, version=hostile)))
    assert read(text).text.count("</p><script>alert(1)</script>&amp;") == 3
    assert "script" not in read(text).elements


def test_a_page_tells_the_answer_why_and_at_what_price() -> None:
    text = read(page(example("think"))).text
    for part in (
        "What does the cooling unit cost?",
        "250",
        "Path 1 won: verdict 0.97, the best of 4, and 3 of 4 paths agree.",
        "Confidence 0.96, between 0.81 and 0.99.",
        "75 % of the paths with an answer agree.",
        "3 votes",
        "If the unit cost 500, the rack would cost 2,500",
        "0.08 ✗",
        "no answer within 30 s",
        "verify · anthropic/claude-sonnet-4-5",
        "$0.0084",
    ):
        assert part in text


def test_the_chosen_path_is_open_and_the_others_are_folded() -> None:
    opened = re.findall(r'<details class="path( chosen)?"( open)?>', page(example("think")))
    assert opened == [(" chosen", " open")] + [("", "")] * 4


def test_a_run_that_broke_off_says_how_it_is_continued() -> None:
    text = read(page(replace(example("broken-off"), run="Q0FF"))).text
    assert "No answer yet" in text
    assert "system2 resume Q0FF" in text


def test_code_in_a_path_is_set_as_code() -> None:
    assert "<pre>for unit in range(0, 2501):\n    if unit" in page(example("think"))


def test_the_tree_is_drawn_with_every_state_and_the_way_to_the_chosen_one() -> None:
    text = page(example("tree"))
    assert text.count("<circle") == 11
    assert text.count('class="edge lit"') == 3
    assert text.count('class="state lit"') == 4
    assert text.count('class="state over"') == 4


def test_states_are_drawn_apart_from_each_other_however_deep_the_tree_is() -> None:
    chain = [Node(number, number - 1 if number else None, "step") for number in range(3000)]
    fan = [Node(3000 + number, 0, "step") for number in range(50)]
    drawn = diagram([*chain, *fan])
    places = re.findall(r'<circle class="[^"]*" cx="([\d.]+)" cy="(\d+)"', drawn)
    assert len(places) == len(set(places)) == 3050


def test_a_state_whose_parent_is_unknown_is_a_root() -> None:
    trace = replace(example("broken-off"), moments=(Moment(0.0, Placed(Node(5, 4, "an orphan"))),))
    assert page(trace).count("<circle") == 1


def test_it_tells_why_each_branch_ended_why_states_are_worth_that_and_what_was_asked() -> None:
    """The prompts once each, with how often they were put."""
    trace = example("tree")
    pruned = Node(98, None, "go left", 0.2, "pruned", (), "a wall", "1 of 2 states were kept", 5)
    arrival = Arrival(0, 0, "", {"type": "Replied"}, (("user", "a"), ("user", "b")), "verify")
    told = replace(
        trace,
        moments=(*trace.moments, Moment(9.0, Placed(pruned))),
        arrivals=(arrival, replace(arrival, sequence=1)),
        said={"a": "Which way?", "b": "<b>Really?</b>"},
    )
    text = read(
        page(replace(told, moments=tuple(each for each in told.moments if not isinstance(each.event, RunEnded))))
    ).text
    assert "pruned, for 1 of 2 states were kept" in text
    assert "a wall · 5 tokens" in text
    assert "1 prompt" in text
    assert "verify · 2 calls" in text
    assert "<b>Really?</b>" in text
