r"""Where a text says what its answer is: `\boxed{}`, "Final answer:", "The answer is", "最终答案：", `####`."""

import re
from collections.abc import Iterator

from system2.answers.clean import plain

MOST = 100
"""Only so many statements at the end of a text are looked at."""
_LONGEST_LINE = 2_000
_LONGEST_BLOCK = 20_000

_GAP = r"[ \t*_]{0,6}"
_IS = rf"(?:\b(?:is|are|was|(?:would|should|must|will){_GAP}be)|=)[ \t]{{0,6}}:?"
_ENGLISH = (
    rf"(?<![A-Za-z])(?:answer|(?:correct|right|best){_GAP}(?:option|choice))(?:s|\(s\))?\b"
    rf"(?:[ \t][^.!?\n:=]{{0,60}}?)??{_GAP}(?:{_IS}|:)"
)
_CHINESE = (
    r"(?:最终|正确|最后的?)?(?:答案|选项|结论)\s?(?:应该|应当|就)?\s?(?:选|是|为|[:：])\s?[:：]?|(?<![回解])答\s?[:：]"
    r"|故选|应选|选择\s?(?=[A-Z(（])"
)
_MARKED = (
    r"^[ \t>]{0,4}####(?!#)"
    r"(?=[ \t]*[-+]?\\?[$€£¥]?\d(?:[\d,.]*\d)?[ \t]?%?(?:[ \t]+[^\W\d_]+){0,2}[ \t.]*$|[^\n]*+\s*+\Z)"
)
"""The mark of GSM8K. It makes a heading too, where anything but a number stands behind it and more text below."""
_LINE_LABEL = rf"^[ \t#*_>]{{0,8}}(?:A|Ans|Solution|Result)\b{_GAP}:|{_MARKED}"
_HEADING = rf"^[ \t#*_>]{{0,8}}(?:(?:final{_GAP})?answer|最终答案|答案)[ \t*_]{{0,6}}$"
_LABEL = "(?im)" + "|".join((_ENGLISH, _CHINESE, _LINE_LABEL, _HEADING))
_WORDED = f"(?i){_ENGLISH}|{_CHINESE}"
_BOX = r"\\f?box(?:ed)?\s?\{"
_BRACE = r"(?s)\\.|[{}]"
_BESIDE = r"(?:[\s$,;、]|and|or|和|或|\\text|\\\(|\\\)|[{}]){0,20}"
_BESIDE_SIGNS = 40
_TAGGED = r"(?i)<answer>((?:[^<]|<(?!/?answer>)){1,2000})</answer>"
_BEFORE = r"(?i)^(?:[-*•]\s+|(?:therefore|thus|hence|then|simply|indeed|clearly|just)\b[,:]?\s+)"
_EMPTY = " \t*_:：=#>-"
_NO_ANSWER = (
    r"(?i)(?:not\b|correct\b|incorrect\b|right\b|wrong\b|as follows|below\b|in the form|in format|to\b|clear\b|"
    r"obvious\b|given (?:by|in)\b|based on\b|obtained\b|the same\b|<[^<>]*>$|\[[^\]\d]*\]$)"
)
_SENTENCE_END = (
    r"(?<![A-Z])(?<!\b[DM]r)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bvs)(?<!\bapprox)[.!?](?=[\"')*_]{0,3}\s)|[。！？]"
)
_CLAUSE = (
    r"(?is),?\s{1,3}(?:because|since|which (?:is|means)|so that|so the|assuming|as (?:we|the|it))\b.*"
    r"|,\s{1,3}(?:and )?not\s.*|[,，]?因为.*"
)


def statements(text: str) -> Iterator[str]:
    """What the explicit statements of an answer say, the last one first."""
    boxes = boxed(text)
    inside = set().union(*(range(start, end) for start, end, _ in boxes))
    labels = [(match.start(), match.end()) for match in re.finditer(_LABEL, text) if match.start() not in inside]
    tags = [(match.start(), match[1]) for match in re.finditer(_TAGGED, text)]
    contents = [(start, content) for start, _, content in boxes]
    marks: list[tuple[int, int | str]] = [*labels, *tags, *contents]
    for _, mark in sorted(marks, key=lambda mark: mark[0], reverse=True)[:MOST]:
        content = (_labelled(text, mark) if isinstance(mark, int) else _unlabelled(mark)).strip()
        if content and not re.match(_NO_ANSWER, content.strip(" *_`")):
            yield content


def labelled(line: str) -> bool:
    """Whether the line says that an answer comes, whatever then comes."""
    return bool(re.search(_LABEL, line))


def boxed(text: str) -> list[tuple[int, int, str]]:
    r"""Start, end and content of each `\boxed{...}`, braces matched; boxes side by side are one list."""
    closings = _closings(text)
    found: list[tuple[int, int, str]] = []
    for match in re.finditer(_BOX, text):
        end = closings.get(match.end() - 1)
        if end is None or (found and match.start() < found[-1][1]):
            continue
        content = text[match.end() : end]
        if found and re.fullmatch(_BESIDE, text[found[-1][1] : match.start()][:_BESIDE_SIGNS]):
            start, _, before = found.pop()
            found.append((start, end + 1, f"{before}, {content}"))
        else:
            found.append((match.start(), end + 1, content))
    return found


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence, without the reasons that follow after a comma."""
    end = re.search(_SENTENCE_END, text)
    return re.sub(_CLAUSE, "", text[: end.start()] if end else text).strip()


def _unlabelled(content: str) -> str:
    r"""What a box says after the words in it that only announce it: `\boxed{\text{The answer is } 7}`."""
    announced = list(re.finditer(_WORDED, said := plain(content)))
    return (said[announced[-1].end() :].strip() if announced else "") or content


def _labelled(text: str, start: int) -> str:
    """What follows a label: the rest of its line, or, where that is empty, the next line, formula or fenced block."""
    line, _, following = text[start : start + _LONGEST_BLOCK].partition("\n")
    announces = not line.strip(_EMPTY) or line.rstrip().endswith((":", "："))
    if not announces or not following.strip():
        return first_sentence(_opened(line[:_LONGEST_LINE]))
    following = following.lstrip()
    for opening, closing in (("```", "```"), ("\\[", "\\]"), ("$$", "$$")):
        end = following.find(closing, len(opening))
        if following.startswith(opening) and end > 0:
            content = following[len(opening) : end]
            return content.partition("\n")[2] if opening == "```" else content
    return first_sentence(_opened(following.partition("\n")[0][:_LONGEST_LINE]))


def _opened(line: str) -> str:
    """The line without the bullet or the "therefore" before it and the emphasis that its label opened or closed."""
    line = re.sub(_BEFORE, "", line.strip().lstrip(":：= "), count=1)
    for mark in ("**", "__", "*"):
        if line.count(mark) % 2:
            line = line.removeprefix(mark).strip() if line.startswith(mark) else line.removesuffix(mark).strip()
    return line.lstrip(":： ")


def _closings(text: str) -> dict[int, int]:
    """Position of each opening brace to that of the brace which closes it; escaped braces count for nothing."""
    opened: list[int] = []
    closings: dict[int, int] = {}
    for brace in re.finditer(_BRACE, text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}" and opened:
            closings[opened.pop()] = brace.start()
    return closings
