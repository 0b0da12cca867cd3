"""Mentions in text order, found by place: windows keep the cost of long texts linear."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from claimx.model.mention import Mention

REACH = 8_000
"""Characters before and after a place that can hold what a description takes up."""


class Timeline:
    """A growing list of mentions sorted by start.

    Args:
        mentions: the first ones.
    """

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._items = sorted(mentions, key=_place)

    def __iter__(self) -> Iterator[Mention]:
        return iter(self._items)

    def add(self, mention: Mention) -> None:
        """Insert a mention at its place."""
        insort(self._items, mention, key=_place)

    def around(self, start: int, end: int, reach: int = REACH) -> list[Mention]:
        """Mentions that begin within ``reach`` characters of a raw range."""
        low = bisect_left(self._items, (start - reach, 0, ""), key=_place)
        high = bisect_left(self._items, (end + reach, 0, ""), key=_place)
        return self._items[low:high]


def _place(mention: Mention) -> tuple[int, int, str]:
    return mention.start, mention.end, mention.label
