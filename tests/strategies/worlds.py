"""Made-up problems with candidates and a judge who are wrong as often as is said, the same for the same seed."""

import random
from dataclasses import dataclass

from system2.core.candidates import Answer, Candidate, Verdict
from system2.core.replies import Reply

RIGHT = "1000"
WRONG = ("1001", "1002", "1003")

CANDIDATES_RIGHT = 0.4
JUDGE_RIGHT = 0.7
SURE = 0.9

PATHS = 9


@dataclass(frozen=True)
class World:
    """One problem. Candidates are right 40 % of the time; their errors are spread over three values, or are one trap.

    The judge is right 70 % of the time and 0.9 sure of what it says, whatever that is.
    """

    seed: int
    trap: bool = False

    @property
    def question(self) -> str:
        return f"What does problem {self.seed} come to?"

    def answer(self, path: int) -> str:
        draw = random.Random(f"{self.seed}/{path}/answer")
        if draw.random() < CANDIDATES_RIGHT:
            return RIGHT
        return WRONG[0] if self.trap else draw.choice(WRONG)

    def accepts(self, path: int) -> bool:
        """Whether the judge says that this path is right."""
        judges_well = random.Random(f"{self.seed}/{path}/judge").random() < JUDGE_RIGHT
        return judges_well == (self.answer(path) == RIGHT)

    def text(self, path: int) -> str:
        return f"This is path {path} on problem {self.seed}.\n\nFinal answer: {self.answer(path)}"

    def candidates(self) -> list[Candidate]:
        """All paths with the verdicts that the product makes of what the judge says."""
        return [
            Candidate(
                path,
                Reply(self.text(path)),
                Answer(self.answer(path), "number"),
                Verdict(SURE if self.accepts(path) else 1 - SURE, self.accepts(path)),
            )
            for path in range(PATHS)
        ]
