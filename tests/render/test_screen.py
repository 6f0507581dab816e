"""What the views know of a run, from its events alone."""

from decimal import Decimal

import pytest

from system2.core.calls import Role
from system2.core.candidates import Answer, Node, Verdict
from system2.core.decisions import Answered, Chosen, Judged, Placed
from system2.core.events import CallStarted, Event, Landed, Lost, Retrying, TextArrived
from system2.core.money import Usage
from system2.core.replies import Reply
from system2.render.screen import TAIL, Key, Path
from tests.render import scenes
from tests.render.pictures import screen_after


def path_after(*events: Event) -> Path:
    """The first path once these events have happened."""
    return screen_after([scenes.started(effort=2), *events]).paths[Key(False, 0)]


def test_every_planned_path_is_known_from_the_start() -> None:
    screen = screen_after([scenes.started(effort=3)])
    assert [path.status for path in screen.paths.values()] == ["waiting"] * 3


def test_a_path_goes_from_waiting_to_running_to_judging_to_done() -> None:
    events = [*scenes.sampled(0), *scenes.judged(0)]
    seen = [path_after(*events[:end]).status for end in range(len(events) + 1)]
    assert list(dict.fromkeys(seen)) == ["waiting", "running", "done", "judging"]
    assert seen[-1] == "done"
    path = path_after(*events)
    assert (path.answer, path.score, path.tail) == ("250", 0.97, scenes.RIGHT)


def test_tokens_are_estimated_while_text_streams_and_counted_once_it_is_paid_for() -> None:
    started, text = CallStarted("generate", 0, 1), TextArrived("generate", 0, "one two three four")
    assert path_after(started, text).tokens > 0
    assert path_after(started, text, scenes.call_ended(0, "generate", output=7)).tokens == 7


def test_a_second_attempt_starts_from_nothing() -> None:
    first = [CallStarted("generate", 0, 1), TextArrived("generate", 0, "half a th")]
    waiting = path_after(*first, Retrying("generate", 0, 1, 2.0, "the provider is overloaded"))
    assert (waiting.status, waiting.note) == ("waiting", "attempt 2 in 2.0 s: the provider is overloaded")
    again = path_after(*first, CallStarted("generate", 0, 2), TextArrived("generate", 0, "a new one"))
    assert again.tail == "a new one"


def test_the_answer_takes_the_place_of_what_was_thought_aloud() -> None:
    thought = TextArrived("generate", 0, "hmm, perhaps 500?", reasoning=True)
    assert path_after(thought).thinking
    path = path_after(thought, TextArrived("generate", 0, "It is 250."))
    assert (path.thinking, path.tail) == (False, "It is 250.")


def test_a_reply_that_was_not_streamed_is_shown_too() -> None:
    path = path_after(Landed(0, Reply("It is 250.", usage=Usage(output=4))))
    assert (path.status, path.tail, path.tokens) == ("done", "It is 250.", 4)


def test_a_path_whose_verdict_could_not_be_had_is_done_without_a_score() -> None:
    path = path_after(Judged(0, None, "the verdict could not be read"))
    assert (path.status, path.score, path.note) == ("done", None, "the verdict could not be read")


def test_a_lost_path_is_failed_and_says_why() -> None:
    path = path_after(Lost(0, "rate limit"))
    assert (path.status, path.note) == ("failed", "rate limit")


def test_a_cancelled_sample_is_stopped_and_a_cancelled_verdict_leaves_the_path_as_it_was() -> None:
    sample = [CallStarted("generate", 0, 1), scenes.call_ended(0, "generate", output=3, status="cancelled")]
    assert path_after(*sample).status == "stopped"
    verdict = [CallStarted("verify", 0, 1), scenes.call_ended(0, "verify", output=3, status="cancelled")]
    assert path_after(*scenes.sampled(0), *verdict).status == "done"


@pytest.mark.parametrize("strategy", ["direct", "serial", "refine", "escalate", "auto", "bfs"])
def test_no_path_is_waited_for_that_may_never_come(strategy: str) -> None:
    assert not screen_after([scenes.started(strategy=strategy)]).paths


def test_a_synthesis_is_shown_once_beside_the_paths_that_it_reads() -> None:
    writing = [CallStarted("aggregate", 2, 1), TextArrived("aggregate", 2, "Taken together, 250.")]
    written = [scenes.call_ended(2, "aggregate", output=7), Landed(2, Reply("Taken together, 250."))]
    judged = [Answered(2, Answer("250")), CallStarted("verify", 2, 1), Judged(2, Verdict(0.98, True)), Chosen(2, "")]
    screen = screen_after([*scenes.best_of_n(2)[:-3], *writing, *written, *judged])
    assert list(screen.paths) == [Key(False, 0), Key(False, 1), Key(True, 2)]
    synthesis = screen.paths[Key(True, 2)]
    assert (synthesis.title, synthesis.tail, synthesis.answer) == ("synthesis", "Taken together, 250.", "250")
    assert (synthesis.status, synthesis.score) == ("done", 0.98)
    assert screen.leading is synthesis


def test_what_is_for_a_program_to_read_is_no_path() -> None:
    """How to split a problem, which answers agree, what a step is worth."""
    asked: list[Role] = ["aggregate", "generate", "verify"]
    assert not screen_after([scenes.started(strategy="decompose"), *(CallStarted(role, -1, 1) for role in asked)]).paths


def test_verdicts_as_they_stream_are_no_part_of_a_path() -> None:
    assert path_after(TextArrived("verify", 0, '{"critique":')).tail == ""


def test_an_endless_path_keeps_its_end_alone() -> None:
    pieces = [TextArrived("generate", 0, "word " * 10) for _ in range(2000)]
    path = path_after(*pieces)
    assert TAIL / 2 <= len(path.tail) <= 2 * TAIL
    assert path.tail.endswith("word ")


def test_every_settled_call_is_in_the_totals() -> None:
    screen = screen_after(scenes.best_of_n(5))
    assert (screen.calls, screen.bill.calls, screen.verdicts) == (10, 10, 5)
    assert screen.usage.input == 600
    assert screen.bill.amount > Decimal(0)


def test_the_leading_path_is_the_accepted_one_with_the_best_verdict_and_then_the_chosen_one() -> None:
    events = [
        scenes.started(effort=3),
        Answered(0, Answer("500")),
        Judged(0, Verdict(0.99, False)),
        Judged(1, Verdict(0.7, True)),
        Judged(2, Verdict(0.8, True)),
    ]
    leading = screen_after(events).leading
    assert leading is not None and leading.key.number == 2
    chosen = screen_after([*events, Chosen(1, "most paths agree")]).leading
    assert chosen is not None and chosen.key.number == 1


def test_a_state_of_a_tree_is_known_as_it_was_last_placed() -> None:
    placed = [Placed(Node(1, None, "4 + 6 = 10", 0.4)), Placed(Node(1, None, "4 + 6 = 10", 0.4, "pruned"))]
    assert screen_after([scenes.started("tree"), *placed]).nodes[1].fate == "pruned"
