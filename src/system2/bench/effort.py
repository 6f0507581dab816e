"""The width of a run: as the user says or, with `--effort auto`, as what was measured says."""

from dataclasses import replace

from system2.bench.advice import advise
from system2.bench.results import measurements
from system2.config.settings import AUTO, Settings
from system2.model.choose import choose_model
from system2.model.client import display_name
from system2.questions.tasks import task_type


def settle_effort(settings: Settings, usual: int, *, strategy: str, question: str = "") -> tuple[Settings, int, str]:
    """The settings with a number for their effort, that number, and one line about it where it was not given.

    Without a measurement of this model and this kind of task it is the `usual` one.
    """
    if settings.effort != AUTO:
        return settings, settings.effort or usual, ""
    model = display_name(settings.generator or choose_model(settings.model).name)
    task = task_type(question) if question else ""
    advice = advise(measurements(), model=model, task=task, way=_way(strategy, settings.select))
    effort = advice.row.effort if advice else usual
    kind = f" at {task} tasks" if task else ""
    missing = f"nothing was measured of {model}{kind} with {strategy}: `system2 bench run` does so"
    return replace(settings, effort=effort), effort, f"effort {effort}: {advice.line if advice else missing}"


def _way(strategy: str, select: str) -> str:
    """What a measurement calls this way to answer."""
    if strategy != "best-of-n":
        return strategy
    return "weighted" if select == "auto" else select
