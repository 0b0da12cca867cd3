"""The cues of a document, one for each place, and what can be read off them."""

from __future__ import annotations

from claimx.candidates.context import Context
from claimx.model.candidate import Candidate

ORDER = ("verb", "relative", "prepverb", "announcement", "deny", "no_comment", "unverified", "unreachable")
"""Constructions from the general to the specific; of two cues at one place the more specific stands."""

BYLINE = 10
"""Most tokens after the verb of a line that says who wrote the article."""


class Cues:
    """Cues by the token where they begin.

    Args:
        ctx: the document after the phase ``attributions``.
    """

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.tokens = ctx.doc.tokens
        best: dict[int, Candidate] = {}
        for here in ctx.cands:
            for cue in here.get("cue", ()):
                known = best.get(cue.last - 1)
                if known is None or _specific(cue) > _specific(known):
                    best[cue.last - 1] = cue
        self.all = sorted(best.values(), key=lambda c: c.first)
        self.at = {cue.captures["cue"].first if "cue" in cue.captures else cue.first: cue for cue in self.all}

    def limit(self, cue: Candidate) -> int:
        """One past the last token of the cue's sentence."""
        return self.ctx.doc.sentences[self.tokens[cue.first].sent][1]

    def value(self, cue: Candidate) -> str:
        """What kind of verb of saying the cue is: ``say``, ``announce``, ``expect``, ``relay`` …"""
        for match in self.ctx.words[cue.last - 1].get("cue.say", ()):
            return match.entry.value
        return "say"

    def is_weak(self, cue: Candidate) -> bool:
        """Whether the verb is more often something else than saying."""
        return bool(self.ctx.words[cue.last - 1].get("cue.weak"))

    def comp(self, first: int, limit: int) -> tuple[int, int] | None:
        """The first complementizer in a range: (its token, the token after it)."""
        for i in range(first, limit):
            found = self.comp_at(i)
            if found is not None:
                return i, found
        return None

    def comp_at(self, i: int) -> int | None:
        """The token after the complementizer at ``i``; none after `without`, `before`, `after`."""
        found = self.ctx.word(i, "comp")
        if found is None or (i > 0 and self.ctx.words[i - 1].get("comp.blocker")):
            return None
        return found.last

    def other_cue(self, i: int, cue: Candidate) -> bool:
        """Whether another cue than a relative one begins at token ``i``."""
        other = self.at.get(i)
        return (
            other is not None and other is not cue and str(other.fields["type"]) not in ("relative", "prep", "nominal")
        )

    def gender(self, cue: Candidate) -> str:
        """Gender of a cue word, by its best reading."""
        a = self.tokens[cue.last - 1].analysis
        return a.feats.get("gen", "") if a is not None else ""

    def is_passive(self, cue: Candidate) -> bool:
        """Whether its vowel marks make it a passive: nobody is named."""
        token = self.tokens[cue.last - 1]
        marked = any("\u064b" <= c <= "\u0652" for c in token.text)
        return marked and token.analysis is not None and token.analysis.feats.get("vox") == "p"

    def is_byline(self, cue: Candidate) -> bool:
        """Whether it begins a short line of names, which says who wrote the article."""
        text = self.ctx.doc.text
        if "byline" not in self.ctx.words[cue.first] or text[text.rfind("\n", 0, cue.start) + 1 : cue.start].strip():
            return False
        end = text.find("\n", cue.start)
        line = [t for t in self.tokens[cue.last : cue.last + BYLINE + 1] if end < 0 or t.start < end]
        return len(line) <= BYLINE and not any(
            t.pos == "verb" or self.ctx.words[t.i].get("comp") or self.ctx.words[t.i].get("quote.open") for t in line
        )

    def inside_that(self, cue: Candidate) -> bool:
        """Whether the verb directly follows a complementizer: it is what somebody says, not who says it."""
        return cue.first > 0 and any(m.last == cue.first for m in self.ctx.words[cue.first - 1].get("comp", ()))


def _specific(cue: Candidate) -> int:
    kind = str(cue.fields["type"])
    return ORDER.index(kind) if kind in ORDER else len(ORDER)
