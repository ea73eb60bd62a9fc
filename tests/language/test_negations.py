from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.negations import Strength, find_negations


def clausal(text: str, language: str) -> list[str]:
    cues = find_negations(text, language)
    return [cue.text for cue in cues if cue.strength is Strength.CLAUSAL]


@pytest.mark.parametrize(
    ("text", "language", "cue"),
    [
        ("They did not agree", "en", "not"),
        ("They don’t agree", "en", "don’t"),
        ("لم يتفقوا", "ar", "لم"),
        ("ولن يعود", "ar", "ولن"),
        ("Sie kamen nicht", "de", "nicht"),
        ("Они не пришли", "ru", "не"),
        ("他们没有来", "zh", "没"),
        ("彼らは来なかった", "ja", "なかった"),
        ("問題 で は あ り ま せ ん", "ja", "ま せ ん"),
        ("It isnt true.", "en", "isnt"),
        ("gelmedi", "tr", "gelmedi"),
        ("gelmeyeceğini söyledi", "tr", "gelmeyeceğini"),
        ("gelmese de", "tr", "gelmese"),
        ("aynı nehre giremezsiniz", "tr", "giremezsiniz"),
        ("že nejste připraveni", "cs", "nejste"),
        ("הם לא באו", "he", "לא"),
    ],
)
def test_clausal_negation(text: str, language: str, cue: str) -> None:
    assert clausal(text, language) == [cue]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("not only here", "en"),
        ("assigned to No.", "en"),
        ("ألا وهما الإلياذة والأوديسا", "ar"),
        ("No. 5 on the list", "en"),
        ("Relating to Amendment No 25", "en"),
        ("No 10 said that talks went on", "en"),
        ("a never-ending story of no-shows", "en"),
        ("do not hesitate to call", "en"),
        ("It won't start until noon.", "en"),
        ("They could not leave the town except by boat.", "en"),
        ("You must not touch it unless asked.", "en"),
        ("لا يزال هنا", "ar"),
        ("لا بد من الحل", "ar"),
        ("не только здесь", "ru"),
        ("不仅如此", "zh"),
        ("对不起，我迟到了", "zh"),
        ("差 不 多", "zh"),
        ("行かなければならない", "ja"),
        ("nicht nur hier", "de"),
        ("nicht mehr wegzudenken", "de"),
        ("英国的不列颠博物馆", "zh"),
        ("他不情愿地离开", "zh"),
        ("slova o Netanjahuovi", "cs"),
        ("nejsilnější muž v neděli", "cs"),
        ("nejstarší a nejstřeženější", "cs"),
        ("nepřímým světlem", "cs"),
        ("Plato, no friend of the navy", "en"),
        ("They expand into no man's land.", "en"),
        ("so you will not run out of logs", "en"),
        ("It doesn't matter now.", "en"),
        ("C'est un bon pas en avant.", "fr"),
        ("не уступает железу", "ru"),
        ("忘れないようにしましょう", "ja"),
        ("これが欠かせません", "ja"),
        ("still a peaceful land, but not for long", "en"),
        ("something not to be taken lightly", "en"),
        ("не менш 4 солдатів", "uk"),
        ("yok edilen bölgeler", "tr"),
        ("peşini bırakmayacağız", "tr"),
        ("書き換えなければいけません", "ja"),
        ("閉じることも忘れないでください", "ja"),
        ("无可争议的证明", "zh"),
        ("لا سيّما لوحة المفاتيح", "ar"),
        ("دليل لا ريب فيه", "ar"),
        ("Postfix lui a emboîté le pas", "fr"),
        ("la politique ne sera pas la même", "fr"),
        ("vergessen Sie nicht, ihn zu schließen", "de"),
        ("не забудьте также закрыть", "ru"),
        ("zmiany proponowane przez nie", "pl"),
    ],
)
def test_negators_that_negate_nothing(text: str, language: str) -> None:
    assert clausal(text, language) == []


def test_the_scope_ends_with_the_clause() -> None:
    text = "He did not come, but she did"
    cue = find_negations(text, "en")[0]
    assert text[cue.start : cue.scope_end] == "not come"


@pytest.mark.parametrize(
    ("text", "cue"),
    [("No 18-year-olds came", "No"), ("He said no.", "no"), ("no longer here", "no")],
)
def test_what_only_looks_like_a_number_or_a_compound_negates(text: str, cue: str) -> None:
    assert clausal(text, "en") == [cue]


@given(st.text(alphabet="not only لا يزال, don't.غير ", max_size=40), st.sampled_from(["en", "ar"]))
def test_cues_are_spans_that_do_not_overlap(text: str, language: str) -> None:
    end = 0
    for cue in find_negations(text, language):
        assert end <= cue.start < cue.end <= cue.scope_end <= len(text)
        assert text[cue.start : cue.end] == cue.text
        end = cue.end
