"""`cost verify` and `cost repair`: what they found and did, in lines."""

import typer

from system2.cli.output import progress_bar
from system2.config.home import ledger_folder
from system2.errors import ExitCode
from system2.render.safe import one_line
from system2.render.words import count, spent
from system2.spend.ledger import Ledger
from system2.spend.verify import Finding, repair, verify


def verify_ledger() -> None:
    """Print what is in the ledger and what is wrong with it."""
    with progress_bar("reading the ledger") as progress:
        found = verify(Ledger(ledger_folder()), progress)
    print(f"{count(found.calls, 'call')} on {count(found.days, 'day')}, {spent(found.bill)}")
    _print_findings(found.findings)
    if found.sound:
        print("The ledger is whole.")
        return
    print("`cost repair` mends it.")
    raise typer.Exit(ExitCode.LEDGER)


def repair_ledger() -> None:
    """Mend the ledger and print what was done."""
    with progress_bar("mending the ledger") as progress:
        done = repair(Ledger(ledger_folder()), progress)
    _print_findings(done)
    print("The ledger is whole." if not done else f"Mended: {count(len(done), 'thing')}.")


def _print_findings(findings: "tuple[Finding, ...] | list[Finding]") -> None:
    for finding in findings:
        print(one_line(f"{finding.file}: {finding.what}"))
