"""Working records of the later stages, before they become the frozen contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from claimx.model.doc import Span
from claimx.model.record import SourceKind, Stance, Status


@dataclass(slots=True, eq=False)
class Mention:
    """A span that refers to a company, chip, person, outlet or organisation.

    Attributes:
        label: ``company``, ``chip``, ``person``, ``outlet``, ``org``, ``product`` or ``place``.
        first, last: half-open token range.
        start, end: half-open code-point range over the raw text.
        mention: ``name``, ``nominal``, ``model`` or ``generic``.
        entity: canonical name, or None while unresolved.
        entity_id: knowledge-base id.
        maker: chips only.
        by, origin, score: provenance.
        country: ISO codes that the text or the knowledge base gives.
        affiliation: people only: canonical name of the organisation that they work for.
        role: people only: title as written.
        kind: how a nominal mention was resolved (``bare``, ``owner`` …).
    """

    label: str
    first: int
    last: int
    start: int
    end: int
    mention: str
    entity: str | None
    entity_id: str | None = None
    maker: str | None = None
    by: str = ""
    origin: str = "rule"
    score: float = 0.8
    country: frozenset[str] = frozenset()
    affiliation: str | None = None
    role: str | None = None
    kind: str = ""
    id: str = ""


@dataclass(slots=True, eq=False)
class Attribution:
    """Who is cited, by which cue, for what."""

    first: int
    last: int
    start: int
    end: int
    kind: SourceKind
    name: str | None
    stance: Stance
    by: str
    cue: tuple[int, int] | None = None
    cue_span: Span | None = None
    cue_lemma: str = ""
    content: Span | None = None
    via: Attribution | None = None
    role: str | None = None
    affiliation: str | None = None
    score: float = 0.8
    sent: int = 0
    anchor: int = 0
    gender: str = ""
    id: str = ""


@dataclass(slots=True, eq=False)
class DenialMention:
    """A denying expression and who denies."""

    start: int
    end: int
    denier: Attribution | None
    content: Span | None
    by: str
    score: float = 0.8
    topic: Span | None = None
    targets: list[ClaimMention] = field(default_factory=list)
    id: str = ""


ArgKind = Literal["company", "chip", "quantity", "date"]


@dataclass(slots=True, eq=False)
class ClaimMention:
    """One event or state: trigger, subject, participants, who says so, how sure."""

    start: int
    end: int
    trigger: Span
    token: int
    lemma: str
    subject: str | None
    subject_mention: Mention | None
    args: list[object]
    source: Attribution | None
    status: Status
    by: str
    score: float = 0.6
    denied_by: list[DenialMention] = field(default_factory=list)
    id: str = ""
