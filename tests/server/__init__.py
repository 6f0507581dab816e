"""A model behind an OpenAI-compatible HTTP interface, as good, as slow and as broken as a test wants it."""

from tests.server.behaviour import RateLimit, Script, roles, uneven
from tests.server.faults import Fault, drip, empty, garbage, hang, long_line, raw, reset, status, unfinished
from tests.server.gates import Gate
from tests.server.journal import Exchange, read_log
from tests.server.messages import Request, is_verdict
from tests.server.process import ServerProcess, server_process
from tests.server.replies import Reply, Token, Usage, verdict
from tests.server.running import ModelServer, listening

__all__ = [
    "Exchange",
    "Fault",
    "Gate",
    "ModelServer",
    "RateLimit",
    "Reply",
    "Request",
    "Script",
    "ServerProcess",
    "Token",
    "Usage",
    "drip",
    "empty",
    "garbage",
    "hang",
    "is_verdict",
    "listening",
    "long_line",
    "raw",
    "read_log",
    "reset",
    "roles",
    "server_process",
    "status",
    "uneven",
    "unfinished",
    "verdict",
]
