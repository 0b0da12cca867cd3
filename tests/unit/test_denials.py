"""A plain negative statement is a denial only where it answers a report."""

from __future__ import annotations

import pytest

from claimx import Pipeline


@pytest.mark.parametrize(
    "text",
    [
        "وقال مصدر إن القضية تعود إلى عام 2023. وأضافت شركة هواوي أن العملاء لم يعودوا ينتظرون الشحنات.",
        "وأفادت تقارير بأن الأسعار أصبحت مرتفعة. وقالت شركة هواوي إن الطلب لم يصبح ضعيفا.",
        "وقالت شركة هواوي إنها لم تبدأ الإنتاج بعد.",
    ],
)
def test_negation_that_answers_nothing(rules: Pipeline, text: str) -> None:
    assert [d.text for d in rules(text).denials] == []


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        (
            "وأفادت تقارير بأن شركة هواوي فقدت بيانات عملائها. وقالت شركة هواوي: «لم نفقد أي بيانات».",
            "لم نفقد أي بيانات",
        ),
        (
            "وذكرت رويترز أن شركة هواوي تعتزم بيع الوحدة. وقالت شركة هواوي إنها لا تعتزم بيع الوحدة.",
            "لا تعتزم بيع الوحدة",
        ),
    ],
)
def test_negation_that_answers_a_report(rules: Pipeline, text: str, denied: str) -> None:
    assert [d.text for d in rules(text).denials] == [denied]
