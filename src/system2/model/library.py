"""The one place that imports LiteLLM: late, quietly, and without the network."""

import asyncio
import functools
import gc
import logging
import os
import sys
import threading
import warnings
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from typing import Any

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python's own number, 700, is reached within a call or two: LiteLLM makes many objects for each, few in cycles."""


@functools.cache
def import_litellm() -> Any:
    """LiteLLM, set up to stay silent, to keep to its own price list, and to leave retries to us.

    The garbage collector stays off from here to the end of the first request (`settle_memory`): the import and the
    first call make a million objects that all stay, and walking them again and again takes a quarter of the time.
    """
    gc.disable()
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # the bundled price list, not the one on the network
    os.environ["LITELLM_MODE"] = "PRODUCTION"  # no reading of .env files
    os.environ.setdefault("LITELLM_LOG", "CRITICAL")
    warnings.filterwarnings("ignore", category=UserWarning, module="pydantic")  # on LiteLLM's classes and odd replies
    # A call that is cancelled while LiteLLM's own thread still prepares it leaves a coroutine behind.
    warnings.filterwarnings("ignore", r"coroutine '.*completion.*' was never awaited", RuntimeWarning)
    import litellm

    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "httpx", "openai"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    from system2.model import wire

    wire.listen()
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    litellm.REPEATED_STREAMING_CHUNK_LIMIT = sys.maxsize  # a model that repeats itself is no server error
    return litellm


async def close_clients() -> None:
    """Close the clients that LiteLLM keeps for all calls, and have it forget them: it hands out closed ones too."""
    litellm = import_litellm()
    await litellm.close_litellm_async_clients()
    litellm.in_memory_llm_clients_cache.flush_cache()


async def imported() -> None:
    """Import LiteLLM on a thread: meanwhile the event loop hears signals and keeps deadlines. Who is cancelled may go.

    The process may go too, if it takes care not to wake the thread (`is_importing`).
    """
    if not is_imported():
        await asyncio.wrap_future(_importing())


def is_imported() -> bool:
    """Whether LiteLLM is there."""
    return bool(import_litellm.cache_info().currsize)


def is_importing() -> bool:
    """Whether a thread is at it, in the middle of code that is not made for the end of its interpreter."""
    return bool(_importing.cache_info().currsize) and not _importing().done()


@functools.cache
def _importing() -> "Future[Any]":
    importing: Future[Any] = Future()
    importing.set_running_or_notify_cancel()  # nobody who waits may cancel it for all

    def work() -> None:
        try:
            importing.set_result(import_litellm())
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it, whatever it is
            importing.set_exception(error)

    threading.Thread(target=work, name="litellm", daemon=True).start()
    return importing


def billed_by_us() -> AbstractContextManager[None]:
    """Calls made within are logged and billed by us alone.

    LiteLLM does both after each call for whoever listens, which takes it a seventh of the whole call's time. It spares
    itself that for calls that others account for, and this is its own mark for them; a LiteLLM that has no such mark
    does what it always does.
    """
    import_litellm()
    try:
        from litellm._internal_context import internal_sub_call
    except ImportError:
        return nullcontext()
    mark: AbstractContextManager[None] = internal_sub_call()
    return mark


@functools.cache
def settle_memory() -> None:
    """Turn the garbage collector on again, once, and spare it all that has been made so far."""
    gc.freeze()
    gc.set_threshold(max(gc.get_threshold()[0], OBJECTS_BETWEEN_COLLECTIONS))
    gc.enable()
