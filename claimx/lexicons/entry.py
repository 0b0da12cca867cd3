"""The row that every table of words comes down to."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One row: class, match mode, form as written in the file, value (may be empty)."""

    cls: str
    match: str
    form: str
    value: str
