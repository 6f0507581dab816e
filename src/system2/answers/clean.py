"""Taking wrappers off: Markdown, LaTeX and the wide signs of Chinese keyboards."""

import re

_SIGNS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {"　": " ", "−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "﹣": "-", "、": ",", "。": ".", "〇": "0"}
    | dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", " ")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e", None)
    | dict.fromkeys("‘’‛′", "'")
    | dict.fromkeys("“”„‟«»「」『』", '"')
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")
_POWER = r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ]+"
_FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅑": "1/9", "⅒": "1/10",
}  # fmt: skip
_VULGAR = r"(\d?)\s?([" + "".join(_FRACTIONS) + "])"

_STYLES = (
    (r"\\(?:text[a-z]*|math(?:rm|bf|it|sf|tt|normal)|[mh]box|emph|operatorname|bf|rm)\*?\s?\{([^{}]*)\}", r"\1"),
    (r"(?<=\d)(?:,\s?\\!|\s?\{\s?,\s?\}|\\,)\s?(?=\d{3}(?!\d))", ","),  # MATH: 3,\!250, 3{,}250, 3\,250
    (r"\\[dtc]frac(?![a-z])", r"\\frac"),
    (r"\{,\}", ","),
    (r"\A\\(?=\$)", ""),
    (r"\\%", "%"),
    (r"\\(?:left|right)(?![A-Za-z])", ""),
    (r"(?<!\\)\\[,;:! ]|\\q?quad(?![a-wyz])|~", " "),
)
"""How LaTeX is dressed, and what stays of it."""
_STYLED = r"[\\{~]"
"""A sign without which a text has none of these styles: most texts are done with at one look."""
_PAIRS = (
    *((mark, mark) for mark in ("***", "**", "__", "~~", "```", "`", "*", '"', "'")),
    ("“", "”"),
    ("「", "」"),
    ("『", "』"),
    ("‘", "’"),
    ("\\(", "\\)"),
    ("\\[", "\\]"),
    ("$$", "$$"),
    ("$", "$"),
)
_WRAPPERS = (
    *(
        rf"(?s){start}(?!\s*{end}\Z)((?:\\\$|(?!{end}.{{{len(closing)}}}).)*){end}"
        for opening, closing in _PAIRS
        for start, end in [(re.escape(opening), re.escape(closing))]
    ),
    r"(?s)\\f?box(?:ed)?\{(.*)\}",
)
"""Marks that belong together around all of a text."""
_OPENINGS = frozenset(opening[0] for opening, _ in _PAIRS)
"""What a text begins with that has such marks around it."""
_INLINE = r"(?<![\\\w$])\$([^$\n]{1,200})(?<!\\)\$(?![\w$])|\\\(([^\n\\]{1,200})\\\)"
"""A formula in a sentence; of "$5 and $6" nothing is one."""
_FULL_STOPS = ".,;:。，；：" + "".join(filter(str.isspace, map(chr, range(0x3001))))
_KEPT = r"(?:\d|\)|\b[A-Za-z])!$|\b[A-Za-z]\.[A-Za-z]\.$"
_MOST_WRAPPERS = 20


def plain(text: str) -> str:
    """The text as a person would write it: no Markdown emphasis, no LaTeX wrappers, no full stop at its end."""
    for _ in range(_MOST_WRAPPERS):
        text, previous = _without_full_stop(_unwrapped(_without_styles(text).strip())), text
        if text == previous:
            break
    return text


def normal(text: str) -> str:
    """The plain text in ASCII signs where such signs mean the same, for reading values."""
    text = re.sub(_POWER, lambda run: "^{" + run[0].translate(_SUPERSCRIPTS) + "}", text.translate(_SIGNS))
    text = re.sub(_VULGAR, lambda match: f"{match[1]} {_FRACTIONS[match[2]]}".strip(), text)
    return plain(re.sub(_INLINE, lambda match: match[1] or match[2], plain(text)))


def _without_styles(text: str) -> str:
    for style, content in _STYLES if re.search(_STYLED, text) else ():
        text = re.sub(style, content, text)
    return text


def _unwrapped(text: str) -> str:
    """The text without its outermost pair of marks, if they belong together."""
    wrappers = _WRAPPERS if text[:1] in _OPENINGS else ()
    return next((match[1] for form in wrappers if (match := re.fullmatch(form, text))), text)


def _without_full_stop(text: str) -> str:
    for stops in (_FULL_STOPS, _FULL_STOPS + "!！"):
        text = text if re.search(_KEPT, text[-5:]) else text.rstrip(stops)
    return text
