"""A program in the place of a model: what it reads, prints and costs, and how it ends."""

import asyncio
import shlex
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from system2.core.money import Usage
from system2.core.problem import Message
from system2.errors import UsageError
from system2.model.client import Models
from system2.model.errors import CallError
from system2.model.requests import Request


def program(code):
    return f"cmd:{shlex.quote(sys.executable)} -c {shlex.quote(code)}"


def request(model, *messages, timeout=20.0):
    asked = messages or (Message("user", "What is 6*7?"),)
    return Request(model, asked, temperature=0.8, max_tokens=100, timeout=timeout)


def asked(model, *messages, **how):
    return asyncio.run(Models().complete(request(model, *messages, **how)))


def test_it_reads_the_prompt_and_what_it_prints_is_the_reply():
    """In the user's own environment and folder; one question as it is, a conversation with who says what."""
    code = "import os, sys; print(sys.stdin.read().upper(), os.getcwd(), 'PATH' in os.environ)"
    alone = asked(program(code)).choices[0].text
    assert alone == f"WHAT IS 6*7? {Path.cwd()} True"
    several = asked(program(code), Message("system", "Be brief."), Message("user", "Six?"))
    assert several.choices[0].text.startswith("SYSTEM:\nBE BRIEF.\n\nUSER:\nSIX?")
    assert not several.usage_known


@pytest.mark.parametrize(
    ("line", "counted", "cost"),
    [
        ('{"usage": {"input": 120, "output": 40, "cost_usd": "0.012"}}', (120, 40), Decimal("0.012")),
        ('{"usage": {"input": 7, "output": -1}}', (7, 0), None),
        ('{"usage": {"input": true, "output": 1e999, "cost_usd": "-1"}}', (0, 0), None),
        ('{"usage": 3}', (0, 0), None),
        ("warning: slow", (0, 0), None),
        ("[" * 5000, (0, 0), None),
    ],
)
def test_what_it_tells_of_its_cost_at_the_end_of_its_standard_error_is_believed_within_reason(line, counted, cost):
    completion = asked(program(f"import sys; sys.stderr.write('busy\\n' + {line!r} + '\\n'); print('42')"))
    assert (completion.usage.input, completion.usage.output, completion.cost_usd) == (*counted, cost)


@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        ("import sys; sys.stderr.write('no luck\\n'); sys.exit(3)", "server", "it exited with 3: no luck"),
        ("print('x' * 5 * 2**20)", "bad_reply", "more than 4 MB"),
        ("import time; time.sleep(60)", "timeout", "no whole reply within 2 s"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(code, kind, says):
    with pytest.raises(CallError) as error:
        asked(program(code), timeout=2.0)
    assert (error.value.kind, says in error.value.reason) == (kind, True)


def test_what_it_tells_of_its_cost_holds_where_it_fails_too():
    line = '{"usage": {"input": 120, "output": 40, "cost_usd": "0.5"}}'
    with pytest.raises(CallError) as error:
        asked(program(f"import sys; sys.stderr.write({line!r}); sys.exit(1)"))
    assert (error.value.usage, error.value.cost_usd) == (Usage(input=120, output=40), Decimal("0.5"))
    assert error.value.reason == "it exited with 1"


def test_a_program_that_is_not_there_is_told_before_anything_is_run():
    for name, says in (("cmd:no-such-program-here", "There is no program"), ("cmd:'", "quote"), ("cmd:", "program")):
        with pytest.raises(UsageError, match=says):
            Models().check(name)


def test_whatever_it_started_ends_with_it(tmp_path):
    """Its whole process group, when its time is over as when it is cancelled."""
    model = f"cmd:sh -c {shlex.quote(f'sleep 60 & echo $! > {tmp_path}/child; wait')}"
    with pytest.raises(CallError):
        asked(model, timeout=2.0)
    state = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"
