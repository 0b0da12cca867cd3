"""Which known name a spelling means: exactly, by its initials, by its sounds, or by a slip of the keys.

Unlisted spellings are found by sound (`claimx.lexicons.translit`): two spellings may be
one name if their consonant skeletons are equal and their sounds are alike, or if long
skeletons differ by one consonant more or less and their sounds hardly differ. Likeness is
rapidfuzz's normalised Indel ratio (0 to 100). Two Latin spellings must also begin with one
letter and sound or look the same. A slip is two neighbouring letters that changed places
(Damerau, 1964). Names with digits never link so: a digit, a letter or a plus sign more is
another thing (910B is not 910C).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from itertools import islice, product
from types import MappingProxyType
from typing import Literal, NamedTuple

import regex
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from claimx.lexicons.kb import Known
from claimx.lexicons.translit import VOWELS, Spoken, Transliteration

CUTOFFS = ((2, 95.0), (3, 86.0), (4, 80.0), (5, 76.0))
"""Consonants of a skeleton, and how alike the sounds must be where skeletons are equal; the last row counts for all
longer ones, and shorter skeletons never link."""
LEAST_SOUNDS = 5
"""Sounds of the shortest name that links by sound."""
LONG_SKELETON = 5
"""Consonants of the shorter of two skeletons that may differ by one consonant more."""
LONG_CUTOFF = 91.0
"""How alike the sounds must be then."""
OPEN_END = 8.0
"""What likeness loses where one name ends in a vowel and the other does not (Corsair, Coursera)."""
WORD_CUTOFF, SHORT_CUTOFF, SHORT_WORD = 80.0, 88.0, 2
"""How alike each pair of words must sound where two names have as many words: longer ones, and those of so few
consonants."""
LATIN_CUTOFF = 82.0
"""How alike two Latin spellings must look that do not sound the same."""
LEAST_LEGAL = 5
"""Consonants of the shortest legal form that is known by its skeleton."""
LEAST_SLIP, LEAST_LATIN_SLIP = 6, 4
"""Letters of the shortest name in which two may have changed places."""
LONG_VOWELS = frozenset("\u0627\u0648\u064a")
MOST_INITIALS = 6
"""Letters of the longest abbreviation that is read letter by letter; the shortest has two."""
MOST_READINGS = 64
"""Readings of spelled letters that are tried at most."""
HAS_DIGIT = regex.compile(r"\d")
WORD = regex.compile(r"[\w+]+")
Via = Literal["exact", "initials", "spelling"]
Skip = Container[tuple[str, str]]
"""Spellings to leave out, as pairs of an entity's id and a `Spellings.key`."""


class Match(NamedTuple):
    """A known entity for a spelling.

    Attributes:
        known: the entity.
        via: ``exact`` (case, marks, spaces, punctuation and legal forms aside), ``initials`` (spelled letters) or
            ``spelling`` (by sound or slip).
        score: likeness, 0 to 100.
    """

    known: Known
    via: Via
    score: float


class _Heard(NamedTuple):
    """A spelling as it sounds; ``whole`` if no word of it was left out."""

    known: Known
    spoken: Spoken
    key: str
    whole: bool


class Spellings:
    """Spellings of known entities, by label.

    Args:
        entries: the entities; ``type`` is their label.
        fold: the normaliser's word function.
        letters: folded spellings of single letters and what they may stand for.
        common: folded words that do not tell names apart, such as legal forms: sounds leave them out.
        nations: folded nationality adjectives and their country codes: after a name's first word, sounds leave them
            out, but they must agree with the entity's country.
    """

    def __init__(
        self,
        entries: Iterable[Known],
        fold: Callable[[str], str],
        letters: Mapping[str, Collection[str]] = MappingProxyType({}),
        common: Collection[str] = frozenset(),
        nations: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._fold = fold
        self._sounds = Transliteration(fold)
        self._letters, self._common, self._nations = letters, common, nations
        self._legal = {s for s in map(self._skeleton, common) if len(s) >= LEAST_LEGAL}
        self._exact: dict[tuple[str, str], Known] = {}
        self._heard: dict[tuple[str, str], list[_Heard]] = {}
        self._longer: dict[tuple[str, str], set[str]] = {}
        self._sorted: dict[tuple[str, str], list[tuple[str, Known]]] = {}
        for entry in entries:
            for alias in entry.aliases:
                words = self._words(alias)
                key = "".join(words)
                self._exact.setdefault((entry.type, key), entry)
                plain = not entry.ambiguous or " " in alias or alias.isascii()
                if plain and key.isalpha():
                    self._index(entry, key, words)
        self._cache: dict[tuple[str, str], Match | None] = {}

    def _index(self, entry: Known, key: str, words: list[str]) -> None:
        if len(key) >= (LEAST_LATIN_SLIP if key.isascii() else LEAST_SLIP):
            self._sorted.setdefault((entry.type, "".join(sorted(key))), []).append((key, entry))
        if self._spelled_out(words):
            return
        telling = self._telling(words)
        spoken = self._sounds.of_words(telling)
        heard = _Heard(entry, spoken, key, telling == words)
        self._heard.setdefault((entry.type, spoken.skeleton), []).append(heard)
        if len(spoken.skeleton) > LONG_SKELETON:
            for shorter in _one_less(spoken.skeleton):
                self._longer.setdefault((entry.type, shorter), set()).add(spoken.skeleton)

    def key(self, name: str) -> str:
        """Spelling without case, spaces and punctuation."""
        return "".join(self._words(name))

    def match(self, name: str, label: str, *, skip: Skip = ()) -> Match | None:
        """The known entity of a label that a spelling means, and how it was found; or None.

        Args:
            name: a name in Arabic or Latin letters, without clitics.
            label: type of the entities.
            skip: spellings to leave out; for measurements.
        """
        if not self.key(name):
            return None
        if skip != ():
            return self._match(name, label, skip)
        if (label, name) not in self._cache:
            self._cache[label, name] = self._match(name, label, skip)
        return self._cache[label, name]

    def exact(self, name: str, label: str, *, skip: Skip = ()) -> Known | None:
        """The known entity that has a spelling; legal forms may be missing in either."""
        words = self._words(name)
        for key in ("".join(words), "".join(self._telling(words))):
            known = self._exact.get((label, key))
            if known is not None and (known.id, key) not in skip:
                return known
        return None

    def _match(self, name: str, label: str, skip: Skip) -> Match | None:
        known = self.exact(name, label, skip=skip)
        if known is not None:
            return Match(known, "exact", 100.0)
        if HAS_DIGIT.search(name):
            return None
        return (
            self._by_initials(name, label, skip)
            or self._by_slip(self.key(name), label, skip)
            or self._by_sound(name, label, skip)
        )

    def _by_initials(self, name: str, label: str, skip: Skip) -> Match | None:
        """A name of spelled letters only: every way to read them is looked up."""
        letters = [sorted(self._letters.get(word, ())) for word in self._words(name)]
        if not 2 <= len(letters) <= MOST_INITIALS or not all(letters):
            return None
        for reading in islice(product(*letters), MOST_READINGS):
            key = "".join(reading).casefold()
            known = self._exact.get((label, key))
            if known is not None and (known.id, key) not in skip:
                return Match(known, "initials", 100.0)
        return None

    def _by_slip(self, key: str, label: str, skip: Skip) -> Match | None:
        """A name in which two neighbouring letters changed places."""
        for other, known in self._sorted.get((label, "".join(sorted(key))), ()):
            if (known.id, other) not in skip and OSA.distance(key, other, score_cutoff=1) == 1 and _slipped(key, other):
                return Match(known, "spelling", round(100 - 100 / len(key), 1))
        return None

    def _by_sound(self, name: str, label: str, skip: Skip) -> Match | None:
        words = self._words(name)
        if self._spelled_out(words):
            return None
        nation = next((self._nations[word] for word in words[1:] if word in self._nations), "")
        spoken = self._sounds.of_words(self._telling(words))
        skeleton = spoken.skeleton
        cutoff = next((score for least, score in reversed(CUTOFFS) if len(skeleton) >= least), None)
        if cutoff is None or len(spoken.sounds) < LEAST_SOUNDS:
            return None
        key = "".join(words)
        found = _alike(key, spoken, nation, self._heard.get((label, skeleton), ()), cutoff, skip)
        if found is None and len(skeleton) >= LONG_SKELETON:
            shorter = _one_less(skeleton) if len(skeleton) > LONG_SKELETON else ()
            others = sorted({*self._longer.get((label, skeleton), ()), *shorter})
            near = [other for other in others if _one_more(other, skeleton)]
            pool = [heard for other in near for heard in self._heard.get((label, other), ())]
            found = _alike(key, spoken, nation, pool, LONG_CUTOFF, skip)
        return found

    def _words(self, name: str) -> list[str]:
        return [word.casefold() for word in WORD.findall(self._fold(name))]

    def _telling(self, words: list[str]) -> list[str]:
        """The words of a name that tell it from others; all of them, where none does."""
        return [w for k, w in enumerate(words) if not self._says_little(w, k)] or words

    def _says_little(self, word: str, k: int) -> bool:
        """Whether a word does not tell names apart: a legal form, in whatever spelling, or a nationality."""
        return word in self._common or (k > 0 and (word in self._nations or self._skeleton(word) in self._legal))

    def _skeleton(self, word: str) -> str:
        return self._sounds.word(word)[1]

    def _spelled_out(self, words: list[str]) -> bool:
        """Whether a name is nothing but spelled letters."""
        return all(word in self._letters for word in words)


def _slipped(a: str, b: str) -> bool:
    """Whether the letters that changed places are not both long vowels, whose order tells names apart."""
    changed = {x for x, y in zip(a, b, strict=True) if x != y}
    return not changed <= LONG_VOWELS


def _alike(key: str, spoken: Spoken, nation: str, pool: Sequence[_Heard], cutoff: float, skip: Skip) -> Match | None:
    """The entity that sounds most like a name and is of its nation; none where two do so alike."""
    best: dict[str, tuple[float, bool, Known]] = {}
    latin = key.isascii()
    for heard in pool:
        known = heard.known
        if (known.id, heard.key) in skip or (nation and known.country and known.country != nation):
            continue
        if latin and not heard.key.isascii() and known.name.isascii():
            continue
        score = _likeness(spoken, heard.spoken)
        if latin and heard.key.isascii():
            score = _latin(key, heard.key, score, cutoff)
        if score >= cutoff:
            best[known.id] = max(best.get(known.id, (0.0, False, known)), (score, heard.whole, known), key=_rank)
    ranked = sorted(best.values(), key=_rank, reverse=True)
    if not ranked or (len(ranked) > 1 and _rank(ranked[1]) == _rank(ranked[0])):
        return None
    return Match(ranked[0][2], "spelling", ranked[0][0])


def _rank(found: tuple[float, bool, Known]) -> tuple[float, bool]:
    """Likeness first, then spellings of which no word was left out."""
    return found[:2]


def _latin(a: str, b: str, score: float, cutoff: float) -> float:
    """Likeness of two Latin spellings that sound so alike."""
    look = fuzz.ratio(a, b)
    if a[0] != b[0] or (look < LATIN_CUTOFF and score < 100):
        return 0.0
    return max(score, cutoff, look) if score >= WORD_CUTOFF else 0.0


def _likeness(a: Spoken, b: Spoken) -> float:
    """How alike two names sound, 0 to 100; not at all where they have as many words and one pair differs."""
    pairs = zip(a.words, b.words, strict=True) if len(a.words) == len(b.words) > 1 else ()
    return _ratio(a.sounds, b.sounds) if all(_one_word(x, y) for x, y in pairs) else 0.0


def _one_word(a: str, b: str) -> bool:
    """Whether two words of names may be one; a consonant more or less is too much in a short one."""
    fewest = min(_consonants(a), _consonants(b))
    if fewest <= SHORT_WORD:
        return _consonants(a) == _consonants(b) and _ratio(a, b) >= SHORT_CUTOFF
    return _ratio(a, b) >= WORD_CUTOFF


def _ratio(a: str, b: str) -> float:
    """Likeness of sounds, a little less where only one of two ends in a vowel."""
    return fuzz.ratio(a, b) - (OPEN_END if (a[-1:] in VOWELS) != (b[-1:] in VOWELS) else 0.0)


def _consonants(word: str) -> int:
    return sum(sound not in VOWELS for sound in word)


def _one_less(skeleton: str) -> set[str]:
    """The skeleton without one of its classes; the first stays."""
    return {skeleton[:k] + skeleton[k + 1 :] for k in range(1, len(skeleton))}


def _one_more(a: str, b: str) -> bool:
    """Whether one skeleton has one class more than the other and is otherwise the same."""
    return len(a) != len(b) and Levenshtein.distance(a, b, score_cutoff=1) <= 1
