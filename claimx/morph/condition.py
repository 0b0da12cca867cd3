"""Conditions on a reading, as data tables write them: ``pos=verb asp=i mod=j|u``.

Every test must hold. A key is a feature of the reading, or one of

    lemma, diac, pos, deriv, via   as in `Analysis`
    article, enclitic              ``y`` or ``n``
    proclitic                      its preposition, else its outermost proclitic, else ``0``
    clitic                         any proclitic or the enclitic
"""

from __future__ import annotations

from collections.abc import Callable

from claimx.errors import DataError
from claimx.model.morph import Analysis

FEATURES = ("asp", "per", "gen", "num", "vox", "mod", "stt", "cas")
"""Inflectional features of a reading, named as in camel-tools."""

AGREES = "agrees"
"""A key that looks at two readings; only context tables may use it."""

Condition = tuple[tuple[str, frozenset[str]], ...]

_VALUES: dict[str, Callable[[Analysis], str]] = {
    "lemma": lambda a: a.lemma,
    "diac": lambda a: a.diac,
    "pos": lambda a: a.pos,
    "deriv": lambda a: a.deriv,
    "via": lambda a: a.via,
    "article": lambda a: "y" if a.definite else "n",
    "enclitic": lambda a: "y" if a.enclitic else "n",
    "proclitic": lambda a: next(
        (p for p in a.proclitics if p.endswith("_prep")), a.proclitics[0] if a.proclitics else "0"
    ),
}
_KEYS = frozenset({*FEATURES, *_VALUES, "clitic"})


def parse_condition(where: str, column: str, cell: str, *extra: str) -> Condition:
    """A condition as a table's cell writes it.

    Args:
        where: file and line, for the error.
        column: name of the column, for the error.
        cell: tests with spaces between them; empty for a condition that always holds.
        extra: further keys that are allowed.

    Raises:
        DataError: an unknown key or a test without a value.
    """
    tests = []
    for part in cell.split():
        key, sign, values = part.partition("=")
        if not sign or not values or key not in _KEYS.union(extra):
            known = ", ".join(sorted(_KEYS.union(extra)))
            raise DataError(f"{where}: {column} has {part!r}; expected key=value|value with a key of {known}")
        tests.append((key, frozenset(values.split("|"))))
    return tuple(tests)


def holds(a: Analysis, condition: Condition) -> bool:
    """Whether a reading passes every test."""
    for key, values in condition:
        if key == "clitic":
            if a.enclitic not in values and values.isdisjoint(a.proclitics):
                return False
        elif (_VALUES[key](a) if key in _VALUES else a.feats[key]) not in values:
            return False
    return True
