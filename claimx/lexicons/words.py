"""Word classes: which words are cues, months, units, negators …

A class is a named set of entries in ``data/words/*.tsv``; those of units and
currencies are composed (`claimx.lexicons.measures`). An entry matches by ``form``
(one or more words as written, normalised; proclitics may precede the first) or by
``lemma`` (any inflected form, verbal noun or participle of it). Case does not
matter, except between entries of a class that differ in nothing else: `MW` and `mW`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from claimx.errors import DataError
from claimx.lexicons.entry import Entry as Entry
from claimx.lexicons.loader import DATA, read_tsv
from claimx.lexicons.measures import load_measures
from claimx.model.doc import Doc, Token, core_offset
from claimx.model.morph import Analysis

COLUMNS = ("class", "match", "form", "value")
MODES = ("form", "lemma")
TATWEEL = "\u0640"
REMEMBERED = 100_000
"""Surface forms and readings whose entries are kept."""


class WordMatch(NamedTuple):
    """An entry found in a text.

    Attributes:
        first, last: half-open token range.
        start: raw offset where its span begins, proclitics left out.
        bare: whether no proclitic was taken off.
        definite: whether an article was taken off.
        analysis: the reading that matched a ``lemma`` entry.
    """

    entry: Entry
    first: int
    last: int
    start: int
    bare: bool
    definite: bool
    analysis: Analysis | None = None


class _Node:
    __slots__ = ("cased", "entries", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.entries: list[Entry] = []
        self.cased = False

    def add(self, entry: Entry) -> None:
        self.cased = self.cased or any(_case(entry) == _case(other) for other in self.entries)
        self.entries.append(entry)

    def written(self, text: str) -> Iterable[Entry]:
        """The entries that a text means: of those that differ in case, the one written so, or else the first."""
        chosen: dict[tuple[str, str], Entry] = {}
        for entry in self.entries:
            if _case(entry) not in chosen or entry.form == text:
                chosen[_case(entry)] = entry
        return chosen.values()


def _letters(chunk: str) -> bool:
    """Whether a chunk is one token in any text, so that it need not be cut."""
    return chunk.isalpha() and TATWEEL not in chunk


def _case(entry: Entry) -> tuple[str, str]:
    """What entries that differ only in case share."""
    return entry.cls, entry.form.lower()


_Way = tuple[_Node, int, bool, bool]
"""Where the trie goes on after a word, offset in it where the span begins, whether nothing was taken off, article."""


def _order(match: WordMatch) -> tuple[int, bool, int]:
    return (match.first - match.last, not match.bare, match.start)


class WordIndex:
    """Finds all word-class entries in a document in one pass.

    Args:
        entries: the rows.
        fold: the normaliser's word function.
        cut: splits a form into token-like parts exactly as texts are split; what white space parts is split apart.
    """

    def __init__(self, entries: Iterable[Entry], fold: Callable[[str], str], cut: Callable[[str], list[Token]]) -> None:
        self._fold = fold
        self._root = _Node()
        self._lemmas: dict[str, list[Entry]] = {}
        self._folded: dict[str, str] = {}
        self._ways: dict[str, tuple[_Way, ...]] = {}
        self._read_as: dict[int, tuple[Analysis, tuple[Entry, ...]]] = {}
        self.classes: set[str] = set()
        chunks: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            self.classes.add(entry.cls)
            if entry.match == "lemma":
                self._lemmas.setdefault(fold(entry.form), []).append(entry)
                continue
            node = self._root
            for chunk in entry.form.split():
                if chunk not in chunks:
                    norms = [fold(chunk)] if _letters(chunk) else [part.norm for part in cut(chunk)]
                    chunks[chunk] = tuple(norm.lower() for norm in norms)
                for part in chunks[chunk]:
                    if part not in node.next:
                        node.next[part] = _Node()
                    node = node.next[part]
            node.add(entry)

    def find(self, doc: Doc) -> list[dict[str, list[WordMatch]]]:
        """For each token, the matches that begin there, by class, longest first.

        Tokens without any share one empty dict, which must not be changed.
        """
        none: dict[str, list[WordMatch]] = {}
        found: list[dict[str, list[WordMatch]]] = []
        for token in doc.tokens:
            ways = self._ways.get(token.text)
            if ways is None:
                ways = self._ways_of(token)
            here: dict[str, list[WordMatch]] = {}
            if ways:
                self._walk(doc, token, ways, here)
            if self._lemmas:
                self._read(token, here)
            if here:
                for matches in here.values():
                    if len(matches) > 1:
                        matches.sort(key=_order)
                found.append(here)
            else:
                found.append(none)
        return found

    def _ways_of(self, token: Token) -> tuple[_Way, ...]:
        """How entries may begin with a word: for each way to take proclitics off, where the trie goes on."""
        ways = tuple(
            (node, offset, core == token.norm, definite)
            for core, offset, definite in token.cores
            if (node := self._root.next.get(core.lower())) is not None
        )
        if len(self._ways) >= REMEMBERED:
            self._ways.clear()
        self._ways[token.text] = ways
        return ways

    @staticmethod
    def _walk(doc: Doc, token: Token, ways: tuple[_Way, ...], here: dict[str, list[WordMatch]]) -> None:
        tokens = doc.tokens
        for first, offset, bare, definite in ways:
            node: _Node | None = first
            entries: Iterable[Entry]
            i = token.i + 1
            while node is not None:
                entries = node.entries
                if node.cased:
                    entries = node.written(doc.text[token.start + offset : tokens[i - 1].end])
                for entry in entries:
                    here.setdefault(entry.cls, []).append(
                        WordMatch(entry, token.i, i, token.start + offset, bare, definite)
                    )
                if not node.next or i >= len(tokens) or tokens[i].sent != token.sent:
                    break
                node = node.next.get(tokens[i].norm.lower())
                i += 1

    def _read(self, token: Token, here: dict[str, list[WordMatch]]) -> None:
        """Matches by lemma."""
        seen: set[tuple[str, str, str]] = set()
        for analysis, entries in self._read_as_of(token.readings):
            for entry in entries:
                key = (entry.cls, entry.form, analysis.pos + analysis.deriv + str(analysis.feats.get("mod")))
                if key in seen:
                    continue
                seen.add(key)
                start = token.start + core_offset(analysis)
                match = WordMatch(entry, token.i, token.i + 1, start, start == token.start, analysis.definite, analysis)
                here.setdefault(entry.cls, []).append(match)

    def _read_as_of(self, readings: tuple[Analysis, ...]) -> Iterator[tuple[Analysis, tuple[Entry, ...]]]:
        """Readings whose lemma has entries."""
        for analysis in readings:
            known = self._read_as.get(id(analysis))
            if known is None or known[0] is not analysis:
                words = [w for w in (analysis.lemma, analysis.base) if w]
                entries = tuple(e for w in words for e in self._lemmas.get(self._fold_lemma(w), ()))
                if len(self._read_as) >= REMEMBERED:
                    self._read_as.clear()
                known = self._read_as[id(analysis)] = (analysis, entries)
            if known[1]:
                yield known

    def _fold_lemma(self, lemma: str) -> str:
        folded = self._folded.get(lemma)
        if folded is None:
            folded = self._folded[lemma] = self._fold(lemma)
        return folded


def load_entries(folder: Path | None = None) -> list[Entry]:
    """All rows of a folder of word-class files.

    Args:
        folder: the files; where None, the shipped ones and the composed words of units and currencies.

    Raises:
        DataError: a bad row, an unknown match mode, or the same row twice.
    """
    entries = [] if folder is not None else load_measures()
    seen = {(entry.cls, entry.match, entry.form): f"the measures ({entry.value})" for entry in entries}
    for path in sorted((folder or DATA / "words").glob("*.tsv")):
        for number, row in read_tsv(path, COLUMNS):
            where = f"{path.name}:{number}"
            if row["match"] not in MODES:
                raise DataError(f"{where}: match is {row['match']!r}; expected one of {', '.join(MODES)}")
            if not row["class"] or not row["form"]:
                raise DataError(f"{where}: class and form must not be empty")
            key = (row["class"], row["match"], row["form"])
            if key in seen:
                raise DataError(f"{where}: {row['form']} is in class {row['class']} already, at {seen[key]}")
            seen[key] = where
            entries.append(Entry(row["class"], row["match"], row["form"], row["value"]))
    return entries
