"""Which way a bare date looks: the tense of its clause, and the words that bound it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from claimx.candidates.context import Context
from claimx.candidates.numeral import TATWEEL
from claimx.lexicons.words import WordMatch
from claimx.model.candidate import Candidate

Tense = Literal["past", "planned", "future"]
"""``planned``: what was to be, as seen from a past moment; it may have been or lie ahead."""
WINDOW = 30
"""Tokens around a date in which a word may show the tense."""
LOOK_BACK = 5
"""Tokens before a date in which its bound may begin."""
NEAR = 5
"""Tokens in which a past verb must stand to make a date after ``by`` or ``before`` a past one."""
AUXILIARY = 5
"""Tokens before an imperfect in which a past auxiliary or negation makes it past."""
DESCRIBED = 3
"""Tokens before a date in which a passive participle says what has been done by then."""
FUTURE = "sa_fut"
"""The future particle among a reading's proclitics."""
MEASURES = ("unit", "currency", "counted", "num.scale", "unit.percent")
"""Word classes of what is counted: no verb, whatever it reads like."""


class Direction:
    """Reads the direction of dates in one document.

    Args:
        ctx: the document.
    """

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def tense(self, cand: Candidate) -> Tense:
        """What the clause says about the direction of a bare date.

        In a headline, results of a quarter or half are told in the imperfect: that is no future.
        """
        bound = self.bound_word(cand)
        if bound == "since" and self._starts_from(cand):
            return next((found for _, found in self._tenses(cand, NEAR + 1)), "future")
        if bound == "since" or self._after_since(cand):
            return "past"
        if self._put_off(cand):
            return "future"
        if self._described(cand):
            return "past"
        results = cand.fields.get("form") == "quarter" and self._headline(cand)
        for i, found in self._tenses(cand, WINDOW):
            if found == "past" and self._decided(i, cand.first):
                return "future"
            if results and found == "future" and not self._marked(i):
                continue
            return "future" if found == "past" and bound in ("by", "before") and cand.first - i > NEAR else found
        for i, found in self._tenses(cand, WINDOW, after=True):
            if results and found == "future" and not self._marked(i):
                continue
            return found
        return "future" if bound in ("by", "until", "before") else "past"

    def _tenses(self, cand: Candidate, window: int, *, after: bool = False) -> Iterator[tuple[int, Tense]]:
        """Words with a tense fewer than ``window`` words before a date in its sentence, nearest first; or after it."""
        tokens = self.ctx.doc.tokens
        sent = tokens[cand.first].sent
        places = range(cand.last, cand.last + window) if after else range(cand.first - 1, cand.first - window, -1)
        for i in places:
            if not 0 <= i < len(tokens) or tokens[i].sent != sent:
                return
            found = self._tense_at(i)
            if found is not None:
                yield i, found

    def _starts_from(self, cand: Candidate) -> bool:
        """Whether the bound says where something starts (``as of``), not since when it lasts."""
        found = self.bound_match(cand)
        return found is not None and any("date.from" in self.ctx.words[i] for i in range(found.first, found.last))

    def _after_since(self, cand: Candidate) -> bool:
        """Whether the date belongs to an event that something holds since (``since the ban in May``)."""
        sent = self.ctx.doc.tokens[cand.first].sent
        for k in range(cand.first - 1, max(-1, cand.first - LOOK_BACK), -1):
            if self.ctx.doc.tokens[k].sent != sent:
                break
            if any(m.entry.value == "since" and m.bare for m in self.ctx.words[k].get("date.bound", ())):
                return True
        return False

    def _decided(self, i: int, until: int) -> bool:
        """Whether a past verb of deciding governs a verbal noun before the date: what was decided lies ahead."""
        if "tense.decide" not in self.ctx.words[i]:
            return False
        between = self.ctx.doc.tokens[i + 1 : until]
        return any(t.analysis is not None and t.analysis.deriv == "masdar" for t in between)

    def _headline(self, cand: Candidate) -> bool:
        """Whether the date stands in the first line of a text of several."""
        return self.ctx.doc.tokens[cand.first].sent == 0 and len(self.ctx.doc.sentences) > 1

    def _marked(self, i: int) -> bool:
        """Whether a word looks ahead by more than its imperfect."""
        best = self.ctx.doc.tokens[i].analysis
        return "tense.future" in self.ctx.words[i] or (best is not None and FUTURE in best.proclitics)

    def _put_off(self, cand: Candidate) -> bool:
        """Whether something is put off to the date."""
        tokens, sent = self.ctx.doc.tokens, self.ctx.doc.tokens[cand.first].sent
        near = range(max(0, cand.first - DESCRIBED), cand.first)
        if not any("range.to" in self.ctx.words[i] and tokens[i].sent == sent for i in near):
            return False
        window = range(max(0, cand.first - WINDOW), cand.first)
        return any("tense.putoff" in self.ctx.words[i] and tokens[i].sent == sent for i in window)

    def _described(self, cand: Candidate) -> bool:
        """Whether a definite participle right before the date tells what was done on it (``the record set in
        April``).
        """
        tokens = self.ctx.doc.tokens
        for i in range(cand.first - 1, max(-1, cand.first - 1 - DESCRIBED), -1):
            if tokens[i].sent != tokens[cand.first].sent or tokens[i].shape == "punct":
                return False
            a = tokens[i].analysis
            if "tense.future" in self.ctx.words[i] or (a is not None and a.pos == "verb"):
                return False
            if a is None or not a.definite or a.pos not in ("adj", "noun"):
                continue
            if "tense.done" in self.ctx.words[i] or (a.deriv == "passive_participle" and a.pos == "adj"):
                return True
        return False

    def _tense_at(self, i: int) -> Tense | None:
        token = self.ctx.doc.tokens[i]
        here = self.ctx.words[i]
        if "tense.future" in here:
            return "future" if self._auxiliary(i) is None else "planned"
        if "tense.past" in here:
            return "past"
        if any(cls in here for cls in MEASURES):
            return None
        best = token.analysis
        if best is None or best.pos != "verb":
            return None
        if FUTURE in best.proclitics:
            return "future" if self._auxiliary(i) is None else "planned"
        aspect = best.feats.get("asp")
        if aspect == "p":
            return "past"
        if aspect != "i" or "tense.none" in here:
            return None
        auxiliary = self._auxiliary(i)
        if auxiliary is None:
            return "future"
        return "planned" if any("tense.future" in self.ctx.words[k] for k in range(auxiliary + 1, i)) else "past"

    def _auxiliary(self, i: int) -> int | None:
        """The auxiliary or past negation a little before that puts a verb, or a plan, into the past."""
        tokens = self.ctx.doc.tokens
        for k in range(i - 1, max(-1, i - 1 - AUXILIARY), -1):
            if tokens[k].sent != tokens[i].sent or tokens[k].shape == "punct":
                return None
            if "tense.aux" in self.ctx.words[k]:
                return k
        return None

    def bound(self, cand: Candidate) -> str | None:
        """The bound from the word that governs the expression."""
        found = self.bound_match(cand)
        if found is None:
            return None
        if cand.fields.get("rel.value") and str(cand.fields.get("form")) == "set":
            return None
        return found.entry.value

    def bound_word(self, cand: Candidate) -> str | None:
        """What the bounding words say, for any kind of expression."""
        found = self.bound_match(cand)
        return None if found is None else found.entry.value

    def bound_match(self, cand: Candidate) -> WordMatch | None:
        """The words that bound an expression, right before it or before a filler noun."""
        if cand.fields.get("form") in ("set", "every"):
            return None
        tokens = self.ctx.doc.tokens
        sent = tokens[cand.first].sent
        ends = [cand.first]
        i = cand.first
        while i > 0 and tokens[i - 1].sent == sent and len(ends) < 4:
            text = tokens[i - 1].text.strip(TATWEEL)
            glued = not tokens[i].space_before and "num.joiner" in self.ctx.words[i - 1]
            gap = any(m.bare for m in self.ctx.words[i - 1].get("date.gap", ()))
            if text and not glued and not gap and text != "(":
                break
            i -= 1
            ends.append(i)
        for k in range(cand.first - 2, max(-1, cand.first - LOOK_BACK), -1):
            if tokens[k].sent == sent:
                ends += [k for m in self.ctx.words[k].get("date.gap", ()) if m.last in ends and k not in ends]
        for end in ends:
            best: WordMatch | None = None
            for k in range(end - 1, max(-1, end - 1 - LOOK_BACK), -1):
                if k < 0 or tokens[k].sent != sent:
                    break
                for match in self.ctx.words[k].get("date.bound", ()):
                    if match.last == end and (best is None or match.first < best.first):
                        best = match
            if best is not None:
                return best
        return None
