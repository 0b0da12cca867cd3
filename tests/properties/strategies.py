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


REPORTS = [
    "قالت {0} إن {1}",
    "وقال متحدث باسم {0} إن {1}",
    "أفادت مصادر مطلعة أن {1}",
    "وذكرت وكالة رويترز أن {1}",
    "{1}، وفقا ل{0}",
    "ونفت {0} أن {1}",
    "وأضاف مايكل هيوز، المتحدث باسم {0}: «{1}»",
    "نقلت بلومبرغ عن مصادر قولها إن {1}",
    "قال {0}: ”{1}“",
    "وقال إن هذه التقارير غير صحيحة",
    "ورفضت {0} التعليق",
    "نفى المتحدث باسم {0} صحة هذه التقارير",
    "أعلنت {0} عن خطتها ل{1}",
    "ووصف تيم كوك الخبر بأنه لا أساس له",
    "وأكدت {0}، نقلا عن رويترز، أن {1}",
    "ولم يتسن لرويترز التحقق من أن {1}",
    "{1}",
]
CLAUSES = [
    "{0} طلبت {1} من {2}",
    "{0} تخطط لتطوير {2}",
    "{0} ستستخدم {2} في {1}",
    "الشركة لم تطلب {2}",
    "العملاق الصيني يستخدم {2}",
    "{0} تلقت {1} حتى يوليو",
    "الفرضية خاطئة. لم يتم تطوير {2}",
    "إنتاج {2} بلغ {1}",
    "{0} قد تؤجل إطلاق {2}",
    "{0} و{0}",
]


def news() -> st.SearchStrategy[str]:
    """Reports and runs of words, names, values and marks as an article might have them, clitics and glue included."""
    name, value, chip = st.sampled_from(NAMES), st.sampled_from(VALUES), st.sampled_from(CHIPS)
    word = st.one_of(st.sampled_from(WORDS), name, chip, value)
    joined = st.builds(lambda clitic, rest: clitic + rest, st.sampled_from(["", "", *CLITICS]), word)
    piece = st.one_of(joined, joined, joined, st.sampled_from(MARKS), st.sampled_from(ODD))
    gap = st.sampled_from([" ", " ", " ", " ", ""])
    loose = st.lists(st.tuples(piece, gap), max_size=20).map(lambda pairs: "".join(a + b for a, b in pairs))
    clause = st.one_of(st.builds(str.format, st.sampled_from(CLAUSES), name, value, chip), loose)
    report = st.builds(str.format, st.sampled_from(REPORTS), name, clause)
    end = st.sampled_from([". ", ".\n", ". ", "\n", "، ", "؟ ", "“. ", ""])
    sentences = st.lists(st.tuples(st.one_of(report, report, loose), end), max_size=12)
    return sentences.map(lambda pairs: "".join(a + b for a, b in pairs))


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
