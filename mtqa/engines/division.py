"""Division of labour: several works are done at the same time, one a core.

Each is done by a copy of this process (`fork`), which has the texts and models already and shares
their memory. It stands among the engines because the sentence encoder divides its texts so as the
checks do their pairs, and checks import engines, never the reverse.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Final, TypeVar

from threadpoolctl import threadpool_limits

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_MOST: Final = 8
"""Copies at most: each takes some 65 MB of its own, and a container may have fewer cores than it
sees."""


def workers() -> int:
    """Return how many copies of this process can work at the same time.

    One in a copy, and where this process cannot be copied safely: under another system than Linux,
    and where other threads run or torch has made some, which a copy would lack.
    """
    if sys.platform != "linux" or multiprocessing.parent_process() is not None:
        return 1
    if threading.active_count() > 1 or "torch" in sys.modules:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


def parts_of(items: Sequence[_Item], least: int, together: int = 1) -> list[Sequence[_Item]]:
    """Cut a list into as many parts as can be worked on at the same time.

    Args:
        items: The list.
        least: How many items are worth another copy.
        together: How many are worked on at once anyway; no such group is torn.
    """
    count = max(1, min(workers(), len(items) // least))
    size = max(1, -(-len(items) // count // together)) * together
    return [items[begin : begin + size] for begin in range(0, len(items), size)]


def at_the_same_time(works: Sequence[Callable[[], _Result]]) -> list[_Result]:
    """Return what each work gives, in order: the first is done here, each other in a copy.

    A copy that fails or is killed costs its time alone: its work is done here then.

    Args:
        works: What is to be done; what they give must be picklable.
    """
    if len(works) == 1:
        return [works[0]()]
    # Copies that each multiply on all cores wait for each other.
    with threadpool_limits(1), ExitStack() as copies:
        receivers = [copies.enter_context(_copy(work)) for work in works[1:]]
        results = [work() for work in works[:1]]
        for receiver, work in zip(receivers, works[1:], strict=True):
            try:
                results.append(receiver.recv())
            except EOFError:
                results.append(work())
        return results


@contextmanager
def _copy(work: Callable[[], object]) -> Iterator[Connection]:
    """Have a copy of this process do a work; yields where its result arrives."""
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    copy = fork.Process(target=_deliver, args=(work, sender), daemon=True)
    with warnings.catch_warnings():
        # Python warns of threads of other libraries; OpenBLAS ends its own before a copy is made.
        warnings.simplefilter("ignore", DeprecationWarning)
        copy.start()
    sender.close()
    try:
        yield receiver
    finally:
        copy.kill()
        copy.join()
        receiver.close()


def _deliver(work: Callable[[], object], sender: Connection) -> None:
    # OpenBLAS starts as many threads again as there are cores.
    with suppress(Exception, KeyboardInterrupt), threadpool_limits(1):
        sender.send(work())
    sender.close()
