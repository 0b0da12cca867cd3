"""Runs token-pattern rules over a document.

Each rule is found through its *rarest required element*: every element that
must occur names index keys (a form, a lemma, a word class, a candidate label, a
part of speech), the document knows how often each key occurs, and only places
where the rarest one occurs are tried. Cost grows with those occurrences, not
with rules × tokens. Matching is leftmost, greedy and backtracking; a match
never crosses a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import regex

from claimx.candidates.rule import Element, Rule
from claimx.errors import RuleError
from claimx.lexicons.words import WordMatch
from claimx.model.candidate import Candidate, Capture
from claimx.model.doc import Doc, Token, core_offset
from claimx.model.draft import DateDraft, QuantityDraft
from claimx.model.morph import Analysis

LONGEST_CANDIDATE = 12
"""Tokens that a class or candidate element is taken to span at most when a rule's start is searched."""


@dataclass(slots=True)
class Context:
    """A document as the rules see it.

    Attributes:
        doc: tokens and sentences.
        words: word-class matches by first token, see `WordIndex.find`.
        cands: chosen candidates by first token and label.
        quantities, dates: resolved after the phase ``values``.
    """

    doc: Doc
    words: list[dict[str, list[WordMatch]]]
    cands: list[dict[str, list[Candidate]]] = field(default_factory=list)
    quantities: list[QuantityDraft] = field(default_factory=list)
    dates: list[DateDraft] = field(default_factory=list)
    _static: dict[str, list[int]] = field(default_factory=dict)
    _labels: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cands = [{} for _ in self.doc.tokens]
        index = self._static
        for token in self.doc.tokens:
            keys = {f"norm:{token.norm}", f"shape:{token.shape}"}
            keys.update(f"core:{core}" for core, _, _ in token.cores)
            for a in token.analyses:
                keys.add(f"pos:{a.pos}")
                keys.add(f"lemma:{a.lemma}")
                if a.base:
                    keys.add(f"lemma:{a.base}")
                if a.deriv:
                    keys.add(f"deriv:{a.deriv}")
            keys.update(f"class:{cls}" for cls in self.words[token.i])
            for key in keys:
                index.setdefault(key, []).append(token.i)

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Make candidates visible to ``cand`` elements."""
        for cand in candidates:
            here = self.cands[cand.first].setdefault(cand.label, [])
            here.append(cand)
            here.sort(key=lambda c: (-c.last, c.start))
            places = self._labels.setdefault(cand.label, [])
            if cand.first not in places:
                places.append(cand.first)
                places.sort()

    def places(self, key: str) -> list[int]:
        """Token indices where an index key occurs."""
        if key.startswith("cand:"):
            return self._labels.get(key[5:], [])
        return self._static.get(key, [])

    def word(self, i: int, *classes: str) -> WordMatch | None:
        """The longest match of one of the classes that begins at token ``i``."""
        best: WordMatch | None = None
        for cls in classes:
            for match in self.words[i].get(cls, ()):
                if best is None or match.last > best.last:
                    best = match
        return best

    def cand(self, i: int, *labels: str) -> Candidate | None:
        """The longest candidate of one of the labels that begins at token ``i``."""
        best: Candidate | None = None
        for label in labels:
            for cand in self.cands[i].get(label, ()):
                if best is None or cand.last > best.last:
                    best = cand
        return best


@dataclass(frozen=True, slots=True)
class Step:
    """Where one repetition of an element ended, where its span begins, and what it consumed."""

    last: int
    start: int
    fields: tuple[tuple[str, object], ...] = ()


Found = tuple[int, dict[str, Capture], dict[str, object]]


def span_start(ctx: Context, i: int) -> int:
    """Raw start of a span that begins with token ``i``: proclitics of its best reading left out.

    Right after an opening mark nothing is a proclitic: the word begins a quoted name. A reading that
    holds only in another spelling takes nothing off either.
    """
    token = ctx.doc.tokens[i]
    if token.analyses and token.analyses[0].via == "normalised":
        return token.start
    if i > 0 and not token.space_before and ctx.doc.tokens[i - 1].shape == "punct":
        return token.start
    return token.core_start


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
        self.capture = element.capture
        self._reading = bool(self.lemma or self.pos or self.deriv or self.feats or element.definite is not None)

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

    def reach(self) -> tuple[int, int]:
        """Least and greatest number of tokens that the element with its repetitions spans."""
        if self.either:
            reaches = [(sum(e.reach()[0] for e in s), sum(e.reach()[1] for e in s)) for s in self.either]
            low, high = min(r[0] for r in reaches), max(r[1] for r in reaches)
        else:
            low, high = 1, LONGEST_CANDIDATE if self.cls or self.cand else 1
        return low * self.low, high * self.high

    def steps(self, ctx: Context, i: int, limit: int) -> Iterator[Step]:
        """Every way to match once at token ``i``, preferred first."""
        if i >= limit:
            return
        token = ctx.doc.tokens[i]
        if not self._allowed(ctx, token, limit):
            return
        if self.cls:
            for cls in self.cls:
                for match in ctx.words[i].get(cls, ()):
                    if match.last <= limit and self._word_ok(match, token):
                        yield from self._kept(
                            ctx,
                            Step(match.last, match.start, (("value", match.entry.value), ("form", match.entry.form))),
                            limit,
                        )
            return
        if self.cand:
            for label in self.cand:
                for cand in ctx.cands[i].get(label, ()):
                    if cand.last <= limit and all(cand.fields.get(k) == v for k, v in self.where):
                        yield from self._kept(ctx, Step(cand.last, cand.start, tuple(cand.fields.items())), limit)
            return
        if self.norm and token.norm not in self.norm:
            return
        start = span_start(ctx, i)
        if self.core:
            offsets = [offset for core, offset, _ in token.cores if core in self.core]
            if not offsets:
                return
            start = token.start + offsets[0]
        if self.shape and token.shape not in self.shape:
            return
        if self._reading:
            analysis = self._analysis(token)
            if analysis is None:
                return
            if start != token.start:
                start = token.start + core_offset(analysis)
        yield from self._kept(ctx, Step(i + 1, start), limit)

    def _kept(self, ctx: Context, step: Step, limit: int) -> Iterator[Step]:
        """The step, unless what follows it is ruled out."""
        if not any(next(e.steps(ctx, step.last, limit), None) for e in self.unless_next):
            yield step

    def _allowed(self, ctx: Context, token: Token, limit: int) -> bool:
        element = self.element
        if element.glued is not None and element.glued == token.space_before:
            return False
        if self.regex is not None and not self.regex.search(token.text):
            return False
        if element.enclitic is not None and not any(bool(a.enclitic) == element.enclitic for a in token.analyses):
            return False
        if element.bare is True and not self.cls and token.core_start != token.start:
            return False
        return not any(next(e.steps(ctx, token.i, limit), None) for e in self.unless)

    def _word_ok(self, match: WordMatch, token: Token) -> bool:
        element = self.element
        if element.definite is not None and match.definite != element.definite:
            return False
        if element.bare is not None and match.bare != element.bare:
            return False
        if self.where and any(k != "value" or match.entry.value != v for k, v in self.where):
            return False
        if not (self.pos or self.deriv or self.feats or self.lemma):
            return True
        if match.analysis is not None:
            return likely(token, match.analysis) and self._fits(match.analysis)
        return self._analysis(token) is not None

    def _analysis(self, token: Token) -> Analysis | None:
        for analysis in token.analyses:
            if likely(token, analysis) and self._fits(analysis):
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
            self.before = [CompiledElement(e, fold) for e in rule.before]
            self.after = [CompiledElement(e, fold) for e in rule.after]
            self.not_before = [CompiledElement(e, fold) for e in rule.not_before]
            self.not_after = [CompiledElement(e, fold) for e in rule.not_after]
        except regex.error as error:
            raise RuleError(f"{rule.file}: rule {rule.id}: regex: {error}") from None
        self._anchors: list[tuple[list[str], int, int]] = []
        low = high = 0
        for element in self.elements:
            keys = element.keys() if element.low > 0 else None
            if keys is not None:
                self._anchors.append((keys, low, high))
            least, most = element.reach()
            low, high = low + least, min(high + most, 90)
        if self.regex is None and not self._anchors:
            raise RuleError(
                f"{rule.file}: rule {rule.id}: pattern: no required element names a form, lemma, class, candidate, pos"
            )

    def find(self, ctx: Context) -> Iterator[Candidate]:
        """Candidates that this rule proposes, left to right, not overlapping one another."""
        if self.regex is not None:
            yield from self._find_regex(ctx)
            return
        tokens = ctx.doc.tokens
        done = 0
        for start in self._starts(ctx):
            if start < done:
                continue
            limit = ctx.doc.sentences[tokens[start].sent][1]
            found = next(self._sequence(ctx, self.elements, 0, start, limit), None)
            if found is None:
                continue
            last, captures, fields = found
            if last == start or not self._around(ctx, start, last, limit):
                continue
            candidate = self._candidate(ctx, start, last, captures, fields)
            done = last if self.rule.span is None else max(start + 1, candidate.last)
            yield candidate

    def _starts(self, ctx: Context) -> Sequence[int]:
        best: tuple[int, list[list[int]], int, int] | None = None
        for keys, low, high in self._anchors:
            places = [ctx.places(key) for key in keys]
            count = sum(map(len, places)) * (high - low + 1)
            if count == 0:
                return ()
            if best is None or count < best[0]:
                best = (count, places, low, high)
        if best is None:
            return ()
        _, places, low, high = best
        tokens = ctx.doc.tokens
        starts: set[int] = set()
        for place in places:
            for i in place:
                floor = ctx.doc.sentences[tokens[i].sent][0]
                starts.update(range(max(floor, i - high), max(floor - 1, i - low) + 1))
        return sorted(starts)

    def _sequence(
        self, ctx: Context, elements: Sequence[CompiledElement], k: int, i: int, limit: int
    ) -> Iterator[Found]:
        if k == len(elements):
            yield i, {}, {}
            return
        element = elements[k]
        yield from self._repeat(ctx, elements, k, element, 0, i, i, None, {}, limit)

    def _repeat(
        self,
        ctx: Context,
        elements: Sequence[CompiledElement],
        k: int,
        element: CompiledElement,
        count: int,
        origin: int,
        i: int,
        start: int | None,
        fields: dict[str, object],
        limit: int,
    ) -> Iterator[Found]:
        def leave() -> Iterator[Found]:
            for last, captures, later in self._sequence(ctx, elements, k + 1, i, limit):
                if element.capture and i > origin:
                    raw = start if start is not None else ctx.doc.tokens[origin].start
                    capture = Capture(origin, i, raw, ctx.doc.tokens[i - 1].end)
                    captures = {element.capture: capture, **captures}
                    later = {**{f"{element.capture}.{name}": v for name, v in fields.items()}, **later}
                yield last, captures, later

        def more() -> Iterator[Found]:
            if count >= element.high:
                return
            if element.either:
                for seq in element.either:
                    for last, captures, inner in self._sequence(ctx, seq, 0, i, limit):
                        if last > i:
                            begin = start
                            if begin is None:
                                firsts = [c.start for c in captures.values() if c.first == i]
                                begin = firsts[0] if firsts else span_start(ctx, i)
                            for end, caps, later in self._repeat(
                                ctx, elements, k, element, count + 1, origin, last, begin, fields, limit
                            ):
                                yield end, {**captures, **caps}, {**inner, **later}
                return
            for step in element.steps(ctx, i, limit):
                yield from self._repeat(
                    ctx,
                    elements,
                    k,
                    element,
                    count + 1,
                    origin,
                    step.last,
                    step.start if start is None else start,
                    {**fields, **dict(step.fields)},
                    limit,
                )

        if element.element.lazy:
            if count >= element.low:
                yield from leave()
            yield from more()
        else:
            yield from more()
            if count >= element.low:
                yield from leave()

    def _around(self, ctx: Context, first: int, last: int, limit: int) -> bool:
        floor = ctx.doc.sentences[ctx.doc.tokens[first].sent][0]
        if self.before and not self._ends_at(ctx, self.before, first, floor):
            return False
        if self.after and next(self._sequence(ctx, self.after, 0, last, limit), None) is None:
            return False
        if any(self._ends_at(ctx, [e], first, floor) for e in self.not_before):
            return False
        return not any(next(self._sequence(ctx, [e], 0, last, limit), None) for e in self.not_after)

    def _ends_at(self, ctx: Context, elements: Sequence[CompiledElement], at: int, floor: int) -> bool:
        low = sum(e.reach()[0] for e in elements)
        high = sum(e.reach()[1] for e in elements)
        for i in range(at - low, max(floor, at - high) - 1, -1):
            if i < floor:
                break
            if any(last == at for last, _, _ in self._sequence(ctx, elements, 0, i, at)):
                return True
        return False

    def _candidate(
        self, ctx: Context, first: int, last: int, captures: dict[str, Capture], fields: dict[str, object]
    ) -> Candidate:
        start, end = span_start(ctx, first), ctx.doc.tokens[last - 1].end
        leading = [c.start for c in captures.values() if c.first == first]
        if leading:
            start = min(leading)
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
        starts = {t.start: t.i for t in doc.tokens}
        ends = {t.end: t.i + 1 for t in doc.tokens}
        for found in self.regex.finditer(doc.text):
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

    def run(self, ctx: Context, phase: str) -> list[Candidate]:
        """Every candidate that the phase's rules propose, in rule order."""
        return [cand for compiled in self._phases.get(phase, ()) for cand in compiled.find(ctx)]


def _elements(rule: Rule) -> Iterator[Element]:
    todo = [*(rule.pattern or ()), *rule.before, *rule.after, *rule.not_before, *rule.not_after]
    while todo:
        element = todo.pop()
        yield element
        todo += [*element.unless, *element.unless_next]
        for seq in element.either or ():
            todo += seq
