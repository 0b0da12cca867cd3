"""Word classes: which words are cues, months, units, negators …

A class is a named set of entries in ``data/words/*.tsv``; those of units and
currencies are composed (`claimx.lexicons.measures`). An entry matches by ``form``
(one or more words as written, normalised; proclitics may precede the first) or by
``lemma`` (any inflected form, verbal noun or participle of it). Case does not
matter, except between entries of a class that differ in nothing else: `MW` and `mW`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
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
REMEMBERED_READINGS = 20_000
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


_Way = tuple[Entry, int, bool, bool]
"""An entry, offset in the word where its span begins, whether nothing was taken off, whether an article was."""
_Longer = tuple[_Node, int, bool, bool]
"""The same with the place in the trie from which longer entries go on."""


class _Ways(NamedTuple):
    alone: tuple[tuple[str, tuple[_Way, ...]], ...]
    longer: tuple[_Longer, ...]


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
        self._ways: dict[str, _Ways] = {}
        self._read_entries: dict[str, bool] = {}
        """Whether a surface form has entries by a lemma of one of its readings, as far as that is known."""
        self._read_in: dict[int, tuple[tuple[Analysis, ...], tuple[tuple[Analysis, tuple[Entry, ...]], ...]]] = {}
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

    def find(self, doc: Doc, sentences: Container[int] | None = None) -> list[dict[str, list[WordMatch]]]:
        """For each token, the matches that begin there, by class, longest first.

        Tokens without any share one empty dict, which must not be changed.

        Args:
            doc: the text.
            sentences: numbers of the sentences to look at; all where None.
        """
        none: dict[str, list[WordMatch]] = {}
        found: list[dict[str, list[WordMatch]]] = []
        for token in doc.tokens:
            if sentences is not None and token.sent not in sentences:
                found.append(none)
                continue
            ways = self._ways.get(token.text)
            if ways is None:
                ways = self._ways_of(token)
            here = self._alone(token, ways.alone) if ways.alone else {}
            if ways.longer:
                self._walk(doc, token, ways.longer, here)
            if token.shape == "arabic" and self._read_entries.get(token.text, True) and self._lemmas:
                self._read(token, here)
            if here:
                for matches in here.values():
                    if len(matches) > 1:
                        matches.sort(key=_order)
                found.append(here)
            else:
                found.append(none)
        return found

    @staticmethod
    def _alone(token: Token, alone: Iterable[tuple[str, tuple[_Way, ...]]]) -> dict[str, list[WordMatch]]:
        """Matches of one word."""
        i, start = token.i, token.start
        return {
            cls: [WordMatch(e, i, i + 1, start + offset, bare, definite) for e, offset, bare, definite in ways]
            for cls, ways in alone
        }

    def holding(self, doc: Doc) -> set[int]:
        """Numbers of the sentences that hold any entry by its form, or a number."""
        found: set[int] = set()
        for token in doc.tokens:
            if token.sent in found:
                continue
            if token.shape == "number":
                found.add(token.sent)
                continue
            ways = self._ways.get(token.text)
            if ways is None:
                ways = self._ways_of(token)
            here: dict[str, list[WordMatch]] = {}
            if ways.longer and not ways.alone:
                self._walk(doc, token, ways.longer, here)
            if ways.alone or here:
                found.add(token.sent)
        return found

    def _ways_of(self, token: Token) -> _Ways:
        """What may begin with a word: the entries that it is by itself, and where the trie goes on."""
        alone: dict[str, list[_Way]] = {}
        longer: list[tuple[_Node, int, bool, bool]] = []
        for core, offset, definite in token.cores:
            node = self._root.next.get(core.lower())
            if node is None:
                continue
            bare = core == token.norm
            if node.next:
                longer.append((node, offset, bare, definite))
            for entry in node.written(token.text[offset:]) if node.cased else node.entries:
                alone.setdefault(entry.cls, []).append((entry, offset, bare, definite))
        ways = _Ways(tuple((cls, tuple(found)) for cls, found in alone.items()), tuple(longer))
        if len(self._ways) >= REMEMBERED:
            self._ways.clear()
        self._ways[token.text] = ways
        return ways

    @staticmethod
    def _walk(doc: Doc, token: Token, longer: Iterable[_Longer], here: dict[str, list[WordMatch]]) -> None:
        """Matches of several words."""
        tokens = doc.tokens
        for first, offset, bare, definite in longer:
            node: _Node | None = first
            entries: Iterable[Entry]
            i = token.i + 1
            while node is not None and node.next and i < len(tokens) and tokens[i].sent == token.sent:
                node = node.next.get(tokens[i].norm.lower())
                i += 1
                if node is None:
                    break
                entries = node.entries
                if node.cased:
                    entries = node.written(doc.text[token.start + offset : tokens[i - 1].end])
                for entry in entries:
                    match = WordMatch(entry, token.i, i, token.start + offset, bare, definite)
                    here.setdefault(entry.cls, []).append(match)

    def _read(self, token: Token, here: dict[str, list[WordMatch]]) -> None:
        """Matches by lemma."""
        seen: set[tuple[str, str, str]] = set()
        readings = token.readings
        if not readings:
            return
        known = self._read_in.get(id(readings))
        if known is None or known[0] is not readings:
            if len(self._read_in) >= REMEMBERED_READINGS:
                self._read_in.clear()
            known = self._read_in[id(readings)] = (readings, tuple(self._read_as_of(readings)))
            if len(self._read_entries) < REMEMBERED:
                self._read_entries[token.text] = bool(known[1])
        for analysis, entries in known[1]:
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
