"""Finds known names: a trie over normalised tokens, tolerant of spacing and dots.

Every spelling of every knowledge-base entry is cut into tokens as texts are.
While a name is being read, a full stop or hyphen between its parts is skipped
(initialisms), and names of several words are found written together or apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from claimx.lexicons.kb import Known
from claimx.model.candidate import Candidate
from claimx.model.doc import Doc, Token

JOINERS = frozenset(".-\u2010\u2011_\u00b7")
ONE_TOKEN = re.compile("[\u0621-\u063a\u0641-\u064a]+|[A-Za-z]+")
"""Letters that are one token in any text."""
SHORT = 3
"""A name of so few letters found after taking proclitics off needs context."""
COMPACT = 6
"""Least letters of a name that may be found with other word breaks than listed."""


class _Node:
    __slots__ = ("here", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.here: list[tuple[Known, str]] = []


class Gazetteer:
    """Known names by their spellings.

    Args:
        entries: knowledge-base entries; ``type`` becomes the candidate's label.
        cut: tokenizes a spelling as texts are tokenized.
        fold: normalised form of a word, as ``Token.norm`` has it.
        article: normalised letters of the article, to recognise it fused with a lam.
    """

    def __init__(
        self, entries: Iterable[Known], cut: Callable[[str], list[Token]], fold: Callable[[str], str], article: str
    ) -> None:
        self._cut, self._fold = cut, fold
        self._known: dict[str, tuple[str, ...]] = {}
        self._root = _Node()
        self._lam = article[-1]
        self._fused = _Node()
        self._compact: dict[str, list[tuple[Known, str]]] = {}
        for entry in entries:
            for alias in (*entry.aliases, *entry.short):
                parts = self._parts(alias)
                if not parts:
                    continue
                self._insert(self._root, parts, entry, alias)
                if parts[0].startswith(article) and len(parts[0]) > len(article) + 2:
                    self._insert(self._fused, [parts[0][len(article) :], *parts[1:]], entry, alias)
                joined = "".join(parts)
                if len(joined) >= COMPACT:
                    self._compact.setdefault(joined, []).append((entry, alias))

    def _parts(self, alias: str) -> list[str]:
        """A spelling cut as texts are; what white space parts is cut apart, and each such piece once."""
        out: list[str] = []
        for piece in alias.split():
            if ONE_TOKEN.fullmatch(piece):
                out.append(self._fold(piece).lower())
                continue
            if piece not in self._known:
                self._known[piece] = tuple(t.norm.lower() for t in self._cut(piece) if t.text not in JOINERS)
            out += self._known[piece]
        return out

    @staticmethod
    def _insert(root: _Node, parts: list[str], entry: Known, alias: str) -> None:
        node = root
        for part in parts:
            node = node.next.setdefault(part, _Node())
        if all((known.id, known.type) != (entry.id, entry.type) for known, _ in node.here):
            node.here.append((entry, alias))

    def find(self, doc: Doc) -> list[Candidate]:
        """Candidates for every known name, nested and ambiguous ones included."""
        best: dict[tuple[int, int, str, str], Candidate] = {}
        for token in doc.tokens:
            if token.shape == "punct":
                continue
            for cand in self._at(doc, token):
                best.setdefault((cand.first, cand.last, str(cand.fields["entity_id"]), cand.label), cand)
        return list(best.values())

    def _at(self, doc: Doc, token: Token) -> Iterator[Candidate]:
        for core, offset, definite in token.cores:
            stripped = core != token.norm
            if definite and offset and not self._fused_in(token.norm[: len(token.norm) - len(core)]):
                continue
            if definite:
                yield from self._walk(doc, token, self._fused, core.lower(), offset, stripped)
                yield from (
                    c
                    for c in self._walk(doc, token, self._root, core.lower(), offset, stripped)
                    if c.last > c.first + 1
                )
            else:
                yield from self._walk(doc, token, self._root, core.lower(), offset, stripped)
                yield from self._joined(doc, token, core.lower(), offset, stripped)

    def _fused_in(self, prefix: str) -> bool:
        """Whether a proclitic string ends in a lam fused with the article, which stays inside a span."""
        return prefix.endswith(self._lam * 2)

    def _walk(
        self, doc: Doc, token: Token, root: _Node, first: str, offset: int, stripped: bool
    ) -> Iterator[Candidate]:
        node = root.next.get(first)
        i = token.i + 1
        while node is not None:
            for entry, alias in node.here:
                if not self._case_fits(doc, token, i, offset, alias) or self._goes_on(doc, i):
                    continue
                yield self._candidate(
                    doc, token, i, entry, alias, offset, stripped and len(first) <= SHORT and i == token.i + 1
                )
            j = i
            while j < len(doc.tokens) and doc.tokens[j].text in JOINERS and doc.tokens[j].sent == token.sent:
                j += 1
            if j >= len(doc.tokens) or doc.tokens[j].sent != token.sent or j - i > 1:
                return
            node = node.next.get(doc.tokens[j].norm.lower())
            i = j + 1

    def _joined(self, doc: Doc, token: Token, core: str, offset: int, stripped: bool) -> Iterator[Candidate]:
        text = core
        i = token.i + 1
        for _ in range(4):
            for entry, alias in self._compact.get(text, ()):
                yield self._candidate(doc, token, i, entry, alias, offset, False)
            if i >= len(doc.tokens) or doc.tokens[i].sent != token.sent or doc.tokens[i].shape == "punct":
                return
            text += doc.tokens[i].norm.lower()
            i += 1

    @staticmethod
    def _case_fits(doc: Doc, token: Token, last: int, offset: int, alias: str) -> bool:
        """Short Latin names are case-sensitive: ``GE`` is a company, ``ge`` is not."""
        if not alias.isascii() or len(alias) > SHORT + 1:
            return True
        return doc.text[token.start + offset : doc.tokens[last - 1].end] == alias

    @staticmethod
    def _goes_on(doc: Doc, last: int) -> bool:
        """Whether a number is glued to what was read, which is then part of a designation: ``Magic6``, ``X-1``."""
        for token in doc.tokens[last : last + 2]:
            if token.space_before:
                return False
            if token.text not in JOINERS or token.text == ".":
                return token.shape == "number"
        return False

    @staticmethod
    def _candidate(doc: Doc, token: Token, last: int, entry: Known, alias: str, offset: int, short: bool) -> Candidate:
        start = token.start + offset
        end = doc.tokens[last - 1].end
        one_word = last - token.i == 1
        ambiguous = (entry.ambiguous and one_word and not (alias.isascii() and len(alias) > 2)) or short
        fields: dict[str, object] = {
            "entity": entry.name, "entity_id": entry.id, "needs_context": ambiguous, "kind": entry.kind,
        }  # fmt: skip
        if alias in entry.short:
            fields["short"] = True
        return Candidate(
            entry.type, token.i, last, start, end, f"lexicon.{entry.type}", "lexicon",
            0.55 if ambiguous else 0.95, {}, fields,
        )  # fmt: skip
