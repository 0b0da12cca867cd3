"""Fiscal years of companies that the knowledge base knows."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date

from claimx.candidates.context import Context
from claimx.errors import DataError
from claimx.lexicons.loader import DATA, read_tsv
from claimx.resolve.calendar import fiscal_interval

COLUMNS = ("company", "first", "named")
FISCAL = DATA / "kb" / "fiscal.tsv"


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """When a company's fiscal year begins, and which calendar year it is called after (``end`` or ``start``)."""

    first_month: int
    named_by: str


@functools.cache
def fiscal_years() -> dict[str, FiscalYear]:
    """Fiscal years by knowledge-base id of the company.

    Raises:
        DataError: a month that is none, an unknown way to name the year, a company twice.
    """
    found: dict[str, FiscalYear] = {}
    for number, row in read_tsv(FISCAL, COLUMNS):
        where = f"{FISCAL.name}:{number}"
        if not row["first"].isdecimal() or not 1 <= int(row["first"]) <= 12:
            raise DataError(f"{where}: first is {row['first']!r}; expected a month from 1 to 12")
        if row["named"] not in ("end", "start"):
            raise DataError(f"{where}: named is {row['named']!r}; expected end or start")
        if row["company"] in found:
            raise DataError(f"{where}: {row['company']} has a row already")
        found[row["company"]] = FiscalYear(int(row["first"]), row["named"])
    return found


def fiscal_year_of(ctx: Context, at: int, value: str) -> tuple[date, date] | None:
    """First and last day of a fiscal period, by the fiscal year of the company named last before token ``at``.

    Args:
        ctx: the document, its names chosen.
        at: first token of the expression.
        value: TIMEX3 value, counted in fiscal years.
    """
    for i in range(at - 1, -1, -1):
        cand = ctx.cand(i, "company")
        if cand is None:
            continue
        year = fiscal_years().get(str(cand.fields.get("entity_id")))
        return fiscal_interval(value, year.first_month, year.named_by) if year is not None else None
    return None
