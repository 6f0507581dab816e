"""What a terminal would act on rather than show."""

import re

_STRING_END = r"(?:\x07|\x1b\\|\x9c)?"

ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, modes
    rf"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*{_STRING_END}"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"  # every other escape
)
"""The control functions of ECMA-48, in their 7-bit and 8-bit forms. One that never ends is cut off at its line."""

LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
"""All the ways to end a line but the one that is meant."""
