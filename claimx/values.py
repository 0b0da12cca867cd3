"""Quantities and dates alone, at full speed: no names, no model.

The same numbers, rules and resolvers as in a `Pipeline`, over the word classes that they use. A text is read once for
both: words are looked up at once, and one reading of each word is chosen only in sentences where a rule asks for it.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claimx.candidates.context import Context
from claimx.candidates.match import RuleSet
from claimx.candidates.numbers import find_given
from claimx.candidates.rule import Rule, load_rules
from claimx.components import (
    RULES,
    build_disambiguator,
    build_normalizer,
    build_segmenter,
    cut_text,
    entries,
    read_date,
    shipped_analyzer,
)
from claimx.export.document import value_records
from claimx.lexicons.words import WordIndex
from claimx.model.candidate import Candidate
from claimx.model.doc import Doc, Token, core_offset, span_offset
from claimx.model.morph import Analysis
from claimx.model.record import Date, Quantity
from claimx.morph.analyzer import MorphAnalyzer
from claimx.morph.disambiguate import Disambiguator, prepare
from claimx.resolve.quantity import resolve_quantities
from claimx.resolve.stand import stand
from claimx.resolve.timex import resolve_dates

PHASE = "values"
GIVEN = frozenset({"number", "clock"})
"""Candidate labels that no rule proposes."""
RESOLVED = (
    *("bound.", "change", "conversion", "currency", "date.", "neg", "num.", "per.", "range.", "rel.", "share."),
    *("tense.", "time."),
)
"""Beginnings of the word classes that the grammar and the resolvers ask for beside those that the rules name."""
COUNTRY = "currency.place"
# fmt: off
OPENERS = frozenset((
    "month", "month.weak", "month.hijri", "quarter", "quarter.latin", "quarter.season", "half", "half.latin",
    "weekday", "weekday.indef", "weekend", "day.rel", "day.same", "day.name", "day.cited", "night.rel", "season",
    "decade", "holiday", "clock.one", "set", "year.before", "year.same", "period.cal", "period.fiscal", "period.one",
    "period.many", "period.two", "period.same", "period.poss", "times.def", "times.one",
))
# fmt: on
"""Word classes of which a date, or a quantity without a number, holds one."""
NO_OPENERS = frozenset({"num.of", "num.joiner", "num.point", "num.sign", "num.suffix"})
"""Classes of numeral words that never stand without another."""
REMEMBERED = 200_000
"""Code points of the texts whose readings are kept, so that dates and quantities of one text are read once."""


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text: what a `Document` has as ``quantities``, without links to other records.

    >>> import claimx
    >>> [(q.value, q.unit) for q in claimx.quantities("1.5 GB")]
    [('1.5', 'GB')]

    Args:
        text: as it stands; offsets refer to it code point by code point.

    Raises:
        InputError: the text is not a string, or holds lone surrogates.
    """
    return load_values().quantities(text)


def dates(text: str, *, published: str | date | None = None) -> list[Date]:
    """The dates, times, durations and sets of a text, in text order.

    Args:
        text: as it stands; offsets refer to it code point by code point.
        published: publication date, the only anchor of relative expressions; without it their value keeps unknown
            digits (``XXXX-07``) and ``relative`` says how far from publication they lie, where they say so.

    Raises:
        InputError: the text is not a string or holds lone surrogates, or the date is not an ISO date.
    """
    return load_values().dates(text, published=published)


@functools.cache
def load_values() -> ValueReader:
    """The shipped reader, built once."""
    rules = [rule for rule in load_rules(RULES) if rule.phase == PHASE]
    return ValueReader(rules)


@dataclass(slots=True)
class Reading:
    """A text as the value rules left it: its context and the proposals that stand."""

    ctx: Context
    chosen: list[Candidate]


class ValueReader:
    """Reads quantities and dates. Build one with `load_values`.

    Args:
        rules: the rules of phase ``values``.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        fold = build_normalizer().word
        self._morph = shipped_analyzer()
        self._choose = build_disambiguator()
        named = RuleSet.classes_of(rules)
        words = [e for e in entries() if e.cls in named or e.cls.startswith(RESOLVED)]
        cut = build_segmenter().tokenize
        self._words = WordIndex(words, fold, cut)
        self._openers = WordIndex([e for e in words if opens(e.cls)], fold, cut)
        self._countries = WordIndex([e for e in words if e.cls == COUNTRY], fold, cut)
        self._rules = RuleSet(rules, fold, self._words.classes, set(GIVEN))
        self._norms = self._rules.norms | {":"}
        self._kept: OrderedDict[str, Reading] = OrderedDict()

    def quantities(self, text: str) -> list[Quantity]:
        """See `claimx.quantities`."""
        reading = self._read(text)
        return value_records(reading.ctx.doc, resolve_quantities(reading.ctx, reading.chosen), ())[0]

    def dates(self, text: str, *, published: str | date | None = None) -> list[Date]:
        """See `claimx.dates`."""
        anchor = read_date(published)
        reading = self._read(text)
        reading.ctx.doc.published = anchor
        return value_records(reading.ctx.doc, (), resolve_dates(reading.ctx, reading.chosen))[1]

    def forget(self) -> None:
        """Drop the readings that are kept."""
        self._kept.clear()

    def _read(self, text: str) -> Reading:
        known = self._kept.get(text)
        if known is not None:
            self._kept.move_to_end(text)
            return known
        doc = cut_text(text)
        holding = self._openers.holding(doc)
        leave_open(doc, holding, self._morph, self._choose)
        ctx = Context(doc, self._words.find(doc, holding), norms=self._norms)
        ctx.add(find_given(ctx))
        chosen = stand(ctx, self._rules.run(ctx, PHASE), ())
        if len(holding) < len(doc.sentences) and any(_shared_currency(ctx, c) for c in chosen):
            ctx.add_words(self._countries.find(doc))
        reading = Reading(ctx, chosen)
        self._kept[text] = reading
        while len(self._kept) > 1 and sum(map(len, self._kept)) > REMEMBERED:
            self._kept.popitem(last=False)
        return reading


def opens(cls: str) -> bool:
    """Whether a sentence may hold a quantity or a date because it holds a word of a class."""
    return cls in OPENERS or (cls.startswith("num.") and cls not in NO_OPENERS)


def _shared_currency(ctx: Context, cand: Candidate) -> bool:
    """Whether an amount is in a currency that the country of the text decides."""
    unit = cand.captures.get("unit") or cand.captures.get("unit1")
    return unit is not None and "currency.shared" in ctx.words[unit.first]


_SLOT: Any = Token.__dict__["analyses"]
"""Where a token keeps its readings."""


class OpenToken(Token):
    """A token of a sentence in which the readings are chosen when one of them is first asked for."""

    __slots__ = ()

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """Readings, best first."""
        found = _SLOT.__get__(self)
        if type(found) is OpenSentence:
            found.choose()
            found = _SLOT.__get__(self)
        return found  # type: ignore[no-any-return]

    @analyses.setter
    def analyses(self, value: tuple[Analysis, ...]) -> None:
        _SLOT.__set__(self, value)

    @property
    def readings(self) -> tuple[Analysis, ...]:
        """Readings in any order."""
        found = _SLOT.__get__(self)
        return found.readings[self.i - found.first] if type(found) is OpenSentence else found

    @property
    def core_start(self) -> int:
        """As in a token, without a choice where all readings agree."""
        offsets = {core_offset(a) for a in self.readings}
        return self.start + offsets.pop() if len(offsets) == 1 else Token.core_start.__get__(self)

    @property
    def span_start(self) -> int:
        """As in a token, without a choice where all readings agree."""
        offsets = {span_offset(a) for a in self.readings}
        return self.start + offsets.pop() if len(offsets) == 1 else Token.span_start.__get__(self)


@dataclass(slots=True)
class OpenSentence:
    """A sentence whose words have their readings, but no best one yet.

    Attributes:
        tokens: of the sentence.
        first: index of its first token in the document.
        readings: of each token, in the order that they have out of context.
        disambiguator: chooses among them.
    """

    tokens: Sequence[Token]
    first: int
    readings: list[tuple[Analysis, ...]]
    disambiguator: Disambiguator

    def choose(self) -> None:
        """Put the best reading of each token first."""
        for token, readings in zip(self.tokens, self.readings, strict=True):
            token.analyses = readings
        self.disambiguator.choose(self.tokens)


def leave_open(doc: Doc, sentences: Collection[int], morph: MorphAnalyzer, disambiguator: Disambiguator) -> None:
    """Give a document's words their readings, and leave the choice among them open in some sentences."""
    if not sentences:
        return
    for token in doc.tokens:
        if token.shape == "arabic":
            token.analyses = morph.analyze(token.text)
    prepare(doc.tokens)
    for number in sentences:
        first, last = doc.sentences[number]
        tokens = doc.tokens[first:last]
        sentence = OpenSentence(tokens, first, [token.analyses for token in tokens], disambiguator)
        for token in tokens:
            token.__class__ = OpenToken
            _SLOT.__set__(token, sentence)
