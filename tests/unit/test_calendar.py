"""Calendar arithmetic behind the dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from claimx.errors import DataError
from claimx.resolve import fiscal
from claimx.resolve.calendar import (
    add_durations,
    easter,
    ending,
    fiscal_interval,
    hijri_interval,
    hijri_year_of,
    iso_duration,
    nth_weekday,
    shift,
)
from tests.support import make_context


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [
        ("3", "Y", "P3Y"), ("1.5", "Y", "P18M"), ("0.5", "Y", "P6M"), ("2", "DE", "P20Y"), ("1.5", "DE", "P15Y"),
        ("0.25", "CE", "P25Y"), ("3", "Q", "P9M"), ("1.5", "TH", "PT1H30M"), ("0.5", "TH", "PT30M"),
        ("2.5", "D", "P2DT12H"), ("0.5", "D", "PT12H"), ("2.5", "TM", "PT2M30S"), ("1.5", "W", "P1.5W"),
        ("25", "TMS", "PT0.025S"), ("1.1", "TH", "PT1H6M"),
    ],
)  # fmt: skip
def test_iso_duration(count: str, unit: str, value: str) -> None:
    assert iso_duration(Decimal(count), unit) == value


def test_durations_add_where_their_units_differ() -> None:
    assert add_durations("P2Y", "P3M") == "P2Y3M"
    assert add_durations("P1W", "P3D") == "P1W3D"
    assert add_durations("PT1H", "PT20M") == "PT1H20M"
    assert add_durations("P2D", "PT3H") == "P2DT3H"
    assert add_durations("P2Y", "P3Y") is None
    assert add_durations("P1.5W", "P3D") is None


@pytest.mark.parametrize(
    ("duration", "direction", "day"),
    [
        ("P1M", -1, "2024-02-29"), ("P1Y", -1, "2023-03-31"), ("P2D", 1, "2024-04-02"), ("P1W", -1, "2024-03-24"),
        ("P1Y2M", 1, "2025-05-31"),
    ],
)  # fmt: skip
def test_shift(duration: str, direction: int, day: str) -> None:
    assert shift(date(2024, 3, 31), duration, direction) == date.fromisoformat(day)


def test_what_cannot_be_shifted_by_whole_days() -> None:
    assert [shift(date(2024, 3, 31), value, 1) for value in ("PT3H", "P1.5W", "P", "PXM")] == [None] * 4
    assert shift(date(2024, 3, 31), "P9000Y", 1) is None


def test_nth_weekday() -> None:
    assert nth_weekday(2024, 11, 4, 4) == date(2024, 11, 28)
    assert nth_weekday(2016, 7, 5, 1) == date(2016, 7, 1)
    assert nth_weekday(2024, 9, 1, -1) == date(2024, 9, 30)
    assert nth_weekday(2024, 2, 5, 5) is None


@pytest.mark.parametrize(("year", "day"), [(2016, "03-27"), (2018, "04-01"), (2024, "03-31"), (2025, "04-20")])
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == f"{year}-{day}"


@pytest.mark.parametrize(
    ("last", "unit", "count", "value"),
    [
        ("2024-12-31", "Y", 1, "2024"), ("2024-03-31", "Y", 1, "2023-04/2024-03"), ("2019-12-28", "M", 3, "2019-Q4"),
        ("2018-06-30", "M", 6, "2018-H1"), ("2024-09-30", "Q", 1, "2024-Q3"), ("2024-10-31", "M", 3, "2024-08/2024-10"),
        ("2024-07-02", "M", 3, "2024-Q2"), ("2024-09-30", "M", 9, "2024-01/2024-09"),
    ],
)  # fmt: skip
def test_periods_that_end_with_a_day(last: str, unit: str, count: int, value: str) -> None:
    assert ending(date.fromisoformat(last), unit, count) == value


def test_hijri() -> None:
    day = date(2025, 7, 29)
    assert hijri_interval(1447, 2, 4) == (day, day)
    assert hijri_interval(1445, 9) == (date(2024, 3, 11), date(2024, 4, 9))
    assert hijri_interval(1446) == (date(2024, 7, 7), date(2025, 6, 25))
    assert hijri_year_of(date(2024, 10, 1)) == 1446
    assert [hijri_interval(*what) for what in ((1342, 1, 1), (1447, 2, 31), (1500,))] == [None] * 3


@pytest.mark.parametrize(
    ("value", "first", "named", "begin", "end"),
    [
        ("2025-Q3", 2, "end", "2024-08-01", "2024-10-31"), ("2025", 10, "end", "2024-10-01", "2025-09-30"),
        ("2024-Q1", 4, "start", "2024-04-01", "2024-06-30"), ("2024-H2", 1, "end", "2024-07-01", "2024-12-31"),
    ],
)  # fmt: skip
def test_fiscal_interval(value: str, first: int, named: str, begin: str, end: str) -> None:
    assert fiscal_interval(value, first, named) == (date.fromisoformat(begin), date.fromisoformat(end))
    assert fiscal_interval("2024-07", first, named) is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("apple\t13\tend", r"fiscal\.tsv:2: first is '13'; expected a month from 1 to 12"),
        ("apple\t10\tmiddle", r"fiscal\.tsv:2: named is 'middle'; expected end or start"),
        ("apple\t10\tend\napple\t10\tend", r"fiscal\.tsv:3: apple has a row already"),
    ],
)
def test_bad_fiscal_years(tmp_path: object, monkeypatch: pytest.MonkeyPatch, row: str, message: str) -> None:
    file = tmp_path / "fiscal.tsv"  # type: ignore[operator]
    file.write_text(f"company\tfirst\tnamed\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(fiscal, "FISCAL", file)
    fiscal.fiscal_years.cache_clear()
    with pytest.raises(DataError, match=message):
        fiscal.fiscal_years()
    fiscal.fiscal_years.cache_clear()


def test_fiscal_years_name_companies_of_the_knowledge_base(rules: object) -> None:
    known = {entry.id for entry in rules.kb.of_type("company")}  # type: ignore[attr-defined]
    assert fiscal.fiscal_years().keys() <= known
    assert len(fiscal.fiscal_years()) >= 60


def test_a_fiscal_quarter_is_that_of_the_company_named_before(rules: object) -> None:
    text = "أعلنت إنفيديا نتائج الربع الثالث من السنة المالية 2025. وأعلنت شركة مجهولة نتائج الربع المالي الثاني."
    known, unknown = rules(text, published="2024-11-20").dates  # type: ignore[operator]
    assert (known.value, known.calendar, known.begin, known.end_date) == (
        "2025-Q3", "fiscal", "2024-08-01", "2024-10-31",
    )  # fmt: skip
    assert unknown.calendar == "fiscal"


def test_without_names_a_fiscal_period_has_no_interval() -> None:
    ctx = make_context("أعلنت نتائج الربع المالي الثاني")
    assert fiscal.fiscal_year_of(ctx, 2, "2025-Q2") is None
