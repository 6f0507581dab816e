r"""Where a path says what its answer is: one table of rules, tried in this order, and of each the last place first.

| rule    | what is taken for the answer                                                                         |
|---------|------------------------------------------------------------------------------------------------------|
| ending  | what follows "Final answer:" or "最终答案：", the ending that our prompts ask for                       |
| box     | what is in `\boxed{}`, with the boxes beside it                                                      |
| tag     | what is in `<answer></answer>`                                                                       |
| label   | what follows "Answer:", "答案：", "Antwort:" and the like, or a heading "Answer"                       |
| custom  | what follows "####", "The answer is", "答案是", "故选", as problem sets and papers write it            |
| formula | the display formula at the end, `\[...\]` or `$$...$$`                                               |

Where a model is asked for another of these endings, that one comes first. A path with the ending that was asked for
has that as its answer: prose after it is none, and only a later ending of the same form replaces it. What stands in the
place of an answer and is none (an empty box, `<the answer alone>`) is passed over. A path to which none of this applies
is left to its last lines, which make a weak answer: the rule `line`, in `reduce`.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from system2.answers.clean import plain

MOST = 20
"""Only so many places at the end of a text are looked at for each rule."""
_LONGEST_LINE = 2_000
_LONGEST_BLOCK = 20_000

_GAP = r"[ \t*_`]{0,6}"
_LINE = r"^[ \t#*_>`-]{0,8}"
_FINAL = rf"(?:final{_GAP}answers?|(?:最终|最終|最后的?)答案)"
_ENDING = (
    rf"(?im)(?<![\w\"'“‘`<]){_FINAL}{_GAP}(?:(?:is|是|为){_GAP})?[:：]"
    rf"|{_LINE}(?:(?:the|my|our){_GAP})?{_FINAL}{_GAP}(?:[:：]|$)"
)
_LABELS = (
    r"answer(?:s|\(s\))?|ans|a|solution|result|(?:correct|right|best) (?:answer|option|choice)"
    r"|正确答案|答案|回答|答え|答|정답|답|antwort|réponse|respuesta|risposta|resposta|antwoord|svar|odpowiedź|ответ"
)
_LABEL = (
    rf"(?im)(?:{_LINE}|(?<=[.!?。，,][ \t\n])|(?<=[。，]))(?:(?:the|my|our){_GAP})?(?:{_LABELS}){_GAP}[:：]"
    rf"|{_LINE}(?:answer|答案){_GAP}(?:$|(?=\$|\\[(\[]))"
)
_IS = rf"(?:\b(?:is|are|was|(?:would|should|must|will){_GAP}be)|=)[ \t]{{0,6}}:?"
_ENGLISH = (
    rf"(?<![A-Za-z])(?:answer|(?:correct|right|best){_GAP}(?:option|choice))(?:s|\(s\))?\b"
    rf"(?:[ \t][^.!?\n:=]{{0,60}}?)??{_GAP}(?:{_IS}|:)"
)
_CHINESE = (
    r"(?:最终|正确|最后的?)?(?:答案|选项|结论)\s?(?:应该|应当|就)?\s?[选是为]\s?[:：]?|故选|应选|选择\s?(?=[A-Z(（])"
)
_MARKED = (
    r"^[ \t>]{0,4}####(?!#)"
    r"(?=[ \t]*[-+]?\\?[$€£¥]?\d(?:[\d,.]*\d)?[ \t]?%?(?:[ \t]+[^\W\d_]+){0,2}[ \t.]*$|[^\n]*+\s*+\Z)"
)
"""The mark of GSM8K. It makes a heading too, where anything but a number stands behind it and more text below."""
_ANNOUNCED = f"(?i){_ENGLISH}|{_CHINESE}|答案{_GAP}[:：]"
_BRACE = r"(?s)(\\+f?box(?:ed)?\s?\{)|\\.|[{}]"
_PERCENT = r"\}?\s?\$?\s?(?:\\text\{)?\s?(?:\\?%|(?:percent|pct)\b)"
_JOINTS = {"and", "or", "和", "或"}
_MOST_BETWEEN = 60
_BEFORE = r"(?i)^(?:[-*•]\s+|(?:therefore|thus|hence|then|simply|indeed|clearly|just)\b[,:]?\s+)"
_EMPTY = " \t*_:：=#>-`"
_BLOCK = r"(?s)[\s*_:：=#>-]*(?:```[^\n`]*\n(.*?)```|\\\[(.*?)\\\]|\$\$(.*?)\$\$)"
_ITEM = r"(?m)^[ \t]{0,8}(?:[-*•]|\(?\d{1,3}[.)、])[ \t]+(\S.*)$"
_PLACEHOLDER = (
    r"(?i)[\[(<{][^<>\[\]\d]{0,40}(?:answer|your|number|value|letter|option|here|答案)[^<>\[\]\d]{0,40}[\])>}]"
)
_NO_ANSWER = (
    r"(?i)(?:not|correct|incorrect|right|wrong|below|above|clear|obvious|helpful|as follows|in the form|in format|to"
    r"|given (?:by|in)|based on|obtained|the same)\b"
)
_SENTENCE_END = r"[.!?](?=[\"')*_]{0,3}(?:\s+[\"'(*_“‘\[]{0,3}(?:[A-Z]|[^\x00-\x7f]|\d)))|[。！？]"
_STARTS_SENTENCE = (
    r"\W*(?:The|It|Its|This|That|These|Those|He|She|They|We|I|You|Because|Since|So|If|In|To|As|At|By|For|From|Note|Let|Here"
    r"|Thus|There|Therefore|Hence|When|While|However|But|And|My|Our|His|Her|A|An)\b"
)
_ABBREVIATED = (
    r"(?:^|[\s(\"'“‘])(?:(?i:prof|rev|hon|gen|col|capt|maj|adm|gov|sen|rep|pres|ste|vol|sec|art|no|nos|fig|eq|ch|pp?|ed|al"
    r"|approx|ca?|etc|est|inc|co|ave|dept|univ|messrs|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?"
    r"|fri|sat|sun|oz|ins?|mi|mins?|secs?|cu|nr|[bcdfghjklmnpqrstvwxz]{2,4}|(?:[a-z]\.)+[a-z])|[A-Za-z])$"
)
"""What a full stop may follow within a sentence: titles, months, units, words without a vowel, initials."""
_CLAUSE = (
    r"(?is)(?:,\s{1,3}(?:since|which (?:is|means)|so|assuming|as (?:we|the|it))|\s{1,3}because)\b.*"
    r"|,\s{1,3}(?:and )?not\s.*|[,，]?因为.*"
)


_FORMS = {
    "ending": _ENDING,
    "box": _BRACE,
    "tag": r"(?i)<answer>((?:[^<]|<(?!/?answer>)){1,2000})</answer>",
    "label": _LABEL,
    "custom": f"(?im){_ENGLISH}|{_CHINESE}|{_MARKED}",
    "formula": r"(?:\\\[((?:[^\\]|\\[^\]\[]){1,2000})\\\]|\$\$([^$]{1,2000})\$\$)[\s.]*\Z",
}
"""A group of these holds the answer; where there is none, it follows."""


def statements(text: str, *, ending: str = "ending", question: str = "") -> Iterator[tuple[str, str]]:
    """Rule by rule of the table above what a text says its answer is; `ending` is the rule of what was asked for.

    After "the answer is", a word such as "right" is an answer where the question offers it.
    """
    for rule in sorted(_FORMS, key=lambda rule: rule != ending):
        for content in _contents(rule, text):
            inner = boxed(content)
            said = _unlabelled((inner[-1] if inner else content).strip())
            if not is_none(said, question, prose=rule == "custom"):
                yield rule, said


def labelled(line: str) -> bool:
    """Whether the line says that an answer comes, whatever then comes."""
    return any(re.search(_FORMS[rule], line) for rule in ("ending", "label", "custom"))


def is_none(said: str, question: str, *, prose: bool) -> bool:
    """Whether this stands in the place of an answer and is none; in prose "correct" is a remark on an answer."""
    bare = plain(said).strip(" .…_*`")
    if not bare or re.fullmatch(_PLACEHOLDER, bare):
        return not bare or bare not in question
    remark = re.match(_NO_ANSWER, bare) if prose else None
    return bool(remark) and not re.search(rf"(?i)\b{re.escape(remark[0] if remark else '')}\b", question)


def boxed(text: str) -> list[str]:
    r"""The content of each `\boxed{...}`, braces matched; boxes side by side are one list, boxes in a box none."""
    opened, boxes = list[re.Match[str]](), list[tuple[int, int, int]]()
    for brace in re.finditer(_BRACE, text):
        if brace[1] or brace[0] == "{":
            opened.append(brace)
        elif brace[0] == "}" and opened and (opening := opened.pop())[1]:
            while boxes and boxes[-1][0] > opening.start():
                boxes.pop()
            boxes.append((opening.start(), opening.end(), brace.start()))
    found, last, previous = list[str](), 0, ""
    for start, inner, end in boxes:
        content = text[inner:end] + (" %" if re.match(_PERCENT, text[end + 1 : end + 20]) else "")
        joint = _joint(text[last:start]) if found and previous != content else ""
        if joint:
            found[-1] += joint + content
        else:
            found.append(content)
        last, previous = end + 1, content
    return found


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence, without the reasons that follow after a comma."""
    ends = (end.end() for end in re.finditer(_SENTENCE_END, text) if _is_end(end, text))
    return re.sub(_CLAUSE, "", text[: next(ends, len(text))]).strip()


def _is_end(end: re.Match[str], text: str) -> bool:
    """Whether a sentence ends here, which in "Mt. Everest", "No. 5" and "3 p.m. on Friday" it does not."""
    following = text[end.end() : end.end() + 40]
    if end[0] != "." or re.match(_STARTS_SENTENCE, following):
        return True
    before = text[max(0, end.start() - 20) : end.start()]
    is_numbered = re.match(r"\s+\d", following) and re.search(r"\b[A-Za-z]{1,4}$", before)
    return not (is_numbered or re.search(_ABBREVIATED, before))


def _contents(rule: str, text: str) -> Iterable[str]:
    """What stands at each place of the rule, the last one first."""
    if rule == "box":
        return reversed(boxed(text)[-MOST:])
    places = reversed(list(re.finditer(_FORMS[rule], text))[-MOST:])
    return (place[place.lastindex] if place.lastindex else _following(text, place.end()) for place in places)


def _following(text: str, start: int) -> str:
    """The rest of the line, or, where that is empty, the next formula, fenced block, list or line."""
    rest = text[start : start + _LONGEST_BLOCK]
    if block := re.match(_BLOCK, rest):
        return block[block.lastindex or 0]
    line, _, below = rest.partition("\n")
    below = below.lstrip("\n")
    if below.strip() and (not line.strip(_EMPTY) or line.rstrip().endswith((":", "："))):
        rows = below.split("\n")[:MOST]
        items = [item[1] for item in takewhile(bool, (re.fullmatch(_ITEM, row.rstrip()) for row in rows)) if item]
        if len(items) > 1:
            return ", ".join(map(plain, items))
        line = below.lstrip().partition("\n")[0]
    said = first_sentence(_opened(line[:_LONGEST_LINE]))
    return said.removesuffix("}") if said.count("}") > said.count("{") else said


def _opened(line: str) -> str:
    """The line without the bullet or the "therefore" before it and the emphasis that its label opened or closed."""
    line = re.sub(_BEFORE, "", line.strip().lstrip(":：= "), count=1)
    for mark in ("**", "__", "*", "`"):
        if line.count(mark) % 2:
            line = line.removeprefix(mark).strip() if line.startswith(mark) else line.removesuffix(mark).strip()
    return line.lstrip(":： ")


def _unlabelled(content: str) -> str:
    r"""What is said after the words that only announce it: `\boxed{\text{The answer is } 7}`."""
    announced = list(re.finditer(_ANNOUNCED, said := plain(content)))
    return (said[announced[-1].end() :].strip() if announced else "") or content


def _joint(between: str) -> str:
    """How two boxes with this between them are one list: " and " or ", "; empty where they are two answers."""
    words = re.findall(r"[^\W\d_]{2,}|[和或]", re.sub(r"\\[A-Za-z]+", " ", between).lower())
    others = set(words) - _JOINTS - {"for", "part"}
    joined = not _JOINTS.isdisjoint(words)
    is_list = len(between) <= _MOST_BETWEEN and len(others) <= joined and not re.search(r"[.!?:]|\n\s*\n", between)
    return (" and " if joined else ", ") if is_list else ""
