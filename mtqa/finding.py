"""The finding: one suspected error, with its span, its reason and how sure it is."""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from mtqa.mqm import CATEGORIES, Severity


class Finding(BaseModel):
    """A suspected error. It becomes an error when a person confirms it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """Stable over runs on the same text: 10 hexadecimal digits of check, span and segment."""
    check: str
    """Id of the rule that raised it, as `mtqa checks show` takes it."""
    category: str
    """MQM type as `dimension/type`."""
    severity: Severity
    """How bad it would be if it is an error."""
    confidence: float = Field(ge=0, le=1)
    """How sure the rule is that it is an error, 0–1."""
    segment: str | None
    """Id of the segment it lies in; None if it concerns the document as a whole."""
    start: int
    """Offset of the span in the original text."""
    end: int
    """Offset after the span; equal to `start` where something is missing."""
    text: str
    """The span itself."""
    source_start: int | None = None
    """Offset of the corresponding span in the source text, if there is one."""
    source_end: int | None = None
    """Offset after the corresponding span in the source text."""
    message: str
    """What is wrong, in one plain sentence."""
    suggestion: str | None = None
    """What the span could be replaced with, if that is clear."""
    evidence: dict[str, Any] = Field(default_factory=dict)
    """What the rule saw: both values, the other text, margins; keys differ by rule."""

    @field_validator("category")
    @classmethod
    def _known_category(cls, value: str) -> str:
        if value not in CATEGORIES:
            raise ValueError(f"{value!r} is not an MQM type that mtqa reports")
        return value

    @property
    def relation(self) -> str:
        """Against what it was found: `translation`, `round-trip` or `text`."""
        return str(self.evidence.get("relation", "text"))


def finding_id(check: str, segment: str | None, start: int, end: int, message: str) -> str:
    """Return the id of a finding: the same text and rule give the same id in every run."""
    key = "\x1f".join((check, segment or "", str(start), str(end), message))
    return hashlib.sha256(key.encode()).hexdigest()[:10]
