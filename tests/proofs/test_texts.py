"""Hostile texts through every way out. `SYSTEM2_PROOF_ROUNDS` says how many: 10,000 for the whole proof."""

import csv
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from system2.cli.apps import App
from system2.cli.figures import Form, print_figures
from system2.cli.main import main
from system2.core.candidates import Answer, Verdict
from system2.core.decisions import Answered, Judged, Remark
from system2.core.events import Event, Retrying, RunStarted, TextArrived, Warned
from system2.core.problem import Problem
from system2.errors import ExitCode, ProviderError
from system2.render.console import HarmlessConsole
from system2.render.live import LiveView
from system2.render.markdown import markdown
from system2.render.page import page
from system2.render.plain import PlainView
from system2.render.safe import to_json
from system2.render.trace import show_trace
from system2.render.way_out import make_outputs_harmless
from system2.spend.sums import Sum
from system2.store.trace import read_trace
from tests.commands import captured, exit_code_of, signals_kept, text_of
from tests.proofs.hostile import PIECES, commands_a_terminal
from tests.render.test_page import HARMLESS, read

ROUNDS = int(os.environ.get("SYSTEM2_PROOF_ROUNDS", "40"))
TRACE = Path(__file__).parents[1] / "store" / "examples" / "format-1-think.jsonl"

HOSTILE = st.lists(st.one_of(st.sampled_from(PIECES), st.characters(), st.text(max_size=4)), max_size=12).map("".join)

OURS = re.compile(r"\x1b\[(?:\?25[lh]|[0-9]*[ABK]|[0-7;]{0,8}m|38;[0-9;]+m)|\r")
"""What the live view says to a terminal: cursor, erased lines, colours."""

Way = Callable[[str, Path], str]


class Screen(io.StringIO):
    """A terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def asked(text: str) -> str:
    """As a question may hold it, which is UTF-8."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cs")


def events(text: str) -> list[Event]:
    return [
        RunStarted("7KQ2", text, text, text, 2, Problem(asked(text))),
        TextArrived("generate", 0, text),
        Retrying("generate", 1, 1, 0.1, text),
        Answered(0, Answer(text)),
        Judged(0, Verdict(0.5, True, text, text)),
        Judged(1, None, text),
        Warned(text),
        Remark(text),
    ]


def live(text: str, _: Path) -> str:
    screen = Screen()
    with LiveView(verbose=True, stream=screen) as view:
        for event in events(text):
            view(event)
    view.summarise()
    return OURS.sub("", screen.getvalue())


def plain(text: str, _: Path) -> str:
    said = io.StringIO()
    with PlainView(verbose=True, stream=said) as view:
        for event in events(text):
            view(event)
    view.summarise()
    return said.getvalue()


def error(text: str, _: Path) -> str:
    """As the provider's, the model's or a file's name in it."""
    app = App()

    @app.command()
    def fail() -> None:
        print(text)
        print(text, file=sys.stderr)
        raise ProviderError(text)

    with (
        captured() as said,
        redirect_stdout(said),
        redirect_stderr(said),
        mock.patch.object(sys, "argv", ["think"]),
        signals_kept(),
    ):
        assert exit_code_of(lambda: main(app, "think")) == ExitCode.PROVIDER
        return text_of(said)


def as_csv(text: str, _: Path) -> str:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        make_outputs_harmless()
        print_figures(Form.CSV, {}, ["model"], [([text], Sum(calls=1))], Sum())
    _, (cell, *numbers) = list(csv.reader(io.StringIO(said.getvalue())))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not any(number.startswith("'") for number in numbers)
    return said.getvalue()


def written(text: str, folder: Path) -> Path:
    """A trace in which every text of somebody else's is this one."""
    theirs = {"text", "critique", "reason", "model", "reasoning", "strategy", "by"}
    questions = {"question", "context", "system"}

    def spoilt(value: Any) -> Any:
        match value:
            case dict():
                new = {key: text for key in theirs & value.keys() if isinstance(value[key], str)}
                new |= dict.fromkeys(questions & value.keys(), asked(text))
                return {key: new[key] if key in new else spoilt(each) for key, each in value.items()}
            case list():
                return [spoilt(each) for each in value]
        return value

    lines = [json.loads(line) for line in TRACE.read_text(encoding="utf-8").splitlines()]
    file = folder / TRACE.name
    file.write_text("\n".join(json.dumps(spoilt(line)) for line in lines), encoding="utf-8")
    return file


def trace(text: str, folder: Path) -> str:
    found = read_trace(written(text, folder))
    said = io.StringIO()
    show_trace(found, HarmlessConsole(said))
    return said.getvalue() + markdown(found)


def html(text: str, folder: Path) -> str:
    shown = page(read_trace(written(text, folder)))
    found = read(shown)
    assert found.elements <= HARMLESS
    assert not any(name.startswith("on") or name in {"href", "src"} for name, _ in found.attributes)
    return shown


WAYS: list[Way] = [live, plain, error, as_csv, trace, html]


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(text=HOSTILE)
def test_no_control_gets_out(way: Way, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither to a terminal nor to a pipe, whoever wrote the text."""
    folder = tmp_path_factory.getbasetemp()
    assert commands_a_terminal(way(text, folder)) == []


@settings(max_examples=ROUNDS * 4, deadline=None, derandomize=True)
@given(text=HOSTILE)
def test_json_keeps_every_sign_as_an_escape_that_reads_back(text: str) -> None:
    """And two halves of a sign that stood apart as that sign, which is all that JSON can do."""
    said = to_json({text: [text]})
    assert commands_a_terminal(said) == []
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert json.loads(said) == {whole: [whole]}
