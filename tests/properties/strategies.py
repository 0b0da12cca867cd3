"""Texts that resemble the news, and texts that resemble nothing."""

from __future__ import annotations

from hypothesis import strategies as st

CLITICS = ["و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "ولل", "س", "وب"]
NAMES = [
    "هواوي", "إنفيديا", "إنتل", "تيك توك", "بايت دانس", "أمازون", "إيه.إم.دي", "سامسونغ", "رويترز", "بلومبرغ", "أ.ف.ب",
    "مايكل هيوز", "تيم كوك", "وزارة التجارة", "الاتحاد الأوروبي", "الصين", "واشنطن", "Nvidia", "ByteDance", "TikTok",
    "Huawei", "xAI", "GE", "AT&T", "نورديكسا", "Nordexa",
]  # fmt: skip
CHIPS = ["Ascend 910B", "Ascend 910 B", "H100", "H20", "أسيند 910 سي", "A19 Pro", "i7-13700K", "5G", "MI300X", "رقائق"]
WORDS = [
    "قال", "قالت", "وأضاف", "أعلنت", "أفادت", "كشف", "نفى", "نفت", "رفض", "ينفي", "مصادر مطلعة", "مصدر", "متحدث باسم",
    "المتحدث باسم", "تقارير صحفية", "وفقا ل", "بحسب", "نقلا عن", "إن", "أن", "إنها", "شركة", "الشركة", "العملاق الصيني",
    "مالك", "المالكة ل", "طلبت", "تخطط", "ستطلق", "لم", "لا", "لن", "قد", "ربما", "غير صحيح", "خاطئة", "التعليق",
    "الكشف عن هويته", "رقاقة", "رقائق", "معالج", "الذكاء الاصطناعي", "نموذج", "تطوير", "استخدام", "مبيعات", "أرباح",
    "الأمريكية", "الصينية", "ولكن", "بينما", "حيث", "التي", "الذي", "مُعَالِجٌ", "مـعـالج", "كما", "أيضا", "في", "من",
]  # fmt: skip
VALUES = [
    "100,000 ألف رقاقة", "أكثر من 30,000 ألف", "1.4 مليار دولار", "٣٫١ في المئة", "9ر3", "8،06 يورو", "12%",
    "بين 20 و25 مليون", "نصف", "ثلاثة أضعاف", "آلاف", "مئتي", "7nm", "-5", "$40", "٪٥", "نحو", "عام 2022", "هذا العام",
    "حتى يوليو", "الربع الثالث", "الاثنين", "15 مايو/أيار 2024", "خلال عامين", "منذ", "10:30", "2023-2024", "أقل من",
    "١٤٤٥ هـ",
]  # fmt: skip
MARKS = [
    ".", "،", ":", "؛", "؟", "!", "…", "...", "«", "»", '"', "“", "”", "'", "(", ")", "[", "-", "–", "/", "\n", "\n\n",
    "\t", "•", "\u00a0", "\r\n", "_", "#", "@",
]  # fmt: skip
ODD = [
    "\u200f", "\u200e", "\u200c", "\u200d", "\u202b", "\u202c", "\u2067", "\u2069", "\ufeff", "\u061c", "\u0650",
    "\u0640", "\x00", "\x07", "\x1f", "\x85", "\u2028", "\u2029", "😀", "👩\u200d💻", "ﷺ", "ﻻ", "ﷲ", "½", "ß",
    "İ", "ﬁ", "中文", "e\u0301", "\u0651", "\U0001d7d8", "\ufffd", "\ue000", "\U0010ffff",
]  # fmt: skip


def news() -> st.SearchStrategy[str]:
    """Runs of words, names, values and marks as an article might have them, clitics and glue included."""
    word = st.one_of(st.sampled_from(WORDS), st.sampled_from(NAMES), st.sampled_from(CHIPS), st.sampled_from(VALUES))
    joined = st.builds(lambda clitic, rest: clitic + rest, st.sampled_from(["", "", *CLITICS]), word)
    piece = st.one_of(joined, joined, joined, st.sampled_from(MARKS), st.sampled_from(ODD))
    gap = st.sampled_from([" ", " ", " ", " ", ""])
    sentence = st.lists(st.tuples(piece, gap), max_size=20).map(lambda pairs: "".join(a + b for a, b in pairs))
    end = st.sampled_from([". ", ".\n", "\n", "، ", "؟ ", "”. ", ""])
    return st.lists(st.tuples(sentence, end), max_size=12).map(lambda pairs: "".join(a + b for a, b in pairs))


def anything() -> st.SearchStrategy[str]:
    """Any Unicode text without surrogates."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def arabic_soup() -> st.SearchStrategy[str]:
    """Letters, digits, marks and controls of the Arabic blocks in any order."""
    blocks = [*range(0x0600, 0x0700), *range(0xFB50, 0xFB60), *range(0xFDF0, 0xFE00), *range(0xFE70, 0xFF00)]
    alphabet = [*map(chr, blocks), *' \n.،:"«»()0123456789abAB%$-', "\u200f", "\u200c"]
    return st.text(st.sampled_from(alphabet), max_size=60)


def texts() -> st.SearchStrategy[str]:
    """All of these."""
    return st.one_of(news(), news(), news(), arabic_soup(), anything())


def dates() -> st.SearchStrategy[str | None]:
    """Publication dates, often none."""
    return st.one_of(st.none(), st.dates().map(lambda day: day.isoformat()))
