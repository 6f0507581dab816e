"""Procedures side by side."""

from hypothesis import given
from hypothesis import strategies as st

from system2.core.actions import Check, Drop
from system2.core.group import Group
from system2.core.outcomes import Checked
from system2.core.procedures import do
from tests.playing import Play


async def step(name):
    outcome = await do(Check("true", name))
    return outcome.output


async def steps(name, count):
    heard = []
    for number in range(count):
        heard.append(await step(f"{name}{number}"))
    return heard


def nothing():
    return "at once"
    yield


def echo(action):
    return Checked(action, 0, action.text)


async def all_of(children):
    return await Group(children).all()


@given(st.data())
def test_each_child_hears_its_own_outcomes_in_its_own_order_whatever_finishes_first(data):
    play = Play(echo, lambda pending: data.draw(st.integers(0, len(pending) - 1)))
    results = play(all_of([steps("a", 3), steps("b", 2), steps("c", 1)]))
    assert sorted(results) == [["a0", "a1", "a2"], ["b0", "b1"], ["c0"]]


@given(st.data())
def test_groups_nest_and_no_child_can_tell(data):
    play = Play(echo, lambda pending: data.draw(st.integers(0, len(pending) - 1)))
    inner = [all_of([step("a"), step("b")]), all_of([step("c"), steps("d", 2)]), step("e")]
    results = play(all_of(inner))
    assert sorted(sorted(map(str, result)) for result in results) == [["['d0', 'd1']", "c"], ["a", "b"], ["e"]]


def test_results_come_in_the_order_in_which_children_finish():
    play = Play(echo, lambda pending: len(pending) - 1)
    assert play(all_of([step("first"), step("second"), step("third")])) == ["third", "second", "first"]


def test_all_children_start_at_once():
    play = Play(echo)
    group = all_of([step("a"), step("b"), step("c")])
    assert len(group.send(None)) == 3
    group.close()
    group.close()
    assert play.started == []


def test_a_child_that_asks_for_nothing_delays_nobody():
    assert sorted(Play(echo)(all_of([nothing(), step("a")]))) == ["a", "at once"]


def test_what_is_dropped_is_never_heard_of_again():
    async def first_only():
        group = Group([step("a"), step("b"), step("c")])
        first = await group.next()
        await group.drop()
        assert not group
        return first

    play = Play(echo)
    assert play(first_only()) == "a"
    assert [action.text for action in play.dropped] == ["b", "c"]
    assert play.pending == []


def test_what_a_child_leaves_running_when_it_ends_is_dropped():
    async def impatient():
        group = Group([step("kept"), step("left")])
        return await group.next()

    play = Play(echo)
    assert sorted(play(all_of([impatient(), steps("other", 3)])), key=str) == [["other0", "other1", "other2"], "kept"]
    assert [action.text for action in play.dropped] == ["left"]
    assert any(isinstance(action, Drop) for action in play.started)


def test_children_may_be_added_while_others_run():
    async def growing():
        group = Group([step("a")])
        results = [(await group.next())]
        group.add(step("b"))
        while group:
            results.append(await group.next())
        return results

    assert Play(echo)(growing()) == ["a", "b"]
