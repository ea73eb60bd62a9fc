"""Running a suite: items one by one into a run folder, so that a stopped run goes on."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mtqa.benchmarks.data import DataFolder
from mtqa.benchmarks.suite import Suite
from mtqa.benchmarks.task import Equipment, Task, find_task
from mtqa.errors import UsageError
from mtqa.runs.items import read_items
from mtqa.runs.record import ItemRecord, RunKind, RunStatus
from mtqa.runs.store import RunStore, describe_run
from mtqa.runs.stored import ITEMS_FILE, StoredRun
from mtqa.runs.writer import RunWriter

Progress = Callable[[int, int], None]
"""Is told how many items are done and how many there are."""

SUITE_KEY = "suite"
"""Key of a run's configuration that holds its suite."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How a score varies over repetitions of a run."""

    mean: float
    """Mean over the repetitions."""
    deviation: float
    """Sample standard deviation; 0 for a method without chance."""


def run_suite(
    suite: Suite,
    data: DataFolder,
    equipment: Equipment,
    store: RunStore,
    *,
    config: Mapping[str, Any],
    config_given: Mapping[str, Any] | None = None,
    command: Sequence[str] = (),
    limit: int | None = None,
    samples: Sequence[str] = (),
    resume: str | None = None,
    tags: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
) -> StoredRun:
    """Run a suite and keep the run; Ctrl-C or an error leaves a run that can be resumed.

    Args:
        suite: What to run.
        data: Where its data lie.
        equipment: The engines of the configuration.
        store: Where the run is kept.
        config: The configuration as resolved.
        config_given: The configuration as the user gave it.
        command: The command line.
        limit: Items of each group at most; replaces the suite's own limit.
        samples: Ids of the only items to measure.
        resume: Run to go on with, as `RunStore.load` takes it.
        tags: Labels of the run.
        progress: Is told how far it is.

    Raises:
        UsageError: The task, the samples or the run to resume do not exist or do not fit.
        InputError: Data are missing; the message says where to get them.
        ModelMissingError: The task needs an engine that is not there.
    """
    if limit is not None:
        suite = suite.model_copy(update={"limit": limit})
    task = find_task(suite.task)(suite, data, equipment)
    items = _chosen(task, samples)
    settings = {**config, SUITE_KEY: suite.model_dump(mode="json")}
    if resume is None:
        source, _, target = (suite.pairs[0] if len(suite.pairs) == 1 else "").partition("-")
        info = describe_run(
            RunKind.BENCH,
            suite.name,
            source_language=source or None,
            target_language=target or None,
            command=command,
            config_given=config_given,
            config=settings,
            seed=suite.seed,
            tags=tags,
        )
        writer = store.begin(info)
    else:
        writer = store.resume(resume)
    with writer:
        _require_same(writer, settings)
        _measure(task, items, writer, progress)
        done = {item.id: item for item in read_items(writer.path / ITEMS_FILE)}
        task.models_before = writer.info.models
        scores = task.score([done[item.id] for item in items])
        writer.use_models(equipment.models_used)
        return writer.finish(scores)


def repeat_suite(times: int, run: Callable[[int, Sequence[str]], StoredRun]) -> list[StoredRun]:
    """Run a suite several times, each with the next seed.

    Args:
        times: How often.
        run: Runs it once; gets what to add to the seed and the labels of the run.
    """
    return [run(number, (f"repeat:{number + 1}/{times}",)) for number in range(times)]


def spread(runs: Sequence[StoredRun]) -> dict[str, Spread]:
    """Return how each score that all runs have varies over them."""
    names = set.intersection(*(set(run.scores) for run in runs))
    return {
        name: Spread(
            statistics.fmean(values := [run.scores[name].value for run in runs]),
            statistics.stdev(values) if len(values) > 1 else 0.0,
        )
        for name in sorted(names)
    }


def unfinished_run(store: RunStore, suite: Suite) -> str | None:
    """Return the id of the newest run of a suite that was stopped or failed, if there is one."""
    for run in store.list(limit=None, kind=RunKind.BENCH):
        if run.name == suite.name:
            stopped = run.status in (RunStatus.STOPPED, RunStatus.FAILED)
            return run.id if stopped else None
    return None


def _chosen(task: Task, samples: Sequence[str]) -> list[ItemRecord]:
    items = list(_limited(task.items(), task.suite.limit if not samples else None))
    if samples:
        wanted = set(samples)
        items = [item for item in items if item.id in wanted]
        missing = wanted - {item.id for item in items}
        if missing:
            raise UsageError(
                f"{task.suite.name} has no item {min(missing)!r}; "
                "the ids are in items.jsonl of an earlier run"
            )
    if not items:
        raise UsageError(f"the suite {task.suite.name} has no items with these settings")
    return items


def _limited(items: Iterable[ItemRecord], limit: int | None) -> Iterator[ItemRecord]:
    seen: Counter[str | None] = Counter()
    for item in items:
        seen[item.group] += 1
        if limit is None or seen[item.group] <= limit:
            yield item


def _require_same(writer: RunWriter, settings: Mapping[str, Any]) -> None:
    before = writer.info.config
    for key in sorted({*before, *settings}):
        if before.get(key) != settings.get(key):
            raise UsageError(
                f"run {writer.info.id} cannot go on: {key} is not what it was; "
                "repeat its settings (`mtqa runs export-config`) or start a new run"
            )


def _measure(
    task: Task, items: Sequence[ItemRecord], writer: RunWriter, progress: Progress
) -> None:
    pending = iter([item for item in items if item.id not in writer.done])
    progress(len(items) - len([i for i in items if i.id not in writer.done]), len(items))
    while batch := list(islice(pending, task.batch)):
        for item in task.measure(batch):
            writer.append(item)
        writer.use_models(task.equipment.models_used)
        progress(len(writer.done), len(items))
