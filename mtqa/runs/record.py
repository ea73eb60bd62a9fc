"""What is kept of a run: the typed records behind `run.json`, `scores.json` and `items.jsonl`."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from mtqa.finding import Finding
from mtqa.report import ScoreRecord

SCHEMA_VERSION: Final = 1
"""Version of the records' layout; readers accept this and every lower one."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunKind(StrEnum):
    """What produced the run."""

    CHECK = "check"
    BATCH = "batch"
    SCORE = "score"
    BENCH = "bench"
    IMPORT = "import"


class RunStatus(StrEnum):
    """How far the run got."""

    RUNNING = "running"
    """A process is at work on it right now."""
    FINISHED = "finished"
    """All items are there and scored."""
    STOPPED = "stopped"
    """Interrupted; the items done so far are kept and the run can be resumed."""
    FAILED = "failed"
    """Ended by an error; the items done so far are kept and the run can be resumed."""


class Revision(_Record):
    """The state of the working directory's git repository."""

    commit: str
    """Full commit hash."""
    dirty: bool
    """Whether files differed from that commit or were untracked."""


class Machine(_Record):
    """The computer that did the work, without anything that names it or its user."""

    cpu: str
    """Model of the processor."""
    cores: int
    """Logical cores."""
    memory_gib: float
    """Main memory in GiB."""
    platform: str
    """Operating system and architecture."""


class RunInfo(_Record):
    """What ran, with what is needed to run it again: the content of `run.json`."""

    schema_version: int = SCHEMA_VERSION
    """Version of this layout."""
    id: str
    """Time of creation in UTC and six random hexadecimal digits."""
    kind: RunKind
    """What produced the run."""
    name: str
    """What a person knows it by: the document's title, the suite's name."""
    source_language: str | None = None
    """BCP 47 language of the sources; None if mixed or unknown."""
    target_language: str | None = None
    """BCP 47 language of the texts examined; None if mixed or unknown."""
    command: tuple[str, ...] = ()
    """The command line without the program's path; empty for runs from Python."""
    config_given: dict[str, Any] = Field(default_factory=dict)
    """The configuration as the user gave it."""
    config: dict[str, Any] = Field(default_factory=dict)
    """The configuration as resolved."""
    revision: Revision | None = None
    """Git state of the working directory; None outside a repository."""
    versions: dict[str, str] = Field(default_factory=dict)
    """Versions of mtqa, Python and the libraries that matter for the numbers."""
    models: tuple[str, ...] = ()
    """Signatures of the models used."""
    machine: Machine | None = None
    """Where it ran; None for imported results."""
    seed: int = 0
    """Seed of everything random in it."""
    created: str
    """ISO time with zone."""
    duration: float | None = None
    """Seconds of work, all sessions of a resumed run together; None before the first end."""
    status: RunStatus = RunStatus.FINISHED
    """How far it got."""
    items: int = 0
    """Items with a result."""
    parent: str | None = None
    """Id of the run whose outputs it scores again."""
    tags: tuple[str, ...] = ()
    """Free labels."""
    verdict: str | None = None
    """pass, review or fail; None where nothing was judged."""
    note: str | None = None
    """What a reader should know: why it failed, where it was imported from."""


class RunScore(ScoreRecord):
    """A score of a whole run with its floors."""

    items: int | None = None
    """Items it was computed over; None if that makes no sense for it."""
    floors: dict[str, float] = Field(default_factory=dict)
    """What trivial methods reach on the same items: name → value."""
    unit: str = ""
    """Unit of the value if it is not a plain number."""


class RunScores(_Record):
    """Every score of a run: the content of `scores.json`."""

    schema_version: int = SCHEMA_VERSION
    """Version of this layout."""
    scores: dict[str, RunScore]
    """Scores by name."""


class ItemRecord(_Record):
    """The result for one item: one line of `items.jsonl`."""

    id: str
    """Unique in the run; the same item has the same id in every run over the same data."""
    group: str | None = None
    """Part of the data it belongs to: a language, a kind of error, a system."""
    source: str | None = None
    """The text it was translated from, or the article behind a summary."""
    target: str | None = None
    """The text that was examined."""
    reference: str | None = None
    """A translation by a person."""
    scores: dict[str, float] = Field(default_factory=dict)
    """Numbers for this item by metric name; gold labels carry the prefix `gold:`."""
    findings: tuple[Finding, ...] = ()
    """Suspected errors."""
    extra: dict[str, Any] = Field(default_factory=dict)
    """What else the task keeps: planted errors, tags, back-translations."""
    error: str | None = None
    """Why there is no result; None if there is one."""


class RunSummary(_Record):
    """A line of the list of runs."""

    id: str
    """The run's id."""
    kind: RunKind
    """What produced it."""
    name: str
    """What a person knows it by."""
    created: str
    """ISO time with zone."""
    duration: float | None
    """Seconds of work."""
    status: RunStatus
    """How far it got."""
    items: int
    """Items with a result."""
    verdict: str | None
    """pass, review or fail."""
    config_name: str | None
    """Name of its configuration, if it has one."""
    scores: dict[str, float]
    """Values of its scores by name."""


def new_run_id(now: datetime | None = None) -> str:
    """Return a fresh run id: UTC time, so that names sort by age, and a random suffix."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
