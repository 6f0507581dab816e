"""Questions that are nearly the same."""

from system2.store.similar import LEAST, likeness

ALIKE = [
    ("What is 6*7?", "  what is 6 * 7"),
    ("How many letters r are in strawberry?", "How many r's are in the word strawberry?"),
    ("can a man marry the sister of his widow", "Can a man marry his widow's sister?"),
    ("草莓里有几个字母r？", "草莓中有几个字母 ｒ"),
]
OTHERS = [
    ("What is 6*7?", "What is 6*8?"),
    ("It costs 2,500 in all.", "It costs 2,600 in all."),
    ("What is the capital of France?", "Who wrote Hamlet?"),
    ("", "Who wrote Hamlet?"),
]


def test_nearly_the_same_are_questions_that_share_most_letters_or_words_and_all_numbers():
    """Case, white space, punctuation and the width of signs make no difference; the order of words makes little."""
    assert [pair for pair in ALIKE if likeness(*pair) < LEAST] == []
    assert [pair for pair in OTHERS if likeness(*pair) >= LEAST] == []
    assert likeness(*ALIKE[0]) == 1
