"""Wrong language: a segment in another language than the text."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context, primary
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document
from mtqa.language.identification import UNDETERMINED, foreign_segments
from mtqa.mqm import Severity


@rule(
    id="wrong-language",
    title="A segment in another language than the text",
    category="accuracy/untranslated",
    severity=Severity.CRITICAL,
    scope=Scope.DOCUMENT,
    examples=[
        Example(
            "The talks ended in Geneva on Wednesday after two days of discussions. "
            "Les deux délégations ont quitté la ville sans faire de déclaration aux journalistes.",
            (
                "Les deux délégations ont quitté la ville sans faire de déclaration "
                "aux journalistes.",
            ),
        ),
        Example(
            "Die Gespräche sind am Mittwoch ohne ein Ergebnis zu Ende gegangen.",
            ("Die Gespräche sind am Mittwoch ohne ein Ergebnis zu Ende gegangen.",),
            source="انتهت المحادثات يوم الأربعاء بلا نتيجة.",
        ),
        Example("The talks ended in Geneva on Wednesday after two days of discussions.", ()),
    ],
)
def wrong_language(document: Document, context: Context) -> Iterator[Suspicion]:
    """A sentence whose function words belong to another language than the document's.

    Segments of fewer than five words are not judged, and neither are those that consist of
    names and figures.
    """
    if context.language is None:
        return
    found = foreign_segments(document.segments, context.language)
    for segment in document.segments:
        language = segment.language or found.get(segment.id)
        if language is None or primary(language) in (primary(context.language), UNDETERMINED):
            continue
        yield Suspicion(
            segment.start,
            segment.end,
            f"This segment seems to be in “{language}”, the text is in “{context.language}”.",
            confidence=0.9,
            evidence={"language": language},
            cause="untranslated",
        )
