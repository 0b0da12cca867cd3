"""Looks words up in a database of camel-tools' format.

camel-tools' ``MorphologyDB`` reads the file and camel-tools' own rules join the diacritised parts. Two things are ours,
because a newsroom reads millions of words: the rows of a stem, nine tenths of a file, are parsed when the stem is first
met, and parts are put together without the dozen tokenisation schemes that camel-tools' ``Analyzer`` computes for every
reading. That both give the same readings is tested.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from claimx.backends.camel_backend import ARABIC_BLOCK, prepare
from claimx.errors import DataError, MissingModelError

Analyze = Callable[[str], list[dict[str, Any]]]
"""All readings of one word, as feature dicts with camel-tools' names and values."""

_STEMS, _AFTER_STEMS = "###STEMS###\n", "###TABLE AB###\n"
_JOINED = ("diac", "bw", "gloss", "pattern", "caphi", "catib6", "ud")
"""Features that parts add to instead of replacing one another's; of these a reading has diac and bw alone."""
_NEEDED = ("diac:", "lex:", "bw:", "pos:")
"""Features that every stem must have."""
_TATWEEL = "\u0640"


def load_analyzer(path: Path) -> Analyze:
    """A function that looks words up in a database.

    Args:
        path: the file, in camel-tools' format.

    Returns:
        A function from a word of Arabic letters to the readings that the database has of it, in the word's own spelling
        (``source`` is ``lex``) or in one that camel-tools folds with it (``spvar``). Each is a dict of the database's
        features; ``stemgloss`` is the gloss of the stem alone.

    Raises:
        MissingModelError: there is no such file.
        DataError: the file is not a database, or a row of it is malformed.
    """
    if not path.is_file():
        raise MissingModelError(f"{path}: no morphological database; reinstall claimx or correct the path")
    prepare()
    from camel_tools.morphology.errors import MorphologyError

    collecting = gc.isenabled()
    gc.disable()  # many new objects, none of them garbage
    try:
        return _Lookup(*_read(path))
    except (MorphologyError, UnicodeDecodeError, IndexError, KeyError) as error:
        raise DataError(f"{path}: not a database in camel-tools' format ({error})") from None
    finally:
        if collecting:
            gc.enable()


def _read(path: Path) -> tuple[Any, _Stems]:
    """camel-tools' database without its stems, and the stems.

    Raises:
        DataError: the file has no stems, or a row of one is malformed.
    """
    from camel_tools.morphology.database import MorphologyDB

    before, found, rest = path.read_text(encoding="utf-8").partition(_STEMS)
    if not found:
        raise DataError(f"{path}: not a database in camel-tools' format (no line {_STEMS.strip()})")
    stems, _, after = rest.partition(_AFTER_STEMS)
    rows = stems.splitlines()
    for number, row in enumerate(rows, before.count("\n") + 2):
        if row.count("\t") != 2:
            raise DataError(f"{path}:{number}: not a stem; expected stem, category and features, one tab apart")
        for name in _NEEDED:
            if name not in row:
                raise DataError(f"{path}:{number}: a stem without the feature {name[:-1]!r}")
    handle, name = tempfile.mkstemp(suffix=".db")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{before}{_STEMS}{_AFTER_STEMS}{after}")
        return MorphologyDB(name), _Stems(rows)
    finally:
        Path(name).unlink()


class _Stem:
    """A row of the table of stems."""

    __slots__ = ("_cells", "_features", "category")

    def __init__(self, category: str, cells: str) -> None:
        self.category = category
        self._cells = cells
        self._features: dict[str, str] | None = None

    def features(self, pairs: _Pairs) -> dict[str, str]:
        """What the row says, parsed when it is first asked for."""
        if self._features is None:
            self._features = dict(map(pairs.__getitem__, self._cells.split()))
            self._cells = ""
        return self._features


class _Stems(dict[str, list[_Stem]]):
    """Rows by stem.

    Args:
        rows: lines of a database's table of stems.
    """

    def __init__(self, rows: list[str]) -> None:
        super().__init__()
        self._lines: dict[str, list[str]] = {}
        for row in rows:
            stem, _, rest = row.partition("\t")
            self._lines.setdefault(stem, []).append(rest)

    def __missing__(self, stem: str) -> list[_Stem]:
        """Rows of a stem that has not been asked for before, maybe none."""
        lines = self._lines.pop(stem, None)
        if lines is None:
            return []
        found = self[stem] = [_Stem(category, cells) for category, _, cells in (line.partition("\t") for line in lines)]
        return found


class _Pairs(dict[str, tuple[str, str]]):
    """Name and value of ``name:value``, shared among rows: most of their cells are the same few hundred.

    Args:
        strip_lemma: takes the number of a sense off a lemma.
    """

    def __init__(self, strip_lemma: Callable[[str], str]) -> None:
        super().__init__()
        self._strip_lemma = strip_lemma

    def __missing__(self, cell: str) -> tuple[str, str]:
        name, _, value = cell.partition(":")
        pair = self[cell] = (sys.intern(name), self._strip_lemma(value) if name == "lex" else value)
        return pair


class _Affix:
    """A row of the prefix or suffix table, its features sorted by what becomes of them."""

    __slots__ = ("bw", "category", "diac", "replaces")

    def __init__(self, category: str, features: Mapping[str, str]) -> None:
        self.category = category
        self.diac = features.get("diac", "")
        self.bw = features.get("bw", "")
        self.replaces = [(name, v) for name, v in features.items() if v not in ("", "-") and name not in _JOINED]


class _Lookup:
    """All readings of a word: every way to cut it into a prefix, a stem and a suffix that go together."""

    def __init__(self, db: Any, stems: _Stems) -> None:
        from camel_tools.morphology.analyzer import DEFAULT_NORMALIZE_MAP
        from camel_tools.morphology.utils import normalize_tanwyn, rewrite_diac, strip_lex

        self._stems = stems
        self._pairs = _Pairs(strip_lex)
        self._prefixes = {form: [_Affix(*row) for row in rows] for form, rows in db.prefix_hash.items()}
        self._suffixes = {form: [_Affix(*row) for row in rows] for form, rows in db.suffix_hash.items()}
        self._longest = db.max_prefix_size, db.max_suffix_size
        self._after_prefix, self._after_stem = db.prefix_stem_compat, db.stem_suffix_compat
        self._ends = db.prefix_suffix_compat
        self._folds = {c: DEFAULT_NORMALIZE_MAP.map_string(chr(c)) for c in ARABIC_BLOCK}
        self._forms = [name for name in ("gen", "num") if f"form_{name}" in db.defines]
        self._spell: Callable[[str], str] = lambda diac: normalize_tanwyn(rewrite_diac(diac))

    def __call__(self, word: str) -> list[dict[str, Any]]:
        key = word.translate(self._folds)
        length = len(key)
        most_before, most_after = self._longest
        ends = [(j, s) for j in range(max(1, length - most_after), length + 1) if (s := self._suffixes.get(key[j:]))]
        out: list[dict[str, Any]] = []
        for i in range(min(most_before, length - 1) + 1):
            prefixes = self._prefixes.get(key[:i])
            if prefixes is None:
                continue
            for j, suffixes in ends:
                if j > i:
                    for stem in self._stems[key[i:j]]:
                        out += self._readings(word, prefixes, stem, suffixes)
        return out

    def _readings(
        self, word: str, prefixes: list[_Affix], stem: _Stem, suffixes: list[_Affix]
    ) -> Iterator[dict[str, Any]]:
        after = self._after_stem.get(stem.category)
        if after is None:
            return
        suffixes = [suffix for suffix in suffixes if suffix.category in after]
        if not suffixes:
            return
        for prefix in prefixes:
            if stem.category in self._after_prefix.get(prefix.category, ()):
                ends = self._ends.get(prefix.category, ())
                for suffix in suffixes:
                    if suffix.category in ends:
                        yield self._merge(word, prefix, stem.features(self._pairs), suffix)

    def _merge(self, word: str, prefix: _Affix, stem: dict[str, str], suffix: _Affix) -> dict[str, Any]:
        """A stem's features with what its affixes replace."""
        reading = stem.copy()
        for affix in (suffix, prefix):
            for name, value in affix.replaces:
                if name in reading:
                    reading[name] = value
        diac = stem["diac"]
        if prefix.diac or suffix.diac:
            diac = "+".join(part for part in (prefix.diac, diac, suffix.diac) if part)
        reading["diac"] = diac = self._spell(diac)
        reading["bw"] = "+".join(part for part in (prefix.bw, stem["bw"], suffix.bw) if part)
        reading["stemgloss"] = stem.get("gloss", "")
        for name in self._forms:
            if reading.get(name) == "-":
                reading[name] = reading.get(f"form_{name}", "u")
        if diac.translate(_MARKS) != word:
            reading["source"] = "spvar"
        return reading


_MARKS = dict.fromkeys([ord(_TATWEEL), 0x0670, *range(0x064B, 0x0653)])
