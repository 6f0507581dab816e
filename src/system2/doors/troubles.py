"""What goes wrong at a door, in the shape in which OpenAI's clients read it."""

from typing import Any

from system2.engine.result import Result
from system2.errors import ExitCode, System2Error

KINDS = {
    ExitCode.OUR_FAULT: (500, "server_error", "our_fault"),
    ExitCode.USAGE: (400, "invalid_request_error", "invalid_request"),
    ExitCode.BUDGET: (402, "insufficient_quota", "cap_reached"),
    ExitCode.KEY: (502, "provider_error", "provider_key"),
    ExitCode.PROVIDER: (502, "provider_error", "provider_failed"),
    ExitCode.NOT_GOOD_ENOUGH: (422, "no_good_answer", "not_good_enough"),
    ExitCode.LEDGER: (503, "server_error", "ledger_unusable"),
    ExitCode.INTERRUPTED: (503, "server_error", "interrupted"),
}
"""Status, type and code for what a command would exit with."""


class Trouble(Exception):
    """Why there is no answer: `status` of HTTP, `kind` and `code` as programs tell troubles apart.

    `param` is the field of the request that it is about; `result` what was paid for all the same.
    """

    def __init__(
        self, status: int, kind: str, code: str, line: str, *, param: str | None = None, result: Result | None = None
    ) -> None:
        super().__init__(line)
        self.status = status
        self._told = {"message": line, "type": kind, "param": param, "code": code}
        self._result = result

    def as_json(self) -> dict[str, Any]:
        """The object that OpenAI's clients look for, with the run where there was one."""
        ran = {"system2": self._result.as_json()} if self._result else {}
        return {"error": self._told | ran}


def bad_request(line: str, param: str | None = None) -> Trouble:
    """What is asked makes no sense, or is not done here."""
    return Trouble(*KINDS[ExitCode.USAGE], line, param=param)


def of_error(error: System2Error) -> Trouble:
    """Why a run could not begin."""
    return Trouble(*KINDS[error.exit_code], str(error))


def of_result(result: Result) -> Trouble | None:
    """Why a run's answer cannot be relied on; None where it can."""
    if result.exit_code == ExitCode.ANSWERED:
        return None
    return Trouble(*KINDS[ExitCode(result.exit_code)], result.trouble, result=result)
