"""What a quantity counts or measures: the chip that it is said of.

A number counts the chips named in its own span, or those that follow it through adjectives, construct chains and
*of the type*; a designation is preferred to the class of chips before it. A measure belongs to the chip that it
describes: one named a few words before it in the same clause.
"""

from __future__ import annotations

from collections.abc import Sequence

from claimx.candidates.context import Context
from claimx.model.draft import QuantityDraft
from claimx.model.mention import Mention

AHEAD = 7
"""Tokens between a number with its noun and the chip that it counts."""
BEHIND = 6
"""Tokens between a chip and a measure of it."""
MEASURED = frozenset({"length", "data", "compute", "power", "frequency", "area", "speed", "other"})
THROUGH = frozenset({"noun", "adj", "adj_comp", "noun_prop", "noun_quant"})
"""Parts of speech of what stands between a number and its noun."""
OF = frozenset({"\u0645\u0646"})
"""The preposition of a part and its whole, normalised."""


def link_counted(ctx: Context, quantities: Sequence[QuantityDraft], mentions: Sequence[Mention]) -> dict[int, Mention]:
    """The mention that each quantity counts or measures, by the start of the quantity.

    Args:
        ctx: the document.
        quantities: in text order.
        mentions: of the document.
    """
    chips: dict[int, Mention] = {}
    for m in sorted((m for m in mentions if m.label == "chip"), key=lambda m: m.mention == "model"):
        chips[m.first] = m
    taken = [(q.first, q.last) for q in quantities]
    found: dict[int, Mention] = {}
    for q in quantities:
        if q.kind == "count":
            mention = _ahead(ctx, q, chips, taken)
        else:
            mention = _behind(ctx, q, chips) if q.kind in MEASURED else None
        if mention is not None:
            found[q.start] = mention
    return found


def _ahead(
    ctx: Context, q: QuantityDraft, chips: dict[int, Mention], taken: Sequence[tuple[int, int]]
) -> Mention | None:
    """The chip inside or after a count: a designation that can be reached, or else the class nearest to the number."""
    tokens = ctx.doc.tokens
    sent = tokens[q.first].sent
    first: Mention | None = None
    i = q.first
    while i < len(tokens) and tokens[i].sent == sent and i < q.last + AHEAD:
        if i >= q.last and any(a <= i < b for a, b in taken):
            break
        chip = chips.get(i)
        if chip is not None:
            if chip.mention == "model":
                return chip
            first = first or chip
            i = chip.last
            continue
        if i >= q.last and not _goes_on(ctx, i):
            break
        i += 1
    return first


def _goes_on(ctx: Context, i: int) -> bool:
    """Whether a word belongs to the noun phrase that a number began."""
    token = ctx.doc.tokens[i]
    if token.norm in OF or token.text in "\"'\u00ab\u00bb\u201c\u201d(":
        return True
    if token.pos in THROUGH:
        proclitics = token.analysis.proclitics if token.analysis else ()
        return not any(p != "Al_det" for p in proclitics)
    return False


def _behind(ctx: Context, q: QuantityDraft, chips: dict[int, Mention]) -> Mention | None:
    """The chip that a measure describes, a few words before it."""
    tokens = ctx.doc.tokens
    sent = tokens[q.first].sent
    ends = {m.last: m for m in chips.values()}
    for i in range(q.first, max(-1, q.first - BEHIND - 1), -1):
        if i in ends and (i == 0 or tokens[i - 1].sent == sent):
            return ends[i]
        if i == 0 or tokens[i - 1].sent != sent:
            return None
        before = tokens[i - 1]
        if before.pos in ("verb", "conj", "conj_sub") or (
            before.shape == "punct" and before.text not in '()"\u00ab\u00bb'
        ):
            return None
        if before.shape == "number":
            return None
    return None
