"""Word classes: which words are cues, months, units, negators …

A class is a named set of entries in ``data/words/*.tsv``. An entry matches by
``form`` (one or more words as written, normalised; proclitics may precede the
first) or by ``lemma`` (any inflected form, verbal noun or participle of it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from claimx.errors import DataError
from claimx.lexicons.loader import DATA, read_tsv
from claimx.model.doc import Doc, Token, core_offset
from claimx.model.morph import Analysis

COLUMNS = ("class", "match", "form", "value")
MODES = ("form", "lemma")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: class, match mode, form as written in the file, value (may be empty)."""

    cls: str
    match: str
    form: str
    value: str


@dataclass(frozen=True, slots=True)
class WordMatch:
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
    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.entries: list[Entry] = []


class WordIndex:
    """Finds all word-class entries in a document in one pass.

    Args:
        entries: the rows.
        fold: the normaliser's word function.
        cut: splits a form into token-like parts exactly as texts are split.
    """

    def __init__(self, entries: Iterable[Entry], fold: Callable[[str], str], cut: Callable[[str], list[Token]]) -> None:
        self._fold = fold
        self._root = _Node()
        self._lemmas: dict[str, list[Entry]] = {}
        self._folded: dict[str, str] = {}
        self.classes: set[str] = set()
        for entry in entries:
            self.classes.add(entry.cls)
            if entry.match == "lemma":
                self._lemmas.setdefault(fold(entry.form), []).append(entry)
                continue
            node = self._root
            for part in cut(entry.form):
                node = node.next.setdefault(part.norm.lower(), _Node())
            node.entries.append(entry)

    def find(self, doc: Doc) -> list[dict[str, list[WordMatch]]]:
        """For each token, the matches that begin there, by class, longest first."""
        found: list[dict[str, list[WordMatch]]] = []
        for token in doc.tokens:
            here: dict[str, list[WordMatch]] = {}
            for match in self._at(doc, token):
                here.setdefault(match.entry.cls, []).append(match)
            for matches in here.values():
                matches.sort(key=lambda m: (m.first - m.last, not m.bare, m.start))
            found.append(here)
        return found

    def _at(self, doc: Doc, token: Token) -> Iterator[WordMatch]:
        tokens = doc.tokens
        for core, offset, definite in token.cores:
            node = self._root.next.get(core.lower())
            i = token.i + 1
            while node is not None:
                for entry in node.entries:
                    yield WordMatch(entry, token.i, i, token.start + offset, core == token.norm, definite)
                if i >= len(tokens) or tokens[i].sent != token.sent:
                    break
                node = node.next.get(tokens[i].norm.lower())
                i += 1
        seen: set[tuple[str, str, str]] = set()
        for analysis in token.analyses:
            for word in (analysis.lemma, analysis.base):
                if not word:
                    continue
                for entry in self._lemmas.get(self._fold_lemma(word), ()):
                    key = (entry.cls, entry.form, analysis.pos + analysis.deriv + str(analysis.feats.get("mod")))
                    if key in seen:
                        continue
                    seen.add(key)
                    start = token.start + core_offset(analysis)
                    yield WordMatch(
                        entry, token.i, token.i + 1, start, start == token.start, analysis.definite, analysis
                    )

    def _fold_lemma(self, lemma: str) -> str:
        folded = self._folded.get(lemma)
        if folded is None:
            folded = self._folded[lemma] = self._fold(lemma)
        return folded


def load_entries(folder: Path = DATA / "words") -> list[Entry]:
    """All rows of a folder of word-class files.

    Raises:
        DataError: a bad row, an unknown match mode, or the same row twice.
    """
    entries: list[Entry] = []
    seen: dict[tuple[str, str, str], str] = {}
    for path in sorted(folder.glob("*.tsv")):
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
