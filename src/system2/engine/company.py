"""The cast as it turns out: whose paths come, who cannot be asked, and who stands in, so that a run goes on without."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from system2.core.actions import Ask, Sample
from system2.core.outcomes import Outcome, Replied
from system2.engine.bundles import Alike, to_be_judged
from system2.engine.terms import Terms
from system2.errors import System2Error
from system2.model.client import display_name


@dataclass(frozen=True)
class Missing:
    """A member of a panel none of whose paths landed, though others' did: its model's name, and why in one line."""

    model: str
    reason: str


class Company:
    """Makes models ready by `prepare`, remembers which of them cannot be, and hears whose paths landed."""

    def __init__(self, terms: Terms, prepare: Callable[[str], Awaitable[None]]) -> None:
        self._terms = terms
        self._prepare = prepare
        self._unusable: dict[str, System2Error] = {}
        self._came: set[str] = set()
        self._lost: dict[str, str] = {}

    def hear(self, action: Sample, outcome: Outcome) -> None:
        """Take in what became of a sample; paths alone tell who came."""
        if action.role != "generate":
            return
        model = self.name_of(action)
        if isinstance(outcome, Replied):
            self._came.add(model)
        else:
            self._lost.setdefault(model, getattr(outcome, "reason", ""))

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Who did not come; nobody, where nobody at all did: then the run has failed."""
        if not self._came:
            return ()
        return tuple(Missing(model, why) for model, why in self._lost.items() if model not in self._came)

    def name_of(self, action: Sample | Ask) -> str:
        """The name in the ledger of who is asked."""
        return display_name(self._terms.model_of(action))

    def in_turn(self, action: Sample | Ask, judge: str = "") -> Sequence[str]:
        """Who is asked, and who if that one fails; first of them the judge of this name in the ledger, if any."""
        return sorted(self._usable(action), key=lambda model: bool(judge) and display_name(model) != judge)

    def asked_of(self, action: Sample | Ask, model: str) -> Sample | Ask:
        """The action as this model is asked, whoever's turn it was."""
        if model == self._terms.model_of(action):
            return action
        if isinstance(action, Ask):
            return replace(action, model=model, authors=())
        return replace(action, model=model)

    async def ready(self, alike: Alike) -> Sequence[Alike]:
        """Make who is asked ready, and who is going to judge: nobody should pay for a path that cannot be judged.

        What is handed out is the same with each who can judge, in turn, for the money may not reach for the first.

        Raises:
            System2Error: one of them cannot be used.
        """
        await self._first_of((self._terms.model_of(alike[0]),))
        earmark = alike[0].earmark if isinstance(alike[0], Sample) else None
        if earmark is None:
            return (alike,)
        earmark = replace(earmark, authors=(display_name(self._terms.model_of(alike[0])),))
        await self._first_of(self._usable(earmark))
        return [to_be_judged(alike, replace(earmark, model=judge, authors=())) for judge in self._usable(earmark)]

    @property
    def are_out(self) -> bool:
        """Whether the run cannot go on: every member is out, or one that plays a role of its own is."""
        cast = self._terms.cast
        members, players = {*cast.members}, {*chain(*cast.others.values())}
        return members <= self._unusable.keys() or not (self._unusable.keys() & players) <= members

    async def _first_of(self, models: Sequence[str]) -> None:
        """Make the first of these models ready that can be. Raises `System2Error` where none can."""
        for model in models:
            try:
                await self._prepare(model)
            except System2Error as trouble:
                self._unusable[model] = trouble
            else:
                return
        raise self._unusable[models[0]]

    def _usable(self, action: Sample | Ask) -> Sequence[str]:
        """Who may be asked and is not known to be unusable; all, where that is known of all."""
        players = self._terms.players(action)
        return [model for model in players if model not in self._unusable] or players
