"""Everything that can go wrong in a way that a user can mend, and the exit code that says so to a script."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script can rely on; documented in the README."""

    ANSWERED = 0
    OUR_FAULT = 1
    USAGE = 2
    BUDGET = 3
    KEY = 4
    PROVIDER = 5
    NOT_GOOD_ENOUGH = 6
    LEDGER = 7
    INTERRUPTED = 130


class System2Error(Exception):
    """A trouble with one clear line for the user: what is wrong, and what to type instead."""

    exit_code = ExitCode.OUR_FAULT


class UsageError(System2Error):
    """What was asked for, or how it is configured, makes no sense; an unknown model too."""

    exit_code = ExitCode.USAGE


class BudgetError(System2Error):
    """A cap refused the call."""

    exit_code = ExitCode.BUDGET


class KeyRejectedError(System2Error):
    """The provider's key is missing or was rejected."""

    exit_code = ExitCode.KEY


class ProviderError(System2Error):
    """The provider, or the embedded model, failed for good."""

    exit_code = ExitCode.PROVIDER


class LedgerError(System2Error):
    """The ledger cannot be read or written, so no money may be spent."""

    exit_code = ExitCode.LEDGER
