"""A document as the rules see it: tokens, word classes, candidates, and where each of them occurs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from claimx.lexicons.words import WordMatch
from claimx.model.candidate import Candidate
from claimx.model.doc import Doc, Token
from claimx.model.draft import DateDraft, QuantityDraft


@dataclass(slots=True)
class Context:
    """A document as the rules see it.

    Attributes:
        doc: tokens and sentences.
        words: word-class matches by first token, see `WordIndex.find`.
        cands: chosen candidates by first token and label.
        quantities, dates: resolved after the phase ``values``.
        norms: normalised forms that are indexed; all where None.
    """

    doc: Doc
    words: list[dict[str, list[WordMatch]]]
    cands: list[dict[str, list[Candidate]]] = field(default_factory=list)
    quantities: list[QuantityDraft] = field(default_factory=list)
    dates: list[DateDraft] = field(default_factory=list)
    norms: frozenset[str] | None = None
    _indexes: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _labels: dict[str, dict[int, None]] = field(default_factory=dict)
    _ends: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    _present: dict[str, set[str]] = field(default_factory=dict)
    _offsets: tuple[dict[int, int], dict[int, int]] | None = None

    def __post_init__(self) -> None:
        self.cands = [{} for _ in self.doc.tokens]

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Make candidates visible to ``cand`` elements."""
        touched: set[str] = set()
        for cand in candidates:
            here = self.cands[cand.first].setdefault(cand.label, [])
            here.append(cand)
            if len(here) > 1:
                here.sort(key=lambda c: (-c.last, c.start))
            for key in (cand.label, *(f"{cand.label}:{mark}" for mark in _marks(cand))):
                places = self._labels.setdefault(key, {})
                places.setdefault(cand.first)
                touched.add(key)
            self._ends.setdefault(cand.label, {}).setdefault(cand.last, []).append(cand.first)
        self._present.pop("cand", None)
        for key in touched:
            self._labels[key] = dict.fromkeys(sorted(self._labels[key]))

    def add_words(self, words: Sequence[dict[str, list[WordMatch]]]) -> None:
        """Word classes of tokens at which none have been looked for yet."""
        self.words = [here or more for here, more in zip(self.words, words, strict=True)]
        self._indexes.pop("class", None)
        self._present.pop("class", None)

    def places(self, key: str) -> Collection[int]:
        """Token indices where an index key occurs, in order.

        Args:
            key: ``norm:…``, ``core:…``, ``shape:…``, ``class:…``, ``cand:label``, ``cand:label:mark`` (a field that is
                true, or the value of the field ``kind``), or one of a reading: ``pos:…``, ``lemma:…``, ``deriv:…``.
        """
        family, _, value = key.partition(":")
        return self.at(family, value)

    def at(self, family: str, value: str) -> Collection[int]:
        """`places`, the key in two parts."""
        if family == "cand":
            return self._labels.get(value, ())
        return self._index(family).get(value, [])

    def present(self, family: str) -> set[str]:
        """Values of a family of index keys that occur at all."""
        names = self._present.get(family)
        if names is None:
            names = self._present[family] = set(self._labels if family == "cand" else self._index(family))
        return names

    def begun(self, label: str) -> dict[int, list[int]]:
        """First tokens of the candidates of a label, by the token after their last one."""
        return self._ends.get(label, {})

    def _index(self, family: str) -> dict[str, list[int]]:
        index = self._indexes.get(family)
        if index is None:
            index = self._indexes[family] = self._build(family)
        return index

    def _build(self, family: str) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        if family == "class":
            for i, here in enumerate(self.words):
                for cls in here:
                    index.setdefault(cls, []).append(i)
            return index
        if family == "norm":
            norms = self.norms
            for token in self.doc.tokens:
                if norms is None or token.norm in norms:
                    index.setdefault(token.norm, []).append(token.i)
            return index
        for token in self.doc.tokens:
            for value in dict.fromkeys(_values(token, family)):
                index.setdefault(value, []).append(token.i)
        return index

    def offsets(self) -> tuple[dict[int, int], dict[int, int]]:
        """Token that begins at a raw offset, and one past the token that ends at one."""
        if self._offsets is None:
            tokens = self.doc.tokens
            self._offsets = {t.start: t.i for t in tokens}, {t.end: t.i + 1 for t in tokens}
        return self._offsets

    def word(self, i: int, *classes: str) -> WordMatch | None:
        """The longest match of one of the classes that begins at token ``i``."""
        here = self.words[i]
        return max((m for cls in classes for m in here.get(cls, ())), key=_last, default=None)

    def cand(self, i: int, *labels: str) -> Candidate | None:
        """The longest candidate of one of the labels that begins at token ``i``."""
        here = self.cands[i]
        return max((c for label in labels for c in here.get(label, ())), key=_last, default=None)


def _last(found: WordMatch | Candidate) -> int:
    return found.last


def _marks(cand: Candidate) -> Iterator[str]:
    """Fields by which a candidate is told from others of its label."""
    for name, value in cand.fields.items():
        if value is True:
            yield name
        elif name == "kind":
            yield str(value)


def _values(token: Token, family: str) -> Iterator[str]:
    """What a token is called in one family of index keys."""
    if family == "shape":
        yield token.shape
    elif family == "core":
        yield from (core for core, _, _ in token.cores)
    elif family == "pos":
        yield from (a.pos for a in token.analyses)
    elif family == "lemma":
        yield from (word for a in token.analyses for word in (a.lemma, a.base) if word)
    elif family == "deriv":
        yield from (a.deriv for a in token.analyses if a.deriv)
