"""Tokens, clitic cores and sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest

from claimx.text.segment import CliticSplit, Segmenter
from tests.support import normalizer, segmenter

TOKENS = [
    ("شركةHuawei", "شركة|Huawei"),
    ("Groqإن", "Groq|إن"),
    ("\u0650Ascend 910 B", "Ascend|910|B"),
    ("\u064e910B", "910|B"),
    ("H100", "H|100"),
    ("7nm", "7|nm"),
    ("i7-13700K", "i|7|-|13700|K"),
    ("100,000 ألف", "100,000|ألف"),
    ("٣٫١ في المئة", "٣٫١|في|المئة"),
    ("بسعر 9ر3 مليار", "بسعر|9ر3|مليار"),
    ("نحو 8،06 يورو", "نحو|8،06|يورو"),
    ("١٬٠٠٠٫٥", "١٬٠٠٠٫٥"),
    ("1,2,3,", "1,2,3|,"),
    ("5.", "5|."),
    ("24%", "24|%"),
    ("12٪", "12|٪"),
    ("$40", "$|40"),
    ("10:30", "10|:|30"),
    ("24/7", "24|/|7"),
    ("و2024", "و|2024"),
    ("600مليار", "600|مليار"),
    ("9 رجال", "9|رجال"),
    ("9رجال", "9|رجال"),
    ('بـ"إنتل"', 'بـ|"|إنتل|"'),
    ("«إنتل»،", "«|إنتل|»|،"),
    ("إيه.إم.دي", "إيه|.|إم|.|دي"),
    ("أ.ف.ب", "أ|.|ف|.|ب"),
    ("مُعَالِجٌ", "مُعَالِجٌ"),
    ("مـــعـــالج", "مـــعـــالج"),
    ("\u200fإنتل\u200e \u202bقالت\u202c", "إنتل|قالت"),
    ("إن\u200cتل", "إن\u200cتل"),
    ("\ufeffإنتل", "إنتل"),
    ("AT&T", "AT|&|T"),
    ("#ذكاء @openai", "#|ذكاء|@|openai"),
    ("Cafe\u0301s", "Cafe\u0301s"),
    ("هواوي😀", "هواوي|😀"),
    ("\u0651 \u200f", ""),
    (" \t\n", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "parts"), TOKENS, ids=[text or "empty" for text, _ in TOKENS])
def test_tokens(text: str, parts: str) -> None:
    tokens = segmenter().tokenize(text)
    assert [t.text for t in tokens] == (parts.split("|") if parts else [])
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert all(a.end <= b.start and a.i + 1 == b.i for a, b in pairwise(tokens))


SHAPES = [
    ("هواوي", "arabic"),
    ("Huawei", "latin"),
    ("Яндекс", "latin"),
    ("٣٫١", "number"),
    ("100,000", "number"),
    ("،", "punct"),
    ("%", "punct"),
    ("٪", "punct"),
    ("€", "punct"),
    ("ـ", "punct"),
    ("😀", "punct"),
    ("½", "other"),
]


@pytest.mark.parametrize(("text", "shape"), SHAPES)
def test_shape(text: str, shape: str) -> None:
    assert [t.shape for t in segmenter().tokenize(text)] == [shape]


def test_space_before() -> None:
    tokens = segmenter().tokenize(" قال: H100\tنعم\u00a0لا")
    assert [(t.text, t.space_before) for t in tokens] == [
        ("قال", True), (":", False), ("H", True), ("100", False), ("نعم", True), ("لا", True),
    ]  # fmt: skip


CORES = [
    # word, {core: (text of a span that begins with it, article taken off)}
    ("وهواوي", {"هواوي": ("هواوي", False)}),
    ("لإنفيديا", {"انفيديا": ("إنفيديا", False)}),
    ("وبإنتل", {"بانتل": ("بإنتل", False), "انتل": ("إنتل", False)}),
    ("للرقائق", {"رقائق": ("للرقائق", True), "لرقائق": ("لرقائق", False)}),
    ("وللرقائق", {"رقائق": ("للرقائق", True), "للرقائق": ("للرقائق", False)}),
    ("بالشركة", {"شركه": ("الشركة", True), "الشركه": ("الشركة", False)}),
    ("والشركة", {"شركه": ("الشركة", True), "الشركه": ("الشركة", False)}),
    ("الشركة", {"شركه": ("الشركة", True)}),
    ("وَهُواوي", {"هواوي": ("هُواوي", False)}),
    ("وـهواوي", {"هواوي": ("هواوي", False)}),
    ("ﻭﻫﻮﺍﻭﻱ", {"هواوي": ("ﻫﻮﺍﻭﻱ", False)}),
]


@pytest.mark.parametrize(("word", "cores"), CORES, ids=[word for word, _ in CORES])
def test_cores(word: str, cores: dict[str, tuple[str, bool]]) -> None:
    (token,) = segmenter().tokenize(word)
    assert token.cores[0] == (token.norm, 0, False)
    found = {core: (token.text[offset:], definite) for core, offset, definite in token.cores[1:]}
    assert found.items() >= cores.items()


@pytest.mark.parametrize("word", ["Huawei", "123", "،", "و", "ول"])
def test_nothing_to_take_off(word: str) -> None:
    (token,) = segmenter().tokenize(word)
    assert token.cores == ((token.norm, 0, False),)


def test_quoted_name_after_a_lone_proclitic() -> None:
    tokens = segmenter().tokenize('بـ"إنتل"')
    assert [(t.norm, t.shape) for t in tokens] == [("ب", "arabic"), ('"', "punct"), ("انتل", "arabic"), ('"', "punct")]


SENTENCES = [
    ("full stops", ["بدأ العرض.", "انتهى العرض."], " "),
    ("quotes close first", ["قال: «نعم.»", "ثم مضى."], " "),
    ("straight quotes", ['قال "لا يمكن."', "وأضاف آخر."], " "),
    ("curly quotes", ["قال: ”الفرضية خاطئة.“", "وأضاف آخر."], " "),
    ("brackets", ["(هذا تعليق.)", "وأضاف آخر."], " "),
    ("question and exclamation", ["هل يعقل؟!", "نعم!", "لا؟"], " "),
    ("ellipsis", ["ربما…", "لا...", "نعم."], " "),
    ("agency initials", ["نقلت أ.ف.ب عن مصدر.", "وأضافت."], " "),
    ("spaced initials", ["نقلت أ. ف. ب عن مصدر.", "وأضافت."], " "),
    ("company initials", ["أعلنت إيه.إم.دي أرباحها.", "ثم هبطت."], " "),
    ("title of one letter", ["قال د. أحمد إنه موافق.", "ثم مضى."], " "),
    ("Latin initial", ["كتب George R. Martin رواية.", "ثم مضى."], " "),
    ("decimals", ["بلغت 3.5 مليون.", "ثم 4.2% فقط."], " "),
    ("number before the stop", ["بلغت 4.", "ثم هبطت."], " "),
    ("year before the stop", ["منذ عام 2022.", "ثم هبطت."], " "),
    ("versions and addresses", ["على example.com نسخة 2.0.1 اليوم.", "ثم مضى."], " "),
    ("headline", ["هواوي تختبر رقاقة جديدة", "قالت الشركة إنها بدأت.", "ثم مضت."], "\n"),
    ("blank lines", ["عنوان", "نص أول", "نص ثان"], "\n\n"),
    ("Windows line ends", ["عنوان", "نص أول."], "\r\n"),
    ("bullets", ["• أولا", "• ثانيا", "- ثالثا"], "\n"),
    ("colon and semicolon do not end", ["قال: نعم؛ ثم مضى، وعاد."], " "),
    ("no final stop", ["قال نعم"], " "),
]


@pytest.mark.parametrize(("parts", "joint"), [s[1:] for s in SENTENCES], ids=[s[0] for s in SENTENCES])
def test_sentences(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    tokens = segmenter().tokenize(text)
    ranges = segmenter().sentences(text, tokens)
    assert [text[tokens[a].start : tokens[b - 1].end] for a, b in ranges] == parts
    assert [token.sent for token in tokens] == [k for k, (a, b) in enumerate(ranges) for _ in range(a, b)]


def test_sentences_of_nothing() -> None:
    assert segmenter().sentences("", []) == []


def test_a_tokenizer_that_cuts_words_is_followed() -> None:
    halves = Segmenter(normalizer(), [CliticSplit("و", 0, False)], lambda chunk: [chunk[:2], chunk[2:]])
    assert [t.text for t in halves.tokenize("قالت")] == ["قا", "لت"]


def test_long_chunks_are_cut_quickly_and_whole() -> None:
    text = "هواويHuawei910،" * 20_000
    tokens = segmenter().tokenize(text)
    assert "".join(t.text for t in tokens) == text
