"""Who is cited, and what looks like a citation and is none."""

from __future__ import annotations

import pytest

from claimx import Pipeline


@pytest.mark.parametrize(
    "text",
    [
        "هواوي تبيع الرقائق\nكتب - أحمد الشاذلى وهبة عبد المقصود:\nباعت شركة هواوي مليون رقاقة.",
        "هواوي تبيع الرقائق\nكتبت: منى السيد\nباعت شركة هواوي مليون رقاقة.",
        "باعت شركة هواوي الوحدة في صفقة قُدّرت قيمتها بنحو 165 مليون ريال.",
    ],
)
def test_bylines_and_passives_cite_nobody(rules: Pipeline, text: str) -> None:
    assert [(s.text, s.name) for s in rules(text).sources] == []


@pytest.mark.parametrize(
    ("text", "name", "content"),
    [
        ("وكتب إيلون ماسك: «نحن نبيع الرقائق»", "إيلون ماسك", "نحن نبيع الرقائق"),
        ("كتب إيلون ماسك على منصة إكس أن الشركة تبيع الرقائق.", "إيلون ماسك", "الشركة تبيع الرقائق"),
    ],
)
def test_who_writes_is_cited(rules: Pipeline, text: str, name: str, content: str) -> None:
    source = rules(text).sources[0]
    assert source.content is not None
    assert (source.name, source.content.text) == (name, content)
