"""Arabic in Latin letters, and how sounds are spelled.

Two notations are used.

*Spelling* is Buckwalter's: one symbol per letter or mark.

*Sound* is what templates are written in: consonants as in spelling, hamza
always ``'``, short vowels ``a i u``, long vowels ``A I U``, a final long a
written with alef maqsura ``Y``, a doubled consonant written twice, ``{`` an
alef that is only a support for its vowel, ``=`` the silent alef of the plural.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LATIN = "'|>&<}AbptvjHxd*rzs$SDTZEg", "_fqklmnhwYyFNKaui~o", "`{"
_CODES = (0x0621, 0x0640, 0x0670)
_TO_LATIN = {chr(code + k): c for code, run in zip(_CODES, _LATIN, strict=True) for k, c in enumerate(run)}
_TO_ARABIC = {c: a for a, c in _TO_LATIN.items()}

MARKS = "FNKaui~o`"
"""Spelling symbols that are marks, not letters."""

HAMZAS = "'>&<}"
"""Letters that spell a hamza (``|`` spells hamza and a long a)."""

SHORT = "aiu"
LONG = "AIUY"
VOWELS = SHORT + LONG
_NON_CONNECTING = "Ad*rzw|><&'"
_UNMARK = re.compile(f"[{re.escape(MARKS)}_]")


def to_latin(arabic: str) -> str:
    """Spelling notation of Arabic text.

    Raises:
        ValueError: a character that is no Arabic letter or mark.
    """
    try:
        return "".join(_TO_LATIN[c] for c in arabic)
    except KeyError as error:
        raise ValueError(f"{error.args[0]!r} (U+{ord(error.args[0]):04X}) is not an Arabic letter or mark") from None


def to_arabic(latin: str) -> str:
    """Arabic text of spelling notation."""
    return "".join(map(_TO_ARABIC.__getitem__, latin))


def unmark(latin: str) -> str:
    """Spelling without its marks."""
    return _UNMARK.sub("", latin)


def fold(latin: str) -> str:
    """Unmarked spelling folded as camel-tools folds a word before it looks it up."""
    return unmark(latin).translate(_FOLDS)


_FOLDS = str.maketrans("><|{Yp", "AAAAyh")


def is_consonant(symbol: str) -> bool:
    """Whether a sound symbol is a consonant."""
    return symbol != "" and symbol not in VOWELS + "{=+"


def seat(before: str, after: str, first: bool) -> str:
    """Letter that a hamza is written with.

    Args:
        before: sound symbol before it, empty at the beginning.
        after: sound symbol after it, empty at the end; a consonant stands for no vowel.
        first: whether it begins its word.
    """
    if first:
        return "<" if after in ("i", "I") else "|" if after == "A" else ">"
    if after == "":
        return {"a": ">", "u": "&", "i": "}"}.get(before, "'")
    if after in ("i", "I") or before in ("i", "I", "y"):
        return "}"
    if after in ("u", "U") or before == "u":
        return "&"
    if before in ("A", "U", "w"):
        return "'"
    if after == "A":
        return "|"
    return ">"


def spell(parts: Sequence[str]) -> list[str]:
    """Spelling of a word given in sound notation, part by part.

    A doubled consonant across two parts is written in the second, a hamza with
    its long a in the part of the hamza.

    Args:
        parts: the word cut into parts.

    Returns:
        The spelling of each part, short vowels, shadda and sukun marked.
    """
    symbols = [(s, part) for part, text in enumerate(parts) for s in text]
    out = [""] * len(parts)
    skip = -1
    for i, (s, part) in enumerate(symbols):
        if i == skip:
            continue
        before = symbols[i - 1][0] if i else ""
        after, after_part = symbols[i + 1] if i + 1 < len(symbols) else ("", part)
        if s == "'" == after:
            out[part] += seat(before, symbols[i + 2][0] if i + 2 < len(symbols) else "", False) + "~"
            skip = i + 1
        elif s == "'":
            letter = seat(before, after, i == 0)
            out[part] += letter
            if letter == "|":
                skip = i + 1
            elif is_consonant(after):
                out[part] += "o"
        elif s in SHORT:
            out[part] += s
        elif s == "Y" and before == "y":
            out[part] += "aA"
        elif s in LONG:
            out[part] += {"A": "aA", "I": "iy", "U": "uw", "Y": "aY"}[s]
        elif s == "=" or s == "{":
            out[part] += "A"
        elif s == after:
            out[after_part] += s + "~"
            skip = i + 1
        else:
            out[part] += s + ("o" if is_consonant(after) else "")
    return out


def last_sound(spelling: str) -> str:
    """Sound symbol that a piece of spelling ends in."""
    text = spelling.rstrip("o~")
    if not text:
        return ""
    end = text[-1]
    before = text[-2] if len(text) > 1 else ""
    if end == "A" or end == "|":
        return "A"
    if end == "y" and (before == "i" or before not in MARKS):
        return "I"
    if end == "w" and (before == "u" or before not in MARKS):
        return "U"
    return end


def connects(spelling: str) -> bool:
    """Whether the last letter of a piece of spelling joins the letter after it."""
    letters = unmark(spelling)
    return bool(letters) and letters[-1] not in _NON_CONNECTING
