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

    def normal(self) -> float:
        """A number from the standard normal distribution (Box and Muller 1958)."""
        distance, angle = math.sqrt(-2 * math.log(1 - self.roll())), 2 * math.pi * self.roll()
        return distance * math.cos(angle)

    def chi_squared(self, degrees: int) -> float:
        """The sum of so many squared standard normal numbers, of which two by two are exponential."""
        pairs = math.fsum(-2 * math.log(1 - self.roll()) for _ in range(degrees // 2))
        return pairs + self.normal() ** 2 if degrees % 2 else pairs
