"""Runs token-pattern rules over a document.

Each rule is found through its *rarest required element*: every element that
must occur names index keys (a form, a lemma, a word class, a candidate label, a
part of speech), the document knows how often each key occurs, and only places
where the rarest one occurs are tried, and of those only where the rule can
begin. Cost grows with those occurrences, not with rules × tokens.

Patterns are compiled into matchers in continuation-passing style: a matcher is
told what must match after it, tries its ways in the order of preference
(leftmost, greedy unless ``lazy``, backtracking) and returns whether one of them
leads to the end; captures are noted on the way back. A match never crosses a
sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import regex

from claimx.candidates.context import Context
from claimx.candidates.rule import Element, Rule
from claimx.errors import RuleError
from claimx.lexicons.words import WordMatch
from claimx.model.candidate import Candidate, Capture
from claimx.model.doc import Token, core_offset
from claimx.model.morph import Analysis

LONGEST_CANDIDATE = 12
"""Tokens that a class or candidate element is taken to span at most when a rule's start is searched."""
MOST_REACH = 90
READINGS = frozenset({"pos", "lemma", "deriv"})
"""Families of index keys that need the readings of every word; other anchors are preferred."""
COMMON = (frozenset({"number"}), frozenset({"number:cardinal"}))
"""Values of keys that occur in nearly every text with numbers: poor pivots."""
COSTLY = READINGS | {"shape", "core"}
"""Families that are preferred to those only."""


def span_start(ctx: Context, i: int) -> int:
    """Raw start of a span that begins with token ``i``: proclitics of its best reading left out.

    Right after an opening mark nothing is a proclitic: the word begins a quoted name. A reading that
    holds only in another spelling takes nothing off either.
    """
    token = ctx.doc.tokens[i]
    if token.shape != "arabic":
        return token.start
    if i > 0 and not token.space_before and ctx.doc.tokens[i - 1].shape == "punct":
        return token.start
    return token.span_start


RARE_ENCLITICS = ("2", "3fp")
"""Pronoun suffixes that news hardly uses: a second reading with one is not considered."""
NOMINAL = frozenset({"noun", "adj", "adj_comp", "noun_num", "noun_quant", "noun_prop", "adj_num"})


def likely(token: Token, analysis: Analysis) -> bool:
    """Whether a reading is of the same kind (verb, nominal, particle) as the token's best one, and as well spelled."""
    best = token.analyses[0]
    if best.via == "exact" and analysis.via != "exact":
        return False
    if analysis is not best and analysis.enclitic.startswith(RARE_ENCLITICS):
        return False
    return analysis.pos == best.pos or (analysis.pos in NOMINAL and best.pos in NOMINAL)


class Run:
    """The state of one rule's matching in one document.

    Attributes:
        limit: end of the tokens that may be matched.
        captures, fields: of the match found, noted from its end to its beginning; what stands nearer the end wins.
        last: where the match ended.
        ends: ends of captured elements on the way back.
        resume: what follows the repetitions that are being matched, innermost last.
    """

    __slots__ = ("cands", "captures", "ctx", "ends", "fields", "last", "limit", "resume", "tokens", "words")

    def __init__(self, ctx: Context, limit: int = 0) -> None:
        self.ctx, self.tokens, self.words, self.cands = ctx, ctx.doc.tokens, ctx.words, ctx.cands
        self.limit = limit
        self.clear()

    def clear(self) -> None:
        """Forget the last match."""
        self.last = -1
        self.captures: dict[str, Capture] = {}
        self.fields: dict[str, object] = {}
        self.ends: list[int] = []
        self.resume: list[Callable[[int], bool]] = []

    def note(self, name: str, first: int, last: int, start: int) -> None:
        """Note a capture."""
        if name not in self.captures:
            self.captures[name] = Capture(first, last, start, self.tokens[last - 1].end)

    def note_fields(self, name: str, found: WordMatch | Candidate | None) -> None:
        """Note what a captured word-class entry or candidate knows."""
        if isinstance(found, WordMatch):
            self.fields.setdefault(f"{name}.value", found.entry.value)
            self.fields.setdefault(f"{name}.form", found.entry.form)
        elif found is not None:
            for key, value in found.fields.items():
                self.fields.setdefault(f"{name}.{key}", value)


Matcher = Callable[[Run, int], bool]
"""Whether something matches from a token on, and everything that must follow it."""
Step = tuple[int, int, WordMatch | Candidate | None]
"""End, raw start and source of one way to match an element once."""


def _end(run: Run, i: int) -> bool:
    """The end of a pattern."""
    run.last = i
    return True


def _end_at_limit(run: Run, i: int) -> bool:
    """The end of a pattern that must reach exactly up to the limit."""
    return i == run.limit


class CompiledElement:
    """One element ready to match."""

    def __init__(self, element: Element, fold: Callable[[str], str]) -> None:
        self.element = element
        self.low, self.high = element.bounds()
        self.norm = frozenset(map(fold, element.norm or ()))
        self.core = frozenset(map(fold, element.core or ()))
        self.lemma = frozenset(element.lemma or ())
        self.pos = frozenset(element.pos or ())
        self.deriv = frozenset(element.deriv or ())
        self.shape = frozenset(element.shape or ())
        self.cls = tuple(element.cls or ())
        self.cand = tuple(element.cand or ())
        self.regex = regex.compile(element.regex, regex.V1) if element.regex else None
        self.feats = tuple(element.feats.items())
        self.where = tuple(element.where.items())
        self.unless = [CompiledElement(e, fold) for e in element.unless]
        self.unless_next = [CompiledElement(e, fold) for e in element.unless_next]
        self.either = [[CompiledElement(e, fold) for e in seq] for seq in element.either or ()]
        self._probes = [compile_sequence(seq, _end) for seq in self.either]
        self.capture = element.capture
        self._reading = bool(self.lemma or self.pos or self.deriv or self.feats or element.definite is not None)
        self._unless_plain = [e for e in self.unless if not e.needs_readings]
        self._unless_read = [e for e in self.unless if e.needs_readings]
        self._word_reading = bool(self.pos or self.deriv or self.feats or self.lemma)
        self._guarded = bool(
            element.glued is not None
            or self.regex is not None
            or element.enclitic is not None
            or (element.bare is True and not self.cls)
            or self.unless
        )

    @property
    def needs_readings(self) -> bool:
        """Whether the best reading of a word must be known."""
        inner = [e for seq in self.either for e in seq]
        return self._reading or any(e.needs_readings for e in (*inner, *self.unless, *self.unless_next))

    def keys(self) -> list[str] | None:
        """Index keys one of which occurs wherever this element matches; None if it can match anything."""
        if self.either:
            firsts = [seq[0].keys() if seq[0].low > 0 else None for seq in self.either]
            return None if None in firsts else [key for keys in firsts for key in keys or ()]
        for name, values in (
            ("class", self.cls),
            ("cand", self.cand),
            ("norm", self.norm),
            ("lemma", self.lemma),
            ("core", self.core),
            ("deriv", self.deriv),
            ("pos", self.pos),
            ("shape", self.shape),
        ):
            if values:
                return [f"{name}:{value}" for value in sorted(values)]
        return None

    def anchors(self) -> list[list[str]]:
        """Sets of index keys of each of which one occurs wherever this element matches."""
        if len(self.cand) == 1 and not self.either:
            told = [(name, value) for name, value in self.where if value is True or name == "kind"]
            marks = [name if value is True else str(value) for name, value in told]
            return [[f"cand:{self.cand[0]}"], *([f"cand:{self.cand[0]}:{mark}"] for mark in marks)]
        keys = self.keys()
        return [] if keys is None else [keys]

    def reach(self) -> tuple[int, int]:
        """Least and greatest number of tokens that the element with its repetitions spans."""
        if self.either:
            reaches = [(sum(e.reach()[0] for e in s), sum(e.reach()[1] for e in s)) for s in self.either]
            low, high = min(r[0] for r in reaches), max(r[1] for r in reaches)
        else:
            low, high = 1, LONGEST_CANDIDATE if self.cls or self.cand else 1
        return low * self.low, high * self.high

    # ------------------------------------------------------------------ compilation
    def matcher(self, then: Matcher) -> Matcher:
        """This element with its repetitions, and what must follow."""
        if (self.low, self.high) == (1, 1):
            return self._once(then)
        if (self.low, self.high) == (0, 1):
            once = self._once(then)
            if self.element.lazy:
                return lambda run, i: then(run, i) or once(run, i)
            return lambda run, i: once(run, i) or then(run, i)
        return self._many(then)

    def _once(self, then: Matcher) -> Matcher:
        if self.either:
            return self._either(then)
        if self.capture is not None or self.cls or self.cand:
            return self._once_noted(then)
        accepts, following = self._accepts, self.unless_next

        def once(run: Run, i: int) -> bool:
            if i >= run.limit or not accepts(run, i):
                return False
            if following and any(e.matches(run, i + 1) for e in following):
                return False
            return then(run, i + 1)

        return once

    def _once_noted(self, then: Matcher) -> Matcher:
        steps, name = self.steps, self.capture
        if len(self.cand) == 1 and not self._guarded and not self.unless_next:
            return self._one_candidate(then)

        def once(run: Run, i: int) -> bool:
            if i >= run.limit:
                return False
            for last, start, found in steps(run, i):
                if then(run, last):
                    if name is not None:
                        run.note(name, i, last, start)
                        run.note_fields(name, found)
                    return True
            return False

        return once

    def _one_candidate(self, then: Matcher) -> Matcher:
        """The commonest element, a candidate of one label, without detours."""
        label, where, name = self.cand[0], self.where, self.capture

        def once(run: Run, i: int) -> bool:
            if i >= run.limit:
                return False
            for cand in run.cands[i].get(label, ()):
                if cand.last > run.limit:
                    continue
                known = cand.fields.get
                for field, value in where:
                    if known(field) != value:
                        break
                else:
                    if then(run, cand.last):
                        if name is not None:
                            run.note(name, i, cand.last, cand.start)
                            run.note_fields(name, cand)
                        return True
            return False

        return once

    def _either(self, then: Matcher) -> Matcher:
        name = self.capture
        if name is None:
            options = [compile_sequence(seq, then) for seq in self.either]
            if len(options) == 1:
                return options[0]

            def pick(run: Run, i: int) -> bool:
                for option in options:  # noqa: SIM110
                    if option(run, i):
                        return True
                return False

            return pick

        def marked(run: Run, i: int) -> bool:
            if then(run, i):
                run.ends.append(i)
                return True
            return False

        options = [compile_sequence(seq, marked) for seq in self.either]

        def pick_noted(run: Run, i: int) -> bool:
            for option in options:
                if option(run, i):
                    last = run.ends.pop()
                    if last > i:
                        run.note(name, i, last, _begin(run, i, last))
                    return True
            return False

        return pick_noted

    def _many(self, then: Matcher) -> Matcher:
        low, high, lazy, name = self.low, self.high, self.element.lazy, self.capture
        options = [compile_sequence(seq, _resume) for seq in self.either]

        def leave(run: Run, i: int, count: int) -> bool:
            if count >= low and then(run, i):
                run.ends.append(i)
                return True
            return False

        def more(run: Run, i: int, count: int) -> bool:
            if count >= high or i >= run.limit:
                return False
            if options:
                for option in options:
                    run.resume.append(lambda j: j > i and go(run, j, count + 1))
                    matched = option(run, i)
                    run.resume.pop()
                    if matched:
                        return True
                return False
            for last, start, found in self.steps(run, i):
                if go(run, last, count + 1):
                    if name is not None:
                        run.note_fields(name, found)
                        if count == 0:
                            run.note(name, i, run.ends[-1], start)
                    return True
            return False

        def go(run: Run, i: int, count: int) -> bool:
            if lazy:
                return leave(run, i, count) or more(run, i, count)
            return more(run, i, count) or leave(run, i, count)

        def many(run: Run, i: int) -> bool:
            if not go(run, i, 0):
                return False
            last = run.ends.pop()
            if name is not None and last > i:
                run.note(name, i, last, _begin(run, i, last))
            return True

        return many

    # ------------------------------------------------------------------ one token, entry or candidate
    def matches(self, run: Run, i: int) -> bool:
        """Whether the element matches once at token ``i``, repetitions and captures aside."""
        if i >= run.limit:
            return False
        if self.either:
            probe = Run(run.ctx, run.limit)
            return any(option(probe, i) for option in self._probes)
        if self.cls or self.cand:
            return next(iter(self.steps(run, i)), None) is not None
        return self._accepts(run, i) and not any(e.matches(run, i + 1) for e in self.unless_next)

    def steps(self, run: Run, i: int) -> Iterable[Step]:
        """Every way to match once at token ``i``, preferred first."""
        token = run.tokens[i]
        if self.cls:
            here = run.words[i]
            found: list[Step] = []
            for cls in self.cls:
                for match in here.get(cls, ()):
                    if match.last <= run.limit and self._word_ok(match, token):
                        found.append((match.last, match.start, match))
        elif self.cand:
            there = run.cands[i]
            found = [
                (cand.last, cand.start, cand)
                for label in self.cand
                for cand in there.get(label, ())
                if cand.last <= run.limit and all(cand.fields.get(k) == v for k, v in self.where)
            ]
        else:
            found = [(i + 1, self._start(run.ctx, token), None)] if self._accepts(run, i) else []
        if found and (self.cls or self.cand) and self._guarded and not self._allowed(run, token):
            return ()
        if found and self.unless_next:
            return [step for step in found if not any(e.matches(run, step[0]) for e in self.unless_next)]
        return found

    def _accepts(self, run: Run, i: int) -> bool:
        """Whether one token fulfils the element's own conditions."""
        token = run.tokens[i]
        if self.norm and token.norm not in self.norm:
            return False
        if self.shape and token.shape not in self.shape:
            return False
        if self.core and not any(core in self.core for core, _, _ in token.cores):
            return False
        if self._guarded and not self._allowed(run, token):
            return False
        return not self._reading or self._analysis(token) is not None

    def _start(self, ctx: Context, token: Token) -> int:
        """Raw start of the span of a token that the element accepts."""
        start = span_start(ctx, token.i)
        if self.core:
            start = token.start + next(offset for core, offset, _ in token.cores if core in self.core)
        if self._reading and start != token.start:
            analysis = self._analysis(token)
            if analysis is not None:
                start = token.start + core_offset(analysis)
        return start

    def _allowed(self, run: Run, token: Token) -> bool:
        element = self.element
        if element.glued is not None and element.glued == token.space_before:
            return False
        if self.regex is not None and not self.regex.search(token.text):
            return False
        if any(e.matches(run, token.i) for e in self._unless_plain):
            return False
        if element.enclitic is not None and not any(bool(a.enclitic) == element.enclitic for a in token.readings):
            return False
        if element.bare is True and not self.cls and token.core_start != token.start:
            return False
        return not any(e.matches(run, token.i) for e in self._unless_read)

    def _word_ok(self, match: WordMatch, token: Token) -> bool:
        element = self.element
        if element.definite is not None and match.definite != element.definite:
            return False
        if element.bare is not None and match.bare != element.bare:
            return False
        if self.where and any(k != "value" or match.entry.value != v for k, v in self.where):
            return False
        if not self._word_reading:
            return True
        if match.analysis is not None:
            return likely(token, match.analysis) and self._fits(match.analysis)
        return self._analysis(token) is not None

    def _analysis(self, token: Token) -> Analysis | None:
        if not any(map(self._fits, token.readings)):
            return None
        for analysis in token.analyses:
            if self._fits(analysis) and likely(token, analysis):
                return analysis
        return None

    def _fits(self, a: Analysis) -> bool:
        if self.pos and a.pos not in self.pos:
            return False
        if self.lemma and a.lemma not in self.lemma and a.base not in self.lemma:
            return False
        if self.deriv and a.deriv not in self.deriv:
            return False
        if self.element.definite is not None and a.definite != self.element.definite:
            return False
        return all(a.feats.get(k) == v for k, v in self.feats)


def compile_sequence(elements: Sequence[CompiledElement], then: Matcher) -> Matcher:
    """Elements one after another, and what must follow them."""
    for element in reversed(elements):
        then = element.matcher(then)
    return then


Key = tuple[str, str]
"""Family and value of an index key."""


def split_keys(keys: Iterable[str]) -> list[Key]:
    """Index keys in two parts."""
    return [(family, value) for family, _, value in (key.partition(":") for key in keys)]


def _one_family(keys: Sequence[Key]) -> tuple[str, frozenset[str]] | None:
    """The family of keys that are all of one, and their values."""
    families = {family for family, _ in keys}
    return (families.pop(), frozenset(value for _, value in keys)) if len(families) == 1 else None


def _resume(run: Run, i: int) -> bool:
    """Goes on with the repetition that a sequence is inside."""
    follow = run.resume.pop()
    matched = follow(i)
    run.resume.append(follow)
    return matched


def _begin(run: Run, i: int, last: int) -> int:
    """Raw start of a captured group: that of a capture that begins it, or else of its first word."""
    outermost = [c.start for c in run.captures.values() if c.first == i and c.last <= last]
    return outermost[-1] if outermost else span_start(run.ctx, i)


class CompiledRule:
    """A rule ready to run.

    Args:
        rule: the validated rule.
        fold: normalises its forms.

    Raises:
        RuleError: a regular expression does not compile, or no element can be indexed.
    """

    def __init__(self, rule: Rule, fold: Callable[[str], str]) -> None:
        self.rule = rule
        try:
            self.regex = regex.compile(rule.regex, regex.V1) if rule.regex else None
            self.elements = [CompiledElement(e, fold) for e in rule.pattern or ()]
            before = [CompiledElement(e, fold) for e in rule.before]
            after = [CompiledElement(e, fold) for e in rule.after]
            not_before = [CompiledElement(e, fold) for e in rule.not_before]
            not_after = [CompiledElement(e, fold) for e in rule.not_after]
        except regex.error as error:
            raise RuleError(f"{rule.file}: rule {rule.id}: regex: {error}") from None
        self._match = compile_sequence(self.elements, _end)
        self._before = _Behind(before) if before else None
        self._after = compile_sequence(after, _end) if after else None
        self._not_before = [_Behind([e]) for e in not_before]
        self._not_after = [compile_sequence([e], _end) for e in not_after]
        self._anchors = self._find_anchors(after)
        self._joint = self._find_joint(after)
        self.needs = [need for keys, _, _ in self._anchors if (need := _one_family(keys)) is not None]
        """Families and values of index keys one of which must occur."""
        self._firsts = _Firsts.of(self.elements)
        if self.regex is None and not self._anchors:
            raise RuleError(
                f"{rule.file}: rule {rule.id}: pattern: no required element names a form, lemma, class, candidate, pos"
            )

    def _find_anchors(self, after: Sequence[CompiledElement]) -> list[tuple[list[Key], int, int]]:
        """Index keys of the required elements, and how far before them the rule may begin.

        Keys of readings count only where there are no others.
        """
        anchors: list[tuple[list[Key], int, int]] = []
        low = high = 0
        for element in (*self.elements, *after):
            if element.low > 0:
                anchors += [(split_keys(keys), low, high) for keys in element.anchors()]
            least, most = element.reach()
            low, high = low + least, min(high + most, MOST_REACH)
        for costly in (COSTLY, READINGS):
            cheap = [a for a in anchors if not any(family in costly for family, _ in a[0])]
            if cheap:
                return cheap
        return anchors

    def _find_joint(self, after: Sequence[CompiledElement]) -> tuple[str, list[Key]] | None:
        """Where a rule begins with one candidate and a required element of known keys: the label and those keys."""
        row = (*self.elements, *after)
        if len(row) < 2 or len(row[0].cand) != 1 or (row[0].low, row[0].high) != (1, 1) or row[1].low == 0:
            return None
        keys = row[1].keys()
        if keys is None or any(key.partition(":")[0] in READINGS for key in keys):
            return None
        return row[0].cand[0], split_keys(keys)

    def find(self, ctx: Context) -> Iterator[Candidate]:
        """Candidates that this rule proposes, left to right, not overlapping one another."""
        if self.regex is not None:
            yield from self._find_regex(ctx)
            return
        for family, values in self.needs:
            if values.isdisjoint(ctx.present(family)):
                return
        starts = self._starts(ctx)
        if not starts:
            return
        tokens, sentences = ctx.doc.tokens, ctx.doc.sentences
        run = Run(ctx)
        done = 0
        for start in starts:
            if start < done:
                continue
            run.limit = sentences[tokens[start].sent][1]
            if not self._attempt(run, start):
                continue
            last, captures, fields = run.last, dict(reversed(run.captures.items())), run.fields
            run.clear()
            if last == start or not self._around(ctx, start, last, run.limit):
                continue
            candidate = self._candidate(ctx, start, last, captures, fields)
            done = last if self.rule.span is None else max(start + 1, candidate.last)
            yield candidate

    def index_keys(self) -> Iterator[Key]:
        """Every index key that is looked up for the rule."""
        for keys, _, _ in self._anchors:
            yield from keys
        if self._joint is not None:
            yield from self._joint[1]

    def _attempt(self, run: Run, start: int) -> bool:
        """Try the pattern at one token."""
        return self._match(run, start)

    def _starts(self, ctx: Context) -> Sequence[int]:
        if self._joint is not None:
            label, keys = self._joint
            begun = ctx.begun(label)
            return sorted({first for key in keys for i in ctx.at(*key) if i in begun for first in begun[i]})
        best: tuple[int, list[Collection[int]], int, int] | None = None
        for keys, low, high in self._anchors:
            places = [found for key in keys if (found := ctx.at(*key))]
            if not places:
                return ()
            count = sum(map(len, places)) * (high - low + 1)
            if best is None or count < best[0]:
                best = (count, places, low, high)
        if best is None:
            return ()
        _, places, low, high = best
        if high == 0:
            return list(places[0]) if len(places) == 1 else sorted({i for found in places for i in found})
        tokens = ctx.doc.tokens
        starts: set[int] = set()
        for place in places:
            for i in place:
                floor = ctx.doc.sentences[tokens[i].sent][0]
                starts.update(range(max(floor, i - high), max(floor - 1, i - low) + 1))
        if self._firsts is not None:
            can_begin = self._firsts.holds
            return sorted(i for i in starts if can_begin(ctx, i))
        return sorted(starts)

    def _around(self, ctx: Context, first: int, last: int, limit: int) -> bool:
        floor = ctx.doc.sentences[ctx.doc.tokens[first].sent][0]
        if self._before is not None and not self._before.holds(ctx, first, floor):
            return False
        run = Run(ctx, limit)
        if self._after is not None and not self._after(run, last):
            return False
        if any(behind.holds(ctx, first, floor) for behind in self._not_before):
            return False
        return not any(ahead(run, last) for ahead in self._not_after)

    def _candidate(
        self, ctx: Context, first: int, last: int, captures: dict[str, Capture], fields: dict[str, object]
    ) -> Candidate:
        leading = [c.start for c in captures.values() if c.first == first]
        start, end = min(leading) if leading else span_start(ctx, first), ctx.doc.tokens[last - 1].end
        if self.rule.span is not None:
            capture = captures.get(self.rule.span)
            if capture is not None:
                first, last, start, end = capture.first, capture.last, capture.start, capture.end
        return self._proposal(first, last, start, end, captures, fields)

    def _proposal(
        self, first: int, last: int, start: int, end: int, captures: dict[str, Capture], fields: dict[str, object]
    ) -> Candidate:
        rule = self.rule
        fields = {**fields, **rule.fields}
        return Candidate(rule.label, first, last, start, end, rule.id, "rule", rule.score, captures, fields)

    def _find_regex(self, ctx: Context) -> Iterator[Candidate]:
        assert self.regex is not None
        doc = ctx.doc
        for found in self.regex.finditer(doc.text):
            starts, ends = ctx.offsets()
            name = self.rule.span or 0
            start, end = found.span(name)
            first, last = starts.get(start), ends.get(end)
            if first is None or last is None or first >= last or doc.tokens[first].sent != doc.tokens[last - 1].sent:
                continue
            captures = {
                key: Capture(starts[a], ends[b], a, b)
                for key in found.groupdict()
                for a, b in [found.span(key)]
                if a in starts and b in ends and a < b
            }
            if self._around(ctx, first, last, doc.sentences[doc.tokens[first].sent][1]):
                yield self._proposal(first, last, start, end, captures, {})


class _Behind:
    """A sequence that ends right before a token."""

    def __init__(self, elements: Sequence[CompiledElement]) -> None:
        self._match = compile_sequence(elements, _end_at_limit)
        self._low = sum(e.reach()[0] for e in elements)
        self._high = sum(e.reach()[1] for e in elements)
        self._firsts = _Firsts.of(elements)

    def holds(self, ctx: Context, at: int, floor: int) -> bool:
        """Whether it does, not reaching before ``floor``."""
        run = Run(ctx, at)
        for i in range(at - self._low, max(floor, at - self._high) - 1, -1):
            if i < floor:
                return False
            if (self._firsts is None or self._firsts.holds(ctx, i)) and self._match(run, i):
                return True
        return False


class _Firsts:
    """What a token must be for a sequence to begin there, as far as that is known without its readings."""

    def __init__(self, keys: Iterable[str]) -> None:
        by_family: dict[str, set[str]] = {}
        for key in keys:
            family, _, value = key.partition(":")
            by_family.setdefault(family, set()).add(value)
        self._classes = by_family.get("class", set())
        self._labels = by_family.get("cand", set())
        self._norms = by_family.get("norm", set())
        self._cores = by_family.get("core", set())
        self._shapes = by_family.get("shape", set())

    @classmethod
    def of(cls, elements: Sequence[CompiledElement]) -> _Firsts | None:
        """The first elements up to the first required one; None where one of them says too little."""
        keys: list[str] = []
        for element in elements:
            own = element.keys()
            if own is None or any(key.partition(":")[0] in READINGS for key in own):
                return None
            keys += own
            if element.low > 0:
                return cls(keys)
        return None

    def holds(self, ctx: Context, i: int) -> bool:
        """Whether token ``i`` is one of them."""
        here = ctx.words[i]
        if here and not self._classes.isdisjoint(here):
            return True
        there = ctx.cands[i]
        if there and not self._labels.isdisjoint(there):
            return True
        token = ctx.doc.tokens[i]
        if token.norm in self._norms or token.shape in self._shapes:
            return True
        return bool(self._cores) and any(core in self._cores for core, _, _ in token.cores)


class RuleSet:
    """All rules, compiled, by phase.

    Args:
        rules: validated rules.
        fold: the normaliser's word function.
        classes: word classes that exist.
        labels: candidate labels that something other than a rule proposes.

    Raises:
        RuleError: a rule names a class or candidate label that nothing provides.
    """

    def __init__(self, rules: Sequence[Rule], fold: Callable[[str], str], classes: set[str], labels: set[str]) -> None:
        labels = labels | {rule.label for rule in rules}
        for rule in rules:
            for element in _elements(rule):
                for cls in element.cls or ():
                    if cls not in classes:
                        raise RuleError(
                            f"{rule.file}: rule {rule.id}: class: no word class {cls!r} in lexicons/data/words"
                        )
                for label in element.cand or ():
                    if label not in labels:
                        raise RuleError(f"{rule.file}: rule {rule.id}: cand: nothing proposes candidates {label!r}")
        self.rules = list(rules)
        self._phases: dict[str, list[CompiledRule]] = {}
        for rule in rules:
            self._phases.setdefault(rule.phase, []).append(CompiledRule(rule, fold))
        self.norms = frozenset(
            value
            for rules in self._phases.values()
            for rule in rules
            for family, value in rule.index_keys()
            if family == "norm"
        )
        """Normalised forms by which rules are found."""
        self._pivots = {phase: _Pivots(compiled) for phase, compiled in self._phases.items()}

    @staticmethod
    def classes_of(rules: Sequence[Rule]) -> set[str]:
        """The word classes that rules name."""
        return {cls for rule in rules for element in _elements(rule) for cls in element.cls or ()}

    def run(self, ctx: Context, phase: str) -> list[Candidate]:
        """Every candidate that the phase's rules propose, in rule order."""
        if phase not in self._phases:
            return []
        rules = self._phases[phase]
        return [cand for k in self._pivots[phase].running(ctx) for cand in rules[k].find(ctx)]


class _Pivots:
    """Which of many rules can match in a document at all: each is looked up by the keys of one required element."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._always: list[int] = []
        self._by_key: dict[str, dict[str, list[int]]] = {}
        for k, rule in enumerate(rules):
            if not rule.needs:
                self._always.append(k)
                continue
            family, values = min(rule.needs, key=lambda need: (need[1] in COMMON, len(need[1])))
            for value in values:
                self._by_key.setdefault(family, {}).setdefault(value, []).append(k)

    def running(self, ctx: Context) -> list[int]:
        """Numbers of the rules whose pivot occurs, in order."""
        found = set(self._always)
        for family, rules in self._by_key.items():
            present = ctx.present(family)
            for value in rules.keys() & present:
                found.update(rules[value])
        return sorted(found)


def _elements(rule: Rule) -> Iterator[Element]:
    todo = [*(rule.pattern or ()), *rule.before, *rule.after, *rule.not_before, *rule.not_after]
    while todo:
        element = todo.pop()
        yield element
        todo += [*element.unless, *element.unless_next]
        for seq in element.either or ():
            todo += seq
