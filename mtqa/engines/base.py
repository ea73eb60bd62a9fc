"""The ports: what the rest of mtqa may ask of a model, whatever runs behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from mtqa.mqm import Severity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model gave a result, so that the result can be repeated."""

    kind: str
    """`translator`, `encoder` or `language-model`."""
    name: str
    """Name a user knows it by: `firefox-en-pt`, `use-multilingual`, a path's last part."""
    version: str
    """Version of the package or model, empty if it has none."""
    sha256: str
    """Hash over the weight files, 64 hexadecimal digits."""

    @property
    def signature(self) -> str:
        """Short form for metric signatures: `name@` and the first 12 digits of the hash."""
        return f"{self.name}@{self.sha256[:12]}"


@runtime_checkable
class Translator(Protocol):
    """Translates in one direction."""

    source: str
    """BCP 47 language it translates from."""
    target: str
    """BCP 47 language it translates into."""
    runs_locally: bool
    """False if text leaves the machine."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def translate(self, texts: Sequence[str]) -> list[str]:
        """Translate each text; same length and order as `texts`, empty in, empty out."""


@runtime_checkable
class Encoder(Protocol):
    """Maps sentences of several languages into one vector space."""

    languages: frozenset[str]
    """BCP 47 languages it was made for; empty if unknown."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row per text, shape (len(texts), dimensions)."""


@dataclass(frozen=True, slots=True)
class TokenScore:
    """How likely a language model finds one token of a continuation."""

    start: int
    """Offset of the token's first character in the continuation."""
    end: int
    """Offset after the token's last character."""
    logprob: float
    """Natural logarithm of its probability given all before it."""


@runtime_checkable
class LanguageModel(Protocol):
    """Scores text: log-probabilities, never generation."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[TokenScore, ...]]:
        """Score the continuation of each (prefix, continuation) pair, token by token.

        Same length and order as `pairs`. Prefixes that several pairs share are computed once.
        """


@runtime_checkable
class Summariser(Protocol):
    """Chooses the sentences that say what a text says."""

    method: str
    """Short description with its parameters, for the report."""

    def choose(self, sentences: Sequence[str], count: int) -> list[int]:
        """Return `count` indices into `sentences`, in reading order."""


@dataclass(frozen=True, slots=True)
class JudgedError:
    """An error that a judge found in a translation, with its place."""

    start: int
    """Offset in the translation."""
    end: int
    """Offset after the span; equal to `start` where something is missing."""
    source_start: int | None
    """Offset of the corresponding words in the source, if the judge named them."""
    source_end: int | None
    """Offset after the corresponding words."""
    category: str
    """MQM type, one of `mtqa.mqm.CATEGORIES`."""
    severity: Severity
    """How much harm the judge thinks it does."""
    reason: str
    """The judge's reason, on one line."""
    suggestion: str | None
    """The judge's replacement for the span."""
    occurrences: int
    """How often the quoted words stand in the translation; the span is the first."""


@dataclass(frozen=True, slots=True)
class JudgeUsage:
    """What has been asked of a judge so far."""

    sent: int = 0
    """Pairs that were sent, answered or not."""
    answered: int = 0
    """Pairs sent that got a usable answer."""
    unanswered: int = 0
    """Pairs sent that got none."""
    cached: int = 0
    """Pairs whose answer was known and that were not sent."""
    refused_spans: int = 0
    """Errors in answers that did not hold up, such as quotes that are not in the text."""
    input_tokens: int = 0
    """Tokens of the prompts, by the endpoint's count."""
    output_tokens: int = 0
    """Tokens of the answers, by the endpoint's count."""

    def since(self, earlier: JudgeUsage) -> JudgeUsage:
        """Return what was added to an earlier state."""
        pairs = zip(astuple(self), astuple(earlier), strict=True)
        return JudgeUsage(*(now - then for now, then in pairs))


@runtime_checkable
class Judge(Protocol):
    """Marks errors in translations; the only engine that may send text away."""

    model: str
    """Name of the model."""
    usage: JudgeUsage
    """What has been asked so far."""

    @property
    def host(self) -> str:
        """Where the text goes."""

    @property
    def runs_locally(self) -> bool:
        """False if text leaves the machine."""

    @property
    def signature(self) -> str:
        """Short form for the record of a run: `judge:model@host`."""

    def judge(
        self,
        source: str,
        target: str,
        source_language: str | None = None,
        target_language: str | None = None,
    ) -> tuple[JudgedError, ...]:
        """Return the errors of a translation."""

    def statement(self, since: JudgeUsage) -> str | None:
        """Say what was sent where since an earlier state of `usage`; None if nothing was."""
