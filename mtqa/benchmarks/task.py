"""The task: what is done with an item and how the results become scores.

A task is one class a file in `mtqa/benchmarks/tasks/`, registered by the `task` decorator. Other
packages add tasks by the entry point group `mtqa.tasks`.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeVar

from mtqa.benchmarks.data import DataFolder, Row, held_out
from mtqa.benchmarks.suite import Suite
from mtqa.errors import InputError, UsageError
from mtqa.runs.record import ItemRecord, RunScore

if TYPE_CHECKING:
    from mtqa.engines.base import Encoder, LanguageModel, ModelIdentity
    from mtqa.engines.store import ModelStore

ENTRY_POINT_GROUP: Final = "mtqa.tasks"
"""Entry points in this group name modules whose import registers further tasks."""


class Equipment(Protocol):
    """The engines of a run; None stands for one that is not there or switched off."""

    @property
    def encoder(self) -> Encoder | None:
        """Sentence encoder."""

    @property
    def language_model(self) -> LanguageModel | None:
        """Language model."""

    @property
    def store(self) -> ModelStore:
        """The installed models, for translators."""

    @property
    def unavailable(self) -> Mapping[str, str]:
        """Engine → why it is not there."""

    @property
    def models_used(self) -> tuple[str, ...]:
        """Signatures of the models that took part."""

    def note_use(self, identity: ModelIdentity) -> None:
        """Remember that a model took part."""


class Task(ABC):
    """One way to measure; an instance belongs to one run of one suite."""

    name: ClassVar[str]
    """Name by which suites call it."""
    batch: ClassVar[int] = 32
    """Items measured at a time: what an interruption can cost."""

    def __init__(self, suite: Suite, data: DataFolder, equipment: Equipment) -> None:
        self.suite = suite
        self.data = data
        self.equipment = equipment
        self.models_before: tuple[str, ...] = ()
        """Signatures of the models that took part before the run was resumed."""

    @abstractmethod
    def items(self) -> Iterable[ItemRecord]:
        """Yield the items with their texts and gold labels, in a stable order."""

    @abstractmethod
    def measure(self, items: Sequence[ItemRecord]) -> Iterable[ItemRecord]:
        """Yield each item with its scores, findings and whatever else is kept, in order."""

    @abstractmethod
    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return the scores of a run from its measured items alone."""

    def parts(self, name: str) -> list[str]:
        """Return the parts of a data set that the suite wants, `PAIR.part` or `PAIR` each.

        Raises:
            InputError: None of them is there.
        """
        wanted = [
            part
            for part in self.data.parts(name)
            if part.endswith(self.suite.part) and self.wants(part.split(".")[0])
        ]
        if not wanted:
            pairs = ", ".join(self.suite.pairs) or "any pair"
            raise InputError(
                f"{self.data.path / name} has no part {self.suite.part or ''} for {pairs}; "
                f"`mtqa bench show {self.suite.name}` says where to get it"
            )
        return wanted

    def wants(self, pair: str) -> bool:
        """Whether the suite measures on a language pair such as `ru-en`."""
        return not self.suite.pairs or pair in self.suite.pairs

    def half_of(self, rows: Iterable[Row], document: str) -> Iterable[Row]:
        """Return the rows that the suite measures on: all, or those of its test half.

        Args:
            rows: Rows of a data set.
            document: Field by which the set is halved, see `held_out`.
        """
        return held_out(rows, document) if self.suite.half == "test" else rows

    def signature(self, metric: str) -> str:
        """Return the signature of a score: what it is, over which data, with which models."""
        parts = [metric, f"task:{self.name}", f"data:{'+'.join(self.suite.data)}"]
        if self.suite.half != "all":
            parts.append(f"half:{self.suite.half}")
        models = dict.fromkeys((*self.models_before, *self.equipment.models_used))
        parts.extend(f"model:{model}" for model in models)
        return "|".join((*parts, f"seed:{self.suite.seed}"))


_TASKS: dict[str, type[Task]] = {}
_Class = TypeVar("_Class", bound=type[Task])


def task(name: str) -> Callable[[_Class], _Class]:
    """Register the decorated class as the task `name`."""

    def register(cls: _Class) -> _Class:
        if name in _TASKS and _TASKS[name].__module__ != cls.__module__:
            raise ValueError(f"two tasks are called {name!r}")
        cls.name = name
        _TASKS[name] = cls
        return cls

    return register


@cache
def load_tasks() -> Mapping[str, type[Task]]:
    """Import every task, ours and those of other packages, and return them by name, sorted."""
    package = importlib.import_module("mtqa.benchmarks.tasks")
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"mtqa.benchmarks.tasks.{module}")
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda p: p.name):
        point.load()
    return dict(sorted(_TASKS.items()))


def find_task(name: str) -> type[Task]:
    """Return a task by its name.

    Raises:
        UsageError: There is no such task.
    """
    tasks = load_tasks()
    if name not in tasks:
        close = difflib.get_close_matches(name, tasks, n=1, cutoff=0.5)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise UsageError(f"there is no task {name!r}{hint}; known are {', '.join(tasks)}")
    return tasks[name]
