"""The one door to LiteLLM."""

import subprocess
import sys

FIRST_CALLS = """
import os
from system2.model.library import billed_by_us
with billed_by_us():
    print(os.environ["LITELLM_LOCAL_MODEL_COST_MAP"], os.environ["LITELLM_MODE"])
"""


def test_whatever_comes_first_litellm_stays_off_the_network() -> None:
    """It takes its bundled price list and reads no .env file, whichever of our functions imports it."""
    finished = subprocess.run([sys.executable, "-c", FIRST_CALLS], capture_output=True, text=True, check=True)
    assert (finished.stdout, finished.stderr) == ("True PRODUCTION\n", "")
