"""`python -m tests.proofs [--rounds N] [--seed S] [--only KIND]`: attack the money, and say what fell."""

import argparse
import sys
import time

from tests.proofs.attacks.kinds import KINDS, complaints, lack


def main() -> None:
    """Make so many rounds of every kind of attack; the exit code says whether anything fell."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="rounds of every kind")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the seed of the first round")
    parser.add_argument("--only", choices=KINDS, action="append", metavar="KIND", help=", ".join(KINDS))
    given = parser.parse_args()
    fell = 0
    for kind in given.only or KINDS:
        if lacking := lack(kind):
            print(f"{kind}: left out, for {lacking}", flush=True)
            continue
        begin = time.monotonic()
        for seed in range(given.seed, given.seed + given.rounds):
            for complaint in complaints(kind, seed):
                fell += 1
                print(f"{kind}, seed {seed}: {complaint}", flush=True)
        print(f"{kind}: {given.rounds} rounds in {time.monotonic() - begin:.0f} s", flush=True)
    sys.exit(bool(fell))


if __name__ == "__main__":
    main()
