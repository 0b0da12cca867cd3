"""Names in context: which proposed names stand, and as what.

Known names that are also ordinary words need evidence around them; app and
product names count as companies only where they act; an outlet, an authority
or a person is told from a company by its kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from claimx.candidates.context import Context
from claimx.candidates.plausible import fitted
from claimx.candidates.select import choose
from claimx.lexicons.kb import KnowledgeBase
from claimx.model.candidate import Candidate

NAME_LABELS = frozenset({"company", "outlet", "org", "person", "chip", "process", "product", "place"})


VOTED = frozenset({"company", "outlet", "person", "product"})
"""Labels among which the model's spans of the same words in a text are made to agree."""
SUFFIXED = frozenset({"company.corporate-suffix", "company.noun-foreign-suffix"})
"""Rules that take words for a company's name by their suffix alone."""
HEADS = {"company": "head.company", "outlet": "head.outlet", "org": "head.org"}
"""Word class of the head nouns that introduce a label."""
CALENDAR = ("month", "month.weak", "weekday")
"""Word classes whose words are dates unless a company noun stands before them."""
NUMERAL = "num."
"""What the names of such classes of numbers begin with."""


class NameChooser:
    """Decides among name proposals.

    Args:
        kb: the knowledge base, for owners of apps.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._apps = {entry.id for entry in kb.of_type("company") if entry.kind == "app"}

    def __call__(self, ctx: Context, proposals: Sequence[Candidate]) -> list[Candidate]:
        """Names that stand, in text order, none overlapping another."""
        found = (fitted(ctx, c) if c.origin == "model" else c for c in proposals if c.label in NAME_LABELS)
        capitals = {(c.first, c.last) for c in proposals if c.label == "org" and c.fields.get("needs_context")}
        names = [c for c in found if c is not None and (c.origin != "model" or (c.first, c.last) not in capitals)]
        names = self._supported(ctx, _agreed(ctx, _begun_alike(ctx, _cut_alike(names))))
        certain: dict[str, int] = {}
        for cand in sorted(names, key=lambda c: c.start):
            if self._sure(ctx, cand):
                certain.setdefault(str(cand.fields["entity_id"]), cand.start)
        brands = {(c.first, c.last) for c in proposals if c.label == "brand" and str(c.fields["entity_id"]) in certain}
        solid = {str(c.fields["entity_id"]) for c in names if self._sure(ctx, c, least=2)}
        names = [c for c in names if (c.first, c.last) not in brands or not self._is_brand(ctx, c, solid)]
        backed = {(c.label, i) for c in names if c.origin != "lexicon" for i in range(c.first, c.last)}
        kept = [self._weighed(ctx, c) for c in names if self._stands(ctx, c, certain, backed)]
        return [self._as_acting(ctx, _with_legal_form(ctx, c)) for c in choose(kept)]

    def _supported(self, ctx: Context, names: Sequence[Candidate]) -> list[Candidate]:
        """Names without the doubtful ones that the text does not support: the model must find the same words more
        than once, once of them after a company noun.
        """
        doubtful: dict[str, list[Candidate]] = {}
        for cand in names:
            if cand.fields.get("doubtful"):
                doubtful.setdefault(ctx.doc.text[cand.start : cand.end], []).append(cand)
        good = {
            words
            for words, same in doubtful.items()
            if len(same) > 1 and any(self._evidence(ctx, cand) > 1 for cand in same)
        }
        return [c for c in names if not c.fields.get("doubtful") or ctx.doc.text[c.start : c.end] in good]

    def _is_brand(self, ctx: Context, cand: Candidate, solid: Container[str]) -> bool:
        """Whether a name that is also a brand of a company of this text is meant as that brand."""
        if cand.label != "company" or not cand.fields.get("needs_context"):
            return False
        return str(cand.fields["entity_id"]) not in solid and self._evidence(ctx, cand) < 2

    def _sure(self, ctx: Context, cand: Candidate, least: int = 1) -> bool:
        """Whether a name is known, and either no word or backed by so much evidence around it."""
        if not cand.fields.get("entity_id") or cand.fields.get("short"):
            return False
        return not cand.fields.get("needs_context") or self._evidence(ctx, cand) >= least

    def _weighed(self, ctx: Context, cand: Candidate) -> Candidate:
        """A little more weight for a label that the words around confirm."""
        return replace(cand, score=min(1.0, cand.score + 0.02 * self._evidence(ctx, cand)))

    def _stands(self, ctx: Context, cand: Candidate, certain: Mapping[str, int], backed: set[tuple[str, int]]) -> bool:
        if cand.fields.get("short"):
            fuller = certain.get(str(cand.fields["entity_id"]))
            return fuller is not None and fuller < cand.start and not self._reads_as_verb(ctx, cand)
        if cand.last - cand.first == 1 and any(c in CALENDAR or c.startswith(NUMERAL) for c in ctx.words[cand.first]):
            return cand.label == "company" and bool(cand.first and ctx.words[cand.first - 1].get("head.co"))
        if cand.origin == "lexicon" and self._reads_as_verb(ctx, cand):
            return self._evidence(ctx, cand) > 0 and not self._after_verb(ctx, cand)
        if cand.origin != "model" and cand.fields.get("entity_id") and self._otherwise(ctx, cand):
            return False
        if not cand.fields.get("needs_context"):
            return True
        if cand.label in ("chip", "process"):
            return self._near_chip(ctx, cand)
        if self._evidence(ctx, cand):
            return True
        single = cand.last - cand.first == 1
        if cand.label == "company" and self._unlisted_word(ctx, cand):
            return True
        if str(cand.fields.get("entity_id")) in certain and cand.start == ctx.doc.tokens[cand.first].start:
            return True
        return (cand.label, cand.first) in backed and (not single or len(ctx.doc.tokens[cand.first].norm) > 3)

    def _otherwise(self, ctx: Context, cand: Candidate) -> bool:
        """Whether a known name of one word stands for something else: a place or a word after its noun; or, if it is
        a word as well, a product by the number after it, or a person by a title before or an unlisted name after it.
        """
        tokens, before, after = ctx.doc.tokens, cand.first - 1, cand.last
        if cand.label != "company" or after - cand.first > 1:
            return False
        if before >= 0 and ctx.words[before].get("quote.open"):
            before -= 1
        if before >= 0 and any(ctx.words[before].get(c) for c in ("not.word", "place.head")):
            return True
        if (
            not cand.fields.get("needs_context")
            or after >= len(tokens)
            or tokens[after].sent != tokens[before + 1].sent
        ):
            return False
        follows = tokens[after]
        named = follows.shape == "arabic" and follows.analyses and all(a.via == "backoff" for a in follows.analyses)
        if named and not ctx.words[after].get("corp.suffix"):
            return self._evidence(ctx, cand) < 2
        return follows.shape == "number" and not follows.text.startswith("(")

    @staticmethod
    def _reads_as_verb(ctx: Context, cand: Candidate) -> bool:
        """Whether a one-word name is, as it is spelled here, first of all a finite verb."""
        token = ctx.doc.tokens[cand.first]
        best = token.analysis
        if cand.last - cand.first > 1 or best is None or best.via != "exact":
            return False
        return best.pos == "verb" and not best.proclitics and not best.enclitic

    def _after_verb(self, ctx: Context, cand: Candidate) -> bool:
        """Whether nothing but a verb before it speaks for the name."""
        before = cand.first - 1
        return before >= 0 and self._verb(ctx, before)

    def _unlisted_word(self, ctx: Context, cand: Candidate) -> bool:
        """Whether the word is in no lexicon as anything but a name, and no place noun precedes it."""
        token = ctx.doc.tokens[cand.first]
        if cand.last - cand.first != 1 or len(token.norm) < 4 or cand.start != token.start:
            return False
        if any(a.pos != "noun_prop" for a in token.analyses):
            return False
        before = cand.first - 1
        return before < 0 or not ctx.words[before].get("place.head")

    def _evidence(self, ctx: Context, cand: Candidate) -> int:
        """How strongly the words around confirm a label.

        2: a head noun of the label stands before it; 1: quotation marks, a pair in brackets, a verb of acting;
        0: nothing.
        """
        tokens = ctx.doc.tokens
        before, after, sent = cand.first - 1, cand.last, tokens[cand.first].sent
        quoted = (
            before >= 0
            and tokens[before].sent == sent
            and bool(ctx.words[before].get("quote.open") or ctx.words[before].get("quote.close"))
        )
        for back in (1, 2, 3):
            i = cand.first - back
            if i < 0 or tokens[i].sent != sent or cand.label not in HEADS:
                break
            found = ctx.word(i, HEADS[cand.label])
            if found is not None and found.last >= cand.first - quoted:
                return 2
        if (
            quoted
            and after < len(tokens)
            and (ctx.words[after].get("quote.close") or ctx.words[after].get("quote.open"))
        ):
            return 1
        if cand.label == "company" and after + 1 < len(tokens) and tokens[after].text == "(":
            return int(tokens[after + 1].shape == "latin")
        if cand.label == "org":
            return int(self._speaks(ctx, cand))
        if ctx.words[cand.first].get("adverbial"):
            return 0
        acts = before >= 0 and tokens[before].sent == sent and self._verb(ctx, before)
        return int(cand.label == "company" and acts and cand.start == tokens[cand.first].start)

    @staticmethod
    def _speaks(ctx: Context, cand: Candidate) -> bool:
        """Whether a verb of saying or acting stands right before or after a capital: the government acts."""
        tokens = ctx.doc.tokens
        cut = ctx.doc.text[tokens[cand.first].start : cand.start]
        if cut not in ("", "\u0648"):
            return False
        for i in (cand.first - 1, cand.last):
            if 0 <= i < len(tokens) and tokens[i].sent == tokens[cand.first].sent and tokens[i].pos == "verb":
                if any(ctx.words[i].get(c) for c in ("cue.say", "cue.deny", "acts", "cue.refuse")):
                    return True
        return False

    @staticmethod
    def _verb(ctx: Context, i: int) -> bool:
        return any(m.analysis is not None and m.analysis.pos == "verb" for m in ctx.words[i].get("acts", ()))

    @staticmethod
    def _near_chip(ctx: Context, cand: Candidate) -> bool:
        sent = ctx.doc.sentences[ctx.doc.tokens[cand.first].sent]
        window = range(max(sent[0], cand.first - 4), min(sent[1], cand.last + 2))
        return any(ctx.words[i].get("head.chip") or ctx.words[i].get("chip.noun") for i in window)

    def _as_acting(self, ctx: Context, cand: Candidate) -> Candidate:
        """An app is a company only where it acts: after a verb, or after a spokesperson's noun."""
        if cand.label != "company" or cand.fields.get("entity_id") not in self._apps:
            return self._after_named_head(ctx, cand)
        tokens = ctx.doc.tokens
        before = cand.first - 1
        if any(ctx.words[i].get("corp.suffix") for i in range(cand.first + 1, cand.last)):
            return cand
        if before >= 0 and tokens[before].sent == tokens[cand.first].sent:
            if any(ctx.words[before].get(c) for c in ("byname", "head.co")):
                return cand
            if self._verb(ctx, before) and cand.start == tokens[cand.first].start:
                return cand
        follows = cand.last < len(tokens) and tokens[cand.last].sent == tokens[cand.first].sent
        first = cand.first == ctx.doc.sentences[tokens[cand.first].sent][0]
        if follows and first and self._verb(ctx, cand.last):
            return cand
        return replace(cand, label="product")

    @staticmethod
    def _after_named_head(ctx: Context, cand: Candidate) -> Candidate:
        """`model X`, `robot X`, `the app X`, `the program «X»` name the product, not its maker; so do `the car X` and
        `the phone X` where only the model takes X for a company.
        """
        if cand.label != "company":
            return cand
        i = cand.first
        before = i - 2 if i > 1 and ctx.words[i - 1].get("quote.open") else i - 1
        heads = (
            ("head.named", "head.product", "nom.owner", "nom.ownerword") if cand.origin == "model" else ("head.named",)
        )
        introduced = before >= 0 and any(ctx.words[before].get(c) for c in heads)
        return replace(cand, label="product") if introduced or ctx.words[i].get("head.named") else cand


def _with_legal_form(ctx: Context, cand: Candidate) -> Candidate:
    """A listed company's name goes on over a legal form that its spelling lacks."""
    tokens, last = ctx.doc.tokens, cand.last
    if cand.label != "company" or cand.origin != "lexicon":
        return cand
    while last < len(tokens) and tokens[last].sent == tokens[cand.first].sent and ctx.words[last].get("corp.legal"):
        if any(not m.bare or m.definite for m in ctx.words[last]["corp.legal"]):
            break
        last += 1
    return cand if last == cand.last else replace(cand, last=last, end=tokens[last - 1].end)


def _cut_alike(names: Sequence[Candidate]) -> list[Candidate]:
    """Names of rules that begin, inside their first word, where the model has the same words of the same label begin:
    it has seen more of how names and clitics meet.
    """
    starts = {(c.label, c.first, c.last): c.start for c in names if c.origin == "model"}
    return [
        replace(c, start=starts[c.label, c.first, c.last])
        if c.origin == "rule" and (c.label, c.first, c.last) in starts
        else c
        for c in names
    ]


def _begun_alike(ctx: Context, names: Sequence[Candidate]) -> list[Candidate]:
    """Unlisted names that begin where the same words begin elsewhere in the text without a clitic before them."""
    tokens, text = ctx.doc.tokens, ctx.doc.text
    whole = Counter(text[c.start : c.end] for c in names if c.start == tokens[c.first].start)
    out = []
    for cand in names:
        token = tokens[cand.first]
        full = text[token.start : cand.end]
        if cand.origin == "lexicon" or token.shape != "arabic":
            pass
        elif cand.start > token.start and not whole[text[cand.start : cand.end]] and whole[full]:
            cand = replace(cand, start=token.start)
        elif cand.start == token.start:
            cuts = [token.start + offset for _, offset, definite in token.cores[1:] if offset and not definite]
            start = next((cut for cut in cuts if whole[text[cut : cand.end]]), token.start)
            cand = replace(cand, start=start)
        out.append(cand)
    return out


def _agreed(ctx: Context, names: Sequence[Candidate]) -> list[Candidate]:
    """Names with one label for the same words where most spans of them have it; those that rules find by a corporate
    suffix alone count as the model's do.
    """
    votes: dict[str, Counter[str]] = {}
    for cand in names:
        if _votes(cand):
            votes.setdefault(ctx.doc.text[cand.start : cand.end], Counter())[cand.label] += 1
    out = []
    for cand in names:
        ballot = votes.get(ctx.doc.text[cand.start : cand.end], Counter())
        if _votes(cand) and len(ballot) > 1:
            label, most = ballot.most_common(1)[0]
            if 2 * most > ballot.total():
                cand = replace(cand, label=label)
        out.append(cand)
    return out


def _votes(cand: Candidate) -> bool:
    return cand.label in VOTED and (cand.origin == "model" or cand.by in SUFFIXED)
