"""claimx: typed, sourced claims from Arabic technology news.

>>> import claimx
>>> claimx.__version__
'0.1.0'

Names load when they are first used, so that ``import claimx`` stays quick: pydantic,
camel-tools, stanza and torch come in only with the first name that needs them.
"""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime

    from claimx.errors import (
        ClaimxError,
        DataError,
        InputError,
        InstallError,
        MissingModelError,
        ProfileError,
        RuleError,
    )
    from claimx.export.schema import schema
    from claimx.linking import Link, link
    from claimx.measures import registry, to_pint, unit
    from claimx.model.record import Chip, Claim, Company, Date, Denial, Document, Entity, Quantity, Source
    from claimx.pipeline import Pipeline, load
    from claimx.values import dates, quantities

__version__ = "0.1.0"

__all__ = [
    "Chip",
    "Claim",
    "ClaimxError",
    "Company",
    "DataError",
    "Date",
    "Denial",
    "Document",
    "Entity",
    "InputError",
    "InstallError",
    "Link",
    "MissingModelError",
    "Pipeline",
    "ProfileError",
    "Quantity",
    "RuleError",
    "Source",
    "__version__",
    "dates",
    "extract",
    "link",
    "load",
    "quantities",
    "registry",
    "schema",
    "to_pint",
    "unit",
]

_HOMES = {
    "claimx.errors": (
        "ClaimxError", "DataError", "InputError", "InstallError", "MissingModelError", "ProfileError", "RuleError",
    ),
    "claimx.export.schema": ("schema",),
    "claimx.model.record": (
        "Chip", "Claim", "Company", "Date", "Denial", "Document", "Entity", "Quantity", "Source",
    ),
    "claimx.linking": ("Link", "link"),
    "claimx.measures": ("registry", "to_pint", "unit"),
    "claimx.pipeline": ("Pipeline", "load"),
    "claimx.values": ("dates", "quantities"),
}  # fmt: skip
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def extract(
    text: str,
    *,
    published: str | datetime.date | None = None,
    id: str | None = None,
    profile: str = "full",
) -> Document:
    """Extract typed records and claims from one Arabic text.

    The pipeline of a profile is built on first use and kept. For many texts, build one with
    `load` and call it, or use its ``pipe``.

    Args:
        text: the article, exactly as it is; every offset counts its code points from 0.
        published: publication date (ISO, or a ``datetime.date``), against which dates are resolved.
        id: the document's id.
        profile: ``full`` (rules and model) or ``rules`` (no stanza, no torch).

    Raises:
        InputError: the text or the date cannot be used.
        ProfileError: there is no profile of that name.
        MissingModelError: a model or database of the profile is missing.
    """
    return _pipeline(profile)(text, published=published, id=id)


@functools.cache
def _pipeline(profile: str) -> Pipeline:
    from claimx.pipeline import load

    return load(profile)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
