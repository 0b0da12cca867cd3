"""Claims: triggers, the verbs that give way to a verbal noun, status."""

from __future__ import annotations

import pytest

from claimx.pipeline import Pipeline

CASES = [
    ("من المتوقع أن تطرح سامسونغ معالج إكسينوس 2500 في يناير المقبل.", "تطرح", "possible"),
    ("من المقرر أن تطرح سامسونغ معالج إكسينوس 2500 في يناير المقبل.", "تطرح", "planned"),
    ("طرحت سامسونغ معالج إكسينوس 2500 في يناير الماضي.", "طرحت", "asserted"),
    ("ذكرت وكالة بلومبرغ أن شركة مايكروسوفت تجري محادثات لشراء 100 ألف رقاقة.", "شراء", "asserted"),
    ("قالت مصادر مطلعة إن أبل تعمل على تطوير رقاقة جديدة.", "تطوير", "asserted"),
    ("أعلنت شركة كوالكوم الأمريكية، اليوم الثلاثاء، عن إطلاق معالج جديد.", "إطلاق", "asserted"),
]


@pytest.mark.parametrize(("text", "trigger", "status"), CASES)
def test_trigger_and_status(rules: Pipeline, text: str, trigger: str, status: str) -> None:
    claims = rules(text, published="2025-03-04").claims
    assert [(c.trigger.text, c.status) for c in claims] == [(trigger, status)]


@pytest.mark.parametrize(
    "text",
    [
        "وقعت سامسونغ العقد، ولم يتم الكشف عن أي تفاصيل أخرى.",
        "وقعت سامسونغ العقد. ونفت متحدثة باسم مايكروسوفت صحة هذه الأنباء.",
    ],
)
def test_remarks_are_no_claims(rules: Pipeline, text: str) -> None:
    assert [c.trigger.text for c in rules(text).claims] == ["وقعت"]


def test_cue_lemma_is_the_word_not_its_preposition(rules: Pipeline) -> None:
    sources = rules("نقلا عن مصادر مطلعة، اشترت أبل رقائق من إنتل.").sources
    assert [s.cue.lemma for s in sources if s.cue] == ["نقل"]
