"""Character encodings: found out, said, or refused."""

from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.reading.decoding import decode

ARABIC = "قال د. أحمد سالم إن المحادثات في جنيف انتهت دون اتفاق.\nوأضاف أن الطرفين سيعودان بعد شهر."
ENGLISH = "The talks in Geneva ended on Wednesday, and both sides called them “difficult”."
TEXTS = {
    "windows-1256": ARABIC,
    "iso-8859-6": ARABIC,
    "windows-1252": ENGLISH,
    "koi8-r": "Переговоры в Женеве завершились, и стороны не договорились о том, что будет.",
    "windows-1251": "Переговоры в Женеве завершились, и стороны не договорились о том, что будет.",
    "windows-1250": "Rozmowy w Genewie zakończyły się w środę i nie wiadomo, kiedy będą następne.",
    "windows-1254": "Cenevre'deki görüşmeler çarşamba anlaşma olmadan bitti ve çok uzun sürdü.",
    "windows-1255": "השיחות בז'נבה הסתיימו ביום רביעי ללא הסכם, והצדדים אמרו שהן היו קשות.",
    "windows-1253": "Οι συνομιλίες στη Γενεύη έληξαν την Τετάρτη και δεν υπάρχει συμφωνία.",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_an_old_encoding_is_guessed_and_said(encoding: str) -> None:
    decoded = decode(TEXTS[encoding].encode(encoding), "a.txt")
    assert decoded.text == TEXTS[encoding]
    assert len(decoded.notes) == 1
    assert decoded.notes[0].endswith("(guessed)")


def test_french_is_not_taken_for_arabic_although_both_have_its_letters() -> None:
    french = "Les négociations à Genève se sont terminées, et où elles reprendront n'est pas sûr."
    assert decode(french.encode("windows-1252"), "a.txt").encoding == "windows-1252"


@pytest.mark.parametrize("text", [ARABIC, ENGLISH])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_unicode_with_and_without_byte_order_mark(text: str, encoding: str, mark: bytes) -> None:
    for data in (mark + text.encode(encoding), text.encode(encoding)):
        decoded = decode(data, "a.txt")
        assert (decoded.text, decoded.encoding) == (text, encoding)
        assert bool(decoded.notes) == (encoding != "utf-8")


def test_the_charset_a_page_declares_is_used() -> None:
    page = f'<html><meta charset="iso-8859-6"><p>{ARABIC}</p></html>'
    decoded = decode(page.encode("iso-8859-6"), "a.html")
    assert decoded.text == page
    assert decoded.notes == ("read as iso8859-6 (declared in the page)",)


def test_the_encoding_that_the_user_names_wins() -> None:
    data = "Größe".encode("windows-1252")
    assert decode(data, "a.txt", "windows-1252").text == "Größe"
    with pytest.raises(InputError, match="byte 2 is not valid utf-8"):
        decode(data, "a.txt", "utf8")
    with pytest.raises(InputError, match="latin-99: no such encoding"):
        decode(data, "a.txt", "latin-99")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (b"PK\x03\x04\x14\x00", "a zip file or Office document"),
        (b"\x89PNG\r\n\x1a\n\x00", "an image"),
        (b"\x1f\x8b\x08\x00", "a gzip file"),
        (bytes(range(256)), "a binary file"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(InputError, match=rf"a\.bin: this is {kind}"):
        decode(data, "a.bin")


def test_damaged_utf8_is_refused_with_its_line() -> None:
    data = ARABIC.encode() + b"\n\xd9\n" + ARABIC.encode()
    with pytest.raises(InputError, match="line 3 has a byte that is not valid utf-8"):
        decode(data, "a.txt")


def test_a_text_cut_off_within_a_character_is_refused() -> None:
    with pytest.raises(InputError, match="not valid utf-16-le"):
        decode(codecs.BOM_UTF16_LE + "نعم".encode("utf-16-le")[:-1], "a.txt")


@given(st.binary(max_size=200))
def test_any_bytes_give_their_text_or_are_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        decoded = decode(data, "a.bin")
        assert decoded.text == data.decode(decoded.encoding).removeprefix("\ufeff")
