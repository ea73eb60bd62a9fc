"""How fast records are: 1,000 runs of 1,000 items listed, two compared, a site of 100 written.

python benchmarks/records_speed.py [--runs 1000] [--items 1000]
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mtqa.runs.comparison import compare_runs
from mtqa.runs.record import ItemRecord, RunKind, RunScore, RunSummary
from mtqa.runs.site import write_site
from mtqa.runs.store import RunStore, describe_run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--items", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder) / "runs")
        first = timed("record one run", lambda: record(store, arguments.items, 0))
        print(f"  that is {first / arguments.items * 1e6:.0f} µs an item")
        copy_runs(store, arguments.runs - 1)
        timed("index from the folders", store.reindex)
        runs = timed_result(f"list {arguments.runs} runs", lambda: store.list(limit=None))
        timed("compare two runs", lambda: compare_runs([store.load(r.id) for r in runs[:2]]))
        timed("site of 100 runs", lambda: write_site(store, Path(folder) / "site", limit=100))
        size = sum(file.stat().st_size for file in (Path(folder) / "site").rglob("*.html"))
        print(f"  that is {size / 1e6:.0f} MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


def timed(label: str, action: Callable[[], object]) -> float:
    start, processor = time.perf_counter(), time.process_time()
    action()
    wall = time.perf_counter() - start
    print(f"{label:28s} {wall:8.3f} s wall {time.process_time() - processor:8.3f} s processor")
    return wall


def timed_result(label: str, action: Callable[[], list[RunSummary]]) -> list[RunSummary]:
    results: list[list[RunSummary]] = []
    timed(label, lambda: results.append(action()))
    return results[0]


def record(store: RunStore, items: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    info = describe_run(RunKind.BENCH, f"suite-{seed % 20}", config={"name": "newswire"})
    with store.begin(info) as writer:
        for number, value in enumerate(chance.normal(50, 10, items)):
            writer.append(
                ItemRecord(
                    id=str(number),
                    group="ar-en",
                    source=f"انتهت الجولة الثالثة من المحادثات في جنيف من دون اتفاق {number}.",
                    target=f"The third round of the talks in Geneva ended without a deal {number}.",
                    scores={"quality": value, "similarity": value / 100, "gold:human": value},
                )
            )
        writer.finish({"pearson": RunScore(value=0.5, signature="s", low=0.4, high=0.6)})


def copy_runs(store: RunStore, count: int) -> None:
    """Multiply the one run that is there: the disk would be measured otherwise, again and again."""
    (original,) = store.list()
    for number in range(count):
        run = describe_run(RunKind.BENCH, f"suite-{number % 20}").id
        shutil.copytree(store.root / original.id, store.root / run)
        info = store.root / run / "run.json"
        text = info.read_text().replace(original.id, run)
        info.write_text(text.replace('"suite-0"', f'"suite-{number % 20}"'))


if __name__ == "__main__":
    main()
