"""What an attribution attributes: where its content begins and how far the cue governs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from claimx.candidates.context import Context
from claimx.model.candidate import Candidate
from claimx.model.doc import Span
from claimx.model.mention import Attribution
from claimx.reconcile.cues import Cues
from claimx.reconcile.quotation import CONJ_LETTERS, QUOTE_MARKS, Quotations
from claimx.reconcile.speakers import REACH, Speakers


class Contents:
    """Finds contents of attributions.

    Args:
        ctx: the document.
        cues: its cues, where contents end.
        quotes: its quotations.
        speakers: who may be cited, to be left out of contents.
        made: the attributions found so far, a live list.
    """

    def __init__(
        self, ctx: Context, cues: Cues, quotes: Quotations, speakers: Speakers, made: Sequence[Attribution]
    ) -> None:
        self.ctx = ctx
        self.cues = cues
        self.quotes = quotes
        self.speakers = speakers
        self.made = made
        self.tokens = ctx.doc.tokens
        self.starts = [token.start for token in self.tokens]

    def content(self, after: int, cue: Candidate, value: str) -> tuple[Span | None, str]:
        """Content after a cue and how it was introduced: ``comp``, ``quote``, ``colon`` or nothing."""
        limit = self.cues.limit(cue)
        if value == "describe":
            return self.clause(after, limit, cue), "comp"
        i = after
        while i < min(after + REACH, limit):
            comp = self.cues.comp_at(i)
            if comp is not None:
                return self.clause(comp, limit, cue), "comp"
            if self.tokens[i].text == ":":
                quote = self.quotes.quote(i + 1, limit)
                if quote is not None:
                    return quote, "quote"
                return self.clause(i + 1, limit, cue), "colon"
            if self.ctx.words[i].get("quote.open"):
                named = self.quotes.quoted_name(i)
                if named:
                    i = named
                    continue
                quote = self.quotes.quote(i, limit)
                if quote is not None and quote.end - quote.start > 12:
                    return quote, "quote"
            if i > after and self.cues.other_cue(i, cue):
                break
            i += 1
        before = self.quotes.quote_before(cue)
        if before is not None:
            return before, "quote"
        return None, ""

    def clause(self, first: int, limit: int, cue: Candidate | None) -> Span | None:
        """From a token to where the cue stops governing."""
        while first < limit and (self.tokens[first].text in ",\u060c:" or self.ctx.words[first].get("quote.open")):
            if self.ctx.words[first].get("quote.open"):
                whole = self.quotes.quote(first, limit) if not self.quotes.quotes_name(first) else None
                if whole is not None:
                    return whole
                break
            first += 1
        end = limit
        own = cue.last if cue is not None else -1
        for i in range(first + 1, limit):
            token = self.tokens[i]
            after_comma = self.tokens[i - 1].text in ",\u060c" or self.tokens[i - 1].text in QUOTE_MARKS
            other = self.cues.at.get(i)
            kind = str(other.fields["type"]) if other is not None else ""
            if other is not None and other.last != own and i > own:
                conj = token.text[:1] in CONJ_LETTERS
                if kind in ("participle", "deny-participle") and (after_comma or token.space_before):
                    end = i
                    break
                if kind in ("prep", "prepverb") and after_comma:
                    end = i
                    break
                if (
                    kind in ("verb", "deny", "no_comment", "unverified")
                    and conj
                    and i > first + (3 if after_comma else 0)
                    and (after_comma or self._introduces(other))
                ):
                    end = i
                    break
            if i > first + 2 and self.ctx.words[i].get("carry.he") and cue is not None and self.cues.gender(cue) == "m":
                end = i
                break
            if (
                i > first + 2
                and self.ctx.words[i].get("stop.clause")
                and (after_comma or token.text[:1] in CONJ_LETTERS)
            ):
                end = i
                break
        return self.quotes.trim(first, end)

    def _introduces(self, cue: Candidate) -> bool:
        """Whether a cue goes straight on to its own words: a colon, a mark or a complementizer follows."""
        for i in range(cue.last, min(cue.last + 3, self.cues.limit(cue))):
            if self.tokens[i].text == ":" or self.cues.comp_at(i) is not None:
                return True
        return False

    def noun_object(self, after: int, cue: Candidate, value: str) -> Span | None:
        """A noun phrase as content: announcing, expecting, accusing, describing."""
        limit = self.cues.limit(cue)
        if value not in ("announce", "expect", "accuse", "describe", "about"):
            return None
        first = after
        for _ in range(2):
            while first < limit and (self.tokens[first].text in ",\u060c" or self.ctx.words[first].get("quote.close")):
                first += 1
            first = self._past_date(first, limit) if first < limit else first
            first = self._past_apposition(first, limit) if first < limit else first
        if first >= limit:
            return None
        if self.ctx.words[cue.last - 1].get("cue.needs-comp"):
            return None
        if value == "about" and not self.ctx.words[first].get("relay.from"):
            return None
        if self.ctx.words[first].get("relay.from") and self.tokens[first].norm == self.tokens[first].text:
            first += 1
        return self.clause(first, limit, cue)

    def _past_date(self, first: int, limit: int) -> int:
        """Past a date with its preposition and the comma after it."""
        ahead = first + 1 if first + 1 < limit and self.tokens[first].pos == "prep" else first
        date = self.ctx.cand(ahead, "date") if ahead < limit else None
        if date is None:
            return first
        first = date.last
        while first < limit and self.tokens[first].text in ",\u060c":
            first += 1
        return first

    def _past_apposition(self, first: int, limit: int) -> int:
        """Past a definite adjective, participle or relative clause that describes the speaker, to its closing comma."""
        token = self.tokens[first]
        words = self.ctx.words[first]
        aside = bool(words.get("relative") or words.get("title") or words.get("spokes")) or (
            token.analysis is not None and token.analysis.definite and (token.pos == "adj" or token.analysis.deriv)
        )
        if not aside or self.ctx.words[first].get("nisba"):
            step = 1 if self.ctx.words[first].get("nisba") else 0
            return min(first + step, limit - 1)
        for i in range(first, min(first + 18, limit - 1)):
            if self.tokens[i].text in ",\u060c":
                return i + 1
        return first

    def denied(self, after: int, cue: Candidate) -> Span | None:
        """What is denied: after a complementizer, or the noun phrase after its carriers."""
        limit = self.cues.limit(cue)
        i = after
        while i < limit and (self.tokens[i].text in ",\u060c" or self.ctx.words[i].get("quote.close")):
            i += 1
        i = self._past_date(i, limit) if i < limit else i
        i = self._past_apposition(i, limit) if i < limit else i
        resumed = self.tokens[cue.last - 1].analyses and any(
            a.enclitic and a.pos == "verb" for a in self.tokens[cue.last - 1].analyses
        )
        comp = self.cues.comp(i, min(i + 24, limit))
        stop = next(
            (j for j in range(i, limit) if self.ctx.words[j].get("stop.clause") or self.cues.other_cue(j, cue)), limit
        )
        if comp is not None and comp[0] < stop:
            return self.clause(comp[1], limit, cue)
        if resumed:
            return self._resumed(cue)
        carrier = self.ctx.word(i, "carrier") if i < limit else None
        while carrier is not None:
            i = carrier.last
            speaker = next(
                (self.speakers.by_first[j] for j in range(i, min(i + 4, limit)) if j in self.speakers.by_first), None
            )
            if speaker is not None and speaker.kind in ("outlet", "anonymous") and i <= speaker.first <= i + 3:
                i = self.quotes.skip_aside(speaker.last, limit)
                date = self.ctx.cand(i, "date") if i < limit else None
                i = date.last if date is not None else i
            while i < limit and (self.ctx.words[i].get("relay.from") or self.ctx.words[i].get("about")):
                i += 1
            carrier = self.ctx.word(i, "carrier") if i < limit else None
        if i >= limit or (self.tokens[i].shape == "punct" and not self.ctx.words[i].get("quote.open")):
            return None
        return self.clause(i, limit, cue)

    def _resumed(self, cue: Candidate) -> Span | None:
        """`which X denied`: what stands before the relative in the sentence."""
        floor = self.ctx.doc.sentences[self.tokens[cue.first].sent][0]
        for j in range(cue.first - 1, floor, -1):
            if self.tokens[j].text in ",\u060c":
                return self.quotes.trim(floor, j)
        return None

    def preceding(self, cue: Candidate) -> Span | None:
        """The clause before a cue that stands at the end or in the middle of it."""
        floor, limit = self.ctx.doc.sentences[self.tokens[cue.first].sent]
        before = [
            a for a in self.made
            if a.sent == self.tokens[cue.first].sent and a.content is not None and a.content.start < cue.start
            and a.anchor < cue.start and a.content.start > a.anchor
        ]  # fmt: skip
        if before:
            last = before[-1].content
            assert last is not None
            if last.end <= cue.start + 1 or last.start < cue.start:
                first = bisect_left(self.starts, last.start)
                return self.quotes.trim(first, cue.first)
        first = floor
        for j in range(cue.first - 2, floor, -1):
            if self.ctx.words[j].get("stop.clause") and self.tokens[j - 1].text in ",\u060c":
                first = self.ctx.word(j, "stop.clause").last  # type: ignore[union-attr]
                break
        span = self.quotes.trim(first, cue.first)
        after = self.speakers.by_first.get(cue.last)
        if span is None:
            return None
        if after is not None and after.last < limit - 3 and self._short_clause(first, cue.first):
            span = self.quotes.trim(first, limit)
        if span is not None and self.tokens[first].core_start > self.tokens[first].start and first < cue.first:
            span = Span(self.tokens[first].core_start, span.end)
        return span

    def _short_clause(self, first: int, last: int) -> bool:
        """Whether the words before a cue are too few to be what is attributed: it goes on after the cue."""
        return last - first <= 5

    def opens_sentence(self, cue: Candidate, floor: int) -> bool:
        """Whether nothing but marks and connectives stands before the cue in its sentence."""
        return all(self.tokens[i].shape == "punct" or self.ctx.words[i].get("lead.in") for i in range(floor, cue.first))
