"""From bytes to text: byte order marks, UTF-8, and older encodings by what they make of a text.

A guess is always said in the notes. For the one-byte encodings each candidate is tried and the
one in which the text has most function words of some language is taken: this tells Windows-1256
from Windows-1252 and KOI8-R from Windows-1251, where statistics of bytes alone often fail on a
short text. What that leaves open is left to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from mtqa.errors import InputError
from mtqa.language.identification import leading_function_words

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF file", "save its text as .txt first"),
    (b"PK\x03\x04", "a zip file or Office document", "save its text as .txt or .html first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save its text as .txt first"),
    (b"{\\rtf", "an RTF document", "save its text as .txt first"),
    (b"\x89PNG", "an image", "give its text"),
    (b"\xff\xd8\xff", "an image", "give its text"),
    (b"GIF8", "an image", "give its text"),
    (b"\x1f\x8b", "a gzip file", "unpack it first"),
    (b"BZh", "a bzip2 file", "unpack it first"),
    (b"\xfd7zXZ", "an xz file", "unpack it first"),
    (b"\x7fELF", "a program", "give a text file"),
    (b"SQLite format 3", "a database", "give a text file"),
)
_META_CHARSET: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_ONE_BYTE: Final = (
    "windows-1252",
    "windows-1256",
    "iso-8859-6",
    "windows-1251",
    "koi8-r",
    "iso-8859-5",
    "windows-1250",
    "iso-8859-2",
    "windows-1253",
    "windows-1254",
    "windows-1255",
)
_USUAL_ENCODING: Final = {
    "tr": "windows-1254",
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "ro"), "windows-1250"),
}
"""Settles a tie: where two encodings give the same function words, the language's own is right."""
_WIDE: Final = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_LEAST_FUNCTION_WORDS: Final = 0.08
_LEAST_SPACES: Final = 0.02
_SAMPLE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text."""

    text: str
    """The text without byte order mark."""
    encoding: str
    """Name of the encoding."""
    notes: tuple[str, ...]
    """Says how the encoding was found, unless it was UTF-8."""


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Decode a file.

    Args:
        data: Its bytes.
        name: What to call it in a message.
        encoding: The encoding if the user gave it.

    Raises:
        InputError: It is no text, is damaged, or is in an encoding that cannot be told.
    """
    if encoding is not None:
        return _decode_as_given(data, name, encoding)
    for mark, marked in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = _decode_strictly(data[len(mark) :], name, marked)
            notes = () if marked == "utf-8" else (f"read as {marked} (byte order mark)",)
            return Decoded(text, marked, notes)
    for signature, kind, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{name}: this is {kind}, not text; {remedy}.")
    wide = _wide_encoding(data)
    if wide is not None:
        return _guessed(data, wide)
    if b"\0" in data:
        raise InputError(f"{name}: this is a binary file, not text; give a text file.")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, name, error)
    return _decode_legacy(data, name)


def _decode_as_given(data: bytes, name: str, encoding: str) -> Decoded:
    try:
        canonical = codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            f"{encoding}: no such encoding; give one like utf-8, utf-16 or windows-1256."
        ) from None
    return Decoded(_decode_strictly(data, name, canonical).removeprefix("\ufeff"), canonical, ())


def _decode_strictly(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: byte {error.start} is not valid {encoding}; the file is damaged or in "
            "another encoding, which --encoding can name."
        ) from None


def _guessed(data: bytes, encoding: str) -> Decoded:
    return Decoded(data.decode(encoding), encoding, (f"read as {encoding} (guessed)",))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without byte order mark, told by its spaces; None if it is neither."""
    for encoding in _WIDE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        spaces = sum(text.count(char) for char in " \n。،")
        plain = sum(char.isalnum() or char.isspace() or char.isprintable() for char in text)
        if spaces >= _LEAST_SPACES * len(text) and plain == len(text) and spaces:
            return encoding
    return None


def _refuse_damaged_utf8(data: bytes, name: str, error: UnicodeDecodeError) -> None:
    """Raise if nearly all of the text is UTF-8: then it is damaged, not in another encoding."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(not char.isascii() for char in text) - bad
    if good > 4 * bad:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name}: line {line} has a byte that is not valid utf-8 (byte {error.start}); "
            "repair the file, or name its encoding with --encoding."
        ) from None


def _decode_legacy(data: bytes, name: str) -> Decoded:
    declared = _META_CHARSET.search(data[:4096])
    if declared is not None:
        try:
            encoding = codecs.lookup(declared[1].decode("ascii")).name
            note = f"read as {encoding} (declared in the page)"
            return Decoded(data.decode(encoding), encoding, (note,))
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration is common; the guess below is better
    best, most = None, _LEAST_FUNCTION_WORDS
    for encoding in _ONE_BYTE:
        try:
            language, share = leading_function_words(data[:_SAMPLE].decode(encoding))
        except UnicodeDecodeError:
            continue
        if share > most or (share == most and _USUAL_ENCODING.get(language) == encoding):
            best, most = encoding, share
    if best is not None:
        return _guessed(data, best)
    return _decode_by_statistics(data, name)


def _decode_by_statistics(data: bytes, name: str) -> Decoded:
    from charset_normalizer import from_bytes

    match = from_bytes(data[:_SAMPLE]).best()
    if match is not None:
        try:
            return _guessed(data, codecs.lookup(match.encoding).name)
        except UnicodeDecodeError:
            pass
    raise InputError(
        f"{name}: its character encoding cannot be told; name it with --encoding, or save the "
        "file as UTF-8."
    )
