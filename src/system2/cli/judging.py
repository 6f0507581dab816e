"""Ways to judge in a few words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from system2.config.judging import Judging


def described(judging: "Judging") -> str:
    """How verdicts come about in a few words, which differ where verdicts could."""
    from hashlib import blake2b

    from system2.verifiers.chosen import ways_of

    critiques = f"{judging.critiques} critiques" if judging.critiques else ""
    tests = (
        f"{judging.tests.name} {blake2b(judging.tests.source.encode(), digest_size=3).hexdigest()}"
        if judging.tests
        else ""
    )
    return " ".join(
        filter(None, (*ways_of(judging), critiques, judging.check, tests, judging.reward, judging.aggregate))
    )
