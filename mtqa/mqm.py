"""MQM: error typology, severities, weight profiles and the score.

mtqa *implements* the MQM error types of MQM 2.0 (https://themqm.org/error-types-2/typology) and
the linear scoring model with calibration left out (https://themqm.org/error-types-2/values-and-scores/).
What mtqa finds are *issues*, suspected errors; they become errors when a person confirms them.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field


class Severity(StrEnum):
    """How much harm an error does, from none to a text that must not be published."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Position from 0 (neutral) to 3 (critical)."""
        return list(Severity).index(self)

    def __lt__(self, other: object) -> bool:
        # All four are written out: a StrEnum has str's own comparisons, by alphabet.
        return self.rank < other.rank if isinstance(other, Severity) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, Severity) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Severity) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, Severity) else NotImplemented


CATEGORIES: Final[dict[str, str]] = {
    "terminology": "terminology",
    "terminology/inconsistent-with-resource": "terminology",
    "terminology/inconsistent-use": "inconsistency",
    "terminology/wrong-term": "terminology",
    "accuracy": "mistranslation",
    "accuracy/mistranslation": "mistranslation",
    "accuracy/mt-hallucination": "mistranslation",
    "accuracy/overtranslation": "mistranslation",
    "accuracy/undertranslation": "mistranslation",
    "accuracy/addition": "addition",
    "accuracy/omission": "omission",
    "accuracy/do-not-translate": "mistranslation",
    "accuracy/untranslated": "untranslated",
    "linguistic-conventions": "grammar",
    "linguistic-conventions/grammar": "grammar",
    "linguistic-conventions/punctuation": "typographical",
    "linguistic-conventions/spelling": "misspelling",
    "linguistic-conventions/unintelligible": "non-conformance",
    "linguistic-conventions/character-encoding": "characters",
    "linguistic-conventions/textual-conventions": "typographical",
    "style": "style",
    "style/organization-style": "style",
    "style/language-register": "register",
    "style/awkward": "style",
    "style/unidiomatic": "style",
    "style/inconsistent-style": "inconsistency",
    "locale-conventions": "locale-violation",
    "locale-conventions/number-format": "locale-violation",
    "locale-conventions/currency-format": "locale-violation",
    "locale-conventions/measurement-format": "locale-violation",
    "locale-conventions/time-format": "locale-violation",
    "locale-conventions/date-format": "locale-violation",
    "audience-appropriateness": "locale-specific-content",
    "audience-appropriateness/offensive": "other",
    "design-and-markup": "markup",
    "design-and-markup/markup-tag": "markup",
    "design-and-markup/truncation": "length",
    "design-and-markup/missing-text": "omission",
    "design-and-markup/link": "markup",
    "custom/inner-contradiction": "other",
}
"""The MQM types that mtqa reports, each with its ITS 2.0 `locQualityIssueType`.

Mapping after https://www.w3.org/International/its/ig/its20-tool-specific-mappings.html. Names
are `dimension/type` in lower case; `custom/…` is MQM's own place for what it has no type for.
"""

DIMENSIONS: Final[tuple[str, ...]] = (
    "accuracy",
    "terminology",
    "linguistic-conventions",
    "style",
    "locale-conventions",
    "audience-appropriateness",
    "design-and-markup",
    "custom",
)
"""The seven MQM dimensions and `custom`, in the order in which reports show them."""


class Profile(BaseModel):
    """Penalty points for an error by severity, with exceptions by category."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Name by which `--profile` selects it."""
    source: str
    """Where the weights come from."""
    weights: dict[Severity, float]
    """Penalty points an error of that severity costs."""
    exceptions: dict[str, float] = Field(default_factory=dict)
    """`severity:category` → points that replace the weight, longest category match first."""
    segment_cap: float | None = None
    """Most points that one segment can cost; None if unlimited."""

    def points(self, severity: Severity, category: str) -> float:
        """Return the penalty points of one error."""
        parts = category.split("/")
        for depth in range(len(parts), 0, -1):
            key = f"{severity.value}:{'/'.join(parts[:depth])}"
            if key in self.exceptions:
                return self.exceptions[key]
        return self.weights[severity]


def _weights(neutral: float, minor: float, major: float, critical: float) -> dict[Severity, float]:
    return dict(zip(Severity, (neutral, minor, major, critical), strict=True))


PROFILES: Final[dict[str, Profile]] = {
    profile.name: profile
    for profile in (
        Profile(
            name="mqm",
            source="MQM 2.0 severity multipliers, themqm.org",
            weights=_weights(0, 1, 5, 25),
        ),
        Profile(
            name="google-wmt",
            source="Freitag et al. 2021, doi.org/10.1162/tacl_a_00437; cap of five major errors",
            weights=_weights(0, 1, 5, 5),
            exceptions={
                "minor:linguistic-conventions/punctuation": 0.1,
                "major:linguistic-conventions/unintelligible": 25,
                "critical:linguistic-conventions/unintelligible": 25,
                "major:accuracy/mt-hallucination": 25,
                "critical:accuracy/mt-hallucination": 25,
            },
            segment_cap=25,
        ),
        Profile(
            name="xcomet",
            source="Guerreiro et al. 2023, arxiv.org/abs/2310.10482: weights 1, 5, 10, cap 25",
            weights=_weights(0, 1, 5, 10),
            segment_cap=25,
        ),
    )
}
"""The weight profiles that `--profile` knows."""


class MqmScore(BaseModel):
    """The linear MQM score of a text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: float
    """Raw quality score 100 × (1 − penalty / words), never below 0; 100 is faultless."""
    penalty: float
    """Absolute penalty total: the points of every counted finding."""
    words: int
    """Evaluation word count: words of the target text."""
    profile: str
    """Name of the weight profile."""
    counts: dict[Severity, int]
    """Counted findings by severity."""
    caveat: str | None = None
    """Why the number should be read with care; None for texts long enough."""


SHORT_TEXT_WORDS: Final = 1000
"""Below this many words linear scores mislead (arXiv 2405.16969, 2511.13467): a caveat is due."""


def score_errors(
    errors: Iterable[tuple[Severity, str, str | None]], words: int, profile: Profile
) -> MqmScore:
    """Compute the score from (severity, category, segment id) of each counted error.

    The formula is the raw score of the MQM 2.0 linear model: with penalty points p(e) of each
    error and w words, 100 × (1 − Σ p(e) / w), floored at 0. With no words the score is 0 if
    there is any penalty and 100 otherwise.
    """
    counts = dict.fromkeys(Severity, 0)
    by_segment: dict[str | None, float] = {}
    for severity, category, segment in errors:
        counts[severity] += 1
        total = by_segment.get(segment, 0.0) + profile.points(severity, category)
        if profile.segment_cap is not None and segment is not None:
            total = min(total, profile.segment_cap)
        by_segment[segment] = total
    penalty = round(sum(by_segment.values()), 6)
    share = penalty / words if words else float(penalty > 0)
    caveat = None
    if words < SHORT_TEXT_WORDS:
        caveat = (
            f"{words} words are few for a linear score: one major finding more or less moves it "
            f"by {500 / max(words, 1):.1f} points. Read the findings first."
        )
    return MqmScore(
        score=round(max(0.0, 100 * (1 - share)), 2),
        penalty=penalty,
        words=words,
        profile=profile.name,
        counts=counts,
        caveat=caveat,
    )
