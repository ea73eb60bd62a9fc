from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import mtqa
import mtqa.api
from mtqa.errors import UsageError

FAST = {"back-translation": False, "language-model": "none", "record": False}


def test_the_public_names_are_these() -> None:
    assert sorted(mtqa.__all__) == ["Finding", "Report", "__version__", "check"]
    assert all(hasattr(mtqa, name) for name in mtqa.__all__)
    with pytest.raises(AttributeError):
        _ = mtqa.nonsense


def test_the_example_in_the_documentation_is_true() -> None:
    assert doctest.testmod(mtqa.api).failed == 0


def test_a_path_a_name_of_a_file_and_a_text_give_the_same(seed: Path) -> None:
    reports = [
        mtqa.check(seed, config=FAST),
        mtqa.check(str(seed), config=FAST),
        mtqa.check(seed.read_text(encoding="utf-8"), config=FAST),
    ]
    assert len({tuple(f.id for f in report.findings) for report in reports}) == 1
    assert reports[0].findings


def test_a_text_beside_its_source() -> None:
    report = mtqa.check(
        "Wheat prices fell by 12 percent this week.",
        source="ارتفعت أسعار القمح بنسبة 12 في المئة هذا الأسبوع.",
        config=FAST,
    )
    assert report.document.source_language == "ar"
    assert "direction" in [finding.check for finding in report.findings]


def test_nothing_to_align_leaves_both_sides_visible() -> None:
    report = mtqa.check(
        "The minister arrived in Geneva on Monday for talks with the delegation.",
        source="وصل الوزير إلى جنيف يوم الاثنين لإجراء محادثات مع الوفد. وارتفعت أسعار القمح.",
        config=FAST,
    )
    assert any(s.source and s.target is None for s in report.document.segments)


def test_a_check_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean number-mismatch"):
        mtqa.check("Some text.", config=FAST | {"select": ["numbers-mismatch"]})
