"""What a chat template leaves in a text never reaches a reader, a judge or the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.core.markers import THOUGHTS, Parting, part

SAID = [
    ("42<|im_end|>", "42"),
    ("<|eos|>", ""),
    ("42</s>", "42"),
    ("<s>42</s>", "42"),
    ("42</s></s>", "42"),
    ("42<end_of_turn>\n<eos>", "42"),
    ("42<|eot_id|><|eot_id|>", "42"),
    ("42[|endofturn|]", "42"),
    ("42<|END_OF_TURN_TOKEN|>", "42"),
    ("42<｜end▁of▁sentence｜>", "42"),
    ("<|START_RESPONSE|>42<|END_RESPONSE|>", "42"),
    ("<|begin_of_box|>42<|end_of_box|>", "42"),
    ("[BEGIN FINAL RESPONSE]\n42\n[END FINAL RESPONSE]", "42"),
    ("<|start_header_id|>assistant<|end_header_id|>\n\n42<|eot_id|>", "42"),
    ("<start_of_turn>model\n42", "42"),
    ("<|assistant|>\n42<|user|>\nAnd 7*7?", "42<|user|>\nAnd 7*7?"),  # the sign stands within a line
    ("42\n<|user|>\nAnd 7*7?", "42"),
    ("42<|im_end|>\n<|im_start|>user\nAnd 7*7?<|im_end|>\n<|im_start|>assistant\n49", "42"),
    ("<|im_start|>user\nAnd 6*7?<|im_end|>\n<|im_start|>assistant\n42<|im_end|>", "42"),
    ("[INST] 6*7? [/INST] 42</s><s>[INST] 7*7? [/INST] 49", "42"),
    ("42<|endoftext|>Human: And 7*7?\nFinal answer: 49", "42"),
    ("<｜User｜>6*7?<｜Assistant｜>42", "42"),
    ("```python\nprint(42)\n<|im_end|>", "```python\nprint(42)"),
]
"""Texts as servers sent them, and what the model said in them."""

THOUGHT = [
    ("Perhaps 41?</think>42", "Perhaps 41?", "42"),
    ("<think>a<think>b</think>c</think>42", "a<think>bc", "42"),
    ("<|channel|>analysis<|message|>41?<|end|><|start|>assistant<|channel|>final<|message|>42<|return|>", "41?", "42"),
    ("<|channel|>final <|constrain|>json<|message|>{}<|return|>", "", "{}"),
    ("<|channel|>analysis<|message|>4<|channel|>commentary<|message|>1<|channel|>final<|message|>42", "41", "42"),
    ("41?<|end|><|start|>assistant<|channel|>final<|message|>42", "41?", "42"),
    ("analysisPerhaps 41?assistantfinalFinal answer: 42", "Perhaps 41?", "Final answer: 42"),
    ("<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>", "{}", ""),
]

SPOKEN_OF = [
    "A turn ends with `<|im_end|>` there.",
    "The token '</think>' ends it.",
    "```python\nre.sub(r'<think>.*?</think>', '', text)\n```\nThat removes them.",
    '```python\nprompt = f"<|im_start|>user\\n{text}<|im_end|>"\n```',
    "Final answer: <s>old</s>",
    "<s>old</s> new",
    "The <|user|> mark begins a turn.",
    "analysis of variance",
    "x < 3 and [y] > 4",
    " spaces stay \n",
]


@pytest.mark.parametrize(("sent", "said"), SAID)
def test_a_templates_marks_are_no_part_of_what_is_said(sent: str, said: str) -> None:
    """Ends, turns and boxes vanish, and with them what is said after the end or for somebody else."""
    assert part(sent) == (said, "", True)


@pytest.mark.parametrize(("sent", "thought", "said"), THOUGHT)
def test_thoughts_are_told_from_what_is_said(sent: str, thought: str, said: str) -> None:
    """Whatever the model marks them by, and where the mark that begins them stands in the prompt."""
    assert part(sent) == (said, thought, True)


@pytest.mark.parametrize(("opening", "closing"), THOUGHTS)
def test_every_kind_of_thought_is_known_closed_and_open(opening: str, closing: str) -> None:
    """A text that ends inside a thought says nothing, and is known for cut off."""
    assert part(f"{opening}\nPerhaps 41?{closing}\n\n42") == ("42", "Perhaps 41?", True)
    assert part(f"{opening.upper()}Perhaps 41?") == ("", "Perhaps 41?", False)


@pytest.mark.parametrize("text", SPOKEN_OF)
def test_a_mark_that_is_spoken_of_stays(text: str) -> None:
    """An answer about chat templates, or in HTML, is left as it is to the last sign."""
    assert part(text) == (text, "", True)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("sent", [sent for sent, *_ in (*SAID[:-1], *THOUGHT)] + SPOKEN_OF)
def test_a_text_that_comes_in_pieces_reads_like_the_whole(sent: str, size: int) -> None:
    """Cut anywhere, even within a mark; white space at the ends apart, and code that never ends."""
    parting = Parting()
    for start in range(0, len(sent), size):
        parting.feed(sent[start : start + size])
    parting.close()
    assert part("".join(parting.said)).said.strip() == part(sent).said.strip()
    assert parting.whole == part(sent).whole


@given(st.lists(st.sampled_from([*"a <[`\n", "<think>", "</think>", "<|im_end|>", "<|im_start|>user", "```", "</s>"])))
def test_whatever_is_sent_every_piece_is_told_once(pieces: list[str]) -> None:
    """No mark, however odd its place, makes text appear that was not sent."""
    sent, parting = "".join(pieces), Parting()
    told = [text for piece in pieces for text, _ in parting.feed(piece)]
    told += [text for text, _ in parting.close()]
    position = 0
    for text in told:
        position = sent.index(text, position) + len(text)
