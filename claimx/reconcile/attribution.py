"""Attributions: for each cue, who is cited and for what.

Rules find cues and the noun phrases of those who may be cited; this module
joins them. A verb's speaker is looked for after it (verb-subject order), then
right before it, and is otherwise the speaker of the text so far. The content
runs from the complementizer, colon or quotation mark to where the cue stops
governing: the closing mark, the next cue, a contrasting connective, or the end
of the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from claimx.candidates.context import Context
from claimx.model.candidate import Candidate
from claimx.model.doc import Span
from claimx.model.mention import Attribution, Mention
from claimx.model.record import Stance
from claimx.reconcile.contents import Contents
from claimx.reconcile.cues import Cues
from claimx.reconcile.quotation import Quotations
from claimx.reconcile.speakers import REACH, Speaker, Speakers


def resolve_attributions(ctx: Context, mentions: Sequence[Mention]) -> list[Attribution]:
    """All attributions of the document, in text order.

    Args:
        ctx: the document after the phase ``attributions``.
        mentions: resolved mentions.
    """
    return _Resolver(ctx, [m for m in mentions if not _before_its_name(m, mentions)]).run()


def _before_its_name(m: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a description stands right before the name that it describes, which is then who is cited."""
    if m.mention != "nominal":
        return False
    return any(n.mention == "name" and n.entity == m.entity and 0 <= n.first - m.last <= 1 for n in mentions)


class _Resolver:
    def __init__(self, ctx: Context, mentions: Sequence[Mention]) -> None:
        self.ctx = ctx
        self.tokens = ctx.doc.tokens
        self.text = ctx.doc.text
        self.affiliations = {m.entity: m.affiliation for m in mentions if m.label == "person"}
        self.out: list[Attribution] = []
        self.cues = Cues(ctx)
        self.quotes = Quotations(ctx)
        self.speakers = Speakers(ctx, mentions, self.cues, self.quotes, self.out)
        self.contents = Contents(ctx, self.cues, self.quotes, self.speakers, self.out)

    def run(self) -> list[Attribution]:
        for cue in self.cues.all:
            kind = str(cue.fields["type"])
            handler = {
                "verb": self._verb, "deny": self._verb, "relative": self._relative, "prepverb": self._relative,
                "participle": self._carried, "deny-participle": self._carried, "nominal": self._nominal,
                "prep": self._prep, "announcement": self._noun, "deny-noun": self._noun,
                "no_comment": self._no_comment, "came-in": self._came_in, "unverified": self._unverified,
                "unreachable": self._unreachable,
            }[kind]  # fmt: skip
            handler(cue)
        self._colons()
        self.out.sort(key=lambda a: (a.anchor, a.start))
        self._declined()
        self._extend()
        self._via()
        return self._distinct()

    def _add(
        self,
        cue: Candidate | None,
        speaker: Speaker | None,
        content: Span | None,
        stance: Stance = "asserts",
        fallback: Attribution | None = None,
    ) -> Attribution | None:
        span, lemma, cue_range = None, "", None
        if cue is not None:
            span, cue_range = Span(cue.start, cue.end), (cue.first, cue.last)
            spoken = [t for t in self.tokens[cue.first : cue.last] if t.pos != "prep"]
            word = spoken[-1] if spoken else self.tokens[cue.first]
            verb = next((a for a in word.analyses if a.pos == "verb" or a.deriv), None)
            lemma = (verb.base or verb.lemma) if verb else word.norm
        if speaker is not None:
            made = Attribution(
                speaker.first, speaker.last, speaker.start, speaker.end, speaker.kind, speaker.name, stance,
                cue.by if cue else speaker.by, cue_range, span, lemma, content, None, speaker.role,
                speaker.affiliation, 0.85 if speaker.strong else 0.6,
            )  # fmt: skip
        elif fallback is not None and cue is not None:
            made = Attribution(
                cue.first, cue.last, cue.start, cue.end, fallback.kind, fallback.name, stance, cue.by, cue_range, span,
                lemma, content, None, fallback.role, fallback.affiliation, 0.7,
            )  # fmt: skip
        else:
            return None
        if made.affiliation is None and made.kind == "person":
            made.affiliation = self.affiliations.get(made.name)
        made.anchor = cue.start if cue is not None else made.start
        made.gender = self.cues.gender(cue) if cue is not None else ""
        made.sent = self.tokens[cue.first if cue is not None else made.first].sent
        self.out.append(made)
        return made

    def _verb(self, cue: Candidate) -> None:
        kind = str(cue.fields["type"])
        value = self.cues.value(cue)
        if self.cues.is_passive(cue) or self.cues.is_byline(cue):
            return
        if self.cues.is_weak(cue) and self.cues.inside_that(cue):
            return
        if self.ctx.words[cue.first].get("impersonal") and self.ctx.word(cue.last, "comp") is not None:
            return
        speaker, after = self.speakers.subject(cue)
        self.speakers.take_up(speaker)
        content, how = self.contents.content(after, cue, value)
        stance: Stance = "denies" if kind == "deny" else "asserts"
        if kind == "deny":
            content = self.contents.denied(after, cue) if how != "quote" else content
        elif how == "":
            if value == "relay":
                relayed = self._relayed(after, cue)
                if relayed is not None and speaker is not None:
                    self._relay(cue, speaker, relayed)
                return
            content = self.contents.noun_object(after, cue, value)
            if content is None:
                return
        elif value == "relay":
            relayed = self._relayed(after, cue)
            if relayed is not None and speaker is not None:
                self._relay(cue, speaker, relayed)
                return
            if speaker is None:
                return
        fallback = None
        if speaker is None:
            speaker = self.speakers.sentence_subject(cue)
        if speaker is None and self.cues.inside_that(cue):
            return
        if speaker is None and kind in ("verb", "deny"):
            speaker = self.speakers.unlisted(cue, value == "say" and how in ("comp", "quote", "colon"))
        if speaker is None:
            if self.cues.is_weak(cue) and how not in ("comp", "quote"):
                return
            if how == "" and kind != "deny" and value not in ("announce", "expect"):
                return
            fallback = self._carrier(cue)
        made = self._add(cue, speaker, content, stance, fallback)
        if made is not None and speaker is not None:
            for other in self.speakers.coordinated(speaker):
                self._add(cue, other, content, stance)
            told = self.speakers.told(cue, after)
            if told is not None:
                outlet = self._add(cue, told, content, stance="asserts")
                made.via = outlet

    def _relay(self, cue: Candidate, outlet: Speaker, relayed: tuple[Speaker, int]) -> None:
        origin, after = relayed
        content, _ = self.contents.content(after, cue, "say")
        via = self._add(cue, outlet, content)
        made = self._add(cue, origin, content)
        if made is not None:
            made.via = via

    def _relayed(self, after: int, cue: Candidate) -> tuple[Speaker, int] | None:
        """The source after ``from``, in `X relayed from Y`."""
        limit = self.cues.limit(cue)
        for i in range(cue.last, min(cue.last + REACH, limit)):
            if self.ctx.words[i].get("relay.from"):
                found = self.speakers.np(i + 1, limit)
                if found is not None:
                    return found, found.last
            if i >= after and self.ctx.words[i].get("comp"):
                return None
        return None

    def _relative(self, cue: Candidate) -> None:
        limit = self.cues.limit(cue)
        value = self.cues.value(cue)
        prepositional = str(cue.fields["type"]) == "prepverb"
        left = None if prepositional or "rel" in cue.captures else self.speakers.left(cue)
        speaker = None if left is not None else self.speakers.np(cue.last, min(limit, cue.last + 8))
        if speaker is None:
            if not prepositional:
                self._verb(cue)
            return
        content: Span | None
        relayed = self._relayed(speaker.last, cue) if value == "relay" else None
        last = relayed[1] if relayed else speaker.last
        comp = self.cues.comp(last, min(last + 12, limit))
        if comp is not None:
            content = self.contents.clause(comp[1], limit, cue)
        elif str(cue.fields["type"]) == "prepverb" or self._prep_before(cue):
            content = self.contents.preceding(cue)
        else:
            content = None
        if value == "describe":
            content = None
        made = self._add(cue, speaker, content)
        if relayed is not None:
            second = self._add(cue, relayed[0], content)
            if second is not None:
                second.via = made

    def _prep_before(self, cue: Candidate) -> bool:
        for back in range(1, 4):
            i = cue.first - back
            if i >= 0 and self.ctx.words[i].get("cue.prep"):
                return True
        return False

    def _carried(self, cue: Candidate) -> None:
        carrier = self._carrier(cue)
        if carrier is None:
            return
        if str(cue.fields["type"]) == "deny-participle":
            self._add(cue, None, self.contents.denied(cue.last, cue), "denies", carrier)
            return
        content, how = self.contents.content(cue.last, cue, self.cues.value(cue))
        if how == "":
            content = self.contents.noun_object(cue.last, cue, self.cues.value(cue))
        if content is not None:
            self._add(cue, None, content, "asserts", carrier)

    def _nominal(self, cue: Candidate) -> None:
        """`saying that` after a relayed source: the source is cited already."""

    def _noun(self, cue: Candidate) -> None:
        source = cue.captures.get("source")
        speaker = self.speakers.by_first.get(source.first) if source else None
        if speaker is None:
            return
        limit = self.cues.limit(cue)
        at = speaker.last
        while at < limit and self.ctx.words[at].get("quote.close"):
            at += 1
        if str(cue.fields["type"]) == "deny-noun":
            self._add(cue, speaker, self.contents.denied(at, cue), "denies")
            return
        comp = self.cues.comp(at, min(at + 3, limit))
        content = self.contents.clause(comp[1] if comp else at, limit, cue)
        if content is not None:
            self._add(cue, speaker, content)

    def _prep(self, cue: Candidate) -> None:
        limit = self.cues.limit(cue)
        speaker = self.speakers.np(cue.last, limit)
        if speaker is None:
            return
        sentence = self.ctx.doc.sentences[self.tokens[cue.first].sent]
        content: Span | None
        after = self.quotes.skip_aside(speaker.last, limit)
        relayed = self._relayed_by_relative(after, limit)
        if self.contents.opens_sentence(cue, sentence[0]):
            begin = after
            while begin < limit and self.tokens[begin].text in ",\u060c:":
                begin += 1
            comp = self.cues.comp(begin, min(begin + 2, limit))
            content = self.contents.clause(comp[1] if comp else begin, limit, cue)
        else:
            content = self.contents.preceding(cue)
        made = self._add(cue, speaker, content)
        for other in self.speakers.coordinated(speaker):
            self._add(cue, other, content)
        host = self._host(cue)
        if made is not None and self.text[cue.start : cue.end] and host is not None and self._quoting(cue):
            made.via = host
            made.content = host.content
        if made is not None and relayed is not None:
            made.via = self._add(cue, relayed, content)

    def _came_in(self, cue: Candidate) -> None:
        """`it came in a statement that`: the document is cited."""
        speaker = self.speakers.np(cue.last, min(self.cues.limit(cue), cue.last + 6))
        if speaker is None or speaker.kind != "document":
            return
        content, how = self.contents.content(speaker.last, cue, "say")
        if how:
            self._add(cue, speaker, content)

    def _quoting(self, cue: Candidate) -> bool:
        return any(m.last == cue.last for m in self.ctx.words[cue.first].get("cue.quoting", ()))

    def _host(self, cue: Candidate) -> Attribution | None:
        """The attribution that a `quoting Y` belongs to: the last one of the sentence."""
        sent = self.tokens[cue.first].sent
        before = [a for a in self.out if a.sent == sent and a.anchor < cue.start and a.kind in ("outlet", "document")]
        return before[-1] if before else None

    def _relayed_by_relative(self, at: int, limit: int) -> Speaker | None:
        """`sources whom Bloomberg quoted`: a relative relay verb with its outlet."""
        for i in range(at, min(at + 6, limit)):
            cue = self.cues.at.get(i)
            if cue is not None and self.cues.value(cue) == "relay":
                return self.speakers.np(cue.last + 0, limit) or self.speakers.np(cue.last + 1, limit)
            if self.tokens[i].text in ",\u060c.":
                return None
        return None

    def _no_comment(self, cue: Candidate) -> None:
        speaker, _ = self.speakers.subject(cue)
        if speaker is not None and speaker.kind == "document":
            speaker = self.speakers.left(cue)
        if speaker is None:
            speaker = self.speakers.unlisted(cue, False)
        fallback = self._carrier(cue) if speaker is None else None
        if speaker is None and fallback is None:
            return
        made = self._add(cue, speaker, None, "no_comment", fallback)
        if made is not None and speaker is not None:
            for other in self.speakers.coordinated(speaker):
                self._add(cue, other, None, "no_comment")

    def _unverified(self, cue: Candidate) -> None:
        limit = self.cues.limit(cue)
        for i in range(cue.last, min(cue.last + 6, limit)):
            if self.ctx.words[i].get("verify"):
                break
            speaker = self.speakers.by_first.get(i)
            if speaker is not None and speaker.kind == "outlet":
                self._add(cue, speaker, None, "unverified")
                return
        verb = self.tokens[cue.last - 1]
        own = any(a.feats.get("per") == "1" for a in verb.analyses)
        outlet = next((i for i in range(cue.last, min(cue.last + 3, limit)) if self.tokens[i].pos == "noun"), None)
        at = verb.i if own or outlet is None else outlet
        token = self.tokens[at]
        if own or outlet is not None:
            lone = Speaker(at, at + 1, token.start, token.end, "outlet", None, cue.by)
            self._add(cue, lone, None, "unverified")

    def _unreachable(self, cue: Candidate) -> None:
        limit = self.cues.limit(cue)
        for i in range(cue.last, min(cue.last + 16, limit)):
            speaker = self.speakers.by_first.get(i)
            if speaker is not None and speaker.kind in ("organization", "person"):
                self._add(cue, speaker, None, "no_comment")
                return

    def _colons(self) -> None:
        """Headline or list style: a speaker, a colon, what they say, and no cue."""
        for token in self.tokens:
            if token.text != ":" or token.i == 0:
                continue
            first, last = self.ctx.doc.sentences[token.sent]
            at = token.i - 1
            while at > first and self.ctx.words[at].get("quote.close"):
                at -= 1
            speaker = self.speakers.by_last.get(at + 1)
            if speaker is None or any(self.tokens[i].text in "\u2022-*" for i in range(first, 0)):
                continue
            lead = speaker.first
            while lead > first and (
                self.tokens[lead - 1].shape == "punct" or self.ctx.words[lead - 1].get("head.company")
            ):
                lead -= 1
            footer = speaker.kind == "anonymous" and speaker.last - speaker.first == 1
            if lead != first or speaker.kind == "document" or footer or token.i + 2 >= last:
                continue
            if any(first <= c.first < last and c.first < token.i for c in self.cues.all):
                continue
            if any(token.i < c.first <= token.i + 2 and str(c.fields["type"]) == "verb" for c in self.cues.all):
                continue
            content = self.contents.clause(token.i + 1, last, None)
            quote = self.quotes.quote(token.i + 1, last)
            if quote is not None:
                content = quote
            if speaker.title and speaker.name is None:
                speaker.name = self.speakers.titled(speaker)
                if speaker.name is None and speaker.affiliation is None:
                    continue
            if content is not None:
                self._add(None, speaker, content)

    def _carrier(self, cue: Candidate) -> Attribution | None:
        """Whose words go on: the last speaker of the same or the previous sentences that agrees with the verb.

        A feminine verb passes over a man, a masculine one over a company; a feminine verb whose
        sentence names an acting company before it takes that company.
        """
        sent = self.tokens[cue.first].sent
        gender = self.cues.gender(cue)
        acting = self.speakers.acting_company(cue) if gender == "f" else None
        for made in reversed(self.out):
            if sent - made.sent > 3 or made.anchor > cue.start:
                continue
            if made.kind == "outlet" and made.via is None and any(a.via is made for a in self.out):
                continue
            if acting is not None and made.anchor < acting.start:
                break
            if (gender == "f" and made.gender == "m" and made.kind == "person") or (
                gender == "m" and made.kind == "organization" and made.affiliation is None
            ):
                continue
            if made.stance in ("asserts", "denies", "no_comment"):
                return made
        if acting is None:
            acting = self.speakers.topic_company(cue) if gender == "f" else None
        if acting is None:
            return None
        return Attribution(
            acting.first, acting.last, acting.start, acting.end, "organization", acting.entity, "asserts", acting.by
        )

    def _extend(self) -> None:
        """A connective with a pronoun carries the same speaker's words into the next sentence."""
        for made in self.out:
            if made.content is None or made.stance == "no_comment":
                continue
            last = self.ctx.doc.sentences[made.sent][1]
            if made.content.end < self.tokens[last - 1].start or made.sent + 1 >= len(self.ctx.doc.sentences):
                continue
            a, b = self.ctx.doc.sentences[made.sent + 1]
            if not self.ctx.words[a].get("carry") or any(a <= c.first < b for c in self.cues.all):
                continue
            if "\n" in self.text[made.content.end : self.tokens[a].start]:
                continue
            span = self.quotes.trim(a, b)
            if span is not None:
                made.content = Span(made.content.start, span.end)

    def _declined(self) -> None:
        """`X said that it does not comment` is X's refusal, not a statement."""
        for silent in [a for a in self.out if a.stance == "no_comment" and a.cue is not None]:
            for made in self.out:
                if made.content is None or made.stance != "asserts" or silent.cue_span is None:
                    continue
                if 0 <= silent.cue_span.start - made.content.start <= 25 and made.content.end >= silent.cue_span.end:
                    made.stance, made.content = "no_comment", None
                    self.out = [a for a in self.out if a is not silent]
                    break

    def _via(self) -> None:
        for made in self.out:
            if made.via is not None and made.via not in self.out:
                made.via = None

    def _distinct(self) -> list[Attribution]:
        seen: set[tuple[int, int, str]] = set()
        out: list[Attribution] = []
        for made in sorted(self.out, key=lambda a: (a.start, a.end, a.anchor)):
            key = (made.start, made.end, made.stance if made.stance == "no_comment" else "")
            if key in seen:
                continue
            seen.add(key)
            out.append(made)
        return out
