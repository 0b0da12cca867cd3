"""Claims: each event or state that involves a company or a chip.

A trigger is a finite verb outside reporting cues, or the verbal noun to which a
planning, beginning or announcing verb gives way. Its clause runs to the next
trigger or clause border; the subject is looked for after the verb, then before
it, then carried over; the other records of the clause are its arguments.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.candidates.context import Context
from claimx.model.doc import Span, Token
from claimx.model.draft import DateDraft, QuantityDraft
from claimx.model.mention import Attribution, ClaimMention, DenialMention, Mention
from claimx.model.record import Status
from claimx.reconcile.denial import link_targets

DEFER_REACH = 14
"""Tokens within which a deferring verb's verbal noun must follow, its subject and asides between."""
Value = QuantityDraft | DateDraft
FUTURE = frozenset({"sa_fut", "li_jus", "li_sub"})
"""Proclitics that put an imperfect verb into the future or make it a purpose."""
INERT = frozenset({"company", "chip", "person", "outlet", "org", "product", "place", "quantity", "date", "nominal"})
"""Candidates whose words trigger nothing."""
COMMAS = frozenset(",\u060c\u061b;:")


@dataclass(slots=True)
class Trigger:
    """A trigger word: its token, and the verb that introduced it (or itself)."""

    token: int
    head: int
    status: Status | None
    nominal: bool


def assemble_claims(
    ctx: Context,
    mentions: Sequence[Mention],
    quantities: Sequence[QuantityDraft],
    dates: Sequence[DateDraft],
    attributions: Sequence[Attribution],
    denials: Sequence[DenialMention],
) -> list[ClaimMention]:
    """All claims of the document, tied to their sources and denials.

    Args:
        ctx: the document.
        mentions, quantities, dates: the possible participants, with ``first``, ``last``, ``start``, ``end``.
        attributions, denials: who says so, who denies it.
    """
    claims = _Assembler(ctx, mentions, [*quantities, *dates], attributions, denials).run()
    link_targets(ctx, denials, claims, attributions)
    return claims


class _Assembler:
    def __init__(
        self,
        ctx: Context,
        mentions: Sequence[Mention],
        values: Sequence[Value],
        attributions: Sequence[Attribution],
        denials: Sequence[DenialMention],
    ) -> None:
        self.ctx = ctx
        self.tokens = ctx.doc.tokens
        self.companies = sorted((m for m in mentions if m.label == "company"), key=lambda m: m.first)
        self.chips = [m for m in mentions if m.label == "chip"]
        self.attributions = attributions
        self.starts = [token.start for token in self.tokens]
        self.denials = denials
        self.cue_tokens = {i for a in attributions if a.cue for i in range(*a.cue)}
        self.cue_of = {a.cue[1] - 1: a for a in attributions if a.cue}
        self.by_sent: dict[int, list[Mention]] = {}
        for m in self.companies:
            self.by_sent.setdefault(self.tokens[m.first].sent, []).append(m)
        self.chips_in: dict[int, list[Mention]] = {}
        for m in self.chips:
            self.chips_in.setdefault(self.tokens[m.first].sent, []).append(m)
        self.values_in: dict[int, list[Value]] = {}
        for v in values:
            self.values_in.setdefault(self.tokens[v.first].sent, []).append(v)
        self.named: dict[str | None, Mention] = {}
        for m in self.companies:
            self.named.setdefault(m.entity, m)
        self.company_starts = [m.start for m in self.companies]
        self.covering = self._coverage()

    def _denying(self, trigger: Trigger) -> bool:
        """Whether a trigger stands in a plain statement that denies: it is the denial, not a claim of its own."""
        start = self.tokens[trigger.token].start
        return any(d.content is None and d.start <= start < d.end for d in self.denials)

    def _coverage(self) -> dict[int, list[Attribution]]:
        """Attributions by each sentence that their content touches."""
        out: dict[int, list[Attribution]] = {}
        for a in self.attributions:
            if a.content is None:
                continue
            first = self.tokens[max(0, bisect_right(self.starts, a.content.start) - 1)].sent
            last = self.tokens[max(0, bisect_left(self.starts, a.content.end) - 1)].sent
            for sent in range(first, last + 1):
                out.setdefault(sent, []).append(a)
        return out

    def run(self) -> list[ClaimMention]:
        out: list[ClaimMention] = []
        for number, (first, last) in enumerate(self.ctx.doc.sentences):
            triggers = [t for t in self._triggers(first, last) if not self._denying(t)]
            for k, trigger in enumerate(triggers):
                begin = triggers[k - 1].token + 1 if k else first
                end = triggers[k + 1].head if k + 1 < len(triggers) else last
                claim = self._claim(number, trigger, begin, self._border(trigger.token + 1, end), out)
                if claim is not None:
                    out.append(claim)
        return out

    # --- triggers -----------------------------------------------------------

    def _triggers(self, first: int, last: int) -> list[Trigger]:
        out: list[Trigger] = []
        taken: set[int] = set()
        for i in range(first, last):
            if i in taken:
                continue
            token = self.tokens[i]
            if i in self.cue_tokens:
                noun = self._announced(i, last)
                if noun is not None and noun not in taken:
                    taken.add(noun)
                    planned = any(self.ctx.words[j].get("claim.plan.noun") for j in range(i + 1, noun))
                    out.append(Trigger(noun, i, "planned" if planned else self._cue_status(i), True))
                continue
            verb = token.pos == "verb"
            if not verb and not self._nominal_head(i):
                continue
            if self._is_name(i) or self.ctx.cand(i, "undisclosed") is not None:
                continue
            words = self.ctx.words[i]
            defer = next((m for m in words.get("claim.defer", ())), None)
            if defer is not None or words.get("claim.plan.noun"):
                reach = DEFER_REACH if verb and not words.get("cue.say") else 3
                noun = self._verbal_noun(i + 1, min(last, i + 1 + reach))
                if noun is not None and noun not in taken:
                    taken.add(noun)
                    status = defer.entry.value if defer is not None else "planned"
                    out.append(Trigger(noun, i, status, True))  # type: ignore[arg-type]
                    continue
            if not verb or self.ctx.cand(i, "nontrigger") is not None:
                continue
            if words.get("claim.passive"):
                noun = self._verbal_noun(i + 1, min(last, i + 3))
                if noun is not None:
                    taken.add(noun)
                    out.append(Trigger(noun, i, None, True))
                continue
            own = defer.entry.value if defer is not None and defer.entry.value != "asserted" else None
            out.append(Trigger(i, i, own, False))  # type: ignore[arg-type]
        return out

    def _is_name(self, i: int) -> bool:
        """Whether the token is inside a name, a description, a chip, a quantity or a date."""
        for first in range(max(0, i - 4), i + 1):
            for label, cands in self.ctx.cands[first].items():
                if label in INERT and any(c.last > i for c in cands):
                    return True
        return False

    def _nominal_head(self, i: int) -> bool:
        return bool(self.ctx.words[i].get("claim.plan.noun")) and self.ctx.cand(i, "nontrigger") is None

    def _verbal_noun(self, first: int, limit: int) -> int | None:
        """The verbal noun (or subjunctive verb) that a deferring word governs."""
        for i in range(first, limit):
            token = self.tokens[i]
            if token.text == "." or self.ctx.words[i].get("clause.break") or self.ctx.words[i].get("stop.clause"):
                return None
            if self._is_name(i):
                continue
            if self._masdar(i):
                return i
            if token.pos == "verb":
                return None
        return None

    def _masdar(self, i: int) -> bool:
        """Whether a token is a verbal noun that names an event, not a thing."""
        words = self.ctx.words[i]
        if words.get("claim.plan.noun") or words.get("claim.thing"):
            return False
        return any(a.deriv == "masdar" for a in self.tokens[i].analyses[:2]) and self.tokens[i].pos in ("noun", "verb")

    def _announced(self, cue: int, last: int) -> int | None:
        """The verbal noun (or plain noun) at the head of what is announced, expected or denied without `that`."""
        made = self.cue_of.get(cue)
        if made is None or made.content is None or made.content.start < self.tokens[cue].end:
            return None
        first = bisect_left(self.starts, made.content.start)
        if not cue < first < min(last, cue + 16):
            return None
        lead = self.tokens[first - 1]
        if any(self.ctx.words[j].get("comp") for j in range(max(cue, first - 2), first)):
            return None
        if lead.text == ":" or self.ctx.words[lead.i].get("quote.open"):
            return None
        for j in range(first, min(first + 3, last)):
            if self._masdar(j) and not self._is_name(j):
                return j
            if self.tokens[j].pos == "verb":
                return None
        head = self.tokens[first]
        plain = head.pos == "noun" and not self._is_name(first) and not self.ctx.words[first].get("claim.thing")
        return first if plain and self._governs_noun(cue) else None

    def _governs_noun(self, cue: int) -> bool:
        """Whether the cue announces, forecasts or denies, so that a plain noun can name the event."""
        values = {m.entry.value for m in self.ctx.words[cue].get("cue.say", ())}
        return bool(values & {"expect", "announce"}) or bool(self.ctx.words[cue].get("cue.deny"))

    def _cue_status(self, cue: int) -> Status | None:
        made = self.cue_of.get(cue)
        if made is not None and made.stance == "denies":
            return "negated"
        for match in self.ctx.words[cue].get("cue.say", ()):
            if match.entry.value == "expect":
                return "possible"
        return None

    def _border(self, first: int, limit: int) -> int:
        """End of the clause that begins before ``first``: a border word, or a comma before a new clause."""
        for i in range(first, limit):
            if self.ctx.words[i].get("clause.break") and not self._is_name(i):
                return i
            if i in self.cue_tokens:
                return i
        return limit

    # --- one claim ----------------------------------------------------------

    def _claim(
        self, sentence: int, trigger: Trigger, begin: int, end: int, earlier: Sequence[ClaimMention]
    ) -> ClaimMention | None:
        floor = self._floor(trigger, begin)
        subject, how = self._subject(sentence, trigger, floor, end, earlier)
        inside = [m for m in self.by_sent.get(sentence, ()) if floor <= m.first and m.last <= end]
        chips = [
            m
            for m in self.chips_in.get(sentence, ())
            if trigger.head < m.first < end or (floor <= m.first < trigger.head)
        ]
        if subject is None and not inside and not chips:
            return None
        if subject is None and not chips and how in ("none", "actor"):
            return None
        args: list[object] = [m for m in inside if m is not subject and (subject is None or m.entity != subject.entity)]
        args += [c for c in chips if not any(c.first >= m.first and c.last <= m.last for m in inside)]
        args += [v for v in self.values_in.get(sentence, ()) if floor <= v.first and v.last <= end]
        word = self.tokens[trigger.token]
        start = self._trigger_start(word)
        first_token, last_token = min(floor, trigger.head), max(end - 1, trigger.token)
        while last_token > trigger.token and self.tokens[last_token].shape == "punct":
            last_token -= 1
        source = self._source(start)
        if source is None and not args and how not in ("after", "before"):
            return None  # background: nobody says it, and no company or chip stands in the clause itself
        status = self._status(trigger, floor, source)
        analysis = next((a for a in word.analyses if a.pos == "verb" or a.deriv == "masdar"), word.analysis)
        lemma = (analysis.base or analysis.lemma) if analysis else word.norm
        return ClaimMention(
            self.tokens[first_token].core_start, self.tokens[last_token].end, Span(start, word.end), trigger.token,
            lemma,
            subject.entity if subject else None, subject, args, source, status,
            "claim.verbal-noun" if trigger.nominal else "claim.verb", 0.7 if how in ("after", "before") else 0.5,
        )  # fmt: skip

    def _trigger_start(self, token: Token) -> int:
        for a in token.analyses:
            if a.pos == "verb" or a.deriv == "masdar":
                cut = 0
                for segment in a.segments:
                    if segment.kind != "proclitic":
                        break
                    cut = segment.end
                return token.start + cut
        return token.core_start

    def _floor(self, trigger: Trigger, begin: int) -> int:
        """First token of the clause before the trigger's head."""
        floor = begin
        for i in range(trigger.head - 1, begin - 1, -1):
            words = self.ctx.words[i]
            if (words.get("clause.break") or words.get("comp")) and not words.get("relative"):
                floor = i + 1
                break
            if i in self.cue_tokens:
                floor = i + 1
                break
            if self.tokens[i].text in COMMAS and self._verb_first(trigger):
                floor = i + 1
                break
        return floor

    def _verb_first(self, trigger: Trigger) -> bool:
        return self.tokens[trigger.head].text[:1] == "\u0648"

    def _subject(
        self, sentence: int, trigger: Trigger, floor: int, end: int, earlier: Sequence[ClaimMention]
    ) -> tuple[Mention | None, str]:
        head = trigger.head
        verb = next((a for a in self.tokens[head].analyses if a.pos == "verb"), None)
        first_person = verb is not None and verb.feats.get("per") == "1"
        if first_person or (verb is None and self._first_person(trigger)):
            speaker = self._speaker_company(self.tokens[trigger.token].start, sentence)
            if speaker is not None:
                return speaker, "speaker"
        before = [m for m in self.by_sent.get(sentence, ()) if floor <= m.first and m.last <= head]
        after = [m for m in self.by_sent.get(sentence, ()) if head < m.first and m.last <= end]
        leading = [m for m in before if not self._after_preposition(m) and self._adjoins(m, head)]
        if leading and head > self.ctx.doc.sentences[sentence][0]:
            return leading[-1], "before"
        if after and verb is not None and self._follows(head, after[0]):
            return after[0], "after"
        relative = self._relative_of(head, floor)
        if relative is not None:
            return relative, "before"
        if self._other_actor(head, end):
            return (after[0], "object") if after else (None, "actor")
        free = [m for m in before if not self._after_preposition(m) and self._reaches(m, head)]
        if free:
            return free[0], "before"
        carried = self._carried(sentence, trigger, earlier)
        if carried is not None and (
            trigger.head != trigger.token
            or self._pronominal(trigger)
            or self._agrees_with_company(head)
            or self._possessed(trigger, end)
            or self._values_inside(trigger, end)
        ):
            return carried, "carried"
        if after:
            return after[0], "object"
        if before:
            return before[0], "object"
        return None, "none"

    def _adjoins(self, m: Mention, head: int) -> bool:
        """Whether a company opens its clause and only marks, brackets and its adjectives stand before the verb."""
        floor = self.ctx.doc.sentences[self.tokens[head].sent][0]
        lead = m.first - 1
        while lead >= floor and (self.tokens[lead].shape == "punct" or self.ctx.words[lead].get("head.co")):
            lead -= 1
        if lead >= floor and not self.ctx.words[lead].get("topic"):
            return False
        return all(
            self.tokens[i].shape == "punct"
            or self.ctx.words[i].get("nisba")
            or self.ctx.words[i].get("startup.adj")
            or self.ctx.words[i].get("qad")
            for i in range(m.last, head)
        )

    def _other_actor(self, head: int, end: int) -> bool:
        """Whether a person, an authority or an outlet stands right at the verb as its subject."""
        nxt = self.ctx.cand(head + 1, "org", "person", "outlet", "place") if head + 1 < end else None
        if nxt is not None and nxt.start == self.tokens[head + 1].start:
            return True
        for back in range(1, 5):
            if head - back < 0:
                return False
            prev = self.ctx.cand(head - back, "org", "person", "outlet", "place")
            if prev is not None and prev.last == head:
                cut = self.ctx.doc.text[self.tokens[prev.first].start : prev.start]
                return cut in ("", "\u0648") and (
                    prev.first == 0 or self.tokens[prev.first - 1].pos not in ("prep", "noun")
                )
        return False

    def _reaches(self, m: Mention, head: int) -> bool:
        """Whether nothing that could be a subject itself stands between a company and the verb."""
        inside = False
        for i in range(m.last, head):
            if self.tokens[i].text in "(":
                inside = True
            elif self.tokens[i].text in ")":
                inside = False
            elif not inside and self.ctx.cand(i, "org", "person", "place", "outlet") is not None:
                return False
        return True

    def _possessed(self, trigger: Trigger, end: int) -> bool:
        """Whether the noun right after (or before) the verb carries a pronoun or stands for its company."""
        for i in (trigger.head + 1, trigger.head - 1, trigger.head - 2):
            if 0 <= i < end:
                token = self.tokens[i]
                if any(a.enclitic for a in token.analyses[:1]) or self.ctx.words[i].get("claim.part"):
                    return True
        return False

    def _values_inside(self, trigger: Trigger, end: int) -> bool:
        return any(trigger.head < v.first < end for v in self.values_in.get(self.tokens[trigger.head].sent, ()))

    def _first_person(self, trigger: Trigger) -> bool:
        return any(a.enclitic.startswith("1") for a in self.tokens[trigger.token].analyses[:1])

    def _pronominal(self, trigger: Trigger) -> bool:
        """Whether a suffix on the complementizer or the noun after the verb points back to the speaker or topic."""
        before = self.tokens[trigger.head - 1] if trigger.head else None
        if before is not None and self.ctx.words[before.i].get("comp"):
            return any(a.enclitic for a in before.analyses) or len(before.norm) > 2
        return False

    def _agrees_with_company(self, head: int) -> bool:
        """Whether the verb is third person feminine singular: what a company takes."""
        return any(
            a.pos == "verb" and a.feats.get("per") == "3" and a.feats.get("gen") == "f" and a.feats.get("num") == "s"
            for a in self.tokens[head].analyses[:2]
        )

    def _follows(self, head: int, m: Mention) -> bool:
        """Whether a company after the verb is its subject: only head nouns, marks and parts between, no preposition."""
        if self._after_preposition(m):
            return False
        for i in range(head + 1, m.first):
            words = self.ctx.words[i]
            token = self.tokens[i]
            if token.shape == "punct" and token.text not in COMMAS:
                continue
            if (
                words.get("head.co")
                or words.get("claim.part")
                or words.get("head.company")
                or words.get("head.product")
            ):
                if token.core_start > token.start and token.text[0] not in "\u0648\u0641":
                    return False
                continue
            described = self.ctx.words[head + 1].get("head.co") and token.pos in ("noun", "adj")
            if described and token.analysis is not None and token.analysis.definite:
                continue
            if self.ctx.cand(i, "date") is not None or token.pos in ("adv", "part_verb"):
                continue
            if token.pos == "prep" and token.analysis is not None and token.analysis.enclitic:
                continue
            return False
        return True

    def _after_preposition(self, m: Mention) -> bool:
        token = self.tokens[m.first]
        cut = self.ctx.doc.text[token.start : m.start]
        if cut and cut[-1] not in "\u0648\u0641":
            return True
        j = m.first - 1
        while (
            j >= 0
            and self.tokens[j].sent == token.sent
            and (
                self.ctx.words[j].get("quote.open")
                or self.ctx.words[j].get("head.co")
                or self.ctx.words[j].get("head.company")
            )
        ):
            word = self.tokens[j]
            if word.shape == "arabic" and word.core_start > word.start and word.text[0] not in "\u0648\u0641":
                return True
            j -= 1
        if j < 0 or self.tokens[j].sent != token.sent:
            return False
        return self.tokens[j].pos == "prep" or (
            len(self.tokens[j].norm) == 1 and self.tokens[j].norm in "\u0628\u0644\u0643"
        )

    def _relative_of(self, head: int, floor: int) -> Mention | None:
        """The company that a relative clause describes."""
        for i in range(head - 1, max(floor - 1, head - 4), -1):
            if self.ctx.words[i].get("relative"):
                near = [m for m in self.by_sent.get(self.tokens[i].sent, ()) if m.last <= i and i - m.last <= 3]
                return near[-1] if near else None
            if self.tokens[i].text in COMMAS:
                return None
        return None

    def _carried(self, sentence: int, trigger: Trigger, earlier: Sequence[ClaimMention]) -> Mention | None:
        """Subject taken over: the speaker behind `that it`, an earlier clause of the sentence, the last claim."""
        start = self.tokens[trigger.token].start
        source = self._source(start)
        if source is not None and source.kind in ("organization", "person", "document"):
            company = self._company_named(
                source.affiliation or (source.name if source.kind == "organization" else None)
            )
            same_source = [c for c in earlier[-40:] if c.source is source and c.subject_mention is not None]
            if company is not None and (self._pronominal(trigger) or not same_source):
                return company
        cue = self._cue_subject(trigger.head)
        if cue is not None:
            return cue
        recent = earlier[-40:]
        same = [c for c in recent if c.subject_mention is not None and self.tokens[c.token].sent == sentence]
        if same:
            return same[-1].subject_mention
        here = [m for m in self.by_sent.get(sentence, ()) if m.last <= trigger.head]
        if here:
            return here[0]
        previous = [c for c in recent if c.subject_mention is not None and sentence - self.tokens[c.token].sent <= 2]
        return previous[-1].subject_mention if previous else None

    def _cue_subject(self, head: int) -> Mention | None:
        """The organisation that announces, for the verbal noun that it announces."""
        made = self.cue_of.get(head)
        if made is None:
            return None
        return self._company_named(made.affiliation or made.name)

    def _company_named(self, name: str | None) -> Mention | None:
        return self.named.get(name) if name is not None else None

    def _speaker_company(self, start: int, sentence: int) -> Mention | None:
        source = self._source(start)
        if source is None:
            return None
        found = self._company_named(source.affiliation or (source.name if source.kind == "organization" else None))
        if found is not None:
            return found
        at = bisect_left(self.company_starts, start)
        return self.companies[at - 1] if at and source.kind == "person" else None

    def _source(self, start: int) -> Attribution | None:
        """The innermost attribution whose content holds the trigger."""
        sent = self.tokens[bisect_left(self.starts, start)].sent if start <= self.starts[-1] else self.tokens[-1].sent
        covering = [a for a in self.covering.get(sent, ()) if a.content and a.content.start <= start < a.content.end]
        asserting = [a for a in covering if a.stance != "denies"] or covering
        if not asserting:
            return None
        return min(asserting, key=lambda a: (a.content.end - a.content.start, a.start) if a.content else (0, 0))

    def _status(self, trigger: Trigger, floor: int, source: Attribution | None) -> Status:
        head = trigger.head
        if trigger.status is not None and trigger.status != "asserted":
            if trigger.status in ("planned", "possible") and self._negated(head, floor):
                return "negated"
            return trigger.status
        if self._negated(head, floor):
            return "negated"
        window = range(max(floor, head - 4), head)
        lead = self._lead(floor)
        if any(self.ctx.words[i].get("doubt") and self._doubts(i, head) for i in window):
            return "possible"
        if any(self.ctx.words[i].get("doubt") and not self.ctx.words[i].get("qad") for i in lead):
            return "possible"
        if any(self.ctx.words[i].get("scheduled") for i in (*lead, *window)):
            return "planned"
        token = self.tokens[head]
        if any(self.ctx.words[i].get("future.word") for i in window):
            return "planned"
        if any(FUTURE & set(a.proclitics) for a in token.analyses[:1]):
            return "planned"
        if any(self.ctx.words[i].get("provided.that") for i in range(max(floor, head - 2), head)):
            return "planned"
        if source is not None and source.cue is not None:
            values = [m.entry.value for m in self.ctx.words[source.cue[1] - 1].get("cue.say", ())]
            if "expect" in values:
                return "possible"
        return "asserted"

    def _lead(self, floor: int) -> range:
        """The words just before the `that` which opens the clause: `it is expected that`."""
        if not floor or not self.ctx.words[floor - 1].get("comp"):
            return range(0)
        first = self.ctx.doc.sentences[self.tokens[floor - 1].sent][0]
        return range(max(first, floor - 4), floor - 1)

    def _doubts(self, i: int, head: int) -> bool:
        """A particle that means doubt only before an imperfect."""
        if self.ctx.words[i].get("qad"):
            return any(a.pos == "verb" and a.feats.get("asp") == "i" for a in self.tokens[head].analyses[:1])
        return True

    def _negated(self, head: int, floor: int) -> bool:
        """Whether a verbal negation governs the trigger's head, and no `but`, `except` takes it back."""
        if any(self.ctx.words[i].get("except") for i in range(head + 1, min(head + 4, len(self.tokens)))):
            return False
        return any(
            self.ctx.words[i].get("neg.verbal") and all(self.tokens[j].pos != "verb" for j in range(i + 1, head))
            for i in range(max(floor, head - 2), head)
        )
