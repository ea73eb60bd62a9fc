from __future__ import annotations

from pathlib import Path

from mtqa.cli.app import COMMANDS
from mtqa.cli.reference import command_reference

PAGE = Path(__file__).parent.parent.parent / "docs" / "commands.md"


def test_the_command_reference_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == command_reference(), (
        "run: python -m mtqa.cli.reference > docs/commands.md"
    )


def test_every_command_is_in_it() -> None:
    page = command_reference()
    assert all(f"## mtqa {name}\n" in page for name in COMMANDS)
