"""The tree that a search over reasoning steps grows.

Whatever the order in which replies come in, the same replies make the same choice: states are numbered before they
are asked for, equal states are told apart by number once a growth is complete, and the path that ends a search early
is the first by number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from system2.core.candidates import Candidate, Node
from system2.core.decisions import Answered, Placed
from system2.core.group import Group
from system2.core.procedures import Procedure, note
from system2.core.replies import Reply
from system2.strategies.pieces import answer_of
from system2.strategies.states import State, final_answer, identity, ranked
from system2.strategies.thoughts import Search, Thinker, Thought, Valued
from system2.verifiers.interface import Checker
from system2.verifiers.judges import checkers_of

Job = Procedure[Sequence[Any]]
"""Work on a state that ends with the work that follows from it."""


class Tree:
    """All states of one search. What to expand, and what to keep, is the search's own affair.

    No state has more than `widest` children, which is its branches where nothing is said. `stopped` says why no further
    call makes sense, empty while one does.
    """

    stride = 1
    """How many numbers a state takes."""

    values_paths = False
    """Whether what a state is worth depends on how it was reached: then the first of equal states decides."""

    def __init__(self, search: Search, *, widest: int = 0, samples: bool | None = None) -> None:
        self.search = search
        self.thinker = Thinker(search)
        self.stopped = ""
        self._samples = search.shape.propose == "sample" if samples is None else samples
        self._votes = search.shape.value == "vote" and not self.values_paths
        # A ballot compares a whole level, and which of equal states is the first is known once all are there.
        self._values_late = self._votes or self.values_paths
        # Samples are numbered by their place among siblings, so that a path's own calls are told from theirs.
        self.root = State((widest or search.branches) if self._samples else 0, search.problem.question)
        self.states = [self.root]
        self.next_number = self.root.id + 1
        self._values: dict[str, Valued] = {}
        self._known: dict[str, int] = {}
        self._unsettled: set[int] = set()
        self._shown: dict[int, Node] = {}
        self._expanded = 0

    @property
    def finished(self) -> list[State]:
        """The states at which a path has come to its end."""
        return [state for state in self.states if state.candidate]

    @property
    def winner(self) -> State | None:
        """The first path by number that is good enough, once no path before it can turn out to be."""
        good = (state for state in self.finished if (state.score or 0) >= self.search.good_enough)
        first = min(good, key=lambda state: state.id, default=None)
        return first if first and first.id <= min(self._unsettled, default=first.id) else None

    @property
    def is_over(self) -> bool:
        """Whether the search has what it wants, or can have no more."""
        return bool(self.winner or self.stopped)

    @property
    def may_grow(self) -> bool:
        """Whether one more expansion stays within those of a breadth-first search of this beam and depth."""
        return not self.is_over and self._expanded < expansions(self.search)

    async def grow(self, parents: Sequence[State], widths: Sequence[int] = ()) -> list[State]:
        """Expand these states at once, and value or judge each child as it lands; ends early once there is a winner.

        `widths` are the numbers of their children, where these are not the branches of the search. Returns the children
        from which a search can go on: not finished, not met before, each once.
        """
        born: list[State] = []
        heard: list[bool] = []
        widths = widths or [self.search.branches] * len(parents)
        await self.show(parents)
        proposals = (self._proposals(*each, born, heard) for each in zip(parents, widths, strict=True))
        await self._work([job for jobs in proposals for job in jobs])
        if self._values_late and not self.winner:
            fresh = self._first_met(sorted(born, key=lambda state: state.id))
            self._unsettled.update(state.id for state in fresh)
            await self._work(self._valuations(fresh))
        if self.thinker.refused or not any(heard):
            self.stopped = self.thinker.refused or self.thinker.failed or "there was nothing left to expand"
        return await self._distinct(born)

    async def keep(self, kept: Sequence[State], among: Sequence[State], *, over: str = "") -> list[State]:
        """Prune the others; `over` says why, where it is not that better ones were kept."""
        over = over or f"{len(kept)} of {len(among)} states were kept, and it is not among the best"
        for state in among:
            state.fate, state.over = ("kept", "") if state in kept else ("pruned", over)
        await self.show(among)
        return list(kept)

    async def show(self, states: Iterable[State]) -> None:
        """Tell watchers what is new about these states."""
        for state in states:
            if self._shown.get(state.id) != state.node:
                self._shown[state.id] = state.node
                await note(Placed(state.node))

    async def value(self, state: State) -> Valued:
        """What a state is worth by itself."""
        return await self.thinker.value(state.key, about=state.id)

    def bear(self, parent: State, number: int, thought: Thought) -> State:
        """A state that one more step leads to, which is finished where the step says so; not yet in the tree."""
        state = State(number, thought.text, parent, tokens=thought.tokens)
        path = state.path
        state.key = identity(path, self.search.shape.state)
        answer = final_answer(self.search.problem, path, thought.text, thought.finish_reason)
        if answer:
            state.finish(answer)
        return state

    async def recognise(self, states: Sequence[State]) -> None:
        """Finish those of these states that state no answer and pass the check of a program, where one judges."""
        checkers = checkers_of(self.search.judge)
        unfinished = [state for state in states if not state.candidate] if checkers else []
        await Group(self._check(state, checkers) for state in unfinished).all()

    async def _check(self, state: State, checkers: Sequence[Checker]) -> None:
        candidate = Candidate(state.id, Reply(state.path), answer_of(self.search.problem, state.path))
        for checker in checkers:
            found = await checker.check(self.search.problem, candidate)
            if isinstance(found, str) or found.score < self.search.good_enough:
                return
        state.finish(candidate.answer)

    async def complete(self, partial: State, number: int) -> State | None:
        """The end of this path, by one call, judged; None where no reply came."""
        thought = await self.thinker.complete(partial.path, number)
        if thought is None:
            return None
        end = State(number, thought.text, partial, tokens=thought.tokens)
        reply = Reply(end.path, finish_reason=thought.finish_reason)
        end.finish(answer_of(self.search.problem, end.path, thought.finish_reason), reply)
        await self.place([end])
        await self.judge(end)
        return end

    async def place(self, states: Sequence[State]) -> None:
        """Add these states to the tree."""
        self.states += states
        await self.show(states)

    async def judge(self, state: State) -> Sequence[Any]:
        """Have a finished path judged; its verdict is its score."""
        if state.candidate:
            await note(Answered(state.id, state.candidate.answer))
            verdict = await self.search.judge.judge(self.search.problem, state.candidate)
            state.candidate = replace(state.candidate, verdict=verdict)
            state.score, state.steps = (verdict.score, verdict.steps) if verdict else (None, ())
            state.reason = verdict.critique if verdict else ""
            self._unsettled.discard(state.id)
            await self.show([state])
        return ()

    async def _work(self, jobs: Iterable[Job]) -> None:
        """Do all this and what follows from it side by side, until there is a winner."""
        work = Group(jobs)
        while work:
            for job in await work.next():
                work.add(job)
            if self.winner:
                await work.drop()

    def _proposals(self, parent: State, width: int, born: list[State], heard: list[bool]) -> list[Job]:
        """The work that brings a state's children, who are numbered now."""
        parent.expanded = True
        first, places = self.next_number, range(width)
        self.next_number += width * self.stride
        portions = [range(place, place + 1) for place in places] if self._samples else [places]
        self._expanded += 1
        self._unsettled.update(first + portion.start * self.stride for portion in portions)
        return [self._propose(parent, first, portion, born, heard) for portion in portions]

    async def _propose(
        self, parent: State, first: int, places: range, born: list[State], heard: list[bool]
    ) -> Sequence[Any]:
        thinker, path, width = self.thinker, parent.path, len(places)
        thoughts = await (thinker.sample_steps(path, places) if self._samples else thinker.list_steps(path, width))
        heard.append(thoughts is not None)
        children = [self.bear(parent, first + thought.place * self.stride, thought) for thought in thoughts or ()]
        await self.recognise(children)
        self._unsettled.discard(first + places.start * self.stride)
        finished = [child for child in children if child.candidate]
        self._unsettled.update(child.id for child in finished)
        valued = [] if self._values_late else self._valuations(self._first_met(children))
        born += children
        await self.place(children)
        return [*map(self.judge, finished), *valued]

    def _valuations(self, states: Sequence[State]) -> list[Job]:
        """The work that values these states."""
        if self._votes:
            return [self._vote(states)] if states else []
        return [self._score(state) for state in states]

    def _first_met(self, states: Sequence[State]) -> list[State]:
        """Of these states, those that go on and are like none before them; they are on record from now on."""
        fresh = []
        for state in states:
            if not state.candidate and state.key not in self._values:
                self._values[state.key] = Valued()
                fresh.append(state)
        return fresh

    async def _score(self, state: State) -> Sequence[Any]:
        await self._note_value(state, (await self.value(state)))
        return ()

    async def _vote(self, states: Sequence[State]) -> Sequence[Any]:
        values = await self.thinker.vote([state.key for state in states])
        for state, value in zip(states, values, strict=True):
            await self._note_value(state, value)
        return ()

    async def _note_value(self, state: State, value: Valued) -> None:
        self._values[state.key] = value
        state.score, state.reason = value
        self._unsettled.discard(state.id)
        await self.show([state])

    async def _distinct(self, born: Sequence[State]) -> list[State]:
        """Of equal states the one with the best path, then the lowest number; what was met before is merged too."""
        unfinished = [state for state in born if not state.candidate]
        for state in unfinished:
            state.score, state.reason = self._values.get(state.key, Valued())
        distinct = []
        for state in ranked(unfinished):
            if state.key in self._known:
                state.fate, state.over = "merged", f"it is the same as state {self._known[state.key]}"
            else:
                self._known[state.key] = state.id
                distinct.append(state)
        await self.show(sorted(unfinished, key=lambda state: state.id))
        return sorted(distinct, key=lambda state: state.id)


def expansions(search: Search) -> int:
    """The states that a search expands at the most: level by level the first, and then `beam` of each level.

    Each takes one call that lists its next steps (two where the first list cannot be read) or one for each of them,
    and each child one that values it or, where it finishes a path, its verdict.
    """
    return 1 + (search.shape.depth - 1) * search.shape.beam
