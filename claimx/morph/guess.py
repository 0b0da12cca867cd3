"""Readings of a word that the lexicon does not know: a name, with or without clitics before it.

``data/guesses.tsv`` says which clitics may be taken off and how likely that is, by the letter that the rest begins
with. Whether an unknown word really begins with a clitic, only the rest of the text can tell (`Disambiguator`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimx.errors import DataError
from claimx.lexicons.loader import number_in, read_tsv
from claimx.model.morph import Analysis
from claimx.morph.clitics import AL, cut, groups_before
from claimx.morph.condition import FEATURES

GUESSES = Path(__file__).parent / "data" / "guesses.tsv"
COLUMNS = ("proclitics", "letters", "rest", "least", "cost", "note")
_FEATS = {**dict.fromkeys(FEATURES, "na"), "gen": "u", "num": "u", "stt": "u", "cas": "u"}


@dataclass(frozen=True, slots=True)
class Guess:
    """One way to cut an unknown word.

    Attributes:
        proclitics: camel-tools' clitic values from the outside in.
        parts: the letters of each as written.
        rest: letters that what remains may begin with, empty for any.
        least: fewest letters that remain.
        cost: the higher the less likely.
    """

    proclitics: tuple[str, ...]
    parts: tuple[str, ...]
    rest: frozenset[str]
    least: int
    cost: float


def read_guesses(path: Path = GUESSES) -> tuple[Guess, ...]:
    """The rows of a table of guesses; the first that fits a word decides about its proclitics.

    Raises:
        DataError: a malformed row.
    """
    out = []
    for number, row in read_tsv(path, COLUMNS):
        where = f"{path.name}:{number}"
        proclitics, parts = tuple(row["proclitics"].split("+")), tuple(row["letters"].split("+"))
        if row["proclitics"] == "-":
            proclitics, parts = (), ()
        if len(proclitics) != len(parts):
            raise DataError(
                f"{where}: {len(proclitics)} proclitics with {len(parts)} groups of letters; expected as many"
            )
        least = row["least"]
        if not least.isdecimal():
            raise DataError(f"{where}: least is {least!r}; expected a whole number")
        cost = number_in(where, "cost", row["cost"])
        out.append(Guess(proclitics, parts, frozenset(row["rest"]), int(least), cost))
    return tuple(out)


class Guesser:
    """Reads unknown words as names.

    Args:
        guesses: ways to cut a word, the shipped ones if None.
    """

    def __init__(self, guesses: Sequence[Guess] | None = None) -> None:
        self._guesses = [(g, "".join(g.parts)) for g in (read_guesses() if guesses is None else guesses)]

    def readings(self, word: str, letters: str, origin: Sequence[int]) -> Iterator[Analysis]:
        """All readings of a word as a name, one for each set of proclitics.

        Args:
            word: as it stands in the text.
            letters: its Arabic letters alone.
            origin: raw offset of each letter.
        """
        seen: set[tuple[str, ...]] = set()
        for guess, prefix in self._guesses:
            rest = letters[len(prefix) :]
            if (
                guess.proclitics in seen
                or not letters.startswith(prefix)
                or len(rest) < guess.least
                or (guess.rest and rest[0] not in guess.rest)
            ):
                continue
            seen.add(guess.proclitics)
            before = groups_before(guess.proclitics, guess.parts, map(len, guess.parts))
            segments = cut(word, origin, [*before, ("stem", rest, len(rest))])
            feats = {**_FEATS, "stt": "d"} if AL in guess.proclitics else _FEATS
            yield Analysis(
                lemma=rest, diac=letters, root="", pos="noun_prop", feats=feats, proclitics=guess.proclitics,
                segments=segments, via="backoff", cost=guess.cost,
            )  # fmt: skip
