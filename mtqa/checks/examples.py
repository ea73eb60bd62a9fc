"""Examples made runnable: a document and a context for each, without any file."""

from __future__ import annotations

from dataclasses import replace

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example
from mtqa.document import Document, Kind, Role, Segment
from mtqa.engines.base import Encoder, LanguageModel
from mtqa.reading import read_text


def example_document(example: Example) -> Document:
    """Make the document of an example: a pair if it has a source, else an article."""
    if example.source is None:
        return replace(read_text(example.target, id="example"), language=example.language)
    segment = Segment(
        id="s1",
        role=Role.PARAGRAPH,
        target=example.target,
        start=0,
        end=len(example.target),
        source=example.source,
        source_start=0,
        source_end=len(example.source),
    )
    return Document(
        id="example",
        text=example.target,
        segments=(segment,),
        kind=Kind.PAIRS,
        language=example.language,
        source_text=example.source,
        source_language=example.source_language,
    )


def example_context(
    example: Example,
    encoder: Encoder | None = None,
    language_model: LanguageModel | None = None,
) -> Context:
    """Make the context of an example: its languages and whatever engines there are."""
    return Context(
        language=example.language,
        source_language=example.source_language if example.source is not None else None,
        encoder=encoder,
        language_model=language_model,
        glossary=example.glossary,
        independent=example.source is not None,
    )
