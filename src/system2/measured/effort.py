"""What measurements say of a run: its width, which `--effort auto` asks for, and whether programs win."""

from system2.config.members import in_words, members_in
from system2.config.settings import Settings
from system2.measured.advice import advise
from system2.measured.results import measurements
from system2.model.choose import choose_model
from system2.model.client import display_name
from system2.questions.tasks import task_type


def measured_effort(settings: Settings, usual: int, *, strategy: str, question: str = "") -> tuple[int, str]:
    """The effort that is worth its price, and one line about it.

    Without a measurement of this model and this kind of task it is the `usual` one.
    """
    model = _model(settings)
    task = task_type(question) if question else ""
    advice = advise(measurements(), model=model, task=task, way=_way(strategy, settings.select))
    effort = advice.row.effort if advice and advice.row else usual
    kind = f" at {task} tasks" if task else ""
    missing = f"nothing was measured of {model}{kind} with {strategy}: `system2 bench run` does so"
    return effort, f"effort {effort}: {advice.line if advice else missing}"


def computes(settings: Settings) -> bool:
    """Whether programs are worth their price at arithmetic, by the latest measurement of this model that tried them."""
    tried = (each for each in measurements() if {"program"} < set(each.setup.strategies))
    advice = advise(tried, model=_model(settings), task="arithmetic")
    return bool(advice and advice.row and advice.row.way == "program")


def _model(settings: Settings) -> str:
    """The model that writes paths, as the ledger calls it."""
    return in_words(settings.members or members_in(choose_model(None).name), display_name)


def _way(strategy: str, select: str) -> str:
    """What a measurement calls this way to answer."""
    return strategy if strategy != "best-of-n" or select == "auto" else select
