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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import regex

from claimx.candidates.context import Context
from claimx.candidates.numeral import TATWEEL, plain
from claimx.lexicons.words import WordMatch
from claimx.model.candidate import Candidate
from claimx.model.draft import DateDraft
from claimx.resolve.quantity import stand

Tense = Literal["past", "future"]
WINDOW = 30
"""Tokens around a date in which a word may show the tense."""
LOOK_BACK = 5
"""Tokens before a date in which its bound may begin."""

FUTURE = "sa_fut"
"""The future particle among a reading's proclitics."""

DAY_VALUE = regex.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?")
MONTH_VALUE = regex.compile(r"(\d{4})-(\d\d)")
WEEK_VALUE = regex.compile(r"(\d{4})-W(\d\d)(-WE)?")
PART_VALUE = regex.compile(r"(\d{4})-(Q|H)(\d)")
SEASON_VALUE = regex.compile(r"(\d{4})-(SP|SU|FA|WI)")
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of each season (northern hemisphere, meteorological)."""
SECONDS = {"TMS": 3, "TUS": 6, "TNS": 9}
"""Powers of ten by which these units are smaller than a second."""
NEAR = 5
"""Tokens in which a past verb must stand to make a date after ``by`` or ``before`` a past one."""
SMALLER = {"Y": ("M", 12), "DE": ("Y", 10), "CE": ("Y", 100), "TH": ("TM", 60), "TM": ("TS", 60), "D": ("TH", 24)}


@dataclass(frozen=True, slots=True)
class Value:
    """A resolved value: TIMEX3 type and value, mod, and warnings."""

    timex: str
    value: str
    mod: str | None = None
    warnings: tuple[str, ...] = ()
    fiscal: bool = False
    runner_up: str | None = None


def resolve_dates(ctx: Context, candidates: Sequence[Candidate], blocked: Sequence[Candidate] = ()) -> list[DateDraft]:
    """The document's dates, durations and sets, in text order.

    Args:
        ctx: the document; ``ctx.doc.published`` is the only anchor.
        candidates: what the rules of phase ``values`` proposed.
        blocked: spans inside which a number or month is no date: names, designations.
    """
    chosen = [c for c in stand(candidates, blocked) if c.label == "date"]
    resolver = _Resolver(ctx)
    drafts: list[DateDraft] = []
    for cand in chosen:
        value = resolver.resolve(cand, drafts)
        if value is None:
            continue
        bound = resolver.bound(cand)
        begin, end = (None, None) if value.fiscal else interval(value.value)
        first_day, last_day = (begin.isoformat() if begin else None), (end.isoformat() if end else None)
        drafts.append(
            DateDraft(
                cand.first, cand.last, cand.start, cand.end, cand.by, cand.score, value.timex, value.value,
                mod=value.mod, bound=bound, begin=first_day, end_date=last_day,
                warnings=value.warnings, runner_up=value.runner_up,
            )
        )  # fmt: skip
    return _paired(ctx, drafts)


def interval(value: str) -> tuple[date | None, date | None]:
    """First and last day of a TIMEX3 value; (None, None) where it has none."""
    try:
        if m := DAY_VALUE.fullmatch(value):
            day = date(int(m[1]), int(m[2]), int(m[3]))
            return day, day
        if "/" in value:
            a, b = value.split("/", 1)
            return interval(a)[0], interval(b)[1]
        if m := MONTH_VALUE.fullmatch(value):
            return _months(int(m[1]), int(m[2]), 1)
        if m := WEEK_VALUE.fullmatch(value):
            monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
            return (monday + timedelta(5) if m[3] else monday), monday + timedelta(6)
        if m := PART_VALUE.fullmatch(value):
            size = 3 if m[2] == "Q" else 6
            return _months(int(m[1]), (int(m[3]) - 1) * size + 1, size)
        if m := SEASON_VALUE.fullmatch(value):
            return _months(int(m[1]), SEASONS[m[2]], 3)
        if value.isdecimal() and 2 <= len(value) <= 4:
            size = 10 ** (4 - len(value))
            return date(int(value) * size, 1, 1), date(int(value) * size + size - 1, 12, 31)
    except ValueError:
        pass
    return None, None


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    last = month - 1 + count - 1
    end_year, end_month = year + last // 12, last % 12 + 1
    return date(year, month, 1), date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])


class _Resolver:
    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.now = ctx.doc.published

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
            found = replace(found, warnings=(*found.warnings, "no publication date to resolve it against"))
        return found

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
        if day is None or month is None:
            return None
        if self._doubled_wrongly(cand):
            return None
        year = self._year_of(cand)
        if year is None and self.now is not None:
            year = self._near_year(cand, lambda y: (y, month, day), (self.now.year, self.now.month, self.now.day))
        if day > calendar.monthrange(year or 2024, month)[1]:
            return None
        return Value("DATE", f"{self._y(year)}-{month:02d}-{day:02d}", runner_up=None)

    def _doubled_wrongly(self, cand: Candidate) -> bool:
        second = self._text(cand, "month2.value")
        return bool(second) and second != self._text(cand, "month.value")

    def _dayof(self, cand: Candidate) -> Value | None:
        """A day of this, the last, the next month."""
        day = self._int(cand, "day.value")
        if day is None:
            return None
        if self.now is None:
            return Value("DATE", f"XXXX-XX-{day:02d}")
        index = self.now.year * 12 + self.now.month - 1 + (self._int(cand, "ofrel.value") or 0)
        year, month = index // 12, index % 12 + 1
        if day > calendar.monthrange(year, month)[1]:
            return None
        return Value("DATE", f"{year:04d}-{month:02d}-{day:02d}")

    def _month(self, cand: Candidate) -> Value | None:
        month = self._int(cand, "month.value")
        if month is None or self._doubled_wrongly(cand) or self._verbal(cand):
            return None
        year = self._year_of(cand)
        if year is None and self.now is not None:
            year = self._near_year(cand, lambda y: (y, month), (self.now.year, self.now.month))
        return Value("DATE", f"{self._y(year)}-{month:02d}")

    def _near_year(self, cand: Candidate, make: Callable[[int], tuple[int, ...]], now: tuple[int, ...]) -> int:
        """The year nearest to publication for which the tense or the relative adjective is true."""
        assert self.now is not None
        rel = self._int(cand, "rel.value")
        here = self.now.year
        if rel == -1:
            return here if make(here) < now else here - 1
        if rel == 1:
            return here if make(here) > now else here + 1
        if rel == 0:
            return here
        if self.tense(cand) == "future":
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
        if rel == -1:
            return self.now - timedelta(back or 7)
        if rel == 1:
            return self.now + timedelta(7 - back)
        if rel is None and not self._text(cand, "dayrel.value") and self.tense(cand) == "future":
            return self.now + timedelta((7 - back) % 7)
        return self.now - timedelta(back)

    def _dayrel(self, cand: Candidate) -> Value | None:
        offset = self._int(cand, "dayrel.value") or 0
        if self.now is None:
            return Value("DATE", "XXXX-XX-XX")
        return Value("DATE", (self.now + timedelta(offset)).isoformat())

    def _daypart(self, cand: Candidate) -> Value | None:
        base = self._weekday(cand) if self._text(cand, "weekday.value") else self._dayrel(cand)
        if base is None:
            return None
        return replace(base, timex="TIME", value=f"{base.value}T{self._text(cand, 'daypart.value')}")

    def _night(self, cand: Candidate) -> Value | None:
        text = self._text(cand, "night.value")
        offset, part = text.split("T", 1)
        day = (self.now + timedelta(int(offset))).isoformat() if self.now else "XXXX-XX-XX"
        return Value("TIME", f"{day}T{part}")

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
        if now is None:
            empty = {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX", "D": "XXXX-XX-XX", "Q": "XXXX-QX", "H": "XXXX-HX"}
            return Value("DATE", empty[unit]) if unit in empty else None
        if unit == "Y":
            return Value("DATE", f"{now.year + rel:04d}")
        if unit == "M":
            index = now.year * 12 + now.month - 1 + rel
            return Value("DATE", f"{index // 12:04d}-{index % 12 + 1:02d}")
        if unit in ("W", "WE"):
            iso = (now + timedelta(7 * rel)).isocalendar()
            return Value("DATE", f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if unit == "WE" else ""))
        if unit == "D":
            return Value("DATE", (now + timedelta(rel)).isoformat())
        if unit in ("Q", "H"):
            size = 3 if unit == "Q" else 6
            per = 12 // size
            index = now.year * per + (now.month - 1) // size + rel
            return Value("DATE", f"{index // per:04d}-{unit}{index % per + 1}")
        if unit == "DE":
            return Value("DATE", str(now.year // 10 + rel))
        if unit == "CE":
            return Value("DATE", str(now.year // 100 + rel))
        return None

    def _quarter(self, cand: Candidate) -> Value | None:
        unit = self._text(cand, "q.value")
        number = self._int(cand, "ord.value")
        per = 4 if unit == "Q" else 2
        if number is None:
            number = per if self._text(cand, "last.value") else None
        if number is None or not 1 <= number <= per:
            return None
        year = self._year_of(cand)
        if year is None and self.now is not None:
            current = (self.now.month - 1) // (12 // per) + 1
            year = self._near_year(cand, lambda y: (y, number), (self.now.year, current))
        fiscal = self._fiscal_mark(cand)
        warnings = ("fiscal period: not the calendar's",) if fiscal else ()
        return Value("DATE", f"{self._y(year)}-{unit}{number}", warnings=warnings, fiscal=fiscal)

    def _months(self, cand: Candidate) -> Value | None:
        count = self._int(cand, "number.value")
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
        y = self._y(year)
        for draft in reversed(before):
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
            first, last = _months(index // 12, index % 12 + 1, 1)
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
            first, last = _months(year, 1, 12)
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
        return Value("DATE", self._y(self._year_of(cand)), warnings=("fiscal period: not the calendar's",), fiscal=True)

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

    def _season(self, cand: Candidate) -> Value | None:
        season = self._text(cand, "season.value")
        year = self._year_of(cand)
        if year is None and self.now is not None:
            start = SEASONS[season]
            year = self._near_year(cand, lambda y: (y, start), (self.now.year, self.now.month))
            if self._text(cand, "rel.value") in ("", "0"):
                if self._bound_word(cand) in ("before", "by", "until") and (year, start + 2) < (
                    self.now.year,
                    self.now.month,
                ):
                    year += 1
                elif self._bound_word(cand) in ("before", "by", "until"):
                    year = self.now.year if start + 2 >= self.now.month else self.now.year + 1
        return Value("DATE", f"{self._y(year)}-{season}")

    def _decade(self, cand: Candidate) -> Value | None:
        digit = self._text(cand, "decade.value")
        century = "20" if digit == "2" and not self._text(cand, "rel.value") else "19"
        return Value("DATE", century + digit)

    # ------------------------------------------------------------------ durations
    def _duration(self, cand: Candidate) -> Value | None:
        unit = self._text(cand, "period.value") or self._text(cand, "two.value") or self._text(cand, "one.value")
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
            return Value("DURATION", f"{_iso(Decimal(low), unit)}/{_iso(count, unit)}")
        return Value("DURATION", _iso(count, unit))

    def _set(self, cand: Candidate) -> Value | None:
        return Value("SET", self._text(cand, "set.value"))

    def _every(self, cand: Candidate) -> Value | None:
        found = self._duration(cand)
        return None if found is None else replace(found, timex="SET")

    # ------------------------------------------------------------------ context
    def tense(self, cand: Candidate) -> Tense:
        """What the clause says about the direction of a bare date."""
        bound = self._bound_word(cand)
        if bound == "since" and self._starts_from(cand):
            return next((found for _, found in self._tenses(cand, NEAR + 1)), "future")
        if bound == "since" or self._after_since(cand):
            return "past"
        for i, found in self._tenses(cand, WINDOW):
            return "future" if found == "past" and bound in ("by", "before") and cand.first - i > NEAR else found
        for _, found in self._tenses(cand, WINDOW, after=True):
            return found
        return "future" if bound in ("by", "until", "before") else "past"

    def _tenses(self, cand: Candidate, window: int, *, after: bool = False) -> Iterator[tuple[int, Tense]]:
        """Words with a tense fewer than ``window`` words before a date in its sentence, nearest first; or after it."""
        tokens = self.ctx.doc.tokens
        sent = tokens[cand.first].sent
        places = range(cand.last, cand.last + window) if after else range(cand.first - 1, cand.first - window, -1)
        for i in places:
            if not 0 <= i < len(tokens) or tokens[i].sent != sent:
                return
            found = self._tense_at(i)
            if found is not None:
                yield i, found

    def _starts_from(self, cand: Candidate) -> bool:
        """Whether the bound says where something starts (``as of``), not since when it lasts."""
        found = self._bound_match(cand)
        return found is not None and any("date.from" in self.ctx.words[i] for i in range(found.first, found.last))

    def _after_since(self, cand: Candidate) -> bool:
        """Whether the date belongs to an event that something holds since (``since the ban in May``)."""
        sent = self.ctx.doc.tokens[cand.first].sent
        for k in range(cand.first - 1, max(-1, cand.first - LOOK_BACK), -1):
            if self.ctx.doc.tokens[k].sent != sent:
                break
            if any(m.entry.value == "since" and m.bare for m in self.ctx.words[k].get("date.bound", ())):
                return True
        return False

    def _tense_at(self, i: int) -> Tense | None:
        token = self.ctx.doc.tokens[i]
        here = self.ctx.words[i]
        if "tense.future" in here:
            return "future"
        if "tense.past" in here:
            return "past"
        best = token.analysis
        if best is None or best.pos != "verb":
            return None
        if FUTURE in best.proclitics:
            return "future"
        aspect = best.feats.get("asp")
        if aspect == "p":
            return "past"
        if aspect != "i":
            return None
        for k in (1, 2, 3):
            if i >= k and "tense.past" in self.ctx.words[i - k]:
                return "past"
        return "future"

    def bound(self, cand: Candidate) -> str | None:
        """The bound from the word that governs the expression."""
        found = self._bound_match(cand)
        if found is None:
            return None
        if self._text(cand, "rel.value") and str(cand.fields.get("form")) == "set":
            return None
        return found.entry.value

    def _bound_word(self, cand: Candidate) -> str | None:
        found = self._bound_match(cand)
        return None if found is None else found.entry.value

    def _bound_match(self, cand: Candidate) -> WordMatch | None:
        if cand.fields.get("form") in ("set", "every"):
            return None
        tokens = self.ctx.doc.tokens
        sent = tokens[cand.first].sent
        ends = [cand.first]
        i = cand.first
        while i > 0 and tokens[i - 1].sent == sent and len(ends) < 4:
            text = tokens[i - 1].text.strip(TATWEEL)
            glued = not tokens[i].space_before and "num.joiner" in self.ctx.words[i - 1]
            gap = any(m.bare for m in self.ctx.words[i - 1].get("date.gap", ()))
            if text and not glued and not gap and text != "(":
                break
            i -= 1
            ends.append(i)
        for k in range(cand.first - 2, max(-1, cand.first - LOOK_BACK), -1):
            if tokens[k].sent == sent:
                ends += [k for m in self.ctx.words[k].get("date.gap", ()) if m.last in ends and k not in ends]
        for end in ends:
            best: WordMatch | None = None
            for k in range(end - 1, max(-1, end - 1 - LOOK_BACK), -1):
                if k < 0 or tokens[k].sent != sent:
                    break
                for match in self.ctx.words[k].get("date.bound", ()):
                    if match.last == end and (best is None or match.first < best.first):
                        best = match
            if best is not None:
                return best
        return None

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


def _iso(count: Decimal, unit: str) -> str:
    """ISO 8601 duration; a broken number of years, days, hours takes the next smaller unit where that is whole."""
    if count != count.to_integral() and unit in SMALLER:
        smaller, factor = SMALLER[unit]
        if count * factor == (count * factor).to_integral():
            count, unit = count * factor, smaller
    if unit in SECONDS:
        count, unit = count.scaleb(-SECONDS[unit]), "TS"
    if unit == "DE":
        count, unit = count * 10, "Y"
    if unit == "CE":
        count, unit = count * 100, "Y"
    if unit == "Q":
        count, unit = count * 3, "M"
    if unit.startswith("T"):
        return f"PT{plain(count)}{unit[1:]}"
    return f"P{plain(count)}{unit}"


def _paired(ctx: Context, drafts: Sequence[DateDraft]) -> list[DateDraft]:
    """``from A to B`` and ``between A and B`` give since and until."""
    out = list(drafts)
    tokens = ctx.doc.tokens
    for k in range(len(out) - 1):
        a, b = out[k], out[k + 1]
        if (
            a.timex != "DATE"
            or b.timex != "DATE"
            or tokens[a.first].sent != tokens[b.first].sent
            or b.first - a.last > 2
        ):
            continue
        middle = range(a.last, b.first)
        to = any("date.to" in ctx.words[i] for i in middle)
        joined = any("range.dash" in ctx.words[i] or tokens[i].text == "/" for i in middle)
        opened = a.first > 0 and "date.from" in ctx.words[a.first - 1]
        between = any("date.between" in ctx.words[i] for i in range(max(0, a.first - 2), a.first))
        if (opened and to) or between or (joined and to):
            out[k] = replace(a, bound="since")
            out[k + 1] = replace(b, bound="until")
    return out
