r"""Where a text says what its answer is: `\boxed{}`, "Final answer:", "The answer is", "最终答案：", `####`, `<answer>`."""

import re

_GAP = r"[ \t*_]{0,6}"
_ENGLISH = (
    rf"(?<![A-Za-z])(?:answer|(?:correct|right|best){_GAP}(?:option|choice))(?:s|\(s\))?\b"
    r"(?:[ \t][^.!?\n:=]{0,60}?)??"
    rf"{_GAP}(?:(?:\bis|\bare|\bwas|\bwould{_GAP}be|\bshould{_GAP}be|\bmust{_GAP}be|\bwill{_GAP}be|=)[ \t]{{0,6}}:?|:)"
)
_CHINESE = r"(?:最终|正确|最后的?|所以|因此)?(?:答案|选项|结论)\s?(?:应该|应当|就)?\s?(?:选|是|为|[:：])\s?[:：]?|(?<![回解])答\s?[:：]|故选|应选|选择\s?(?=[A-Z(（])"
_LABEL = re.compile(
    rf"{_ENGLISH}|{_CHINESE}|^[ \t#*_>]{{0,8}}(?:A|Ans|Solution|Result)\b{_GAP}:|^[ \t>]{{0,4}}####(?!#)"
    rf"|^[ \t#*_>]{{0,8}}(?:final{_GAP})?answer[ \t*_]{{0,6}}$|^[ \t#*_>]{{0,8}}最终答案[ \t*_]{{0,6}}$",
    re.IGNORECASE | re.MULTILINE,
)
_BOXED = re.compile(r"\\f?box(?:ed)?\s?\{")
_TAGGED = re.compile(r"<answer>([^<]*(?:<(?!/?answer>)[^<]*)*)</answer>", re.IGNORECASE)
_EMPTY = " \t*_:：=#>-"
_NO_ANSWER = re.compile(
    r"(?:not\b|correct\b|incorrect\b|right\b|wrong\b|as follows|below\b|in the form|in format|to\b|clear\b|obvious\b|"
    r"given (?:by|in)\b|based on\b|obtained\b|the same\b|<[^<>]*>$|\[[^\]\d]*\]$)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bSt)(?<!\bvs)(?<!\bapprox)[.!?](?=[\"')*_]{0,3}\s)|[。！？]"
)
_CLAUSE = re.compile(
    r",?\s+(?:because|since|which (?:is|means)|so that|so the|assuming|as (?:we|the|it))\b.*|[,，]?因为.*",
    re.DOTALL | re.IGNORECASE,
)


def last_statement(text: str) -> str | None:
    """What the last explicit statement of an answer says; None where there is none."""
    found = [(match.start(), _labelled(text, match.end())) for match in _LABEL.finditer(text)]
    found += [(match.start(), match[1].strip()) for match in _TAGGED.finditer(text)]
    found += boxed(text)
    for _, content in sorted(found, key=lambda item: item[0], reverse=True):
        if content and not _NO_ANSWER.match(content.strip(" *_`")):
            return content
    return None


def boxed(text: str) -> list[tuple[int, str]]:
    r"""Position and content of each `\boxed{...}`, braces matched; boxes side by side are one list."""
    found: list[tuple[int, int, str]] = []
    for match in _BOXED.finditer(text):
        if found and match.start() < found[-1][1]:
            continue
        end = _closing(text, match.end())
        if end is None:
            continue
        content = text[match.end() : end]
        between = text[found[-1][1] : match.start()] if found else "."
        if found and len(between) < 20 and not between.replace("$", "").replace("\\text{", "").strip(" ,}andor和或、"):
            start, _, before = found.pop()
            found.append((start, end + 1, f"{before}, {content}"))
        else:
            found.append((match.start(), end + 1, content))
    return [(start, content) for start, _, content in found]


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence, without the reasons that follow after a comma."""
    end = _SENTENCE_END.search(text)
    return _CLAUSE.sub("", text[: end.start()] if end else text).strip()


def _labelled(text: str, start: int) -> str:
    """What follows a label: the rest of its line, or, where that is empty, the next line, formula or fenced block."""
    rest = text[start : start + 20_000]
    line, _, following = rest.partition("\n")
    announces = not line.strip(_EMPTY) or line.rstrip().endswith((":", "："))
    if not announces or not following.strip():
        return first_sentence(_opened(line))
    following = following.lstrip()
    for opening, closing in (("```", "```"), ("\\[", "\\]"), ("$$", "$$")):
        if following.startswith(opening) and closing in following[len(opening) :]:
            content = following[len(opening) : following.index(closing, len(opening))]
            return content.partition("\n")[2].strip() if opening == "```" else content.strip()
    return first_sentence(_opened(following.partition("\n")[0]))


def _opened(line: str) -> str:
    """The line without the emphasis that its label left open."""
    line = line.strip().lstrip(":：= ")
    for mark in ("**", "__", "*"):
        if line.count(mark) % 2:
            line = line.removeprefix(mark).strip() if line.startswith(mark) else line.removesuffix(mark).strip()
    return line.lstrip(":： ")


def _closing(text: str, start: int) -> int | None:
    """The position of the brace that closes the one before `start`."""
    depth, position = 1, start
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == "{":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
        position += 1
    return None
