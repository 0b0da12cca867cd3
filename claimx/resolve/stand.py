"""Which proposals about quantities and dates stand.

**Overlap policy**, for both alike: a span that is blocked (a name, a designation, something that is never a quantity)
takes out every proposal that shares a number with it, unless the proposal is longer and holds a number outside; between
proposals that overlap the longest stands, then the higher score, then the earlier rule. Proposals that cannot be meant
(a range that falls, two lengths of the same unit) are out of the race before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from claimx.candidates.context import Context
from claimx.model.candidate import Candidate

ALWAYS = "24/7"
"""Around the clock: no date."""
MONTHS, LONGEST_MONTH = 12, 31
MOST_HOURS, MOST_DECADES = 100_000, 10
"""From so many on, hours and decades are no length of time."""
LABELS = ("quantity", "unquantity", "date", "undate")
CHANGE_NEAR = 9
"""Tokens before a pair of amounts in which a word of change makes them two values, not a range."""
NEGATION_NEAR = 5
"""Tokens before one of a unit in which a negation makes it *not a single one*."""


def text_of(cand: Candidate, name: str) -> str:
    """What a proposal says under a name, or empty."""
    value = cand.fields.get(name, "")
    return str(value) if value is not None else ""


def range_of(cand: Candidate) -> tuple[Decimal, Decimal]:
    """Both ends; a low end without a scale word takes the scale of the high end."""
    low, high = Decimal(text_of(cand, "low.value")), Decimal(text_of(cand, "high.value"))
    scale = Decimal(text_of(cand, "high.scale") or 1)
    apart = "unit1" in cand.captures and cand.fields.get("low.scaled")
    if scale > 1 and not cand.fields.get("low.scaled") and not apart and low * scale < high:
        low *= scale
    return low, high


def _years(cand: Candidate) -> bool:
    """Whether both ends of a range can be years."""
    fields = cand.fields
    return all(fields.get(f"{end}.year") or fields.get(f"{end}.yearword") for end in ("low", "high"))


def stand(ctx: Context, candidates: Sequence[Candidate], blocked: Sequence[Candidate]) -> list[Candidate]:
    """The proposals that stand by the overlap policy, in text order.

    Args:
        ctx: the document.
        candidates: what the rules of phase ``values`` proposed.
        blocked: spans inside which a number or month is nothing of its own: names, designations.
    """
    closed = sorted((b.start, b.end) for b in blocked)
    taken: list[Candidate] = []
    ranked = sorted(
        (c for c in enumerate(candidates) if c[1].label in LABELS and _meant(ctx, c[1])),
        key=lambda pair: (pair[1].start - pair[1].end, -pair[1].score, pair[0]),
    )
    owners: dict[int, list[Candidate]] = {}
    for _, cand in ranked:
        if any(_excludes(o, cand) for i in range(cand.first, cand.last) for o in owners.get(i, ())):
            continue
        if _blocked(cand, closed):
            continue
        taken.append(cand)
        for i in range(cand.first, cand.last):
            owners.setdefault(i, []).append(cand)
    return sorted(taken, key=lambda c: (c.start, c.end))


def _excludes(a: Candidate, b: Candidate) -> bool:
    """Whether two proposals cannot both stand; what is never a quantity may well be a date."""
    return a.start < b.end and b.start < a.end and {a.label, b.label} != {"date", "unquantity"}


def _blocked(cand: Candidate, closed: Sequence[tuple[int, int]]) -> bool:
    """Whether a blocked span (sorted, none inside another) holds one of the proposal's numbers."""
    if not closed:
        return False
    names = ("number", "low", "high", "year", "day", "times", "month")
    spots = [c for name, c in cand.captures.items() if name in names]
    for start, end in [(c.start, c.end) for c in spots] or [(cand.start, cand.end)]:
        k = bisect_left(closed, (end, 0)) - 1
        if any(b_start < end and start < b_end for b_start, b_end in closed[max(0, k - 1) : k + 1]):
            return True
    return False


def _meant(ctx: Context, cand: Candidate) -> bool:
    """Whether a proposal can be meant.

    A range must rise and be of one unit, a length of two units have two; a rule's ``guard`` may ask for a word of
    change before it (``changing``), for none (``unchanging``), or for no negation (``affirmed``).
    """
    if cand.fields.get("form") == "compound":
        return _units(cand, "") != _units(cand, "2")
    if cand.fields.get("form") == "duration" and not _lasts(ctx, cand):
        return False
    if cand.fields.get("form") == "dayslash":
        return _day_and_month(ctx.doc.text[cand.start : cand.end])
    if cand.fields.get("form") == "range" and cand.label == "quantity":
        low, high = range_of(cand)
        units = {text_of(cand, "unit.value"), text_of(cand, "unit1.value") or text_of(cand, "unit.value")}
        if high <= low or ("unit" in cand.captures and len(units) > 1):
            return False
        if not any(units) and "unit" not in cand.captures and _years(cand):
            return False
    guard = cand.fields.get("guard")
    if guard is None:
        return True
    tokens, sent = ctx.doc.tokens, ctx.doc.tokens[cand.first].sent
    if guard == "affirmed":
        negated = any("neg.verbal" in ctx.words[i] for i in range(max(0, cand.first - NEGATION_NEAR), cand.first))
        return not negated and not text_of(cand, "unit.value").startswith("ratio:")
    if cand.first and "range.rate" in ctx.words[cand.first - 1]:
        return bool(guard == "unchanging")
    near = range(max(0, cand.first - CHANGE_NEAR), cand.first)
    changing = any("change" in ctx.words[i] and tokens[i].sent == sent for i in near)
    return bool(changing == (guard == "changing"))


def _lasts(ctx: Context, cand: Candidate) -> bool:
    """Whether a counted decade or hour is a length of time, no contract and no watch.

    A decade needs a word before it that measures time, or one after it that says that it is time; more hours than a
    life has, or a kind of hours, are counted.
    """
    unit, number = _units(cand, ""), Decimal(text_of(cand, "number.value") or 0)
    after = ctx.words[cand.last] if cand.last < len(ctx.doc.tokens) else {}
    if unit == "TH":
        return number < MOST_HOURS and "not.time" not in after
    if unit != "DE":
        return True
    if number >= MOST_DECADES:
        return False
    if "of.time" in after or "rel.time" in after or cand.fields.get("rel.value") or "half" in cand.captures:
        return True
    at = cand.first - 1
    while at >= 0 and ("date.approx" in ctx.words[at] or "bound.before" in ctx.words[at]):
        at -= 1
    return at >= 0 and any(cls in ctx.words[at] for cls in ("dur.before", "date.bound"))


def _day_and_month(text: str) -> bool:
    """Whether two numbers around a slash are a day and a month: one can be no month, or both have two digits."""
    runs = text.split("/")
    low, high = sorted(int(run) for run in runs)
    padded = all(len(run) == 2 for run in runs)
    return text != ALWAYS and 1 <= low <= MONTHS and high <= LONGEST_MONTH and (padded or high > MONTHS)


def _units(cand: Candidate, end: str) -> object:
    """Unit of the first (empty) or second part of a length of time."""
    names = (f"{name}{end}.value" for name in ("period", "two", "one"))
    return next((cand.fields[name] for name in names if name in cand.fields), None)
