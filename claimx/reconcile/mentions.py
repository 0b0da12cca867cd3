"""Names, descriptions and chip classes become mentions of entities.

Descriptions (``the company``, ``the Chinese giant``, ``the owner of X``) are
resolved by what they say (nationality, owned product, parent) and otherwise by
salience: the first company named in the same sentence before them, else the
first one of the nearest earlier sentence that names any. A description that
finds nobody stays out.
"""

from __future__ import annotations

from collections.abc import Sequence

from claimx.candidates.context import Context
from claimx.lexicons.kb import KnowledgeBase
from claimx.model.candidate import Candidate
from claimx.model.mention import Mention
from claimx.reconcile.link import Linker, canonical_names
from claimx.reconcile.timeline import Timeline

WINDOW = 12
"""Sentences back that a description may reach."""
WEIGHTS = {
    "mention": 0.5,
    "same-first": 2.0,
    "same": 0.5,
    "previous-first": 1.0,
    "previous": 0.3,
    "headline": 0.7,
    "subject": 2.0,
    "research": -3.0,
    "distance": -0.4,
}
"""What a company's mentions add to its salience; research firms and funds are cited, not taken up."""
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
    _countries(ctx, timeline)
    nominals = sorted((c for here in ctx.cands for c in here.get("nominal", ())), key=lambda c: (c.start, -c.end))
    nested = [c for c in nominals if c.by == "nominal.bare"]
    for cand in sorted({id(c): c for c in [*_outermost(nominals), *nested]}.values(), key=lambda c: (c.start, -c.end)):
        near = timeline.around(cand.start, cand.end)
        if any(m.label == "company" and m.start <= cand.start and cand.end <= m.end and not _holds(m) for m in near):
            continue
        found = _antecedent(ctx, cand, near, linker)
        if found is not None:
            timeline.add(
                Mention(
                    "company", cand.first, cand.last, cand.start, cand.end, "nominal", found.entity, found.entity_id,
                    by=cand.by, origin=cand.origin, score=cand.score, country=found.country,
                    kind=str(cand.fields.get("kind", "")),
                )
            )  # fmt: skip
    _affiliations(ctx, timeline, linker.kb)
    _makers(ctx, timeline, linker.kb)
    for cand in _outermost(sorted(generic, key=lambda c: (c.start, -c.end))):
        near = timeline.around(cand.start, cand.end, 200)
        named_inside = any(m.mention == "name" and m.start <= cand.start and cand.end <= m.end + 1 for m in near)
        model = any(m.label == "chip" and m.start < cand.end and cand.start < m.end for m in near)
        if not named_inside and not model:
            maker = _maker(ctx, cand, timeline.around(cand.start, cand.end), linker.kb)
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


def _outermost(cands: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that no other contains, given in order of start, longer first."""
    kept: list[Candidate] = []
    for cand in cands:
        if not kept or cand.end > kept[-1].end:
            kept.append(cand)
    return kept


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


def _countries(ctx: Context, mentions: Timeline) -> None:
    """Nationality from an adjective right after a name, for companies that no knowledge base lists."""
    seen: dict[str, frozenset[str]] = {}
    for m in mentions:
        if m.label != "company" or m.country:
            continue
        for i in range(m.last, min(m.last + 3, len(ctx.doc.tokens))):
            code = nationality(ctx, i)
            if code:
                seen[str(m.entity)] = frozenset(code)
                break
    for m in mentions:
        if not m.country and m.entity in seen:
            m.country = seen[str(m.entity)]


def _makers(ctx: Context, mentions: Timeline, kb: KnowledgeBase) -> None:
    """A memory standard has no maker of its own: it takes the company that its sentence is about."""
    for m in [m for m in mentions if m.label == "chip" and m.maker is None]:
        sent = ctx.doc.tokens[m.first].sent
        before = [
            c
            for c in mentions.around(m.start, m.end)
            if c.label == "company" and c.end <= m.start and ctx.doc.tokens[c.first].sent == sent
        ]
        if before:
            m.maker = _salient(ctx, m, before, kb).entity


def _affiliations(ctx: Context, mentions: Timeline, kb: KnowledgeBase) -> None:
    """Whom a person works for: a title with its organisation before or after the name, else the knowledge base."""
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
                known[str(person.entity)] = str(_salient(ctx, person, earlier, kb).entity)
        entry = kb.entries.get(str(person.entity_id))
        if entry is not None and entry.company in kb.entries:
            known.setdefault(str(person.entity), kb.entries[entry.company].name)
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


def nationality(ctx: Context, i: int) -> frozenset[str]:
    """Country codes of the nationality adjective at token ``i``, empty if it is none."""
    return frozenset(match.entry.value for match in ctx.words[i].get("nisba", ()))


def _antecedent(ctx: Context, cand: Candidate, mentions: Sequence[Mention], linker: Linker) -> Mention | None:
    kind = str(cand.fields.get("kind", "bare"))
    kb = linker.kb
    companies = [m for m in mentions if m.label == "company"]
    inner = cand.captures.get("inner")
    if kind in ("owner", "parent", "maker") and inner is not None:
        known = _owner(ctx, inner.first, inner.start, inner.end, mentions, kb, linker, kind)
        if known is not None:
            return known
        if kind == "parent":
            return None
    before = [m for m in companies if m.end <= cand.start and not (inner and m.first >= cand.first)]
    if kind == "apposition":
        near = [m for m in before if cand.first - m.last <= 3 and ctx.doc.tokens[m.first].sent == _sent(ctx, cand)]
        return near[-1] if near else None
    if kind == "latter":
        return before[-1] if before else None
    if kind == "startup":
        later = [m for m in companies if m.start >= cand.end and m.entity_id is None]
        if later and _sent(ctx, cand) == 0:
            return later[0]
    wanted: frozenset[str] = frozenset()
    for i in range(cand.first, cand.last):
        wanted = wanted | nationality(ctx, i)
    if wanted:
        fit = [m for m in before if m.country & wanted]
        if not fit:
            fit = [m for m in before if not m.country]
            if not fit:
                later = [m for m in companies if m.start >= cand.end and m.country & wanted]
                return later[0] if later and _sent(ctx, cand) == 0 else None
        return _salient(ctx, cand, fit, linker.kb)
    if any(ctx.words[i].get("startup.adj") for i in range(cand.first, cand.last)):
        young = [m for m in before if m.entity_id is None or _young(ctx, m)]
        before = young or before
    if not before:
        return _next(ctx, cand, companies)
    return _salient(ctx, cand, before, linker.kb)


def _young(ctx: Context, m: Mention) -> bool:
    """Whether the text calls a company a start-up right after its name."""
    return any(ctx.words[i].get("startup.adj") for i in range(m.last, min(m.last + 3, len(ctx.doc.tokens))))


def _sent(ctx: Context, cand: Candidate) -> int:
    return ctx.doc.tokens[cand.first].sent


def _next(ctx: Context, cand: Candidate, companies: Sequence[Mention]) -> Mention | None:
    """In a headline a description may come before the name."""
    later = [m for m in companies if m.start >= cand.end]
    return later[0] if later and _sent(ctx, cand) == 0 else None


def _salient(ctx: Context, cand: Candidate | Mention, before: Sequence[Mention], kb: KnowledgeBase) -> Mention:
    """The company that a description most likely takes up: `WEIGHTS` summed over its mentions so far."""
    here = ctx.doc.tokens[cand.first].sent
    near = [m for m in before if here - ctx.doc.tokens[m.first].sent <= WINDOW] or list(before[-1:])
    last_sent = ctx.doc.tokens[near[-1].first].sent
    firsts: dict[int, Mention] = {}
    for m in near:
        firsts.setdefault(ctx.doc.tokens[m.first].sent, m)
    scores: dict[str, float] = {}
    latest: dict[str, Mention] = {}
    for m in near:
        name = str(m.entity)
        sent = ctx.doc.tokens[m.first].sent
        score = WEIGHTS["mention"]
        if sent == here:
            score += WEIGHTS["same-first"] if firsts[sent] is m else WEIGHTS["same"]
        elif sent == last_sent:
            score += WEIGHTS["previous-first"] if firsts[sent] is m else WEIGHTS["previous"]
        if sent == 0:
            score += WEIGHTS["headline"]
        if _subject_like(ctx, m):
            score += WEIGHTS["subject"] / (1 + here - sent)
        scores[name] = scores.get(name, 0.0) + score
        latest[name] = m
    for name, m in latest.items():
        known = kb.entries.get(str(m.entity_id))
        if known is not None and known.kind:
            scores[name] += WEIGHTS["research"]
        scores[name] += WEIGHTS["distance"] * (here - ctx.doc.tokens[m.first].sent)
    best = max(latest, key=lambda name: (scores[name], latest[name].start))
    return latest[best]


def _subject_like(ctx: Context, m: Mention) -> bool:
    """Whether a company stands right after a verb, or opens its sentence: marks and head nouns aside.

    Who only refuses to comment is beside the point of a text.
    """
    tokens = ctx.doc.tokens
    cut = ctx.doc.text[tokens[m.first].start : m.start]
    if cut not in ("", "\u0648"):
        return False
    floor = ctx.doc.sentences[tokens[m.first].sent][0]
    j = m.first - 1
    while j >= floor and (tokens[j].shape == "punct" or ctx.words[j].get("head.co")):
        if tokens[j].core_start > tokens[j].start and tokens[j].text[:1] != "\u0648":
            return False
        j -= 1
    if j >= floor and (ctx.words[j].get("cue.refuse") or ctx.words[j].get("cue.reply")):
        return False
    return j < floor or tokens[j].pos == "verb" or bool(ctx.words[j].get("topic"))


def _owner(
    ctx: Context,
    first: int,
    start: int,
    end: int,
    mentions: Sequence[Mention],
    kb: KnowledgeBase,
    linker: Linker,
    kind: str,
) -> Mention | None:
    inside = [m for m in mentions if m.start >= start and m.end <= end and m.label in ("company", "product")]
    known = None
    if kind == "parent" and inside and inside[0].entity_id in kb.entries:
        parent = kb.entries[str(inside[0].entity_id)].parent
        known = kb.entries.get(parent)
    if known is None:
        owner = linker.owner(ctx.doc.text[start:end])
        known = kb.entries.get(owner) if owner else None
    if known is None and inside and inside[0].entity_id in kb.entries:
        known = kb.entries.get(kb.entries[str(inside[0].entity_id)].parent)
    if known is None:
        return None
    return Mention(
        "company", first, first, start, end, "nominal", known.name, known.id,
        country=frozenset({known.country}) if known.country else frozenset(),
    )  # fmt: skip


def _maker(ctx: Context, cand: Candidate, mentions: Sequence[Mention], kb: KnowledgeBase) -> str | None:
    """Company named inside the phrase, else the antecedent chip's maker for a bare definite phrase."""
    inside = [m for m in mentions if m.label == "company" and cand.start <= m.start and m.end <= cand.end + 1]
    if inside:
        return inside[0].entity
    sent = _sent(ctx, cand)
    if cand.fields.get("kind") == "possessed":
        owners = [m for m in mentions if m.label == "company" and m.end <= cand.start]
        return _salient(ctx, cand, owners, kb).entity if owners else None
    if cand.fields.get("kind") == "bare":
        chips = [m for m in mentions if m.label == "chip" and m.end <= cand.start and m.maker]
        if chips and ctx.doc.tokens[chips[-1].first].sent >= sent - 1:
            return chips[-1].maker
    return None
