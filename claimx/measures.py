"""Quantities as pint quantities: units that convert, under the names that Arabic news gives them.

Needs no pipeline for a unit's symbol; a name is folded and cut as texts are, so that
it is understood here exactly where a text would be. pint is imported at the first call.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from claimx.errors import InputError
from claimx.lexicons.measures import MEASURES
from claimx.lexicons.words import Entry, WordIndex, load_entries
from claimx.model.doc import Doc, Token
from claimx.model.record import Quantity

if TYPE_CHECKING:
    import pint

UNITS = ("unit", "unit.percent")
MONEY = ("currency", "currency.cent", "currency.sign")
EXPONENT = re.compile(r"\b([a-z]?m|ft|in|mi)([23])\b")
"""A symbol of area or volume as the news writes it, ``km2``: pint would take it for a name."""


@functools.cache
def registry() -> pint.UnitRegistry[Decimal]:
    """The pint registry that knows every unit symbol of claimx, and computes with `decimal.Decimal`.

    pint's own units, and ours from ``claimx/lexicons/data/measures/pint.txt``; where the two differ, ours
    (``fps`` is frames per second, ``kt`` a thousand tonnes). One registry serves all calls, as pint asks for:
    quantities of different registries do not mix.

    >>> registry()("3 GB/s").to("Gbps").magnitude
    Decimal('24')
    """
    import pint

    made: pint.UnitRegistry[Decimal] = pint.UnitRegistry(
        non_int_type=Decimal,
        on_redefinition="ignore",
        preprocessors=[lambda text: EXPONENT.sub(r"\1**\2", text)],
    )
    made.load_definitions(MEASURES / "pint.txt")
    return made


def unit(name: str) -> pint.Unit:
    """The unit of a name, an abbreviation or a symbol, as written in a text.

    Args:
        name: Arabic or Latin, in any spelling that is read in texts, or the ``unit`` of a quantity that is no
            money and no count.

    Raises:
        InputError: claimx knows no such unit, or it is a currency.

    >>> str(unit("km/h"))
    'kilometer / hour'
    """
    name = name.strip()
    return registry().parse_units(name if name in _symbols() else _symbol(name))


def to_pint(quantity: Quantity, *, high: bool = False) -> pint.Quantity[Decimal]:
    """A quantity record with its unit, ready to convert; the number stays exact.

    Args:
        quantity: a measure, a percentage, a multiple, or a bare count.
        high: the high end of a range instead of the low one.

    Raises:
        InputError: money (pint converts no currencies), a count of named things, or a high end that is not there.

    >>> from claimx.model.record import Provenance, Quantity
    >>> width = Quantity(
    ...     id="quantity-1", start=0, end=3, text="7nm", confidence=1, provenance=Provenance(rule="example"),
    ...     kind="length", value="7", unit="nm", modifier="exact",
    ... )
    >>> to_pint(width).to("um").magnitude
    Decimal('0.007')
    """
    if quantity.kind == "money":
        raise InputError(f"{quantity.text!r} is money; expected a measure, since a currency is no unit")
    if quantity.kind == "count" and quantity.unit:
        raise InputError(f"{quantity.text!r} counts {quantity.unit}; expected a measure or a bare number")
    value = quantity.high if high else quantity.value
    if value is None:
        raise InputError(f"{quantity.text!r} is no range and has no high end; leave out high=True")
    symbol = quantity.unit or ""
    if symbol and symbol not in _symbols():
        raise InputError(f"{quantity.text!r} has the unit {symbol!r}, which claimx does not know")
    return registry().Quantity(Decimal(value), registry().parse_units(symbol))


def _symbol(name: str) -> str:
    """The symbol of a unit as written in a text."""
    index, cut = _index()
    doc = Doc(name, "unit", None, cut(name))
    found = index.find(doc)[0] if doc.tokens else {}
    whole = {
        cls: match.entry.value
        for cls, matches in found.items()
        for match in matches
        if match.last == len(doc.tokens) and (match.bare or match.definite)
    }
    for cls in UNITS:
        if cls in whole:
            return whole[cls].partition(":")[2]
    for cls in MONEY:
        if cls in whole:
            raise InputError(f"{name!r} is {whole[cls]}; expected a unit of measure, since a currency is none")
    raise InputError(f"{name!r} is no unit that claimx knows; expected a name or a symbol such as 'nm', 'GB/s', '%'")


@functools.cache
def _entries() -> tuple[Entry, ...]:
    return tuple(entry for entry in load_entries() if entry.cls in (*UNITS, *MONEY))


@functools.cache
def _symbols() -> frozenset[str]:
    """Every unit that a quantity which is no money and no count may have."""
    return frozenset((*(e.value.partition(":")[2] for e in _entries() if e.cls in UNITS), "fraction"))


@functools.cache
def _index() -> tuple[WordIndex, Callable[[str], list[Token]]]:
    """The words of measures, matched exactly as in a text."""
    from claimx.components import build_normalizer, build_segmenter

    cut = build_segmenter().tokenize
    return WordIndex(_entries(), build_normalizer().word, cut), cut
