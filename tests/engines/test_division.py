"""Works that are done at the same time, each in a copy of the process."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from mtqa.engines import division
from mtqa.engines.division import at_the_same_time, parts_of, workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")


def test_the_first_work_is_done_here_and_each_other_in_a_copy() -> None:
    found = at_the_same_time([lambda n=n: (n, os.getpid()) for n in range(4)])
    assert [number for number, _ in found] == [0, 1, 2, 3]
    assert found[0][1] == os.getpid()
    assert len({process for _, process in found}) == 4


def test_what_a_lost_copy_had_to_do_is_done_here() -> None:
    here = os.getpid()

    def lost() -> int:
        if os.getpid() != here:
            os._exit(9)
        return 1

    assert at_the_same_time([lambda: 0, lost, lambda: 2]) == [0, 1, 2]


def test_what_a_work_raises_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    def failing() -> int:
        raise ZeroDivisionError("in this work")

    with pytest.raises(ZeroDivisionError, match="in this work"):
        at_the_same_time([lambda: 0, failing])
    assert capfd.readouterr() == ("", "")


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(3)))
    assert workers() == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(64)))
    assert workers() == 8
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert workers() == 1
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setitem(sys.modules, "torch", sys)
    assert workers() == 1


def test_a_copy_makes_no_further_copies() -> None:
    assert at_the_same_time([lambda: 0, workers]) == [0, 1]


@pytest.mark.parametrize(
    ("items", "least", "together", "sizes"),
    [
        (10, 6, 1, [10]),
        (10, 5, 1, [5, 5]),
        (10, 2, 1, [4, 4, 2]),
        (10, 2, 3, [6, 4]),
        (2, 1, 4, [2]),
        (0, 1, 1, []),
    ],
)
def test_a_list_is_cut_between_what_is_worked_on_at_once(
    items: int, least: int, together: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(division, "workers", lambda: 3)
    parts = parts_of(list(range(items)), least, together)
    assert [len(part) for part in parts] == sizes
    assert [item for part in parts for item in part] == list(range(items))
