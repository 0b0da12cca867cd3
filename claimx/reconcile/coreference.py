"""Whom a description stands for: `the company`, `the Chinese giant`, `its rival`, `the maker of iPhones`.

A description is resolved by what it says, in this order: a name right after it in
apposition; a phrase that by itself means one company (knowledge base); an owned or made
product, a parent, a part; else the most salient company that fits its nationality,
sector and age. One that fits nobody stays out. Salience is a weighted sum over a
company's mentions so far, in the manner of Lappin and Leass (1994): recency, subjects
and first places of sentences, headline; `WEIGHTS` holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from claimx.candidates.context import Context
from claimx.lexicons.kb import KnowledgeBase, Known
from claimx.lexicons.loader import split_list
from claimx.model.candidate import Candidate
from claimx.model.mention import Mention
from claimx.reconcile.link import Linker
from claimx.reconcile.profiles import Profile, nationality, place_country, sectors_at

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
FITTING = {"nation": 3.0, "sector": 3.0, "main": 3.0, "young": 3.0, "grown": -3.0, "other sector": -3.0}
"""What a description's words add for a company that they fit, or that they do not."""
COMMAS = ("\u060c", ",")
WAW = "\u0648"
SET_OFF = ("related", "class", "owner", "giant", "epithet", "parent")
"""Kinds of descriptions that stand in apposition to the name before them."""
APPOSED = 2
"""Tokens, quotation marks among them, between a description and the name in apposition to it."""
STRICT = ("kind", "class", "sector")
"""Kinds of descriptions that need a company of their sector or nation, known to be so."""


class Descriptions:
    """Resolves descriptions of one document, in text order.

    Args:
        ctx: the document.
        linker: owners of brands, and the knowledge base.
        profiles: what is known of each company, by canonical name.
    """

    def __init__(self, ctx: Context, linker: Linker, profiles: Mapping[str, Profile]) -> None:
        self.ctx = ctx
        self.linker = linker
        self.kb: KnowledgeBase = linker.kb
        self.profiles = profiles

    def antecedent(self, cand: Candidate, mentions: Sequence[Mention]) -> Mention | None:
        """The company that a description stands for, as one of its mentions or a fresh one; or None.

        Args:
            cand: a ``nominal`` candidate; its field ``kind`` says how to read it.
            mentions: resolved mentions around it, later names included.
        """
        kind = str(cand.fields.get("kind", "bare"))
        companies = [m for m in mentions if m.label == "company"]
        apposed = self._apposed(cand, companies)
        if apposed is not None:
            return apposed if self._says_much(cand, kind) else None
        behind = self._set_off(cand, kind, companies)
        if behind is not None:
            return behind
        if kind == "epithet":
            return self._epithet(cand, companies)
        inner = cand.captures.get("inner")
        if kind in ("owner", "parent") and inner is not None:
            inside = [m for m in mentions if inner.start <= m.start and m.end <= inner.end]
            return self._owner(cand, inside, inner.start, inner.end, parent=kind == "parent")
        before = [m for m in companies if m.end <= cand.start]
        if kind == "parent":
            return self._parent(cand, before)
        if kind == "apposition":
            near = [m for m in before if cand.first - m.last <= 3 and self._sent(m) == self._sent(cand)]
            return near[-1] if near else None
        if kind == "latter":
            return next((m for m in reversed(before) if m.mention == "name"), None)
        if kind == "ordinal":
            return self._ordinal(cand, before)
        if kind == "possessed":
            return self._possessed(cand, before, mentions)
        if kind == "related":
            return self._related(cand, companies)
        if kind == "unit":
            return self._unit(before)
        if kind == "startup":
            later = [m for m in companies if m.start >= cand.end and m.entity_id is None]
            if later and self._sent(cand) == 0:
                return later[0]
        return self._fitting(cand, kind, before, companies)

    def salient(self, here: Candidate | Mention, before: Sequence[Mention], fit: Mapping[str, float] = {}) -> Mention:
        """The company that a description most likely takes up: `WEIGHTS` summed over its mentions so far.

        Args:
            here: the description, or what stands at its place.
            before: mentions of companies before it, one at least.
            fit: what else speaks for a company, by canonical name.
        """
        sent_of = self._sent
        at = sent_of(here)
        near = [m for m in before if at - sent_of(m) <= WINDOW] or list(before[-1:])
        last_sent = sent_of(near[-1])
        firsts: dict[int, Mention] = {}
        for m in near:
            firsts.setdefault(sent_of(m), m)
        scores: dict[str, float] = {}
        latest: dict[str, Mention] = {}
        for m in near:
            name, sent = str(m.entity), sent_of(m)
            score = WEIGHTS["mention"]
            if sent == at:
                score += WEIGHTS["same-first"] if firsts[sent] is m else WEIGHTS["same"]
            elif sent == last_sent:
                score += WEIGHTS["previous-first"] if firsts[sent] is m else WEIGHTS["previous"]
            if sent == 0:
                score += WEIGHTS["headline"]
            if self._subject_like(m):
                score += WEIGHTS["subject"] / (1 + abs(at - sent))
            scores[name] = scores.get(name, 0.0) + score
            latest[name] = m
        for name, m in latest.items():
            known = self.kb.entries.get(str(m.entity_id))
            if known is not None and known.kind in ("research", "vc"):
                scores[name] += WEIGHTS["research"]
            scores[name] += WEIGHTS["distance"] * (at - sent_of(m)) + fit.get(name, 0.0)
        best = max(latest, key=lambda name: (scores[name], latest[name].start))
        return latest[best]

    def _fitting(
        self, cand: Candidate, kind: str, before: Sequence[Mention], companies: Sequence[Mention]
    ) -> Mention | None:
        """The most salient company that fits what a description says."""
        span = range(cand.first, cand.last)
        wanted, sectors = self._says(cand, nationality), self._says(cand, sectors_at)
        if cand.fields.get("noun.value"):
            sectors = frozenset(split_list(str(cand.fields["noun.value"])))
        young = any(self.ctx.words[i].get("startup.adj") for i in span)
        if (kind in STRICT and not (wanted or sectors)) or (kind == "class" and not self._definite(cand)):
            return None
        pool = self._of_nation(before, wanted)
        if not any(self._profile(m).countries & wanted for m in pool) and self._sent(cand) == 0:
            later = [m for m in companies if m.start >= cand.end]
            pool = [m for m in later if not wanted or self._profile(m).countries & wanted][:1] or pool
        if kind in STRICT and sectors:
            pool = self._in_sector(cand, pool, sectors)
        fit: dict[str, float] = {}
        for m in pool:
            profile = self._profile(m)
            score = FITTING["nation"] if profile.countries & wanted else 0.0
            if sectors and profile.sectors:
                score += FITTING["sector"] if profile.sectors & sectors else FITTING["other sector"]
                score += FITTING["main"] if profile.main in sectors else 0.0
            if young:
                score += FITTING["grown"] if profile.grown else FITTING["young"] if profile.young else 0.0
            fit[str(m.entity)] = score
        if not pool:
            return None
        return self.salient(cand, pool, fit)

    def _in_sector(self, cand: Candidate, pool: Sequence[Mention], sectors: frozenset[str]) -> list[Mention]:
        """Companies in a business; where there is none, those near by of whose business nobody tells."""
        fit = [m for m in pool if self._profile(m).sectors & sectors]
        near = (m for m in pool if self._sent(cand) - self._sent(m) <= 1)
        return fit or [m for m in near if not self._profile(m).sectors]

    def _definite(self, cand: Candidate) -> bool:
        """Whether a noun phrase has the article anywhere: the last noun of a construct carries it."""
        tokens = self.ctx.doc.tokens[cand.first : cand.last]
        return any(definite for token in tokens for _, _, definite in token.cores)

    def _of_nation(self, mentions: Sequence[Mention], wanted: frozenset[str]) -> list[Mention]:
        """Companies of a nation; where there is none, those whose nation nobody tells."""
        if not wanted:
            return list(mentions)
        fit = [m for m in mentions if self._profile(m).countries & wanted]
        return fit or [m for m in mentions if not self._profile(m).countries]

    def _apposed(self, cand: Candidate, companies: Sequence[Mention]) -> Mention | None:
        """The name right after a description: `its rival «Noon»`."""
        tokens = self.ctx.doc.tokens
        for m in companies:
            between = range(cand.last, m.first)
            if (
                m.mention != "name"
                or m.start < cand.end
                or len(between) >= APPOSED
                or self._sent(m) != self._sent(cand)
            ):
                continue
            opens = all(self.ctx.words[i].get("quote.open") or tokens[i].text == "(" for i in between)
            if opens and m.start == tokens[m.first].start:
                return m
        return None

    def _set_off(self, cand: Candidate, kind: str, companies: Sequence[Mention]) -> Mention | None:
        """The name before a description that is set off by a comma: `Intel, maker of Core processors,`."""
        if kind not in SET_OFF:
            return None
        tokens, words = self.ctx.doc.tokens, self.ctx.words
        for m in reversed(companies):
            if m.last > cand.first:
                continue
            between = [tokens[i] for i in range(m.last, cand.first)]
            if self._sent(m) != self._sent(cand) or len(between) > APPOSED:
                return None
            if between and all(t.text in COMMAS or t.text == ")" or words[t.i].get("quote.close") for t in between):
                return m if any(t.text in COMMAS for t in between) and self._closed(cand) else None
        return None

    def _closed(self, cand: Candidate) -> bool:
        """Whether punctuation, or the end, follows a description."""
        tokens = self.ctx.doc.tokens
        return cand.last >= len(tokens) or tokens[cand.last].shape == "punct" or tokens[cand.last].pos == "pron_rel"

    def _says_much(self, cand: Candidate, kind: str) -> bool:
        """Whether a description before a name could stand for the company by itself: more than a company noun."""
        return kind in ("related", "class", "epithet", "owner", "possessed") or (
            kind != "bare" and cand.last - cand.first > 1
        )

    def _possessed(self, cand: Candidate, before: Sequence[Mention], mentions: Sequence[Mention]) -> Mention | None:
        """`his company`, `our company`: that of the person last named, or the one that a text is most about."""
        by_name = {m.entity: m for m in before if m.mention == "name"}
        if cand.fields.get("whose.value") != "speaker":
            people = [m for m in mentions if m.label == "person" and m.end <= cand.start]
            if people and self._sent(cand) - self._sent(people[-1]) <= 2 and people[-1].affiliation in by_name:
                return by_name[people[-1].affiliation]
            return self.salient(cand, before) if before else None
        counts = Counter(m.entity for m in before if m.mention == "name")
        return by_name[counts.most_common(1)[0][0]] if counts else None

    def _related(self, cand: Candidate, companies: Sequence[Mention]) -> Mention | None:
        """`its rival`, `rival of X`, `its cloud arm`: another company than the one that it belongs to."""
        before = [m for m in companies if m.end <= cand.start]
        inner = cand.captures.get("inner")
        owners = [m for m in companies if inner is not None and inner.start <= m.start and m.end <= inner.end]
        if owners:
            owner: Mention | None = owners[0]
        else:
            near = [m for m in before if self._sent(m) == self._sent(cand)] or before
            owner = self.salient(cand, near) if near else None
        if owner is None:
            return None
        if cand.fields.get("relation.value") == "child":
            return self._child(cand, owner, before)
        others = [m for m in before if m.entity != owner.entity and self._sent(cand) - self._sent(m) <= WINDOW]
        wanted = self._says(cand, nationality) | self._says(cand, partial(place_country, kb=self.kb))
        pool = self._of_nation(others, wanted)
        if len({m.entity for m in pool}) > 1:
            theirs = self._profile(owner).sectors
            pool = [m for m in pool if not theirs or self._profile(m).sectors & theirs] or pool
        return self.salient(cand, pool) if pool else None

    def _says(self, cand: Candidate, what: Callable[[Context, int], frozenset[str]]) -> frozenset[str]:
        """What the words of a description say, all together."""
        return frozenset().union(*(what(self.ctx, i) for i in range(cand.first, cand.last)))

    def _child(self, cand: Candidate, owner: Mention, before: Sequence[Mention]) -> Mention | None:
        """The part of a company that a description names: one of this text, else the only one that fits."""
        sectors = self._says(cand, sectors_at)
        here = [
            m
            for m in before
            if m.entity != owner.entity
            and self._profile(m).parent
            and self._profile(m).parent == owner.entity_id
            and (not sectors or self._profile(m).sectors & sectors)
        ]
        nations = self._says(cand, nationality)
        here = here or [m for m in before if m.entity_id is None and self._profile(m).countries & nations]
        if here:
            return here[-1]
        if not sectors or owner.entity_id is None:
            return None
        parts = [
            entry
            for entry in self.kb.of_type("company")
            if entry.parent == owner.entity_id and sectors & set(entry.sectors[:1])
        ]
        return self._known(parts[0], cand) if len(parts) == 1 else None

    def _epithet(self, cand: Candidate, companies: Sequence[Mention]) -> Mention | None:
        """The company that a phrase means by itself; but rather another of this text that the phrase fits as well."""
        entity_id = str(cand.fields.get("entity_id"))
        named = [m for m in companies if m.entity_id == entity_id]
        if named:
            return named[-1]
        before = [m for m in companies if m.end <= cand.start]
        fitting = self._fitting(cand, "class", before, companies) if self._definite(cand) else None
        return fitting or self._known(self.kb.entries.get(entity_id), cand)

    def _unit(self, before: Sequence[Mention]) -> Mention | None:
        """`the unit`: the part of a company that was last described or named as one."""
        for m in reversed(before):
            parent = self._profile(m).parent
            if m.mention == "nominal" and (m.kind == "unit" or self._of_part(m)):
                return m
            if parent and any(str(other.entity_id) == parent for other in before):
                return m
        return None

    def _of_part(self, m: Mention) -> bool:
        """Whether a description calls a company a part of another."""
        words = self.ctx.words[m.first]
        return any(w.entry.value == "child" for c in ("nom.rel", "nom.relof") for w in words.get(c, ()))

    def _ordinal(self, cand: Candidate, before: Sequence[Mention]) -> Mention | None:
        """`the first`, `the second` of two companies that were just named together."""
        at = self._sent(cand)
        names = [m for m in before if m.mention == "name" and at - self._sent(m) <= 1]
        for first, second in reversed(list(pairwise(names))):
            gap = self.ctx.doc.text[first.end : second.start]
            if first.entity != second.entity and len(gap) <= 4 and WAW in gap:
                return first if cand.fields.get("which.value") == "1" else second
        return None

    def _parent(self, cand: Candidate, before: Sequence[Mention]) -> Mention | None:
        """`the parent company` of the one spoken of."""
        owned = [m for m in before if self._profile(m).parent in self.kb.entries]
        if not owned:
            return None
        return self._known(self.kb.entries[self._profile(self.salient(cand, owned)).parent], cand)

    def _owner(
        self, cand: Candidate, inside: Sequence[Mention], start: int, end: int, *, parent: bool
    ) -> Mention | None:
        """Owner, maker or parent of what is named inside a description."""
        entries = self.kb.entries
        listed = [entries[str(m.entity_id)] for m in inside if str(m.entity_id) in entries]
        if parent and listed:
            return self._known(entries.get(listed[0].parent), cand)
        owner = self.linker.owner(self.ctx.doc.text[start:end])
        known = entries.get(owner) if owner else None
        if known is None and listed:
            known = entries.get(listed[0].parent)
        return self._known(known, cand)

    def _known(self, known: Known | None, cand: Candidate) -> Mention | None:
        """A company of the knowledge base as an antecedent."""
        if known is None:
            return None
        country = frozenset({known.country}) if known.country else frozenset()
        return Mention(
            "company", cand.first, cand.last, cand.start, cand.end, "nominal", known.name, known.id, country=country
        )

    def _profile(self, m: Mention) -> Profile:
        return self.profiles.get(str(m.entity)) or _of_known(self.kb.entries.get(str(m.entity_id)))

    def _sent(self, item: Candidate | Mention) -> int:
        return self.ctx.doc.tokens[item.first].sent

    def _subject_like(self, m: Mention) -> bool:
        """Whether a company stands right after a verb, or opens its sentence: marks and head nouns aside.

        Who only refuses to comment is beside the point of a text.
        """
        ctx, tokens = self.ctx, self.ctx.doc.tokens
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


def _of_known(known: Known | None) -> Profile:
    """Profile of a company that no name in the text gives."""
    profile = Profile()
    if known is not None:
        profile.learn(known)
    return profile


def outermost(cands: Iterable[Candidate]) -> list[Candidate]:
    """Candidates that no other contains, given in order of start, longer first."""
    kept: list[Candidate] = []
    for cand in cands:
        if not kept or cand.end > kept[-1].end:
            kept.append(cand)
    return kept
