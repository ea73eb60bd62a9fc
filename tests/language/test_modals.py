from __future__ import annotations

from mtqa.language.modals import Modality, find_modals


def test_modals_from_must_to_may() -> None:
    modals = find_modals("He must go and may return", "en")
    assert [m.modality for m in modals] == [Modality.OBLIGATION, Modality.POSSIBILITY]
    assert [m.modality for m in find_modals("يجب أن يرحل", "ar")] == [Modality.OBLIGATION]
