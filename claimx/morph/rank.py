"""What a reading costs out of context: the rarer its lemma and its form, the more.

The rows of ``data/costs.tsv`` add to the rarity of the lemma, which a database tells as our ``freq`` (1 to 5) or, as
camel-tools' own databases do, as a log probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from claimx.errors import DataError
from claimx.lexicons.loader import read_tsv
from claimx.model.morph import Analysis
from claimx.morph.condition import Condition, holds, parse_condition

COSTS = Path(__file__).parent / "data" / "costs.tsv"
COLUMNS = ("reading", "cost", "note")
_COMMONEST = 5.0
_ORDINARY = 3.0
_LOG_PROBABILITY = "pos_lex_logprob"
_LOG_RANGE = (2.0, 6.0)
"""Negative decimal log probabilities of a very common and of a rare pair of lemma and part of speech."""

Row = tuple[Condition, float]


def read_costs(path: Path = COSTS) -> tuple[Row, ...]:
    """The rows of a table of costs.

    Raises:
        DataError: a malformed row.
    """
    out = []
    for number, row in read_tsv(path, COLUMNS):
        where = f"{path.name}:{number}"
        try:
            cost = float(row["cost"])
        except ValueError:
            raise DataError(f"{where}: cost is {row['cost']!r}; expected a number") from None
        out.append((parse_condition(where, "reading", row["reading"]), cost))
    return tuple(out)


@cache
def _shipped() -> tuple[Row, ...]:
    return read_costs()


class Ranker:
    """Costs of readings.

    Args:
        rows: the table, the shipped one if None.
    """

    def __init__(self, rows: Sequence[Row] | None = None) -> None:
        self._rows = _shipped() if rows is None else tuple(rows)
        self._form: dict[tuple[Any, ...], float] = {}

    def cost(self, a: Analysis, reading: Mapping[str, Any]) -> float:
        """What a reading costs out of context.

        Args:
            a: the reading.
            reading: the database's features of it, for the rarity of its lemma.
        """
        form = (a.pos, a.deriv, a.via, a.proclitics, a.enclitic, *a.feats.values())
        known = self._form.get(form)
        if known is None:
            known = self._form[form] = sum(cost for condition, cost in self._rows if holds(a, condition))
        return known + rarity(reading)


def rarity(reading: Mapping[str, Any]) -> float:
    """How rare a reading's lemma is: 0 (very common) to 4."""
    freq = reading.get("freq")
    if freq:
        return _COMMONEST - float(freq)
    logged = reading.get(_LOG_PROBABILITY)
    if logged is None:
        return _COMMONEST - _ORDINARY
    low, high = _LOG_RANGE
    return min(max(-float(logged), low), high) - low
