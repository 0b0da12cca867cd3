"""All readings of a word, best first, with raw offsets of its clitics.

The database is asked about the word's letters alone. What it knows in the word's own spelling is ``exact``; what it
knows in another spelling that people use for it is ``normalised``; a word that it does not know is read as a name with
every set of clitics that it may begin with, and is ``backoff``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from claimx.model.morph import Analysis, Via
from claimx.morph.clitics import clitics_of, segments_of
from claimx.morph.condition import FEATURES
from claimx.morph.guess import Guesser
from claimx.morph.rank import Ranker, rarity
from claimx.morph.spelling import conflicts, letters_of, marks_by_letter, other_seats, plausible, without_marks

Analyze = Callable[[str], list[dict[str, Any]]]

MAX_READINGS = 8
CACHE_SIZE = 50_000
LONGEST = 32
"""Letters of the longest word that is looked up; no Arabic word is longer, and camel-tools' time grows with length."""

CONTRADICTED = 6.0
"""What each of a word's own marks costs a reading that it contradicts."""
NAME_RARITY = 2.0
"""What a known name costs, as a lemma of middling frequency does."""
UNCOMMON = 2.0
"""A word that costs less is never read as a name that is spelled like it."""
RARE = 5.5
"""Nor, where it costs less than this, as a part of one."""
UNLIKELY = 7.5
"""A word that costs more may as well be a name that nobody has listed."""
_WHOLE = 2.0
"""Cost of an uncut word in the table of guesses."""

_VIA: dict[str, Via] = {"lex": "exact", "spvar": "normalised"}


class MorphAnalyzer:
    """Reads words with the help of a database analyser.

    Args:
        analyze: gives all readings of a word of plain Arabic letters as camel-tools' feature dicts.
        names: words of known names; true for those that are a name by themselves and no ordinary word, false for
            those that are only part of a name.
        cache_size: how many surface forms are remembered.
    """

    def __init__(
        self, analyze: Analyze, *, names: Mapping[str, bool] | None = None, cache_size: int = CACHE_SIZE
    ) -> None:
        self._analyze = analyze
        self._names = names or {}
        self._guesser = Guesser()
        self._ranker = Ranker()
        self._feats: dict[tuple[str, ...], dict[str, str]] = {}
        self._cached = lru_cache(maxsize=cache_size)(self._read)

    def analyze(self, word: str, *, most: int = MAX_READINGS) -> tuple[Analysis, ...]:
        """Readings of one surface word, best first out of context.

        Args:
            word: as it stands in the text, marks, tatweel and controls included.
            most: how many readings at most.

        Returns:
            The readings; none for a word without Arabic letters.
        """
        return self._cached(word, most)

    def _read(self, word: str, most: int) -> tuple[Analysis, ...]:
        letters, origin = letters_of(word)
        if not letters:
            return ()
        known: list[Analysis] = []
        if len(letters) <= LONGEST:
            marks = marks_by_letter(word, origin) if len(letters) != len(word) else None
            known = list(self._known(word, letters, origin, letters, marks))
            others = other_seats(letters) if not known else ""
            if others:
                known = list(self._known(word, letters, origin, others, marks))
        rival = min((a.cost for a in known), default=UNLIKELY)
        if rival < UNCOMMON:
            return _distinct(known, most)
        guesses = sorted(self._guesser.readings(word, letters, origin), key=_cost)
        names = list(self._as_names(guesses, rival))
        if not known and not names:
            return tuple(guesses)
        return _distinct(sorted([*known, *names], key=_cost) if names else known, most)

    def _as_names(self, guesses: Iterable[Analysis], rival: float) -> Iterator[Analysis]:
        """Guesses that stand beside what the database knows: names that we know, any name beside a freak of a word."""
        for guess in guesses:
            sure = self._names.get(guess.lemma)
            if sure is not None and rival >= (UNCOMMON if sure else RARE):
                cost = self._ranker.form_cost(guess.pos, "", "exact", guess.feats, guess.proclitics, "")
                yield replace(guess, via="exact", cost=cost + NAME_RARITY)
            elif rival > UNLIKELY:
                yield replace(guess, cost=guess.cost + UNLIKELY - _WHOLE)

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
            nominal = analysis.pos != "verb" and not analysis.enclitic and not analysis.definite
            wrong = conflicts(marks, diac, takes_tanwin=nominal) if marks else 0
            if wrong:
                analysis = replace(analysis, cost=analysis.cost + wrong * CONTRADICTED)
            order = (analysis.cost, analysis.lemma, analysis.pos, diac, analysis.proclitics, analysis.enclitic)
            ranked.append((order, analysis))
        ranked.sort(key=lambda pair: (pair[0], *pair[1].feats.values(), pair[1].gloss))
        return (analysis for _, analysis in ranked)

    def _analysis(
        self, word: str, letters: str, origin: Sequence[int], reading: Mapping[str, Any], via: Via
    ) -> Analysis:
        proclitics, enclitic = clitics_of(reading)
        values = tuple([reading.get(name) or "na" for name in FEATURES])
        feats = self._feats.get(values)
        if feats is None:
            feats = self._feats[values] = dict(zip(FEATURES, values, strict=True))
        pos, deriv = reading["pos"], reading.get("deriv") or ""
        return Analysis(
            lemma=without_marks(reading["lex"]),
            diac=reading["diac"],
            root=reading.get("root") or "",
            pos=pos,
            gloss=(reading.get("stemgloss") or "").replace("_", " "),
            base=reading.get("base") or "",
            deriv=deriv,
            feats=feats,
            proclitics=proclitics,
            enclitic=enclitic,
            segments=segments_of(word, letters, origin, reading, proclitics, enclitic),
            via=via,
            cost=self._ranker.form_cost(pos, deriv, via, feats, proclitics, enclitic) + rarity(reading),
        )


def _cost(a: Analysis) -> tuple[float, int]:
    return a.cost, len(a.proclitics)


def _distinct(analyses: Iterable[Analysis], most: int) -> tuple[Analysis, ...]:
    """The first of each kind; of a verb's active and passive that are spelled alike, the first of the two."""
    kept: dict[tuple[Any, ...], Analysis] = {}
    voices: dict[tuple[Any, ...], str] = {}
    for a in analyses:
        if a.pos == "verb":
            place = (a.lemma, a.root, a.via, *(a.feats[name] for name in ("asp", "per", "gen", "num")), a.segments)
            if voices.setdefault(place, a.feats["vox"]) != a.feats["vox"]:
                continue
        key = (a.lemma, a.root, a.pos, a.base, a.deriv, tuple(a.feats.values()), a.proclitics, a.enclitic, a.segments)
        kept.setdefault(key, a)
        if len(kept) == most:
            break
    return tuple(kept.values())
