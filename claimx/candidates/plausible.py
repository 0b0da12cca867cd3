"""What the model found, fitted to the words: where a name can begin and end, and whether it can be one."""

from __future__ import annotations

from dataclasses import replace

from claimx.candidates.context import Context
from claimx.model.candidate import Candidate
from claimx.model.doc import Token

NEVER_NAMES = (
    "unit",
    "nisba",
    "currency",
    "comp",
    "chip.not",
    "cue.say",
    "num.scale",
    "nom.owner",
    "nom.maker",
    "chip.noun",
)
"""Word classes that no name found by the model alone begins with."""
NEVER_FIRST = frozenset({"verb", "verb_pseudo", "prep", "conj", "conj_sub", "pron", "pron_dem", "pron_rel", "part_neg"})
"""Parts of speech that no name found by the model alone begins with."""
NOUNS = frozenset({"noun", "noun_prop", "adj"})
HEADS = ("head.company", "head.org", "head.outlet", "head.named", "org.head")
"""Word classes of nouns that introduce names; what follows them tells what they are."""
RARE = 4.0
"""A word whose readings all cost as much out of context may as well be a name (`Analysis.cost`)."""
LAM = "\u0644"
FOR = "li_prep"
"""The preposition as a proclitic (camel-tools' tag)."""


def fitted(ctx: Context, cand: Candidate) -> Candidate | None:
    """A span of the model with its edges set right, or None where it can be no name.

    A company's name does not begin with a company noun or a corporate suffix, goes on over the suffixes after it,
    and ends before a nationality. No name begins with a verb, a unit or a preposition; one word at least is in no
    lexicon as anything but a name or a rare word, or is capitalised Latin, or the words are put together as only
    names are, or quotation marks stand around them. A company that has none of this is marked as doubtful.
    """
    inner = _trimmed(ctx, cand)
    if inner is None:
        return None
    if inner.label in ("product", "person") and ctx.words[inner.last - 1].get("corp.kin"):
        inner = replace(inner, label="company")
    cand = _whole(ctx, inner) if cand.label == "company" else inner
    tokens = ctx.doc.tokens[cand.first : cand.last]
    head = tokens[0]
    named = cand.label == "company" and any(ctx.words[t.i].get("corp.foreign") for t in tokens[1:])
    if _for_the(ctx, cand):
        return None
    if not named and (any(ctx.words[head.i].get(c) for c in NEVER_NAMES) or head.pos in NEVER_FIRST):
        return None
    if cand.label == "chip":
        window = range(max(0, cand.first - 3), cand.first)
        if any(ctx.words[i].get("head.process") for i in window):
            return None
        near = any(ctx.words[i].get("chip.noun") or ctx.words[i].get("head.chip") for i in window)
        return cand if near else None
    stands = any(_unlisted(t) for t in tokens) or _put_together(ctx, tokens) or _in_quotes(ctx, cand)
    if stands:
        return cand
    return replace(cand, fields={**cand.fields, "doubtful": True}) if cand.label == "company" else None


def _for_the(ctx: Context, cand: Candidate) -> bool:
    """Whether a span is a phrase of `for the`: the preposition and the article fused."""
    token = ctx.doc.tokens[cand.first]
    return cand.start == token.start and token.norm.startswith(LAM * 2) and _definite(token)


def _trimmed(ctx: Context, cand: Candidate) -> Candidate | None:
    """Without marks, pictures and company nouns in front, and marks behind."""
    tokens, first, last = ctx.doc.tokens, cand.first, cand.last
    while first < last and (
        tokens[first].shape in ("punct", "other")
        or (cand.label == "company" and last - first > 1 and _introduces(ctx, first))
    ):
        first += 1
    while last > first and tokens[last - 1].shape in ("punct", "other"):
        last -= 1
    if first == last:
        return None
    return _moved(ctx, cand, first, last)


def _introduces(ctx: Context, i: int) -> bool:
    """Whether a company noun only introduces the name after it; before a definite noun, some belong to it."""
    after = ctx.doc.tokens[i + 1]
    part = ctx.words[i].get("head.part") and after.pos in NOUNS and _definite(after)
    return bool(ctx.words[i].get("head.bare")) and not part


def _whole(ctx: Context, cand: Candidate) -> Candidate:
    """A company's name with all of its corporate suffixes and what they belong to, without a nationality at the end."""
    tokens, first, last = ctx.doc.tokens, cand.first, cand.last
    sent = tokens[first].sent
    while first and ctx.words[first].get("corp.suffix") and _joins(tokens[first - 1], sent):
        first -= 1
    while last < len(tokens) and tokens[last].sent == sent and _continues(ctx, first, last):
        last += 1
    ordinary = not any(_unlisted(t) for t in tokens[first:last])
    if ordinary and last < len(tokens) and tokens[last].sent == sent and _purpose(tokens[last]):
        last += 1
        if last < len(tokens) and tokens[last].sent == sent and _described(ctx, tokens[last]):
            last += 1
    while last - first > 1 and not _definite(tokens[first]) and _adjoined(ctx, tokens[last - 2], tokens[last - 1]):
        last -= 1
    return _moved(ctx, cand, first, last)


def _continues(ctx: Context, first: int, i: int) -> bool:
    """Whether a word belongs to the name before it: a corporate suffix, or an adjective of what a firm is for."""
    purpose = any(ctx.doc.tokens[k].norm.startswith(LAM * 2) for k in range(first, i))
    return bool(ctx.words[i].get("corp.suffix") or (purpose and ctx.words[i].get("suffix.adj")))


def _purpose(token: Token) -> bool:
    """Whether a word is a noun with `for the`."""
    return token.norm.startswith(LAM * 2) and token.pos == "noun" and token.shape == "arabic"


def _described(ctx: Context, token: Token) -> bool:
    """Whether a word is a definite adjective, and no nationality."""
    return token.pos == "adj" and _definite(token) and not ctx.words[token.i].get("nisba")


def _adjoined(ctx: Context, before: Token, token: Token) -> bool:
    """Whether the last word of a name only describes it: a nationality, or an adjective after a foreign word."""
    if any(m.definite for m in ctx.words[token.i].get("nisba", ())):
        return True
    own = ctx.words[token.i].get("suffix.adj") or ctx.words[token.i].get("corp.suffix")
    return _unlisted(before) and _described(ctx, token) and not own


def _joins(token: Token, sent: int) -> bool:
    """Whether a word may be the beginning of a name."""
    return token.sent == sent and token.shape in ("arabic", "latin") and token.pos in ("", *NOUNS)


def _moved(ctx: Context, cand: Candidate, first: int, last: int) -> Candidate:
    if (first, last) == (cand.first, cand.last):
        return cand
    start = cand.start if first == cand.first else ctx.doc.tokens[first].core_start
    end = cand.end if last == cand.last else ctx.doc.tokens[last - 1].end
    return replace(cand, first=first, last=last, start=start, end=end)


def _unlisted(token: Token) -> bool:
    if token.shape == "latin":
        return token.text[:1].isupper()
    return (
        token.shape == "arabic"
        and any(token.analyses)
        and all(a.cost >= RARE or a.pos == "noun_prop" for a in token.analyses)
    )


def _put_together(ctx: Context, tokens: list[Token]) -> bool:
    """Whether several ordinary words are put together as in names only: with a corporate suffix, or an indefinite
    noun with a definite adjective or a phrase of `for`.
    """
    if len(tokens) < 2 or not all(t.shape in ("arabic", "latin", "number") for t in tokens):
        return False
    if any(ctx.words[t.i].get("corp.suffix") for t in tokens[1:]):
        return True
    first, second = tokens[0], tokens[1]
    if _definite(first) or first.pos not in ("noun", "noun_prop") or any(ctx.words[first.i].get(c) for c in HEADS):
        return False
    purpose = second.pos in NOUNS and (second.norm.startswith(LAM * 2) or _for(second))
    return purpose or (second.pos == "adj" and _definite(second))


def _for(token: Token) -> bool:
    """Whether a word begins with the preposition `for`."""
    return token.analysis is not None and FOR in token.analysis.proclitics


def _definite(token: Token) -> bool:
    return any(definite for _, _, definite in token.cores)


def _in_quotes(ctx: Context, cand: Candidate) -> bool:
    """Whether quotation marks stand right before and right after."""
    before, after = cand.first - 1, cand.last
    if before < 0 or after >= len(ctx.doc.tokens) or ctx.doc.tokens[cand.first].space_before:
        return False
    closes = ctx.words[after].get("quote.close") or ctx.words[after].get("quote.open")
    return bool(ctx.words[before].get("quote.open") and closes)
