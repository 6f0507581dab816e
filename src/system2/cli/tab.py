"""What may follow on a command line: answered from a table, for a shell that asks at a press of Tab.

The answer is a line for each word that may stand at the cursor, with what it means after a tab character.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from system2.render.safe import one_line

FILE = Path(__file__).with_name("grammar.json")
"""What `system2.cli.grammar` makes."""

Words = Iterable[tuple[str, str]]
"""Each with what is told of it."""


def answer(script: str, before: Sequence[str], begun: str) -> None:
    """Print what may follow the words before the cursor, at which a word is begun."""
    table = json.loads(FILE.read_text(encoding="utf-8"))
    place = Place(table if script == "system2" else table["commands"][script])
    for word in before:
        place.take(word)
    for word, about in place.offers(begun):
        print(f"{one_line(word, sys.stdout.encoding)}\t{one_line(about, sys.stdout.encoding)}")


@dataclass
class Place:
    """Where on a command line one stands."""

    command: dict[str, Any]
    typed: list[str] = field(default_factory=list)
    """The arguments of the command so far."""
    given: set[str] = field(default_factory=set)
    """The flags of its options so far."""
    waits: dict[str, Any] | None = None
    """The option whose value is next."""
    no_more_options: bool = False

    def take(self, word: str) -> None:
        """Go on by a word."""
        if self.waits:
            self.waits = None
        elif word == "--" and not self.no_more_options:
            self.no_more_options = True
        elif word.startswith("-") and word != "-" and not self.no_more_options:
            self._take_option(word)
        elif not self.typed and word in self.command["commands"]:
            self.command, self.given = self.command["commands"][word], set()
        else:
            self.typed.append(word)

    def offers(self, begun: str) -> Words:
        """What may stand next, of all that begins so."""
        if self.waits:
            return _values(self.waits, begun, self.typed)
        if begun.startswith("-") and not self.no_more_options:
            flag, equals, value = begun.partition("=")
            if equals:
                option = self._option(flag) or {}
                return [(f"{flag}={word}", about) for word, about in _values(option, value, self.typed)]
            return self._flags(begun)
        commands = self.command["commands"]
        if commands and not self.typed:
            return [(name, each["about"]) for name, each in commands.items() if name.startswith(begun)]
        return self._argument(begun)

    def _take_option(self, word: str) -> None:
        flag, equals, _ = word.partition("=")
        if not word.startswith("--"):
            flag, equals = self._last_of_cluster(word)
        option = self._option(flag)
        if option:
            self.given.update(option["flags"])
            self.waits = option if option["takes"] and not equals else None

    def _last_of_cluster(self, word: str) -> tuple[str, str]:
        """The last flag of several in one word, and the value that follows it there."""
        for place, letter in enumerate(word[1:], start=1):
            option = self._option(f"-{letter}")
            if option is None or option["takes"] or place == len(word) - 1:
                return f"-{letter}", word[place + 1 :]
        return word, ""

    def _option(self, flag: str) -> dict[str, Any] | None:
        return next((each for each in self.command["options"] if flag in each["flags"]), None)

    def _flags(self, begun: str) -> Words:
        """The longest flag of each option that can still be given, or the flag that was begun."""
        for option in self.command["options"]:
            fitting = [flag for flag in option["flags"] if flag.startswith(begun)]
            if fitting and (option["again"] or not self.given & {*option["flags"]}):
                yield max(fitting, key=len), option["about"]

    def _argument(self, begun: str) -> Words:
        arguments = self.command["arguments"]
        place = len(self.typed)
        if place < len(arguments):
            return _values(arguments[place], begun, self.typed)
        return _values(arguments[-1], begun, self.typed) if arguments and arguments[-1]["many"] else ()


def _values(told: dict[str, Any], begun: str, typed: Sequence[str]) -> Words:
    """The words for an option or an argument; none where it can be anything."""
    if "by" in told:
        return _values(told["by"].get(typed[-1].rpartition(".")[2], {}) if typed else {}, begun, ())
    if "follow" in told:
        from system2.cli import following

        found: Words = getattr(following, told["follow"])(begun)
        return found
    return [(word, about) for word, about in told.get("words", ()) if word.startswith(begun)]
