"""How fast and how big: start-up and the seed article, each call in a fresh process.

    python benchmarks/seed_speed.py [-o benchmarks/measurements/seed-speed.json] [--repeat 5]

Reports wall time and user + system time (median and best of the repeats) and peak memory of the
process. "cold" means a new process with the files in the system's cache; the one-time
preparation of the language model is measured by `language_model_runtimes.py`, not here.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mtqa.runs.environment import machine, revision, versions

SEED = Path(__file__).parent.parent / "seeds" / "geneva-talks.txt"
MTQA = (sys.executable, "-m", "mtqa")
CALLS: dict[str, tuple[str, ...]] = {
    "python, importing nothing": (sys.executable, "-c", "pass"),
    "import mtqa": (sys.executable, "-c", "import mtqa, sys; assert 'torch' not in sys.modules"),
    "mtqa --help": (*MTQA, "--help"),
    "check, fast configuration": (*MTQA, "check", str(SEED), "--config", "fast"),
    "check, without the language model": (*MTQA, "check", str(SEED), "--language-model", "none"),
    "check, default configuration": (*MTQA, "check", str(SEED)),
}
LIMITS = {
    "mtqa --help": {"wall": 0.4},
    "check, fast configuration": {"wall": 2.0},
    "check, without the language model": {"wall": 8.0, "memory_mb": 700.0},
    "check, default configuration": {"wall": 30.0, "memory_mb": 1500.0},
}


def measure(words: tuple[str, ...]) -> dict[str, float]:
    """Run one call in a process of its own and read what it used from its parent's accounts."""
    probe = (
        "import json, os, resource, subprocess, sys, time\n"
        "begin = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)\n"
        "wall = time.perf_counter() - begin\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "sys.stderr.write(done.stderr.decode()) if done.returncode else None\n"
        "print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))\n"
        "sys.exit(done.returncode)\n"
    )
    out = subprocess.run(
        (sys.executable, "-c", probe, *words), capture_output=True, text=True, check=True
    ).stdout
    wall, cpu, memory = json.loads(out)
    return {"wall": wall, "cpu": cpu, "memory_mb": memory}


def summary(runs: list[dict[str, float]]) -> dict[str, float]:
    """Median and best of the repeats; the peak of memory."""
    walls = [run["wall"] for run in runs]
    return {
        "wall_median_s": round(statistics.median(walls), 3),
        "wall_best_s": round(min(walls), 3),
        "user_and_system_median_s": round(statistics.median(run["cpu"] for run in runs), 3),
        "peak_memory_mb": round(max(run["memory_mb"] for run in runs), 1),
    }


def main() -> None:
    """Measure every call, interleaved so that a noisy minute hits all alike."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    os.environ["MTQA_RUNS"] = tempfile.mkdtemp(prefix="mtqa-runs-")
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CALLS}
    for _ in range(options.repeat):
        for name, words in CALLS.items():
            runs[name].append(measure(words))
    results: dict[str, Any] = {}
    for name, measured in runs.items():
        results[name] = summary(measured)
        limit = LIMITS.get(name, {})
        if "wall" in limit:
            results[name]["wall_limit_s"] = limit["wall"]
        if "memory_mb" in limit:
            results[name]["memory_limit_mb"] = limit["memory_mb"]
        print(f"{name:36} {json.dumps(results[name])}")
    code = revision()
    record = {
        "name": "seed-speed",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": "python benchmarks/seed_speed.py",
        "commit": code.commit if code else None,
        "machine": machine().model_dump(),
        "versions": versions(),
        "repeats": options.repeat,
        "results": results,
    }
    if options.output:
        options.output.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
