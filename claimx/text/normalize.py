"""A normalised view of a text, with a map back to raw offsets.

Folding is per character, so that each normalised character knows the raw
character it came from: marks, tatweel and invisible controls vanish, alef,
ya and ta-marbuta variants and all decimal digits fold, presentation forms
become plain letters. The raw text itself is never changed.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from claimx.model.doc import Span

PRESENTATION = ((0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
"""Arabic presentation forms A and B, folded by NFKC."""


class _Table(dict[int, str]):
    """Folded characters by code point, as `str.translate` takes them; filled as they are asked for."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold

    def __missing__(self, code: int) -> str:
        folded = self[code] = self._fold(chr(code))
        return folded


class Normalizer:
    """Folds text character by character.

    Args:
        folds: replacement for each character that changes (empty string to delete it), e.g.
            camel-tools' own normalisers and dediacritiser asked about one character at a time.
    """

    def __init__(self, folds: Mapping[str, str]) -> None:
        self._given = dict(folds)
        self._table = _Table(self._fold)

    def char(self, c: str) -> str:
        """Normalised form of one character: empty, one character, or (ligatures) several."""
        return self._table[ord(c)]

    def _fold(self, c: str) -> str:
        if c in self._given:
            return self._given[c]
        code = ord(c)
        if code < 0x80:
            return c
        category = unicodedata.category(c)
        if category in ("Mn", "Me", "Cf"):
            return ""
        if category == "Nd":
            return str(unicodedata.digit(c))
        if any(low <= code <= high for low, high in PRESENTATION):
            return "".join(self.char(x) for x in unicodedata.normalize("NFKC", c) if x != c and x != " ")
        return c

    def word(self, text: str) -> str:
        """Normalised form of a short string, without the map."""
        return text.translate(self._table)

    def view(self, text: str) -> NormalizedView:
        """Normalised form of ``text`` with its offset map."""
        out: list[str] = []
        origin = array("q")
        for i, c in enumerate(text):
            folded = self.char(c)
            if folded:
                out.append(folded)
                origin.extend([i] * len(folded))
        return NormalizedView(text, "".join(out), origin)


@dataclass(frozen=True, slots=True)
class NormalizedView:
    """Normalised text and, for each of its characters, the raw offset it came from.

    Attributes:
        raw: the text as given.
        norm: the normalised text.
        origin: ``origin[i]`` is the raw offset of ``norm[i]``; never decreasing.
    """

    raw: str
    norm: str
    origin: array[int]

    def raw_span(self, start: int, end: int) -> Span:
        """Raw range of the normalised range ``[start, end)``.

        Marks that belong to the last character are taken along; an empty range gives an empty one.

        Raises:
            IndexError: the range is not inside ``norm``.
        """
        if not 0 <= start <= end <= len(self.norm):
            raise IndexError(f"no range [{start}, {end}) in a normalised text of {len(self.norm)} characters")
        if start == end:
            at = self.origin[start] if start < len(self.norm) else len(self.raw)
            return Span(at, at)
        last = self.origin[end - 1] + 1
        while last < len(self.raw) and unicodedata.category(self.raw[last]) == "Mn":
            last += 1
        return Span(self.origin[start], last)

    def norm_offset(self, raw_offset: int) -> int:
        """Index of the first normalised character at or after a raw offset."""
        low, high = 0, len(self.origin)
        while low < high:
            middle = (low + high) // 2
            if self.origin[middle] < raw_offset:
                low = middle + 1
            else:
                high = middle
        return low
