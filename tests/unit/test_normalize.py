"""Folding, and the map back to the raw text."""

from __future__ import annotations

import unicodedata

import pytest

from claimx.text.normalize import Normalizer
from tests.support import normalizer

FOLDS = [
    ("tashkeel", "مُعَالِجٌ", "معالج"),
    ("shadda and tanwin", "عدوًّا", "عدوا"),
    ("dagger alef", "هٰذا", "هذا"),
    ("Quranic marks", "قۖال", "قال"),
    ("tatweel", "مـــعـــالج", "معالج"),
    ("tatweel alone", "ـ", ""),
    ("hamza on alef", "أإآٱ", "اااا"),
    ("hamza on its own seat stays", "ؤ ئ ء", "ؤ ئ ء"),
    ("combining hamza", "ا\u0654", "ا"),
    ("final ya", "على", "علي"),
    ("ya stays", "علي", "علي"),
    ("ta marbuta", "شركة", "شركه"),
    ("Arabic-Indic digits", "٠١٢٣٤٥٦٧٨٩", "0123456789"),
    ("Persian digits", "۰۱۲۳۴۵۶۷۸۹", "0123456789"),
    ("other decimal digits", "१२", "12"),
    ("full-width digits", "９１", "91"),
    ("zero width", "إن\u200c\u200b\u200dتل", "انتل"),
    ("bidi marks", "\u200fإنتل\u200e", "انتل"),
    ("bidi embeddings", "\u202bإنتل\u202c", "انتل"),
    ("bidi isolates", "\u2067إنتل\u2069", "انتل"),
    ("Arabic letter mark", "\u061cإنتل", "انتل"),
    ("byte order mark", "\ufeffإنتل", "انتل"),
    ("word joiner and soft hyphen", "إن\u2060ت\u00adل", "انتل"),
    ("stray mark before Latin", "\u0650Ascend", "Ascend"),
    ("mark alone", "\u0651", ""),
    ("presentation forms", "ﺍﻟﺸﺮﻛﺔ", "الشركه"),
    ("ligature lam-alef", "ﻻ", "لا"),
    ("ligature lam-alef with hamza", "ﻷ", "لا"),
    ("ligature Allah", "ﷲ", "الله"),
    ("presentation form of a mark", "ا\ufe77", "ا"),
    ("isolated presentation form of a mark", "ا\ufe76", "ا"),
    ("Latin is kept, case included", "Huawei", "Huawei"),
    ("Latin glued to Arabic", "شركةHuawei", "شركهHuawei"),
    ("punctuation is kept", "«قال»، نعم؟ ٪", "«قال»، نعم؟ ٪"),
    ("number separators are kept", "١٬٠٠٠٫٥", "1٬000٫5"),
    ("emoji is kept", "😀", "😀"),
    ("empty", "", ""),
]


@pytest.mark.parametrize(("raw", "norm"), [case[1:] for case in FOLDS], ids=[case[0] for case in FOLDS])
def test_folds(raw: str, norm: str) -> None:
    assert normalizer().word(raw) == norm
    assert normalizer().view(raw).norm == norm


@pytest.mark.parametrize("raw", [case[1] for case in FOLDS], ids=[case[0] for case in FOLDS])
def test_normalising_twice_equals_once(raw: str) -> None:
    once = normalizer().word(raw)
    assert normalizer().word(once) == once


def test_every_character_folds_to_a_fixed_point() -> None:
    fold = normalizer().char
    unstable = [
        f"U+{code:04X} {unicodedata.name(chr(code), '')}"
        for code in range(0x11_0000)
        if not 0xD800 <= code <= 0xDFFF and "".join(map(fold, fold(chr(code)))) != fold(chr(code))
    ]
    assert not unstable


def test_no_mark_or_control_survives() -> None:
    left = [
        f"U+{code:04X}"
        for code in (*range(0x0600, 0x0700), *range(0x2000, 0x2070), *range(0xFE70, 0xFF00))
        if any(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in normalizer().char(chr(code)))
    ]
    assert not left


def test_given_folds_come_first() -> None:
    own = Normalizer({"a": "b", "\u0651": "!", "x": ""})
    assert own.word("a\u0651xc\u0650") == "b!c"


MAPS = [
    # raw, normalised range, raw text it stands for
    ("مُعَالِجٌ", (0, 5), "مُعَالِجٌ"),
    ("مُعَالِجٌ", (0, 1), "مُ"),
    ("قال \u200fإنتل\u200e نعم", (4, 8), "إنتل"),
    ("ﷲ أكبر", (0, 4), "ﷲ"),
    ("ﷲ أكبر", (1, 2), "ﷲ"),
    ("شركةHuawei", (4, 10), "Huawei"),
    ("هواوي \u0650Ascend", (6, 12), "Ascend"),
    ("مـــعـــالج", (0, 5), "مـــعـــالج"),
]


@pytest.mark.parametrize(("raw", "norm", "text"), MAPS)
def test_ranges_map_back(raw: str, norm: tuple[int, int], text: str) -> None:
    span = normalizer().view(raw).raw_span(*norm)
    assert raw[span.start : span.end] == text


def test_empty_range_is_empty() -> None:
    view = normalizer().view("\u200fأ\u200fب\u200f")
    assert view.norm == "اب"
    assert [tuple(view.raw_span(i, i)) for i in (0, 1, 2)] == [(1, 1), (3, 3), (5, 5)]


@pytest.mark.parametrize("bad", [(-1, 1), (0, 3), (2, 1)])
def test_range_outside_is_an_error(bad: tuple[int, int]) -> None:
    with pytest.raises(IndexError, match="normalised text of 2 characters"):
        normalizer().view("أب").raw_span(*bad)


def test_raw_offsets_map_to_the_next_character_that_is_left() -> None:
    view = normalizer().view("\u200fأ\u064e\u064eب")
    assert [view.norm_offset(i) for i in range(6)] == [0, 0, 1, 1, 1, 2]
