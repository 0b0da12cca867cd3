"""All readings of a word, best first, with raw offsets of its clitics.

The database is asked about the word's letters alone. Each reading comes back
with its parts in order (camel-tools' ``bw``), one part for every clitic that
the ``prc`` and ``enc0`` features name, so the parts' lengths give the offsets:
spelling variants replace letters, they never add or drop one.

``lam`` + article is written with two lams: the first is the preposition, the
second is the article. Before a stem that begins with lam itself only two of the
three lams are written; the article then has an empty range.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from claimx.model.morph import Analysis, Segment, SegmentKind, Via

Analyze = Callable[[str], list[dict[str, Any]]]

FEATURES = ("asp", "per", "gen", "num", "vox", "mod", "stt", "cas")
PROCLITICS = ("prc3", "prc2", "prc1", "prc0")
MAX_READINGS = 8
CACHE_SIZE = 200_000
MIN_NAME = 3
"""Fewest letters that a name of which we know nothing has after its proclitics."""

ARTICLE = "\u0627\u0644"
TATWEEL = "\u0640"
SHADDA = "\u0651"
TANWIN_FATH = "\u064b"
_ALEF, _ALEF_FORMS = "\u0627", "\u0622\u0623\u0625\u0671"
_HAMZATED = "\u0623\u0625"
_HAH, _TEH_MARBUTA, _YA, _ALEF_MAQSURA = "\u0647", "\u0629", "\u064a", "\u0649"
_PROCLITIC_LETTERS = "\u0648\u0641\u0628\u0644\u0643\u0633"
_VOWELS = "\u064e\u064f\u0650\u0652"
_VARIANT_LETTERS = {"\u06cc": _YA, "\u06a9": "\u0643", "\u06c1": _HAH}
"""Persian letters that Arabic text has by accident of keyboard."""

_VIA: dict[str, Via] = {"lex": "exact", "spvar": "normalised", "backoff": "backoff"}
_VIA_ORDER = ("exact", "normalised", "backoff")
_NONE = ("", "0", "na")

_COST = {
    ("asp", "c"): 4.0,
    ("per", "2"): 3.0,
    ("per", "1"): 1.2,
    ("vox", "p"): 1.5,
    ("mod", "j"): 0.6,
    ("mod", "s"): 1.0,
    ("cas", "a"): 0.3,
    ("cas", "g"): 0.1,
}
_CLITIC_COST = 1.2
_ENCLITIC_COST = 0.8
_RARE_CLITICS = {"ka_prep": 1.0, "li_sub": 0.5, "1s_poss": 1.0, "1s_dobj": 1.0, "1s_pron": 0.5, "fa_conj": 0.2}


class MorphAnalyzer:
    """Reads words with the help of a database analyser.

    Args:
        analyze: gives all readings of a word of plain Arabic letters as camel-tools' feature dicts.
        cache_size: how many surface forms are remembered.
    """

    def __init__(self, analyze: Analyze, cache_size: int = CACHE_SIZE) -> None:
        self._analyze = analyze
        self._cached = lru_cache(maxsize=cache_size)(self._read)

    def analyze(self, word: str) -> tuple[Analysis, ...]:
        """Readings of one surface word, best first.

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
        marks = _marks_by_letter(word, origin) if len(letters) != len(word) else None
        ranked: list[tuple[tuple[Any, ...], Analysis]] = []
        for reading in self._analyze(letters):
            source = reading.get("source", "lex")
            if source not in _VIA or (source == "spvar" and not _plausible(letters, reading["diac"])):
                continue
            analysis = _analysis(word, letters, origin, reading, _VIA[source])
            if analysis is None:
                continue
            conflicts = _conflicts(marks, analysis.diac) if marks else 0
            order = (_VIA_ORDER.index(analysis.via), conflicts, _cost(analysis, reading))
            ranked.append(((*order, analysis.lemma, analysis.pos, analysis.diac, analysis.proclitics), analysis))
        ranked.sort(key=lambda pair: (pair[0], sorted(pair[1].feats.items()), pair[1].gloss))
        if ranked and ranked[0][1].via != "backoff":
            ranked = [pair for pair in ranked if pair[1].via != "backoff" or ranked[0][1].via == "normalised"]
        return _distinct((analysis for _, analysis in ranked), keep_passive=marks is not None)


def letters_of(word: str) -> tuple[str, list[int]]:
    """Arabic letters of a surface word and the raw offset of each."""
    letters: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(word):
        for c in unicodedata.normalize("NFKC", char) if "\ufb50" <= char <= "\ufefc" else char:
            if "\u0620" <= c <= "\u06ff" and c != TATWEEL and unicodedata.category(c) == "Lo":
                letters.append(_VARIANT_LETTERS.get(c, c))
                origin.append(i)
    return "".join(letters), origin


def without_marks(text: str) -> str:
    """Text without its vowel marks and tatweel."""
    return "".join(c for c in text if c != TATWEEL and unicodedata.category(c) != "Mn")


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


def _analysis(word: str, letters: str, origin: list[int], reading: Mapping[str, Any], via: Via) -> Analysis | None:
    proclitics = tuple(v for v in (reading.get(name) or "0" for name in PROCLITICS) if v not in _NONE)
    enclitic = reading.get("enc0") or ""
    enclitic = "" if enclitic in _NONE else enclitic
    parts = [without_marks(part.rpartition("/")[0]) for part in reading["bw"].split("+")]
    segments, stem = _segments(word, letters, origin, parts, proclitics, bool(enclitic), via)
    lemma = without_marks(reading["lex"])
    diac = reading["diac"]
    if via == "backoff":
        if proclitics and len(stem) < MIN_NAME:
            return None
        lemma, diac = stem, letters
    return Analysis(
        lemma=lemma,
        diac=diac,
        root=reading.get("root") or "",
        pos=reading["pos"],
        gloss=(reading.get("stemgloss") or "").replace("_", " ") if via != "backoff" else "",
        base=reading.get("base") or "",
        deriv=reading.get("deriv") or "",
        feats={name: reading.get(name) or "na" for name in FEATURES},
        proclitics=proclitics,
        enclitic=enclitic,
        segments=segments,
        via=via,
    )


def _segments(
    word: str,
    letters: str,
    origin: list[int],
    parts: list[str],
    proclitics: tuple[str, ...],
    enclitic: bool,
    via: Via,
) -> tuple[tuple[Segment, ...], str]:
    """The word cut up, and the letters of its stem as written."""
    lengths = [len(part) for part in parts]
    if sum(lengths) != len(letters) or len(parts) < len(proclitics) + 1 + enclitic:
        return (Segment("stem", letters, 0, len(word)),), letters
    last = len(parts) - 1 if enclitic else len(parts)
    groups: list[tuple[SegmentKind, str, int]] = []
    for k, value in enumerate(proclitics):
        article = value == "Al_det"
        groups.append(("article" if article else "proclitic", ARTICLE if article else parts[k], lengths[k]))
    first = len(proclitics)
    stem_length = sum(lengths[first:last])
    groups.append(("stem", "".join(parts[first:last]), stem_length))
    if enclitic:
        groups.append(("enclitic", parts[-1], lengths[-1]))
    segments: list[Segment] = []
    at, stem = 0, letters
    for k, (kind, form, length) in enumerate(groups):
        if kind == "stem":
            stem = letters[at : at + length]
            form = stem if via == "backoff" else form
        start = 0 if k == 0 else segments[-1].end
        at += length
        end = len(word) if k == len(groups) - 1 else origin[at] if at < len(origin) else len(word)
        segments.append(Segment(kind, form, start, max(start, end) if at else start))
    return tuple(segments), stem


def _plausible(letters: str, diac: str) -> bool:
    """Whether every letter that differs from the usual spelling differs as people write it."""
    usual = without_marks(diac)
    if len(usual) != len(letters):
        return True
    for i, (written, meant) in enumerate(zip(letters, usual, strict=True)):
        if written == meant:
            continue
        last = i == len(letters) - 1
        if meant in _ALEF_FORMS and written == _ALEF:
            continue
        if written in _HAMZATED and meant in _HAMZATED + _ALEF and _may_begin_stem(usual[:i]):
            continue
        if written == _HAH and meant == _TEH_MARBUTA and last:
            continue
        if {written, meant} == {_YA, _ALEF_MAQSURA} and last:
            continue
        return False
    return True


def _may_begin_stem(before: str) -> bool:
    """Whether letters before an alef may all be proclitics."""
    return before.removesuffix(ARTICLE).lstrip(_PROCLITIC_LETTERS) == "" and len(before) < 5


def _cost(a: Analysis, reading: Mapping[str, Any]) -> float:
    freq = reading.get("freq") or "3"
    cost = 5.0 - float(freq)
    cost += _CLITIC_COST * len(a.proclitics) - (0.9 if a.definite else 0.0)
    cost += sum(_RARE_CLITICS.get(p, 0.0) for p in (*a.proclitics, a.enclitic))
    cost += _ENCLITIC_COST if a.enclitic else 0.0
    feats = a.feats
    cost += sum(_COST.get((name, feats[name]), 0.0) for name in FEATURES)
    cost += 0.4 if a.pos == "adj" else 0.0
    if a.pos == "verb":
        cost += 0.5 if a.enclitic else 0.0
        cost += 0.8 if (feats["per"], feats["num"]) == ("1", "s") else 0.0
        if feats["num"] == "p" and feats["gen"] == "f":
            cost += 2.5
        elif feats["num"] == "d":
            cost += 0.8
    elif a.enclitic and a.pos == "adj":
        cost += 1.5
    elif feats["num"] == "d" and feats["cas"] == "u":
        cost += 0.3
    elif feats["stt"] == "c" and not a.enclitic and feats["num"] in ("d", "p"):
        cost += 0.7 if feats["num"] == "d" and a.pos != "adj" else 1.5
    return cost


def _marks_by_letter(word: str, origin: list[int]) -> list[set[str]] | None:
    if not any(unicodedata.category(c) == "Mn" for c in word):
        return None
    ends = [*origin[1:], len(word)]
    return [set(word[start:end]) for start, end in zip(origin, ends, strict=True)]


def _conflicts(marks: list[set[str]], diac: str) -> int:
    """How many of the word's own marks contradict a reading's."""
    spelled: list[set[str]] = []
    for c in diac:
        if unicodedata.category(c) == "Mn":
            if spelled:
                spelled[-1].add(c)
        else:
            spelled.append(set())
    if len(spelled) != len(marks):
        return 0
    count = 0
    for k, (written, meant) in enumerate(zip(marks, spelled, strict=True)):
        count += (SHADDA in written) != (SHADDA in meant) and SHADDA in written
        vowels, known = written.intersection(_VOWELS), meant.intersection(_VOWELS)
        count += bool(vowels and known and not vowels & known and k < len(marks) - 1)
    if any(TANWIN_FATH in m for m in marks) and TANWIN_FATH not in diac:
        count += 1
    return count
