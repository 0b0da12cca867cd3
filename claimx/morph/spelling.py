"""How a word is spelled: its letters, its marks, and what counts as the same word spelled otherwise."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

TATWEEL = "\u0640"
_SHADDA = "\u0651"
_TANWIN_FATH = "\u064b"
_TANWIN = frozenset("\u064b\u064c\u064d")
_VOWELS = frozenset("\u064e\u064f\u0650\u0652")
_ALEF, _ALEF_FORMS = "\u0627", "\u0622\u0623\u0625\u0671"
_HAMZATED = "\u0623\u0625"
_HAH, _TEH_MARBUTA, _YA, _ALEF_MAQSURA = "\u0647", "\u0629", "\u064a", "\u0649"
_WAW_HAMZA, _YA_HAMZA, _WAW = "\u0624", "\u0626", "\u0648"
_ARTICLE = "\u0627\u0644"
_PROCLITIC_LETTERS = "\u0648\u0641\u0628\u0644\u0643\u0633"
_VARIANT_LETTERS = {"\u06cc": _YA, "\u06a9": "\u0643", "\u06c1": _HAH}
"""Persian letters that Arabic text has by accident of keyboard."""


def letters_of(word: str) -> tuple[str, list[int]]:
    """Arabic letters of a surface word and the raw offset of each."""
    letters: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(word):
        if "\u0621" <= char <= "\u063a" or "\u0641" <= char <= "\u064a":
            letters.append(char)
            origin.append(i)
            continue
        for c in unicodedata.normalize("NFKC", char) if "\ufb50" <= char <= "\ufefc" else char:
            if "\u0620" <= c <= "\u06ff" and c != TATWEEL and unicodedata.category(c) == "Lo":
                letters.append(_VARIANT_LETTERS.get(c, c))
                origin.append(i)
    return "".join(letters), origin


def without_marks(text: str) -> str:
    """Text without its vowel marks and tatweel."""
    return text.translate(_MARKS)


_MARKS = dict.fromkeys([ord(TATWEEL), 0x0670, *range(0x064B, 0x0660)])


def plausible(letters: str, usual: str) -> bool:
    """Whether every letter of a word that differs from its usual spelling differs as people write it.

    A missing hamza, the wrong one of the two alefs with hamza where a stem begins, final ha for ta marbuta, final
    ya for alef maqsura or the reverse, and waw for ya as the seat of a hamza (or the reverse) before waw.

    Args:
        letters: the word as written, without marks.
        usual: its usual spelling, without marks.
    """
    if len(usual) != len(letters):
        return True
    last = len(letters) - 1
    for i, (written, meant) in enumerate(zip(letters, usual, strict=True)):
        if written == meant:
            continue
        if meant in _ALEF_FORMS and written == _ALEF:
            continue
        if written in _HAMZATED and meant in _HAMZATED + _ALEF and _may_begin_stem(usual[:i]):
            continue
        if written == _HAH and meant == _TEH_MARBUTA and i == last:
            continue
        if {written, meant} == {_YA, _ALEF_MAQSURA} and i == last:
            continue
        if {written, meant} == {_WAW_HAMZA, _YA_HAMZA} and letters[i + 1 : i + 2] == _WAW:
            continue
        return False
    return True


def other_seats(letters: str) -> str:
    """The word with the other seat of a hamza before waw, as parts of the press write it; empty if it has none."""
    for seat, other in ((_YA_HAMZA, _WAW_HAMZA), (_WAW_HAMZA, _YA_HAMZA)):
        if seat + _WAW in letters:
            return letters.replace(seat + _WAW, other + _WAW)
    return ""


def _may_begin_stem(before: str) -> bool:
    """Whether letters before an alef may all be proclitics."""
    return before.removesuffix(_ARTICLE).lstrip(_PROCLITIC_LETTERS) == "" and len(before) < 5


def marks_by_letter(word: str, origin: Sequence[int]) -> list[set[str]] | None:
    """Marks that stand on each letter of a word; None where it has none at all."""
    if not any(unicodedata.category(c) == "Mn" for c in word):
        return None
    ends = [*origin[1:], len(word)]
    return [set(word[start:end]) for start, end in zip(origin, ends, strict=True)]


def conflicts(marks: Sequence[set[str]], diac: str, *, takes_tanwin: bool) -> int:
    """How many of a word's own marks contradict a reading.

    Args:
        marks: what stands on each letter of the word.
        diac: the reading's spelling with marks.
        takes_tanwin: whether the reading is a nominal without article or pronoun.
    """
    spelled: list[set[str]] = []
    for c in diac:
        if unicodedata.category(c) == "Mn":
            if spelled:
                spelled[-1].add(c)
        else:
            spelled.append(set())
    if len(spelled) != len(marks):
        return 0
    count = 0
    for k, (written, meant) in enumerate(zip(marks, spelled, strict=True)):
        count += _SHADDA in written and _SHADDA not in meant
        vowels, known = written & _VOWELS, meant & _VOWELS
        count += bool(vowels and known and not vowels & known and k < len(marks) - 1)
    tanwin = _TANWIN & set().union(*marks)
    count += _TANWIN_FATH in tanwin and _TANWIN_FATH not in diac
    return count + bool(tanwin and not takes_tanwin)
