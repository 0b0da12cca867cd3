"""Quantities end to end from text to drafts: span, value, unit, modifier."""

from __future__ import annotations

import random
import time
from decimal import Decimal
from itertools import pairwise

import pytest

from claimx.candidates.digits import Style, plain, read_digits, redundant
from claimx.candidates.numbers import find_numbers
from claimx.model.candidate import Candidate
from claimx.model.draft import QuantityDraft
from claimx.resolve.quantity import resolve_quantities
from tests.support import make_context, value_candidates


def quantities(text: str, blocked: list[Candidate] | None = None, *, analysed: bool = True) -> list[QuantityDraft]:
    """Drafts, with the invariants every draft keeps."""
    ctx = make_context(text, "2024-10-01", analysed=analysed)
    drafts = resolve_quantities(ctx, value_candidates(ctx, blocked or []))
    tokens = ctx.doc.tokens
    for d in drafts:
        assert tokens[d.first].start <= d.start < d.end == tokens[d.last - 1].end
        assert plain(Decimal(d.value)) == d.value
        assert "E" not in d.value
    assert all(a.end <= b.start for a, b in pairwise(drafts))
    return drafts


VALUES = [
    # text, span, value, kind, unit, modifier
    ("بقيمة 1.4 مليار دولار", "1.4 مليار دولار", "1400000000", "money", "USD", "exact"),
    ("انخفض السهم سالب خمسة بالمئة", "سالب خمسة بالمئة", "-5", "percent", "percent", "exact"),
    ("تراجع (-1.5%) أمس", "-1.5%", "-1.5", "percent", "percent", "exact"),
    ("هبط %-3.5 أمس", "%-3.5", "-3.5", "percent", "percent", "exact"),
    ("بلغ العجز −12 مليون دولار", "−12 مليون دولار", "-12000000", "money", "USD", "exact"),
    ("درجة حرارة تبلغ ناقص 40 درجة مئوية", "ناقص 40 درجة مئوية", "-40", "other", "°C", "exact"),
    ("بسماكة 2 1/4 بوصة", "2 1/4 بوصة", "2.25", "length", "inch", "exact"),
    ("بسماكة 3/4 بوصة", "3/4 بوصة", "0.75", "length", "inch", "exact"),
    ("ثلاثة أرباع مليون مستخدم", "ثلاثة أرباع مليون مستخدم", "750000", "count", "مستخدم", "exact"),
    ("جمعت المئة مليون دولار", "المئة مليون دولار", "100000000", "money", "USD", "exact"),
    ("بقدرة 45 تريليون عملية في الثانية", "45 تريليون عملية في الثانية", "45", "compute", "TOPS", "exact"),
    ("وقعت 3 عقود مع الحكومة", "3 عقود", "3", "count", "عقود", "exact"),
    ("باعت مليون ساعة ذكية", "مليون ساعة ذكية", "1000000", "count", "ساعة ذكية", "exact"),
    ("يبدأ سعره عند 999 دولارا", "999 دولارا", "999", "money", "USD", "at_least"),
    ("كسر حاجز المليون مستخدم", "المليون مستخدم", "1000000", "count", "مستخدم", "more_than"),
    ("ليس أكثر من 5 دولارات", "5 دولارات", "5", "money", "USD", "at_most"),
    ("سرحت 1500 من موظفيها", "1500", "1500", "count", None, "exact"),
    ("خمسة فاصلة اثنان مليار دولار", "خمسة فاصلة اثنان مليار دولار", "5200000000", "money", "USD", "exact"),
    ("اثنان فاصلة صفر خمسة بالمئة", "اثنان فاصلة صفر خمسة بالمئة", "2.05", "percent", "percent", "exact"),
    ("ألف خمسمئة دولار", "ألف خمسمئة دولار", "1500", "money", "USD", "exact"),
    ("باعت 12 500 لوحة", "12 500 لوحة", "12500", "count", "لوحة", "exact"),
    ("ستة من كل عشرة مصنعين", "ستة من كل عشرة", "0.6", "ratio", "fraction", "exact"),
    ("وجهت ثلاثة أرباعها إلى السوق", "ثلاثة أرباعها", "0.75", "ratio", "fraction", "exact"),
    ("زاد الإنتاج بمقدار الخمس بعد", "الخمس", "0.2", "ratio", "fraction", "exact"),
    ("ويعادل ضعفي قيمتها السابقة", "ضعفي", "2", "ratio", "times", "exact"),
    ("بمعدل مرة ونصف المرة", "مرة ونصف المرة", "1.5", "ratio", "times", "exact"),
    ("ارتفعت ثمانية أمثال", "ثمانية أمثال", "8", "ratio", "times", "exact"),
    ("أسرع 4x من سابقه", "4x", "4", "ratio", "times", "exact"),
    ("بكلفة لم تتجاوز $5.6M", "$5.6M", "5600000", "money", "USD", "at_most"),
    ("حاسوب بقدرة بيتافلوب واحد", "بيتافلوب واحد", "1", "compute", "PFLOPS", "exact"),
    ("بلغ الربح 8 دولارات و42 سنتا للسهم", "8 دولارات و42 سنتا", "8.42", "money", "USD", "exact"),
    ("تضم الخزانة 72 GPU", "72 GPU", "72", "count", "GPU", "exact"),
    ("ما هي نسبة ١٠ من العدد", "نسبة ١٠", "10", "percent", "percent", "exact"),
    ("بنسبة 20.\n8 بالمئة أمس", "20.\n8 بالمئة", "20.8", "percent", "percent", "exact"),
    ("الرقم أكبر من أو يساوي 50", "50", "50", "count", None, "at_least"),
    ("نقاطه أقل من أو تساوي 30", "30", "30", "count", None, "at_most"),
    ("بنحو 33,7 مليار أورو", "33,7 مليار أورو", "33700000000", "money", "EUR", "approx"),
    ("منها ملياري دولار عند التوقيع", "ملياري دولار", "2000000000", "money", "USD", "exact"),
    ("إلى ما يناهز خمسة ملايير دولار", "خمسة ملايير دولار", "5000000000", "money", "USD", "approx"),
    ("بلغت 47 تريليونا و206 مليارات وون", "47 تريليونا و206 مليارات وون", "47206000000000", "money", "KRW", "exact"),
    ("بقيمة أربعة ملايين ونصف مليون دولار", "أربعة ملايين ونصف مليون دولار", "4500000", "money", "USD", "exact"),
    ("بقيمة مليار ونصف المليار دولار", "مليار ونصف المليار دولار", "1500000000", "money", "USD", "exact"),
    ("بقيمة ثلاثة ونصف مليار دولار", "ثلاثة ونصف مليار دولار", "3500000000", "money", "USD", "exact"),
    ("بـ 7ر17 مليار دولار", "7ر17 مليار دولار", "17700000000", "money", "USD", "exact"),
    ("بنسبة 70ر99 بالمئة", "70ر99 بالمئة", "99.7", "percent", "percent", "exact"),
    ("إلى 98.8 دولارا تايوانيا", "98.8 دولارا تايوانيا", "98.8", "money", "TWD", "exact"),
    ("بسعر 12.60 دولارا", "12.60 دولارا", "12.6", "money", "USD", "exact"),
    ("بسعر 50 سنتا", "50 سنتا", "0.5", "money", "USD", "exact"),
    ("بسعر $40 مليار", "$40 مليار", "40000000000", "money", "USD", "exact"),
    ("بقيمة ٢٫٢ مليار ريال", "٢٫٢ مليار ريال", "2200000000", "money", "SAR", "exact"),
    ("خسرت الشركة المغربية 140 مليون درهم", "140 مليون درهم", "140000000", "money", "MAD", "exact"),
    ("في دبي بقيمة 140 مليون درهم", "140 مليون درهم", "140000000", "money", "AED", "exact"),
    ("بمبلغ 300 جنيه إسترليني", "300 جنيه إسترليني", "300", "money", "GBP", "exact"),
    ("هبط ٣٫١ في المئة", "٣٫١ في المئة", "3.1", "percent", "percent", "exact"),
    ("بما يزيد على ٥٠ في المئة", "٥٠ في المئة", "50", "percent", "percent", "more_than"),
    ("بحصة تقل عن 10 في المائة", "10 في المائة", "10", "percent", "percent", "less_than"),
    ("ما لا يقل عن 30 بالمئة", "30 بالمئة", "30", "percent", "percent", "at_least"),
    ("مدى يصل إلى 440 كيلومترا", "440 كيلومترا", "440", "length", "km", "at_most"),
    ("التي تصل سرعتها إلى 5.2 جيجاهرتز", "5.2 جيجاهرتز", "5.2", "frequency", "GHz", "at_most"),
    ("لتصل إلى 20 مليون وحدة", "20 مليون وحدة", "20000000", "count", "وحدة", "exact"),
    ("وصلت إلى 20 مليون وحدة", "20 مليون وحدة", "20000000", "count", "وحدة", "exact"),
    ("لن يتجاوز 200 ألف رقاقة", "200 ألف رقاقة", "200000", "count", "رقاقة", "at_most"),
    ("راتب 16 مليون دولار على الأقل", "16 مليون دولار", "16000000", "money", "USD", "at_least"),
    ("نحو 20 مليون جهاز على الأقل", "20 مليون جهاز", "20000000", "count", "جهاز", "at_least"),
    ("20 مليون دولار تقريبا", "20 مليون دولار", "20000000", "money", "USD", "approx"),
    ("بحد أقصى 200 واط", "200 واط", "200", "power", "W", "at_most"),
    ("ارتفع بنقطة مئوية و25 نقطة أساس", "25 نقطة أساس", "25", "percent", "basis_point", "exact"),
    ("بمقدار 3 نقاط مئوية", "3 نقاط مئوية", "3", "percent", "percentage_point", "exact"),
    ("بدقة 7nm", "7nm", "7", "length", "nm", "exact"),
    ("بدقة ٧ نانومتر", "٧ نانومتر", "7", "length", "nm", "exact"),
    ("سعة ٥١٢ جيجابايت", "٥١٢ جيجابايت", "512", "data", "GB", "exact"),
    ("بقدرة 60 TOPS", "60 TOPS", "60", "compute", "TOPS", "exact"),
    ("بقدرة 20 بيتافلوبس", "20 بيتافلوبس", "20", "compute", "PFLOPS", "exact"),
    ("بسرعة 10 غيغابت في الثانية", "10 غيغابت في الثانية", "10", "speed", "Gbps", "exact"),
    ("بطارية 3,149 مللي أمبير", "3,149 مللي أمبير", "3149", "energy", "mAh", "exact"),
    ("طاقة 55 كيلوواط ساعة", "55 كيلوواط ساعة", "55", "energy", "kWh", "exact"),
    ("مساحة 221 هكتارا", "221 هكتارا", "221", "area", "ha", "exact"),
    ("وزنه 80 كيلوغراما", "80 كيلوغراما", "80", "mass", "kg", "exact"),
    ("بدقة ٤٠ ميجابكسل", "٤٠ ميجابكسل", "40", "other", "MP", "exact"),
    ("شاشة ٦٫٥٣ بوصة", "٦٫٥٣ بوصة", "6.53", "length", "inch", "exact"),
    ("256 وحدة معالجة رسوميات من طراز", "256 وحدة معالجة رسوميات", "256", "count", "وحدة معالجة رسوميات", "exact"),
    ("خدمة نصف مليون مستخدم", "نصف مليون مستخدم", "500000", "count", "مستخدم", "exact"),
    ("خمسمئة وخمسة وعشرين ألف رقاقة", "خمسمئة وخمسة وعشرين ألف رقاقة", "525000", "count", "رقاقة", "exact"),
    ("خمس مائة شركة", "خمس مائة شركة", "500", "count", "شركة", "exact"),
    ("طلبنا 5 آلاف و400 شريحة", "5 آلاف و400 شريحة", "5400", "count", "شريحة", "exact"),
    ("تجاوز عدد مستخدميها 300 مليون مستخدم", "300 مليون مستخدم", "300000000", "count", "مستخدم", "more_than"),
    ("لم يتجاوز عدد موظفيها 300 موظف", "300 موظف", "300", "count", "موظف", "at_most"),
    ("تزيد قيمتها على 5 مليارات دولار", "5 مليارات دولار", "5000000000", "money", "USD", "more_than"),
    ("لا تقل قيمتها عن 5 مليارات دولار", "5 مليارات دولار", "5000000000", "money", "USD", "at_least"),
    ("ناهز عددهم 300 ألف موظف", "300 ألف موظف", "300000", "count", "موظف", "approx"),
    ("تجاوزت الأزمة شركة باعت 300 ألف جهاز", "300 ألف جهاز", "300000", "count", "جهاز", "exact"),
    ("ألفا و500 سيارة", "ألفا و500 سيارة", "1500", "count", "سيارة", "exact"),
    ("مليارا ونصف مليار دولار", "مليارا ونصف مليار دولار", "1500000000", "money", "USD", "exact"),
    ("مليونا جهاز", "مليونا جهاز", "2000000", "count", "جهاز", "exact"),
    ("32 مليونا و888 ألفا و300 جهاز", "32 مليونا و888 ألفا و300 جهاز", "32888300", "count", "جهاز", "exact"),
    ("باعت 17.354 موظف", "17.354 موظف", "17354", "count", "موظف", "exact"),
    ("شراء 8،5 ألف شريحة", "8،5 ألف شريحة", "8500", "count", "شريحة", "exact"),
    ("استغنت عن 11 ألفا.", "11 ألفا", "11000", "count", None, "exact"),
    ("سويتش 2 3.5 مليون وحدة", "3.5 مليون وحدة", "3500000", "count", "وحدة", "exact"),
    ("زادت ثلاثة أضعاف", "ثلاثة أضعاف", "3", "ratio", "times", "exact"),
    ("أي ضعف ما حققته", "ضعف", "2", "ratio", "times", "exact"),
    ("على نحو ثلث شحنات المعالجات", "ثلث", "0.3333333333", "ratio", "fraction", "approx"),
    ("انخفض إلى النصف تقريبا", "النصف", "0.5", "ratio", "fraction", "approx"),
    ("خُمسهم من المهندسات", "خُمسهم", "0.2", "ratio", "fraction", "exact"),
    ("ثلاثة أرباع المبيعات", "ثلاثة أرباع", "0.75", "ratio", "fraction", "exact"),
    ("آلاف الرقاقات المهربة", "آلاف الرقاقات", "1000", "count", "الرقاقات", "vague"),
    ("مئات الملايين من الدولارات", "مئات الملايين من الدولارات", "100000000", "money", "USD", "vague"),
]


@pytest.mark.parametrize(("text", "span", "value", "kind", "unit", "modifier"), VALUES)
def test_value(text: str, span: str, value: str, kind: str, unit: str | None, modifier: str) -> None:
    found = [d for d in quantities(text) if text[d.start : d.end] == span]
    assert found, [text[d.start : d.end] for d in quantities(text)]
    d = found[0]
    assert (d.value, d.kind, d.unit, d.modifier) == (value, kind, unit, modifier)


RANGES = [
    ("زاد بنسبة 10%-15%", "10%-15%", "10", "15"),
    ("يعمل من -20 إلى 60 درجة مئوية", "-20 إلى 60 درجة مئوية", "-20", "60"),
    ("تتراوح بين 9.1 و9.9 مليار دولار", "9.1 و9.9 مليار دولار", "9100000000", "9900000000"),
    ("ما بين 52 مليار دولار و56 مليار دولار", "52 مليار دولار و56 مليار دولار", "52000000000", "56000000000"),
    ("ما بين 20 و30 طرازاً", "20 و30 طرازاً", "20", "30"),
    ("بنسبة 10 إلى 15%", "10 إلى 15%", "10", "15"),
    ("بنسبة 25-30%", "25-30%", "25", "30"),
    ("من 5 إلى 7 نانومتر", "5 إلى 7 نانومتر", "5", "7"),
    ("بسعر 3 أو 4 دولارات", "3 أو 4 دولارات", "3", "4"),
    ("بين عشرين وثلاثين شركة", "عشرين وثلاثين شركة", "20", "30"),
    ("بين مليون ومليوني وحدة", "مليون ومليوني وحدة", "1000000", "2000000"),
    ("بين خمسة وعشرين وثلاثين شركة", "خمسة وعشرين وثلاثين شركة", "25", "30"),
]


@pytest.mark.parametrize(("text", "span", "low", "high"), RANGES)
def test_range(text: str, span: str, low: str, high: str) -> None:
    (d,) = quantities(text)
    assert (text[d.start : d.end], d.value, d.high, d.modifier) == (span, low, high, "range")


REDUNDANT = [
    ("100,000 ألف رقاقة", "100000", "100000000"),
    ("30,000 ألف رقاقة", "30000", "30000000"),
    ("45000 ألف رقاقة", "45000", "45000000"),
    ("100 ألف ألف رقاقة", "100000", "100000000"),
    ("5,000,000 مليون رقاقة", "5000000", "5000000000000"),
    ("200 ألف رقاقة", "200000", None),
    ("1500 ألف رقاقة", "1500000", None),
    ("1500 مليار رقاقة", "1500000000000", None),
    ("1.538 مليون رقاقة", "1538000", None),
    ("12,5 مليون رقاقة", "12500000", None),
]


@pytest.mark.parametrize(("text", "value", "literal"), REDUNDANT)
def test_redundant_scale(text: str, value: str, literal: str | None) -> None:
    (d,) = quantities(text)
    assert (d.value, d.literal) == (value, literal)
    assert bool(d.warnings) == (literal is not None)


def test_redundancy_is_a_principle() -> None:
    thousand = Decimal(1000)
    assert redundant(Decimal(5000), True, thousand)
    assert not redundant(Decimal(5000), False, thousand)
    assert redundant(Decimal(10000), False, thousand)
    assert not redundant(Decimal(999), True, thousand)
    assert not redundant(Decimal("1000.5"), True, thousand)


NONE = [
    "هاتف آيفون 15 برو", "ويندوز 11 الجديد", "شبكات 5G", "رقاقة H100", "رقاقة إتش100", "في عام 2024",
    "الساعة 10:30 صباحا", "المادة 12 من القانون", "القانون 104 لسنة", "قالت ثلاثة مصادر مطلعة",
    "أربعة أشخاص مطلعين على الأمر", "قال اثنان من المصادر", "اشترت شريحتين", "شركة واحدة", "أحد المصادر",
    "الربع الثالث", "بسبب ضعف الطلب", "ستة أشهر", "التاسع من أبريل", "بين عامي 2020 و2023", "22-12-2025",
    "هاتف 0100-123-4567", "شاشة بنسبة 16:9", "فيديو بدقة 4K", "1. إنفيديا", "النتيجة 7/10", "الإصدار 10.2.3",
    "معيار 802.11ax", "شركة «ألفا» الناشئة", "تقرير ربع سنوي", "أشباه الموصلات", "أنصاف الموصلات",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_never(text: str) -> None:
    assert [text[d.start : d.end] for d in quantities(text)] == []


def test_blocked_number_is_no_quantity() -> None:
    text = "معالج سنابدراجون 8 نانومتر"
    blocked = [Candidate("chip", 1, 3, 6, 18, "test")]
    assert quantities(text)
    assert quantities(text, blocked) == []


DIGITS = [
    ("84,900", "", "84900"), ("1,538,260", "", "1538260"), ("1.4", "", "1.4"), ("1,4", "", "1.4"),
    ("0,125", "", "0.125"),
    ("17.354", "counted", "17354"), ("17.354", "scale", "17.354"), ("1.234,5", "", "1234.5"), ("1,234.5", "", "1234.5"),
    ("9\u06313", "", "3.9"), ("6\u0631167", "", "167.6"), ("11.868.6", "", "11868.6"), ("12.6.2018", "", None),
    ("10.2.3", "", None), ("1\u066c200", "", "1200"), ("3\u066b14", "", "3.14"), ("8\u060c06", "", "8.06"),
]  # fmt: skip


@pytest.mark.parametrize(("norm", "follows", "value"), DIGITS)
def test_separators(norm: str, follows: str, value: str | None) -> None:
    read = read_digits(norm, follows)
    assert (None if read is None else plain(read[0])) == value


UNITS = ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
TEENS = ["أحد", "اثنا", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
TENS = ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
HUNDREDS = ["مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]
SCALES = (
    (10**12, "تريليون", "تريليونان", "تريليونات", "تريليونا"), (10**9, "مليار", "ملياران", "مليارات", "مليارا"),
    (10**6, "مليون", "مليونان", "ملايين", "مليونا"), (1000, "ألف", "ألفان", "آلاف", "ألفا"),
)  # fmt: skip


def below_thousand(n: int) -> str:
    """A number from 1 to 999 in words."""
    parts = [HUNDREDS[n // 100 - 1]] if n >= 100 else []
    n %= 100
    if n >= 20:
        parts += ([UNITS[n % 10 - 1]] if n % 10 else []) + [TENS[n // 10 - 2]]
    elif n > 10:
        parts.append(TEENS[n - 11] + " عشر")
    elif n:
        parts.append(UNITS[n - 1])
    return " و".join(parts)


def in_words(n: int) -> str:
    """A number from 1 to 10^15 - 1 in words, with the agreement that grammars teach."""
    parts = []
    for value, one, two, few, many in SCALES:
        k, n = divmod(n, value)
        if k == 1:
            parts.append(one)
        elif k == 2:
            parts.append(two)
        elif k:
            noun = few if 3 <= k % 100 <= 10 else one if k % 100 < 3 else many
            parts.append(f"{below_thousand(k)} {noun}")
    return " و".join([*parts, below_thousand(n)] if n else parts)


def test_words_parse_back() -> None:
    pick = random.Random(7)
    for _ in range(400):
        n = pick.randrange(2, 10 ** pick.randrange(1, 16) + 2)
        text = f"بلغ {in_words(n)} شركة"
        ctx = make_context(text, analysed=False)
        assert [c.fields["value"] for c in find_numbers(ctx) if c.fields["kind"] == "cardinal"] == [str(n)], text


def test_document_style_decides() -> None:
    assert read_digits("1,385", "scale", Style(decimal_comma=True)) == (Decimal("1.385"), False, Decimal(1385))
    assert read_digits("1,385", "scale", Style()) == (Decimal(1385), True, None)


def test_list_shares_its_unit() -> None:
    found = quantities("بنسب 1.2 و5.8 و3.3 بالمئة على التوالي")
    assert [(d.value, d.kind) for d in found] == [("1.2", "percent"), ("5.8", "percent"), ("3.3", "percent")]


def test_conversion_is_a_second_quantity() -> None:
    """It says which one it gives again."""
    for text in (
        "10 مليارات يوان (1.4 مليار دولار)",
        "10 مليارات يوان (نحو 1.4 مليار دولار)",
        "10 مليارات يوان، أي ما يعادل 1.4 مليار دولار",
    ):
        first, second = quantities(text)
        assert [(d.value, d.unit) for d in (first, second)] == [("10000000000", "CNY"), ("1400000000", "USD")]
        assert (first.converts, second.converts) == (None, first.start)
    for text in ("باعت 10 ملايين هاتف (1.4 مليار دولار)", "10 مليارات يوان و1.4 مليار دولار"):
        assert [d.converts for d in quantities(text)] == [None, None]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("بسعر 10 دولارات للسهم الواحد", "للسهم"), ("40 سنتا لكل سهم", "لكل سهم"), ("يكلف 20 دولارا شهريا", "شهريا"),
        ("مئة ألف رقاقة سنويا", "سنويا"), ("بسعر 10 دولارات للمستخدم", "للمستخدم"), ("بسعر 10 دولارات فقط", None),
        ("دفعت 10 دولارات للشركة", None),
    ],
)  # fmt: skip
def test_rates(text: str, per: str | None) -> None:
    (found,) = quantities(text)
    assert (text[slice(*found.per)] if found.per else None) == per


def test_an_amount_without_a_currency_takes_that_of_the_amount_beside_it() -> None:
    assert [d.unit for d in quantities("بلغت 20 مليار دولار مقابل 15 مليارا")] == ["USD", "USD"]
    assert [d.unit for d in quantities("بلغت 20 مليار دولار. وباعت 15 مليونا")] == ["USD", None]
    assert [d.unit for d in quantities("باعت 20 مليون هاتف مقابل 15 مليونا")] == ["هاتف", None]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("سعره 5 يورو و45 سنتا.", ["EUR"]), ("سعره 5 يورو مقابل 45 سنتا.", ["EUR", "EUR"]), ("45 سنتا", ["USD"]),
        ("بلغ السعر في البحرين 12 دينارا مقابل 88 فلسا", ["BHD", "BHD"]), ("دفع 88 فلسا في الكويت", ["KWD"]),
    ],
)  # fmt: skip
def test_parts_of_a_currency_go_to_the_currency_beside_them(text: str, units: list[str]) -> None:
    assert [d.unit for d in quantities(text)] == units


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("طلبت أكثر من 100 شركة", "أكثر من"), ("100 شركة على الأقل", "على الأقل"), ("بين 20 و30 شركة", "بين"),
        ("تجاوزت قيمتها 100 دولار", "تجاوزت"), ("لم تتجاوز قيمتها 100 دولار", "لم تتجاوز"), ("طلبت 100 شركة", None),
    ],
)  # fmt: skip
def test_the_words_that_give_the_modifier(text: str, cue: str | None) -> None:
    (found,) = quantities(text)
    assert (text[slice(*found.cue)] if found.cue else None) == cue


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("رفعت أسعارها بنسبة 5% إلى 8%", [("5", "8")]),
        ("ارتفعت من 5 ملايين دولار إلى 8 ملايين دولار", [("5000000", None), ("8000000", None)]),
        ("يشحن من 1% إلى 100%", [("1", "100")]), ("تتسارع من صفر إلى 100 كيلومتر في الساعة", [("0", "100")]),
        ("أكثر من 20 وأقل من 30 مليون دولار", [("20000000", "30000000")]),
        ("قفز الدولار من 31 إلى 50 جنيها", [("31", None), ("50", None)]),
        ("زادت بنسبة 22% إلى 130 مليار دولار", [("22", None), ("130000000000", None)]),
        ("النتيجة 30 إلى 20 دولارا", [("20", None)]),
    ],
)  # fmt: skip
def test_ranges_and_changes(text: str, values: list[tuple[str, str | None]]) -> None:
    assert [(d.value, d.high) for d in quantities(text)] == values


def test_ambiguous_separators_keep_the_other_reading() -> None:
    (found,) = quantities("بسعر 1.500 دولار")
    assert (found.value, found.runner_up) == ("1500", "1.5")
    (found,) = quantities("مؤشر عند 1.500 مليون")
    assert (found.value, found.runner_up) == ("1500000", "1500000000")
    (found,) = quantities("بسعر 1500 دولار")
    assert found.runner_up is None


@pytest.mark.parametrize(
    "text",
    [
        "لم يدفع دولارا واحدا", "التقيا مرة واحدة", "حصل على 8.5 من 10.", "تقييم 4/5", "دعم فني 24/7",
        "قال ثلاثة محققين إن البضائع وصلت", "اشترى هاتف Honor 9X", "بنود القانون رقم 5 لسنة 2018", "- 5 شركات",
    ],
)  # fmt: skip
def test_no_quantity(text: str) -> None:
    assert [text[d.start : d.end] for d in quantities(text) if not text.startswith("- ")] == []
    if text.startswith("- "):
        assert [d.value for d in quantities(text)] == ["5"]


def test_without_morphology() -> None:
    found = quantities("باعت 3.5 مليون وحدة بقيمة 20 مليون دولار", analysed=False)
    assert [d.value for d in found] == ["3500000", "20000000"]


@pytest.mark.parametrize("unit", ["ألف و", "5 و", "بين 5 و", "نصف ", "- 5 ", "من 5 إلى ", "ربع الأول من ", "100 ألف "])
def test_linear(unit: str) -> None:
    """Ten times the text takes no more than about ten times as long."""

    def cost(n: int) -> float:
        ctx = make_context(unit * n, analysed=False)
        begin = time.process_time()
        resolve_quantities(ctx, value_candidates(ctx))
        return time.process_time() - begin

    cost(50)
    small, large = min(cost(100), cost(100)), min(cost(1000), cost(1000))
    assert large < 40 * small + 0.5
