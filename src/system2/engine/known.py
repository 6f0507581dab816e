"""What is known of a model and of a run for whoever picks its strategy: what was measured, what the ledger has."""

from system2.config.approach import Haste
from system2.config.home import bench_folder
from system2.config.settings import Settings
from system2.errors import UsageError
from system2.model.choose import choose_model
from system2.model.client import display_name
from system2.model.facts import facts_of
from system2.programs.sandbox import check_confinement
from system2.questions.tasks import is_calculation
from system2.spend.latencies import latency


def haste_of(settings: Settings) -> Haste | None:
    """How long a run may take, and how fast its model was lately; None where it may take as long as it does."""
    if settings.deadline is None:
        return None
    lately = latency(display_name(settings.generator or choose_model(settings.model).name))
    return Haste(settings.deadline, *((lately.seconds, lately.tokens) if lately else ()))


def programs_win(settings: Settings, question: str) -> bool:
    """Whether programs answer this question best, should it be arithmetic, and can be run here.

    That was measured by the user, or of its family where nothing has to be understood before it is calculated.
    """
    writer = facts_of(display_name(settings.generator or choose_model(settings.model).name))
    if not (writer.computes and is_calculation(question)) and not _measured_to_win(settings):
        return False
    try:
        check_confinement()
    except UsageError:
        return False
    return True


def _measured_to_win(settings: Settings) -> bool:
    if not any(bench_folder().glob("*.jsonl")):
        return False
    from system2.measured.effort import computes

    return computes(settings)
