"""A proposed mention: where it is, who proposed it, what was captured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Origin = Literal["rule", "model", "lexicon"]


@dataclass(frozen=True, slots=True)
class Capture:
    """A named part of a match: token range ``[first, last)`` and raw range ``[start, end)``."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An unresolved match.

    Attributes:
        label: what it claims to be (``company``, ``number``, ``source`` …).
        first, last: half-open token range.
        start, end: half-open code-point range over the raw text, proclitics left out.
        by: id of the rule, the lexicon file or the model.
        origin: which of the three.
        score: 0 to 1.
        captures: named parts.
        fields: values that the proposer already knows (canonical name, maker, value …).
    """

    label: str
    first: int
    last: int
    start: int
    end: int
    by: str
    origin: Origin = "rule"
    score: float = 1.0
    captures: Mapping[str, Capture] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


class TaggedSpan(NamedTuple):
    """What the tagger says: unit range ``[first, last)`` of its sentence, tag type and probability."""

    first: int
    last: int
    type: str
    score: float
