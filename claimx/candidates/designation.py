"""Finds chip designations: known names and open series, in Latin, Arabic and spelled letters.

A text is read as a row of atoms (runs of one script). Every atom has one or more
ASCII readings: a spelled letter or word gives what it spells, a Latin run and
a number give themselves. Known chips lie in a trie over those readings, so that
the Arabic spelling of ``HBM3E`` needs no entry of its own; open series are trie
entries followed by a regular expression over the rendered remainder.

Work per atom is bounded (the depth of the trie and of a tail), so the whole is
linear in the text.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import regex

from claimx.model.candidate import Candidate
from claimx.model.doc import Doc

Need = Literal["none", "near", "adjacent", "always", "headed"]
"""Context that a spelling needs: none; near (it holds a number); adjacent (a plain word);
always (an alias that is dropped where no context is near); headed (one that is dropped but
right after a chip head noun)."""

MARKS: dict[str, Need] = {"?": "always", "!": "none", "=": "headed"}
"""What a mark before an alias says about the context it needs."""

PROCESS = "process"
"""Kind of the rows that name a process or packaging technology: their candidates have a label of their own."""
BARE_NAMES = "names"
"""Stop words of this kind stop plain words only, not designations with a number."""
PHONES = frozenset(("brand", "phone"))
"""Stop words of these kinds stop every designation of one letter and a number or two."""
DROPPED = frozenset(("always", "headed"))
TATWEEL = "\u0640"
HYPHENS = frozenset("-\u2010\u2011\u2013")
DOTS = frozenset(".\u00b7")
TRADE_MARKS = frozenset("\u00ae\u2122")
OPENING = frozenset("\"'\u00ab\u201c\u201d\u201e\u2018\u2039(")
PERCENT = frozenset("%\u066a")
DECIMAL_MARK = "\u066b"

ATOM = regex.compile(
    r"(?P<digits>\d+(?:[.,\u066b\u066c]\d+)*)"
    r"|(?P<arabic>\p{Arabic}[\p{Arabic}\p{M}\p{Cf}\u0640]*)"
    r"|(?P<latin>[\p{L}--\p{Arabic}]+)"
    r"|(?P<plus>\+)",
    regex.V1,
)
DIGIT_RUN = regex.compile(r"\d+")
GROUPED = regex.compile(r"\d{1,3}(?:[,\u066c]\d{3})+")
DECIMAL = regex.compile(r"\d+[.\u066b]\d+")
SHORT = regex.compile(r"[A-Z]\d{1,2}(?!\d)")

MAX_GAP = 6
MAX_TAIL = 8
MIN_AFTER_ARTICLE = 4
HEAD_BEFORE = 6
HEAD_ADJACENT = 4
MAKER_NEAR, MAKER_ADJACENT = 15, 3

LEXICON_SCORE, SERIES_SCORE, CONTEXT_SCORE, UNSUPPORTED_SCORE = 0.95, 0.85, 0.8, 0.5


@dataclass(frozen=True, slots=True)
class ChipRow:
    """A known chip, series, architecture, memory standard or core."""

    id: str
    name: str
    kind: str
    maker: str
    family: str
    arabic: tuple[str, ...]
    latin: tuple[str, ...]
    word: bool

    @classmethod
    def from_tsv(cls, rows: Iterable[Mapping[str, str]]) -> tuple[ChipRow, ...]:
        """Rows of ``chips.tsv``."""
        return tuple(
            cls(
                r["id"], r["name"], r["kind"], r["maker"], r["family"],
                _cell(r["arabic"]), _cell(r["latin"]), r["word"] == "y",
            )
            for r in rows
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """An open series: a prefix and what may follow it.

    Attributes:
        join: ``space``, ``none`` or ``dash`` between prefix and tail.
        tail: regular expression over the rendered remainder.
        head: whether a designation that is not a known chip needs context.
        options: ``family``, ``numbers`` (separator of two numbers) and ``lower`` (case of the tail).
    """

    id: str
    name: str
    maker: str
    arabic: tuple[str, ...]
    latin: tuple[str, ...]
    join: str
    tail: str
    head: bool
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_tsv(cls, rows: Iterable[Mapping[str, str]]) -> tuple[SeriesRow, ...]:
        """Rows of ``series.tsv``; the ``join`` cell may carry options after a ``;``."""
        out = []
        for r in rows:
            join, *extra = _cell(r["join"])
            options = {part.partition("=")[0]: part.partition("=")[2] for part in extra}
            out.append(
                cls(
                    r["id"], r["name"], r["maker"], _cell(r["arabic"]), _cell(r["latin"]),
                    join, r["tail"], r["head"] == "y", options,
                )
            )  # fmt: skip
        return tuple(out)

    @property
    def glue(self) -> str:
        """What stands between prefix and tail."""
        return {"space": " ", "none": "", "dash": "-"}[self.join]

    @property
    def numbers(self) -> str:
        """What stands between two numbers of a tail."""
        return self.options.get("numbers", " ")

    @property
    def family(self) -> str:
        """Family of a designation that is not a known chip."""
        return self.options.get("family", self.name)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """Spellings of a letter or word inside designations, or of a role (``head``, ``maker`` …)."""

    letter: str
    role: str
    spellings: tuple[str, ...]

    @classmethod
    def from_tsv(cls, rows: Iterable[Mapping[str, str]]) -> tuple[LetterRow, ...]:
        """Rows of ``letters.tsv``: ``A``, ``Pro``, or ``@role:value``."""
        out = []
        for r in rows:
            letter, role = r["letter"], "letter" if len(r["letter"]) == 1 else "word"
            if letter.startswith("@"):
                role, _, letter = letter[1:].partition(":")
            out.append(cls(letter, role, _cell(r["arabic"])))
        return tuple(out)


class _Atom(NamedTuple):
    """A run of one script. ``gap`` joins it to the next: empty, space, ``-``, ``.`` or ``x`` (not joined)."""

    token: int
    start: int
    end: int
    kind: str
    norm: str
    raw: str
    gap: str
    sent: int


class _Edge(NamedTuple):
    """A reading of the atoms up to ``next``: its key in the trie and its form in a tail."""

    next: int
    key: str
    form: str
    kind: str
    weak: str
    start: int


class _Spelling(NamedTuple):
    rest: tuple[str, ...]
    key: str
    form: str
    kind: str
    weak: Mapping[str, str]


class _Name(NamedTuple):
    chip: ChipRow
    need: Need


class _Prefix(NamedTuple):
    series: SeriesRow
    need: Need


class _Node:
    __slots__ = ("chips", "next", "series")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.chips: list[_Name] = []
        self.series: list[_Prefix] = []


@dataclass(slots=True)
class _Match:
    first: int
    last: int
    start: int
    end: int
    entity: str
    maker: str
    family: str
    chip: ChipRow | None
    series: SeriesRow | None
    need: Need
    weak: bool
    quotable: bool
    supported: bool = False
    linked: _Match | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Order of preference: the longest, then the least doubtful, then a known chip."""
        doubt = {"none": 0, "near": 1, "adjacent": 1, "always": 2, "headed": 3}[self.need]
        return (-self.end, doubt, int(self.chip is None))


class _Reading:
    """A document as atoms, with the places of head nouns, makers and other signs."""

    def __init__(self, grammar: DesignationGrammar, doc: Doc) -> None:
        self.doc = doc
        self.atoms = list(grammar.atoms(doc))
        self.heads: list[int] = []
        self.makers: dict[str, list[int]] = {}
        self.maker_ends: dict[int, set[str]] = {}
        self.stops: dict[int, set[str]] = {}
        for k, atom in enumerate(self.atoms):
            for word in grammar.words_at(self, k):
                if word in grammar.heads:
                    self.heads.append(k)
                    break
            for last, maker in grammar.phrases_at(self, k, grammar.makers):
                self.makers.setdefault(maker, []).append(k)
                self.maker_ends.setdefault(last, set()).add(maker)
            if atom.kind != "digits":
                for last, kind in grammar.phrases_at(self, k, grammar.stops):
                    self.stops.setdefault(last, set()).add(kind)

    def near(self, places: list[int], k: int, before: int, until: int, after: int) -> int | None:
        """Distance of the nearest place within the same sentence, or None."""
        found: int | None = None
        i = bisect_left(places, k - before)
        while i < len(places) and places[i] < until + after:
            at = places[i]
            if not k <= at < until and self.atoms[at].sent == self.atoms[k].sent:
                distance = k - at if at < k else at - until + 1
                found = distance if found is None else min(found, distance)
            i += 1
        return found


class DesignationGrammar:
    """Chip designations in a text.

    Args:
        chips, series, letters: rows of the knowledge base.
        fold: normalised form of a word, as ``Token.norm`` has it.
        makers: spellings of makers, by canonical name, beside those of ``letters``.
    """

    def __init__(
        self,
        chips: Iterable[ChipRow],
        series: Iterable[SeriesRow],
        letters: Iterable[LetterRow],
        fold: Callable[[str], str],
        makers: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        self._fold = fold
        self._root = _Node()
        self._known: dict[str, list[ChipRow]] = {}
        self._spellings: dict[str, list[_Spelling]] = {}
        self._words: dict[str, str] = {}
        self.heads: set[str] = set()
        self.makers: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.stops: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.units: set[str] = set()
        self._article = "\0"
        self._load_letters(tuple(letters))
        for maker, spellings in makers.items():
            for spelling in spellings:
                words = self._split(spelling)
                known = self.makers.setdefault(words[0], [])
                if (words[1:], maker) not in known:
                    known.append((words[1:], maker))
        all_series = tuple(series)
        self._tails = {row.id: regex.compile(row.tail) for row in all_series}
        for row in all_series:
            self._add_series(row)
        by_initial: dict[str, list[SeriesRow]] = {}
        for row in all_series:
            by_initial.setdefault(row.name[0], []).append(row)
        for chip in chips:
            self._add_chip(chip, by_initial.get(chip.name[0], []))

    # loading

    def _load_letters(self, rows: tuple[LetterRow, ...]) -> None:
        weak: dict[str, str] = {}
        for row in rows:
            if row.role == "weak":
                weak.update((_bare(spelling), row.letter) for spelling in row.spellings)
        for row in rows:
            for spelling in row.spellings:
                words = self._split(spelling)
                if row.role in ("letter", "word", "ordinal"):
                    if row.role == "word":
                        self._words[row.letter.lower()] = row.letter
                    entry = _Spelling(words[1:], row.letter.lower(), row.letter, row.role, weak)
                    known = self._spellings.setdefault(words[0], [])
                    if entry not in known:
                        known.append(entry)
                elif row.role == "head":
                    self.heads.add(words[0])
                elif row.role == "article":
                    self._article = words[0]
                elif row.role == "unit":
                    self.units.add(words[0])
                elif row.role in ("maker", "stop"):
                    table = self.makers if row.role == "maker" else self.stops
                    table.setdefault(words[0], []).append((words[1:], row.letter))

    def _split(self, phrase: str) -> tuple[str, ...]:
        """Folded words of a spelling, split as texts are."""
        found = tuple(self._fold(m.group()).lower() for m in ATOM.finditer(phrase))
        return found or (phrase,)

    def key(self, name: str) -> str:
        """Trie key of a name: case, spaces and hyphens left out, numbers kept apart, ``+`` spelled."""
        out = ""
        numeric = False
        for m in ATOM.finditer(name):
            text = self._fold(m.group()).lower()
            digits = m.lastgroup == "digits"
            out += ("-" if digits and numeric else "") + ("plus" if m.lastgroup == "plus" else text)
            numeric = digits
        return out

    def _node(self, key: str) -> _Node:
        node = self._root
        for c in key:
            node = node.next.setdefault(c, _Node())
        return node

    def _add_series(self, row: SeriesRow) -> None:
        for alias in (row.name, *row.arabic, *row.latin):
            mark, plain = _marked(alias)
            need: Need = "always" if mark == "?" else "none"
            node = self._node(self.key(plain))
            if all(known.series.id != row.id for known in node.series):
                node.series.append(_Prefix(row, need))

    def _add_chip(self, chip: ChipRow, series: Sequence[SeriesRow]) -> None:
        plain_need: Need = "none"
        if chip.word:
            plain_need = "near" if regex.search(r"\d", chip.name) else "adjacent"
        aliases: list[tuple[str, Need]] = [(chip.name, plain_need)]
        for alias in (*chip.arabic, *chip.latin):
            mark, plain = _marked(alias)
            aliases.append((plain, MARKS.get(mark, plain_need)))
        for row in series:
            if chip.name == row.name or chip.name.startswith(row.name + row.glue):
                rest = chip.name[len(row.name) :]
                for prefix in (*row.arabic, *row.latin):
                    mark, plain = _marked(prefix)
                    if mark == "?" or (mark == "+" and not rest):
                        continue
                    if row.glue or any(not c.isascii() for c in plain) or not rest:
                        aliases.append((plain + rest, plain_need))
        self._known.setdefault(self.key(chip.name), []).append(chip)
        for alias, need in aliases:
            node = self._node(self.key(alias))
            if all(known.chip.id != chip.id for known in node.chips):
                node.chips.append(_Name(chip, need))

    # atoms

    def atoms(self, doc: Doc) -> Iterator[_Atom]:
        """Runs of one script, with what joins each to the next."""
        runs: list[tuple[int, int, int, str, str, int]] = []
        for token in doc.tokens:
            for m in ATOM.finditer(token.text):
                kind = str(m.lastgroup)
                start, end = token.start + m.start(), token.start + m.end()
                whole = m.group() == token.text
                norm = token.norm if whole and kind in ("arabic", "latin") else self._fold(m.group())
                if kind != "digits":
                    runs.append((token.i, start, end, kind, norm, token.sent))
                else:
                    runs.extend(
                        (token.i, start + a, start + b, kind, number, token.sent)
                        for a, b, number in self._numbers(m.group())
                    )
        for k, (i, start, end, kind, norm, sent) in enumerate(runs):
            gap = "x"
            if k + 1 < len(runs) and runs[k + 1][1] - end <= MAX_GAP:
                gap = _gap(doc.text[end : runs[k + 1][1]], kind)
            yield _Atom(i, start, end, kind, norm, doc.text[start:end], gap, sent)

    def _numbers(self, text: str) -> Iterator[tuple[int, int, str]]:
        """A number with its group separators dropped, or the numbers that other separators part."""
        if GROUPED.fullmatch(text):
            yield 0, len(text), "".join(self._fold(part) for part in DIGIT_RUN.findall(text))
        elif DECIMAL.fullmatch(text):
            yield 0, len(text), self._fold(text).replace(DECIMAL_MARK, ".")
        else:
            for m in DIGIT_RUN.finditer(text):
                yield m.start(), m.end(), self._fold(m.group())

    def words_at(self, reading: _Reading, k: int) -> Iterator[str]:
        """An atom's word: as it stands, without proclitics, without the article."""
        atom = reading.atoms[k]
        if atom.kind != "arabic":
            yield atom.norm.lower()
            yield atom.raw
            return
        for core, _ in self._cores(reading, k):
            yield core
            if core.startswith(self._article):
                yield core[len(self._article) :]

    def _cores(self, reading: _Reading, k: int) -> list[tuple[str, int]]:
        """Readings of an Arabic atom without proclitics, with the raw offset where each begins."""
        atom = reading.atoms[k]
        token = reading.doc.tokens[atom.token]
        out = [(atom.norm, 0)]
        if atom.start == token.start and atom.end == token.end:
            out += [(core[0], core[1]) for core in token.cores if core[0] != atom.norm]
        return out

    def phrases_at(
        self, reading: _Reading, k: int, table: Mapping[str, list[tuple[tuple[str, ...], str]]]
    ) -> Iterator[tuple[int, str]]:
        """Phrases of a table that begin at an atom: index of their last atom and their value."""
        atoms = reading.atoms
        for word in dict.fromkeys(self.words_at(reading, k)):
            for rest, value in table.get(word, ()):
                last = k + len(rest)
                if last < len(atoms) and all(
                    atoms[k + n + 1].norm.lower() == part and atoms[k + n].gap != "x" for n, part in enumerate(rest)
                ):
                    yield last, value

    # readings

    def _edges(self, reading: _Reading, k: int, before: _Edge | None) -> Iterator[_Edge]:
        atom = reading.atoms[k]
        if atom.kind == "digits":
            yield _Edge(k + 1, atom.norm, atom.norm, "digits", "", atom.start)
        elif atom.kind == "plus":
            if before is not None and reading.atoms[k - 1].gap == "":
                yield _Edge(k + 1, "plus", "+", "plus", "", atom.start)
        elif atom.kind == "latin":
            yield from self._latin_edges(atom, k)
        else:
            cores = self._cores(reading, k) if before is None else [(atom.norm, 0)]
            for core, offset in cores:
                yield _Edge(k + 1, core, "", "name", "", atom.start + offset)
                if before is None and core.startswith(self._article):
                    rest = core[len(self._article) :]
                    if len(rest) >= MIN_AFTER_ARTICLE:
                        yield _Edge(k + 1, rest, "", "name", "", atom.start + offset)
                yield from self._spelled(reading, k, core, offset, before)

    def _latin_edges(self, atom: _Atom, k: int) -> Iterator[_Edge]:
        text = atom.norm
        word = self._words.get(text.lower())
        if word is not None:
            yield _Edge(k + 1, text.lower(), word, "word", "", atom.start)
        if word is None or text.isupper():
            yield _Edge(k + 1, text.lower(), text, "letter", "", atom.start)
        if len(text) > 2 and text.endswith("s") and text[:-1].isupper():
            yield _Edge(k + 1, text[:-1].lower(), text[:-1], "letter", "", atom.start)

    def _spelled(self, reading: _Reading, k: int, core: str, offset: int, before: _Edge | None) -> Iterator[_Edge]:
        atoms = reading.atoms
        for spelling in self._spellings.get(core, ()):
            last = k + len(spelling.rest)
            if last >= len(atoms) or any(
                atoms[k + n].gap == "x" or atoms[k + n + 1].norm != part for n, part in enumerate(spelling.rest)
            ):
                continue
            if spelling.kind == "ordinal" and (before is None or before.form != "Gen"):
                continue
            weak = "" if spelling.rest else spelling.weak.get(_bare(atoms[k].raw[offset:]), "")
            kind = "digits" if spelling.kind == "ordinal" else spelling.kind
            if spelling.key == "plus":
                kind = "plus"
                form = "+" if before is not None and before.kind == "digits" else " Plus"
            else:
                form = spelling.form
            yield _Edge(last + 1, spelling.key, form, kind, weak, atoms[k].start + offset)

    # matching

    def find(self, doc: Doc) -> list[Candidate]:
        """Designations in the order of the text, longest first, not overlapping."""
        reading = _Reading(self, doc)
        matches: list[_Match] = []
        k = 0
        while k < len(reading.atoms):
            found = self._at(reading, k, matches[-1] if matches else None)
            if found is None:
                k += 1
                continue
            matches.append(found)
            k = found.last
        self._support(reading, matches)
        return [_candidate(reading, m) for m in matches if m.supported or m.need not in DROPPED]

    def _at(self, reading: _Reading, k: int, previous: _Match | None) -> _Match | None:
        atoms = reading.atoms
        linked = previous if previous is not None and _coordinated(reading, previous, k) else None
        options: list[_Match] = []
        if self._may_start(reading, k, previous):
            self._walk(reading, k, k, self._root, None, None, options)
        if not options and linked is not None and atoms[k].kind == "digits":
            options += self._elliptical(reading, k, linked)
        if not options:
            return None
        best_rank = min(m.rank for m in options)
        best = [m for m in options if m.rank == best_rank]
        chosen = best[0]
        if len({m.maker for m in best}) > 1:
            chosen = min(best, key=lambda m: self._maker_distance(reading, m))
        chosen.linked = linked
        if self._leading_plus(reading, k):
            self._take_plus(reading, chosen)
        return chosen

    def _take_plus(self, reading: _Reading, match: _Match) -> None:
        """Gives a leading plus sign back to the designation where that is a known chip."""
        for chip in self._known.get(self.key(match.entity + "+"), ()):
            match.first -= 1
            match.start = reading.atoms[match.first].start
            match.entity, match.family, match.chip = chip.name, chip.family, chip
            return

    @staticmethod
    def _maker_distance(reading: _Reading, match: _Match) -> int:
        near = reading.near(reading.makers.get(match.maker, []), match.first, MAKER_NEAR, match.last, MAKER_NEAR)
        return MAKER_NEAR + 1 if near is None else near

    def _may_start(self, reading: _Reading, k: int, previous: _Match | None) -> bool:
        """Whether a designation may begin here: not inside a longer name, acronym or word."""
        atoms = reading.atoms
        atom = atoms[k]
        if atom.kind == "plus":
            return False
        if k == 0 or atoms[k - 1].gap == "x":
            return True
        before = atoms[k - 1]
        follows = previous is not None and previous.last == k
        ascii_pair = before.kind != "arabic" and atom.kind != "arabic"
        if before.kind == "plus" and before.gap == "":
            return self._leading_plus(reading, k)
        if ascii_pair and before.gap in ("", "-", "."):
            return before.gap == "-" and (k - 1) in reading.maker_ends
        if k - 1 in reading.maker_ends or follows:
            return True
        if atom.kind == "latin" and len(atom.norm) == 1 and atom.norm.islower() and before.kind == "digits":
            return False
        if atom.kind == "arabic" and before.kind == "arabic":
            return not self._spells_letter(before) or not self._spells_letter(atom)
        return True

    @staticmethod
    def _leading_plus(reading: _Reading, k: int) -> bool:
        """Whether a plus sign, moved to the front by right-to-left display, begins the word of atom ``k``."""
        atoms = reading.atoms
        return k > 0 and atoms[k - 1].kind == "plus" and atoms[k - 1].gap == "" and (k == 1 or atoms[k - 2].gap != "")

    def _spells_letter(self, atom: _Atom) -> bool:
        return any(
            s.kind == "letter" and not s.rest and not s.weak.get(_bare(atom.raw))
            for s in self._spellings.get(atom.norm, ())
        )

    def _walk(
        self,
        reading: _Reading,
        first: int,
        k: int,
        node: _Node,
        before: _Edge | None,
        head: _Edge | None,
        out: list[_Match],
    ) -> None:
        for edge in self._edges(reading, k, before):
            apart = before is not None and before.kind == "digits" and edge.kind == "digits"
            reached = _advance(node, ("-" if apart else "") + edge.key)
            if reached is None:
                continue
            begin = edge if head is None else head
            ends = self._may_end(reading, edge, k, first)
            if ends:
                for name in reached.chips:
                    out.extend(self._known_match(reading, first, begin, edge, k, name))
            if edge.next < len(reading.atoms) and reading.atoms[edge.next - 1].gap != "x":
                for prefix in reached.series:
                    self._tail(reading, first, begin, edge, prefix, out)
                self._walk(reading, first, edge.next, reached, edge, begin, out)

    def _known_match(
        self, reading: _Reading, first: int, begin: _Edge, last: _Edge, k: int, name: _Name
    ) -> Iterator[_Match]:
        chip, need = name
        if self._weak_end(reading, begin, last, first, k):
            return
        atoms = reading.atoms
        raw = atoms[first].raw
        if atoms[first].kind == "latin" and need != "none" and raw[:1].islower():
            if need == "adjacent":
                return
            need = "near"
        if self._stopped(reading, first, need, chip.maker, bool(SHORT.match(chip.name))):
            return
        yield _Match(
            first, last.next, begin.start, atoms[last.next - 1].end, chip.name, chip.maker, chip.family,
            chip, None, need, False, False,
        )  # fmt: skip

    def _tail(
        self, reading: _Reading, first: int, begin: _Edge, edge: _Edge, prefix: _Prefix, out: list[_Match]
    ) -> None:
        series, need = prefix
        for rendered, last, k in self._tails_from(reading, edge.next, series, edge, first):
            if self._weak_end(reading, begin, last, first, k):
                continue
            out.extend(self._series_match(reading, first, begin, last, series, rendered, need))

    def _series_match(
        self, reading: _Reading, first: int, begin: _Edge, last: _Edge, series: SeriesRow, rendered: str, need: Need
    ) -> Iterator[_Match]:
        atoms = reading.atoms
        entity = series.name + series.glue + (rendered.lower() if "lower" in series.options else rendered)
        known = self._known.get(self.key(entity), [])
        chips: list[ChipRow | None] = [c for c in known if c.maker == series.maker]
        for chip in chips or [None]:
            needed = need
            quotable = False
            if needed == "none" and chip is not None:
                needed = "near" if chip.word else "none"
            elif needed == "none" and series.head:
                needed = "near"
                quotable = True
            if self._stopped(reading, first, needed, series.maker, bool(SHORT.match(entity))):
                continue
            yield _Match(
                first, last.next, begin.start, atoms[last.next - 1].end, chip.name if chip else entity,
                series.maker, chip.family if chip else series.family, chip, series, needed, False, quotable,
            )  # fmt: skip

    def _tails_from(
        self, reading: _Reading, k: int, series: SeriesRow, prefix: _Edge | None, first: int
    ) -> Iterator[tuple[str, _Edge, int]]:
        """Rendered remainders from atom ``k`` on that the series allows, with their last edge and its atom."""
        pattern = self._tails[series.id]
        atoms = reading.atoms
        stack: list[tuple[int, str, _Edge | None, int]] = [(k, "", None, 0)]
        while stack:
            at, text, before, depth = stack.pop()
            if depth >= MAX_TAIL or at >= len(atoms):
                continue
            for edge in self._edges(reading, at, before or prefix):
                if not edge.form:
                    continue
                rendered = text + _rendered(edge, before, atoms[at - 1].gap, series.numbers)
                match = pattern.fullmatch(rendered, partial=True)
                if match is None:
                    continue
                if not match.partial and self._may_end(reading, edge, at, first):
                    yield rendered, edge, at
                if atoms[edge.next - 1].gap != "x":
                    stack.append((edge.next, rendered, edge, depth + 1))

    def _elliptical(self, reading: _Reading, k: int, linked: _Match) -> Iterator[_Match]:
        """A number that shares the prefix of the designation it is coordinated with, where the whole is known."""
        name = linked.chip.name if linked.chip else linked.entity
        for row in self._series_of(name):
            for rendered, last, at in self._tails_from(reading, k, row, None, k):
                if row.glue != " " or (len(rendered) < 3 and " " not in rendered):
                    continue
                start = reading.atoms[k].start
                begin = _Edge(k + 1, "", "", "digits", "", start)
                if not self._weak_end(reading, begin, last, k, at):
                    yield from (m for m in self._series_match(reading, k, begin, last, row, rendered, "none") if m.chip)

    def _series_of(self, name: str) -> list[SeriesRow]:
        node: _Node | None = self._root
        out: list[SeriesRow] = []
        for c in self.key(name):
            node = node.next.get(c) if node else None
            if node is not None:
                out += [p.series for p in node.series if p.need == "none" and name.startswith(p.series.name + " ")]
        return out

    # conditions

    def _may_end(self, reading: _Reading, edge: _Edge, k: int, first: int) -> bool:
        """Whether a designation may end after this edge: no glued letter or unit goes on."""
        atoms = reading.atoms
        last = atoms[edge.next - 1]
        if edge.next >= len(atoms):
            return not self._percent(reading, last)
        after = atoms[edge.next]
        if last.kind != "arabic":
            if last.gap == "" and after.kind in ("latin", "digits"):
                plural = after.raw == "s" and (edge.next + 1 >= len(atoms) or atoms[edge.next].gap != "")
                if not plural:
                    return False
            if last.gap == "" and after.kind == "arabic" and last.kind == "digits" and self._spells_letter(after):
                return False
            if last.gap == "." and after.kind == "latin":
                return False
        if last.gap == "" and after.kind == "plus":
            return False
        loose = last.kind == "digits" and k > first and atoms[k - 1].gap == " "
        return not (loose and (self._percent(reading, last) or (last.gap in ("", " ") and self._unit(after))))

    def _percent(self, reading: _Reading, last: _Atom) -> bool:
        return reading.doc.text[last.end : last.end + 1] in PERCENT and last.kind == "digits"

    def _unit(self, atom: _Atom) -> bool:
        return atom.norm in self.units or atom.norm.lower() in self.units

    def _weak_end(self, reading: _Reading, begin: _Edge, last: _Edge, first: int, k: int) -> bool:
        """Whether a function word that merely looks like a spelled letter stands loose at either end."""
        atoms = reading.atoms
        if last.weak and k > first and atoms[k - 1].gap == " ":
            return True
        if not begin.weak or atoms[first].gap != " ":
            return False
        before = reading.doc.text[begin.start - 1 : begin.start]
        if before and before in OPENING:
            return False
        return begin.weak != "soft" or not (_has(reading.heads, first - 1) or first - 1 in reading.maker_ends)

    def _stopped(self, reading: _Reading, first: int, need: Need, maker: str, short: bool) -> bool:
        """Whether the words before say that a doubtful name is something else: a phone, a road, another maker's."""
        if first == 0 or reading.atoms[first].sent != reading.atoms[first - 1].sent:
            return False
        before = reading.atoms[first - 1]
        kinds = reading.stops.get(first - 1, set())
        if need == "none":
            return short and not kinds.isdisjoint(PHONES)
        if need == "adjacent" and before.kind == "digits" and before.gap != "x":
            return True
        makers = reading.maker_ends.get(first - 1)
        if makers and maker not in makers and before.gap != "x":
            return True
        if kinds and (kinds != {BARE_NAMES} or need == "adjacent"):
            return True
        two_back = reading.stops.get(first - 2, set()) - {BARE_NAMES}
        return need == "always" and bool(two_back) and before.kind != "digits" and not _has(reading.heads, first - 1)

    # context

    def _support(self, reading: _Reading, matches: list[_Match]) -> None:
        """Marks the matches that need no context or have it; confirmed ones support their family."""
        for match in matches:
            match.supported = match.need == "none" or self._in_context(reading, match)
        confirmed = {m.entity for m in matches if m.supported}
        families = {(m.maker, m.family) for m in matches if m.supported and m.family}
        for match in matches:
            if not match.supported and match.need != "headed":
                known = match.entity in confirmed or (match.maker, match.family) in families
                match.supported = known or (match.linked is not None and match.linked.supported)

    def _in_context(self, reading: _Reading, match: _Match) -> bool:
        first, last = match.first, match.last
        if match.need == "headed":
            return _has(reading.heads, first - 1)
        word = match.need == "adjacent"
        if match.quotable and _quoted(reading.doc.text, match.start):
            return True
        if reading.near(reading.heads, first, HEAD_ADJACENT if word else HEAD_BEFORE, last, 0) is not None:
            return True
        reach = MAKER_ADJACENT if word else MAKER_NEAR
        return reading.near(reading.makers.get(match.maker, []), first, reach, last, reach) is not None


def _cell(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _marked(alias: str) -> tuple[str, str]:
    """An alias and its mark: ``?`` needs context, ``=`` a head noun, ``!`` nothing, ``+`` a tail."""
    return (alias[0], alias[1:]) if alias[:1] in ("+", *MARKS) else ("", alias)


def _bare(text: str) -> str:
    """A word as written, without marks, tatweel and invisible characters."""
    return "".join(c for c in text if c != TATWEEL and unicodedata.category(c) not in ("Mn", "Cf"))


def _gap(text: str, kind: str) -> str:
    """What joins two atoms: empty, a space, a hyphen, a dot after a letter, or ``x`` for nothing."""
    rest = "".join(c for c in _bare(text) if c not in TRADE_MARKS)
    if not rest:
        return ""
    if "\n" in rest or "\r" in rest:
        return "x"
    if rest.isspace():
        return " "
    if rest in HYPHENS:
        return "-"
    return "." if rest in DOTS and kind != "digits" else "x"


def _advance(node: _Node, key: str) -> _Node | None:
    for c in key:
        reached = node.next.get(c)
        if reached is None:
            return None
        node = reached
    return node


def _rendered(edge: _Edge, before: _Edge | None, gap: str, numbers: str) -> str:
    """What an edge adds to a tail: letters and digits glued, words set off, ``+`` glued."""
    if edge.kind == "plus" or before is None:
        return edge.form if edge.kind != "letter" else edge.form.upper()
    if edge.kind == "word":
        return " " + edge.form
    if edge.kind == "digits":
        if before.kind == "digits":
            return numbers + edge.form
        loose = before.kind == "word" or (len(before.form) > 1 and gap == " ")
        return (" " if loose else "") + edge.form
    form = edge.form.upper()
    loose = before.kind in ("word", "plus") or (len(form) > 1 and gap == " ")
    return (" " if loose else "") + form


def _has(places: list[int], k: int) -> bool:
    i = bisect_left(places, k)
    return i < len(places) and places[i] == k


def _quoted(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in OPENING and text[start - 1] != "("


def _coordinated(reading: _Reading, previous: _Match, k: int) -> bool:
    """Whether only a comma or a one-letter conjunction stands between a match and atom ``k``."""
    atoms = reading.atoms
    if k - previous.last > 1 or atoms[k].sent != atoms[previous.first].sent:
        return False
    between = _bare(reading.doc.text[previous.end : atoms[k].start])
    letters = [c for c in between if c.isalnum()]
    return len(between) <= MAX_GAP and len(letters) <= 1 and "." not in between


def _candidate(reading: _Reading, match: _Match) -> Candidate:
    atoms = reading.atoms
    fields: dict[str, Any] = {
        "mention": "model",
        "entity": match.entity,
        "maker": match.maker or None,
        "family": match.family or None,
        "chip_id": match.chip.id if match.chip else None,
    }
    known = match.chip is not None
    score = LEXICON_SCORE if known else SERIES_SCORE
    if not match.supported:
        fields["needs_context"] = True
        score = UNSUPPORTED_SCORE
    elif match.need != "none":
        score = CONTEXT_SCORE
    label = "process" if match.chip is not None and match.chip.kind == PROCESS else "chip"
    return Candidate(
        label, atoms[match.first].token, atoms[match.last - 1].token + 1, match.start, match.end,
        "lexicon.chips" if known else "chip.designation", "lexicon" if known else "rule", score, {}, fields,
    )  # fmt: skip
