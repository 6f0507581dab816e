"""What a model's chat template leaves in its text: thoughts, turns and ends, told from what the model says.

A serving program should take these marks out and often does not. They are listed here, once, for every model known to
us, and `part` is the one place that takes them out. A mark between quotation marks or backticks is spoken of, not used;
within a block of code only the last ones count.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

THOUGHTS: tuple[tuple[str, str], ...] = (
    ("<think>", "</think>"),  # DeepSeek, Qwen, GLM and most others
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),  # EXAONE
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),  # Seed-OSS
    ("[THINK]", "[/THINK]"),  # Magistral
    ("◁think▷", "◁/think▷"),  # Kimi
    ("<|begin_of_thought|>", "<|end_of_thought|>"),  # OpenThinker, Sky-T1
    ("<|START_THINKING|>", "<|END_THINKING|>"),  # Command
    ("<unused94>", "<unused95>"),  # MedGemma
    ("<|channel>thought", "<channel|>"),  # Gemma
)
"""How thoughts begin and end."""

TURN_ENDS = (
    "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|eot|>", "<|end|>", "<|call|>", "<|return|>", "<end_of_turn>",
    "<turn|>", "<|end_of_turn|>", "<|END_OF_TURN_TOKEN|>", "<|END_RESPONSE|>", "[|endofturn|]", "<|endofturn|>",
    "<end_of_utterance>", "<|eom|>", "<|eos|>", "<seed:eos>", "[e~[",
)  # fmt: skip
"""How a turn ends. What comes after it counts only while nobody else speaks."""

TEXT_ENDS = ("<|endoftext|>", "<|end_of_text|>", "<｜end▁of▁sentence｜>", "<|endofprompt|>")
"""How a text ends: whatever a model writes after one of these belongs to another text."""

DROPPED = (
    "<|begin_of_text|>", "<|startoftext|>", "<|begin_of_solution|>", "<|end_of_solution|>", "<|START_RESPONSE|>",
    "<|START_TEXT|>", "<|END_TEXT|>", "<|begin_of_box|>", "<|end_of_box|>", "[BEGIN FINAL RESPONSE]",
    "[END FINAL RESPONSE]", "<|pad|>", "<|bos|>", "<|CHATBOT_TOKEN|>",
)  # fmt: skip
"""What says nothing."""

EDGES = ("<eos>", "<bos>", "<pad>", "<unk>", "[EOS]", "[BOS]", "[PAD]", "<EOT>", "<EOD>")
"""Marks that may also be HTML or prose: they are none but at the very beginning and the very end of a text."""

HEADERS = (
    r"<\|im_start\|>\s*(?P<chatml>\w{1,20})\s*",
    r"<\|start_header_id\|>\s*(?P<llama>\w{1,20})\s*<\|end_header_id\|>\s*",
    r"<\|start_of_role\|>\s*(?P<granite>\w{1,20})\s*<\|end_of_role\|>\s*",
    r"<\|header_start\|>\s*(?P<llama4>\w{1,20})\s*<\|header_end\|>\s*",
    r"<\|START_OF_TURN_TOKEN\|>\s*(?:<\|(?P<command>[A-Z]{1,20})_TOKEN\|>)?",
    r"(?:<start_of_turn>|<\|turn>)\s*(?P<gemma>\w{1,20})\s*",
    r"<\|start\|>\s*(?P<harmony>\w{1,20})(?: to=[^<\s]{1,80})?",
    r"<\|(?P<phi>user|assistant|system|observation|tool)\|>\s*",
    r"<｜(?P<deepseek>User|Assistant)｜>",
    r"\[\|(?P<exaone>user|assistant|system)\|\]",
    r"(?:</s>\s*)?(?:<s>\s*)?\[(?P<mistral>INST)\]",
    r"\[/(?P<ours>INST)\]",
)
"""How a turn begins, with the one who speaks."""

OURS = frozenset({"assistant", "model", "bot", "chatbot", "gpt", "ai"})
"""Names of the one whose reply is read."""

CHANNEL = (
    r"<\|channel\|>\s*(?P<channel>analysis|commentary|final)\b[^<\n]{0,80}(?:<\|constrain\|>[^<]{0,20})?<\|message\|>"
)
"""Harmony (gpt-oss): what is not on the channel `final` is thought."""

GLUED = r"(?P<glued>\Aanalysis(?=[A-Z\"'])|assistant(?:final|commentary|analysis)(?=[A-Z\d\"'*\\$(]))"
"""Harmony of which a server kept the words and lost the marks."""

OTHERS = r"(?P<other><｜[\w▁ ]{1,40}｜>|<\|reserved_special_token_\d{1,4}\|>|<SPECIAL_\d{1,4}>|<unused\d{1,4}>)"

OPENS = {opening.lower(): closing.lower() for opening, closing in THOUGHTS}
CLOSES = frozenset(OPENS.values())
GLUED_BEGINNING = "analysis"
CHANNEL_END, GLUED_END = "<|end|>", "assistantfinal"
"""What ends a thought on one of harmony's channels."""

SPEAKERS = (
    "chatml", "llama", "granite", "llama4", "command", "gemma", "harmony", "phi", "deepseek", "exaone", "mistral",
)  # fmt: skip
"""The groups of `HEADERS` that hold the one who speaks."""


def _any(literals: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(literals, key=len, reverse=True)))


_TAGS = (*(mark for pair in THOUGHTS for mark in pair), *TURN_ENDS, *TEXT_ENDS, *DROPPED)
_BEGINNING = rf"(?=[{re.escape(''.join(sorted({tag[0] for tag in _TAGS})))}]|a(?:nalysis|ssistant))"
"""How each mark begins: where nothing begins so, which is nearly everywhere, none of the many is tried."""
_MARK = re.compile(rf"{_BEGINNING}(?:(?i:(?P<tag>{_any(_TAGS)}))|{'|'.join(HEADERS)}|{CHANNEL}|{GLUED}|{OTHERS})")
_HELD = re.compile(r"`+\Z|[\"']\Z|[`\"']?[<\[◁]")

LONGEST_MARK = 128
"""So many characters at the end of what has come may be the beginning of a mark that is still coming."""

QUOTES = "`\"'"


class Parted(NamedTuple):
    """What is said and what is thought in a text; `whole` is False where it ends inside a thought."""

    said: str
    thought: str
    whole: bool


def part(text: str) -> Parted:
    """The text without its marks, what is said apart from what is thought."""
    parting = Parting()
    parting.feed(text)
    parting.close()
    joined = "".join(parting.said)
    said = _without_edges(joined, (*TURN_ENDS, *TEXT_ENDS))
    if said == text:
        return Parted(text, "", True)
    return Parted(said.strip(), "".join(parting.thought).strip(), parting.whole)


@dataclass
class Parting:
    """Parts a text that comes in pieces.

    `said` and `thought` hold what has been made out so far. What turns out to have been a thought only at its end is
    taken back from `said`, which no listener to the single pieces can know. Marks that count only at the edges stay.
    """

    said: list[str] = field(default_factory=list)
    thought: list[str] = field(default_factory=list)
    _waiting: str = ""
    _closing: str = ""
    """What ends the thought that is going on; empty while the model speaks."""
    _others_speak: bool = False
    _is_over: bool = False
    _is_first: bool = True
    _may_turn: bool = True
    """Whether a turn may begin here: at the beginning of a line, or after another mark."""
    _in_code: bool = False
    _passed_over: set[str] = field(default_factory=set)
    """The ends of thoughts that began in a block of code, and so were none."""

    @property
    def whole(self) -> bool:
        """Whether no thought is left open."""
        return not self._closing

    def feed(self, piece: str) -> list[tuple[str, bool]]:
        """The next pieces that are made out: each with whether it is no part of what is said."""
        text = self._waiting + piece
        tail = _HELD.search(text, max(0, len(text) - LONGEST_MARK))
        if self._is_first and GLUED_BEGINNING.startswith(text[: len(GLUED_BEGINNING)]) and len(text) < LONGEST_MARK:
            return self._read(text, 0)
        return self._read(text, tail.start() if tail else len(text))

    def close(self) -> list[tuple[str, bool]]:
        """What was held back because it might have been the beginning of a mark."""
        return self._read(self._waiting, len(self._waiting))

    def _read(self, text: str, end: int) -> list[tuple[str, bool]]:
        """Take in the text as far as `end`, and all of a mark that reaches beyond it; the rest waits."""
        pieces: list[tuple[str, bool]] = []
        position = 0
        for mark in _MARK.finditer(text):
            if mark.start() >= end:
                break
            if _is_quoted(text, mark) or (mark["glued"] == GLUED_BEGINNING and not self._is_first):
                continue
            self._take(text[position : mark.start()], pieces)
            position = mark.end()
            if self._obey(mark):
                self._may_turn = True
            else:
                self._take(mark[0], pieces)
        self._take(text[position:end], pieces)
        self._waiting = text[max(position, end) :]
        self._is_first = self._is_first and not end
        return pieces

    def _take(self, text: str, pieces: list[tuple[str, bool]]) -> None:
        if not text:
            return
        is_hidden = bool(self._closing or self._others_speak or self._is_over)
        if self._closing:
            self.thought.append(text)
        elif not is_hidden:
            self.said.append(text)
            self._in_code ^= bool(text.count("```") % 2)
        if text.strip() or "\n" in text:
            self._may_turn = text.rstrip(" ").endswith("\n")
        pieces.append((text, is_hidden))

    def _obey(self, mark: re.Match[str]) -> bool:
        """Go on as the mark says; False where it is no mark here but a part of the text."""
        tag = (mark["tag"] or "").lower()
        if self._closing:
            return self._end_thought(mark, tag)
        if self._in_code and (tag not in CLOSES or tag in self._passed_over):
            self._passed_over.add(OPENS.get(tag, ""))
            return False
        if tag in OPENS:
            self._closing = OPENS[tag]
        elif tag in CLOSES:  # some templates begin the thought in the prompt
            self._take_back()
        elif tag in TEXT_ENDS:
            self._is_over = self._has_spoken()
        elif (name := mark["channel"] or mark["glued"]) and name.endswith("final"):
            self._take_back()
        elif name:
            self._closing = CHANNEL_END if mark["channel"] else GLUED_END
        elif role := _role(mark):
            self._may_turn |= mark[0].startswith("</s>")
            return self._turn(role)
        return True

    def _turn(self, role: str) -> bool:
        """Let this one speak. Once the model has spoken, what others are made to say ends the reply."""
        if not (self._may_turn or self._others_speak):
            return False
        self._others_speak = role not in OURS
        self._is_over = self._is_over or (self._others_speak and self._has_spoken())
        return True

    def _take_back(self) -> None:
        """What looked said was thought."""
        self.thought.extend(self.said)
        self.said.clear()

    def _has_spoken(self) -> bool:
        return any(text.strip() for text in self.said)

    def _end_thought(self, mark: re.Match[str], tag: str) -> bool:
        """Whether the mark is one within the thought that is going on, which it may end."""
        if tag == self._closing or (self._closing == CHANNEL_END and tag in TURN_ENDS):
            self._closing = ""
            return True
        if self._closing in {CHANNEL_END, GLUED_END} and (name := mark["channel"] or mark["glued"]):
            self._closing = "" if name.endswith("final") else self._closing
            return True
        return tag in TURN_ENDS


def _role(mark: re.Match[str]) -> str:
    """Who begins to speak by this mark, if it begins a turn."""
    if mark["ours"]:
        return "assistant"
    return next((role.lower() for name in SPEAKERS if (role := mark[name])), "")


def _is_quoted(text: str, mark: re.Match[str]) -> bool:
    before, after = text[max(0, mark.start() - 1) : mark.start()], text[mark.end() : mark.end() + 1]
    return bool(before) and before in QUOTES and before == after


def _without_edges(text: str, ends: tuple[str, ...] = ()) -> str:
    """The text without the marks that count only at its beginning and its end, and without these ends."""
    edges = EDGES if _strikes_out(text) else (*EDGES, "<s>", "</s>")
    start, end = 0, len(text)
    while text.startswith(edges, start):
        edge = next(edge for edge in edges if text.startswith(edge, start))
        start = _past_space(text, start + len(edge), 1)
    last = _past_space(text, end, -1)
    closing = (*edges, *ends)
    while text.endswith(closing, start, last):
        edge = next(edge for edge in closing if text.endswith(edge, start, last))
        end = last = _past_space(text, last - len(edge), -1)
    return text[start:end]


def _strikes_out(text: str) -> bool:
    """Whether `<s>` and `</s>` stand there as HTML has them, and not as a text's beginning and end."""
    inner = text.strip().removeprefix("<s>").removesuffix("</s>")
    return "<s>" in inner or (text.lstrip().startswith("<s>") and "</s>" in inner)


def _past_space(text: str, position: int, step: int) -> int:
    """The next position, forwards or backwards, that has no white space ahead."""
    while 0 <= position - (step < 0) < len(text) and text[position - (step < 0)].isspace():
        position += step
    return position
