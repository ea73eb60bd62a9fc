"""Reader of the word lists under `mtqa/language/data`.

A list is a text file of sections, `[name]` on a line of its own, followed by entries that
are separated by commas or line ends; `#` begins a comment. Entries may hold spaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache


def read_data(name: str) -> str:
    """The text of a file under `mtqa/language/data`."""
    return read_bytes(name).decode("utf-8")


def read_bytes(name: str) -> bytes:
    """What is in a file under `mtqa/language/data`."""
    from importlib.resources import files  # costs a sixth of the start-up

    return files("mtqa.language").joinpath("data", name).read_bytes()


def read_forms(name: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield what a table of forms has: the key of a line, a language, the forms in it.

    A line is `key | language form, form | language form`; `#` begins a comment.

    Args:
        name: File name under `mtqa/language/data`, such as `place_names.txt`.
    """
    for line in read_data(name).splitlines():
        if not line or line.startswith("#"):
            continue
        key, *columns = (part.strip() for part in line.split("|"))
        for column in columns:
            language, _, forms = column.partition(" ")
            yield key, language, tuple(form.strip() for form in forms.split(","))


@lru_cache(maxsize=64)
def load_sections(name: str) -> dict[str, tuple[str, ...]]:
    """Read a word list.

    Args:
        name: File name under `mtqa/language/data`, such as `name_pinyin.txt`.

    Returns:
        Section to entries, both in file order; a section that comes twice is continued.
    """
    text = read_data(name)
    sections: dict[str, list[str]] = {}
    current: list[str] = sections.setdefault("", [])
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content.startswith("[") and content.endswith("]"):
            current = sections.setdefault(content[1:-1], [])
        elif content:
            current.extend(entry for part in content.split(",") if (entry := part.strip()))
    return {section: tuple(entries) for section, entries in sections.items() if entries}
