"""Reader of the word lists under `mtqa/language/data`.

A list is a text file of sections, `[name]` on a line of its own, followed by entries that
are separated by commas or line ends; `#` begins a comment. Entries may hold spaces.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=64)
def load_sections(name: str) -> dict[str, tuple[str, ...]]:
    """Read a word list.

    Args:
        name: File name under `mtqa/language/data`, such as `name_pinyin.txt`.

    Returns:
        Section to entries, both in file order; a section that comes twice is continued.
    """
    text = files("mtqa.language").joinpath("data", name).read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    current: list[str] = sections.setdefault("", [])
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content.startswith("[") and content.endswith("]"):
            current = sections.setdefault(content[1:-1], [])
        elif content:
            current.extend(entry for part in content.split(",") if (entry := part.strip()))
    return {section: tuple(entries) for section, entries in sections.items() if entries}
