"""How names sound, whichever script spells them: the basis for finding unlisted spellings of listed names.

A name has two forms. Its *sounds* are one letter each, vowels included, in an
alphabet that Arabic and Latin spellings share. Its *skeleton* is what remains
without vowels, in coarse classes: letters that outlets swap freely (four for
g) are one. Skeletons find, sounds decide. The idea is that of Soundex and of the
consonant skeletons of Arabic name matching; the table is ours
(``data/kb/translit.tsv``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import regex

from claimx.errors import DataError
from claimx.lexicons.loader import DATA, read_tsv

TABLE = DATA / "kb" / "translit.tsv"
COLUMNS = ("script", "letters", "before", "at", "sound", "class")
SCRIPTS = ("arabic", "latin")
PLACES = ("", "start", "end")
VOWELS = "aiu"
WORD = regex.compile(r"\d+|[\p{Arabic}]+|[\p{L}--\p{Arabic}]+|\+", regex.V1)
REMEMBERED = 200_000


class Sound(NamedTuple):
    """How letters sound.

    Attributes:
        letters: in either script, normalised.
        before: letters of which one must follow, or empty.
        at: ``start`` or ``end`` of a word, or empty.
        sound: letters of the common alphabet.
        cls: consonant classes, empty for vowels.
    """

    letters: str
    before: str
    at: str
    sound: str
    cls: str


class Spoken(NamedTuple):
    """A name as it sounds; digits stand as they are.

    Attributes:
        words: sounds of each word, vowels included.
        skeleton: consonant classes of all words together.
    """

    words: tuple[str, ...]
    skeleton: str

    @property
    def sounds(self) -> str:
        """Sounds of all words together."""
        return "".join(self.words)


class Transliteration:
    """Turns spellings into sounds.

    Args:
        fold: normalised form of a word.
        path: the table.

    Raises:
        DataError: a row with an unknown script or place.
    """

    def __init__(self, fold: Callable[[str], str], path: Path = TABLE) -> None:
        self._fold = fold
        self._rows: dict[str, list[Sound]] = {}
        for number, row in read_tsv(path, COLUMNS):
            if row["script"] not in SCRIPTS or row["at"] not in PLACES:
                raise DataError(f"{path.name}:{number}: script is arabic or latin, at is start, end or empty")
            letters = fold(row["letters"]).lower()
            sound = Sound(letters, row["before"], row["at"], row["sound"], row["class"])
            self._rows.setdefault(letters[0], []).append(sound)
        for rows in self._rows.values():
            rows.sort(key=lambda s: (-len(s.letters), not s.before, not s.at))
        self.word = lru_cache(maxsize=REMEMBERED)(self._word)

    def spoken(self, name: str) -> Spoken:
        """Sounds and skeleton of a name; marks, spaces, punctuation and doubling are left out."""
        return self.of_words(WORD.findall(self._fold(name).lower()))

    def of_words(self, words: Sequence[str]) -> Spoken:
        """Sounds and skeleton of a name that is cut into words, folded and in lower case."""
        heard = [self.word(word) for word in words]
        return Spoken(tuple(sounds for sounds, _ in heard), "".join(classes for _, classes in heard))

    def _word(self, word: str) -> tuple[str, str]:
        if not word.isalpha():
            return word, word
        sounds: list[str] = []
        classes: list[str] = []
        at = 0
        while at < len(word):
            row = self._row(word, at)
            if row is None:
                at += 1
                continue
            doubled = bool(sounds) and bool(row.sound) and (sounds[-1], classes[-1]) == (row.sound, row.cls)
            if not doubled:
                sounds.append(row.sound)
                classes.append(row.cls)
            at += len(row.letters)
        return "".join(sounds), "".join(classes)

    def _row(self, word: str, at: int) -> Sound | None:
        for row in self._rows.get(word[at], ()):
            end = at + len(row.letters)
            if not word.startswith(row.letters, at) or (row.before and word[end : end + 1] not in set(row.before)):
                continue
            if (row.at == "start" and at) or (row.at == "end" and end < len(word)):
                continue
            return row
        return None
