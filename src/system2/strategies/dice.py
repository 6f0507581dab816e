"""Chance that is the same at every play: the pure layers know none of their own."""

import math


class Dice:
    """A small generator of even numbers (Knuth's linear congruence)."""

    def __init__(self, seed: int) -> None:
        self._state = seed * 0x9E3779B97F4A7C15 + 1

    def roll(self) -> float:
        """A number from 0 up to 1."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return float(self._state >> 11) / 2**53

    def below(self, number: int) -> int:
        """A whole number from 0 up to this one."""
        return int(self.roll() * number)

    def student(self, degrees: int) -> float:
        """A number from Student's t distribution of so many degrees of freedom (Bailey 1994)."""
        distance, angle = degrees * ((1 - self.roll()) ** (-2 / degrees) - 1), 2 * math.pi * self.roll()
        return math.sqrt(distance) * math.cos(angle)
