"""Works that are done at the same time, and lists of pairs that are inspected so."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from mtqa.checks import Context, Inspection, inspect, inspection, load_rules
from mtqa.checks.division import at_the_same_time, workers
from mtqa.document import Document
from mtqa.engines.base import Encoder
from mtqa.reading import read_pairs

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
    assert workers() == len(os.sched_getaffinity(0))
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert workers() == 1
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setitem(sys.modules, "torch", sys)
    assert workers() == 1


@pytest.fixture
def bitext(tmp_path: Path) -> Document:
    """A list of pairs in which every seventh number, and every tenth name, is another one."""
    lines = []
    for n in range(400):
        number = n + 100 + (n % 7 == 0)
        city = "Berlin" if n % 10 else "Madrid"
        lines.append(f"{n + 100} Menschen demonstrierten in Berlin.\t{number} people in {city}.")
    file = tmp_path / "pairs.tsv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return read_pairs(file)


@pytest.mark.parametrize("copies", [2, 3])
def test_a_list_in_parts_gives_what_the_whole_gives(
    copies: int, bitext: Document, real_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Context(language="en", source_language="de", encoder=real_encoder, independent=True)
    chosen = ("number-mismatch", "name-mismatch", "omission", "wrong-language", "glossary-term")
    go = partial(inspect, bitext, context, [load_rules()[name] for name in chosen])
    monkeypatch.setattr(inspection, "workers", lambda: 1)
    whole = go()
    assert len(whole.findings) > 50
    assert set(whole.skipped) == {"glossary-term"}
    monkeypatch.setattr(inspection, "workers", lambda: copies)
    divided: list[int] = []

    def counted(works: Sequence[Callable[[], Inspection]]) -> list[Inspection]:
        divided.append(len(works))
        return at_the_same_time(works)

    monkeypatch.setattr(inspection, "at_the_same_time", counted)
    assert go() == whole
    assert divided == [copies + 1]
