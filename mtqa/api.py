"""The Python API: what a program calls instead of the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mtqa.config import Resolved, resolve
from mtqa.pipeline import check_document
from mtqa.report import Report
from mtqa.workshop import Workshop


def check(
    text_or_path: str | Path,
    *,
    source: str | Path | None = None,
    config: str | Path | Mapping[str, Any] | None = None,
) -> Report:
    """Check a text and return its report.

    Args:
        text_or_path: A file (a `Path`, or a string that names an existing file) or the text.
        source: The text it was translated from, likewise.
        config: Name of a configuration, a YAML file, or a mapping of keys to values over the
            default one.

    Raises:
        mtqa.errors.MtqaError: Whatever a user can cause; see `mtqa.errors`.

    Example:
        >>> import mtqa
        >>> report = mtqa.check("The talks ended in in Geneva.", config={"select": ["doubled-word"],
        ...     "back-translation": False, "language-model": "none", "record": False})
        >>> [(finding.check, finding.text) for finding in report.findings]
        [('doubled-word', 'in in')]
    """
    from mtqa.reading import read_document, read_text

    overrides = dict(config) if isinstance(config, Mapping) else {}
    resolved = resolve(
        None if isinstance(config, Mapping) or config is None else str(config), overrides
    )
    if _is_file(text_or_path):
        return check_file(text_or_path, source=source, resolved=resolved)
    source_text = source
    if source is not None and _is_file(source):
        source_text = read_document(source, max_bytes=resolved.config.max_bytes).text
    document = read_text(
        str(text_or_path), source=None if source_text is None else str(source_text)
    )
    workshop = Workshop(resolved.config)
    report = check_document(document, resolved, workshop)
    _record(report, resolved, ())
    return report


def check_file(
    file: str | Path,
    *,
    source: str | Path | None = None,
    reference: str | Path | None = None,
    resolved: Resolved | None = None,
    workshop: Workshop | None = None,
    command: Sequence[str] = (),
    progress: Callable[[str], None] = lambda step: None,
) -> Report:
    """Check a file, record the run unless the configuration says not to, and return its report.

    Args:
        file: The file, or `-` for standard input.
        source: File with the text it was translated from.
        reference: File with a reference translation.
        resolved: The configuration in force; the default one if None.
        workshop: Engines to share between several files; made if None.
        command: The command line, for the record.
        progress: Is told the name of each stage as it begins.

    Raises:
        mtqa.errors.MtqaError: Whatever a user can cause; see `mtqa.errors`.
    """
    from mtqa.reading import read_document

    resolved = resolved or resolve()
    config = resolved.config
    workshop = workshop or Workshop(config, announce=progress)
    limits: dict[str, Any] = {"max_bytes": config.max_bytes, "encoding": config.encoding}
    document = read_document(
        file,
        source=source,
        language=config.target_lang,
        source_language=config.source_lang,
        **limits,
    )
    reference_document = None if reference is None else read_document(reference, **limits)
    report = check_document(
        document, resolved, workshop, reference=reference_document, progress=progress
    )
    _record(report, resolved, command)
    return report


def _is_file(text_or_path: str | Path) -> bool:
    if isinstance(text_or_path, Path):
        return True
    # A text is no path: it has line feeds, or is longer than any file system allows a name.
    if "\n" in text_or_path or len(text_or_path.encode()) > 255:
        return False
    return Path(text_or_path).is_file()


def _record(report: Report, resolved: Resolved, command: Sequence[str]) -> None:
    config = resolved.config
    if not config.record:
        return
    from mtqa.runs.store import RunStore

    given = {
        key: value
        for key, value in resolved.values().items()
        if resolved.origins.get(key) != "default"
    }
    RunStore(Path(config.runs) if config.runs else None).record_report(
        report, command=command, config_given=given, seed=config.seed
    )
