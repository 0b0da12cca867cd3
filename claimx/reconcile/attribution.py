"""Attributions: for each cue, who is cited and for what.

Rules find cues and the noun phrases of those who may be cited; this module
joins them. A verb's speaker is looked for after it (verb-subject order), then
right before it, and is otherwise the speaker of the text so far. The content
runs from the complementizer, colon or quotation mark to where the cue stops
governing: the closing mark, the next cue, a contrasting connective, or the end
of the sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimx.candidates.match import Context
from claimx.model.candidate import Candidate, Capture
from claimx.model.doc import Span, Token
from claimx.model.mention import Attribution, Mention
from claimx.model.record import SourceKind, Stance

REACH = 32
"""Tokens that may stand between a verb and its speaker, or a speaker and the complementizer."""
QUOTE_REACH = 400
"""Tokens that a quotation may span before it is taken to be unclosed."""
VERBAL = frozenset({"verb", "deny", "no_comment", "relative", "prepverb"})


@dataclass(slots=True, eq=False)
class Speaker:
    """A noun phrase that can be cited.

    Attributes:
        first, last: half-open token range; start, end: raw range.
        kind: of source.
        name: canonical name or None.
        by: who proposed it.
        strong: a name or a phrase that hardly means anything but a speaker.
        role, affiliation: for people and spokespeople.
    """

    first: int
    last: int
    start: int
    end: int
    kind: SourceKind
    name: str | None
    by: str
    strong: bool = True
    role: str | None = None
    affiliation: str | None = None
    title: bool = False


def resolve_attributions(ctx: Context, mentions: Sequence[Mention]) -> list[Attribution]:
    """All attributions of the document, in text order.

    Args:
        ctx: the document after the phase ``attributions``.
        mentions: resolved mentions.
    """
    return _Resolver(ctx, mentions).run()


class _Resolver:
    def __init__(self, ctx: Context, mentions: Sequence[Mention]) -> None:
        self.ctx = ctx
        self.tokens = ctx.doc.tokens
        self.text = ctx.doc.text
        self.mentions = mentions
        self.mention_at: dict[int, list[Mention]] = {}
        for m in mentions:
            self.mention_at.setdefault(m.first, []).append(m)
        self.affiliations = {m.entity: m.affiliation for m in mentions if m.label == "person"}
        self.starts = [t.start for t in self.tokens]
        self.cues = self._cues()
        self.cue_at = {cue.captures["cue"].first if "cue" in cue.captures else cue.first: cue for cue in self.cues}
        self.speakers = self._speakers()
        self.by_first: dict[int, Speaker] = {}
        self.by_last: dict[int, Speaker] = {}
        for s in self.speakers:
            if s.first not in self.by_first or self._rank(s) > self._rank(self.by_first[s.first]):
                self.by_first[s.first] = s
            if s.last not in self.by_last or self._rank(s) > self._rank(self.by_last[s.last]):
                self.by_last[s.last] = s
        self.out: list[Attribution] = []

    @staticmethod
    def _rank(s: Speaker) -> tuple[int, bool]:
        return s.last - s.first, s.strong

    def _cues(self) -> list[Candidate]:
        best: dict[int, Candidate] = {}
        for here in self.ctx.cands:
            for cue in here.get("cue", ()):
                known = best.get(cue.last - 1)
                if known is None or self._specific(cue) > self._specific(known):
                    best[cue.last - 1] = cue
        return sorted(best.values(), key=lambda c: c.first)

    @staticmethod
    def _specific(cue: Candidate) -> int:
        order = ("verb", "relative", "prepverb", "announcement", "deny", "no_comment", "unverified", "unreachable")
        kind = str(cue.fields["type"])
        return order.index(kind) if kind in order else len(order)

    # --- speakers -----------------------------------------------------------

    def _speakers(self) -> list[Speaker]:
        out: list[Speaker] = []
        kinds: dict[str, SourceKind] = {
            "company": "organization", "org": "organization", "person": "person", "outlet": "outlet",
        }  # fmt: skip
        for m in self.mentions:
            if m.label in kinds:
                out.append(
                    Speaker(m.first, m.last, m.start, m.end, kinds[m.label], m.entity, m.by, affiliation=m.affiliation)
                )
        names = [(m.start, m.end) for m in self.mentions if m.mention in ("name", "model")]
        names += [(c.start, c.end) for here in self.ctx.cands for c in here.get("date", ())]
        phrases = [
            c for here in self.ctx.cands for c in here.get("speaker", ())
            if not any(start <= c.start and c.end <= end for start, end in names)
            and not (c.fields["kind"] == "org-phrase" and any(s < c.end and c.start < e for s, e in names))
        ]  # fmt: skip
        for cand in sorted(phrases, key=lambda c: (c.start, -c.end)):
            speaker = self._phrase(cand, out)
            if speaker is not None:
                out.append(speaker)
        return sorted(out, key=lambda s: (s.first, -s.last))

    def _phrase(self, cand: Candidate, known: Sequence[Speaker]) -> Speaker | None:
        kind = str(cand.fields["kind"])
        inner = cand.captures.get("inner")
        name = self._named_inside(inner) if inner is not None else None
        speaker = Speaker(cand.first, cand.last, cand.start, cand.end, "organization", name, cand.by, affiliation=name)
        if kind == "spokes":
            return speaker
        if kind in ("spokes-pronoun", "spokes-bare"):
            previous = [s for s in known if s.kind == "organization" and s.last <= cand.first]
            if not previous:
                return None
            return replace(speaker, name=previous[-1].name, affiliation=previous[-1].name)
        speaker.name = speaker.affiliation = None
        if kind == "press":
            return replace(speaker, kind="outlet")
        if kind == "document":
            return replace(speaker, kind="document", strong=False)
        if kind == "outlet-noun":
            outlets = [s for s in known if s.kind == "outlet" and s.name and s.last <= cand.first]
            return replace(speaker, kind="outlet", name=outlets[-1].name if outlets else None)
        if kind == "org-phrase":
            return replace(speaker, name=self.text[cand.start : cand.end], strong=False)
        if kind == "title":
            role = self.text[cand.start : (inner.start if inner else cand.end)].strip(TITLE_EDGES)
            return replace(speaker, kind="person", strong=False, role=role, affiliation=name, title=True)
        return replace(speaker, kind="anonymous")

    def _named_inside(self, inner: Capture) -> str | None:
        """Canonical name of the mention inside a capture, else its text."""
        for i in range(inner.first, inner.last):
            for m in self.mention_at.get(i, ()):
                if m.end <= inner.end:
                    return m.entity
        return self.text[inner.start : inner.end]

    # --- the main loop ------------------------------------------------------

    def run(self) -> list[Attribution]:
        for cue in self.cues:
            kind = str(cue.fields["type"])
            handler = {
                "verb": self._verb, "deny": self._verb, "relative": self._relative, "prepverb": self._relative,
                "participle": self._carried, "deny-participle": self._carried, "nominal": self._nominal,
                "prep": self._prep, "announcement": self._noun, "deny-noun": self._noun,
                "no_comment": self._no_comment, "came-in": self._came_in, "unverified": self._unverified, "unreachable": self._unreachable,
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
            word = self.tokens[cue.last - 1]
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
        made.gender = self._gender(cue) if cue is not None else ""
        made.sent = self.tokens[cue.first if cue is not None else made.first].sent
        self.out.append(made)
        return made

    # --- constructions ------------------------------------------------------

    def _verb(self, cue: Candidate) -> None:
        kind = str(cue.fields["type"])
        value = self._value(cue)
        if self.ctx.words[cue.first].get("impersonal") and self.ctx.word(cue.last, "comp") is not None:
            return
        speaker, after = self._subject(cue)
        self._take_up(speaker)
        content, how = self._content(after, cue, value)
        stance: Stance = "denies" if kind == "deny" else "asserts"
        if kind == "deny":
            content = self._denied(after, cue) if how != "quote" else content
        elif how == "":
            if value == "relay":
                relayed = self._relayed(after, cue)
                if relayed is not None and speaker is not None:
                    self._relay(cue, speaker, relayed)
                return
            content = self._noun_object(after, cue, value)
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
            speaker = self._sentence_subject(cue)
        if speaker is None and self._inside_that(cue):
            return
        if speaker is None:
            if self._is_weak(cue) and how not in ("comp", "quote"):
                return
            if how == "" and kind != "deny" and value not in ("announce", "expect"):
                return
            fallback = self._carrier(cue)
        made = self._add(cue, speaker, content, stance, fallback)
        if made is not None and speaker is not None:
            for other in self._coordinated(speaker):
                self._add(cue, other, content, stance)
            told = self._told(cue, after)
            if told is not None:
                outlet = self._add(cue, told, content, stance="asserts")
                made.via = outlet

    def _relay(self, cue: Candidate, outlet: Speaker, relayed: tuple[Speaker, int]) -> None:
        origin, after = relayed
        content, _ = self._content(after, cue, "say")
        via = self._add(cue, outlet, content)
        made = self._add(cue, origin, content)
        if made is not None:
            made.via = via

    def _relayed(self, after: int, cue: Candidate) -> tuple[Speaker, int] | None:
        """The source after ``from``, in `X relayed from Y`."""
        limit = self._limit(cue)
        for i in range(cue.last, min(cue.last + REACH, limit)):
            if self.ctx.words[i].get("relay.from"):
                found = self._np(i + 1, limit)
                if found is not None:
                    return found, found.last
            if i >= after and self.ctx.words[i].get("comp"):
                return None
        return None

    def _relative(self, cue: Candidate) -> None:
        limit = self._limit(cue)
        value = self._value(cue)
        prepositional = str(cue.fields["type"]) == "prepverb"
        left = None if prepositional or "rel" in cue.captures else self._left(cue)
        speaker = None if left is not None else self._np(cue.last, min(limit, cue.last + 8))
        if speaker is None:
            if not prepositional:
                self._verb(cue)
            return
        content: Span | None
        relayed = self._relayed(speaker.last, cue) if value == "relay" else None
        last = relayed[1] if relayed else speaker.last
        comp = self._comp(last, min(last + 12, limit))
        if comp is not None:
            content = self._clause(comp[1], limit, cue)
        elif str(cue.fields["type"]) == "prepverb" or self._prep_before(cue):
            content = self._preceding(cue)
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
            self._add(cue, None, self._denied(cue.last, cue), "denies", carrier)
            return
        content, how = self._content(cue.last, cue, self._value(cue))
        if how == "":
            content = self._noun_object(cue.last, cue, self._value(cue))
        if content is not None:
            self._add(cue, None, content, "asserts", carrier)

    def _nominal(self, cue: Candidate) -> None:
        """`saying that` after a relayed source: the source is cited already."""

    def _noun(self, cue: Candidate) -> None:
        source = cue.captures.get("source")
        speaker = self.by_first.get(source.first) if source else None
        if speaker is None:
            return
        limit = self._limit(cue)
        at = speaker.last
        while at < limit and self.ctx.words[at].get("quote.close"):
            at += 1
        if str(cue.fields["type"]) == "deny-noun":
            self._add(cue, speaker, self._denied(at, cue), "denies")
            return
        comp = self._comp(at, min(at + 3, limit))
        content = self._clause(comp[1] if comp else at, limit, cue)
        if content is not None:
            self._add(cue, speaker, content)

    def _prep(self, cue: Candidate) -> None:
        limit = self._limit(cue)
        speaker = self._np(cue.last, limit)
        if speaker is None:
            return
        sentence = self.ctx.doc.sentences[self.tokens[cue.first].sent]
        content: Span | None
        after = self._skip_aside(speaker.last, limit)
        relayed = self._relayed_by_relative(after, limit)
        if self._opens_sentence(cue, sentence[0]):
            begin = after
            while begin < limit and self.tokens[begin].text in ",\u060c:":
                begin += 1
            comp = self._comp(begin, min(begin + 2, limit))
            content = self._clause(comp[1] if comp else begin, limit, cue)
        else:
            content = self._preceding(cue)
        made = self._add(cue, speaker, content)
        for other in self._coordinated(speaker):
            self._add(cue, other, content)
        host = self._host(cue)
        if made is not None and self.text[cue.start : cue.end] and host is not None and self._quoting(cue):
            made.via = host
            made.content = host.content
        if made is not None and relayed is not None:
            made.via = self._add(cue, relayed, content)

    def _came_in(self, cue: Candidate) -> None:
        """`it came in a statement that`: the document is cited."""
        speaker = self._np(cue.last, min(self._limit(cue), cue.last + 6))
        if speaker is None or speaker.kind != "document":
            return
        content, how = self._content(speaker.last, cue, "say")
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
            cue = self.cue_at.get(i)
            if cue is not None and self._value(cue) == "relay":
                return self._np(cue.last + 0, limit) or self._np(cue.last + 1, limit)
            if self.tokens[i].text in ",\u060c.":
                return None
        return None

    def _no_comment(self, cue: Candidate) -> None:
        speaker, after = self._subject(cue)
        if speaker is not None and speaker.kind == "document":
            speaker = self._left(cue)
        fallback = self._carrier(cue) if speaker is None else None
        if speaker is None and fallback is None:
            return
        made = self._add(cue, speaker, None, "no_comment", fallback)
        if made is not None and speaker is not None:
            for other in self._coordinated(speaker):
                self._add(cue, other, None, "no_comment")

    def _unverified(self, cue: Candidate) -> None:
        limit = self._limit(cue)
        for i in range(cue.last, min(cue.last + 6, limit)):
            if self.ctx.words[i].get("verify"):
                break
            speaker = self.by_first.get(i)
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
        limit = self._limit(cue)
        for i in range(cue.last, min(cue.last + 16, limit)):
            speaker = self.by_first.get(i)
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
            speaker = self.by_last.get(at + 1)
            if speaker is None or any(self.tokens[i].text in "\u2022-*" for i in range(first, 0)):
                continue
            lead = speaker.first
            while lead > first and (
                self.tokens[lead - 1].shape == "punct" or self.ctx.words[lead - 1].get("head.company")
            ):
                lead -= 1
            if lead != first or speaker.kind in ("document",) or token.i + 2 >= last:
                continue
            if any(first <= c.first < last and c.first < token.i for c in self.cues):
                continue
            if any(token.i < c.first <= token.i + 2 and str(c.fields["type"]) == "verb" for c in self.cues):
                continue
            content = self._clause(token.i + 1, last, None)
            quote = self._quote(token.i + 1, last)
            if quote is not None:
                content = quote
            if speaker.title and speaker.name is None:
                speaker.name = self._titled(speaker)
                if speaker.name is None and speaker.affiliation is None:
                    continue
            if content is not None:
                self._add(None, speaker, content)

    def _titled(self, speaker: Speaker) -> str | None:
        """The person of the document who bears a title that stands without a name."""
        people = [m for m in self.mentions if m.label == "person"]
        return people[0].entity if people else None

    # --- subjects -----------------------------------------------------------

    def _limit(self, cue: Candidate) -> int:
        return self.ctx.doc.sentences[self.tokens[cue.first].sent][1]

    def _subject(self, cue: Candidate) -> tuple[Speaker | None, int]:
        """Speaker of a verb and the token after it (or after the verb)."""
        left = self._left(cue)
        if left is not None and self._preferred_left(cue, left):
            return left, cue.last
        right = self._right(cue)
        if right is not None:
            return right, self._skip_aside(right.last, self._limit(cue))
        if left is not None:
            return left, cue.last
        return None, cue.last

    def _preferred_left(self, cue: Candidate, left: Speaker) -> bool:
        floor = self.ctx.doc.sentences[self.tokens[cue.first].sent][0]
        if left.last != cue.first and not self._only_aside(left.last, cue.first):
            return False
        lead = left.first
        while lead > floor and (self.ctx.words[lead - 1].get("quote.open") or self.ctx.words[lead - 1].get("head.co")):
            lead -= 1
        if lead == floor:
            return True
        before = self.tokens[lead - 1]
        if self.ctx.words[lead - 1].get("kana"):
            return True
        return before.text in ",\u060c.:\u2022" or bool(self.ctx.words[lead - 1].get("topic"))

    def _only_aside(self, first: int, last: int) -> bool:
        """Whether only brackets, quotation marks and nationality adjectives stand between."""
        inside = 0
        for i in range(first, last):
            text = self.tokens[i].text
            if text == "(":
                inside += 1
            elif text == ")":
                inside -= 1
            elif inside == 0 and not (
                self.ctx.words[i].get("quote.close")
                or self.ctx.words[i].get("nisba")
                or self.ctx.words[i].get("startup.adj")
                or self.ctx.words[i].get("qad")
            ):
                return False
        return True

    def _left(self, cue: Candidate) -> Speaker | None:
        floor = self.ctx.doc.sentences[self.tokens[cue.first].sent][0]
        i = cue.first
        if i > floor and self.ctx.words[i - 1].get("qad"):
            i -= 1
        if i > floor and self.ctx.words[i - 1].get("kana"):
            i -= 1
        steps = 0
        while i > floor and steps < 12:
            speaker = self.by_last.get(i)
            if speaker is not None:
                loose = speaker.kind in ("outlet", "document", "anonymous") and speaker.name is None and i == cue.first
                governed = speaker.start > self.tokens[speaker.first].start and not self._conj(speaker)
                if not loose and (governed or self._governed(speaker.first, floor)):
                    return None
                return speaker
            token = self.tokens[i - 1]
            words = self.ctx.words[i - 1]
            if words.get("quote.close") or words.get("nisba") or words.get("startup.adj") or token.text in ")":
                if token.text == ")":
                    while i > floor and self.tokens[i - 1].text != "(":
                        i -= 1
                i -= 1
                steps += 1
                continue
            if token.text in ",\u060c":
                opened = self._comma_pair(i - 1, floor)
                if opened is None:
                    return None
                i = opened
                steps += 1
                continue
            return None
        return None

    def _conj(self, speaker: Speaker) -> bool:
        """Whether only a conjunction (not a preposition) was taken off the speaker's first word."""
        token = self.tokens[speaker.first]
        cut = self.text[token.start : speaker.start]
        return len(cut) == 1 and bool(self.ctx.words[speaker.first].get("conj.prefix") or cut in CONJ_LETTERS)

    def _governed(self, i: int, floor: int) -> bool:
        """Whether a preposition or verb right before makes the phrase at ``i`` its object."""
        j = i - 1
        while j >= floor and (self.ctx.words[j].get("quote.open") or self.ctx.words[j].get("head.company")):
            if self.tokens[j].core_start > self.tokens[j].start and self.tokens[j].text[0] not in CONJ_LETTERS:
                return True
            j -= 1
        return j >= floor and self.tokens[j].pos == "prep"

    def _comma_pair(self, comma: int, floor: int) -> int | None:
        """Start of the apposition that a comma closes, or None."""
        for j in range(comma - 1, max(floor, comma - 14) - 1, -1):
            if self.tokens[j].text in ",\u060c":
                return j
            if self.ctx.words[j].get("quote.open") and not self._quotes_name(j):
                return None
            if self.tokens[j].pos == "verb" and not self.ctx.words[j - 1].get("rel"):
                return None
        return None

    def _right(self, cue: Candidate) -> Speaker | None:
        limit = self._limit(cue)
        return self._np(cue.last, min(limit, cue.last + REACH), subject=True)

    def _np(self, i: int, limit: int, subject: bool = False) -> Speaker | None:
        """The speaker phrase that begins at or soon after token ``i``, head nouns and titles skipped."""
        steps = 0
        titled: Speaker | None = None
        while i < limit and steps < 14:
            token, words = self.tokens[i], self.ctx.words[i]
            speaker = self.by_first.get(i)
            prefixed = self._has_preposition(i, speaker)
            if speaker is not None and subject and steps > 0 and speaker.by == "speaker.anonymous-group":
                speaker = None
            if speaker is not None and not (subject and prefixed):
                if speaker.title:
                    titled = titled or speaker
                    person = self._person_after(speaker.last, limit)
                    if person is not None:
                        person.role = person.role or speaker.role
                        person.affiliation = person.affiliation or speaker.affiliation
                        return person
                    if speaker.name is None:
                        speaker.name = self._titled_before(speaker)
                    return speaker
                if speaker.kind == "organization" and speaker.strong:
                    pass
                person = self._possessed_title(speaker, limit)
                return person or speaker
            if speaker is not None and subject and prefixed:
                i = speaker.last
                steps += 1
                continue
            if self.ctx.words[i].get("comp") and (subject or steps > 0):
                return titled
            if token.text == ":" or (subject and i in self.cue_at and str(self.cue_at[i].fields["type"]) in VERBAL):
                return titled
            title = self.ctx.word(i, "title")
            if title is not None:
                i = title.last
                steps += 1
                continue
            if token.text == "(":
                close = next((j for j in range(i, min(i + 12, limit)) if self.tokens[j].text == ")"), None)
                i = (close if close is not None else i) + 1
                steps += 1
                continue
            date = self.ctx.cand(i, "date")
            if date is not None:
                i = date.last
                steps += 1
                continue
            if not subject and token.text in ".\u061f!":
                return None
            if subject and token.text in ",\u060c" and steps > 0 and not self._date_aside(i):
                return titled
            if subject and token.pos == "prep":
                i = self._skip_prep(i, limit)
                steps += 1
                continue
            if not subject and steps > 5:
                return None
            i += 1
            steps += 1
        return titled

    def _date_aside(self, comma: int) -> bool:
        return comma + 1 < len(self.tokens) and self.ctx.cand(comma + 1, "date") is not None

    def _skip_prep(self, i: int, limit: int) -> int:
        """The token after a prepositional phrase, its noun with adjectives or a name."""
        j = i + 1
        while j < limit and self.ctx.words[j].get("quote.open"):
            j += 1
        cand = self.ctx.cand(j, "company", "org", "outlet", "place", "product", "date", "person") if j < limit else None
        if cand is not None:
            return cand.last
        return min(j + 1, limit)

    def _has_preposition(self, i: int, speaker: Speaker | None) -> bool:
        token = self.tokens[i]
        start = speaker.start if speaker is not None else token.core_start
        cut = self.text[token.start : start]
        if i > 0 and self.tokens[i - 1].text and self._joiner(i - 1):
            return True
        return (bool(cut) and any(c not in CONJ_LETTERS for c in cut)) or (
            speaker is not None and start == token.start and self._fused(token)
        )

    def _joiner(self, i: int) -> bool:
        """A bare preposition letter with a tatweel, standing before a name in quotation marks."""
        return (
            len(self.tokens[i].norm) == 1
            and self.tokens[i].shape == "arabic"
            and self.tokens[i].norm not in CONJ_LETTERS
        )

    def _fused(self, token: Token) -> bool:
        """A lam fused with the article in the best reading."""
        a = token.analysis
        return (
            a is not None and bool(a.segments) and a.segments[0].kind == "proclitic" and token.core_start == token.start
        )

    def _person_after(self, i: int, limit: int) -> Speaker | None:
        for j in range(i, min(i + 10, limit)):
            found = self.by_first.get(j)
            if found is not None and found.kind == "person" and found.name and not self._has_preposition(j, found):
                return found
            if self.ctx.words[j].get("comp") or self.tokens[j].text == ":" or self.tokens[j].pos == "verb":
                return None
            if self.tokens[j].text in ",\u060c" and j + 1 < limit and self.by_first.get(j + 1) is None:
                return None
        return None

    def _possessed_title(self, org: Speaker, limit: int) -> Speaker | None:
        """A person right after an organisation that closes a title: the person speaks."""
        if org.kind not in ("organization",) or org.first == 0:
            return None
        floor = self.ctx.doc.sentences[self.tokens[org.first].sent][0]
        titles = [j for j in range(max(floor, org.first - 5), org.first) if self.ctx.words[j].get("title")]
        if not titles:
            return None
        person = self._person_after(org.last, limit)
        if person is not None:
            person.affiliation = person.affiliation or org.name
            person.role = person.role or self.text[self.tokens[titles[0]].core_start : self.tokens[org.first - 1].end]
        return person

    def _titled_before(self, speaker: Speaker) -> str | None:
        """The last cited person, for a title that resumes one."""
        people = [a for a in self.out if a.kind == "person" and a.name]
        if speaker.affiliation:
            fit = [a for a in people if a.affiliation == speaker.affiliation]
            people = fit or people
        return people[-1].name if people else self._titled(speaker)

    def _sentence_subject(self, cue: Candidate) -> Speaker | None:
        """Headline style: the sentence's first word group did one thing `and denies` another."""
        floor = self.ctx.doc.sentences[self.tokens[cue.first].sent][0]
        if self.tokens[cue.first].text[:1] not in CONJ_LETTERS:
            return None
        lead = floor
        while lead < cue.first and (
            self.tokens[lead].shape == "punct" or (self.ctx.words[lead].get("head.co") and lead not in self.by_first)
        ):
            lead += 1
        speaker = self.by_first.get(lead)
        if speaker is None or speaker.start != self.tokens[lead].start or speaker.last >= len(self.tokens):
            return None
        at = speaker.last
        while at < cue.first and self.tokens[at].shape == "punct":
            at += 1
        return speaker if self.tokens[at].pos == "verb" and at < cue.first else None

    def _inside_that(self, cue: Candidate) -> bool:
        """Whether the verb directly follows a complementizer: it is what somebody says, not who says it."""
        return cue.first > 0 and any(m.last == cue.first for m in self.ctx.words[cue.first - 1].get("comp", ()))

    def _take_up(self, speaker: Speaker | None) -> None:
        """A spokesperson `in its name` speaks for the organisation cited last."""
        if speaker is not None and speaker.by in ("speaker.spokesperson-pronoun", "speaker.spokesperson-bare"):
            cited = [a for a in self.out if a.kind == "organization" and a.name]
            if cited:
                speaker.name = speaker.affiliation = cited[-1].name

    def _told(self, cue: Candidate, after: int) -> Speaker | None:
        """The outlet that was told, in `two sources told X that`."""
        limit = self._limit(cue)
        for i in range(cue.last, min(cue.last + 14, limit)):
            if self.ctx.words[i].get("comp") or self.tokens[i].text == ":":
                return None
            found = self.by_first.get(i)
            if found is not None and found.kind == "outlet" and found.name:
                j = i - 1
                while j > cue.last and (self.ctx.words[j].get("quote.open")):
                    j -= 1
                head = self.tokens[j]
                lam = (
                    self._has_preposition(i, found)
                    or (self.ctx.words[j].get("head.outlet") and head.core_start > head.start)
                    or self._joiner(j)
                )
                if lam and not self._venue(cue.last, i):
                    return found
        return None

    def _venue(self, first: int, last: int) -> bool:
        return any(self.ctx.words[i].get("venue") for i in range(first, last))

    def _coordinated(self, speaker: Speaker) -> list[Speaker]:
        """Speakers joined to this one by a conjunction."""
        out: list[Speaker] = []
        at = speaker.last
        while at < len(self.tokens) and self.tokens[at].sent == self.tokens[speaker.first].sent:
            j = at
            while j < len(self.tokens) and (
                self.ctx.words[j].get("quote.close")
                or self.ctx.words[j].get("quote.open")
                or self.tokens[j].norm in CONJ_LETTERS
                or self.ctx.words[j].get("head.co")
            ):
                j += 1
            found = self.by_first.get(j)
            if found is None or found.kind != speaker.kind or not found.name:
                break
            joined = (
                any(self.tokens[k].norm in CONJ_LETTERS for k in range(at, j))
                or self._conj(found)
                or any(self.tokens[k].text[:1] in CONJ_LETTERS for k in range(at, j))
            )
            if not joined:
                break
            out.append(found)
            at = found.last
        return out

    def _carrier(self, cue: Candidate) -> Attribution | None:
        """Whose words go on: the last speaker of the same or the previous sentences that agrees with the verb.

        A feminine verb passes over a man, a masculine one over a company; a feminine verb whose
        sentence names an acting company before it takes that company.
        """
        sent = self.tokens[cue.first].sent
        gender = self._gender(cue)
        acting = self._acting_company(cue) if gender == "f" else None
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
            acting = self._topic_company(cue) if gender == "f" else None
        if acting is None:
            return None
        return Attribution(
            acting.first, acting.last, acting.start, acting.end, "organization", acting.entity, "asserts", acting.by
        )

    def _gender(self, cue: Candidate) -> str:
        """Gender of a cue word, by its best reading."""
        a = self.tokens[cue.last - 1].analysis
        return a.feats.get("gen", "") if a is not None else ""

    def _acting_company(self, cue: Candidate) -> Mention | None:
        """The company that follows an earlier verb of the sentence, or opens it."""
        floor = self.ctx.doc.sentences[self.tokens[cue.first].sent][0]
        for m in self.mentions:
            if m.label != "company" or not floor <= m.first < cue.first:
                continue
            j = m.first - 1
            while j >= floor and (self.ctx.words[j].get("quote.open") or self.ctx.words[j].get("head.co")):
                j -= 1
            if m.start == self.tokens[m.first].start and (j < floor or self.tokens[j].pos == "verb"):
                return m
        return None

    def _topic_company(self, cue: Candidate) -> Mention | None:
        """The company that the text is about so far: the first one of the nearest earlier sentence with any."""
        before = [m for m in self.mentions if m.label == "company" and m.start < cue.start]
        if not before:
            return None
        sent = self.tokens[before[-1].first].sent
        return next(m for m in before if self.tokens[m.first].sent == sent)

    # --- contents -----------------------------------------------------------

    def _value(self, cue: Candidate) -> str:
        for match in self.ctx.words[cue.last - 1].get("cue.say", ()):
            return match.entry.value
        return "say"

    def _is_weak(self, cue: Candidate) -> bool:
        return bool(self.ctx.words[cue.last - 1].get("cue.weak"))

    def _comp(self, first: int, limit: int) -> tuple[int, int] | None:
        """The first complementizer in a range: (its token, the token after it)."""
        for i in range(first, limit):
            found = self._comp_at(i)
            if found is not None:
                return i, found
        return None

    def _comp_at(self, i: int) -> int | None:
        """The token after the complementizer at ``i``; none after `without`, `before`, `after`."""
        found = self.ctx.word(i, "comp")
        if found is None or (i > 0 and self.ctx.words[i - 1].get("comp.blocker")):
            return None
        return found.last

    def _content(self, after: int, cue: Candidate, value: str) -> tuple[Span | None, str]:
        """Content after a cue and how it was introduced: ``comp``, ``quote``, ``colon`` or nothing."""
        limit = self._limit(cue)
        i = after
        while i < min(after + REACH, limit):
            comp = self._comp_at(i)
            if comp is not None:
                return self._clause(comp, limit, cue), "comp"
            if self.tokens[i].text == ":":
                quote = self._quote(i + 1, limit)
                if quote is not None:
                    return quote, "quote"
                return self._clause(i + 1, limit, cue), "colon"
            if self.ctx.words[i].get("quote.open"):
                named = self._quoted_name(i)
                if named:
                    i = named
                    continue
                quote = self._quote(i, limit)
                if quote is not None and quote.end - quote.start > 12:
                    return quote, "quote"
            if i > after and self._other_cue(i, cue):
                break
            i += 1
        before = self._quote_before(cue)
        if before is not None:
            return before, "quote"
        return None, ""

    def _quoted_name(self, i: int) -> int:
        """The token after a quoted name that opens at ``i``, or 0."""
        if not self._quotes_name(i):
            return 0
        cand = self.ctx.cand(i + 1, "company", "outlet", "org", "person", "product", "chip", "place")
        return cand.last + 1 if cand is not None else 0

    def _quotes_name(self, i: int) -> bool:
        cand = (
            self.ctx.cand(i + 1, "company", "outlet", "org", "person", "product", "chip", "place")
            if i + 1 < len(self.tokens)
            else None
        )
        if cand is None:
            return False
        return cand.last >= len(self.tokens) or bool(
            self.ctx.words[cand.last].get("quote.close") or self.ctx.words[cand.last].get("quote.open")
        )

    def _quote(self, i: int, limit: int) -> Span | None:
        """Inside of a quotation that opens at token ``i`` (white marks skipped); may cross sentences."""
        if i >= len(self.tokens) or not (self.ctx.words[i].get("quote.open") or self.ctx.words[i].get("quote.close")):
            return None
        opening = self.tokens[i].text
        closers = QUOTE_PAIRS.get(opening, opening)
        first = i + 1
        line_end = self.text.find("\n", self.tokens[i].end)
        for j in range(first, min(first + QUOTE_REACH, len(self.tokens))):
            if 0 <= line_end < self.tokens[j].start:
                break
            if self.tokens[j].text in closers and not self._opens_name(j):
                return self._trim(first, j)
        return self._clause(first, limit, None)

    def _opens_name(self, j: int) -> bool:
        """With the same mark on both sides: whether this one opens a quoted name rather than closes."""
        return (
            self.tokens[j].text in QUOTE_PAIRS.get(self.tokens[j].text, "")
            and self.tokens[j].space_before
            and j + 1 < len(self.tokens)
            and not self.tokens[j + 1].space_before
            and self.tokens[j + 1].shape in ("arabic", "latin")
        )

    def _quote_before(self, cue: Candidate) -> Span | None:
        """A quotation that ends right before the verb: quote first, verb last."""
        j = cue.first - 1
        floor = max(0, self.ctx.doc.sentences[max(0, self.tokens[cue.first].sent - 1)][0])
        while j > floor and self.tokens[j].text in ",\u060c":
            j -= 1
        if j <= floor or not (self.ctx.words[j].get("quote.close") or self.ctx.words[j].get("quote.open")):
            return None
        close = self.tokens[j].text
        for k in range(j - 2, max(floor - 1, j - 120), -1):
            openers = QUOTE_PAIRS.get(self.tokens[k].text)
            if openers is not None and close in openers and (k == 0 or self.tokens[k].space_before or k == floor):
                return self._trim(k + 1, j) if j - k > 3 else None
        return None

    def _clause(self, first: int, limit: int, cue: Candidate | None) -> Span | None:
        """From a token to where the cue stops governing."""
        while first < limit and (self.tokens[first].text in ",\u060c:" or self.ctx.words[first].get("quote.open")):
            if self.ctx.words[first].get("quote.open"):
                whole = self._quote(first, limit) if not self._quotes_name(first) else None
                if whole is not None:
                    return whole
                break
            first += 1
        end = limit
        own = cue.last if cue is not None else -1
        for i in range(first + 1, limit):
            token = self.tokens[i]
            after_comma = self.tokens[i - 1].text in ",\u060c" or self.tokens[i - 1].text in QUOTE_MARKS
            other = self.cue_at.get(i)
            kind = str(other.fields["type"]) if other is not None else ""
            if other is not None and other.last != own and i > own:
                conj = token.text[:1] in CONJ_LETTERS
                if kind in ("participle", "deny-participle") and (after_comma or token.space_before):
                    end = i
                    break
                if kind in ("prep", "prepverb") and after_comma:
                    end = i
                    break
                if kind in ("verb", "deny", "no_comment", "unverified") and after_comma and conj and i > first + 3:
                    end = i
                    break
            if (
                i > first + 2
                and self.ctx.words[i].get("stop.clause")
                and (after_comma or token.text[:1] in CONJ_LETTERS)
            ):
                end = i
                break
        return self._trim(first, end)

    def _trim(self, first: int, last: int) -> Span | None:
        """Raw range of tokens ``[first, last)`` without punctuation and bare conjunctions at the edges."""
        while first < last and self.tokens[first].shape == "punct" and self.tokens[first].text not in OPENERS:
            first += 1
        while last > first and (
            (self.tokens[last - 1].shape == "punct" and self.tokens[last - 1].text not in KEEP_LAST)
            or self.tokens[last - 1].norm in CONJ_LETTERS
        ):
            if self.tokens[last - 1].text in CLOSERS and self._balanced(first, last):
                break
            last -= 1
        if first >= last:
            return None
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def _balanced(self, first: int, last: int) -> bool:
        """Whether the mark that closes the range was opened inside it."""
        close = self.tokens[last - 1].text
        inside = [self.tokens[i].text for i in range(first, last - 1)]
        openers = [o for o, c in QUOTE_PAIRS.items() if close in c]
        opened = sum(inside.count(o) for o in openers)
        closed = inside.count(close) if close not in openers else 0
        return opened % 2 == 1 if close in openers else opened > closed

    def _noun_object(self, after: int, cue: Candidate, value: str) -> Span | None:
        """A noun phrase as content: announcing, expecting, accusing, describing."""
        limit = self._limit(cue)
        if value not in ("announce", "expect", "accuse", "describe", "about"):
            return None
        first = after
        while first < limit and (self.tokens[first].text in ",\u060c" or self.ctx.words[first].get("quote.close")):
            first += 1
        for _ in range(2):
            first = self._past_date(first, limit)
            first = self._past_apposition(first, limit) if first < limit else first
        if first >= limit:
            return None
        if self.ctx.words[cue.last - 1].get("cue.needs-comp"):
            return None
        if value == "about" and not self.ctx.words[first].get("relay.from"):
            return None
        if self.ctx.words[first].get("relay.from") and self.tokens[first].norm == self.tokens[first].text:
            first += 1
        return self._clause(first, limit, cue)

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
        aside = self.ctx.words[first].get("relative") or (
            token.analysis is not None and token.analysis.definite and (token.pos == "adj" or token.analysis.deriv)
        )
        if not aside or self.ctx.words[first].get("nisba"):
            step = 1 if self.ctx.words[first].get("nisba") else 0
            return min(first + step, limit - 1)
        for i in range(first, min(first + 18, limit - 1)):
            if self.tokens[i].text in ",\u060c":
                return i + 1
        return first

    def _denied(self, after: int, cue: Candidate) -> Span | None:
        """What is denied: after a complementizer, or the noun phrase after its carriers."""
        limit = self._limit(cue)
        i = after
        while i < limit and (self.tokens[i].text in ",\u060c" or self.ctx.words[i].get("quote.close")):
            i += 1
        date = self.ctx.cand(i, "date") if i < limit else None
        if date is not None:
            i = date.last
        resumed = self.tokens[cue.last - 1].analyses and any(
            a.enclitic and a.pos == "verb" for a in self.tokens[cue.last - 1].analyses
        )
        comp = self._comp(i, min(i + 24, limit))
        stop = next(
            (j for j in range(i, limit) if self.ctx.words[j].get("stop.clause") or self._other_cue(j, cue)), limit
        )
        if comp is not None and comp[0] < stop:
            return self._clause(comp[1], limit, cue)
        if resumed:
            return self._resumed(cue)
        carrier = self.ctx.word(i, "carrier") if i < limit else None
        while carrier is not None:
            i = carrier.last
            speaker = next((self.by_first[j] for j in range(i, min(i + 4, limit)) if j in self.by_first), None)
            if speaker is not None and speaker.kind in ("outlet", "anonymous") and i <= speaker.first <= i + 3:
                i = self._skip_aside(speaker.last, limit)
                date = self.ctx.cand(i, "date") if i < limit else None
                i = date.last if date is not None else i
            while i < limit and (self.ctx.words[i].get("relay.from") or self.ctx.words[i].get("about")):
                i += 1
            carrier = self.ctx.word(i, "carrier") if i < limit else None
        if i >= limit or (self.tokens[i].shape == "punct" and not self.ctx.words[i].get("quote.open")):
            return None
        return self._clause(i, limit, cue)

    def _other_cue(self, i: int, cue: Candidate) -> bool:
        """Whether another cue than a relative one begins at token ``i``."""
        other = self.cue_at.get(i)
        return other is not None and other is not cue and str(other.fields["type"]) not in ("relative", "prep")

    def _resumed(self, cue: Candidate) -> Span | None:
        """`which X denied`: what stands before the relative in the sentence."""
        floor = self.ctx.doc.sentences[self.tokens[cue.first].sent][0]
        for j in range(cue.first - 1, floor, -1):
            if self.tokens[j].text in ",\u060c":
                return self._trim(floor, j)
        return None

    def _preceding(self, cue: Candidate) -> Span | None:
        """The clause before a cue that stands at the end or in the middle of it."""
        floor, limit = self.ctx.doc.sentences[self.tokens[cue.first].sent]
        before = [
            a for a in self.out
            if a.sent == self.tokens[cue.first].sent and a.content is not None and a.content.start < cue.start
            and a.anchor < cue.start and a.content.start > a.anchor
        ]  # fmt: skip
        if before:
            last = before[-1].content
            assert last is not None
            if last.end <= cue.start + 1 or last.start < cue.start:
                first = bisect_left(self.starts, last.start)
                return self._trim(first, cue.first)
        first = floor
        for j in range(cue.first - 2, floor, -1):
            if self.ctx.words[j].get("stop.clause") and self.tokens[j - 1].text in ",\u060c":
                first = self.ctx.word(j, "stop.clause").last  # type: ignore[union-attr]
                break
        span = self._trim(first, cue.first)
        after = self.by_first.get(cue.last)
        if span is None:
            return None
        if after is not None and after.last < limit - 3 and self._short_clause(first, cue.first):
            span = self._trim(first, limit)
        if span is not None and self.tokens[first].core_start > self.tokens[first].start and first < cue.first:
            span = Span(self.tokens[first].core_start, span.end)
        return span

    def _short_clause(self, first: int, last: int) -> bool:
        """Whether the words before a cue are too few to be what is attributed: it goes on after the cue."""
        return last - first <= 5

    def _opens_sentence(self, cue: Candidate, floor: int) -> bool:
        return all(self.tokens[i].shape == "punct" or self.ctx.words[i].get("lead.in") for i in range(floor, cue.first))

    def _skip_aside(self, i: int, limit: int) -> int:
        """Past quotation marks, brackets and an apposition between commas."""
        while i < limit:
            text = self.tokens[i].text
            if self.ctx.words[i].get("quote.close") and text != "'" and self._closing(i):
                i += 1
            elif text == "(":
                close = next((j for j in range(i, min(i + 15, limit)) if self.tokens[j].text == ")"), None)
                if close is None:
                    return i
                i = close + 1
            else:
                return i
        return i

    def _closing(self, i: int) -> bool:
        """Whether a quotation mark closes: by its form, or by parity where both sides look alike."""
        text = self.tokens[i].text
        if text not in '"\u201c\u201d':
            return True
        floor = self.ctx.doc.sentences[self.tokens[i].sent][0]
        return sum(self.tokens[j].text in '"\u201c\u201d' for j in range(floor, i)) % 2 == 1

    # --- afterwards ---------------------------------------------------------

    def _extend(self) -> None:
        """A connective with a pronoun carries the same speaker's words into the next sentence."""
        for made in self.out:
            if made.content is None or made.stance == "no_comment":
                continue
            first, last = self.ctx.doc.sentences[made.sent]
            if made.content.end < self.tokens[last - 1].start or made.sent + 1 >= len(self.ctx.doc.sentences):
                continue
            a, b = self.ctx.doc.sentences[made.sent + 1]
            if not self.ctx.words[a].get("carry") or any(a <= c.first < b for c in self.cues):
                continue
            if "\n" in self.text[made.content.end : self.tokens[a].start]:
                continue
            span = self._trim(a, b)
            if span is not None:
                made.content = Span(made.content.start, span.end)

    def _declined(self) -> None:
        """`X said that it does not comment` is X's refusal, not a statement."""
        for silent in [a for a in self.out if a.stance == "no_comment" and a.cue is not None]:
            for made in self.out:
                if made.content is None or made.stance != "asserts" or silent.cue_span is None:
                    continue
                if 0 <= silent.cue_span.start - made.content.start <= 4 and made.content.end >= silent.cue_span.end:
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


CONJ_LETTERS = "\u0648\u0641"
"""The two conjunctions that are written on to the next word."""
QUOTE_PAIRS = {
    "\u00ab": "\u00bb", "\u201c": "\u201d\u201c", "\u201d": "\u201d\u201c", '"': '"', "\u2039": "\u203a",
    "\u2018": "\u2019", "'": "'", "\u00bb": "\u00bb\u00ab",
}  # fmt: skip
QUOTE_MARKS = frozenset("\u00ab\u00bb\u201c\u201d\"\u2039\u203a\u2018\u2019'")
OPENERS = frozenset('\u00ab\u201c"\u2039(\u2022#$\u20ac')
CLOSERS = frozenset("\u00bb\u201d\"\u203a\u2019'\u201c")
TITLE_EDGES = ' "\u00ab\u201c'
KEEP_LAST = frozenset("%\u066a)$\u20ac")
