"""Denials: who says that something reported, alleged or assumed is not so.

A denial needs a speaker and either a denying verb, a verdict (`untrue`,
`baseless`) on something said before or in the same breath, or a plain negative
statement that answers a report. Refusals to comment, to be named or to give
details never make one.
"""

from __future__ import annotations

from collections.abc import Sequence

from claimx.candidates.context import Context
from claimx.model.doc import Span
from claimx.model.mention import Attribution, ClaimMention, DenialMention

VERDICT_REACH = 14
"""Tokens from the start of the words cited within which a verdict is the speaker's on what was said before."""
NEAR = 3
"""Sentences back in which the report that a plain negative statement answers must stand."""
TARGET_REACH = 20_000
"""Characters around a denial in which its targets are looked for."""
SHARED = 0.34
"""Least share of the denied words that a claim's clause must hold to be its target."""


def resolve_denials(ctx: Context, attributions: Sequence[Attribution]) -> list[DenialMention]:
    """All denials; sets the stance of attributions that turn out to deny.

    Args:
        ctx: the document.
        attributions: all of its attributions, in text order.
    """
    out: list[DenialMention] = []
    for made in attributions:
        found = _by_verb(ctx, made) or _by_verdict(ctx, made) or _by_negation(ctx, made, attributions)
        if found is not None:
            made.stance = "denies"
            out.append(found)
    return _shared(out)


def _tokens_in(ctx: Context, span: Span) -> range:
    tokens = ctx.doc.tokens
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].start < span.start:
            low = middle + 1
        else:
            high = middle
    last = low
    while last < len(tokens) and tokens[last].end <= span.end:
        last += 1
    if low > 0 and tokens[low - 1].end > span.start:
        low -= 1
    return range(low, last)


def _by_verb(ctx: Context, made: Attribution) -> DenialMention | None:
    if made.stance != "denies" or made.cue_span is None:
        return None
    content = made.content
    if content is not None and _only_carrier(ctx, content):
        content = None
    return DenialMention(made.cue_span.start, made.cue_span.end, made, content, made.by, 0.9, content or made.content)


def _only_carrier(ctx: Context, content: Span) -> bool:
    inside = _tokens_in(ctx, content)
    if not inside:
        return True
    carrier = ctx.word(inside[0], "carrier", "alleged")
    return carrier is not None and carrier.last >= inside[-1] + 1


def _by_verdict(ctx: Context, made: Attribution) -> DenialMention | None:
    """A verdict in what an organisation, a person or their statement says."""
    if made.kind in ("outlet", "anonymous") or made.content is None or made.stance != "asserts":
        return None
    inside = _tokens_in(ctx, made.content)
    for i in inside:
        verdict = ctx.cand(i, "verdict")
        if verdict is None or verdict.last > inside[-1] + 1:
            continue
        if i - inside[0] > VERDICT_REACH:
            return None
        tokens = ctx.doc.tokens
        start, end = verdict.start, verdict.end
        after = verdict.last
        carried = ctx.word(after, "carrier", "relay.from") if after <= inside[-1] else None
        while carried is not None and after <= inside[-1]:
            after = carried.last
            carried = ctx.word(after, "carrier", "relay.from", "about") if after <= inside[-1] else None
        content = Span(tokens[after].start, made.content.end) if verdict.last < after <= inside[-1] else None
        if content is None and i - inside[0] <= 6 and _second_clause(ctx, verdict.last, inside[-1] + 1):
            start, end = made.content.start, made.content.end
        return DenialMention(start, end, made, content, verdict.by, 0.85, content or made.content)
    return None


def _second_clause(ctx: Context, first: int, last: int) -> bool:
    """Whether a further clause without a conjunction goes on rejecting: the whole stretch denies."""
    tokens = ctx.doc.tokens
    for i in range(first, last - 1):
        if tokens[i].text in ",\u060c." and tokens[i + 1].text[:1] != "\u0648":
            return any(
                tokens[j].pos == "verb" or ctx.words[j].get("neg.verbal") for j in range(i + 1, min(i + 4, last))
            )
    return False


def _by_negation(ctx: Context, made: Attribution, everyone: Sequence[Attribution]) -> DenialMention | None:
    """A plain negative statement of a concerned party that answers a report."""
    if made.kind not in ("organization", "person", "document") or made.content is None or made.stance != "asserts":
        return None
    inside = _tokens_in(ctx, made.content)
    if not inside:
        return None
    negative = None
    for i in range(inside[0], min(inside[0] + 4, inside[-1] + 1)):
        negative = ctx.cand(i, "negative")
        if negative is not None or ctx.doc.tokens[i].pos == "verb":
            break
    if negative is None or (made.cue is not None and ctx.words[made.cue[1] - 1].get("cue.expects")):
        return None
    reports = [
        a for a in everyone
        if a is not made and a.anchor < made.anchor and made.sent - a.sent <= NEAR and a.content is not None
        and (a.kind in ("outlet", "anonymous") or (a.cue is not None and ctx.words[a.cue[1] - 1].get("cue.alleges")))
        and (a.name is None or a.name != made.name)
    ]  # fmt: skip
    answered = made.cue is not None and bool(ctx.words[made.cue[1] - 1].get("cue.answers"))
    if not reports and not answered:
        return None
    if not answered and not _related(ctx, made.content, reports):
        return None
    return DenialMention(made.content.start, made.content.end, made, None, negative.by, 0.7, made.content)


def _related(ctx: Context, content: Span, reports: Sequence[Attribution]) -> bool:
    """Whether the statement shares words or a general reference with a report."""
    words = content_words(ctx, content)
    for report in reports:
        assert report.content is not None
        if words & content_words(ctx, report.content):
            return True
    return any(ctx.words[i].get("neg.general") for i in _tokens_in(ctx, content))


def content_words(ctx: Context, span: Span) -> frozenset[str]:
    """Lemmas of the content words of a stretch, verbal nouns and participles by their verb."""
    words = set()
    for i in _tokens_in(ctx, span):
        token = ctx.doc.tokens[i]
        a = token.analysis
        if a is None:
            if token.shape == "latin":
                words.add(token.text.casefold())
            continue
        if ctx.words[i].get("empty") or ctx.cand(i, "verdict") is not None:
            continue
        if a.pos in ("noun", "verb", "adj", "noun_prop", "adj_comp"):
            words.add(a.base or a.lemma)
    return frozenset(words)


def _shared(denials: list[DenialMention]) -> list[DenialMention]:
    """One denial for a denying expression that several speakers share."""
    out: list[DenialMention] = []
    for d in denials:
        if not any(k.start == d.start and k.end == d.end for k in out):
            out.append(d)
    return out


def link_targets(
    ctx: Context, denials: Sequence[DenialMention], claims: Sequence[ClaimMention], reports: Sequence[Attribution]
) -> None:
    """Ties each denial to the claims that it denies; none if unsure.

    A claim stated inside the denied content is a target; so is a claim elsewhere
    that shares enough content words with it. A bare verdict denies the claims of
    the nearest earlier report.
    """
    words_of = {id(c): content_words(ctx, Span(c.start, c.end)) for c in claims} if denials else {}
    for d in denials:
        near = [c for c in claims if abs(c.start - d.start) <= TARGET_REACH]
        own = d.denier.content if d.denier is not None else None
        targets = [c for c in near if d.content is not None and d.content.start <= c.trigger.start < d.content.end]
        words = content_words(ctx, d.topic) if d.topic is not None else frozenset()
        for c in near:
            inside = own is not None and own.start <= c.trigger.start < own.end
            if c in targets or (inside and d.content is None) or not words:
                continue
            shared = words & words_of[id(c)]
            if len(shared) >= 2 and len(shared) / len(words) >= SHARED:
                targets.append(c)
        if d.topic is not None and any(ctx.words[i].get("ref.whole") for i in _tokens_in(ctx, d.topic)):
            targets += _all_reported(d, near, reports, targets)
        if not targets:
            targets = _reported(d, near, reports)
        d.targets = [c for c in near if c in targets]
        for c in d.targets:
            c.denied_by.append(d)


def _all_reported(
    d: DenialMention, near: Sequence[ClaimMention], reports: Sequence[Attribution], known: Sequence[ClaimMention]
) -> list[ClaimMention]:
    """What unnamed sources and outlets have said so far of plans: `the whole premise` denies all of it."""
    spans = [
        r.content
        for r in reports
        if r.content is not None and r.anchor < d.start and r is not d.denier and r.kind in ("anonymous", "outlet")
    ]
    return [
        c
        for c in near
        if c not in known
        and c.status in ("planned", "possible")
        and any(span.start <= c.trigger.start < span.end for span in spans)
    ]


def _reported(d: DenialMention, near: Sequence[ClaimMention], reports: Sequence[Attribution]) -> list[ClaimMention]:
    """The claims of the nearest earlier report, which a bare verdict denies."""
    if d.denier is None:
        return []
    for report in reversed(reports):
        if report.anchor >= d.start or report is d.denier or report.content is None:
            continue
        if d.denier.sent - report.sent > NEAR:
            continue
        if report.kind in ("outlet", "anonymous", "document"):
            return [c for c in near if report.content.start <= c.trigger.start < report.content.end]
    return []
