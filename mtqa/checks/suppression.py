"""Suppression: what the user has decided not to be told again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mtqa.document import Document
from mtqa.finding import Finding

_DIRECTIVE = re.compile(r"mtqa:\s*ignore(?:\s*=\s*(?P<ids>[\w-]+(?:\s*,\s*[\w-]+)*))?")


@dataclass(frozen=True)
class Suppressions:
    """Exception lists of the project and directives in the text."""

    exceptions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Rule id, or `*` for all → spans (case-folded) that are never reported."""

    def covers(self, finding: Finding, document: Document) -> bool:
        """Whether the user does not want to see this finding.

        A line of the text that holds `mtqa: ignore=ID,ID` (in a comment, say) hides the findings
        of these rules on that line; `mtqa: ignore` hides all.
        """
        span = finding.text.casefold()
        for key in (finding.check, "*"):
            if span and span in self.exceptions.get(key, frozenset()):
                return True
        line_start = document.text.rfind("\n", 0, finding.start) + 1
        line_end = document.text.find("\n", finding.end)
        line = document.text[line_start : line_end if line_end >= 0 else None]
        directive = _DIRECTIVE.search(line) if "mtqa:" in line else None
        if directive is None:
            return False
        ids = directive["ids"]
        return ids is None or finding.check in re.split(r"\s*,\s*", ids)
