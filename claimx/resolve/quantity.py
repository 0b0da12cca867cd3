"""Quantities: from rule proposals to values, units and modifiers.

**Overlap policy**, for quantities and dates alike: a span that is blocked (a name, a
designation, something that is never a quantity) takes out every proposal that shares a
number with it, unless the proposal is longer and holds a number outside; between proposals that overlap the longest
stands, then the higher score, then the earlier rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claimx.candidates.context import Context
from claimx.candidates.digits import plain
from claimx.candidates.match import span_start
from claimx.candidates.numeral import TATWEEL
from claimx.lexicons.words import WordMatch
from claimx.model.candidate import Candidate, Capture
from claimx.model.draft import Cue, QuantityDraft
from claimx.resolve.amounts import link_amounts

LABELS = ("quantity", "unquantity", "date", "undate")
LOOK_BACK = 6
"""Tokens before a quantity in which its modifier may begin."""
REACH = 5
"""Tokens between a verb of reaching and its preposition."""
CHANGE_NEAR = 9
"""Tokens before a pair of amounts in which a word of change makes them two values, not a range."""
NEGATION_NEAR = 5
"""Tokens before one of a unit in which a negation makes it *not a single one*."""
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
    proposed = [c for c in candidates if _guarded(ctx, c)]
    chosen = [c for c in stand(proposed, blocked) if c.label == "quantity"]
    money = any(_field(c, "unit.value").startswith("money:") for c in chosen)
    places = _places(ctx) if money else {}
    return link_amounts(ctx, [_draft(ctx, c, places) for c in chosen])


def _guarded(ctx: Context, cand: Candidate) -> bool:
    """Whether a proposal may stand: a range must rise and be of one unit; its guard may ask for a word of change before it, or for none."""
    if cand.fields.get("form") == "range" and cand.label == "quantity":
        low, high = _range(cand)
        units = {_field(cand, "unit.value"), _field(cand, "unit1.value") or _field(cand, "unit.value")}
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
        return not negated and not _field(cand, "unit.value").startswith("ratio:")
    if cand.first and "range.rate" in ctx.words[cand.first - 1]:
        return guard == "unchanging"
    near = range(max(0, cand.first - CHANGE_NEAR), cand.first)
    changing = any("change" in ctx.words[i] and tokens[i].sent == sent for i in near)
    return changing == (guard == "changing")


def _field(cand: Candidate, name: str) -> str:
    value = cand.fields.get(name, "")
    return str(value) if value is not None else ""


@dataclass(slots=True)
class _Amount:
    """What a proposal says, before its currency and modifier are known."""

    value: Decimal
    high: Decimal | None = None
    literal: Decimal | None = None
    runner_up: Decimal | None = None
    measure: str = ""
    unit_text: str | None = None

    def scaled(self, factor: Decimal) -> _Amount:
        """The same in another unit."""
        return _Amount(
            self.value * factor,
            None if self.high is None else self.high * factor,
            None if self.literal is None else self.literal * factor,
            None if self.runner_up is None else self.runner_up * factor,
            self.measure,
            self.unit_text,
        )


def _years(cand: Candidate) -> bool:
    """Whether both ends of a range can be years."""
    fields = cand.fields
    return all(fields.get(f"{end}.year") or fields.get(f"{end}.yearword") for end in ("low", "high"))


def _decimal(cand: Candidate, name: str) -> Decimal | None:
    text = _field(cand, name)
    return Decimal(text) if text else None


def _amount(ctx: Context, cand: Candidate, form: str) -> _Amount:
    """The amount of a proposal by its form."""
    unit = cand.captures.get("unit") or cand.captures.get("unit1")
    text = ctx.doc.text[unit.start : unit.end] if unit else None
    measure = _field(cand, "unit.value") or _field(cand, "unit1.value")
    if form == "range":
        low, high = _range(cand)
        return _Amount(low, high, _decimal(cand, "high.literal"), measure=measure, unit_text=text)
    if form == "times":
        value = Decimal(_field(cand, "times.value")) + Decimal(_field(cand, "half.value") or 0)
        return _Amount(value, measure="ratio:times", unit_text=ctx.doc.text[cand.start : cand.end])
    if form == "one":
        return _Amount(Decimal(1), measure=measure, unit_text=text)
    value = Decimal(_field(cand, "number.value"))
    if form == "list":
        return _Amount(_shared_scale(value, cand), measure=measure, unit_text=text)
    if form == "cents":
        factor = Decimal(_field(cand, "cent.value").rpartition("/")[2] or 100)
        return _Amount(value + Decimal(_field(cand, "cents.value")) / factor, measure=measure, unit_text=text)
    if form == "percent":
        return _Amount(value, measure="percent:percent", unit_text=text)
    if form == "fraction":
        measure = "ratio:fraction"
    amount = _Amount(value, None, _decimal(cand, "number.literal"), _decimal(cand, "number.runner_up"), measure, text)
    return amount.scaled(Decimal(_field(cand, "suffix.value"))) if "suffix" in cand.captures else amount


def _draft(ctx: Context, cand: Candidate, places: Mapping[str, Sequence[int]]) -> QuantityDraft:
    form = _field(cand, "form")
    amount = _amount(ctx, cand, form)
    kind, _, unit = amount.measure.partition(":")
    if not kind:
        kind, unit = "count", amount.unit_text or ""
    if kind == "money":
        unit, factor = _currency(ctx, cand, unit, cand.captures.get("unit") or cand.captures.get("unit1"), places)
        amount = amount.scaled(1 / factor) if factor != 1 else amount
    cue: Cue | None = None
    if form in ("range", "vague"):
        modifier, cue = form, _opening(ctx, cand.first) if form == "range" else None
    else:
        modifier, cue = modifier_of(ctx, cand.first, cand.last)
    return QuantityDraft(
        cand.first, cand.last, cand.start, cand.end, cand.by, cand.score, kind, plain(amount.value),
        None if amount.high is None else plain(amount.high), unit or None, modifier,
        None if amount.literal is None else plain(amount.literal), amount.unit_text, _warnings(cand),
        None if amount.runner_up is None else plain(amount.runner_up), cue=cue,
        elliptical=kind == "count" and amount.unit_text is None
        and bool(cand.fields.get("number.scaled") or cand.fields.get("high.scaled")),
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
) -> tuple[str, Decimal]:
    """The currency and how many of the unit make one of it; a shared name goes to the country of the text."""
    if where is not None and where.last == where.first + 1:
        shared: WordMatch | None = ctx.word(where.first, "currency.shared")
        if shared is not None:
            options = {o.partition("/")[0]: o for o in shared.entry.value.split()}
            chosen = _said_beside(ctx, where.first, options) or _country(ctx, where.first, list(options), places)
            code = options[chosen] if chosen else code
    code, _, parts = code.partition("/")
    return code, Decimal(parts or 1)


def _said_beside(ctx: Context, at: int, options: Mapping[str, str]) -> str | None:
    """The option whose whole currency is named nearest, within a few sentences; for parts of a currency only."""
    if not all("/" in option for option in options.values()):
        return None
    tokens = ctx.doc.tokens
    best: tuple[int, str] | None = None
    for label in ("currency", "currency.sign"):
        for i in ctx.places(f"class:{label}"):
            code = ctx.words[i][label][0].entry.value.partition(":")[2]
            if code in options and abs(tokens[i].sent - tokens[at].sent) <= 2:
                best = min(best or (abs(i - at), code), (abs(i - at), code))
    return best[1] if best else None


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


def modifier_of(ctx: Context, first: int, last: int) -> tuple[str, Cue | None]:
    """The modifier that governs the tokens ``[first, last)`` and the raw span of the words that give it.

    It is given by the bound words right before and after, or by a verb of exceeding or reaching a little before.
    """
    before = _before(ctx, first)
    if before is not None and before.entry.value != "approx":
        return before.entry.value, _cue(ctx, before) if before.entry.value != "exact" else None
    after = ctx.word(last, "bound.after") if last < len(ctx.doc.tokens) else None
    if after is not None and ctx.doc.tokens[last].sent == ctx.doc.tokens[first].sent:
        if after.entry.form != "+" or not ctx.doc.tokens[last].space_before:
            return after.entry.value, _cue(ctx, after)
    if before is not None:
        return before.entry.value, _cue(ctx, before)
    at = _reaches(ctx, first)
    if at is not None:
        return "at_most", (span_start(ctx, at), ctx.doc.tokens[first - 1].end)
    found = _verb_before(ctx, first)
    if found is None:
        return "exact", None
    value, at = found
    return value, (span_start(ctx, at), ctx.doc.tokens[at].end) if value != "exact" else None


def _opening(ctx: Context, first: int) -> Cue | None:
    """The words that open a range right before its first number."""
    for k in range(max(0, first - LOOK_BACK), first):
        for label in ("range.between", "bound.before", "range.from", "range.word"):
            for match in ctx.words[k].get(label, ()):
                if match.last == first and ctx.doc.tokens[k].sent == ctx.doc.tokens[first].sent:
                    return _cue(ctx, match)
    return None


def _cue(ctx: Context, match: WordMatch) -> Cue:
    return match.start, ctx.doc.tokens[match.last - 1].end


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


def _verb_before(ctx: Context, first: int) -> tuple[str, int] | None:
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
            value = found.entry.value
            return (NEGATED.get(value, value), k - 1) if negated else (value, k)
    return None


def _reaches(ctx: Context, first: int) -> int | None:
    """Where a verb of reaching stands that governs a number: the verb, a few words, its preposition, the number."""
    tokens = ctx.doc.tokens
    if first < 2 or not any(m.bare for m in ctx.words[first - 1].get("range.to", ())):
        return None
    for k in range(first - 2, max(-1, first - 2 - REACH), -1):
        if tokens[k].sent != tokens[first].sent or tokens[k].shape in ("number", "punct"):
            return None
        if any(m.bare for m in ctx.words[k].get("bound.reach", ())):
            return k
    return None
