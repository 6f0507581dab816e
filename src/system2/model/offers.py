"""Which models can be used now: those of the providers whose keys are set, and of the user's own servers."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from system2.config.own_names import Endpoint, own_names
from system2.model.facts import Thinks, facts_of, last_day
from system2.model.keys import usable_key
from system2.model.own_servers import OWN_SERVERS, OwnServer, models_of
from system2.model.providers import PASSING, Provider, providers


@dataclass(frozen=True)
class Offer:
    """One model, and who serves it; `context` and what it may write at most are in tokens, None where nobody knows."""

    model: str
    provider: str
    context: int | None
    longest_reply: int | None
    thinks: Thinks
    images: bool | None
    until: date | None
    successor: str


def offers(provider: str, day: date) -> Iterator[Offer]:
    """Those that can be used on this day, of one provider alone where one is named, whether its key is set or not.

    Left out are models that were switched off, copies with a date in their names, and previews.
    """
    for each in providers():
        if each.name == provider or (not provider and usable_key(each)):
            yield from (_offer(model, each.name) for model in _names(each, day))
    for server in OWN_SERVERS:
        if (address := os.environ.get(server.variable)) and provider in ("", server.prefix):
            yield from (_offer(model, server.prefix) for model in models_of(server, address))
    for endpoint in own_names().endpoints.values():
        if provider in ("", endpoint.name):
            yield from (_offer(model, endpoint.name) for model in models_of(_server(endpoint), endpoint.base_url))


def offering() -> tuple[str, ...]:
    """Everybody who may be asked what he offers."""
    own = (*(server.prefix for server in OWN_SERVERS), *own_names().endpoints)
    return (*(provider.name for provider in providers()), *own)


def names_without_asking(day: date) -> Iterator[str]:
    """The names of those whose providers' keys there are: no server has to be asked for them."""
    for provider in providers():
        if usable_key(provider):
            yield from _names(provider, day)


def _names(provider: Provider, day: date) -> Iterator[str]:
    for model, entry in provider.models():
        until = last_day(entry)
        if not PASSING.search(model) and (until is None or until > day):
            yield model


def _offer(model: str, provider: str) -> Offer:
    facts = facts_of(model)
    return Offer(
        model=model,
        provider=provider,
        context=facts.context,
        longest_reply=facts.longest_reply,
        thinks=facts.thinks,
        images=facts.images,
        until=facts.until,
        successor=facts.successor,
    )


def _server(endpoint: Endpoint) -> OwnServer:
    return OwnServer(endpoint.name, "", "/models", endpoint.key_env)
