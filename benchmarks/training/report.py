"""Intervals of figures, what a model said, and result files that say where they come from."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

RESULTS = Path(__file__).parents[1] / "measurements"


def bootstrap(
    measure: Callable[[np.ndarray, np.ndarray], float],
    predicted: np.ndarray,
    true: np.ndarray,
    samples: int = 1000,
) -> dict:
    """Return a figure with its 95 % percentile interval over resampled rows."""
    chance = np.random.default_rng(20)
    values = []
    for _ in range(samples):
        rows = chance.integers(0, len(true), len(true))
        values.append(measure(predicted[rows], true[rows]))
    low, high = np.quantile(values, [0.025, 0.975])
    return {
        "value": round(measure(predicted, true), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
        "n": len(true),
    }


def kept_lines(file: Path, make: Callable[[], Iterable[Any]]) -> list[Any]:
    """Return the JSON lines of a file, to which they are written as they come if it is not there.

    What is broken off leaves a `.part` and no file.
    """
    if not file.exists():
        unfinished = file.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as stream:
            for line in make():
                stream.write(json.dumps(line) + "\n")
                stream.flush()
        unfinished.rename(file)
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def earlier_results(name: str) -> dict:
    """Return the results in `benchmarks/measurements/<name>.json`."""
    return json.loads((RESULTS / f"{name}.json").read_text("utf-8"))["results"]


def save_results(name: str, results: dict) -> None:
    """Write `benchmarks/measurements/<name>.json` and print it."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    content = {
        "name": name,
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit,
        "machine": {"cpu": cpu, "cores": os.cpu_count()},
        "results": results,
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    print(text)
