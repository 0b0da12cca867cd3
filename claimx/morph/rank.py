"""What a reading costs out of context: the rarer its lemma and its form, the more.

The rows of ``data/costs.tsv`` add to the rarity of the lemma, which a database tells as our ``freq`` (1 to 5) or, as
camel-tools' own databases do, as a log probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from claimx.errors import DataError
from claimx.lexicons.loader import number_in, read_tsv
from claimx.model.morph import Analysis, Via
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
        cost = number_in(where, "cost", row["cost"])
        condition = parse_condition(where, "reading", row["reading"])
        about_lemma = [key for key, _ in condition if key in ("lemma", "diac")]
        if about_lemma:
            raise DataError(f"{where}: reading tests {about_lemma[0]}; a lemma's own cost is its freq in the lexicon")
        out.append((condition, cost))
    return tuple(out)


class Ranker:
    """Costs of forms.

    Args:
        rows: the table, the shipped one if None.
    """

    def __init__(self, rows: Sequence[Row] | None = None) -> None:
        self._rows = read_costs() if rows is None else tuple(rows)
        self._known: dict[tuple[Any, ...], float] = {}

    def form_cost(
        self, pos: str, deriv: str, via: Via, feats: Mapping[str, str], proclitics: tuple[str, ...], enclitic: str
    ) -> float:
        """What a form costs out of context, whatever its lemma; arguments as in `Analysis`."""
        key = (pos, deriv, via, proclitics, enclitic, *feats.values())
        cost = self._known.get(key)
        if cost is None:
            form = Analysis(
                "", "", "", pos, deriv=deriv, feats=feats, proclitics=proclitics, enclitic=enclitic, via=via
            )
            cost = self._known[key] = sum(added for condition, added in self._rows if holds(form, condition))
        return cost


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
