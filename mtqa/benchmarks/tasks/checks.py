"""Checks: how many planted errors they find, and how often they alarm where nothing is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from mtqa.benchmarks.data import DataFolder, Row
from mtqa.benchmarks.demetr import LANGUAGES
from mtqa.benchmarks.measuring import (
    PAIR,
    SharedTexts,
    findings_by_segment,
    inspected,
    serious,
)
from mtqa.benchmarks.planting import (
    Planted,
    exchange_nation,
    exchange_numbers,
    exchange_term,
    lower_case_words,
    plant,
)
from mtqa.benchmarks.scoring import ALL, by_group, proportion, rate
from mtqa.benchmarks.suite import Suite
from mtqa.benchmarks.task import Equipment, Task, task
from mtqa.finding import Finding
from mtqa.runs.record import ItemRecord, RunScore

ARTICLE: Final = "article"
"""Pseudo pair of items that are whole articles without a source."""

ALARMS: Final = "alarms"
"""Metric of a suite that measures nothing else: nothing is planted then."""

PLANTED_ALONE: Final[Mapping[str, Callable[[str, str], Planted | None]]] = {
    "exchanges": exchange_numbers,
    "nations": exchange_nation,
    "terms": exchange_term,
}
"""Metric of a suite that plants one kind of error alone, and reads only sentences with a place for
it; and what plants it, given a text and a seed."""

_REACH: Final = 2
"""Characters by which a finding may miss the change it is about."""


@task("checks")
class Checks(Task):
    """Inspects each text as it is and with each error that was planted in it.

    A planted error counts as found if a major or critical finding that the clean text does not
    have touches the changed place, or says that something is missing. A suite whose only metric is
    `alarms` has nothing planted, one whose only metric is of `PLANTED_ALONE` that alone.
    """

    batch = 16

    def __init__(self, suite: Suite, data: DataFolder, equipment: Equipment) -> None:
        super().__init__(suite, data, equipment)
        self._clean = SharedTexts(equipment)

    def items(self) -> Iterator[ItemRecord]:
        """Yield texts with their damaged versions in `extra["planted"]`, if they are English."""
        for name in self.suite.data:
            if name == "demetr":
                yield from self._demetr()
            elif name == "systems":
                yield from self._references(name)
            elif ARTICLE in self.suite.pairs:
                yield from self._articles()
            else:
                yield from self._ntrex()

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Inspect every version of each text."""
        if items and items[0].extra[PAIR] == ARTICLE:
            yield from (self._inspected_article(item) for item in items)
            return
        clean = self._clean.inspected(items)
        # Versions of one sentence never meet in one document: checks of consistency would compare
        # them with each other.
        damaged: dict[tuple[str, str], tuple[Finding, ...]] = {}
        for kind in sorted({kind for item in items for kind in item.extra["planted"]}):
            versions = [_version(item, kind) for item in items if kind in item.extra["planted"]]
            for version in inspected(versions, self.equipment):
                damaged[version.id, kind] = version.findings
        for item in clean:
            yield _judged(item, damaged)

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return recall by kind, alarms on clean text, and precision or alarms by check."""
        if items and items[0].extra[PAIR] == ARTICLE:
            return {"alarms articles": self._article_rate(items)}
        scores: dict[str, RunScore] = {}
        groups = by_group(items, lambda item: str(item.extra[PAIR]))
        for group, members in {ALL: items, **groups}.items():
            alarms = self._alarm_rate(members)
            scores |= self._recalls(members, group, chance=alarms.value)
            scores[f"alarms {group}"] = alarms
        planted = any(item.extra["planted"] for item in items)
        return scores | (self._precisions(items) if planted else self._alarms_by_check(items))

    def _ntrex(self) -> Iterator[ItemRecord]:
        rows = list(self.data.rows("ntrex"))
        vocabulary = lower_case_words(row["en"] for row in rows)
        chosen = list(self.half_of(rows, "document"))
        for pair in self.suite.pairs:
            source, target = pair.split("-")
            texts = [(row[source], row[target]) for row in chosen]
            yield from self._translations(pair, texts, vocabulary)

    def _references(self, name: str) -> Iterator[ItemRecord]:
        """Yield the sentences that systems translated, with their translation by a person."""
        for part in self.parts(name):
            texts = [(row["source"], row["reference"]) for row in self.data.rows(name, part)]
            vocabulary = lower_case_words(target for _, target in texts)
            yield from self._translations(part.split(".")[0], texts, vocabulary)

    def _translations(
        self, pair: str, texts: Sequence[tuple[str, str]], vocabulary: frozenset[str]
    ) -> Iterator[ItemRecord]:
        for number, (source, target) in enumerate(texts):
            planted: Mapping[str, Planted] = {}
            if pair.endswith("-en"):
                planted = self._planted(target, vocabulary, f"{self.suite.seed}/{number}")
            if not planted and self._alone() is not None:
                continue
            versions = {kind: error.text for kind, error in planted.items()}
            yield _item(f"{pair}:{number}", source, target, pair, versions)

    def _planted(self, text: str, vocabulary: frozenset[str], seed: str) -> Mapping[str, Planted]:
        """Return the text with each error that the suite plants in it."""
        if self.suite.metrics == (ALARMS,):
            return {}
        alone = self._alone()
        if alone is None:
            return plant(text, vocabulary, seed)
        error = alone(text, seed)
        return {error.kind: error} if error else {}

    def _alone(self) -> Callable[[str, str], Planted | None] | None:
        """Return what plants the one kind of error of the suite, None if it has several."""
        metrics = self.suite.metrics
        return PLANTED_ALONE.get(metrics[0]) if len(metrics) == 1 else None

    def _demetr(self) -> Iterator[ItemRecord]:
        rows = self.data.rows("demetr")
        for number, row in enumerate(self.half_of(rows, "source")):
            pair = f"{LANGUAGES[row['source_lang']]}-en"
            if not self.wants(pair):
                continue
            planted = {row["perturbation"]: row["bad"]}
            item = _item(str(number), row["source"], row["good"], pair, planted)
            yield item.model_copy(update={"group": f"{row['perturbation']} {pair}"})

    def _articles(self) -> Iterator[ItemRecord]:
        rows = self.data.rows("ntrex")
        chosen = self.half_of(rows, "document")
        articles: dict[str, list[Row]] = {}
        for row in chosen:
            articles.setdefault(row["document"], []).append(row)
        for name, members in articles.items():
            text = "\n\n".join(row["en"] for row in members)
            yield ItemRecord(id=name, group=ARTICLE, target=text, extra={PAIR: ARTICLE})

    def _inspected_article(self, item: ItemRecord) -> ItemRecord:
        from mtqa.reading import read_text

        document = read_text(item.target or "", id=item.id)
        found = findings_by_segment(document, None, "en", self.equipment)
        findings = tuple(finding for members in found.values() for finding in members)
        scores = {"alarms": float(len(serious(findings))), "words": float(document.words)}
        return item.model_copy(update={"findings": findings, "scores": scores})

    def _recalls(
        self, items: Sequence[ItemRecord], name: str, chance: float
    ) -> dict[str, RunScore]:
        """Return the share found of each kind; by chance it is that of good texts with an alarm."""
        kinds = sorted({kind for item in items for kind in item.extra["planted"]})
        scores = {}
        for kind in kinds:
            hits = [i.scores[f"hit {kind}"] for i in items if f"hit {kind}" in i.scores]
            scores[f"recall {kind} {name}"] = proportion(
                int(sum(hits)),
                len(hits),
                signature=self.signature(f"recall|{kind}|major+"),
                floors={"chance": chance},
            )
        return scores

    def _alarm_rate(self, items: Sequence[ItemRecord]) -> RunScore:
        distinct = _distinct(items)
        return proportion(
            sum(item.scores["alarms"] > 0 for item in distinct),
            len(distinct),
            signature=self.signature("alarms|clean-texts-with-major+"),
            higher_is_better=False,
        )

    def _article_rate(self, items: Sequence[ItemRecord]) -> RunScore:
        return rate(
            int(sum(item.scores["alarms"] for item in items)),
            sum(item.scores["words"] for item in items),
            per=1000,
            signature=self.signature("alarms|major+|per-1000-words"),
            unit="per 1,000 words",
        )

    def _alarms_by_check(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        distinct = _distinct(items)
        alarms = _alarming_checks(distinct)
        return {
            f"alarms {check}": proportion(
                count,
                len(distinct),
                signature=self.signature(f"alarms|{check}|clean-texts-with-major+"),
                higher_is_better=False,
            )
            for check, count in sorted(alarms.items())
        }

    def _precisions(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        hits: Counter[str] = Counter()
        alarms = _alarming_checks(_distinct(items))
        for item in items:
            for checks in item.extra["found_by"].values():
                hits.update(checks)
        return {
            f"precision {check}": proportion(
                hits[check],
                hits[check] + alarms[check],
                signature=self.signature(f"precision|{check}|planted-and-clean"),
            )
            for check in sorted(hits | alarms)
        }


def _distinct(items: Sequence[ItemRecord]) -> list[ItemRecord]:
    """Return each good text once: minimal pairs share theirs."""
    return list({(item.source, item.target): item for item in items}.values())


def _alarming_checks(items: Sequence[ItemRecord]) -> Counter[str]:
    """Return in how many good texts each check alarms."""
    return Counter(c for item in items for c in {f.check for f in serious(item.findings)})


def _item(
    identifier: str, source: str, target: str, pair: str, planted: Mapping[str, str]
) -> ItemRecord:
    return ItemRecord(
        id=identifier,
        group=pair,
        source=source,
        target=target,
        extra={PAIR: pair, "planted": dict(planted)},
    )


def _version(item: ItemRecord, kind: str) -> ItemRecord:
    return item.model_copy(update={"target": item.extra["planted"][kind]})


def _judged(item: ItemRecord, damaged: Mapping[tuple[str, str], tuple[Finding, ...]]) -> ItemRecord:
    """Add to an item its alarms and, for each planted error, whether and by what it was found."""
    scores = {"alarms": float(len(serious(item.findings)))}
    found_by: dict[str, list[str]] = {}
    for kind, text in item.extra["planted"].items():
        fitting = fitting_findings(item, text, damaged[item.id, kind])
        scores[f"hit {kind}"] = float(bool(fitting))
        found_by[kind] = sorted({finding.check for finding in fitting})
    extra: dict[str, Any] = {**item.extra, "found_by": found_by}
    return item.model_copy(update={"scores": scores, "extra": extra})


def fitting_findings(item: ItemRecord, text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Return the serious findings in a damaged text that are about the damage.

    Args:
        item: The item with the good text and what was found in it.
        text: The damaged text.
        findings: What was found in that.
    """
    known = {(f.check, f.text, f.message) for f in serious(item.findings)}
    start, end = changed_span(item.target or "", text)
    return [
        finding
        for finding in serious(findings)
        if (finding.check, finding.text, finding.message) not in known
        and (
            finding.start == finding.end
            or (finding.start <= end + _REACH and finding.end >= start - _REACH)
        )
    ]


def changed_span(clean: str, damaged: str) -> tuple[int, int]:
    """Return where `damaged` differs from `clean`: from the first to the last changed character."""
    start = _shared_beginning(clean, damaged)
    tail = _shared_beginning(clean[start:][::-1], damaged[start:][::-1])
    return start, len(damaged) - tail


def _shared_beginning(one: str, other: str) -> int:
    differing = (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))
