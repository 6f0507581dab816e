"""What runs may cost, told before they begin: no request is made, and nothing is set aside."""

from dataclasses import replace

from system2.config.home import ledger_folder
from system2.config.zones import now
from system2.core.problem import Problem
from system2.engine.inquiry import Inquiry
from system2.engine.pricing import parts_of, together, worst_wishes
from system2.engine.settle import settle
from system2.spend.history import recent_history
from system2.spend.ledger import Ledger
from system2.spend.prices import Prices
from system2.spend.purse import Purse
from system2.spend.quote import Part, Quote
from system2.strategies.catalogue import strategy_named
from system2.strategies.rehearsal import Rehearsals


def quote(inquiry: Inquiry) -> Quote:
    """What the inquiry may cost.

    Raises:
        System2Error: it cannot be told: no usable ledger, nonsense in the settings.
    """
    estimate = Estimate(inquiry)
    estimate.add(inquiry.problem)
    return estimate.quote()


class Estimate:
    """What problems may cost that are asked alike, one after another or at the same time.

    Raises:
        System2Error: it cannot be told: no usable ledger, nonsense in the settings.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._prices = Prices()
        self._history = recent_history(Ledger(ledger_folder()))
        self._rehearsals = Rehearsals()
        self._parts: tuple[Part, ...] = ()
        self._notes: dict[str, None] = {}
        self._effort = inquiry.approach.effort
        self._thinking_tokens = 0
        self._questions = 0

    def add(self, problem: Problem) -> None:
        """One more problem."""
        settled = settle(replace(self._inquiry, problem=problem))
        course = settled.course
        demands = self._rehearsals(strategy_named(settled.inquiry.strategy), settled.inquiry.problem, course)
        self._parts = together((*self._parts, *parts_of(demands, settled.terms, self._prices, self._history)))
        self._notes |= dict.fromkeys(settled.notes)
        self._effort = course.effort
        self._thinking_tokens = max(self._thinking_tokens, course.thinking_tokens)
        self._questions += 1

    def quote(self) -> Quote:
        """All of them together."""
        settings = self._inquiry.settings
        terms = settle(self._inquiry).terms
        purse = Purse(max_cost=settings.max_cost, allow_unpriced=self._inquiry.allow_unpriced)
        wishes = worst_wishes(self._parts, terms, now())
        caps, refusal = purse.foresee(*wishes) if wishes else ((), None)
        return Quote(
            command=self._inquiry.command,
            strategy=self._inquiry.strategy,
            model=terms.model,
            effort=self._effort,
            thinking_tokens=self._thinking_tokens,
            questions=self._questions,
            parts=self._parts,
            caps=tuple(caps),
            refusal=refusal,
            notes=tuple(self._notes),
        )
