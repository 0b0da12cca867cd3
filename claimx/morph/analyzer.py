"""All readings of a word, best first, with raw offsets of its clitics.

The database is asked about the word's letters alone. What it knows in the word's own spelling is ``exact``; what it
knows in another spelling that people use for it is ``normalised``; a word that it does not know is read as a name with
every set of clitics that it may begin with, and is ``backoff``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from claimx.model.morph import Analysis, Via
from claimx.morph.clitics import segments_of
from claimx.morph.condition import FEATURES
from claimx.morph.guess import Guesser
from claimx.morph.rank import Ranker
from claimx.morph.spelling import conflicts, letters_of, marks_by_letter, other_seats, plausible, without_marks

Analyze = Callable[[str], list[dict[str, Any]]]

MAX_READINGS = 8
CACHE_SIZE = 50_000
LONGEST = 32
"""Letters of the longest word that is looked up; no Arabic word is longer, and camel-tools' time grows with length."""

_VIA: dict[str, Via] = {"lex": "exact", "spvar": "normalised"}


class MorphAnalyzer:
    """Reads words with the help of a database analyser.

    Args:
        analyze: gives all readings of a word of plain Arabic letters as camel-tools' feature dicts.
        cache_size: how many surface forms are remembered.
    """

    def __init__(self, analyze: Analyze, cache_size: int = CACHE_SIZE) -> None:
        self._analyze = analyze
        self._guesser = Guesser()
        self._ranker = Ranker()
        self._feats: dict[tuple[str, ...], dict[str, str]] = {}
        self._cached = lru_cache(maxsize=cache_size)(self._read)

    def analyze(self, word: str) -> tuple[Analysis, ...]:
        """Readings of one surface word, best first out of context.

        Args:
            word: as it stands in the text, marks, tatweel and controls included.

        Returns:
            At most ``MAX_READINGS`` readings; none for a word without Arabic letters.
        """
        return self._cached(word)

    def _read(self, word: str) -> tuple[Analysis, ...]:
        letters, origin = letters_of(word)
        if not letters:
            return ()
        known: list[Analysis] = []
        marks: list[set[str]] | None = None
        if len(letters) <= LONGEST:
            marks = marks_by_letter(word, origin) if len(letters) != len(word) else None
            known = list(self._known(word, letters, origin, letters, marks))
            others = other_seats(letters) if not known else ""
            if others:
                known = list(self._known(word, letters, origin, others, marks))
        if known:
            return _distinct(known, keep_passive=marks is not None)
        return tuple(sorted(self._guesser.readings(word, letters, origin), key=lambda a: (a.cost, len(a.proclitics))))

    def _known(
        self, word: str, letters: str, origin: Sequence[int], looked_up: str, marks: Sequence[set[str]] | None
    ) -> Iterable[Analysis]:
        """What the database knows, best first."""
        ranked: list[tuple[tuple[Any, ...], Analysis]] = []
        for reading in self._analyze(looked_up):
            via = _VIA.get(reading.get("source", "lex"))
            if via is None:
                continue
            diac = reading["diac"]
            if looked_up != letters or via == "normalised":
                via = "normalised"
                if not plausible(letters, without_marks(diac)):
                    continue
            analysis = self._analysis(word, letters, origin, reading, via)
            wrong = conflicts(marks, diac) if marks else 0
            order = (wrong, analysis.cost, analysis.lemma, analysis.pos, diac, analysis.proclitics, analysis.enclitic)
            ranked.append((order, analysis))
        ranked.sort(key=lambda pair: (pair[0], sorted(pair[1].feats.items()), pair[1].gloss))
        return (analysis for _, analysis in ranked)

    def _analysis(
        self, word: str, letters: str, origin: Sequence[int], reading: Mapping[str, Any], via: Via
    ) -> Analysis:
        segments, proclitics, enclitic = segments_of(word, letters, origin, reading)
        values = tuple(reading.get(name) or "na" for name in FEATURES)
        feats = self._feats.get(values)
        if feats is None:
            feats = self._feats[values] = dict(zip(FEATURES, values, strict=True))
        analysis = Analysis(
            lemma=without_marks(reading["lex"]),
            diac=reading["diac"],
            root=reading.get("root") or "",
            pos=reading["pos"],
            gloss=(reading.get("stemgloss") or "").replace("_", " "),
            base=reading.get("base") or "",
            deriv=reading.get("deriv") or "",
            feats=feats,
            proclitics=proclitics,
            enclitic=enclitic,
            segments=segments,
            via=via,
        )
        return replace(analysis, cost=self._ranker.cost(analysis, reading))


def _distinct(analyses: Iterable[Analysis], keep_passive: bool) -> tuple[Analysis, ...]:
    """The first of each kind; a passive that only marks could tell from its active is left out of unmarked words."""
    kept: dict[tuple[Any, ...], Analysis] = {}
    active: set[tuple[Any, ...]] = set()
    for a in analyses:
        if a.pos == "verb":
            place = (a.lemma, a.root, *(a.feats[name] for name in ("asp", "per", "gen", "num")), a.segments)
            if a.feats["vox"] == "a":
                active.add(place)
            elif place in active and not keep_passive:
                continue
        key = (a.lemma, a.root, a.pos, a.base, a.deriv, tuple(a.feats.values()), a.proclitics, a.enclitic, a.segments)
        kept.setdefault(key, a)
        if len(kept) == MAX_READINGS:
            break
    return tuple(kept.values())
