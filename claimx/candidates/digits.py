"""Digit strings: their separators, and scale words that say their magnitude again.

**Redundant scales.** A digit number that is itself as large as the scale word
after it says the scale twice: ``100,000`` + *thousand* means 100,000. The policy:
an integer ``n`` written in digits directly before a scale word ``S`` is redundant
when ``n >= S`` and ``n`` is grouped by thousands separators, or ``n >= 10 * S``.
So ``200`` or ``1500`` before *thousand*, ``1500`` before *billion* and every
decimal are taken at their word, and ``30,000`` or ``45000`` before *thousand* are
not. The same scale word twice after a number (``100`` + *thousand thousand*)
counts once. ``value`` is what was meant, ``literal`` what was written, and a
warning says so.

**Separators.** U+066C groups and U+066B is the decimal mark, always. The letter
ra between digits is the decimal mark of older agency copy, *fraction first*. For
full stop and commas the form decides: repeated and three digits apart they
group; a part after it that has not three digits is a fraction; a leading zero is
decimal. One separator with exactly three digits after it groups after a comma
(unless the document writes decimal commas elsewhere and a scale word follows)
and is a decimal mark after a full stop, unless a counted noun follows or the document
writes decimal commas.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import regex

from claimx.model.doc import Token

RA = "\u0631"
DECIMAL, GROUP = "\u066b", "\u066c"
COMMAS = ",\u060c"
PLACES = 10
"""Decimal places of a fraction such as a third."""
SPLIT = regex.compile(r"[.,\u066B\u066C\u060C]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a document writes its numbers.

    Attributes:
        decimal_comma: it uses the comma as a decimal mark somewhere.
    """

    decimal_comma: bool = False


def plain(value: Decimal) -> str:
    """Decimal string without exponent or trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"


@functools.cache
def fraction(text: str) -> Decimal:
    """Value of ``numerator/denominator`` (or a plain number) to `PLACES` places."""
    value = Fraction(text)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-PLACES)).normalize()


def read_style(tokens: Sequence[Token]) -> Style:
    """What the document's unmistakable numbers show."""
    for token in tokens:
        if token.shape == "number":
            parts = [p for p in SPLIT.split(token.norm) if p]
            marks = SPLIT.findall(token.norm)
            if len(marks) == 1 and marks[0] == "," and len(parts) == 2 and len(parts[1]) != 3:
                return Style(decimal_comma=True)
    return Style()


Reading = tuple[Decimal, bool, Decimal | None]


def read_digits(norm: str, follows: str = "", style: Style | None = None) -> Reading | None:
    """Value of a digit string, whether it has thousands separators, and the other value that it may have, if any.

    Args:
        norm: digits folded to ASCII, separators as written.
        follows: ``scale``, ``measure``, ``money``, ``counted`` or empty: what comes next.
        style: of the document.

    Returns:
        None where the separators make no number (versions, dates, lists).
    """
    style = style or Style()
    if RA in norm:
        left, _, right = norm.partition(RA)
        if not left.isdecimal():
            return None
        return Decimal(f"{right}.{left}"), False, None
    marks = SPLIT.findall(norm)
    if not marks:
        return Decimal(norm), False, None
    parts = SPLIT.split(norm)
    tail = parts[-1]
    if len(set(marks)) > 1:
        if len(set(marks)) > 2 or marks[-1] in marks[:-1] or any(len(p) != 3 for p in parts[1:-1]):
            return None
        return Decimal("".join(parts[:-1]) + "." + tail), True, None
    mark = marks[0]
    if mark == DECIMAL:
        return (Decimal(f"{parts[0]}.{tail}"), False, None) if len(parts) == 2 else None
    groups = len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:]) and not parts[0].startswith("0")
    whole, decimal = Decimal("".join(parts)), Decimal("".join(parts[:-1]) + "." + tail)
    if mark == GROUP:
        return whole, True, None
    if len(parts) > 2:
        if groups:
            return whole, True, None
        if mark == "." and all(len(p) == 3 for p in parts[1:-1]) and len(parts[0]) <= 3:
            return decimal, True, None
        return None
    if not groups:
        return decimal, False, None
    if mark in COMMAS:
        if style.decimal_comma and follows == "scale" and tail != "000":
            return decimal, False, whole
        return whole, True, decimal if style.decimal_comma else None
    if follows in ("counted", "money") or (style.decimal_comma and follows != "scale"):
        return whole, True, decimal
    return decimal, False, whole


def redundant(value: Decimal, grouped: bool, scale: Decimal) -> bool:
    """Whether a scale word after these digits says their magnitude again (policy in the module's docstring)."""
    if value != value.to_integral() or value < scale:
        return False
    return grouped or value >= 10 * scale
