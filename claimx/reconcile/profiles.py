"""What is known of each company of a text: its countries, sectors, and whether it is a start-up.

The knowledge base tells of listed companies; of the others, the words around their
names: a nationality right after, a seat, a class of goods in the noun phrase.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from claimx.candidates.context import Context
from claimx.lexicons.kb import KnowledgeBase, Known
from claimx.lexicons.loader import split_list
from claimx.model.mention import Mention

SEAT = 10
"""Tokens after a name in which a sentence may say where the company sits."""
BEFORE, AFTER = 4, 7
"""Tokens before and after a name in which its noun phrase tells of it."""
MARKS = ("\u060c", ",", ".", "\u061b", ":")
"""Punctuation that ends it."""
STOPS = ("comp", "relative")
"""Word classes that end the noun phrase around a name."""


@dataclass(slots=True)
class Profile:
    """What a text and the knowledge base tell of a company.

    Attributes:
        countries: ISO codes.
        sectors: as in the knowledge base.
        main: the first of them, what the company is known for; or empty.
        young: whether the text calls it a start-up, or the knowledge base knows of neither shares nor owner.
        grown: whether its shares are traded, it belongs to another or is known by an epithet; AI laboratories with
            epithets are called start-ups all the same.
        parent: id of its owner, or empty.
    """

    countries: set[str] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)
    main: str = ""
    young: bool = False
    grown: bool = False
    parent: str = ""

    def learn(self, known: Known) -> None:
        """Take over what the knowledge base has of the company."""
        self.parent = known.parent
        self.main = known.sectors[0] if known.sectors else ""
        self.sectors.update(known.sectors)
        if known.country:
            self.countries.add(known.country)
        self.grown = bool(known.ticker or known.parent or (known.epithets and self.main != "ai"))
        self.young = self.young or not self.grown


def read_profiles(ctx: Context, mentions: Iterable[Mention], kb: KnowledgeBase) -> dict[str, Profile]:
    """Profiles of all companies that a document names, by canonical name.

    Args:
        ctx: the document.
        mentions: names of all kinds, in text order.
        kb: the knowledge base.
    """
    profiles: dict[str, Profile] = {}
    for m in mentions:
        if m.label != "company" or m.mention != "name":
            continue
        profile = profiles.setdefault(str(m.entity), Profile())
        known = kb.entries.get(str(m.entity_id))
        if known is not None:
            profile.learn(known)
            continue
        for i in (*_phrase(ctx, m), *range(m.first, m.last)):
            profile.sectors.update(sectors_at(ctx, i))
            profile.young = profile.young or bool(ctx.words[i].get("startup.adj"))
        if not profile.countries:
            profile.countries.update(_nation(ctx, m) or _seat(ctx, m, kb))
    return profiles


def nationality(ctx: Context, i: int) -> frozenset[str]:
    """Country codes of the nationality adjective at token ``i``, empty if it is none."""
    return frozenset(match.entry.value for match in ctx.words[i].get("nisba", ()))


def place_country(ctx: Context, i: int, kb: KnowledgeBase) -> frozenset[str]:
    """Country codes of the places that begin at token ``i``, empty if none does or nobody tells."""
    ids = (str(place.fields.get("entity_id")) for place in ctx.cands[i].get("place", ()))
    return frozenset(kb.place_countries[key] for key in ids if kb.place_countries.get(key))


def sectors_at(ctx: Context, i: int) -> frozenset[str]:
    """Sectors that the words at token ``i`` may stand for."""
    return frozenset(s for match in ctx.words[i].get("sector", ()) for s in split_list(match.entry.value))


def _phrase(ctx: Context, m: Mention) -> list[int]:
    """Tokens of the noun phrase around a name: back to its company noun, on to the next name or clause."""
    tokens = ctx.doc.tokens
    sent = tokens[m.first].sent
    before: list[int] = []
    for i in range(m.first - 1, max(-1, m.first - 1 - BEFORE), -1):
        if tokens[i].sent != sent or tokens[i].pos in ("verb", "prep") or _ends(ctx, i):
            break
        before.append(i)
        if ctx.words[i].get("head.co") or ctx.words[i].get("nom.maker"):
            break
    after: list[int] = []
    for i in range(m.last, min(len(tokens), m.last + AFTER)):
        if tokens[i].sent != sent or tokens[i].pos == "verb" or _ends(ctx, i):
            break
        after.append(i)
    return before + after


def _ends(ctx: Context, i: int) -> bool:
    named = ctx.cands[i].get("company") or ctx.cands[i].get("person")
    return bool(named) or any(ctx.words[i].get(c) for c in STOPS) or ctx.doc.tokens[i].text in MARKS


def _nation(ctx: Context, m: Mention) -> frozenset[str]:
    """Nationality from an adjective right after a name or in its noun phrase before it."""
    tokens = ctx.doc.tokens
    after, before = range(m.last, min(m.last + 4, len(tokens))), range(m.first - 1, max(-1, m.first - 5), -1)
    for side in (after, before):
        for i in side:
            if tokens[i].sent != tokens[m.first].sent or tokens[i].pos == "verb" or ctx.cands[i].get("company"):
                break
            if nationality(ctx, i):
                return nationality(ctx, i)
            if side is before and ctx.words[i].get("head.co"):
                break
    return frozenset()


def _seat(ctx: Context, m: Mention, kb: KnowledgeBase) -> frozenset[str]:
    """Country of the place that a sentence gives as a company's seat: after a word for it, or in brackets."""
    tokens = ctx.doc.tokens
    for i in range(m.last, min(m.last + SEAT, len(tokens))):
        if tokens[i].sent != tokens[m.first].sent or ctx.cands[i].get("company"):
            break
        if not (ctx.words[i].get("seat") or tokens[i].text == "("):
            continue
        for j in range(i + 1, min(i + 5, len(tokens))):
            if place_country(ctx, j, kb):
                return place_country(ctx, j, kb)
    return frozenset()
