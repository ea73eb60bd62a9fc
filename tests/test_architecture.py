"""The layout tells the story: imports point one way, and importing mtqa is cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "mtqa"

LAYERS = (
    {"errors", "document"},
    {"mqm", "finding"},
    {"language"},
    {"reading"},
    {"engines"},
    {"alignment", "summary", "origin", "metrics"},
    {"roundtrip", "ranking"},
    {"checks"},
    {"report"},
    {"rendering"},
    {"runs"},
    {"config"},
    {"workshop", "judgement"},
    {"scoring"},
    {"pipeline"},
    {"api", "pair_scoring"},
    {"batch"},
    {"benchmarks"},
    {"cli"},
)
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}
SAME_LAYER = {("finding", "mqm")}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    """The parts of mtqa that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("mtqa.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if part in {"__init__", "__main__"}:
        return
    for other in imports_of(path) - {part}:
        assert RANK[other] < RANK[part] or (part, other) in SAME_LAYER, f"{part} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("words", [["-c", "import mtqa"], ["-m", "mtqa", "--help"]])
def test_start_up_loads_no_model_library(words: list[str]) -> None:
    heavy = ("torch", "transformers", "numpy", "pydantic", "trafilatura", "sacrebleu", "rich")
    completed = subprocess.run(
        [sys.executable, "-X", "importtime", *words], capture_output=True, text=True, check=True
    )
    loaded = {line.split("|")[-1].strip() for line in completed.stderr.splitlines()}
    assert not loaded & set(heavy)
