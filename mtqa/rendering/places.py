"""Where a finding is: in words, in lines and columns, and in its sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from mtqa.finding import Finding
from mtqa.report import DocumentRecord, SegmentRecord


class Excerpt(NamedTuple):
    """A sentence with one span picked out: `before + span + after` is the sentence."""

    before: str
    """What stands before the span."""
    span: str
    """The span; empty where something is missing."""
    after: str
    """What stands after the span."""

    def shortened(self, width: int) -> Excerpt:
        """Return the excerpt with at most about `width` characters on either side."""
        before, after = self.before, self.after
        if len(before) > width:
            cut = before.find(" ", len(before) - width)
            before = "…" + before[cut if cut >= 0 else len(before) - width :]
        if len(after) > width:
            cut = after.rfind(" ", 0, width)
            after = after[: cut if cut >= 0 else width] + " …"
        return Excerpt(before, self.span, after)


class Places:
    """The map of a document: names, lines and sentences by segment and offset."""

    def __init__(self, document: DocumentRecord) -> None:
        """Number the paragraphs, sentences and lines of the document."""
        self._document = document
        self._segments = {segment.id: segment for segment in document.segments}
        self._names = dict(_names(document))
        text = document.text
        self._lines = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]

    def segment(self, id: str | None) -> SegmentRecord | None:
        """Return a segment by its id; None if there is none."""
        return self._segments.get(id) if id is not None else None

    def name(self, segment: str | None) -> str:
        """Return where a segment is: `paragraph 2, sentence 3`, `heading 1`, `pair 17`."""
        return self._names.get(segment, "whole text") if segment is not None else "whole text"

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset in the text, both from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def excerpt(self, finding: Finding) -> Excerpt | None:
        """Return the span in its sentence; None if there is no target text to show."""
        text = self._document.text
        segment = self.segment(finding.segment)
        if segment is None:
            if finding.start >= finding.end or not finding.text.strip():
                return None
            start = text.rfind("\n", 0, finding.start) + 1
            end = text.find("\n", finding.end)
            start, end = start, len(text) if end < 0 else end
        elif segment.target is None:
            return None
        else:
            start = min(segment.start, finding.start)
            end = max(segment.end, finding.end)
        return Excerpt(
            text[start : finding.start],
            text[finding.start : finding.end],
            text[finding.end : end],
        )

    def source_excerpt(self, finding: Finding) -> Excerpt | None:
        """Return the span of the source in its sentence; None if the finding names none."""
        text = self._document.source_text
        start, end = finding.source_start, finding.source_end
        if text is None or start is None or end is None:
            return None
        segment = self.segment(finding.segment)
        first, last = start, end
        if segment and segment.source_start is not None and segment.source_end is not None:
            first, last = min(start, segment.source_start), max(end, segment.source_end)
        return Excerpt(text[first:start], text[start:end], text[end:last])


def _names(document: DocumentRecord) -> list[tuple[str, str]]:
    if document.kind == "pairs":
        return [(segment.id, f"pair {segment.id}") for segment in document.segments]
    sizes = Counter(segment.block for segment in document.segments)
    names: list[tuple[str, str]] = []
    seen: Counter[str] = Counter()
    block: int | None = None
    sentence = 0
    for segment in document.segments:
        kind = segment.role if segment.role in ("headline", "heading") else "paragraph"
        if segment.block != block:
            block, sentence = segment.block, 0
            seen[kind] += 1
        sentence += 1
        name = kind if kind == "headline" else f"{kind} {seen[kind]}"
        if sizes[segment.block] > 1:
            name += f", sentence {sentence}"
        names.append((segment.id, name))
    return names
