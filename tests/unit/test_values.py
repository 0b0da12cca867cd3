"""`claimx.quantities` and `claimx.dates`: the records of the pipeline, without the pipeline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import claimx
from claimx.pipeline import Pipeline
from claimx.values import NO_OPENERS, REMEMBERED, OpenToken, ValueReader, load_values, opens
from tests.support import segmenter, value_rules

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = sorted(
    [*(ROOT / "fixtures" / "gold").glob("*.json"), *(ROOT / "fixtures" / "values" / "dev").glob("*.json")]
)
TEXT = "طلبت الشركة نحو 100,000 ألف رقاقة في يوليو الماضي مقابل ملياري دولار."


@pytest.fixture(scope="module")
def reader() -> ValueReader:
    return load_values()


def fields(record: Any) -> dict[str, Any]:
    """What a record says, links to other kinds of records aside."""
    return {key: value for key, value in record.model_dump().items() if key != "of"}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_same_records_as_the_pipeline(rules: Pipeline, reader: ValueReader, path: Path) -> None:
    article = json.loads(path.read_text(encoding="utf-8"))
    document = rules(article["text"], published=article["published"])
    assert document.quantities or document.dates
    found = reader.quantities(article["text"])
    assert [fields(q) for q in found] == [fields(q) for q in document.quantities]
    dated = reader.dates(article["text"], published=article["published"])
    assert [fields(d) for d in dated] == [fields(d) for d in document.dates]


def test_functions() -> None:
    first, second = claimx.quantities(TEXT)
    assert (first.value, first.literal, first.unit, first.modifier) == ("100000", "100000000", "رقاقة", "approx")
    assert (second.value, second.unit) == ("2000000000", "USD")
    (month,) = claimx.dates(TEXT, published="2024-10-01")
    assert (TEXT[month.start : month.end], month.value, month.begin) == ("يوليو الماضي", "2024-07", "2024-07-01")


def test_without_publication_the_value_stays_relative() -> None:
    (day,) = claimx.dates("أعلنت أمس نتائجها")
    assert (day.value, day.relative, day.begin) == ("XXXX-XX-XX", "-1D", None)
    (week,) = claimx.dates("ذكرت الأسبوع الماضي أن")
    assert (week.value, week.relative) == ("XXXX-WXX", "-1W")
    (month,) = claimx.dates("صدر في يوليو")
    assert (month.value, month.relative, month.begin) == ("XXXX-07", None, None)


def test_publication_does_not_stick(reader: ValueReader) -> None:
    """The reading of a text is kept; the anchor is not."""
    assert [d.value for d in reader.dates("أعلنت أمس", published="2024-10-01")] == ["2024-09-30"]
    assert [d.value for d in reader.dates("أعلنت أمس", published="2023-01-01")] == ["2022-12-31"]
    assert [d.value for d in reader.dates("أعلنت أمس")] == ["XXXX-XX-XX"]


def test_the_country_of_the_text_decides_from_a_sentence_without_numbers(reader: ValueReader) -> None:
    assert [q.unit for q in reader.quantities("تعمل الشركة في المغرب.\nوخسرت 140 مليون درهم.")] == ["MAD"]
    assert [q.unit for q in reader.quantities("تعمل الشركة في دبي.\nوخسرت 140 مليون درهم.")] == ["AED"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: claimx.quantities(7), "text is int; expected str"),  # type: ignore[arg-type]
        (lambda: claimx.quantities("5 \ud800"), "lone surrogate"),
        (lambda: claimx.dates("أمس", published="yesterday"), "expected an ISO date"),
    ],
)
def test_bad_input(call: Any, message: str) -> None:
    with pytest.raises(claimx.InputError, match=message):
        call()


def test_readings_kept_are_bounded(reader: ValueReader) -> None:
    reader.forget()
    long = "نص بلا أرقام. " * (REMEMBERED // 28 + 1)
    for number in range(4):
        reader.quantities(f"{number} {long}")
    assert sum(map(len, reader._kept)) <= REMEMBERED
    reader.forget()
    assert not reader._kept


def test_readings_of_a_word_are_chosen_only_when_asked_for(reader: ValueReader) -> None:
    reader.forget()
    doc = reader._read("قالت الشركة إنها باعت 20 بالمئة أمس").ctx.doc
    token = doc.tokens[0]
    assert isinstance(token, OpenToken)
    assert {a.diac for a in token.readings} == {a.diac for a in token.analyses}
    assert token.pos == "verb"


def test_every_rule_needs_a_number_or_a_word_that_opens() -> None:
    """Else a sentence that it matches would be passed over."""
    idle = []
    for rule in value_rules():
        if rule.regex is not None:
            continue
        required = [e for e in rule.pattern or () if e.bounds()[0] > 0]
        if not any(map(_opens, required)):
            idle.append(rule.id)
    assert idle == []


def _opens(element: Any) -> bool:
    if element.either:
        return all(any(_opens(e) for e in seq if e.bounds()[0] > 0) for seq in element.either)
    if element.cand:
        return True
    if element.cls:
        return all(opens(cls) for cls in element.cls)
    return bool(element.norm) and all(_is_opener(form) for form in element.norm)


def _is_opener(form: str) -> bool:
    token = segmenter().tokenize(form)[0]
    ways = load_values()._openers._ways_of(token)
    return bool(ways.alone)


def test_classes_that_never_open_are_classes_of_numerals() -> None:
    assert all(cls.startswith("num.") and not opens(cls) for cls in NO_OPENERS)
