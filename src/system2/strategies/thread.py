"""One path that goes on and on: its pieces so far, how it is asked for the next, and when nothing new comes of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from system2.core import tokens
from system2.core.candidates import Candidate
from system2.core.decisions import Answered
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import note
from system2.prompts.speak import say
from system2.strategies.pieces import answer_of

NEW = 0.2
"""The share of a piece's sentences that was not said before; up to this, the path repeats itself."""

_SENTENCE = re.compile(r"[.!?。！？\n]+")


@dataclass(frozen=True)
class Thread:
    """A path in pieces, the first of which was asked for by `asked`.

    Where the server continues the assistant's own text (`problem.writer.continues`) the path is one text, and "Wait"
    stands where the model meant to end (s1, section 3.1). Elsewhere the user's turn says so, and each piece is a turn.
    `is_closed` says that the last piece is the answer that was asked for in the end.
    """

    problem: Problem
    asked: Messages
    pieces: tuple[Candidate, ...]
    is_closed: bool = False

    @property
    def length(self) -> int:
        """About how many tokens it took so far."""
        return sum(tokens.estimate(piece.text) for piece in self.pieces)

    @property
    def lacks_its_answer(self) -> bool:
        """Whether it was cut off, or its last piece has no answer although one before it had."""
        *before, last = self.pieces
        return last.status == "truncated" or (last.answer is None and any(piece.answer for piece in before))

    def is_repeated_by(self, piece: Candidate) -> bool:
        """Whether hardly anything in this piece is new; nothing at all is in an empty one."""
        known = {sentence for each in self.pieces for sentence in sentences(each.text)}
        said = sentences(piece.text)
        return len({*said} - known) <= NEW * len(said)

    def then(self, piece: Candidate) -> "Thread":
        """The same with one more piece."""
        return replace(self, pieces=(*self.pieces, piece))

    def ended_by(self, answer: Candidate) -> "Thread":
        """The same with the answer that was asked for in the end."""
        return replace(self.then(answer), is_closed=True)

    def further(self) -> Messages:
        """The request to go on."""
        if self.problem.writer.continues:
            return (*self.asked, Message("assistant", self._led_on(self._text(self.pieces), self.pieces[-1])))
        return (*self._turns(), Message("user", say("check_again", self.problem)))

    def to_an_end(self) -> Messages:
        """The request for the answer, now."""
        if self.problem.writer.continues:
            return (*self.asked, Message("assistant", self._closed(self._text(self.pieces))))
        return (*self._turns(), Message("user", say("answer_now", self.problem)))

    async def whole(self) -> Candidate:
        """The path as one candidate, in its last piece's place; where turns led on, that piece is its last word."""
        *before, last = self.pieces
        if not before or not self.problem.writer.continues or last.reply is None:
            return last
        text = f"{self._closed(self._text(before))}{last.text}" if self.is_closed else self._text(self.pieces)
        ending = "box" if self.problem.writer.ending == "box" else "ending"
        answer = answer_of(self.problem, text, last.reply.finish_reason, ending=ending)
        await note(Answered(last.index, answer))
        return replace(last, reply=replace(last.reply, text=text), answer=answer)

    def _text(self, pieces: Sequence[Candidate]) -> str:
        """These pieces as one text, each led on to the next."""
        text = written(pieces[0])
        for before, piece in pairwise(pieces):
            text = self._led_on(text, before) + written(piece)
        return text

    def _led_on(self, text: str, last: Candidate) -> str:
        """The text with what makes a model go on: nothing where it was cut off, "Wait" where it meant to end."""
        text = text.rstrip()  # Anthropic continues no text that ends in white space
        return text if last.status == "truncated" else f"{text}\n\n{say('wait', self.problem)}"

    def _closed(self, text: str) -> str:
        end = "\\boxed{" if self.problem.writer.ending == "box" else say("conclude", self.problem)
        return f"{text.rstrip()}\n\n{end}"

    def _turns(self) -> Messages:
        again = Message("user", say("check_again", self.problem))
        first, *others = (Message("assistant", piece.text) for piece in self.pieces)
        return (*self.asked, first, *(turn for piece in others for turn in (again, piece)))


def written(piece: Candidate) -> str:
    """The text of a piece as it came, with the white space around it, which tells whether a word was cut in two."""
    raw = piece.reply.raw if piece.reply else ""
    return raw if raw.strip() == piece.text else piece.text


def sentences(text: str) -> list[str]:
    """The sentences of a text, in small letters and without what stands around their words."""
    parts = (" ".join(part.lower().split()).strip("\"'*#-:, ") for part in _SENTENCE.split(text))
    return [part for part in parts if part]
