"""The matcher, on tiny rules over tiny texts: one feature a test.

Most texts are words of Latin letters, which have no readings and no clitics,
so that a test shows its one feature and nothing else.
"""

from __future__ import annotations

from typing import Any

import pytest

from claimx.candidates.context import Context
from claimx.candidates.match import RuleSet
from claimx.candidates.rule import Rule
from claimx.lexicons.words import Entry, WordIndex
from claimx.model.candidate import Candidate
from claimx.model.doc import Doc
from tests.support import make_context, normalizer, segmenter

ENTRIES = [
    Entry("fruit", "form", "apple", "round"),
    Entry("fruit", "form", "star fruit", "pointed"),
    Entry("fruit", "form", "star", "short"),
    Entry("fruit", "form", "تفاح", "arabic"),
    Entry("colour", "form", "red", ""),
    Entry("say", "lemma", "قال", "said"),
]
INDEX = WordIndex(ENTRIES, normalizer().word, segmenter().tokenize)


def context(text: str, *, analysed: bool = False) -> Context:
    """A text with the word classes of this test alone."""
    doc: Doc = make_context(text, analysed=analysed).doc
    return Context(doc, INDEX.find(doc))


def ruleset(*rules: dict[str, Any]) -> RuleSet:
    """Rules that need only say what matters."""
    given = {
        "label": "x",
        "phase": "names",
        "why": "Only for this test.",
        "match": [{"text": "x", "span": "x"}],
        "no_match": [{"text": "x", "why": "not run"}],
    }
    made = [Rule.model_validate({"id": f"try.r{k}", **given, **rule}) for k, rule in enumerate(rules)]
    return RuleSet(made, normalizer().word, INDEX.classes, {"thing"})


def run(text: str, *, analysed: bool = False, **rule: Any) -> list[Candidate]:
    """What one rule proposes."""
    return ruleset(rule).run(context(text, analysed=analysed), "names")


def spans(text: str, *, analysed: bool = False, **rule: Any) -> list[str]:
    """The texts of what one rule proposes."""
    return [text[c.start : c.end] for c in run(text, analysed=analysed, **rule)]


def words(*elements: Any) -> list[dict[str, Any]]:
    """Elements: a word stands for itself."""
    return [{"norm": e} if isinstance(e, str) else e for e in elements]


ANY = {"any": True}
w = words


def p(*elements: Any, **options: Any) -> dict[str, Any]:
    """A rule of that pattern."""
    return {"pattern": words(*elements), **options}


FOUND = [
    # what, text, pattern and options, texts found
    ("one word", "a b a", p("a"), ["a", "a"]),
    ("two words", "a b a c", p("a", "b"), ["a b"]),
    ("alternatives of one word", "a b c", p({"norm": ["a", "c"]}), ["a", "c"]),
    ("case matters", "A a", p("a"), ["a"]),
    ("matches do not overlap", "a a a a", p("a", "a"), ["a a", "a a"]),
    ("leftmost first", "a a b", p({"norm": "a", "repeat": "?"}, "a", "b"), ["a a b"]),
    ("optional, there", "a b c", p("a", {"norm": "b", "repeat": "?"}, "c"), ["a b c"]),
    ("optional, not there", "a c", p("a", {"norm": "b", "repeat": "?"}, "c"), ["a c"]),
    ("star, none", "a c", p("a", {"norm": "b", "repeat": "*"}, "c"), ["a c"]),
    ("star, many", "a b b b c", p("a", {"norm": "b", "repeat": "*"}, "c"), ["a b b b c"]),
    ("plus needs one", "a c a b c", p("a", {"norm": "b", "repeat": "+"}, "c"), ["a b c"]),
    ("bounds", "a c a b c a b b b c", p("a", {"norm": "b", "repeat": "1..2"}, "c"), ["a b c"]),
    ("bounds exactly", "b b b b b", p({"norm": "b", "repeat": "2..2"}), ["b b", "b b"]),
    ("greedy", "a x b x b", p("a", {**ANY, "repeat": "*"}, "b"), ["a x b x b"]),
    ("lazy", "a x b x b", p("a", {**ANY, "repeat": "*", "lazy": True}, "b"), ["a x b"]),
    ("greedy gives back", "a b b", p("a", {"norm": "b", "repeat": "+"}, "b"), ["a b b"]),
    ("lazy at the end takes least", "a b b", p("a", {"norm": "b", "repeat": "+", "lazy": True}), ["a b"]),
    ("either", "a x d a b c d", p("a", {"either": [w("x"), w("b", "c")]}, "d"), ["a x d", "a b c d"]),
    ("either, neither", "a b d", p("a", {"either": [w("x"), w("b", "c")]}, "d"), []),
    ("either, optional", "a d", p("a", {"either": [w("x")], "repeat": "?"}, "d"), ["a d"]),
    ("either, repeated", "a x y x d", p("a", {"either": [w("x"), w("y")], "repeat": "+"}, "d"), ["a x y x d"]),
    ("either first in the pattern", "b c d x d", p({"either": [w("x"), w("b", "c")]}, "d"), ["b c d", "x d"]),
    ("either, the first that leads on", "a b c", p("a", {"either": [w("b", "c"), w("b")]}, "c"), ["a b c"]),
    ("unless", "a b a c", p("a", {**ANY, "unless": w("b")}), ["a c"]),
    ("unless on the first", "a b", p({"shape": "latin", "unless": w("a")}), ["b"]),
    ("unless_next", "a b a c", p({"norm": "a", "unless_next": w("b")}), ["a"]),
    ("unless_next at the end", "b a", p({"norm": "a", "unless_next": w("b")}), ["a"]),
    ("before", "x a y a", p("a", before=w("x")), ["a"]),
    ("before is not in the span", "x a", p("a", before=w("x")), ["a"]),
    ("before, two words", "x y a x a", p("a", before=w("x", "y")), ["a"]),
    ("before, repeated", "x y y y a y a", p("a", before=w("x", {"norm": "y", "repeat": "*"})), ["a"]),
    ("after", "a x a y", p("a", after=w("x")), ["a"]),
    ("after, two words", "a x y a x a", p("a", after=w("x", "y")), ["a"]),
    ("after leaves the words to the next match", "a a a", p("a", after=w("a")), ["a", "a"]),
    ("not_before", "x a y a", p("a", not_before=w("x")), ["a"]),
    ("not_before, any of them", "x a y a z a", p("a", not_before=w("x", "y")), ["a"]),
    ("not_after", "a x a y a", p("a", not_after=w("x", "y")), ["a"]),
    ("shape", "a 12 ، تم", p({"shape": ["number", "arabic"]}), ["12", "تم"]),
    ("regex of a token", "ab abc b", p({"shape": "latin", "regex": "^ab"}), ["ab", "abc"]),
    ("glued", "7nm 7 nm", p({"shape": "number"}, {"norm": "nm", "glued": True}), ["7nm"]),
    ("not glued", "7nm 7 nm", p({"shape": "number"}, {"norm": "nm", "glued": False}), ["7 nm"]),
    ("class", "apple pear", p({"class": "fruit"}), ["apple"]),
    ("class takes its whole entry", "a star fruit b", p({"class": "fruit"}, "b"), ["star fruit b"]),
    ("class falls back on a shorter entry", "star fruit", p({"class": "fruit"}, "fruit"), ["star fruit"]),
    ("class, longest first", "a star fruit", p({"class": "fruit"}), ["star fruit"]),
    ("class, case aside", "Apple", p({"class": "fruit"}), ["Apple"]),
    ("class where", "apple star", p({"class": "fruit", "where": {"value": "short"}}), ["star"]),
    ("one of several classes", "red apple", p({"class": ["colour", "fruit"], "repeat": "+"}), ["red apple"]),
    ("proclitic before a class", "وتفاح", p({"class": "fruit", "as": "f"}), ["تفاح"]),
    ("bare class", "وتفاح تفاح", p({"class": "fruit", "bare": True}), ["تفاح"]),
    ("definite class", "التفاح تفاح", p({"class": "fruit", "definite": True}), ["التفاح"]),
    ("core", "وهواوي هواوي", p({"core": "هواوي", "as": "name"}), ["هواوي", "هواوي"]),
    ("forms are normalised", "الشَّركةُ", p("الشركة"), ["الشَّركةُ"]),
    ("span", "x a y", p("x", {"norm": "a", "as": "in"}, "y", span="in"), ["a"]),
    ("span not captured: the whole", "x y", p("x", {"norm": "a", "as": "in", "repeat": "?"}, "y", span="in"), ["x y"]),
    ("span lets matches share words", "x a x a x", p("x", {"norm": "a", "as": "in"}, "x", span="in"), ["a", "a"]),
    ("nothing to match", "", p("a"), []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule", "found"), [f[1:] for f in FOUND], ids=[f[0] for f in FOUND])
def test_found(text: str, rule: dict[str, Any], found: list[str]) -> None:
    assert spans(text, **rule) == found


def test_a_candidate_says_where_and_who() -> None:
    fields = {"kind": "k", "big": True}
    (cand,) = run("و a b", **p("a", "b", id="try.me", label="x", score=0.7, fields=fields))
    assert (cand.first, cand.last, cand.start, cand.end) == (1, 3, 2, 5)
    assert (cand.by, cand.label, cand.origin, cand.score) == ("try.me", "x", "rule", 0.7)
    assert dict(cand.fields) == fields


def test_captures() -> None:
    text = "x a a star fruit y"
    pattern = words(
        {"norm": "x", "as": "left"}, {"norm": "a", "repeat": "*", "as": "run"}, {"class": "fruit", "as": "f"}
    )
    (cand,) = run(text, pattern=pattern)
    assert {k: text[c.start : c.end] for k, c in cand.captures.items()} == {
        "left": "x", "run": "a a", "f": "star fruit",
    }  # fmt: skip
    assert [(c.first, c.last) for c in cand.captures.values()] == [(0, 1), (1, 3), (3, 5)]
    assert (cand.fields["f.value"], cand.fields["f.form"]) == ("pointed", "star fruit")


def test_an_optional_capture_that_is_absent_is_absent() -> None:
    (cand,) = run("x y", pattern=words("x", {"norm": "a", "repeat": "?", "as": "a"}, "y"))
    assert "a" not in cand.captures


def test_captures_inside_and_around_either() -> None:
    text = "a b c d"
    (cand,) = run(text, pattern=words("a", {"either": [words({"norm": "b", "as": "in"}, "c")], "as": "out"}, "d"))
    assert {k: text[c.start : c.end] for k, c in cand.captures.items()} == {"in": "b", "out": "b c"}


def test_captures_of_a_branch_that_failed_are_not_kept() -> None:
    (cand,) = run("a b c", pattern=words("a", {"either": [words({"norm": "b", "as": "one"}, "x"), words("b", "c")]}))
    assert not cand.captures


SENTENCES = [
    ({"pattern": words("a", "b")}, "a\nb"),
    ({"pattern": words("a", {**ANY, "repeat": "*"}, "b")}, "a x. y b"),
    ({"pattern": words("a"), "after": words("b")}, "a\nb"),
    ({"pattern": words("b"), "before": words("a")}, "a\nb"),
    ({"pattern": [{"class": "fruit"}], "not_after": [], "after": words("fruit")}, "star\nfruit"),
    ({"regex": "a\\s+b"}, "a\nb"),
]


@pytest.mark.parametrize(("rule", "text"), SENTENCES)
def test_never_across_a_sentence(rule: dict[str, Any], text: str) -> None:
    assert spans(text, **rule) == []


def test_guards_end_with_the_sentence() -> None:
    assert spans("x\na", pattern=words("a"), not_before=words("x")) == ["a"]
    assert spans("a\nx", pattern=words("a"), not_after=words("x")) == ["a"]
    assert spans("a\nx", pattern=[{"norm": "a", "unless_next": words("x")}]) == ["a"]


def test_class_entries_end_with_the_sentence() -> None:
    assert spans("a star\nfruit", pattern=words("a", {"class": "fruit"})) == ["a star"]


def thing(ctx: Context, first: int, last: int, **fields: Any) -> Candidate:
    """A candidate over whole tokens."""
    tokens = ctx.doc.tokens
    return Candidate("thing", first, last, tokens[first].start, tokens[last - 1].end, "t", fields=fields)


def test_candidates_are_taken_whole_longest_first() -> None:
    ctx = context("a b c d")
    ctx.add([thing(ctx, 1, 2, size="s"), thing(ctx, 1, 3, size="l")])
    (cand,) = ruleset({"pattern": words("a", {"cand": "thing", "as": "t"}, {**ANY, "repeat": "?"})}).run(ctx, "names")
    assert (cand.captures["t"].first, cand.captures["t"].last, cand.fields["t.size"]) == (1, 3, "l")
    (short,) = ruleset({"pattern": words("a", {"cand": "thing", "as": "t"}, "c")}).run(ctx, "names")
    assert (short.last, short.fields["t.size"]) == (3, "s")


def test_candidates_where() -> None:
    ctx = context("a b c d")
    ctx.add([thing(ctx, 0, 1, size="s"), thing(ctx, 2, 3, size="l", open=False)])
    rules = ruleset({"pattern": [{"cand": "thing", "where": {"size": "l", "open": False}}]})
    assert [c.first for c in rules.run(ctx, "names")] == [2]


def test_rules_do_not_see_what_their_own_phase_proposes() -> None:
    rules = ruleset(
        {"pattern": words("a"), "label": "thing"},
        {"pattern": [{"cand": "thing"}], "label": "y"},
        {"pattern": [{"cand": "thing"}], "label": "z", "phase": "claims"},
    )
    ctx = context("a")
    found = rules.run(ctx, "names")
    assert [c.label for c in found] == ["thing"]
    ctx.add(found)
    assert [c.label for c in rules.run(ctx, "claims")] == ["z"]


READINGS = [
    ("lemma, of the verb of a verbal noun too", {"lemma": "قال"}, ["قالت", "يقول", "قول"]),
    ("part of speech", {"pos": "verb"}, ["قالت", "يقول"]),
    ("features", {"pos": "verb", "feats": {"asp": "i"}}, ["يقول"]),
    ("class by lemma", {"class": "say"}, ["قالت", "يقول", "قول"]),
    ("class by lemma and part of speech", {"class": "say", "pos": "verb"}, ["قالت", "يقول"]),
    ("derivation", {"deriv": "masdar", "lemma": "قال"}, ["قول"]),
    ("definite", {"pos": "noun", "definite": True}, ["الشركة"]),
]


@pytest.mark.parametrize(("element", "found"), [r[1:] for r in READINGS], ids=[r[0] for r in READINGS])
def test_readings(element: dict[str, Any], found: list[str]) -> None:
    assert spans("قالت الشركة أمس، يقول رئيسها، في قول قديم", analysed=True, pattern=[element]) == found


def test_span_leaves_proclitics_out_unless_quoted() -> None:
    assert spans("وقالت", analysed=True, pattern=[{"lemma": "قال"}]) == ["قالت"]
    assert spans('"وقالت"', analysed=True, pattern=[{"lemma": "قال"}]) == ["وقالت"]


REGEXES = [
    ("whole tokens", "ab abc", {"regex": r"\bab\b"}, ["ab"]),
    ("inside a token is not found", "abc", {"regex": "ab"}, []),
    ("several tokens", "a 12 b", {"regex": r"a \d+ b"}, ["a 12 b"]),
    ("span group", "x=12 y=13", {"regex": r"\w=(?P<n>\d+)", "span": "n"}, ["12", "13"]),
    ("before", "x 12 y 12", {"regex": r"\d+", "before": words("x")}, ["12"]),
    ("not_after", "12 x 12 y", {"regex": r"\d+", "not_after": words("x")}, ["12"]),
    ("raw text, not normalised", "شَركة شركة", {"regex": "شركة"}, ["شركة"]),
    ("empty matches are none", "a b", {"regex": "z*"}, []),
]


@pytest.mark.parametrize(("text", "rule", "found"), [r[1:] for r in REGEXES], ids=[r[0] for r in REGEXES])
def test_regex_rules(text: str, rule: dict[str, Any], found: list[str]) -> None:
    assert spans(text, **rule) == found


def test_regex_captures() -> None:
    text = "x 12 y"
    (cand,) = run(text, regex=r"(?P<l>x) (?P<n>\d+)(?P<gone>z)?")
    assert {k: text[c.start : c.end] for k, c in cand.captures.items()} == {"l": "x", "n": "12"}


def test_a_gap_and_guards_stay_cheap() -> None:
    """Many places to begin and no end: time grows with the text, not with its square."""
    import time

    rules = ruleset({"pattern": words("a", {**ANY, "repeat": "0..30"}, {"norm": "b"}, {"norm": "c"})})
    begin = time.perf_counter()
    assert rules.run(context("a b " * 4_000), "names") == []
    assert time.perf_counter() - begin < 10
