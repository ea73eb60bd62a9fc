"""An Arabic article beside its English translation: five planted errors, exactly five findings."""

from __future__ import annotations

import pytest

from mtqa.checks import Context, inspect, load_rules
from mtqa.document import Document, Role, Segment
from mtqa.engines.base import Encoder, LanguageModel
from mtqa.finding import Finding
from mtqa.mqm import Severity

SOURCE = (
    "أعلنت وزارة الصحة السودانية يوم الثلاثاء أن 148 شخصا أصيبوا بالكوليرا في ولاية كسلا.",
    "وقال الوزير هيثم إبراهيم إن الحكومة لم تتلق حتى الآن اللقاحات التي وعدت بها المنظمة.",
    "وأضاف أن أول إصابة سُجلت في 12 آب/أغسطس 2024 في مخيم للنازحين قرب الحدود.",
    "ووصل فريق من منظمة الصحة العالمية إلى الخرطوم مساء الأحد لتقييم الوضع.",
    "وأكدت المنظمة أن المستشفيات تعاني من نقص حاد في الأدوية، وأن الأمطار الغزيرة والفيضانات "
    "دمرت محطات المياه في ثلاث قرى مجاورة.",
    "وتحتاج الولاية إلى تسعة ملايين دولار لشراء المحاليل الوريدية ومواد تنقية المياه.",
    "ودعا الأطباء السكان إلى غلي المياه قبل شربها.",
)
FAITHFUL = (
    "Sudan's Ministry of Health announced on Tuesday that 148 people had been infected with "
    "cholera in Kassala state.",
    "Minister Haitham Ibrahim said that the government had not yet received the vaccines that the "
    "organization had promised.",
    "He added that the first infection was recorded on 12 August 2024 in a camp for displaced "
    "people near the border.",
    "A team from the World Health Organization arrived in Khartoum on Sunday evening to assess "
    "the situation.",
    "The organization confirmed that hospitals were suffering from an acute shortage of "
    "medicines, and that heavy rains and floods had destroyed water stations in three "
    "neighbouring villages.",
    "The state needs nine million dollars to buy intravenous solutions and water purification "
    "materials.",
    "Doctors called on residents to boil water before drinking it.",
)
PLANTED = {
    0: ("148 people", "184 people", "number-mismatch"),
    1: ("had not yet received", "had already received", "negation"),
    2: ("12 August 2024", "12 August 2021", "date-mismatch"),
    3: ("Khartoum", "Cairo", "name-mismatch"),
    4: (
        ", and that heavy rains and floods had destroyed water stations in three neighbouring "
        "villages",
        "",
        "omission",
    ),
}


def article(translation: tuple[str, ...]) -> Document:
    segments = []
    start = source_start = 0
    for number, (source, target) in enumerate(zip(SOURCE, translation, strict=True), start=1):
        segments.append(
            Segment(
                id=f"s{number}",
                role=Role.PARAGRAPH,
                target=target,
                start=start,
                end=start + len(target),
                source=source,
                source_start=source_start,
                source_end=source_start + len(source),
                alignment="1-1",
            )
        )
        start += len(target) + 1
        source_start += len(source) + 1
    return Document(
        id="cholera",
        text=" ".join(translation),
        segments=tuple(segments),
        language="en",
        source_text=" ".join(SOURCE),
        source_language="ar",
    )


@pytest.fixture(params=["without the language model", "with the language model"])
def language_model(request: pytest.FixtureRequest) -> LanguageModel | None:
    if request.param.startswith("without"):
        return None
    model: LanguageModel = request.getfixturevalue("real_language_model")
    return model


def serious(document: Document, encoder: Encoder, model: LanguageModel | None) -> list[Finding]:
    context = Context(language="en", source_language="ar", encoder=encoder, language_model=model)
    findings = inspect(document, context, load_rules().values()).findings
    return [f for f in findings if f.severity >= Severity.MAJOR]


def test_faithful_translation_has_no_serious_finding(
    real_encoder: Encoder, language_model: LanguageModel | None
) -> None:
    assert serious(article(FAITHFUL), real_encoder, language_model) == []


def test_five_planted_errors_give_exactly_five_findings(
    real_encoder: Encoder, language_model: LanguageModel | None
) -> None:
    damaged = list(FAITHFUL)
    for index, (right, wrong, _) in PLANTED.items():
        assert right in damaged[index]
        damaged[index] = damaged[index].replace(right, wrong)
    document = article(tuple(damaged))
    findings = serious(document, real_encoder, language_model)
    assert sorted((f.segment, f.check) for f in findings) == sorted(
        (f"s{index + 1}", check) for index, (_, _, check) in PLANTED.items()
    )
    for finding in findings:
        assert document.text[finding.start : finding.end] == finding.text
