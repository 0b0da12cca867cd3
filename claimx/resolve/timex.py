"""Time expressions: from rule captures to TIMEX3 values, bounds and intervals.

Only ``doc.published`` anchors relative expressions, never the clock. Without it a
value keeps its unknown digits (``XXXX-07``) and there is no interval.

A bare month, weekday, quarter or season takes the nearest reading that the tense of its clause
allows: the nearest verb or tense word before it in the sentence decides, then the
nearest after it, then the bound (``since`` looks back, ``by`` and ``until`` look ahead), and the past where nothing
says.
"""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import regex

from claimx.candidates.context import Context
from claimx.model.candidate import Candidate
from claimx.model.draft import DateDraft
from claimx.resolve.calendar import (
    SEASONS,
    add_durations,
    easter,
    ending,
    hijri_interval,
    hijri_year_of,
    interval,
    iso_duration,
    months,
    nth_weekday,
    shift,
)
from claimx.resolve.fiscal import fiscal_year_of
from claimx.resolve.tense import Direction

EVENING = ("EV", "NI", "AF")
"""Parts of the day in which an hour up to eleven is one after noon."""
BESIDE = 4
"""Tokens between a day and a time on it, where nothing is told."""
FROM = "\u0645\u0646"
MONTHS = 12
WARN_FISCAL = "fiscal period: not the calendar's"
WARN_UNANCHORED = "no publication date to resolve it against"


@dataclass(frozen=True, slots=True)
class Value:
    """A resolved value.

    Attributes:
        timex, value, mod: of TIMEX3.
        warnings: what could not be resolved.
        calendar: ``gregorian``, ``hijri`` or ``fiscal``.
        runner_up: another reading.
        relative: signed ISO duration from publication, where the expression is relative to it.
        days: first and last day, where the value does not say them.
        dated: whether the expression names its own year.
    """

    timex: str
    value: str
    mod: str | None = None
    warnings: tuple[str, ...] = ()
    calendar: str = "gregorian"
    runner_up: str | None = None
    relative: str | None = None
    days: tuple[date, date] | None = None
    dated: bool = True


def resolve_dates(ctx: Context, chosen: Sequence[Candidate]) -> list[DateDraft]:
    """The document's dates, durations and sets, in text order.

    Args:
        ctx: the document; ``ctx.doc.published`` is the only anchor.
        chosen: the proposals that stand, see `claimx.resolve.stand.stand`.
    """
    resolver = _Resolver(ctx)
    drafts: list[DateDraft] = []
    undated: set[int] = set()
    for cand in chosen:
        if cand.label != "date":
            continue
        value = resolver.resolve(cand, drafts)
        if value is None:
            continue
        if not value.dated:
            undated.add(len(drafts))
        drafts.append(resolver.draft(cand, value))
    return _paired(ctx, drafts, undated)


class _Resolver:
    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.now = ctx.doc.published
        self.direction = Direction(ctx)

    # ------------------------------------------------------------------ dispatch
    def resolve(self, cand: Candidate, before: Sequence[DateDraft]) -> Value | None:
        form = str(cand.fields.get("form", ""))
        part = self._text(cand, "part.value")
        mod = part if part in ("START", "MID", "END") else None
        found: Value | None
        if form == "same":
            found = self._same(cand, before)
        elif form == "period":
            found = self._period(cand, before)
        elif form == "clock":
            found = self._clock(cand, before)
        elif form == "quarter":
            found = self._quarter(cand, before)
        elif form == "sameday":
            found = self._sameday(before)
        elif form in ("yearbefore", "yearsame"):
            found = self._yearbefore(before, 1 if form == "yearbefore" else 0)
        else:
            method = getattr(self, f"_{form}", None)
            found = method(cand) if method is not None else None
        if found is None:
            return None
        if mod is not None and found.mod is None:
            found = replace(found, mod=mod)
        if found.mod is None and self._approx(cand):
            found = replace(found, mod="APPROX")
        if "X" in found.value and self.now is None and found.timex in ("DATE", "TIME"):
            found = replace(found, warnings=(*found.warnings, WARN_UNANCHORED))
        return found

    def draft(self, cand: Candidate, value: Value) -> DateDraft:
        """What is kept of a value: with its bound, its interval and the words that bound it."""
        bound, match = self.direction.bound(cand), self.direction.bound_match(cand)
        days = value.days
        if days is None and value.calendar == "fiscal":
            days = fiscal_year_of(self.ctx, cand.first, value.value)
            if days is not None:
                value = replace(value, warnings=tuple(w for w in value.warnings if w != WARN_FISCAL))
        elif days is None and value.timex == "DURATION":
            rel = self._int(cand, "rel.value")
            if rel:
                value = replace(value, relative=f"{'-' if rel < 0 else '+'}{value.value}")
            days = self._from_now(cand, value.value, bound)
        elif days is None:
            first, last = interval(value.value)
            days = (first, last) if first is not None and last is not None else None
        cue = (match.start, self.ctx.doc.tokens[match.last - 1].end) if match is not None and bound else None
        return DateDraft(
            cand.first, cand.last, cand.start, cand.end, cand.by, cand.score, value.timex, value.value,
            mod=value.mod, bound=bound, begin=days[0].isoformat() if days else None,
            end_date=days[1].isoformat() if days else None, warnings=value.warnings, runner_up=value.runner_up,
            calendar=value.calendar, relative=value.relative, cue=cue,
        )  # fmt: skip

    def _from_now(self, cand: Candidate, value: str, bound: str | None) -> tuple[date, date] | None:
        """The days that a duration reaches from publication: ``two days ago``, ``the next three months``.

        Only where nothing follows that it could be counted from instead (``two days after the launch``).
        """
        if self.now is None or "/" in value:
            return None
        rel = self._int(cand, "rel.value")
        if rel is not None and rel != 0:
            far = shift(self.now, value, rel)
            if far is None:
                return None
            return (far, self.now - timedelta(1)) if rel < 0 else (self.now + timedelta(1), far)
        if bound not in ("before", "after") or self._counted_from(cand):
            return None
        day = shift(self.now, value, -1 if bound == "before" else 1)
        return (day, day) if day is not None else None

    def _counted_from(self, cand: Candidate) -> bool:
        """Whether an event follows from which the duration is counted."""
        tokens = self.ctx.doc.tokens
        if cand.last >= len(tokens) or tokens[cand.last].sent != tokens[cand.first].sent:
            return False
        after = tokens[cand.last]
        if after.norm == FROM:
            return cand.last + 1 < len(tokens) and "time.now" not in self.ctx.words[cand.last + 1]
        return False

    @staticmethod
    def _text(cand: Candidate, name: str) -> str:
        value = cand.fields.get(name)
        return "" if value is None else str(value)

    def _int(self, cand: Candidate, name: str) -> int | None:
        text = self._text(cand, name)
        try:
            return int(Decimal(text)) if text else None
        except ArithmeticError:
            return None

    # ------------------------------------------------------------------ years
    def _year_of(self, cand: Candidate) -> int | None:
        """The year that the expression names, absolutely or relative to publication."""
        year = self._int(cand, "year.value")
        if year is not None:
            return year
        if self.now is None:
            return None
        unit = self._text(cand, "of.value") or self._text(cand, "fiscal.value")
        if unit == "Y":
            return self.now.year + (self._int(cand, "ofrel.value") or 0)
        return None

    def _fiscal_mark(self, cand: Candidate) -> bool:
        return bool(self._text(cand, "fiscal.form") or self._text(cand, "fisc.form") or self._text(cand, "fisc2.form"))

    @staticmethod
    def _y(year: int | None) -> str:
        return "XXXX" if year is None else f"{year:04d}"

    # ------------------------------------------------------------------ forms
    def _day(self, cand: Candidate) -> Value | None:
        day, month = self._int(cand, "day.value"), self._int(cand, "month.value")
        if day is None or month is None or self._doubled_wrongly(cand):
            return None
        year = self._year_of(cand)
        dated = year is not None
        if year is None and self.now is not None:
            year = self._near_year(cand, lambda y: (y, month, day), (self.now.year, self.now.month, self.now.day))
            year = self._year_by_weekday(cand, year, month, day)
        if day > calendar.monthrange(year or 2024, month)[1]:
            return None
        return Value("DATE", f"{self._y(year)}-{month:02d}-{day:02d}", dated=dated)

    def _year_by_weekday(self, cand: Candidate, year: int, month: int, day: int) -> int:
        """The year nearest to one that is likely in which the day falls on the weekday that is named."""
        weekday = self._int(cand, "weekday.value")
        if weekday is None:
            return year
        for near in (year, year - 1, year + 1):
            if day <= calendar.monthrange(near, month)[1] and date(near, month, day).isoweekday() == weekday:
                return near
        return year

    def _doubled_wrongly(self, cand: Candidate) -> bool:
        second = self._text(cand, "month2.value")
        return bool(second) and second != self._text(cand, "month.value")

    def _dayof(self, cand: Candidate) -> Value | None:
        """A day of this, the last, the next month."""
        day = self._int(cand, "day.value")
        if day is None:
            return None
        if self.now is None:
            return Value("DATE", f"XXXX-XX-{day:02d}", relative=f"{self._int(cand, 'ofrel.value') or 0:+d}M")
        index = self.now.year * 12 + self.now.month - 1 + (self._int(cand, "ofrel.value") or 0)
        return self._day_in(index, day)

    @staticmethod
    def _day_in(index: int, day: int) -> Value | None:
        """A day of the month that is the ``index``th since the year 0."""
        year, month = index // 12, index % 12 + 1
        if day > calendar.monthrange(year, month)[1]:
            return None
        return Value("DATE", f"{year:04d}-{month:02d}-{day:02d}", dated=False)

    def _bareday(self, cand: Candidate) -> Value | None:
        """A day of a month that is not named: the nearest that the tense, and the weekday where it is named, allow."""
        day, weekday = self._int(cand, "day.value"), self._int(cand, "weekday.value")
        if day is None:
            return None
        if self.now is None:
            return Value("DATE", f"XXXX-XX-{day:02d}")
        index = self.now.year * 12 + self.now.month - 1
        future = self.direction.tense(cand) == "future"
        near = [index, index + 1, index + 2] if future else [index, index - 1, index - 2]
        if weekday is not None:
            near = [index, index - 1, index + 1, index - 2, index + 2]
        for k in near:
            found = self._day_in(k, day)
            if found is None:
                continue
            there = date.fromisoformat(found.value)
            if weekday is not None:
                if there.isoweekday() == weekday:
                    return found
            elif (there >= self.now) if future else (there <= self.now):
                return found
        return None

    def _nthday(self, cand: Candidate) -> Value | None:
        """The nth or last weekday of a month."""
        weekday = self._int(cand, "weekday.value")
        number = -1 if "last" in cand.captures else self._int(cand, "ord.value") or 0
        if weekday is None or not (number == -1 or 1 <= number <= 5):
            return None
        if self._text(cand, "month.value"):
            month = self._month(cand)
            if month is None or "X" in month.value:
                return month and replace(month, value=f"{month.value}-WXX-{weekday}")
            year, in_year = int(month.value[:4]), int(month.value[5:7])
        elif self.now is None:
            return Value("DATE", f"XXXX-XX-WXX-{weekday}")
        else:
            index = self.now.year * 12 + self.now.month - 1 + (self._int(cand, "ofrel.value") or 0)
            year, in_year = index // 12, index % 12 + 1
        day = nth_weekday(year, in_year, weekday, number)
        return None if day is None else Value("DATE", day.isoformat())

    def _holiday(self, cand: Candidate) -> Value | None:
        """A holiday by the rule that its row gives: a day of the year, an nth weekday, a Hijri day."""
        rule = self._text(cand, "holiday.value")
        year = self._year_of(cand)
        if year is None and self.now is None:
            return Value("DATE", f"XXXX-{rule}" if regex.fullmatch(r"\d\d-\d\d", rule) else "XXXX-XX-XX")
        if year is not None:
            day = _holiday_in(rule, year)
        else:
            assert self.now is not None
            now = self.now
            days = [d for y in (now.year - 1, now.year, now.year + 1) if (d := _holiday_in(rule, y)) is not None]
            rel = self._int(cand, "rel.value")
            future = rel == 1 or (rel is None and self.direction.tense(cand) == "future")
            fit = [d for d in days if (d >= now if future else d <= now)]
            day = (min(fit) if future else max(fit)) if fit else None
        return None if day is None else Value("DATE", day.isoformat())

    def _hijri(self, cand: Candidate) -> Value | None:
        """A Hijri date: the Gregorian day, or the interval of its month or year."""
        day, month, year = self._int(cand, "day.value"), self._int(cand, "month.value"), self._int(cand, "year.value")
        written = f"{year or 'XXXX'}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
        if year is not None and year >= 1900:
            year, written = self._hijri_in(year, month), written
        elif year is None and month is not None and self.now is not None:
            year = self._hijri_near(cand, month, day)
        days = hijri_interval(year, month, day) if year is not None else None
        if days is None:
            value = "XXXX-XX-XX" if day else "XXXX-XX" if month else "XXXX"
            return Value("DATE", value, warnings=("Hijri date that cannot be converted",), calendar="hijri")
        value = days[0].isoformat() if days[0] == days[1] else f"{days[0]}/{days[1]}"
        return Value("DATE", value, calendar="hijri", runner_up=None, relative=None, days=days)

    @staticmethod
    def _hijri_in(year: int, month: int | None) -> int | None:
        """The Hijri year whose month begins in a Gregorian year."""
        first = hijri_year_of(date(year, 1, 1)) if 1925 <= year <= 2076 else None
        if first is None:
            return None
        for y in (first, first + 1):
            days = hijri_interval(y, month or 1)
            if days is not None and days[0].year == year:
                return y
        return first

    def _hijri_near(self, cand: Candidate, month: int, day: int | None) -> int | None:
        """The Hijri year in which the month is nearest to publication as the tense allows."""
        assert self.now is not None
        here = hijri_year_of(self.now)
        found = {y: days for y in (here - 1, here, here + 1) if (days := hijri_interval(y, month, day)) is not None}
        rel = self._int(cand, "rel.value")
        future = rel == 1 or (rel is None and self.direction.tense(cand) == "future")
        if future:
            return min((y for y, d in found.items() if d[1] >= self.now), default=None)
        return max((y for y, d in found.items() if d[0] <= self.now), default=None)

    def _clock(self, cand: Candidate, before: Sequence[DateDraft]) -> Value | None:
        """A time of day, on the day that the expression names, or else on the last one named close before."""
        hour = self._int(cand, "clock.hour") if "clock" in cand.captures else self._int(cand, "hour.value")
        minute = self._int(cand, "clock.minute") or 0
        minute += self._int(cand, "past.value") or 0
        if hour is None or hour > 24:
            return None
        if minute < 0:
            hour, minute = hour - 1, minute + 60
        day, part = self._clock_day(cand, before)
        half = self._text(cand, "half.value") or part
        if half in ("PM", *EVENING) and hour < 12 and not (half == "NI" and hour < 5):
            hour += 12
        elif half == "AM" and hour == 12:
            hour = 0
        if not (0 <= hour <= 24 and 0 <= minute < 60):
            return None
        return Value("TIME", f"{day}T{hour % 24:02d}:{minute:02d}")

    def _clock_day(self, cand: Candidate, before: Sequence[DateDraft]) -> tuple[str, str]:
        """The day of a time, and the part of the day that the day was named with."""
        if self._text(cand, "month.value"):
            found = self._day(cand)
        elif self._text(cand, "weekday.value"):
            found = self._weekday(cand)
        elif self._text(cand, "dayrel.value"):
            found = self._dayrel(cand)
        else:
            found = None
        if found is not None:
            return found.value, ""
        sent = self.ctx.doc.tokens[cand.first].sent
        told = self.direction.tense(cand) == "past"
        for draft in reversed(before):
            if sent - self.ctx.doc.tokens[draft.first].sent > 1:
                break
            if not told and cand.first - draft.last > BESIDE:
                continue
            day, _, part = draft.value.partition("T")
            if draft.timex in ("DATE", "TIME") and regex.fullmatch(r"\d{4}-\d\d-\d\d", day):
                return day, "" if ":" in part else part
        return "", ""

    def _ending(self, cand: Candidate) -> Value | None:
        """A year, or so many months, that ended with a day or a month."""
        end = self._day(cand) if self._text(cand, "day.value") else self._month(cand)
        unit = self._text(cand, "period.value") or "Y"
        count = self._int(cand, "number.value") or (2 if self._text(cand, "two.value") else 1)
        unit = self._text(cand, "two.value") or unit
        if end is None or unit not in ("Y", "M", "Q", "H"):
            return None
        last = interval(end.value)[1]
        return replace(end, value=ending(last, unit, count)) if last is not None else Value("DATE", "XXXX")

    def _sameday(self, before: Sequence[DateDraft]) -> Value | None:
        """The day that was named last."""
        for draft in reversed(before):
            day = draft.value.partition("T")[0]
            if regex.fullmatch(r"[\dX]{4}-[\dX]{2}-[\dX]{2}", day):
                return Value("DATE", day)
        return None

    def _yearbefore(self, before: Sequence[DateDraft], less: int) -> Value | None:
        """So many years before the one that was named last."""
        for draft in reversed(before):
            if draft.timex == "DATE" and draft.value[:4].isdecimal():
                return Value("DATE", f"{int(draft.value[:4]) - less:04d}")
        return None

    def _month(self, cand: Candidate) -> Value | None:
        month = self._int(cand, "month.value")
        if month is None or self._doubled_wrongly(cand) or self._verbal(cand):
            return None
        year = self._year_of(cand)
        dated = year is not None
        if year is None and self.now is not None:
            year = self._near_year(cand, lambda y: (y, month), (self.now.year, self.now.month))
        return Value("DATE", f"{self._y(year)}-{month:02d}", dated=dated)

    def _near_year(
        self, cand: Candidate, make: Callable[[int], tuple[int, ...]], now: tuple[int, ...], in_year: int = MONTHS
    ) -> int:
        """The year nearest to publication for which the tense or the relative adjective is true.

        Args:
            cand: the proposal.
            make: from a year to the year and the part of it that is meant, perhaps with its day.
            now: the same of publication.
            in_year: how many such parts a year has.
        """
        assert self.now is not None
        rel = self._int(cand, "rel.value")
        here = self.now.year
        if rel == 0:
            return here
        if rel is not None and rel < 0:
            return (here if make(here) < now else here - 1) + rel + 1
        if rel is not None:
            return (here if make(here) > now else here + 1) + rel - 1
        tense = self.direction.tense(cand)
        if tense == "planned":
            away = {y: in_year * (y - here) + make(y)[1] - now[1] for y in (here, here - 1, here + 1)}
            return min(away, key=lambda y: abs(away[y]))
        if tense == "future":
            return here if make(here) >= now else here + 1
        return here if make(here) <= now else here - 1

    def _verbal(self, cand: Candidate) -> bool:
        """A month name that the analysis takes for a finite verb (to practise), with nothing that dates around it."""
        token = self.ctx.doc.tokens[cand.captures["month"].first]
        before = self.ctx.words[token.i - 1] if token.i else {}
        alone = cand.last == cand.first + 1 and "month.before" not in before and "month" not in before
        return alone and "month.weak" in self.ctx.words[token.i]

    def _weekday(self, cand: Candidate) -> Value | None:
        weekday = self._int(cand, "weekday.value")
        if weekday is None:
            return None
        if self.now is None:
            away = self._text(cand, "dayrel.value")
            if away:
                return Value("DATE", "XXXX-XX-XX", relative=f"{int(away):+d}D")
            return Value("DATE", f"XXXX-WXX-{weekday}")
        if self._text(cand, "of.value") == "W":
            iso = (self.now + timedelta(7 * (self._int(cand, "ofrel.value") or 0))).isocalendar()
            return Value("DATE", date.fromisocalendar(iso.year, iso.week, weekday).isoformat())
        offset = self._int(cand, "dayrel.value")
        if offset is not None:
            day = self.now + timedelta(offset)
            if day.isoweekday() == weekday:
                return Value("DATE", day.isoformat())
            near = self._weekday_near(cand, weekday)
            return Value(
                "DATE", near.isoformat(), warnings=("weekday and relative day disagree",), runner_up=day.isoformat()
            )
        return Value("DATE", self._weekday_near(cand, weekday).isoformat())

    def _weekday_near(self, cand: Candidate, weekday: int) -> date:
        assert self.now is not None
        back = (self.now.isoweekday() - weekday) % 7
        rel = self._int(cand, "rel.value")
        if rel is not None and rel < 0:
            return self.now - timedelta((back or 7) - 7 * (rel + 1))
        if rel is not None and rel > 0:
            return self.now + timedelta(7 * rel - back)
        if rel is None and not self._text(cand, "dayrel.value") and self.direction.tense(cand) == "future":
            return self.now + timedelta((7 - back) % 7)
        return self.now - timedelta(back)

    def _dayrel(self, cand: Candidate) -> Value | None:
        offset = self._int(cand, "dayrel.value") or 0
        if self.now is None:
            return Value("DATE", "XXXX-XX-XX", relative=f"{offset:+d}D")
        return Value("DATE", (self.now + timedelta(offset)).isoformat(), relative=f"{offset:+d}D")

    def _daypart(self, cand: Candidate) -> Value | None:
        base = self._weekday(cand) if self._text(cand, "weekday.value") else self._dayrel(cand)
        if base is None:
            return None
        return replace(base, timex="TIME", value=f"{base.value}T{self._text(cand, 'daypart.value')}")

    def _night(self, cand: Candidate) -> Value | None:
        text = self._text(cand, "night.value")
        offset, part = text.split("T", 1)
        day = (self.now + timedelta(int(offset))).isoformat() if self.now else "XXXX-XX-XX"
        return Value("TIME", f"{day}T{part}", relative=f"{int(offset):+d}D")

    def _anchor(self, cand: Candidate, unit: str, before: Sequence[DateDraft]) -> date | None:
        """What a period is relative to: publication, or (the previous, the following one) the last period named."""
        where = cand.captures.get("rel")
        if where is None or "rel.anaphor" not in self.ctx.words[where.first]:
            return self.now
        sent = self.ctx.doc.tokens[cand.first].sent
        shape = {"Y": r"\d{4}", "M": r"\d{4}-\d\d", "Q": r"\d{4}-Q\d", "H": r"\d{4}-H\d", "W": r"\d{4}-W\d\d"}.get(unit)
        for draft in reversed(before):
            if shape is None or sent - self.ctx.doc.tokens[draft.first].sent > 2:
                break
            if draft.begin and regex.fullmatch(shape, draft.value) and not draft.by.endswith("same-period"):
                return date.fromisoformat(draft.begin)
        return self.now

    def _period(self, cand: Candidate, before: Sequence[DateDraft]) -> Value | None:
        unit = self._text(cand, "period.value")
        rel = self._int(cand, "rel.value") or 0
        now = self._anchor(cand, unit, before)
        relative = f"{rel:+d}{'W' if unit == 'WE' else unit}"
        value = RELATIVE.get(unit) if now is None else _period_value(now, unit, rel)
        return None if value is None else Value("DATE", value, relative=relative if now is self.now else None)

    def _quarter(self, cand: Candidate, before: Sequence[DateDraft]) -> Value | None:
        unit = self._text(cand, "q.value")
        number = self._int(cand, "ord.value")
        per = 4 if unit == "Q" else 2
        if number is None:
            number = per if self._text(cand, "last.value") else None
        if number is None or not 1 <= number <= per:
            return None
        year = self._year_of(cand)
        if year is None and "ofit" in cand.captures:
            year = next((int(d.value[:4]) for d in reversed(before) if d.value[:4].isdecimal()), None)
        dated = year is not None
        if year is None and self.now is not None:
            current = (self.now.month - 1) // (12 // per) + 1
            year = self._near_year(cand, lambda y: (y, number), (self.now.year, current), in_year=per)
        value = Value("DATE", f"{self._y(year)}-{unit}{number}", dated=dated)
        return replace(value, warnings=(WARN_FISCAL,), calendar="fiscal") if self._fiscal_mark(cand) else value

    def _months(self, cand: Candidate) -> Value | None:
        count = 2 if self._text(cand, "two.value") else self._int(cand, "number.value")
        if self._text(cand, "unit.value") not in ("", "M"):
            return self._duration(cand)
        if count is None or not 1 < count < 12:
            return None
        year = self._year_of(cand)
        if year is None and self.now is not None:
            year = self.now.year + (self._int(cand, "rel.value") or 0)
        y = self._y(year)
        if count in (3, 6):
            return Value("DATE", f"{y}-{'Q' if count == 3 else 'H'}1")
        return Value("DATE", f"{y}-01/{y}-{count:02d}")

    def _same(self, cand: Candidate, before: Sequence[DateDraft]) -> Value | None:
        year = self._year_of(cand)
        where = cand.captures.get("ofrel")
        anaphor = where is not None and "rel.anaphor" in self.ctx.words[where.first]
        y = self._y(year)
        for draft in reversed(before):
            if anaphor and draft.timex == "DATE" and draft.value[:4].isdecimal():
                y = f"{int(draft.value[:4]) + (self._int(cand, 'ofrel.value') or 0):04d}"
            if (
                draft.timex == "DATE"
                and len(draft.value) > 5
                and draft.value[4] == "-"
                and draft.value[5] in "QH0123456789"
            ):
                if draft.value.count("-") == 1:
                    return Value("DATE", f"{y}-{draft.value[5:]}")
        return Value("DATE", y)

    def _weekof(self, cand: Candidate) -> Value | None:
        """ISO week whose Thursday is the nth (or last) of the month or year."""
        number = 0 if self._text(cand, "last.value") else self._int(cand, "ord.value") or 0
        if self._text(cand, "of.value") == "M" and self.now is not None and not self._text(cand, "month.value"):
            index = self.now.year * 12 + self.now.month - 1 + (self._int(cand, "ofrel.value") or 0)
            first, last = months(index // 12, index % 12 + 1, 1)
        elif self._text(cand, "month.value"):
            month = self._month(cand)
            begin, end = interval(month.value) if month is not None else (None, None)
            if begin is None or end is None:
                return month and Value("DATE", f"{month.value}-WXX")
            first, last = begin, end
        else:
            year = self._year_of(cand)
            if year is None:
                return Value("DATE", "XXXX-WXX")
            first, last = months(year, 1, 12)
        day = first + timedelta((4 - first.isoweekday()) % 7)
        day = last - timedelta((last.isoweekday() - 4) % 7) if number == 0 else day + timedelta(7 * (number - 1))
        if day > last:
            return None
        iso = day.isocalendar()
        return Value("DATE", f"{iso.year:04d}-W{iso.week:02d}")

    def _year(self, cand: Candidate) -> Value | None:
        year = self._int(cand, "year.value")
        return None if year is None else Value("DATE", f"{year:04d}")

    def _fiscal(self, cand: Candidate) -> Value | None:
        return Value("DATE", self._y(self._year_of(cand)), warnings=(WARN_FISCAL,), calendar="fiscal")

    def _numeric(self, cand: Candidate) -> Value | None:
        parts: dict[str, int] = {}
        for name in ("year", "month", "day", "year2", "month2"):
            capture = cand.captures.get(name)
            if capture is not None:
                digits = self.ctx.doc.text[capture.start : capture.end]
                parts[name.rstrip("2")] = int("".join(str(unicodedata.digit(c)) for c in digits))
        if len(parts) < 3:
            return self._numeric_text(cand)
        return self._checked(parts["year"], parts["month"], parts["day"])

    def _numeric_text(self, cand: Candidate) -> Value | None:
        """Where the parts lie inside one token, they are read off the text."""
        text = self.ctx.doc.text[cand.start : cand.end]
        numbers = [int("".join(str(unicodedata.digit(c)) for c in run)) for run in regex.findall(r"\d+", text)]
        if len(numbers) != 3:
            return None
        if numbers[0] > 31:
            return self._checked(*numbers)
        return self._checked(numbers[2], numbers[1], numbers[0])

    def _dayslash(self, cand: Candidate) -> Value | None:
        """Day and month in digits, in the order in which they can be."""
        numbers = [int(run) for run in self.ctx.doc.text[cand.start : cand.end].split("/")]
        day, month = numbers if numbers[1] <= 12 else (numbers[1], numbers[0])
        fields = {**cand.fields, "day.value": str(day), "month.value": str(month)}
        return self._day(replace(cand, fields=fields)) if month <= 12 else None

    @staticmethod
    def _checked(year: int, month: int, day: int) -> Value | None:
        if month > 12 >= day:
            month, day = day, month
        if year < 100:
            year += 2000 if year < 70 else 1900
        try:
            value = date(year, month, day).isoformat()
        except ValueError:
            return None
        if not 1900 <= year <= 2100:
            return None
        swapped = f"{year:04d}-{day:02d}-{month:02d}" if day <= 12 and day != month else None
        return Value("DATE", value, runner_up=swapped)

    def _latinquarter(self, cand: Candidate) -> Value | None:
        written = self._text(cand, "latin.form").upper()
        return Value("DATE", f"{self._y(self._int(cand, 'year.value'))}-{written}")

    def _daysof(self, cand: Candidate) -> Value | None:
        """A day whose month stands after another day: its month is looked up in the text."""
        tokens = self.ctx.doc.tokens
        for i in range(cand.last, min(cand.last + 5, len(tokens))):
            found = self.ctx.words[i].get("month")
            if found and tokens[i].sent == tokens[cand.first].sent:
                return self._day(replace(cand, fields={**cand.fields, "month.value": found[0].entry.value}))
        return None

    def _season(self, cand: Candidate) -> Value | None:
        season = self._text(cand, "season.value")
        year = self._year_of(cand)
        if year is None and self.now is not None:
            start = SEASONS[season]
            year = self._near_year(cand, lambda y: (y, start), (self.now.year, self.now.month))
            if self._text(cand, "rel.value") in ("", "0"):
                if self.direction.bound_word(cand) in ("before", "by", "until") and (year, start + 2) < (
                    self.now.year,
                    self.now.month,
                ):
                    year += 1
                elif self.direction.bound_word(cand) in ("before", "by", "until"):
                    year = self.now.year if start + 2 >= self.now.month else self.now.year + 1
        return Value("DATE", f"{self._y(year)}-{season}")

    def _decade(self, cand: Candidate) -> Value | None:
        digit = self._text(cand, "decade.value")
        rel = self._int(cand, "rel.value")
        recent = digit == "2" or (digit == "3" and self.direction.tense(cand) == "future")
        century = "20" if rel == 0 or (rel is None and recent) else "19"
        return Value("DATE", century + digit)

    def _century(self, cand: Candidate) -> Value | None:
        number = self._int(cand, "ord.value")
        return None if number is None or not 1 <= number <= 30 else Value("DATE", f"{number - 1:02d}")

    # ------------------------------------------------------------------ durations
    def _duration(self, cand: Candidate) -> Value | None:
        names = ("period.value", "two.value", "one.value", "unit.value")
        unit = next((text for name in names if (text := self._text(cand, name))), "")
        if self._text(cand, "two.value"):
            count = Decimal(2)
        elif self._text(cand, "one.value"):
            count = Decimal(1)
        else:
            count = Decimal(self._text(cand, "number.value") or 0)
        half = self._text(cand, "half.value")
        if half:
            count += Decimal(half)
        if count <= 0:
            return None
        low = self._text(cand, "low.value")
        if low:
            return Value("DURATION", f"{iso_duration(Decimal(low), unit)}/{iso_duration(count, unit)}")
        return Value("DURATION", iso_duration(count, unit))

    def _compound(self, cand: Candidate) -> Value | None:
        """Two lengths of time, the larger unit first: one."""
        first = self._duration(cand)
        names = {"number2.value": "number.value", "period2.value": "period.value", "two2.value": "two.value"}
        names["one2.value"] = "one.value"
        rest = {new: cand.fields[old] for old, new in names.items() if old in cand.fields}
        second = self._duration(replace(cand, fields=rest))
        if first is None or second is None:
            return None
        joined = add_durations(first.value, second.value)
        return None if joined is None else Value("DURATION", joined)

    def _few(self, cand: Candidate) -> Value | None:
        unit = self._text(cand, "period.value")
        return Value("DURATION", f"PTX{unit[1:]}" if unit.startswith("T") else f"PX{unit}", mod="APPROX")

    def _set(self, cand: Candidate) -> Value | None:
        weekday = self._int(cand, "weekday.value")
        return Value("SET", f"XXXX-WXX-{weekday}" if weekday else self._text(cand, "set.value"))

    def _every(self, cand: Candidate) -> Value | None:
        found = self._duration(cand)
        return None if found is None else replace(found, timex="SET")

    def _approx(self, cand: Candidate) -> bool:
        tokens = self.ctx.doc.tokens
        sent = tokens[cand.first].sent
        for k in range(cand.first - 1, max(-1, cand.first - 4), -1):
            if tokens[k].sent != sent:
                break
            if any(m.last == cand.first for m in self.ctx.words[k].get("date.approx", ())):
                return True
        if cand.last < len(tokens) and tokens[cand.last].sent == sent:
            after = self.ctx.word(cand.last, "bound.after")
            return after is not None and after.entry.value == "approx"
        return False


RELATIVE = {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "D": "XXXX-XX-XX"}
RELATIVE |= {"Q": "XXXX-QX", "H": "XXXX-HX", "DE": "XXX", "CE": "XX"}
"""Values of periods whose place in the calendar is not known."""


def _period_value(now: date, unit: str, rel: int) -> str | None:
    """TIMEX3 value of the period that lies ``rel`` periods from the one of a day."""
    if unit == "Y":
        return f"{now.year + rel:04d}"
    if unit == "M":
        index = now.year * 12 + now.month - 1 + rel
        return f"{index // 12:04d}-{index % 12 + 1:02d}"
    if unit in ("W", "WE"):
        iso = (now + timedelta(7 * rel)).isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if unit == "WE" else "")
    if unit == "D":
        return (now + timedelta(rel)).isoformat()
    if unit in ("Q", "H"):
        per = 4 if unit == "Q" else 2
        index = now.year * per + (now.month - 1) // (12 // per) + rel
        return f"{index // per:04d}-{unit}{index % per + 1}"
    return {"DE": str(now.year // 10 + rel), "CE": str(now.year // 100 + rel)}.get(unit)


def _holiday_in(rule: str, year: int) -> date | None:
    """The day of a holiday in a Gregorian year.

    Args:
        rule: ``MM-DD``; ``MM/W/n``, the nth (or last, -1) weekday W of a month, with ``+d`` days added; ``hMM-DD``, a
            Hijri day; ``easter``.
        year: the year.
    """
    if found := regex.fullmatch(r"(\d\d)-(\d\d)", rule):
        return date(year, int(found[1]), int(found[2]))
    if found := regex.fullmatch(r"(\d\d)/(\d)/(-?\d)(?:\+(\d))?", rule):
        day = nth_weekday(year, int(found[1]), int(found[2]), int(found[3]))
        return None if day is None else day + timedelta(int(found[4] or 0))
    if found := regex.fullmatch(r"h(\d\d)-(\d\d)", rule):
        for hijri in (year - 579, year - 580, year - 578):
            days = hijri_interval(hijri, int(found[1]), int(found[2]))
            if days is not None and days[0].year == year:
                return days[0]
        return None
    return easter(year) if rule == "easter" else None


def _paired(ctx: Context, drafts: Sequence[DateDraft], undated: set[int]) -> list[DateDraft]:
    """``from A to B`` and ``between A and B`` give since and until, and one that names no year that of the other."""
    out = list(drafts)
    tokens = ctx.doc.tokens
    for k in range(len(out) - 1):
        a, b = out[k], out[k + 1]
        if (
            a.timex not in ("DATE", "TIME")
            or b.timex != a.timex
            or tokens[a.first].sent != tokens[b.first].sent
            or b.first - a.last > 2
        ):
            continue
        middle = range(a.last, b.first)
        to = any("date.to" in ctx.words[i] for i in middle)
        joined = any("range.dash" in ctx.words[i] or tokens[i].text == "/" for i in middle)
        opened = a.first > 0 and "date.from" in ctx.words[a.first - 1]
        between = any("date.between" in ctx.words[i] for i in range(max(0, a.first - 2), a.first))
        beside = b.first - a.last == 1 and len(a.value) == len(b.value)
        if (opened and to) or between or (beside and (joined or to)):
            if k in undated and k + 1 not in undated:
                a = _in_year_of(a, b, not_after=True)
            elif k + 1 in undated:
                b = _in_year_of(b, a, not_after=False)
            if b.begin and a.begin and b.begin < a.begin and b.by == "date.weekday" and a.by == b.by:
                b = _a_week_later(b)
            out[k] = replace(a, bound="since", cue=_opening(ctx, a.first))
            out[k + 1] = replace(b, bound="until")
    return out


def _opening(ctx: Context, first: int) -> tuple[int, int] | None:
    """The words that open a range of dates right before its first one."""
    for k in range(max(0, first - 2), first):
        for label in ("date.between", "date.from"):
            for match in ctx.words[k].get(label, ()):
                if match.last == first:
                    return match.start, ctx.doc.tokens[match.last - 1].end
    return None


def _a_week_later(draft: DateDraft) -> DateDraft:
    """The same weekday of the week after."""
    day = (date.fromisoformat(draft.value) + timedelta(7)).isoformat()
    return replace(draft, value=day, begin=day, end_date=day)


def _in_year_of(draft: DateDraft, other: DateDraft, *, not_after: bool) -> DateDraft:
    """A date that names no year, in the year of the other end of its range or the one next to it."""
    year = other.value[:4]
    if not (year.isdecimal() and draft.value[:4].isdecimal() and draft.value[4:5] == "-" and other.begin):
        return draft
    for near in (int(year), int(year) - 1 if not_after else int(year) + 1):
        value = f"{near:04d}{draft.value[4:]}"
        first, last = interval(value)
        if first is None or last is None:
            continue
        if (first.isoformat() <= other.begin) if not_after else (first.isoformat() >= other.begin):
            return replace(draft, value=value, begin=first.isoformat(), end_date=last.isoformat())
    return draft
