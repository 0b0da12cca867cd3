"""Quantities and dates as resolved, before records and their links are made."""

from __future__ import annotations

from dataclasses import dataclass

Cue = tuple[int, int]
"""Half-open code-point range of words that say something about a value."""


@dataclass(frozen=True, slots=True)
class QuantityDraft:
    """A quantity; the fields up to ``unit_text`` mean what `claimx.model.record.Quantity` says.

    Attributes:
        first, last: half-open token range.
        start, end: half-open code-point range.
        by: id of the rule.
        score: of the rule.
        warnings: slips that were read charitably.
        runner_up: another value that the same characters may have, or None.
        cue: the words that give its modifier, or None.
        elliptical: whether a scale word stands without anything that it counts.
        per: what the amount is per, as a span of the text, or None.
        converts: start of the quantity that this one gives again in another unit, or None.
    """

    first: int
    last: int
    start: int
    end: int
    by: str
    score: float
    kind: str
    value: str
    high: str | None = None
    unit: str | None = None
    modifier: str = "exact"
    literal: str | None = None
    unit_text: str | None = None
    warnings: tuple[str, ...] = ()
    runner_up: str | None = None
    cue: Cue | None = None
    elliptical: bool = False
    per: Cue | None = None
    converts: int | None = None


@dataclass(frozen=True, slots=True)
class DateDraft:
    """A time expression; the fields mean what `claimx.model.record.Date` says.

    Attributes:
        first, last: half-open token range.
        start, end: half-open code-point range.
        by: id of the rule.
        score: of the rule.
        begin, end_date: first and last day of the interval, ISO, or None where it is not known.
        warnings: what could not be resolved.
        runner_up: another reading, or None.
        calendar: ``gregorian``, ``hijri`` or ``fiscal``.
        relative: signed duration from publication, where the expression is relative to it, or None.
        cue: the words that bound it, or None.
    """

    first: int
    last: int
    start: int
    end: int
    by: str
    score: float
    timex: str
    value: str
    mod: str | None = None
    bound: str | None = None
    begin: str | None = None
    end_date: str | None = None
    warnings: tuple[str, ...] = ()
    runner_up: str | None = None
    calendar: str = "gregorian"
    relative: str | None = None
    cue: Cue | None = None
