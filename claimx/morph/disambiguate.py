"""Chooses one reading of each word in its sentence.

A reading costs what it costs out of context (`Analysis.cost`) plus the weight of every row of ``data/context.tsv`` that
it breaks beside its neighbour's reading. The cheapest path through a sentence is found by dynamic programming (A. J.
Viterbi, 1967, "Error bounds for convolutional codes and an asymptotically optimum decoding algorithm"), so that the
choice for a word and for its neighbours are made together. Of equal paths the one with the readings that come first
out of context is taken.

Words that the lexicon does not know are cut where the text has the rest of the word elsewhere by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from claimx.errors import DataError
from claimx.lexicons.loader import number_in, read_tsv
from claimx.model.doc import Token
from claimx.model.morph import Analysis
from claimx.morph.condition import AGREES, Condition, holds, parse_condition

COLUMNS = ("side", "neighbour", "scope", "fits", "weight", "note")
CONTEXT = Path(__file__).parent / "data" / "context.tsv"
ALEF_MAQSURA = "\u0649"
DOTLESS = 2
"""Words that can only be read with a dotted final ya, after which a text is taken to leave the dots off."""
RESPELLED = 3.0
"""What a spelling variant costs (``data/costs.tsv``), which it does not in such a text."""
SEEN_ALONE = 3.0
"""What a cut of an unknown word gains when the text has the rest of it as a word."""
_REMEMBERED = 20_000

_PLAIN = {"asp": "na", "per": "na", "gen": "na", "num": "na", "vox": "na", "mod": "na", "stt": "na", "cas": "na"}


def _plain(pos: str) -> Analysis:
    return Analysis(lemma="", diac="", root="", pos=pos, feats=_PLAIN)


_EDGE = _plain("edge")
"""Stands for the beginning and the end of a sentence."""
_SHAPES = {"number": (_plain("digit"),), "latin": (_plain("foreign"),), "punct": (_plain("punc"),)}
"""Readings that stand for tokens without any."""
_OTHER = (_plain("other"),)
_STANDING_IN = frozenset({"edge", "digit", "foreign", "punc", "other"})
"""Parts of speech of these readings: they are neighbours of words, no row judges them."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One row: what the neighbour is, which readings it concerns, and which of those fit."""

    side: int
    neighbour: Condition
    scope: Condition
    fits: Condition
    agrees: bool
    weight: float


def read_constraints(path: Path = CONTEXT) -> tuple[Constraint, ...]:
    """The rows of a context table.

    Raises:
        DataError: a malformed row.
    """
    out = []
    for number, row in read_tsv(path, COLUMNS):
        where = f"{path.name}:{number}"
        if row["side"] not in ("before", "after"):
            raise DataError(f"{where}: side is {row['side']!r}; expected before or after")
        weight = number_in(where, "weight", row["weight"])
        neighbour, scope = (parse_condition(where, name, row[name]) for name in ("neighbour", "scope"))
        fits = parse_condition(where, "fits", row["fits"], AGREES)
        side = -1 if row["side"] == "before" else 1
        plain = tuple(test for test in fits if test[0] != AGREES)
        out.append(Constraint(side, neighbour, scope, plain, plain != fits, weight))
    return tuple(out)


def agree(head: Analysis, adjective: Analysis) -> bool:
    """Whether an adjective can modify a noun: definiteness, gender and number."""
    if head.definite != adjective.definite:
        return False
    gender, number = adjective.feats["gen"], adjective.feats["num"]
    if head.feats["num"] == "p":
        return number == "p" or gender == "f"
    return head.feats["gen"] in (gender, "u", "na") and head.feats["num"] in (number, "u", "na")


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the rows say about a reading, a bit for each row.

    Attributes:
        analysis: the reading.
        left, right: rows whose neighbour it is to the word after it, and to the word before it.
        fails: rows that it breaks beside such a neighbour.
        agrees: rows that it breaks beside such a neighbour unless the two agree.
    """

    analysis: Analysis
    left: int
    right: int
    fails: int
    agrees: int


class Column(tuple[_Profile, ...]):
    """Profiles of one token's readings.

    Attributes:
        speaks: whether one of them is a neighbour that rows look for to the left of a word.
        answers: the same to the right of a word.
        hears: whether a row may be broken by one of them.
    """

    speaks: bool
    answers: bool
    hears: bool

    def __new__(cls, profiles: Iterable[_Profile]) -> Column:
        """Take the profiles in order."""
        column = super().__new__(cls, profiles)
        column.speaks = any(p.left for p in column)
        column.answers = any(p.right for p in column)
        column.hears = any(p.fails or p.agrees for p in column)
        return column


class Disambiguator:
    """Orders the readings of every token by what they cost in context.

    Args:
        constraints: the rows to use, the shipped ones if None.
    """

    def __init__(self, constraints: Sequence[Constraint] | None = None) -> None:
        self._rows = read_constraints() if constraints is None else tuple(constraints)
        self._weights: dict[int, float] = {0: 0.0}
        self._columns: dict[int, tuple[tuple[Analysis, ...], Column]] = {}
        self._edge = Column([self._profile(_EDGE)])

    def __call__(self, tokens: Sequence[Token], sentences: Sequence[tuple[int, int]]) -> None:
        """Puts the best reading of each token first, in place.

        Args:
            tokens: all tokens of a text, their readings in the order that they have out of context.
            sentences: half-open token ranges; neighbours are looked for inside one.
        """
        prepare(tokens)
        for first, last in sentences:
            self.choose(tokens[first:last])

    def choose(self, tokens: Sequence[Token]) -> None:
        """Puts the best reading of each token of one sentence first, in place."""
        columns = [self._edge, *(self._column(token) for token in tokens), self._edge]
        path = self._path(columns)
        for k, token in enumerate(tokens, 1):
            if len(token.analyses) > 1:
                token.analyses = self._ordered(columns[k], path[k - 1], path[k], path[k + 1])

    def _path(self, columns: Sequence[Column]) -> list[_Profile]:
        """The cheapest choice of one profile from each column."""
        totals = [0.0]
        came_from: list[list[int]] = []
        for before, column in pairwise(columns):
            new, back = [], []
            if not (before.speaks and column.hears) and not (column.answers and before.hears):
                best = min(totals)
                new = [best + p.analysis.cost for p in column]
                back = [totals.index(best)] * len(column)
                totals = new
                came_from.append(back)
                continue
            for p in column:
                costs = [total + self._pair(q, p) for total, q in zip(totals, before, strict=True)]
                best = min(costs)
                new.append(best + p.analysis.cost)
                back.append(costs.index(best))
            totals = new
            came_from.append(back)
        k = totals.index(min(totals))
        path = [columns[-1][k]]
        for back, column in zip(reversed(came_from), reversed(columns[:-1]), strict=True):
            k = back[k]
            path.append(column[k])
        path.reverse()
        return path

    def _ordered(self, column: Column, left: _Profile, chosen: _Profile, right: _Profile) -> tuple[Analysis, ...]:
        """The chosen reading first, the others by what they would cost between the neighbours' chosen ones."""
        rest = [p for p in column if p is not chosen]
        if len(rest) > 1:
            rest.sort(key=lambda p: p.analysis.cost + self._pair(left, p) + self._pair(p, right))
        return (chosen.analysis, *(p.analysis for p in rest))

    def _pair(self, left: _Profile, right: _Profile) -> float:
        """What two readings cost beside each other."""
        broken = (left.left & right.fails) | (right.right & left.fails)
        unsure = left.left & right.agrees
        if unsure and not agree(left.analysis, right.analysis):
            broken |= unsure
        cost = self._weights.get(broken)
        if cost is None:
            cost = self._weights[broken] = sum(row.weight for k, row in enumerate(self._rows) if broken >> k & 1)
        return cost

    def _column(self, token: Token) -> Column:
        analyses = token.analyses or _SHAPES.get(token.shape, _OTHER)
        known = self._columns.get(id(analyses))
        if known is None or known[0] is not analyses:
            if len(self._columns) >= _REMEMBERED:
                self._columns.clear()
            known = self._columns[id(analyses)] = (analyses, Column(map(self._profile, analyses)))
        return known[1]

    def _profile(self, a: Analysis) -> _Profile:
        left = right = fails = agrees = 0
        for k, row in enumerate(self._rows):
            bit = 1 << k
            if holds(a, row.neighbour):
                left, right = (left | bit, right) if row.side < 0 else (left, right | bit)
            if a.pos not in _STANDING_IN and holds(a, row.scope):
                if not holds(a, row.fits):
                    fails |= bit
                elif row.agrees:
                    agrees |= bit
        return _Profile(a, left, right, fails, agrees)


def prepare(tokens: Sequence[Token]) -> None:
    """Weighs the readings of a text's words by what the whole text shows, in place."""
    _adopt_style(tokens)
    _cut_unknown(tokens)


def _adopt_style(tokens: Sequence[Token]) -> None:
    """Where a text writes final ya without dots throughout, readings by that spelling are as good as others."""
    ending = [token for token in tokens if token.text.endswith(ALEF_MAQSURA) and token.analyses]
    if sum(token.analyses[0].via == "normalised" for token in ending) < DOTLESS:
        return
    for token in ending:
        if len(token.analyses) > 1:
            _favour(token, RESPELLED, lambda a: a.via == "normalised")


def _cut_unknown(tokens: Sequence[Token]) -> None:
    """Makes cuts of unknown words cheaper whose rest stands in the text by itself."""
    words = {token.text for token in tokens if token.shape == "arabic"}
    for token in tokens:
        if len(token.analyses) > 1 and token.analyses[0].via == "backoff":
            _favour(token, SEEN_ALONE, lambda a: bool(a.proclitics) and a.lemma in words)


def _favour(token: Token, gain: float, which: Callable[[Analysis], bool]) -> None:
    """Makes some of a token's readings cheaper; where there are none, its tuple of readings stays the same object."""
    if any(map(which, token.analyses)):
        better = (replace(a, cost=a.cost - gain) if which(a) else a for a in token.analyses)
        token.analyses = tuple(sorted(better, key=lambda a: a.cost))
