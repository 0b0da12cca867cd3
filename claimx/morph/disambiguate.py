"""Puts the reading that fits its neighbours first.

The constraints are the rows of ``data/context.tsv``. A row looks at one
neighbouring token's best reading and says which readings of the token itself
fit; the readings of a token are ordered by the weight of the rows that they
fail, and otherwise stay in the order that they had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from claimx.errors import DataError
from claimx.lexicons.loader import read_tsv
from claimx.model.doc import Token
from claimx.model.morph import Analysis
from claimx.morph.analyzer import FEATURES

COLUMNS = ("side", "neighbour", "scope", "fits", "weight", "note")
CONTEXT = Path(__file__).parent / "data" / "context.tsv"
_KEYS = frozenset({*FEATURES, "lemma", "diac", "pos", "deriv", "enclitic", "article", "proclitic", "agrees"})
_VIA = {"exact": 0, "normalised": 1, "backoff": 2}

Test = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One row: what the neighbour is, which readings it concerns, and which of those fit."""

    side: int
    neighbour: Test
    scope: Test
    fits: Test
    weight: int


def _parse(where: str, column: str, cell: str) -> Test:
    tests = []
    for part in cell.split():
        key, sign, values = part.partition("=")
        if not sign or key not in _KEYS:
            raise DataError(f"{where}: {column} has {part!r}; expected key=value|value, key one of {sorted(_KEYS)}")
        tests.append((key, frozenset(values.split("|"))))
    return tuple(tests)


def read_constraints(path: Path = CONTEXT) -> tuple[Constraint, ...]:
    """The rows of a context table.

    Raises:
        DataError: a malformed row.
    """
    out = []
    for number, row in read_tsv(path, COLUMNS):
        where = f"{path.name}:{number}"
        if row["side"] not in ("before", "after"):
            raise DataError(f"{where}: side is {row['side']!r}; expected before or after")
        if not row["weight"].isdigit():
            raise DataError(f"{where}: weight is {row['weight']!r}; expected a whole number")
        neighbour, scope, fits = (_parse(where, name, row[name]) for name in ("neighbour", "scope", "fits"))
        side = -1 if row["side"] == "before" else 1
        out.append(Constraint(side, neighbour, scope, fits, int(row["weight"])))
    return tuple(out)


@cache
def _shipped() -> tuple[Constraint, ...]:
    return read_constraints()


def _value(a: Analysis, key: str) -> str:
    if key in a.feats:
        return a.feats[key]
    if key == "article":
        return "y" if a.definite else "n"
    if key == "enclitic":
        return "y" if a.enclitic else "n"
    if key == "proclitic":
        return next((p for p in a.proclitics if p.endswith("_prep")), a.proclitics[0] if a.proclitics else "0")
    return str(getattr(a, key))


def _holds(a: Analysis, test: Test, other: Analysis) -> bool:
    for key, values in test:
        if key == "agrees":
            if not _agrees(other, a):
                return False
        elif _value(a, key) not in values:
            return False
    return True


def _agrees(head: Analysis, adjective: Analysis) -> bool:
    """Whether an adjective can modify a noun: definiteness, gender and number."""
    if head.definite != adjective.definite:
        return False
    gender, number = adjective.feats["gen"], adjective.feats["num"]
    if head.feats["num"] == "p":
        return number == "p" or gender == "f"
    return head.feats["gen"] in (gender, "u", "na") and head.feats["num"] in (number, "u", "na")


def disambiguate(
    tokens: Sequence[Token],
    sentences: Sequence[tuple[int, int]],
    constraints: Sequence[Constraint] | None = None,
) -> None:
    """Reorders each token's readings by its neighbours, in place.

    Args:
        tokens: all tokens, their readings in context-free order.
        sentences: half-open token ranges; neighbours are looked for inside one.
        constraints: the rows to use, the shipped ones if None.
    """
    rules = _shipped() if constraints is None else constraints
    before = [r for r in rules if r.side < 0]
    after = [r for r in rules if r.side > 0]
    for first, last in sentences:
        for i in range(first, last):
            token = tokens[i]
            if len(token.analyses) < 2:
                continue
            pairs: list[tuple[Constraint, Analysis]] = []
            if i > first and tokens[i - 1].analyses:
                pairs += _applying(before, tokens[i - 1].analyses[0])
            if i + 1 < last and tokens[i + 1].analyses:
                pairs += _applying(after, tokens[i + 1].analyses[0])
            if pairs:
                token.analyses = tuple(sorted(token.analyses, key=lambda a: (_VIA[a.via], _failed(a, pairs))))


def _applying(rules: Sequence[Constraint], neighbour: Analysis) -> list[tuple[Constraint, Analysis]]:
    return [(r, neighbour) for r in rules if _holds(neighbour, r.neighbour, neighbour)]


def _failed(a: Analysis, pairs: Sequence[tuple[Constraint, Analysis]]) -> int:
    return sum(r.weight for r, n in pairs if _holds(a, r.scope, n) and not _holds(a, r.fits, n))
