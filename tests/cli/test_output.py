"""What a terminal shows while something is done."""

from __future__ import annotations

import io
import sys
import threading

import pytest

from mtqa.cli.output import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_steps_are_shown_without_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    before = threading.active_count()
    with progress() as step:
        step("align")
        assert threading.active_count() == before
        assert "align …" in terminal.getvalue()


def test_what_is_no_terminal_is_told_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress() as step:
        step("align")
    assert capsys.readouterr() == ("", "")
