r"""Formulas as a terminal can show them: `\frac{1}{2} \times \pi r^2` as `1/2 × π r²`.

Only what can be said in signs from end to end is said so: a formula in which anything else is left stays as it was
written, because half a formula is a wrong one. The libraries for this leave parentheses out (`(a+b/c)` for a fraction
of a sum) or stumble over `\left`.
"""

import re

LONGEST = 600
"""Characters of a formula that is looked at."""

_TABLE = """
times ×  cdot ·  ast ∗  div ÷  pm ±  mp ∓  le ≤  leq ≤  ge ≥  geq ≥  ne ≠  neq ≠  approx ≈  equiv ≡  sim ∼
cong ≅  propto ∝  infty ∞  partial ∂  nabla ∇  sum ∑  prod ∏  int ∫  in ∈  notin ∉  subset ⊂  subseteq ⊆  cup ∪
cap ∩  emptyset ∅  forall ∀  exists ∃  neg ¬  land ∧  wedge ∧  lor ∨  vee ∨  to →  rightarrow →
longrightarrow ⟶  leftarrow ←  Rightarrow ⇒  implies ⟹  iff ⟺  Leftrightarrow ⇔  mapsto ↦  therefore ∴
because ∵  ldots …  dots …  cdots ⋯  circ °  degree °  angle ∠  perp ⊥  parallel ∥  mid ❘  vert ❘  lfloor ⌊
rfloor ⌋  lceil ⌈  rceil ⌉  langle ⟨  rangle ⟩  lbrace ❴  rbrace ❵  alpha α  beta β  gamma γ  delta δ  epsilon ε
varepsilon ε  zeta ζ  eta η  theta θ  iota ι  kappa κ  lambda λ  mu μ  nu ν  xi ξ  pi π  rho ρ  sigma σ  tau τ
upsilon υ  phi φ  varphi φ  chi χ  psi ψ  omega ω  Gamma Γ  Delta Δ  Theta Θ  Lambda Λ  Xi Ξ  Pi Π  Sigma Σ
Phi Φ  Psi Ψ  Omega Ω  log log  ln ln  exp exp  sin sin  cos cos  tan tan  min min  max max  gcd gcd  lim lim
bmod mod
"""
_NAMED = _TABLE.split()
SIGNS = dict(zip(_NAMED[::2], _NAMED[1::2], strict=True))
"""LaTeX's names and what they look like."""

HELD_APART = str.maketrans("❴❵❘", "{}|")
"""Signs that stand for others until all groups are gone."""

SPACES = re.compile(r"\\(?:quad|qquad|[,;:! ])|~|&")
LEFT_OUT = re.compile(r"\\(?:left|right|big|Big|bigl|bigr|displaystyle|limits)(?![A-Za-z])\.?")
NAME = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])")
ESCAPED = re.compile(r"\\([%$#&_])")
BRACES = re.compile(r"\\([{}])")

GROUP = r"\{([^{}]*)\}"
FRACTION = re.compile(rf"\\[dtc]?frac\s*{GROUP}\s*{GROUP}")
SHORT_FRACTION = re.compile(r"\\[dtc]?frac\s*(\d)\s*(\d)")
ROOT = re.compile(rf"\\sqrt\s*{GROUP}")
WORDS = re.compile(rf"\\(?:boxed|fbox|text|textbf|textit|mathrm|mathbf|mathit|operatorname)\s*{GROUP}")
RAISED = re.compile(rf"\^(?:{GROUP}|([\w+∗°']))")
LOWERED = re.compile(rf"_(?:{GROUP}|(\w))")

HIGH = dict(zip("0123456789+-=()nabcdefghijklmoprstuvwxyz°", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ°", strict=True))
LOW = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))

SINGLE = re.compile(r"[\w.,°′⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]*|\([^()]*\)")
"""What needs no parentheses above or below a line."""

MATH = re.compile(
    rf"\\\[([\s\S]{{1,{LONGEST}}}?)\\\]|\\\(([\s\S]{{1,{LONGEST}}}?)\\\)|\$\$([\s\S]{{1,{LONGEST}}}?)\$\$"
    rf"|(?<![\w$\\])\$(?=\S)([^$\n]{{1,{LONGEST}}}?)(?<=[^\s\\])\$(?![\w$])|(\\boxed\{{(?:[^{{}}]|\{{[^{{}}]*\}}){{0,200}}\}})"
)
"""A formula in a text, by what stands around it; sums of money have a space before the second dollar sign."""


def in_signs(formula: str) -> str:
    """The formula in signs alone, or as it is where that cannot be."""
    text = ESCAPED.sub(r"\1", BRACES.sub(lambda brace: "❴" if brace[1] == "{" else "❵", formula))
    text = LEFT_OUT.sub("", SPACES.sub(" ", text))
    text = NAME.sub(lambda name: SIGNS.get(name[1], name[0]), text)
    text = SHORT_FRACTION.sub(r"\1/\2", text)
    while (flatter := _without_innermost_groups(text)) != text:
        text = flatter
    if "\\" in text or "{" in text or "}" in text:
        return formula
    return " ".join(text.translate(HELD_APART).split())


def _without_innermost_groups(text: str) -> str:
    text = RAISED.sub(lambda found: _moved(found, HIGH, "^"), text)
    text = LOWERED.sub(lambda found: _moved(found, LOW, "_"), text)
    text = ROOT.sub(lambda found: f"√{_held(found[1])}", text)
    text = FRACTION.sub(lambda found: f"{_held(found[1])}/{_held(found[2])}", text)
    return WORDS.sub(r"\1", text)


def _held(part: str) -> str:
    """The part in parentheses, where its neighbours could tear it apart."""
    part = part.strip()
    return part if SINGLE.fullmatch(part) else f"({part})"


def _moved(found: re.Match[str], signs: dict[str, str], mark: str) -> str:
    """A part that stands higher or lower, in small signs where there are such."""
    part = (found[1] if found[1] is not None else found[2]).strip()
    if part and all(sign in signs for sign in part):
        return "".join(signs[sign] for sign in part)
    return f"{mark}{part}" if len(part) == 1 and found[1] is None else f"{mark}({part})"
