"""What quantities say about one another and about what stands beside them.

An amount without a currency takes that of the amount that it is compared with; an amount in brackets may give the one
before it again in another unit; a price or rate is per something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from claimx.candidates.context import Context
from claimx.model.draft import Cue, QuantityDraft

NEAR = 25
"""Tokens between an amount and the one whose currency it shares."""
BRACKET = 6
"""Tokens between an amount and its conversion."""
FUSED = "\u0644\u0644"
"""A lam fused with the article."""


def link_amounts(ctx: Context, drafts: Sequence[QuantityDraft]) -> list[QuantityDraft]:
    """Quantities in text order, each with its shared currency, conversion and rate."""
    out: list[QuantityDraft] = []
    for draft in drafts:
        before = out[-1] if out else None
        if draft.elliptical and before is not None:
            draft = _same_money(ctx, before, draft)
        if before is not None and _converts(ctx, before, draft):
            draft = replace(draft, converts=before.start)
        per = _per(ctx, draft)
        out.append(replace(draft, per=per) if per is not None else draft)
    return out


def _same_money(ctx: Context, before: QuantityDraft, draft: QuantityDraft) -> QuantityDraft:
    """An amount with a scale word and no noun, right after one of money in its sentence: money of that currency."""
    tokens = ctx.doc.tokens
    apart = tokens[before.first].sent != tokens[draft.first].sent or draft.first - before.last > NEAR
    if before.kind != "money" or apart:
        return draft
    return replace(draft, kind="money", unit=before.unit)


def _converts(ctx: Context, before: QuantityDraft, draft: QuantityDraft) -> bool:
    """Whether an amount gives the one before it again: in brackets, or after words for *that is*."""
    if draft.kind != before.kind or draft.unit == before.unit or draft.kind in ("count", "ratio", "percent"):
        return False
    gap = range(before.last, draft.first)
    tokens = ctx.doc.tokens
    if len(gap) > BRACKET or tokens[before.first].sent != tokens[draft.first].sent:
        return False
    if any(tokens[i].text == "(" for i in gap):
        return not any(tokens[i].text == ")" for i in gap)
    return any("conversion" in ctx.words[i] for i in gap)


def _per(ctx: Context, draft: QuantityDraft) -> Cue | None:
    """What a price or rate is per: ``for each …``, a noun with a fused lam, or an adverb of time."""
    tokens, at = ctx.doc.tokens, draft.last
    if draft.kind not in ("money", "count", "mass", "energy", "power", "data", "other") or at >= len(tokens):
        return None
    if tokens[at].sent != tokens[draft.first].sent:
        return None
    each = ctx.word(at, "per.each")
    if each is not None and each.last < len(tokens) and tokens[each.last].shape != "punct":
        return each.start, tokens[each.last].end
    for match in ctx.words[at].get("per.noun", ()):
        if match.definite and not match.bare and tokens[at].norm.startswith(FUSED):
            return tokens[at].start, tokens[match.last - 1].end
    adverb = ctx.word(at, "set")
    return (adverb.start, tokens[adverb.last - 1].end) if adverb is not None else None
