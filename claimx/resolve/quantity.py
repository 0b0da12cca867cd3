"""Quantities: from rule proposals to values, units and modifiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from claimx.candidates.context import Context
from claimx.candidates.digits import plain
from claimx.candidates.match import span_start
from claimx.candidates.numeral import TATWEEL
from claimx.lexicons.words import WordMatch
from claimx.model.candidate import Candidate, Capture
from claimx.model.draft import Cue, QuantityDraft
from claimx.resolve.amounts import link_amounts
from claimx.resolve.stand import range_of, text_of

LOOK_BACK = 6
"""Tokens before a quantity in which its modifier may begin."""
REACH = 8
"""Tokens between a bounding word and the number, or the preposition, that it governs."""
COMPLEMENT = 3
"""Tokens of what a share is of, before an approximator."""
GOVERNED = {
    "bound.prep": "bound.verbprep",
    "range.from": "bound.verbfrom",
    "range.to": "bound.reach",
    "bound.at": "bound.verbat",
}
"""Prepositions before a number and the classes of the verbs that they belong to."""
QUOTES = frozenset("\"'\u00ab\u00bb\u201c\u201d")
SENTENCES = 2
"""Sentences between an amount in parts of a currency and one in the whole."""
TRILLION = Decimal(10) ** 12
TRILLIONS = {"OPS": "TOPS"}
"""Units that are given in trillions, and what that is called."""
WARNINGS = {
    "redundant scale": "the scale word repeats the magnitude of the digits",
    "scale twice": "the scale word is written twice",
    "billion": "read as 10^9",
}


COMPARED = ("\u0645\u0646", "\u0639\u0646")
"""Prepositions of a comparison."""
SUBJECT = ("noun", "adj", "noun_prop", "noun_num", "noun_quant", "pron_dem", "prep")
"""Parts of speech of a subject between a verb and its number."""
NEGATED = {"more_than": "at_most", "less_than": "at_least"}


def resolve_quantities(ctx: Context, chosen: Sequence[Candidate]) -> list[QuantityDraft]:
    """The document's quantities, in text order.

    Args:
        ctx: the document.
        chosen: the proposals that stand, see `claimx.resolve.stand.stand`.
    """
    quantities = [c for c in chosen if c.label == "quantity"]
    money = any(text_of(c, "unit.value").startswith("money:") for c in quantities)
    said = Said(ctx, _places(ctx) if money else {})
    drafts = {id(c): _draft(ctx, c, said) for c in quantities if not _of_parts(c)}
    said.currencies = [(d.first, d.unit) for d in drafts.values() if d.kind == "money" and d.unit]
    drafts |= {id(c): _draft(ctx, c, said) for c in quantities if _of_parts(c)}
    return link_amounts(ctx, [drafts[id(c)] for c in quantities])


def _of_parts(cand: Candidate) -> bool:
    """Whether an amount is in hundredths or thousandths of a currency."""
    return "/" in text_of(cand, "unit.value") and text_of(cand, "unit.value").startswith("money:")


@dataclass(slots=True)
class Said:
    """What a document says about its currencies.

    Attributes:
        ctx: the document.
        places: currency to the tokens at which its country is named.
        currencies: first token and currency of the amounts whose currency is known.
    """

    ctx: Context
    places: Mapping[str, Sequence[int]]
    currencies: list[tuple[int, str]] = field(default_factory=list)

    def beside(self, at: int, options: Collection[str]) -> str | None:
        """The option in which the nearest amount within a few sentences is."""
        tokens = self.ctx.doc.tokens
        near = [
            (abs(i - at), code)
            for i, code in self.currencies
            if code in options and abs(tokens[i].sent - tokens[at].sent) <= SENTENCES
        ]
        return min(near)[1] if near else None

    def country(self, at: int, options: Sequence[str]) -> str | None:
        """The option whose country the sentence names nearest, or else the text most often."""
        tokens = self.ctx.doc.tokens
        near = [
            (abs(i - at), k)
            for k, o in enumerate(options)
            for i in self.places.get(o, ())
            if tokens[i].sent == tokens[at].sent
        ]
        if near:
            return options[min(near)[1]]
        best = max(options, key=lambda o: (len(self.places.get(o, ())), -options.index(o)))
        return best if self.places.get(best) else None


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


def _decimal(cand: Candidate, name: str) -> Decimal | None:
    text = text_of(cand, name)
    return Decimal(text) if text else None


def _amount(ctx: Context, cand: Candidate, form: str) -> _Amount:
    """The amount of a proposal by its form."""
    unit = cand.captures.get("unit") or cand.captures.get("unit1")
    text = ctx.doc.text[unit.start : unit.end] if unit else None
    measure = text_of(cand, "unit.value") or text_of(cand, "unit1.value")
    if form == "range":
        low, high = range_of(cand)
        return _Amount(low, high, _decimal(cand, "high.literal"), measure=measure, unit_text=text)
    if form == "times":
        value = Decimal(text_of(cand, "times.value")) + Decimal(text_of(cand, "half.value") or 0)
        return _Amount(value, measure="ratio:times", unit_text=ctx.doc.text[cand.start : cand.end])
    if form == "one":
        return _Amount(Decimal(1), measure=measure, unit_text=text)
    if form == "half":
        value = Decimal(text_of(cand, "number.value") or 1) + Decimal(text_of(cand, "half.value"))
        return _Amount(value, measure=measure, unit_text=text)
    value = Decimal(text_of(cand, "number.value"))
    if form == "list":
        return _Amount(_shared_scale(value, cand), measure=measure, unit_text=text)
    if form == "cents":
        factor = Decimal(text_of(cand, "cent.value").rpartition("/")[2] or 100)
        return _Amount(value + Decimal(text_of(cand, "cents.value")) / factor, measure=measure, unit_text=text)
    if form == "percent":
        return _Amount(value, measure="percent:percent", unit_text=text)
    if form == "fraction":
        measure = "ratio:fraction"
    amount = _Amount(value, None, _decimal(cand, "number.literal"), _decimal(cand, "number.runner_up"), measure, text)
    return amount.scaled(Decimal(text_of(cand, "suffix.value"))) if "suffix" in cand.captures else amount


def _draft(ctx: Context, cand: Candidate, said: Said) -> QuantityDraft:
    form = text_of(cand, "form")
    amount = _amount(ctx, cand, form)
    kind, _, unit = amount.measure.partition(":")
    if not kind:
        kind, unit = "count", amount.unit_text or ""
    if kind == "money":
        unit, factor = _currency(ctx, unit, cand.captures.get("unit") or cand.captures.get("unit1"), said)
        amount = amount.scaled(1 / factor) if factor != 1 else amount
    if unit in TRILLIONS and amount.value % TRILLION == 0 and amount.value:
        unit, amount = TRILLIONS[unit], amount.scaled(1 / TRILLION)
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
    keys = [k for name in ("number", "low", "high") for k in text_of(cand, f"{name}.warnings").split(",") if k]
    return tuple(dict.fromkeys(WARNINGS[k] for k in keys))


def _shared_scale(value: Decimal, cand: Candidate) -> Decimal:
    """A number in a list before its last member: of that member's scale, if it then is of its size."""
    scale, high = Decimal(text_of(cand, "high.scale") or 1), Decimal(text_of(cand, "high.value"))
    return value * scale if scale > 1 and high / 1000 < value * scale < high * 1000 else value


def _currency(ctx: Context, code: str, where: Capture | None, said: Said) -> tuple[str, Decimal]:
    """The currency and how many of the unit make one of it.

    A name that several currencies share goes to the country of the text, one of parts to the currency beside it.
    """
    if where is not None and where.last == where.first + 1:
        shared: WordMatch | None = ctx.word(where.first, "currency.shared")
        if shared is not None:
            options = {o.partition("/")[0]: o for o in shared.entry.value.split()}
            beside = said.beside(where.first, options) if "/" in code else None
            chosen = beside or said.country(where.first, list(options))
            code = options[chosen] if chosen else code
    code, _, parts = code.partition("/")
    return code, Decimal(parts or 1)


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
    if after is not None and ctx.doc.tokens[last].sent == ctx.doc.tokens[first].sent and not _goes_on(ctx, after):
        if after.entry.form != "+" or not ctx.doc.tokens[last].space_before:
            return after.entry.value, _cue(ctx, after)
    if before is not None:
        return before.entry.value, _cue(ctx, before)
    around = _around_complement(ctx, first, last)
    if around is not None:
        return around.entry.value, _cue(ctx, around)
    found = _verb_before(ctx, first)
    if found is None:
        return "exact", None
    value, at = found
    return value, (span_start(ctx, at), ctx.doc.tokens[at].end) if value != "exact" else None


def _around_complement(ctx: Context, first: int, last: int) -> WordMatch | None:
    """An approximator after what a share or multiple is of (``a third of the cost roughly``)."""
    tokens, sent = ctx.doc.tokens, ctx.doc.tokens[first].sent
    at = last
    while at < len(tokens) and at < last + COMPLEMENT and tokens[at].sent == sent and tokens[at].pos in SUBJECT:
        at += 1
        after = ctx.word(at, "bound.after") if at < len(tokens) and tokens[at].sent == sent else None
        if after is not None:
            return after if after.entry.value == "approx" else None
    return None


def _goes_on(ctx: Context, after: WordMatch) -> bool:
    """Whether a bound after an amount governs another one (``five or less than six``)."""
    tokens, at = ctx.doc.tokens, after.last
    return at + 1 < len(tokens) and tokens[at].norm in COMPARED and ctx.cand(at + 1, "number") is not None


def _opening(ctx: Context, first: int) -> Cue | None:
    """The words that open a range right before its first number."""
    for k in range(max(0, first - LOOK_BACK), first):
        for label in ("range.between", "bound.before", "range.from"):
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
    """A word of bounding with its subject between it and the number: `exceeded (its value) 5`, and its place.

    A verb that governs its number by a preposition (classes ``bound.verbprep``, ``bound.verbfrom``, ``bound.reach``)
    needs that preposition before the number. A negated verb bounds from the other side. A noun (``bound.noun``)
    bounds the amount that it is said to be.
    """
    tokens, sent = ctx.doc.tokens, ctx.doc.tokens[first].sent
    last = first - 1
    if last < 0 or tokens[last].sent != sent:
        return None
    governing = next((verbs for prep, verbs in GOVERNED.items() if _is(ctx, last, prep)), None)
    verbs = governing or "bound.verb"
    at = last - 1 if governing else last
    window = range(at, max(-1, at - REACH), -1)
    if not any(verbs in ctx.words[k] or "bound.noun" in ctx.words[k] for k in window):
        return None
    for k in window:
        if tokens[k].sent != sent:
            return None
        noun = ctx.word(k, "bound.noun")
        if noun is not None and noun.last <= first and not governing:
            return noun.entry.value, k
        found = _bounding(ctx, k, verbs)
        if found is not None:
            if k == at and governing:
                return None
            negated = k > 0 and "neg.verbal" in ctx.words[k - 1]
            value = found.entry.value
            return (NEGATED.get(value, value), k - 1) if negated else (value, k)
        if tokens[k].pos not in SUBJECT and tokens[k].shape != "latin" and tokens[k].text not in QUOTES:
            return None
    return None


def _is(ctx: Context, i: int, cls: str) -> bool:
    """Whether a preposition stands at token ``i``, by itself."""
    return any(match.bare for match in ctx.words[i].get(cls, ()))


def _bounding(ctx: Context, k: int, verbs: str) -> WordMatch | None:
    """The bounding verb at token ``k``: by its form, or by the lemma of its best reading."""
    for match in ctx.words[k].get(verbs, ()):
        if match.analysis is None:
            if not match.definite:
                return match
        elif ctx.doc.tokens[k].pos == "verb" and match.analysis is ctx.doc.tokens[k].analysis:
            return match
    return None
