"""Who may be cited, and who is cited by a cue: noun phrases before, after and around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimx.candidates.context import Context
from claimx.model.candidate import Candidate, Capture
from claimx.model.doc import Token
from claimx.model.mention import Attribution, Mention
from claimx.model.record import SourceKind
from claimx.reconcile.cues import Cues
from claimx.reconcile.quotation import CONJ_LETTERS, Quotations

REACH = 32
"""Tokens that may stand between a verb and its speaker, or a speaker and the complementizer."""
VERBAL = frozenset({"verb", "deny", "no_comment", "relative", "prepverb"})
TITLE_EDGES = ' "\u00ab\u201c'


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


class Speakers:
    """The noun phrases of a document that can be cited, by their first and last tokens.

    Args:
        ctx: the document after the phase ``speakers``.
        mentions: resolved mentions.
        cues: its cues.
        quotes: its quotations.
        made: the attributions found so far, a live list.
    """

    def __init__(
        self, ctx: Context, mentions: Sequence[Mention], cues: Cues, quotes: Quotations, made: Sequence[Attribution]
    ) -> None:
        self.ctx = ctx
        self.tokens = ctx.doc.tokens
        self.text = ctx.doc.text
        self.mentions = mentions
        self.cues = cues
        self.quotes = quotes
        self.made = made
        self.mention_at: dict[int, list[Mention]] = {}
        for m in mentions:
            self.mention_at.setdefault(m.first, []).append(m)
        self.by_first: dict[int, Speaker] = {}
        self.by_last: dict[int, Speaker] = {}
        for s in self._build():
            if s.first not in self.by_first or _rank(s) > _rank(self.by_first[s.first]):
                self.by_first[s.first] = s
            if s.last not in self.by_last or _rank(s) > _rank(self.by_last[s.last]):
                self.by_last[s.last] = s

    def _build(self) -> list[Speaker]:
        out: list[Speaker] = []
        kinds: dict[str, SourceKind] = {
            "company": "organization", "org": "organization", "person": "person", "outlet": "outlet",
        }  # fmt: skip
        for m in self.mentions:
            if m.label in kinds:
                out.append(
                    Speaker(
                        m.first,
                        m.last,
                        m.start,
                        m.end,
                        kinds[m.label],
                        m.entity,
                        m.by,
                        role=m.role,
                        affiliation=m.affiliation,
                    )
                )
        owner: dict[int, int] = {}
        for k, m in enumerate(self.mentions):
            if m.mention in ("name", "model"):
                owner.update(dict.fromkeys(range(m.first, m.last), k))
        for here in self.ctx.cands:
            for c in here.get("date", ()):
                owner.update(dict.fromkeys(range(c.first, c.last), -1 - c.first))
        phrases = [
            c for here in self.ctx.cands for c in here.get("speaker", ())
            if c.first not in owner or owner[c.first] != owner.get(c.last - 1)
            if not (c.fields["kind"] == "org-phrase" and any(i in owner for i in range(c.first, c.last)))
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
        if kind == "org-noun":
            named = [m for m in self.mentions_before(cand) if m.label == "org"]
            return replace(speaker, name=named[-1].entity if named else self.text[cand.start : cand.end])
        if kind == "org-phrase":
            return replace(speaker, name=self.text[cand.start : cand.end], strong=False)
        if kind == "title":
            role = self.text[cand.start : (inner.start if inner else cand.end)].strip(TITLE_EDGES)
            return replace(speaker, kind="person", strong=False, role=role, affiliation=name, title=True)
        return replace(speaker, kind="anonymous")

    def mentions_before(self, cand: Candidate) -> Sequence[Mention]:
        """Mentions that end before a phrase begins."""
        return [m for m in self.mentions if m.end <= cand.start]

    def _named_inside(self, inner: Capture) -> str | None:
        """Canonical name of the mention inside a capture, else its text."""
        for i in range(inner.first, inner.last):
            for m in self.mention_at.get(i, ()):
                if m.end <= inner.end:
                    return m.entity
        return self.text[inner.start : inner.end]

    def subject(self, cue: Candidate) -> tuple[Speaker | None, int]:
        """Speaker of a verb and the token after it (or after the verb)."""
        left = self.left(cue)
        if left is not None and self._preferred_left(cue, left):
            return left, cue.last
        right = self._right(cue)
        if right is not None:
            return right, self.quotes.skip_aside(right.last, self.cues.limit(cue))
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

    def left(self, cue: Candidate) -> Speaker | None:
        """The speaker right before a verb, asides skipped, unless a preposition or verb governs it."""
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
                governed = speaker.start > self.tokens[speaker.first].start and not self.conj(speaker)
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
            if words.get("relative"):
                if str(cue.fields["type"]) == "verb" and (self.cues.is_weak(cue) or self.cues.value(cue) != "say"):
                    return None
                i -= 1
                while i > floor and (self.tokens[i - 1].text in ",\u060c" or self.ctx.words[i - 1].get("quote.close")):
                    i -= 1
                return self.by_last.get(i)
            if token.text in ",\u060c":
                opened = self._comma_pair(i - 1, floor)
                if opened is None:
                    return None
                i = opened
                steps += 1
                continue
            return None
        return None

    def conj(self, speaker: Speaker) -> bool:
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
            if self.ctx.words[j].get("quote.open") and not self.quotes.quotes_name(j):
                return None
            if self.tokens[j].pos == "verb" and not self.ctx.words[j - 1].get("rel"):
                return None
        return None

    def _right(self, cue: Candidate) -> Speaker | None:
        limit = min(self.cues.limit(cue), cue.last + REACH)
        if str(cue.fields["type"]) == "no_comment":
            asked = (i for i in range(cue.last, limit) if self.ctx.words[i].get("asked"))
            limit = next(asked, limit)
        return self.np(cue.last, limit, subject=True)

    def np(self, i: int, limit: int, subject: bool = False) -> Speaker | None:
        """The speaker phrase that begins at or soon after token ``i``, head nouns and titles skipped."""
        steps = 0
        titled: Speaker | None = None
        while i < limit and steps < 14:
            token = self.tokens[i]
            speaker = self.by_first.get(i)
            prefixed = self.has_preposition(i, speaker)
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
                if speaker.kind == "anonymous":
                    named = self.by_first.get(speaker.last)
                    if named is not None and named.kind == "person" and not named.title:
                        return replace(named, role=named.role or self.text[speaker.start : speaker.end])
                return self._possessed_title(speaker, limit) or speaker
            if speaker is not None and subject and prefixed:
                i = speaker.last
                steps += 1
                continue
            if subject and speaker is None and self._governing_head(i):
                told = next((self.by_first[j] for j in range(i + 1, min(i + 4, limit)) if j in self.by_first), None)
                i = told.last if told is not None else i + 1
                steps += 1
                continue
            if self.ctx.words[i].get("comp") and (subject or steps > 0):
                return titled
            if token.text == ":" or (subject and i in self.cues.at and str(self.cues.at[i].fields["type"]) in VERBAL):
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

    def _governing_head(self, i: int) -> bool:
        """Whether a head noun with a preposition written on to it stands here: what follows is told, not telling."""
        words = self.ctx.words[i]
        if not (words.get("head.outlet") or words.get("head.co") or words.get("venue")):
            return False
        token = self.tokens[i]
        return token.core_start > token.start and token.text[0] not in CONJ_LETTERS

    def unlisted(self, cue: Candidate, quoting: bool) -> Speaker | None:
        """An explicit subject that nothing recognised: unknown names, or a noun phrase, right after the verb.

        Args:
            cue: a finite verb.
            quoting: whether a clause or quotation follows, so that a noun can only be the speaker.
        """
        limit = min(self.cues.limit(cue), cue.last + 6)
        first = cue.last
        if first >= limit or self.tokens[first].shape != "arabic":
            return None
        last = first
        while last < limit and self.tokens[last].pos == "noun_prop" and not self.ctx.cand(last, "date"):
            last += 1
        if first < last < limit and self._family_name(last, limit):
            last += 1
        kind: SourceKind = "organization" if self.cues.gender(cue) == "f" else "person"
        name: str | None = None
        if last == first:
            head = self.tokens[first]
            words = self.ctx.words[first]
            if (
                not quoting
                or head.pos != "noun"
                or words.get("adverbial")
                or words.get("comp")
                or head.core_start > head.start
            ):
                return None
            if self.ctx.cand(first, "date", "quantity", "chip") is not None or words.get("comment"):
                return None
            last = first + 1
            while last < limit and self.tokens[last].pos in ("noun", "adj") and self.tokens[last].analysis is not None:
                reading = self.tokens[last].analysis
                if reading is None or not reading.definite or self.ctx.words[last].get("comment"):
                    break
                last += 1
            kind = "anonymous"
        span = self.text[self.tokens[first].start : self.tokens[last - 1].end]
        if kind != "anonymous":
            name = span
        return Speaker(
            first, last, self.tokens[first].start, self.tokens[last - 1].end, kind, name, cue.by, strong=False
        )

    def _family_name(self, i: int, limit: int) -> bool:
        """Whether an ordinary word between a name and what is said, or a comma, can only be the rest of the name."""
        token, words = self.tokens[i], self.ctx.words[i]
        if token.shape != "arabic" or token.pos in ("prep", "conj", "conj_sub", "verb_pseudo", "part_neg", "adv"):
            return False
        if words.get("comp") or words.get("adverbial") or self.ctx.cand(i, "date", "quantity") is not None:
            return False
        if i + 1 >= limit:
            return False
        after = self.ctx.words[i + 1]
        return bool(after.get("comp") or after.get("quote.open")) or self.tokens[i + 1].text in ":,\u060c"

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

    def has_preposition(self, i: int, speaker: Speaker | None) -> bool:
        """Whether a preposition is written on to the word at ``i`` or stands before it as a bare letter."""
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
            if found is not None and found.kind == "person" and found.name and not self.has_preposition(j, found):
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
        people = [a for a in self.made if a.kind == "person" and a.name]
        if speaker.affiliation:
            fit = [a for a in people if a.affiliation == speaker.affiliation]
            people = fit or people
        return people[-1].name if people else self.titled(speaker)

    def titled(self, speaker: Speaker) -> str | None:
        """The person of the document who bears a title that stands without a name."""
        people = [m for m in self.mentions if m.label == "person"]
        return people[0].entity if people else None

    def sentence_subject(self, cue: Candidate) -> Speaker | None:
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

    def told(self, cue: Candidate, after: int) -> Speaker | None:
        """The outlet that was told, in `two sources told X that`."""
        limit = self.cues.limit(cue)
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
                    self.has_preposition(i, found)
                    or (self.ctx.words[j].get("head.outlet") and head.core_start > head.start)
                    or self._joiner(j)
                )
                if lam and not self._venue(cue.last, i):
                    return found
        return None

    def _venue(self, first: int, last: int) -> bool:
        return any(self.ctx.words[i].get("venue") for i in range(first, last))

    def coordinated(self, speaker: Speaker) -> list[Speaker]:
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
                or self.conj(found)
                or any(self.tokens[k].text[:1] in CONJ_LETTERS for k in range(at, j))
            )
            if not joined:
                break
            out.append(found)
            at = found.last
        return out

    def acting_company(self, cue: Candidate) -> Mention | None:
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

    def topic_company(self, cue: Candidate) -> Mention | None:
        """The company that the text is about so far: the first one of the nearest earlier sentence with any."""
        before = [m for m in self.mentions if m.label == "company" and m.start < cue.start]
        if not before:
            return None
        sent = self.tokens[before[-1].first].sent
        return next(m for m in before if self.tokens[m.first].sent == sent)

    def take_up(self, speaker: Speaker | None) -> None:
        """A spokesperson `in its name` speaks for the organisation cited last."""
        if speaker is not None and speaker.by in ("speaker.spokesperson-pronoun", "speaker.spokesperson-bare"):
            cited = [a for a in self.made if a.kind == "organization" and a.name]
            if cited:
                speaker.name = speaker.affiliation = cited[-1].name


def _rank(s: Speaker) -> tuple[int, bool]:
    return s.last - s.first, s.strong
