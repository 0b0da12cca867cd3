"""Dates end to end from text to drafts: span, TIMEX3 value, mod, bound, interval."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from claimx.model.draft import DateDraft
from claimx.resolve.timex import interval, resolve_dates
from tests.support import make_context, value_candidates


def dates(text: str, published: str | None = "2024-10-01") -> list[DateDraft]:
    """Drafts, with the invariants every draft keeps."""
    ctx = make_context(text, published)
    drafts = resolve_dates(ctx, value_candidates(ctx))
    for d in drafts:
        assert ctx.doc.tokens[d.first].start <= d.start < d.end == ctx.doc.tokens[d.last - 1].end
        assert (d.begin is None) == (d.end_date is None)
        if d.begin is not None and d.end_date is not None:
            assert date.fromisoformat(d.begin) <= date.fromisoformat(d.end_date)
    assert all(a.end <= b.start for a, b in pairwise(drafts))
    return drafts


# Published 2024-10-01, a Tuesday.
VALUES = [
    # text, span, timex, value, mod, bound
    ("بدأت في عام 2022 في تقييد", "عام 2022", "DATE", "2022", None, None),
    ("عند الساعة 10:45 صباح اليوم", "الساعة 10:45 صباح اليوم", "TIME", "2024-10-01T10:45", None, None),
    ("عند الساعة الثانية بعد الظهر", "الساعة الثانية بعد الظهر", "TIME", "T14:00", None, None),
    ("عند الثالثة والربع من فجر أمس", "الثالثة والربع من فجر أمس", "TIME", "2024-09-30T03:15", None, None),
    ("الساعة التاسعة إلا ربعا مساء", "الساعة التاسعة إلا ربعا مساء", "TIME", "T20:45", None, None),
    ("أقلع عند 18:47 بالتوقيت المحلي", "18:47", "TIME", "T18:47", None, None),
    ("في 4 صفر 1447 هـ", "4 صفر 1447 هـ", "DATE", "2025-07-29", None, None),
    ("سيبدأ في شهر رمضان المقبل", "شهر رمضان المقبل", "DATE", "2025-03-01/2025-03-29", None, None),
    ("بدأ في عام 1446هـ", "عام 1446هـ", "DATE", "2024-07-07/2025-06-25", None, None),
    ("في السنة المنتهية في 31 ديسمبر 2023", "السنة المنتهية في 31 ديسمبر 2023", "DATE", "2023", None, None),
    ("في الأشهر الثلاثة المنتهية في 30 يونيو", "الأشهر الثلاثة المنتهية في 30 يونيو", "DATE", "2024-Q2", None, None),
    ("يبدأ الشحن في Q3 2026 بسعر", "Q3 2026", "DATE", "2026-Q3", None, None),
    ("صدر في السداسي الأول من 2019", "السداسي الأول من 2019", "DATE", "2019-H1", None, None),
    ("ابتداء من الفاتح من سبتمبر", "الفاتح من سبتمبر", "DATE", "2025-09-01", None, "since"),
    ("عقد في آخر خميس من سبتمبر", "آخر خميس من سبتمبر", "DATE", "2024-09-26", None, None),
    ("سيعقد يوم 21", "يوم 21", "DATE", "2024-10-21", None, None),
    ("عاد يوم الخميس 26", "يوم الخميس 26", "DATE", "2024-09-26", None, None),
    ("الأسبوع المقبل يوم الجمعة", "الأسبوع المقبل يوم الجمعة", "DATE", "2024-10-11", None, None),
    ("سيصدر هذا ديسمبر", "هذا ديسمبر", "DATE", "2024-12", None, None),
    ("مقارنة مع العام قبل الماضي", "العام قبل الماضي", "DATE", "2022", None, None),
    ("بعد عيد الفطر 2024", "عيد الفطر 2024", "DATE", "2024-04-10", None, "after"),
    ("ستبدأ عروض الجمعة البيضاء", "الجمعة البيضاء", "DATE", "2024-11-29", None, None),
    ("بعد عام ونصف العام", "عام ونصف العام", "DURATION", "P18M", None, "after"),
    ("استمر ثلاث ساعات ونصف الساعة", "ثلاث ساعات ونصف الساعة", "DURATION", "PT3H30M", None, None),
    ("استغرق سنتين وثلاثة أشهر", "سنتين وثلاثة أشهر", "DURATION", "P2Y3M", None, None),
    ("تأخر بضعة أيام", "بضعة أيام", "DURATION", "PXD", "APPROX", None),
    ("خلال الساعات السبع الأولى", "الساعات السبع الأولى", "DURATION", "PT7H", None, None),
    ("يعقد في كل جمعة", "كل جمعة", "SET", "XXXX-WXX-5", None, None),
    ("ينطلق يوم 22/4 في دبي", "22/4", "DATE", "2025-04-22", None, None),
    ("أرجأت الإطلاق إلى مارس", "مارس", "DATE", "2025-03", None, None),
    ("كان من المقرر أن تطلق الشركة الهاتف في نوفمبر", "نوفمبر", "DATE", "2024-11", None, None),
    ("كان من المقرر أن تطلق الشركة الهاتف في أغسطس", "أغسطس", "DATE", "2024-08", None, None),
    ("كانت ستطرح الهاتف في الربع الرابع", "الربع الرابع", "DATE", "2024-Q4", None, None),
    ("كانت ستطرح الهاتف في الربع الثاني", "الربع الثاني", "DATE", "2024-Q2", None, None),
    ("كانت تبيع في نوفمبر ألف جهاز", "نوفمبر", "DATE", "2023-11", None, None),
    ("قررت الشركة تأجيل الإطلاق إلى مارس", "مارس", "DATE", "2025-03", None, None),
    ("في تقريرها الصادر في يناير", "يناير", "DATE", "2024-01", None, None),
    ("أغلق السهم منذ ثلاثة عقود", "ثلاثة عقود", "DURATION", "P30Y", None, "since"),
    ("استمر عقدين من الزمن", "عقدين", "DURATION", "P20Y", None, None),
    ("خلال ثلث ساعة", "ثلث ساعة", "DURATION", "PT20M", None, None),
    ("عند الساعة 0910 بتوقيت غرينتش", "الساعة 0910", "TIME", "T09:10", None, None),
    ("بنهاية العام", "نهاية العام", "DATE", "2024", "END", None),
    ("من قمتها المسجلة في 14 نوفمبر", "14 نوفمبر", "DATE", "2023-11-14", None, None),
    ("تلقت الرقاقات حتى يوليو.", "يوليو", "DATE", "2024-07", None, "until"),
    ("طلبت رقاقات هذا العام.", "هذا العام", "DATE", "2024", None, None),
    ("قالت يوم الاثنين إنها", "يوم الاثنين", "DATE", "2024-09-30", None, None),
    ("قالت يوم الثلاثاء إنها", "يوم الثلاثاء", "DATE", "2024-10-01", None, None),
    ("قالت يوم الثلاثاء الماضي إنها", "يوم الثلاثاء الماضي", "DATE", "2024-09-24", None, None),
    ("نفت أمس الاثنين صحة", "أمس الاثنين", "DATE", "2024-09-30", None, None),
    ("أعلنت اليوم الثلاثاء توقيع", "اليوم الثلاثاء", "DATE", "2024-10-01", None, None),
    ("كشفت أول من أمس عن", "أول من أمس", "DATE", "2024-09-29", None, None),
    ("أعلنت مساء الأحد توصلها", "مساء الأحد", "TIME", "2024-09-29TEV", None, None),
    ("قالت صباح الجمعة للعاملين", "صباح الجمعة", "TIME", "2024-09-27TMO", None, None),
    ("ينطلق المعرض الجمعة المقبلة", "الجمعة المقبلة", "DATE", "2024-10-04", None, None),
    ("أبلغتها في التاسع من أبريل نيسان بأن", "التاسع من أبريل نيسان", "DATE", "2024-04-09", None, None),
    ("أخطرتها في 14 أبريل نيسان بأن", "14 أبريل نيسان", "DATE", "2024-04-14", None, None),
    ("أعلنت في الأول من أغسطس آب تسريح", "الأول من أغسطس آب", "DATE", "2024-08-01", None, None),
    ("صدر في الحادي والعشرين من يوليو", "الحادي والعشرين من يوليو", "DATE", "2024-07-21", None, None),
    ("قبل 31 مارس آذار 2018.", "31 مارس آذار 2018", "DATE", "2018-03-31", None, "before"),
    ("في ١ سبتمبر ٢٠١٦ أعلنت", "١ سبتمبر ٢٠١٦", "DATE", "2016-09-01", None, None),
    ("بحلول نهاية آذار (مارس) المقبل.", "نهاية آذار (مارس) المقبل", "DATE", "2025-03", "END", "by"),
    ("رفضت في تموز (يوليو) طلبا", "تموز (يوليو)", "DATE", "2024-07", None, None),
    ("وفي يونيو/ حزيران كشفت", "يونيو/ حزيران", "DATE", "2024-06", None, None),
    ("كشفت في غشت الماضي عن", "غشت الماضي", "DATE", "2024-08", None, None),
    ("اقتنتها في يوليوز 2016 بنحو", "يوليوز 2016", "DATE", "2016-07", None, None),
    ("منذ أكتوبر الماضي.", "أكتوبر الماضي", "DATE", "2023-10", None, "since"),
    ("سترسل العينات في ديسمبر", "ديسمبر", "DATE", "2024-12", None, None),
    ("أرسلت العينات في ديسمبر", "ديسمبر", "DATE", "2023-12", None, None),
    ("ستصل الدفعة في يناير", "يناير", "DATE", "2025-01", None, None),
    ("رفضت في ماي عرضا", "ماي", "DATE", "2024-05", None, None),
    ("تبيع منذ آب بطارية", "آب", "DATE", "2024-08", None, "since"),
    ("زعمت الأسبوع الماضي أن", "الأسبوع الماضي", "DATE", "2024-W39", None, None),
    ("ذكرت الشهر الماضي أن", "الشهر الماضي", "DATE", "2024-09", None, None),
    ("تحاول منذ العام الماضي", "العام الماضي", "DATE", "2023", None, "since"),
    ("منذ بداية العام بما", "بداية العام", "DATE", "2024", "START", "since"),
    ("قبل نهاية العام.", "نهاية العام", "DATE", "2024", "END", "before"),
    ("حتى متم السنة.", "متم السنة", "DATE", "2024", "END", "until"),
    ("إلى مطلع 2027.", "مطلع 2027", "DATE", "2027", "START", None),
    ("مطلع العام القادم", "مطلع العام القادم", "DATE", "2025", "START", None),
    ("حققت في الربع الأول أرباحا", "الربع الأول", "DATE", "2024-Q1", None, None),
    ("في الربع الجاري، مقابل", "الربع الجاري", "DATE", "2024-Q4", None, None),
    ("بحلول الربع الثالث من ٢٠٢٧،", "الربع الثالث من ٢٠٢٧", "DATE", "2027-Q3", None, "by"),
    ("في النصف الثاني من 2026.", "النصف الثاني من 2026", "DATE", "2026-H2", None, None),
    ("في النصف الأول من السنة،", "النصف الأول من السنة", "DATE", "2024-H1", None, None),
    ("الأشهر الستة الأولى،", "الأشهر الستة الأولى", "DATE", "2024-H1", None, None),
    ("حتى نهاية الربع الأول من العام المقبل.", "نهاية الربع الأول من العام المقبل", "DATE", "2025-Q1", "END", "until"),
    ("قبل الصيف.", "الصيف", "DATE", "2025-SU", None, "before"),
    ("منذ ربيع 2021", "ربيع 2021", "DATE", "2021-SP", None, "since"),
    ("في الثمانينيات", "الثمانينيات", "DATE", "198", None, None),
    ("في ٢٠٢٤، مقابل", "٢٠٢٤", "DATE", "2024", None, None),
    ("جدد العقد حتى 2026.", "2026", "DATE", "2026", None, "until"),
    ("الأسبوع الأول من سبتمبر", "الأسبوع الأول من سبتمبر", "DATE", "2024-W36", None, None),
    ("نهاية العقد", "نهاية العقد", "DATE", "202", "END", None),
    ("بتاريخ 2025/07/28 أعلنت", "2025/07/28", "DATE", "2025-07-28", None, None),
    ("في 22-12-2025 أعلنت", "22-12-2025", "DATE", "2025-12-22", None, None),
    ("في 12/6/18 أعلنت", "12/6/18", "DATE", "2018-06-12", None, None),
    ("08/ديسمبر/2021", "08/ديسمبر/2021", "DATE", "2021-12-08", None, None),
    ("ما سجلته قبل عام.", "عام", "DURATION", "P1Y", None, "before"),
    ("بعد يومين من إعلان", "يومين", "DURATION", "P2D", None, "after"),
    ("خلال أسبوعين.", "أسبوعين", "DURATION", "P2W", None, None),
    ("في غضون شهرين.", "شهرين", "DURATION", "P2M", None, None),
    ("إلى تسعة أشهر", "تسعة أشهر", "DURATION", "P9M", None, None),
    ("راتب 16 أسبوعا", "16 أسبوعا", "DURATION", "P16W", None, None),
    ("تستغرق 18 شهرا تقريبا.", "18 شهرا", "DURATION", "P18M", "APPROX", None),
    ("في أقل من نصف ساعة.", "نصف ساعة", "DURATION", "PT30M", None, None),
    ("خلال شهر ونصف", "شهر ونصف", "DURATION", "P1.5M", None, None),
    ("خلال عقد ونصف", "عقد ونصف", "DURATION", "P15Y", None, None),
    ("ما يكفي عاما كاملا، من", "عاما كاملا", "DURATION", "P1Y", None, None),
    ("السنوات الخمس المقبلة", "السنوات الخمس المقبلة", "DURATION", "P5Y", None, None),
    ("زمن استجابة 4 ميللي ثانية", "4 ميللي ثانية", "DURATION", "PT0.004S", None, None),
    ("ألف ويفر شهريا، وأن", "شهريا", "SET", "P1M", None, None),
    ("يصدر كل ثلاثة أشهر", "كل ثلاثة أشهر", "SET", "P3M", None, None),
    ("كل عام", "كل عام", "SET", "P1Y", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "span", "timex", "value", "mod", "bound"), VALUES)
def test_value(text: str, span: str, timex: str, value: str, mod: str | None, bound: str | None) -> None:
    found = dates(text)
    assert [text[d.start : d.end] for d in found] == [span]
    d = found[0]
    assert (d.timex, d.value, d.mod, d.bound) == (timex, value, mod, bound)


NONE = [
    "حاليا", "مؤخرا", "على أساس سنوي", "في وقت سابق", "الأيام الماضية", "الفترة المقبلة", "مارس ضغوطا على الشركة",
    "شركة آبل الأمريكية", "المدير العام للشركة", "ثلث الإيرادات", "ثلاث شركات", "رقاقة 2024 الجديدة", "تقرير سنوي",
    "في 2500 متجر", "من الصفر", "الجيل الثالث", "نهاية المطاف", "بضعة آلاف",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_never(text: str) -> None:
    assert [text[d.start : d.end] for d in dates(text)] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("العرض ساري من 15 أغسطس إلى 15 سبتمبر", ["2024-08-15", "2024-09-15"]),
        ("العرض ساري من 15 سبتمبر إلى 15 نوفمبر", ["2024-09-15", "2024-11-15"]),
        ("يفتح من 9 صباحا إلى 6 مساء", ["T09:00", "T18:00"]), ("من الأحد إلى الخميس", ["2024-09-29", "2024-10-03"]),
        ("بين يناير ومارس 2022", ["2022-01", "2022-03"]), ("من نوفمبر إلى يناير 2022", ["2021-11", "2022-01"]),
        ("سيخرج 2 أكتوبر إلى 22 أكتوبر", ["2024-10-02", "2024-10-22"]),
        ("يومي 12 و13 نوفمبر 2023", ["2023-11-12", "2023-11-13"]),
    ],
)  # fmt: skip
def test_ends_of_a_range_agree(text: str, values: list[str]) -> None:
    found = dates(text)
    assert [d.value for d in found] == values
    if "يومي" not in text:
        assert [d.bound for d in found] == ["since", "until"]


@pytest.mark.parametrize(
    ("text", "begin", "end", "relative"),
    [
        ("صدر قبل يومين.", "2024-09-29", "2024-09-29", None), ("سيصدر بعد شهر.", "2024-11-01", "2024-11-01", None),
        ("بعد شهر من الإطلاق", None, None, None), ("خلال الأشهر الثلاثة المقبلة", "2024-10-02", "2025-01-01", "+P3M"),
        ("في العامين الماضيين", "2022-10-01", "2024-09-30", "-P2Y"), ("استغرق شهرين", None, None, None),
    ],
)  # fmt: skip
def test_lengths_of_time_counted_from_publication(
    text: str, begin: str | None, end: str | None, relative: str | None
) -> None:
    (found,) = dates(text)
    assert (found.timex, found.begin, found.end_date, found.relative) == ("DURATION", begin, end, relative)


def test_a_time_is_on_the_day_named_just_before() -> None:
    assert [d.value for d in dates("أتيح أمس عند الساعة 23:00 بتوقيت غرينتش")] == ["2024-09-30", "2024-09-30T23:00"]
    assert [d.value for d in dates("انتهى مساء الأحد. وبدأ في الساعة التاسعة")] == ["2024-09-29TEV", "2024-09-29T21:00"]


def test_anaphora() -> None:
    assert [d.value for d in dates("ظهرت في 20 سبتمبر ثم اختفت في اليوم نفسه")] == ["2024-09-20", "2024-09-20"]
    assert [d.value for d in dates("نمت في عام 2021 مقارنة مع العام الذي سبقه")] == ["2021", "2020"]
    assert [d.value for d in dates("في منتصف العام المقبل أو النصف الثاني منه")] == ["2025", "2025-H2"]


def test_calendars_are_told_apart() -> None:
    found = dates("في 4 صفر 1447هـ وفي الربع المالي الثاني وفي مايو 2024")
    assert [d.calendar for d in found] == ["hijri", "fiscal", "gregorian"]


def test_between_years() -> None:
    found = dates("بين عامي 2020 و2023")
    assert [(d.value, d.bound) for d in found] == [("2020", "since"), ("2023", "until")]


def test_from_to() -> None:
    found = dates("من فبراير إلى أبريل 2023")
    assert [(d.value, d.bound) for d in found][1] == ("2023-04", "until")
    assert found[0].bound == "since"
    found = dates("من 3 إلى 5 مارس 2024")
    assert [(d.value, d.bound) for d in found] == [("2024-03-03", "since"), ("2024-03-05", "until")]


def test_fiscal_is_marked_and_has_no_interval() -> None:
    (d,) = dates("في الربع الرابع من سنتها المالية 2023، فيما", "2023-11-22")
    assert (d.value, d.begin, d.end_date) == ("2023-Q4", None, None)
    assert d.warnings


def test_same_period_takes_the_shape_of_the_last_one() -> None:
    text = "ارتفع الربح في الربع الثالث مقابل مليار في الفترة ذاتها من العام الماضي، و6.41% في الربع السابق."
    assert [d.value for d in dates(text, "2023-11-14")] == ["2023-Q3", "2022-Q3", "2023-Q2"]


def test_the_same_year_is_the_last_named() -> None:
    assert [d.value for d in dates("تأسست عام 2010 وفي العام نفسه جمعت")] == ["2010", "2010"]


def test_previous_year_is_relative_to_the_last_named() -> None:
    assert [d.value for d in dates("في 2025، أي ضعف ما حققته في العام السابق", "2026-01-29")] == ["2025", "2024"]


UNANCHORED = [
    ("في يوليو", "XXXX-07"), ("يوم الثلاثاء", "XXXX-WXX-2"), ("هذا العام", "XXXX"), ("في الربع الثالث", "XXXX-Q3"),
    ("أعلنت أمس أنها", "XXXX-XX-XX"), ("في 14 أبريل", "XXXX-04-14"), ("الأسبوع الماضي", "XXXX-WXX"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), UNANCHORED)
def test_without_publication_date(text: str, value: str) -> None:
    (d,) = dates(text, None)
    assert (d.value, d.begin, d.end_date) == (value, None, None)
    assert d.warnings


def test_impossible_day_is_no_date() -> None:
    assert dates("في 31-02-2024") == []


INTERVALS = [
    ("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"),
    ("2024-Q4", "2024-10-01", "2024-12-31"),
    ("2024-H2", "2024-07-01", "2024-12-31"), ("2024-W01", "2024-01-01", "2024-01-07"),
    ("2024-WI", "2024-12-01", "2025-02-28"),
    ("202", "2020-01-01", "2029-12-31"), ("2024-09-29TEV", "2024-09-29", "2024-09-29"),
    ("2024-01/2024-09", "2024-01-01", "2024-09-30"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "begin", "end"), INTERVALS)
def test_interval(value: str, begin: str, end: str) -> None:
    assert interval(value) == (date.fromisoformat(begin), date.fromisoformat(end))


@pytest.mark.parametrize("value", ["P1Y", "XXXX-07", "2024-13", "PT30M", "2024-W60"])
def test_no_interval(value: str) -> None:
    assert interval(value) == (None, None)


def test_a_month_that_is_also_a_verb_is_one_after_another_month() -> None:
    assert [d.value for d in dates("تسلمتها في فبراير ومارس.")] == ["2024-02", "2024-03"]
    assert dates("مارس ضغوطا على الشركة") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("يبدأ البيع اعتبارا من 13 نوفمبر", "2024-11-13"),
        ("بدأت البيع اعتبارا من سبتمبر", "2024-09"),
        ("تبيع الهاتف منذ سبتمبر", "2024-09"),
    ],
)
def test_a_start_may_lie_ahead(text: str, value: str) -> None:
    (draft,) = dates(text)
    assert (draft.value, draft.bound) == (value, "since")
