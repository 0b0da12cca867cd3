"""Quantities: from rule proposals to values, units and modifiers.

**Overlap policy**, for quantities and dates alike: a span that is blocked (a name, a
designation, something that is never a quantity) takes out every proposal that shares a
number with it, unless the proposal is longer and holds a number outside; between proposals that overlap the longest
stands, then the higher score, then the earlier rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from decimal import Decimal

from claimx.candidates.context import Context
from claimx.candidates.numeral import TATWEEL, plain
from claimx.lexicons.words import WordMatch
from claimx.model.candidate import Candidate, Capture
from claimx.model.draft import QuantityDraft

LABELS = ("quantity", "unquantity", "date", "undate")
LOOK_BACK = 6
"""Tokens before a quantity in which its modifier may begin."""
REACH = 5
"""Tokens between a verb of reaching and its preposition."""
WARNINGS = {
    "redundant scale": "the scale word repeats the magnitude of the digits",
    "scale twice": "the scale word is written twice",
    "billion": "read as 10^9",
}


SUBJECT = ("noun", "adj", "noun_prop", "noun_num", "pron_dem")
"""Parts of speech of a subject between a verb and its number."""
NEGATED = {"more_than": "at_most", "less_than": "at_least"}


def stand(candidates: Sequence[Candidate], blocked: Sequence[Candidate]) -> list[Candidate]:
    """The proposals that stand by the overlap policy, in text order."""
    closed = sorted((b.start, b.end) for b in blocked)
    taken: list[Candidate] = []
    ranked = sorted(
        (c for c in enumerate(candidates) if c[1].label in LABELS),
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


def resolve_quantities(
    ctx: Context, candidates: Sequence[Candidate], blocked: Sequence[Candidate] = ()
) -> list[QuantityDraft]:
    """The document's quantities, in text order.

    Args:
        ctx: the document.
        candidates: what the rules of phase ``values`` proposed.
        blocked: spans that are never quantities: names, designations.
    """
    chosen = [c for c in stand(candidates, blocked) if c.label == "quantity"]
    places = _places(ctx) if any(_field(c, "unit.value").startswith("money:") for c in chosen) else {}
    drafts = [_draft(ctx, c, places) for c in chosen]
    return [d for d in drafts if d is not None]


def _field(cand: Candidate, name: str) -> str:
    value = cand.fields.get(name, "")
    return str(value) if value is not None else ""


def _draft(ctx: Context, cand: Candidate, places: Mapping[str, Sequence[int]]) -> QuantityDraft | None:
    form = _field(cand, "form")
    unit_capture = cand.captures.get("unit") or cand.captures.get("unit1")
    measure = _field(cand, "unit.value") or _field(cand, "unit1.value")
    kind, _, unit = measure.partition(":")
    unit_text = ctx.doc.text[unit_capture.start : unit_capture.end] if unit_capture else None
    warnings = _warnings(cand)
    literal: str | None = None
    high: str | None = None
    if form == "times":
        value, kind, unit = _field(cand, "times.value"), "ratio", "times"
        unit_text = ctx.doc.text[cand.start : cand.end]
    elif form == "range":
        low, top = _range(cand)
        if top <= low or (
            not measure and unit_capture is None and cand.fields.get("low.year") and cand.fields.get("high.year")
        ):
            return None
        value, high = plain(low), plain(top)
        literal = _field(cand, "high.literal") or None
    elif form == "list":
        value = plain(_shared_scale(Decimal(_field(cand, "number.value")), cand))
    else:
        value = _field(cand, "number.value")
        literal = _field(cand, "number.literal") or None
    if form == "fraction":
        kind, unit = "ratio", "fraction"
    if not kind:
        kind, unit = "count", unit_text or ""
    if kind == "money":
        unit, cents = _currency(ctx, cand, unit, unit_capture, places)
        if cents:
            value = plain(Decimal(value) / 100)
            high = plain(Decimal(high) / 100) if high else None
    if form == "range":
        modifier = "range"
    elif form == "vague":
        modifier = "vague"
    else:
        modifier = modifier_of(ctx, cand.first, cand.last)
    return QuantityDraft(
        cand.first, cand.last, cand.start, cand.end, cand.by, cand.score, kind, value, high, unit or None, modifier,
        literal, unit_text, warnings,
    )  # fmt: skip


def _warnings(cand: Candidate) -> tuple[str, ...]:
    keys = [k for name in ("number", "low", "high") for k in _field(cand, f"{name}.warnings").split(",") if k]
    return tuple(dict.fromkeys(WARNINGS[k] for k in keys))


def _range(cand: Candidate) -> tuple[Decimal, Decimal]:
    """Both ends; a low end without a scale word takes the scale of the high end."""
    low, high = Decimal(_field(cand, "low.value")), Decimal(_field(cand, "high.value"))
    scale = Decimal(_field(cand, "high.scale") or 1)
    apart = "unit1" in cand.captures and cand.fields.get("low.scaled")
    if scale > 1 and not cand.fields.get("low.scaled") and not apart and low * scale < high:
        low *= scale
    return low, high


def _shared_scale(value: Decimal, cand: Candidate) -> Decimal:
    """A number in a list before its last member: of that member's scale, if it then is of its size."""
    scale, high = Decimal(_field(cand, "high.scale") or 1), Decimal(_field(cand, "high.value"))
    return value * scale if scale > 1 and high / 1000 < value * scale < high * 1000 else value


def _currency(
    ctx: Context, cand: Candidate, code: str, where: Capture | None, places: Mapping[str, Sequence[int]]
) -> tuple[str, bool]:
    """The currency, and whether the amount is in hundredths; a shared name goes to the country of the text."""
    code, _, cents = code.partition("/")
    if where is not None and where.last == where.first + 1 and places:
        shared: WordMatch | None = ctx.word(where.first, "currency.shared")
        if shared is not None:
            code = _country(ctx, where.first, shared.entry.value.split(), places) or code
    return code, bool(cents)


def _country(ctx: Context, at: int, options: Sequence[str], places: Mapping[str, Sequence[int]]) -> str | None:
    """The option whose country the sentence names nearest to the currency, or else the text most often."""
    tokens = ctx.doc.tokens
    near = [
        (abs(i - at), k) for k, o in enumerate(options) for i in places.get(o, ()) if tokens[i].sent == tokens[at].sent
    ]
    if near:
        return options[min(near)[1]]
    best = max(options, key=lambda o: (len(places.get(o, ())), -options.index(o)))
    return best if places.get(best) else None


def _places(ctx: Context) -> dict[str, list[int]]:
    """Where the text names the country of each shared currency."""
    found: dict[str, list[int]] = {}
    for i in ctx.places("class:currency.place"):
        for match in ctx.words[i]["currency.place"]:
            found.setdefault(match.entry.value, []).append(i)
    return found


def modifier_of(ctx: Context, first: int, last: int) -> str:
    """The modifier that governs the tokens ``[first, last)``, by the bound words right before and after."""
    before = _before(ctx, first)
    if before is not None and before.entry.value != "approx":
        return before.entry.value
    after = ctx.word(last, "bound.after") if last < len(ctx.doc.tokens) else None
    if after is not None and ctx.doc.tokens[last].sent == ctx.doc.tokens[first].sent:
        if after.entry.form != "+" or not ctx.doc.tokens[last].space_before:
            return after.entry.value
    if before is not None:
        return before.entry.value
    return "at_most" if _reaches(ctx, first) else _verb_before(ctx, first) or "exact"


def _skip(ctx: Context, first: int) -> list[int]:
    """Positions at which a bound may end: the span's first token, before glued clitics, before a filler noun."""
    tokens = ctx.doc.tokens
    ends = [first]
    i = first
    sent = tokens[first].sent
    while i > 0 and tokens[i - 1].sent == sent and not tokens[i].space_before:
        text = tokens[i - 1].text.strip(TATWEEL)
        if text and not ("num.joiner" in ctx.words[i - 1] or tokens[i - 1].text == "("):
            break
        i -= 1
        ends.append(i)
    for end in list(ends):
        if end > 0 and tokens[end - 1].sent == sent and "bound.gapword" in ctx.words[end - 1]:
            ends.append(end - 1)
    return ends


def _before(ctx: Context, first: int) -> WordMatch | None:
    sent = ctx.doc.tokens[first].sent
    best: WordMatch | None = None
    for end in _skip(ctx, first):
        for k in range(end - 1, max(-1, end - 1 - LOOK_BACK), -1):
            if k < 0 or ctx.doc.tokens[k].sent != sent:
                break
            for match in ctx.words[k].get("bound.before", ()):
                if match.last == end and (best is None or _wider(match, best)):
                    best = match
        if best is not None:
            return best
    return None


def _wider(a: WordMatch, b: WordMatch) -> bool:
    return (a.last - a.first, a.bare, a.entry.value == "exact") > (b.last - b.first, b.bare, b.entry.value == "exact")


def _verb_before(ctx: Context, first: int) -> str | None:
    """A verb of exceeding or falling short with its subject between it and the number: `exceeded (its value) 5`.

    A verb that governs its number by a preposition (class ``bound.verbprep``) needs one of ``bound.prep`` before the
    number. A negated verb bounds from the other side.
    """
    tokens, sent = ctx.doc.tokens, ctx.doc.tokens[first].sent
    last = first - 1
    governed = last >= 0 and "bound.prep" in ctx.words[last]
    verbs = "bound.verbprep" if governed else "bound.verb"
    for k in range(last - governed, max(-1, last - governed - REACH), -1):
        if tokens[k].sent != sent or tokens[k].pos not in (*SUBJECT, "verb"):
            return None
        if tokens[k].pos == "verb":
            found = next((m for m in ctx.words[k].get(verbs, ()) if m.analysis is tokens[k].analysis), None)
            if found is None or k == last - governed:
                return None
            negated = k > 0 and "neg.verbal" in ctx.words[k - 1]
            return NEGATED.get(found.entry.value, found.entry.value) if negated else found.entry.value
    return None


def _reaches(ctx: Context, first: int) -> bool:
    """A verb of reaching, a few words, its preposition, the number."""
    tokens = ctx.doc.tokens
    if first < 2 or not any(m.bare for m in ctx.words[first - 1].get("range.to", ())):
        return False
    for k in range(first - 2, max(-1, first - 2 - REACH), -1):
        if tokens[k].sent != tokens[first].sent or tokens[k].shape in ("number", "punct"):
            return False
        if any(m.bare for m in ctx.words[k].get("bound.reach", ())):
            return True
    return False
