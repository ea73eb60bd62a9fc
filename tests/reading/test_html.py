"""HTML: the article without what is around it."""

from __future__ import annotations

import pytest

from mtqa.document import Document
from mtqa.errors import InputError
from mtqa.reading.html import read_html
from mtqa.reading.registry import Content

PAGE = """\
<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>محادثات جنيف | وكالة الأنباء</title>
<meta property="og:title" content="محادثات جنيف تنتهي دون اتفاق">
<meta property="article:published_time" content="2026-02-18T10:00:00Z"></head>
<body><nav><a href="/">الرئيسية</a> <a href="/sport">رياضة</a></nav>
<article><h1>محادثات جنيف تنتهي دون اتفاق</h1>
<p>انتهت الجولة الثالثة من المحادثات في جنيف يوم الأربعاء دون التوصل إلى اتفاق، وفق ما أعلنه
الطرفان. وقال د. أحمد سالم إن <b>اللقاء</b> «كان صعبا».</p>
<h2>خلفية النزاع</h2>
<p>بدأ النزاع عام 2014 ثم تصاعد في فبراير 2022. هل تنجح <a href="/x">الوساطة</a>؟ لا أحد يعرف.</p>
<blockquote><p>المفاوضات كانت صعبة، لكنها مهنية.</p></blockquote>
<ul><li>البند الأول من القائمة المنشورة.</li><li>البند الثاني من القائمة المنشورة.</li></ul>
</article><aside>اقرأ أيضا: خبر آخر</aside><footer>جميع الحقوق محفوظة 2026</footer>
<script>track("page")</script></body></html>
"""


def read(html: str) -> Document:
    return read_html(Content(id="p", name="p.html", text=html))


def test_an_article_in_its_page() -> None:
    document = read(PAGE)
    assert [(s.role.value, s.target) for s in document.segments] == [
        ("headline", "محادثات جنيف تنتهي دون اتفاق"),
        (
            "paragraph",
            "انتهت الجولة الثالثة من المحادثات في جنيف يوم الأربعاء دون التوصل إلى اتفاق، وفق ما "
            "أعلنه الطرفان.",
        ),
        ("paragraph", "وقال د. أحمد سالم إن اللقاء «كان صعبا»."),
        ("heading", "خلفية النزاع"),
        ("paragraph", "بدأ النزاع عام 2014 ثم تصاعد في فبراير 2022."),
        ("paragraph", "هل تنجح الوساطة؟"),
        ("paragraph", "لا أحد يعرف."),
        ("quotation", "المفاوضات كانت صعبة، لكنها مهنية."),
        ("paragraph", "البند الأول من القائمة المنشورة."),
        ("paragraph", "البند الثاني من القائمة المنشورة."),
    ]
    assert (document.title, document.date) == ("محادثات جنيف تنتهي دون اتفاق", "2026-02-18")
    assert "حقوق" not in document.text
    assert "رياضة" not in document.text
    assert any("offsets refer to that text" in note for note in document.notes)
    for segment in document.segments:
        assert document.text[segment.start : segment.end] == segment.target


@pytest.mark.parametrize(
    "html", ["<html></html>", "<html><body><nav>Home</nav></body></html>", "<p"]
)
def test_a_page_without_article_is_refused(html: str) -> None:
    with pytest.raises(InputError, match=r"p\.html: .*(no article|no sentence)"):
        read(html)
