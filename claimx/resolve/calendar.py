"""Calendar arithmetic: TIMEX3 values, their intervals, ISO durations, Hijri dates and fiscal years.

Values follow TIMEX3 (ISO 8601 with TimeML's extensions for weeks, quarters, halves, seasons, decades and parts of the
day; J. Pustejovsky et al., 2003, "TimeML"). Hijri dates follow the Umm al-Qura calendar, as `hijridate` computes it.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal

import regex

from claimx.candidates.digits import plain

DAY_VALUE = regex.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?")
MONTH_VALUE = regex.compile(r"(\d{4})-(\d\d)")
WEEK_VALUE = regex.compile(r"(\d{4})-W(\d\d)(-WE)?")
PART_VALUE = regex.compile(r"(\d{4})-(Q|H)(\d)")
SEASON_VALUE = regex.compile(r"(\d{4})-(SP|SU|FA|WI)")
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of each season (northern hemisphere, meteorological)."""
NEARLY = Decimal("0.000001")
"""What a third of sixty may miss twenty by."""
SECONDS = {"TMS": 3, "TUS": 6, "TNS": 9}
"""Powers of ten by which these units are smaller than a second."""
SMALLER = {"TH": ("TM", 60), "TM": ("TS", 60), "D": ("TH", 24)}
"""The next smaller unit and how many of it there are."""
MULTIPLE = {"DE": (10, "Y"), "CE": (100, "Y"), "Q": (3, "M"), "H": (6, "M")}
"""Units that ISO 8601 writes as multiples of another."""
HIJRI_YEARS = range(1343, 1501)
"""Years of the Umm al-Qura calendar that can be converted."""


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
            return months(int(m[1]), int(m[2]), 1)
        if m := WEEK_VALUE.fullmatch(value):
            monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
            return (monday + timedelta(5) if m[3] else monday), monday + timedelta(6)
        if m := PART_VALUE.fullmatch(value):
            size = 3 if m[2] == "Q" else 6
            return months(int(m[1]), (int(m[3]) - 1) * size + 1, size)
        if m := SEASON_VALUE.fullmatch(value):
            return months(int(m[1]), SEASONS[m[2]], 3)
        if value.isdecimal() and 2 <= len(value) <= 4:
            size = 10 ** (4 - len(value))
            return date(int(value) * size, 1, 1), date(int(value) * size + size - 1, 12, 31)
    except ValueError:
        pass
    return None, None


def months(year: int, month: int, count: int) -> tuple[date, date]:
    """First and last day of ``count`` months from a month on."""
    last = month - 1 + count - 1
    end_year, end_month = year + last // 12, last % 12 + 1
    return date(year, month, 1), date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])


def shift(day: date, duration: str, direction: int) -> date | None:
    """The day that lies an ISO duration after (1) or before (-1) another; None for one shorter than a day or broken."""
    found = regex.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", duration)
    if found is None or duration == "P":
        return None
    years, month, weeks, days = (direction * int(part or 0) for part in found.groups())
    index = day.year * 12 + day.month - 1 + years * 12 + month
    try:
        last = calendar.monthrange(index // 12, index % 12 + 1)[1]
        return date(index // 12, index % 12 + 1, min(day.day, last)) + timedelta(weeks * 7 + days)
    except (ValueError, OverflowError):
        return None


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date | None:
    """The nth weekday (ISO number) of a month, the last one for -1; None where there is none."""
    first, last = months(year, month, 1)
    if number < 0:
        return last - timedelta((last.isoweekday() - weekday) % 7)
    day = first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (number - 1))
    return day if day <= last else None


def easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian computus (J. Meeus, 1991, "Astronomical Algorithms")."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    m = (32 + 2 * e + 2 * (c // 4) - h - c % 4) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def ending(last: date, unit: str, count: int) -> str:
    """TIMEX3 value of ``count`` months or years that end with a day (give or take a few): a calendar year, half or
    quarter where they are one, else an interval of months.
    """
    size = count * {"Y": 12, "M": 1, "Q": 3, "H": 6}[unit]
    month_end = last.day >= 25
    index = last.year * 12 + last.month - (1 if month_end else 2)
    year, month = index // 12, index % 12 + 1
    if size == 12 and month == 12:
        return f"{year:04d}"
    if size in (3, 6) and month % size == 0:
        return f"{year:04d}-{'Q' if size == 3 else 'H'}{month // size}"
    start = index - size + 1
    return f"{start // 12:04d}-{start % 12 + 1:02d}/{year:04d}-{month:02d}"


def hijri_interval(year: int, month: int | None = None, day: int | None = None) -> tuple[date, date] | None:
    """First and last Gregorian day of a Hijri year, month or day; None outside `HIJRI_YEARS` or for no such day."""
    from hijridate import Hijri

    if year not in HIJRI_YEARS or (year + 1 not in HIJRI_YEARS and month is None):
        return None
    try:
        if day is not None:
            found = Hijri(year, month or 1, day).to_gregorian()
            first = last = date(found.year, found.month, found.day)
        else:
            begin = Hijri(year, month or 1, 1)
            begun = begin.to_gregorian()
            first = date(begun.year, begun.month, begun.day)
            days = begin.month_length() if month is not None else begin.year_length()
            last = first + timedelta(days - 1)
    except (ValueError, OverflowError):
        return None
    return first, last


def hijri_year_of(day: date) -> int:
    """The Hijri year in which a Gregorian day lies."""
    from hijridate import Gregorian

    return int(Gregorian(day.year, day.month, day.day).to_hijri().year)


def fiscal_interval(value: str, first_month: int, named_by: str) -> tuple[date, date] | None:
    """First and last day of a fiscal year, half or quarter.

    Args:
        value: ``2025``, ``2025-Q2`` or ``2025-H1``, counted in fiscal years.
        first_month: month in which the company's fiscal year begins.
        named_by: ``end`` or ``start``: which calendar year a fiscal year that spans two is called after.
    """
    found = regex.fullmatch(r"(\d{4})(?:-(Q|H)(\d))?", value)
    if found is None:
        return None
    year = int(found[1]) - (1 if named_by == "end" and first_month > 1 else 0)
    size = {"Q": 3, "H": 6}.get(found[2] or "", 12)
    index = year * 12 + first_month - 1 + size * (int(found[3] or 1) - 1)
    return months(index // 12, index % 12 + 1, size)


DURATION = regex.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def add_durations(a: str, b: str) -> str | None:
    """Two ISO durations of different units as one; None where they share a unit or one is broken."""
    first, second = DURATION.fullmatch(a), DURATION.fullmatch(b)
    if first is None or second is None:
        return None
    pairs = list(zip(first.groups(), second.groups(), strict=True))
    if any(x and y for x, y in pairs):
        return None
    units = [(x or y or "") + unit if x or y else "" for (x, y), unit in zip(pairs, "YMWDHMS", strict=True)]
    day, clock = "".join(units[:4]), "".join(units[4:])
    return f"P{day}" + (f"T{clock}" if clock else "")


def iso_duration(count: Decimal, unit: str) -> str:
    """ISO 8601 duration.

    A broken number of years takes months, one of decades years; a broken number of days, hours or minutes is written
    with the next smaller unit beside it (``PT1H30M``) where that is whole.
    """
    if unit in SECONDS:
        count, unit = count.scaleb(-SECONDS[unit]), "TS"
    if unit in MULTIPLE:
        factor, unit = MULTIPLE[unit]
        count *= factor
    if unit == "Y" and count % 1 and (count * 12) % 1 == 0:
        count, unit = count * 12, "M"
    if unit in SMALLER and count % 1:
        smaller, factor = SMALLER[unit]
        rest = (count % 1) * factor
        rest = Decimal(round(rest)) if abs(rest - round(rest)) < NEARLY else rest
        if rest == int(rest):
            whole = count // 1
            head = f"{plain(whole)}{unit[-1]}" if whole else ""
            if unit == "D":
                return f"P{head}T{plain(rest)}{smaller[-1]}"
            return f"PT{head}{plain(rest)}{smaller[-1]}"
    return f"PT{plain(count)}{unit[1:]}" if unit.startswith("T") else f"P{plain(count)}{unit}"
