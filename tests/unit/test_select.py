"""The overlap policy, as ADR 0004 states it."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.candidates.select import choose
from claimx.model.candidate import Candidate, Origin


def cand(origin: Origin, start: int, end: int, score: float = 0.8, by: str = "") -> Candidate:
    """A proposal of so many characters; tokens are characters here."""
    return Candidate("company", start, end, start, end, by or f"{origin}:{start}-{end}", origin, score)


LEXICON, RULE, MODEL = "lexicon", "rule", "model"
POLICY = [
    # what: proposals, those that stand
    ("nothing", [], []),
    ("one alone", [cand(MODEL, 0, 3)], [0]),
    ("side by side, both stand", [cand(RULE, 0, 3), cand(MODEL, 3, 6)], [0, 1]),
    ("same span: lexicon before rule", [cand(RULE, 0, 3, 0.9), cand(LEXICON, 0, 3, 0.5)], [1]),
    ("same span: rule before model", [cand(MODEL, 0, 3, 0.99), cand(RULE, 0, 3, 0.5)], [1]),
    ("same span: lexicon before model", [cand(MODEL, 0, 3, 0.99), cand(LEXICON, 0, 3, 0.5)], [1]),
    ("same span: higher score", [cand(RULE, 0, 3, 0.7), cand(RULE, 0, 3, 0.9)], [1]),
    ("same span and score: first by name", [cand(RULE, 0, 3, by="b"), cand(RULE, 0, 3, by="a")], [1]),
    ("longer lexicon contains lexicon", [cand(LEXICON, 0, 3), cand(LEXICON, 0, 6)], [1]),
    ("longer lexicon contains rule", [cand(RULE, 2, 4), cand(LEXICON, 0, 6)], [1]),
    ("longer rule contains rule", [cand(RULE, 2, 4), cand(RULE, 0, 6)], [1]),
    ("longer rule contains lexicon", [cand(LEXICON, 0, 3), cand(RULE, 0, 6)], [1]),
    ("two inside one", [cand(RULE, 0, 3), cand(LEXICON, 4, 7), cand(RULE, 0, 7)], [2]),
    ("crossing: lexicon before longer rule", [cand(LEXICON, 0, 3), cand(RULE, 2, 9)], [0]),
    ("crossing: longer rule before shorter", [cand(RULE, 0, 4), cand(RULE, 2, 9)], [1]),
    ("crossing: length before score", [cand(RULE, 0, 4, 0.99), cand(RULE, 2, 9, 0.5)], [1]),
    ("crossing, same length: score", [cand(RULE, 0, 4, 0.7), cand(RULE, 2, 6, 0.8)], [1]),
    ("crossing, same length and score: earlier", [cand(RULE, 2, 6), cand(RULE, 0, 4)], [1]),
    ("model inside lexicon", [cand(MODEL, 2, 4), cand(LEXICON, 0, 6)], [1]),
    ("model inside rule", [cand(MODEL, 2, 4), cand(RULE, 0, 6)], [1]),
    ("model contains rule", [cand(RULE, 2, 4), cand(MODEL, 0, 6)], [1]),
    ("model contains two rules", [cand(RULE, 0, 2), cand(RULE, 4, 6), cand(MODEL, 0, 7)], [2]),
    ("model contains lexicon", [cand(LEXICON, 2, 4), cand(MODEL, 0, 6)], [0]),
    ("model contains rule and lexicon", [cand(RULE, 0, 2), cand(LEXICON, 3, 5), cand(MODEL, 0, 6)], [0, 1]),
    ("model crosses rule", [cand(RULE, 0, 4), cand(MODEL, 2, 9)], [0]),
    ("model crosses lexicon", [cand(LEXICON, 0, 4), cand(MODEL, 2, 9)], [0]),
    ("longer model contains model", [cand(MODEL, 0, 3, 0.9), cand(MODEL, 0, 6, 0.5)], [1]),
    ("model takes no part in what the others settle", [cand(LEXICON, 0, 5), cand(RULE, 0, 8), cand(MODEL, 0, 10)], [1]),
    ("beside one that stands", [cand(LEXICON, 0, 3), cand(MODEL, 2, 5), cand(LEXICON, 5, 8)], [0, 2]),
    ("far apart", [cand(LEXICON, 0, 3), cand(MODEL, 90, 95), cand(RULE, 50, 60)], [0, 2, 1]),
]


@pytest.mark.parametrize(("proposals", "standing"), [p[1:] for p in POLICY], ids=[p[0] for p in POLICY])
def test_policy(proposals: list[Candidate], standing: list[int]) -> None:
    assert choose(proposals) == [proposals[i] for i in standing]


@st.composite
def proposals(draw: st.DrawFn) -> list[Candidate]:
    """Proposals of which no two agree in span, origin and score."""
    origins: st.SearchStrategy[Origin] = st.sampled_from((LEXICON, RULE, MODEL))
    keys = st.tuples(origins, st.integers(0, 20), st.integers(1, 8), st.integers(1, 9))
    return [
        cand(o, start, start + size, score / 10)
        for o, start, size, score in draw(st.lists(keys, unique=True, max_size=14))
    ]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(proposals(), st.integers(0, 99))
def test_choice_does_not_depend_on_order(given_proposals: list[Candidate], seed: int) -> None:
    shuffled = random.Random(seed).sample(given_proposals, len(given_proposals))
    assert choose(shuffled) == choose(given_proposals)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(proposals())
def test_what_stands_does_not_overlap(given_proposals: list[Candidate]) -> None:
    standing = choose(given_proposals)
    assert all(a.end <= b.start for a, b in pairwise(standing))
    for other in given_proposals:
        assert other in standing or any(
            other.start < c.end and c.start < other.end for c in given_proposals if c != other
        )
    assert choose(standing) == standing


@settings(max_examples=100, deadline=None, derandomize=True)
@given(proposals())
def test_the_model_only_adds_or_widens(given_proposals: list[Candidate]) -> None:
    """What rules and lexicon settle stays as it is, unless a span of the model contains it."""
    standing = choose(given_proposals)
    for settled in choose([c for c in given_proposals if c.origin != "model"]):
        wider = [c for c in standing if c.origin == "model" and c.start <= settled.start and settled.end <= c.end]
        assert settled in standing or (settled.origin == "rule" and wider)
