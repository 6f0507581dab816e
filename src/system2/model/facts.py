"""What a model is, as far as a run must know: one table, from LiteLLM's and from our own additions to it.

LiteLLM's table knows most hosted models; `families.py` adds what it leaves open, such as how the models of a family end
their answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from system2.config.model_table import entry_of
from system2.config.own_names import endpoint_of
from system2.core.depth import EFFORTS, ReasoningEffort
from system2.core.problem import Ending
from system2.model.families import family_of

USUAL_TEMPERATURE = 0.8

Thinks = Literal["unknown", "never", "when asked", "usually", "always"]
"""Whether a model thinks before it answers: `usually` unless it is told not to, `always` whatever it is told."""

Continuing = Literal["plain", "prefix", "flagged"]
"""How a server is told to go on with the last message: by that being the assistant's, by a mark on it, or by a flag."""

SERVERS: Mapping[str, Continuing] = {
    "local": "plain",
    "hosted_vllm": "flagged",
    "vllm": "flagged",
    "sglang": "flagged",
    "llamafile": "plain",
    "llama.cpp": "plain",
}
"""Servers that go on with whatever model they serve, by what the user calls them or LiteLLM does.

vLLM and SGLang: `continue_final_message`; llama.cpp does so unless it was started with `--no-prefill-assistant`.
"""

PROVIDERS: Mapping[str, Continuing] = {"anthropic": "plain", "deepseek": "prefix", "mistral": "prefix"}
"""Providers that go on where LiteLLM's table says so of the model.

DeepSeek does so at its beta address, which LiteLLM asks.
"""

USUAL_ROOM = 8_192
"""Tokens that a model may think which does so unasked. Those of today take one to six thousand for a verdict."""

ROOMS: Mapping[ReasoningEffort, int] = {
    "minimal": 1_024,
    "low": 4_096,
    "medium": 8_192,
    "high": 16_384,
    "xhigh": 32_768,
}
"""Tokens that a model may think where it is told how deep in a word."""


REFUSED = {"temperature": "supports_sampling_params", "system": "supports_system_messages"}
"""What LiteLLM's table may say that a model does not take, by the key under which it says so."""


@dataclass(frozen=True)
class Facts:
    """What a model is.

    `judges` says that its verdicts may tell right paths from wrong ones; `leads` that its first path is best written at
    temperature 0, and the others, which are to differ, at `temperature`; `imitates` that it calculates better after it
    was shown how than when it is told to reason step by step, and `computes` that programs which it writes do better
    still. `efforts` are the words that it knows for how deep to
    think, where it knows words. `refuses` names what it does not take, as `refusals.ORDER` calls it.
    `context` is how many tokens it reads, `longest_reply` how many it writes, its thinking included, `images` whether
    it reads pictures, each None where nobody knows; `until` is the day on which its provider switches it off, and
    `successor` what it is replaced by.
    """

    thinks: Thinks = "unknown"
    ending: Ending = "line"
    judges: bool = True
    leads: bool = False
    imitates: bool = False
    computes: bool = False
    temperature: float = USUAL_TEMPERATURE
    efforts: tuple[ReasoningEffort, ...] = ("low", "medium", "high")
    longest_reply: int | None = None
    until: date | None = None
    successor: str = ""
    refuses: frozenset[str] = frozenset()
    context: int | None = None
    images: bool | None = None

    @property
    def may_think(self) -> bool:
        """Whether it thinks without being asked to."""
        return self.thinks in ("usually", "always")

    def room(self, tokens: int | None, effort: ReasoningEffort | None = None) -> int:
        """How many tokens it is given to think, where it is asked to think so; None leaves that to the model."""
        if self.thinks == "never":
            return 0
        if tokens == 0 or effort == "none":
            return USUAL_ROOM if self.thinks == "always" else 0
        if effort:
            return ROOMS[self.nearest(effort)]
        return max(tokens or 0, USUAL_ROOM) if self.may_think else tokens or 0

    def nearest(self, effort: ReasoningEffort) -> ReasoningEffort:
        """The word nearest to this one that the model knows, the shallower of two; never `none`, which is no depth."""
        wanted = EFFORTS.index(effort)
        known = [each for each in self.efforts if each != "none"]
        return min(known, key=lambda each: (abs(EFFORTS.index(each) - wanted), EFFORTS.index(each)), default=effort)

    def limit(self, wanted: int) -> int:
        """The limit of a reply that may be so long, its thinking included, as far as the model goes."""
        return min(wanted, self.longest_reply) if self.longest_reply else wanted


def continuing(model: str) -> Continuing | None:
    """How a conversation has to be sent that ends in the assistant's own text, for its server to go on with that.

    None where nobody knows that it can. Models that think before they answer never need to be asked so.
    """
    endpoint = endpoint_of(model)
    server = endpoint.server if endpoint else re.split("[/:]", model, maxsplit=1)[0]
    if server in SERVERS:
        return SERVERS[server]
    if endpoint or not entry_of(model).get("supports_assistant_prefill"):
        return None
    return PROVIDERS.get(entry_of(model).get("litellm_provider", ""))


@cache
def facts_of(model: str) -> Facts:
    """What is known of a model, by its name in the ledger."""
    entry = entry_of(model)
    return Facts(**{**_from_table(entry), **family_of(model)})


def _from_table(entry: Mapping[str, Any]) -> dict[str, Any]:
    longest = entry.get("max_output_tokens")
    return {
        "thinks": _thinks(entry) if entry else "unknown",
        "efforts": _efforts(entry),
        "longest_reply": longest if isinstance(longest, int) else None,
        "until": last_day(entry),
        "successor": entry.get("successor_model") or "",
        "refuses": frozenset(name for name, key in REFUSED.items() if entry.get(key) is False),
        "context": entry.get("max_input_tokens"),
        "images": entry.get("supports_vision"),
    }


def _thinks(entry: Mapping[str, Any]) -> Thinks:
    """What LiteLLM's table says; a model that can think, of which no more is said, is taken to do so unasked."""
    if not entry.get("supports_reasoning"):
        return "never"
    if entry.get("thinking_always_on"):
        return "always"
    if entry.get("thinking_on_by_default"):
        return "usually"
    if entry.get("supports_none_reasoning_effort") is False:
        return "always"
    if entry.get("default_reasoning_effort") == "none" or "none" in entry.get("reasoning_effort_levels", ()):
        return "when asked"
    return "usually"


def _efforts(entry: Mapping[str, Any]) -> tuple[ReasoningEffort, ...]:
    """The words that LiteLLM's table lists or flags; it flags those alone that not every model knows."""
    listed = entry.get("reasoning_effort_levels")
    known = listed or [
        effort
        for effort in EFFORTS
        if entry.get(f"supports_{effort}_reasoning_effort", effort in ("low", "medium", "high"))
    ]
    return tuple(effort for effort in EFFORTS if effort in known)


def last_day(entry: Mapping[str, Any]) -> date | None:
    """The day on which a model is switched off, by its entry in LiteLLM's table; None where nobody says."""
    try:
        return date.fromisoformat(entry.get("deprecation_date", ""))
    except ValueError:  # no day, or a note in its place
        return None
