"""Working records become the frozen `Document`: ids in text order, links by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claimx.model.doc import Doc, Span
from claimx.model.draft import DateDraft, QuantityDraft
from claimx.model.mention import Attribution, ClaimMention, DenialMention, Mention
from claimx.model.record import (
    Chip,
    Claim,
    Company,
    Cue,
    Date,
    Denial,
    Document,
    Entity,
    EntityType,
    Provenance,
    Quantity,
    Record,
    Source,
    TextSpan,
)

ENTITY_TYPES: dict[str, EntityType] = {
    "company": "company", "chip": "chip", "person": "person", "outlet": "outlet", "org": "organization",
}  # fmt: skip


def build_document(
    doc: Doc,
    mentions: Sequence[Mention],
    quantities: Sequence[QuantityDraft],
    dates: Sequence[DateDraft],
    attributions: Sequence[Attribution],
    denials: Sequence[DenialMention],
    claims: Sequence[ClaimMention],
    counted: Mapping[int, Mention],
    meta: Mapping[str, Any],
) -> Document:
    """The document as the contract has it.

    Args:
        doc: tokens and sentences.
        mentions, quantities, dates, attributions, denials, claims: what was found; ``id`` is set.
        counted: the mention that the quantity starting at an offset counts or measures.
        meta: carried through.
    """
    return _Builder(doc, mentions, quantities, dates, attributions, denials, claims, counted).build(meta)


def value_records(
    doc: Doc, quantities: Sequence[QuantityDraft], dates: Sequence[DateDraft]
) -> tuple[list[Quantity], list[Date]]:
    """Quantities and dates of a document of which nothing else is known."""
    builder = _Builder(doc, (), quantities, dates, (), (), (), {})
    builder.number()
    return builder.quantity_records(), builder.date_records()


class _Builder:
    def __init__(
        self,
        doc: Doc,
        mentions: Sequence[Mention],
        quantities: Sequence[QuantityDraft],
        dates: Sequence[DateDraft],
        attributions: Sequence[Attribution],
        denials: Sequence[DenialMention],
        claims: Sequence[ClaimMention],
        counted: Mapping[int, Mention],
    ) -> None:
        self.doc, self.counted = doc, counted
        self.mentions = [m for m in mentions if m.label in ENTITY_TYPES]
        self.quantities, self.dates = quantities, dates
        self.attributions, self.denials, self.claims = attributions, denials, claims
        self.value_ids: dict[int, str] = {}

    def build(self, meta: Mapping[str, Any]) -> Document:
        self.number()
        records = [*self._companies(), *self._chips(), *self.quantity_records(), *self.date_records()]
        records += [*self._sources(), *self._denials()]
        records.sort(key=lambda r: (r.start, r.end, r.id))
        doc = self.doc
        warnings = [w for q in self.quantities for w in q.warnings] + [w for d in self.dates for w in d.warnings]
        return Document(
            id=doc.id,
            published=doc.published.isoformat() if doc.published else None,
            text=doc.text,
            sentences=tuple((doc.tokens[a].start, doc.tokens[b - 1].end) for a, b in doc.sentences),
            records=tuple(records),
            claims=tuple(self._claim(c) for c in self.claims),
            entities=tuple(self._entities()),
            warnings=tuple(dict.fromkeys(warnings)),
            meta=dict(meta),
        )

    def number(self) -> None:
        """Give every record its id."""
        for label in ("company", "chip"):
            for k, m in enumerate((m for m in self.mentions if m.label == label), 1):
                m.id = f"{label}-{k}"
        for name, drafts in (("quantity", self.quantities), ("date", self.dates)):
            for k, draft in enumerate(sorted(drafts, key=lambda d: (d.start, d.end)), 1):
                self.value_ids[id(draft)] = f"{name}-{k}"
        for k, a in enumerate(self.attributions, 1):
            a.id = f"source-{k}"
        for k, d in enumerate(self.denials, 1):
            d.id = f"denial-{k}"
        for k, c in enumerate(self.claims, 1):
            c.id = f"claim-{k}"

    def _span(self, span: Span | None) -> TextSpan | None:
        return TextSpan(start=span.start, end=span.end, text=self.doc.text[span.start : span.end]) if span else None

    def _base(self, item: Any, record_id: str, origin: str = "rule", **more: Any) -> dict[str, Any]:
        key = "model" if origin == "model" else "rule"
        return {
            "id": record_id,
            "start": item.start,
            "end": item.end,
            "text": self.doc.text[item.start : item.end],
            "confidence": round(float(item.score), 3),
            "provenance": Provenance(**{key: item.by or "resolver"}, **more),
        }

    def _companies(self) -> list[Record]:
        return [
            Company.model_validate(
                {**self._base(m, m.id, m.origin), "mention": m.mention, "entity": m.entity, "entity_id": m.entity_id}
            )
            for m in self.mentions
            if m.label == "company"
        ]

    def _chips(self) -> list[Record]:
        return [
            Chip.model_validate(
                {
                    **self._base(m, m.id, m.origin),
                    "mention": m.mention,
                    "entity": m.entity,
                    "entity_id": m.entity_id,
                    "maker": m.maker,
                }
            )
            for m in self.mentions
            if m.label == "chip"
        ]

    def quantity_records(self) -> list[Quantity]:
        """Quantities, in text order."""
        fields = ("kind", "value", "high", "unit", "modifier", "literal", "unit_text")
        ids = {q.start: self.value_ids[id(q)] for q in self.quantities}
        return [
            Quantity.model_validate(
                {
                    **self._value(q),
                    **{name: getattr(q, name) for name in fields},
                    "of": self.counted[q.start].id if q.start in self.counted else None,
                    "cue": self._stretch(q.cue),
                    "per": self._stretch(q.per),
                    "converts": ids.get(q.converts) if q.converts is not None else None,
                }
            )
            for q in self.quantities
        ]

    def _stretch(self, cue: tuple[int, int] | None) -> TextSpan | None:
        return self._span(Span(*cue)) if cue is not None else None

    def _value(self, draft: QuantityDraft | DateDraft) -> dict[str, Any]:
        more = {"runner_up": draft.runner_up} if draft.runner_up else {}
        return self._base(draft, self.value_ids[id(draft)], **more)

    def date_records(self) -> list[Date]:
        """Dates, in text order."""
        fields = ("timex", "value", "mod", "bound", "begin", "end_date", "calendar", "relative")
        return [
            Date.model_validate(
                {**self._value(d), **{name: getattr(d, name) for name in fields}, "cue": self._stretch(d.cue)}
            )
            for d in self.dates
        ]

    def _sources(self) -> list[Record]:
        out: list[Record] = []
        for a in self.attributions:
            cue = None
            if a.cue_span is not None:
                surface = self.doc.text[a.cue_span.start : a.cue_span.end]
                cue = Cue(start=a.cue_span.start, end=a.cue_span.end, text=surface, lemma=a.cue_lemma)
            out.append(
                Source(
                    **self._base(a, a.id), kind=a.kind, name=a.name, cue=cue, stance=a.stance,
                    content=self._span(a.content), via=a.via.id if a.via else None, role=a.role,
                    affiliation=a.affiliation,
                )
            )  # fmt: skip
        return out

    def _denials(self) -> list[Record]:
        return [
            Denial(
                **self._base(d, d.id), denier=d.denier.id if d.denier else None, content=self._span(d.content),
                targets=tuple(c.id for c in d.targets),
            )
            for d in self.denials
        ]  # fmt: skip

    def _claim(self, c: ClaimMention) -> Claim:
        args = [self.value_ids.get(id(a)) or getattr(a, "id", "") for a in c.args]
        surface = self.doc.text[c.trigger.start : c.trigger.end]
        return Claim(
            id=c.id,
            start=c.start,
            end=c.end,
            text=self.doc.text[c.start : c.end],
            trigger=Cue(start=c.trigger.start, end=c.trigger.end, text=surface, lemma=c.lemma),
            subject=c.subject,
            subject_record=c.subject_mention.id if c.subject_mention and c.subject_mention.id else None,
            args=tuple(a for a in args if a),
            source=c.source.id if c.source else None,
            status=c.status,
            denied_by=tuple(d.id for d in c.denied_by),
            confidence=round(c.score, 3),
            provenance=Provenance.model_validate({"rule": c.by}),
        )

    def _entities(self) -> list[Entity]:
        groups: dict[tuple[EntityType, str], list[Mention]] = {}
        cited: dict[tuple[int, int], str] = {(a.start, a.end): a.id for a in self.attributions}
        for m in self.mentions:
            if m.entity is not None:
                groups.setdefault((ENTITY_TYPES[m.label], m.entity), []).append(m)
        out: list[Entity] = []
        for (kind, name), members in groups.items():
            known = next((m.entity_id for m in members if m.entity_id), None)
            ids = [i for m in members for i in (m.id, cited.get((m.start, m.end))) if i]
            spellings = (self.doc.text[m.start : m.end] for m in members if m.mention in ("name", "model"))
            out.append(
                Entity(
                    id=known or f"{kind}:{name}",
                    type=kind,
                    name=name,
                    aliases=tuple(dict.fromkeys(spellings)),
                    mentions=tuple(dict.fromkeys(ids)),
                )
            )
        return out
