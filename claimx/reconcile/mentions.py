"""Names, descriptions and chip classes become mentions of entities."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.candidates.context import Context
from claimx.lexicons.kb import KnowledgeBase
from claimx.model.candidate import Candidate
from claimx.model.mention import Mention
from claimx.reconcile.coreference import Descriptions, outermost
from claimx.reconcile.link import Linker, canonical_names
from claimx.reconcile.profiles import nationality, read_profiles
from claimx.reconcile.timeline import Timeline

NAMES = ("company", "outlet", "org", "person", "chip", "product", "place")


def resolve_mentions(ctx: Context, linker: Linker) -> list[Mention]:
    """All mentions of the document, in text order.

    Args:
        ctx: the document after the phases ``names`` and ``nominals``.
        linker: canonical names and the knowledge base.
    """
    cands = [c for here in ctx.cands for label in NAMES for c in here.get(label, ())]
    named = sorted((c for c in cands if c.fields.get("mention") != "generic"), key=lambda c: (c.start, c.end))
    generic = [c for c in cands if c.fields.get("mention") == "generic"]
    unlisted = canonical_names(ctx, named, linker.fold)
    timeline = Timeline(_name(ctx, cand, unlisted.get(k), linker.kb) for k, cand in enumerate(named))
    profiles = read_profiles(ctx, timeline, linker.kb)
    for m in timeline:
        if m.label == "company" and not m.country and str(m.entity) in profiles:
            m.country = frozenset(profiles[str(m.entity)].countries)
    descriptions = Descriptions(ctx, linker, profiles)
    _affiliations(ctx, timeline, descriptions)
    nominals = sorted((c for here in ctx.cands for c in here.get("nominal", ())), key=lambda c: (c.start, -c.end))
    nested = [c for c in nominals if c.by == "nominal.bare"]
    for cand in sorted({id(c): c for c in [*outermost(nominals), *nested]}.values(), key=lambda c: (c.start, -c.end)):
        near = timeline.around(cand.start, cand.end)
        if any(m.label == "company" and m.start <= cand.start and cand.end <= m.end and not _holds(m) for m in near):
            continue
        found = descriptions.antecedent(cand, near)
        if found is not None:
            timeline.add(
                Mention(
                    "company", cand.first, cand.last, cand.start, cand.end, "nominal", found.entity, found.entity_id,
                    by=cand.by, origin=cand.origin, score=cand.score, country=found.country,
                    kind=str(cand.fields.get("kind", "")),
                )
            )  # fmt: skip
    _affiliations(ctx, timeline, descriptions)
    _makers(ctx, timeline, descriptions)
    for cand in outermost(sorted(generic, key=lambda c: (c.start, -c.end))):
        near = timeline.around(cand.start, cand.end, 200)
        named_inside = any(m.mention == "name" and m.start <= cand.start and cand.end <= m.end + 1 for m in near)
        model = any(m.label == "chip" and m.start < cand.end and cand.start < m.end for m in near)
        if not named_inside and not model:
            maker = _maker(ctx, cand, timeline.around(cand.start, cand.end), descriptions)
            timeline.add(
                Mention(
                    "chip", cand.first, cand.last, cand.start, cand.end, "generic", None, maker=maker, by=cand.by,
                    origin=cand.origin, score=cand.score,
                )
            )  # fmt: skip
    return list(timeline)


def _holds(m: Mention) -> bool:
    """Whether another description may stand inside this one: `arm of the company`."""
    return m.kind == "apposition"


def _name(ctx: Context, cand: Candidate, unlisted: str | None, kb: KnowledgeBase) -> Mention:
    entity = (
        unlisted
        if cand.label == "person" and unlisted
        else cand.fields.get("entity") or unlisted or ctx.doc.text[cand.start : cand.end]
    )
    known = kb.entries.get(str(cand.fields.get("entity_id")))
    kind = "model" if cand.label == "chip" else "name"
    entity_id = cand.fields.get("chip_id") if cand.label == "chip" else cand.fields.get("entity_id")
    maker = cand.fields.get("maker")
    return Mention(
        cand.label, cand.first, cand.last, cand.start, cand.end, kind, str(entity),
        str(entity_id) if entity_id else None, str(maker) if maker else None, cand.by, cand.origin, cand.score,
        frozenset({known.country}) if known and known.country else frozenset(),
    )  # fmt: skip


def _makers(ctx: Context, mentions: Timeline, descriptions: Descriptions) -> None:
    """A memory standard has no maker of its own: it takes the company that its sentence is about."""
    for m in [m for m in mentions if m.label == "chip" and m.maker is None]:
        sent = ctx.doc.tokens[m.first].sent
        before = [
            c
            for c in mentions.around(m.start, m.end)
            if c.label == "company" and c.end <= m.start and ctx.doc.tokens[c.first].sent == sent
        ]
        if before:
            m.maker = descriptions.salient(m, before).entity


def _affiliations(ctx: Context, mentions: Timeline, descriptions: Descriptions) -> None:
    """Whom a person works for: a title with its organisation before or after the name, else the knowledge base."""
    entries = descriptions.kb.entries
    known: dict[str, str] = {}
    people = [m for m in mentions if m.label == "person"]
    for person in people:
        if person.entity in known:
            continue
        near = mentions.around(person.start, person.end)
        sent = ctx.doc.tokens[person.first].sent
        for m in near:
            if m.label not in ("company", "org") or ctx.doc.tokens[m.first].sent != sent:
                continue
            before = _title_at(ctx, max(0, m.first - 5), m.first) if 0 <= person.first - m.last <= 4 else None
            if before is not None:
                known[str(person.entity)] = str(m.entity)
                person.role = ctx.doc.text[ctx.doc.tokens[before].core_start : m.end]
            elif m.first > person.last and _on_behalf(ctx, m):
                known[str(person.entity)] = str(m.entity)
            elif 0 < m.first - person.last <= 9:
                after = _title_at(ctx, person.last, min(person.last + 3, m.first))
                if after is not None:
                    known.setdefault(str(person.entity), str(m.entity))
                    person.role = person.role or ctx.doc.text[ctx.doc.tokens[after].start : m.end]
        if person.entity not in known and _title_at(ctx, max(0, person.first - 4), person.first) is not None:
            earlier = [m for m in near if m.label == "company" and m.end <= person.start]
            if earlier:
                known[str(person.entity)] = str(descriptions.salient(person, earlier).entity)
        entry = entries.get(str(person.entity_id))
        if entry is not None and entry.company in entries:
            known.setdefault(str(person.entity), entries[entry.company].name)
    for person in people:
        person.affiliation = known.get(str(person.entity))


def _on_behalf(ctx: Context, m: Mention) -> bool:
    """Whether `speaking on behalf of` stands right before an organisation."""
    return any(w.last == m.first for i in range(max(0, m.first - 3), m.first) for w in ctx.words[i].get("behalf", ()))


def _title_at(ctx: Context, first: int, last: int) -> int | None:
    """The first token of a range that begins a title."""
    return next((i for i in range(first, last) if ctx.words[i].get("title") or ctx.words[i].get("spokes")), None)


def rebind(ctx: Context, mentions: Sequence[Mention], speakers: Sequence[tuple[int, int, str]]) -> None:
    """`The company` in the words of a person means the company of that person.

    Args:
        ctx: the document.
        mentions: resolved mentions; bare descriptions are changed in place.
        speakers: raw range of the words, and the speaker's affiliation.
    """
    by_name = {m.entity: m for m in mentions if m.label == "company" and m.mention == "name"}
    timeline = Timeline(m for m in mentions if m.label == "company" and m.mention == "nominal" and m.kind == "bare")
    for start, end, name in speakers:
        found = by_name.get(name)
        if found is None:
            continue
        for m in timeline.around(start, end, 0):
            if m.end <= end and not any(nationality(ctx, i) for i in range(m.first, m.last)):
                m.entity, m.entity_id, m.country = found.entity, found.entity_id, found.country


def _sent(ctx: Context, cand: Candidate) -> int:
    return ctx.doc.tokens[cand.first].sent


def _maker(ctx: Context, cand: Candidate, mentions: Sequence[Mention], descriptions: Descriptions) -> str | None:
    """Company named inside the phrase, else the antecedent chip's maker for a bare definite phrase."""
    inside = [m for m in mentions if m.label == "company" and cand.start <= m.start and m.end <= cand.end + 1]
    if inside:
        return inside[0].entity
    made_by = _made_by(ctx, cand, mentions)
    if made_by is not None:
        return made_by.entity
    sent = _sent(ctx, cand)
    if cand.fields.get("kind") == "possessed":
        owners = [m for m in mentions if m.label == "company" and m.end <= cand.start]
        return descriptions.salient(cand, owners).entity if owners else None
    if cand.fields.get("kind") == "bare":
        chips = [m for m in mentions if m.label == "chip" and m.end <= cand.start and m.maker]
        if chips and ctx.doc.tokens[chips[-1].first].sent >= sent - 1:
            return chips[-1].maker
    return None


def _made_by(ctx: Context, cand: Candidate, mentions: Sequence[Mention]) -> Mention | None:
    """The company right after `from`, `made by` behind a phrase."""
    tokens, at = ctx.doc.tokens, cand.last
    while at < min(len(tokens), cand.last + 3) and (ctx.words[at].get("made.by") or tokens[at].shape == "punct"):
        at += 1
    if at == cand.last or tokens[min(at, len(tokens) - 1)].sent != tokens[cand.first].sent:
        return None
    return next((m for m in mentions if m.label == "company" and m.mention == "name" and m.first == at), None)
