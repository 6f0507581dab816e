"""On what terms the calls of a run are made: which model plays which role, how long it may talk."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from system2.core.actions import Ask, Sample
from system2.core.calls import CallLabel, Role
from system2.core.cast import Cast
from system2.core.depth import ReasoningEffort
from system2.model.client import display_name, fingerprint, identity, is_hosted, most_choices
from system2.model.embedded import MAX_TOKENS, PATIENCE, is_embedded
from system2.model.facts import Facts, facts_of
from system2.model.parameters import untold
from system2.model.requests import Request
from system2.model.rooms import Kind, Rooms, rooms
from system2.store.address import CallAddress

LONGEST_PATH = 4096
LONGEST_REPLY = 1024
LONGEST_CALL = 120.0

FIRST_THOUGHTS = 1_000
"""Tokens on which "deeper" builds where nobody said how deep: what an easy problem gets."""


@dataclass(frozen=True)
class Terms:
    """What is the same for all calls of one run; what is None is left to the model that is asked.

    `cast` says which model plays which role, `model` how the user is told of those that write the paths. `max_tokens`
    bounds a path; wherever a model may think, it has room for that on top. `timeout` in seconds bounds one call, and
    the wait for money that others hold. `thinking_tokens` or `reasoning_effort` is how deep the user wants every call
    to think; `verifier_thinking` wins for those who judge. Where a reply is cut off at a limit that is not the user's
    it is asked for again with twice the room, and `rooms` knows of which models that is so.
    """

    run: str
    command: str
    strategy: str
    task: str
    cast: Cast
    model: str
    temperature: float | None = None
    max_tokens: int | None = None
    thinking_tokens: int | None = None
    reasoning_effort: ReasoningEffort | None = None
    verifier_thinking: int | None = None
    timeout: float | None = None
    seed: int | None = None
    stream: bool = False
    rooms: Rooms = field(default_factory=rooms, repr=False, compare=False)

    def request(self, alike: Sequence[Sample | Ask]) -> Request:
        """The request for actions that differ in nothing but their index: one choice for each."""
        wider, kind = self._wider(alike), _kind(alike[0])
        if wider and self.rooms.are_wide(fingerprint(wider.model), kind):
            return wider
        return self._usual_request(alike)

    def again(self, alike: Sequence[Sample | Ask], request: Request) -> Request | None:
        """The same with twice the room, for a reply that was cut off; None where there is no more, or it had that."""
        wider = self._wider(alike)
        return wider if wider and wider.max_tokens > request.max_tokens else None

    def learn_cut_off(self, action: Sample | Ask) -> None:
        """Take in that a reply was cut off at a limit of ours: others of its kind get twice the room."""
        self.rooms.widen(fingerprint(self.model_of(action)), _kind(action))

    def _wider(self, alike: Sequence[Sample | Ask]) -> Request | None:
        """The request with twice the room; None where the limit is the user's, or the model goes no further."""
        request = self._usual_request(alike)
        is_users = self.max_tokens is not None and _kind(alike[0]) == "paths"
        goes_on = isinstance(alike[0], Sample) and alike[0].goes_on
        if is_users or goes_on or not is_hosted(request.model):
            return None
        limit = facts_of(display_name(request.model)).limit(2 * request.max_tokens)
        return replace(request, max_tokens=limit) if limit > request.max_tokens else None

    def _usual_request(self, alike: Sequence[Sample | Ask]) -> Request:
        action = alike[0]
        model = self.model_of(action)
        seed = None if self.seed is None else self.seed + self._own_number(action)
        timeout = self.timeout or (PATIENCE if is_embedded(model) else LONGEST_CALL)
        temperature = self.temperature_of(action)
        facts = facts_of(display_name(model))
        tokens, effort = self._depth(action, facts)
        room = facts.room(tokens, effort)
        if isinstance(action, Sample):
            return Request(
                model=model,
                messages=action.messages,
                temperature=temperature,
                max_tokens=facts.limit((action.max_tokens or self.max_tokens or _usually(model, LONGEST_PATH)) + room),
                choices=len(alike),
                seed=seed,
                thinking_tokens=tokens,
                reasoning_effort=effort,
                timeout=timeout,
                stream=self.stream,
            )
        return Request(
            model=model,
            messages=action.messages,
            temperature=temperature,
            max_tokens=facts.limit((action.max_tokens or _usually(model, LONGEST_REPLY)) + room),
            seed=seed,
            thinking_tokens=tokens,
            reasoning_effort=effort,
            schema=action.schema,
            logprobs=action.logprobs,
            timeout=timeout,
        )

    def choices(self, sample: Sample) -> int:
        """For how many samples one request may ask."""
        return most_choices(self.model_of(sample))

    def untold_depth(self, action: Sample | Ask) -> str:
        """That the model does not hear how deep the user wants it to think; empty where it does."""
        model = self.model_of(action)
        why = untold(model, *self._wanted_depth(action)) if is_hosted(model) else ""
        return f"{model} {why}" if why else ""

    def _wanted_depth(self, action: Sample | Ask) -> tuple[int | None, ReasoningEffort | None]:
        """How deep the user wants a call to think."""
        if action.role == "verify" and self.verifier_thinking is not None:
            return self.verifier_thinking, None
        return self.thinking_tokens, self.reasoning_effort

    def _depth(self, action: Sample | Ask, facts: Facts) -> tuple[int | None, ReasoningEffort | None]:
        """How deep a call is to think: as the user wants it, else as the strategy does, else as the model likes."""
        if facts.thinks == "never":
            return None, None
        tokens, effort = self._wanted_depth(action)
        if not isinstance(action, Sample):
            return tokens, effort
        if not effort and tokens is None:
            tokens = action.thinking_tokens or None
        return (tokens, effort) if action.deeper == 1 else (deepened(tokens, effort, action.deeper, facts), None)

    def temperature_of(self, action: Sample | Ask) -> float:
        """How freely the reply is sampled."""
        if action.temperature is not None:
            return action.temperature
        if self.temperature is not None:
            return self.temperature
        facts = facts_of(display_name(self.model_of(action)))
        is_first = isinstance(action, Sample) and self._own_number(action) == 0
        return 0.0 if facts.leads and is_first else facts.temperature

    def manner(self, sample: Sample) -> tuple[str, float]:
        """The model that writes a sample, and how freely."""
        return self.model_of(sample), self.temperature_of(sample)

    def _own_number(self, action: Sample | Ask) -> int:
        """Which of its kind this is among those that are asked of the same model."""
        is_path = isinstance(action, Sample) and action.role == "generate" and not action.model
        return self.cast.own_number(action.index) if is_path else action.index

    def address(self, action: Sample | Ask) -> CallAddress:
        """Where the reply to an action is kept, whatever room was learnt to be needed for it."""
        request = self._usual_request((action,))
        return CallAddress(
            endpoint=identity(request.model),
            model=request.model,
            messages=request.messages,
            temperature=request.temperature,
            max_tokens=request.max_tokens,
            schema=request.schema,
            thinking_tokens=request.thinking_tokens,
            reasoning_effort=request.reasoning_effort,
            logprobs=request.logprobs,
            seed=request.seed,
            index=self._own_number(action),
        )

    def model_of(self, wanted: Sample | Ask) -> str:
        """The model that is asked."""
        return self.players(wanted)[0]

    def players(self, wanted: Sample | Ask) -> tuple[str, ...]:
        """The model that is asked, and those that stand in for it where it cannot answer."""
        players = (wanted.model,) if wanted.model else self.cast.players(wanted.role, wanted.index)
        if isinstance(wanted, Sample) or wanted.role != "verify":
            return players
        authors = {display_name(writer) for writer in wanted.authors}
        return self.cast.judges(players, lambda model: display_name(model) in authors)

    def played_by_another(self, role: Role) -> str:
        """Who plays a role, as people read it; empty where that is the first of those that write the paths."""
        player = self.cast.players(role, 0)[0]
        return "" if player == self.cast.seats[0] else display_name(player)

    def label(self, role: Role, model: str, path: int | None, attempt: int) -> CallLabel:
        """What the ledger says about a call."""
        name = display_name(model)
        return CallLabel(self.run, self.command, self.strategy, self.task, role, name, path=path, attempt=attempt)


def deepened(tokens: int | None, effort: ReasoningEffort | None, times: float, facts: Facts) -> int:
    """How many tokens are so many times as deep; what is turned off stays so, and who did not think begins."""
    if tokens == 0 or effort == "none":
        return 0
    return round(times * (tokens or facts.room(None, effort) or FIRST_THOUGHTS))


def _usually(model: str, hosted: int) -> int:
    """How long a reply may be where the user does not say: small models ramble."""
    return MAX_TOKENS if is_embedded(model) else hosted


def _kind(action: Sample | Ask) -> Kind:
    return "paths" if isinstance(action, Sample) and action.max_tokens is None else "replies"
