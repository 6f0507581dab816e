"""The check of a Game of 24 answer, as a user would write it: exit 0 if it uses the numbers and makes 24, else 1."""

import os
import re
import sys

given = re.search(r"numbers ([\d ]+) with", os.environ["SYSTEM2_PROBLEM"])
expression = os.environ["SYSTEM2_ANSWER"]
used = sorted(map(int, re.findall(r"\d+", expression)))
uses_all = given is not None and used == sorted(map(int, given[1].split()))
sys.exit(0 if uses_all and re.fullmatch(r"[-+*/() \d]+", expression) and abs(eval(expression) - 24) < 1e-9 else 1)
