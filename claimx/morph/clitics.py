"""Cuts a word into proclitics, article, stem and enclitic, with raw offsets.

A reading of camel-tools names its clitics (``prc3`` to ``prc0``, ``enc0``) and spells its parts in order (``bw``), one
part for every clitic, so the parts' lengths give the offsets: spelling variants replace letters, they never add or
drop one.

``lam`` + article is written with two lams: the first is the preposition, the second is the article. Before a stem that
begins with lam itself only two of the three lams are written; the article then has an empty range.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claimx.model.morph import Segment, SegmentKind
from claimx.morph.spelling import without_marks

PROCLITICS = ("prc3", "prc2", "prc1", "prc0")
ARTICLE = "\u0627\u0644"
LAM = "\u0644"
AL = "Al_det"
_NONE = ("", "0", "na", "-")

Group = tuple[SegmentKind, str, int]
"""Kind, usual spelling and number of written letters of a part of a word."""


def clitics_of(reading: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """Proclitics of a reading from the outside in, and its enclitic or an empty string."""
    proclitics = tuple([v for v in map(reading.get, PROCLITICS) if v is not None and v not in _NONE])
    enclitic = reading.get("enc0") or ""
    return proclitics, "" if enclitic in _NONE else enclitic


def segments_of(
    word: str,
    letters: str,
    origin: Sequence[int],
    reading: Mapping[str, Any],
    proclitics: Sequence[str],
    enclitic: str,
) -> tuple[Segment, ...]:
    """A word cut up as a reading says.

    Args:
        word: as it stands in the text.
        letters: its Arabic letters alone.
        origin: raw offset of each letter.
        reading: camel-tools' feature dict.
        proclitics, enclitic: its clitics, see `clitics_of`.

    Returns:
        The segments; the stem alone where the reading's parts do not fit the letters.
    """
    if not proclitics and not enclitic:
        return (Segment("stem", letters, 0, len(word)),)
    bw = without_marks(reading["bw"]).replace("(null)", "")
    parts = [part[: part.rfind("/")] if "/" in part else part for part in bw.split("+")]
    lengths = _lengths(parts, proclitics, len(letters))
    if lengths is None or len(parts) < len(proclitics) + 1 + bool(enclitic):
        return (Segment("stem", letters, 0, len(word)),)
    first, last = len(proclitics), len(parts) - 1 if enclitic else len(parts)
    groups = groups_before(proclitics, parts, lengths)
    groups.append(("stem", "".join(parts[first:last]), sum(lengths[first:last])))
    if enclitic:
        groups.append(("enclitic", parts[-1], lengths[-1]))
    return cut(word, origin, groups)


def groups_before(proclitics: Iterable[str], parts: Iterable[str], lengths: Iterable[int]) -> list[Group]:
    """What stands before the stem, for `cut`; ``parts`` and ``lengths`` may go on after the proclitics."""
    return [
        ("article", ARTICLE, length) if value == AL else ("proclitic", part, length)
        for value, part, length in zip(proclitics, parts, lengths, strict=False)
    ]


def _lengths(parts: Sequence[str], proclitics: Sequence[str], total: int) -> list[int] | None:
    """How many letters each part has in writing; None where they do not add up."""
    lengths = [len(part) for part in parts]
    excess = sum(lengths) - total
    if excess and AL in proclitics:
        k = proclitics.index(AL)
        if k > 0 and 0 < excess <= lengths[k] and parts[k - 1][-1:] == LAM:
            lengths[k] -= excess
            excess = 0
    return lengths if excess == 0 else None


def cut(word: str, origin: Sequence[int], groups: Sequence[Group]) -> tuple[Segment, ...]:
    """Segments of a word from kind, usual spelling and number of written letters of each."""
    segments: list[Segment] = []
    at = 0
    for k, (kind, form, length) in enumerate(groups):
        start = segments[-1].end if segments else 0
        at += length
        end = len(word) if k == len(groups) - 1 or at >= len(origin) else origin[at]
        segments.append(Segment(kind, form, start, max(start, end) if at else start))
    return tuple(segments)
