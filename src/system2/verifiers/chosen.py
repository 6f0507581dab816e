"""From the names of ways to judge, and what the user says about each, to a verifier. A new way has its line here."""

from collections.abc import Callable, Sequence
from urllib.parse import SplitResult, urlsplit

from system2.config.judging import Judging, StepScorer
from system2.config.plugins import VERIFIERS, plugged_in
from system2.config.suggest import no_such
from system2.errors import UsageError
from system2.verifiers.agreement import Agreement
from system2.verifiers.interface import StepVerifier, Verifier
from system2.verifiers.judge import Judge
from system2.verifiers.judges import Judges
from system2.verifiers.listwise import Listwise
from system2.verifiers.logprob import Logprob
from system2.verifiers.none import NoVerdict
from system2.verifiers.pairwise import Pairwise
from system2.verifiers.process import ProcessJudge
from system2.verifiers.program import Program
from system2.verifiers.reward import ProcessReward, Reward
from system2.verifiers.tests import MODULES, Tests

Models = Sequence[str | None]
"""The models that verify, None for the one that plays the role."""

CRITIQUES = 3
"""How many critiques of its steps a path gets where nothing else is said."""

WAYS: dict[str, Callable[[Judging, Models], Sequence[Verifier]]] = {
    "judge": lambda judging, models: [Judge(judging.critiques, model, judging.by) for model in models],
    "listwise": lambda judging, models: [Listwise(judging.critiques, model, judging.by) for model in models],
    "pairwise": lambda judging, models: [Pairwise(model) for model in models],
    "logprob": lambda judging, models: [Logprob(model) for model in models],
    "program": lambda judging, models: [_program(judging)],
    "tests": lambda judging, models: [_tests(judging)],
    "reward": lambda judging, models: [Reward(_address_of_model(judging))],
    "steps": lambda judging, models: [step_verifier(judging, model) for model in models],
    "agreement": lambda judging, models: [Agreement()],
    "none": lambda judging, models: [NoVerdict()],
}


def choose(judging: Judging, models: Sequence[str] = ()) -> Verifier:
    """The verifier that the user asked for: one judge, or several.

    `models` are those that verify, where they are more than one.

    Raises:
        UsageError: a way is unknown, or lacks or does not take what was given.
    """
    ways = ways_of(judging)
    added = {} if WAYS.keys() >= {*ways} else plugged_in(VERIFIERS)
    if unknown := [way for way in ways if way not in {*WAYS, *added}]:
        raise UsageError(no_such("way to judge", unknown[0], (*WAYS, *added)))
    _check_options(judging, ways)
    named: Models = models if len(models) > 1 else (None,)
    members = tuple(
        member
        for way in ways
        for member in (WAYS[way](judging, named) if way in WAYS else [added[way](model) for model in named])
    )
    return members[0] if len(members) == 1 else Judges(members)


def ways_of(judging: Judging) -> tuple[str, ...]:
    """The ways that were named, and those that other options stand for; the usual one where nothing was said."""
    by_steps = scorer_of(judging)
    outcome = judging.reward and by_steps != "reward"
    implied = {"program": judging.check, "tests": judging.tests, "reward": outcome, "steps": by_steps}
    ways = dict.fromkeys((*judging.ways, *(way for way, given in implied.items() if given)))
    return tuple(ways) or ("judge" if judging.critiques else judging.usual,)


def scorer_of(judging: Judging) -> StepScorer | None:
    """Who scores every step; None where nobody was named. Where its scores become one, a reward model does."""
    return judging.steps or ("reward" if judging.reward and judging.aggregate else None)


def step_verifier(judging: Judging, model: str | None = None) -> StepVerifier:
    """Who scores every step of a path: a model where nobody was named.

    Raises:
        UsageError: a reward model is to do so, and none is named.
    """
    aggregate = judging.aggregate or "product"
    if scorer_of(judging) == "reward":
        return ProcessReward(_address_of_model(judging), aggregate)
    critiques = (judging.critiques or CRITIQUES) if judging.steps == "critiques" else 0
    return ProcessJudge(aggregate, critiques, model)


def described(judging: Judging) -> str:
    """How verdicts come about in a few words, which differ where verdicts could."""
    from hashlib import blake2b

    critiques = f"{judging.critiques} critiques" if judging.critiques else ""
    by = f"by {judging.by}" if judging.by != "mean" else ""
    tests = (
        f"{judging.tests.name} {blake2b(judging.tests.source.encode(), digest_size=3).hexdigest()}"
        if judging.tests
        else ""
    )
    steps = scorer_of(judging)
    told = (*ways_of(judging), critiques, by, judging.check, tests, judging.reward, steps, judging.aggregate)
    return " ".join(filter(None, told))


def _check_options(judging: Judging, ways: Sequence[str]) -> None:
    by_critiques = {"judge", "listwise"} & {*ways}
    if judging.critiques and not by_critiques and judging.steps != "critiques":
        raise UsageError("--critiques is for --judge-by judge, --judge-by listwise and --judge-steps critiques alone.")
    if judging.critiques_by and not (judging.critiques and by_critiques):
        raise UsageError(
            "--critiques-by says what the verdicts of --critiques come to: add --critiques 3, or leave it."
        )
    if "none" in ways and len(ways) > 1:
        raise UsageError("--judge-by none does not go together with other ways to judge.")


def _program(judging: Judging) -> Verifier:
    if not judging.check.strip():
        raise UsageError("--judge-by program needs a program: --check 'python check.py'.")
    return Program(judging.check)


def _tests(judging: Judging) -> Verifier:
    if judging.tests is None:
        raise UsageError("--judge-by tests needs a test file: --tests FILE.")
    if judging.tests.name in MODULES:
        name = judging.tests.name
        raise UsageError(f"--tests cannot be called {name}: the code under test goes by that name. Rename it.")
    return Tests(judging.tests.name, judging.tests.source, confined=not judging.unsafe_run_code)


def _address_of_model(judging: Judging) -> str:
    example = "--reward http://localhost:8000/pooling#MODEL"
    if not judging.reward:
        way = "--judge-steps" if judging.steps == "reward" else "--judge-by"
        raise UsageError(f"{way} reward needs a reward model: {example}.")
    address = _address(judging.reward)
    if address is None:
        raise UsageError(f"--reward is {judging.reward!r}, but it has to be an address, such as {example}.")
    if address.username or address.password:
        raise UsageError("--reward must not hold a password: put the key into REWARD_API_KEY.")
    if not address.path.endswith(("/pooling", "/classify")):
        raise UsageError("--reward has to end in /pooling (vLLM) or in /classify (SGLang), and then #MODEL if need be.")
    return judging.reward


def _address(text: str) -> SplitResult | None:
    """The parts of an address that can be asked, or None."""
    try:
        address = urlsplit(text)
        fit = address.scheme in ("http", "https") and address.hostname and address.port != 0
    except ValueError:  # half an IPv6 address, or a port that cannot be
        return None
    return address if fit else None
