"""What a procedure will ask of models, told before it begins."""

from dataclasses import dataclass, replace

from system2.core.actions import Ask, Sample


@dataclass(frozen=True)
class Planned:
    """Calls that differ in little but their index: one of them as an example, and how many there will be.

    `most` is never passed, but for repetitions of calls that failed. `quotes` is how many whole paths the prompt will
    hold besides the example's messages.
    """

    example: Sample | Ask
    least: int
    expected: int
    most: int
    quotes: int = 0

    def times(self, number: int, *, least: int | None = None) -> "Planned":
        """As many of them for each of `number` paths; at the least for `least` of these, where not for all."""
        fewest = number if least is None else least
        return replace(self, least=self.least * fewest, expected=self.expected * number, most=self.most * number)


Plan = tuple[Planned, ...]
