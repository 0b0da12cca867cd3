"""Full paradigms, written out by hand, against the compiled lexicon: every form analyses, and wrong forms do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from claimx.backends.camel_database import Analyze, load_analyzer
from claimx.lexicons.loader import read_tsv
from claimx.model.morph import Analysis
from claimx.morph.analyzer import MorphAnalyzer
from claimx.morph.spelling import without_marks
from tests.support import DATABASE

HERE = Path(__file__).parent
Row = dict[str, str]


@cache
def database() -> Analyze:
    """The database itself: a form may have more readings than the analyser keeps."""
    return load_analyzer(DATABASE)


@cache
def analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(database())


def paradigms(name: str, *columns: str) -> dict[tuple[str, str], list[Row]]:
    out: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for _, row in read_tsv(HERE / name, columns):
        out[row["class"], row["lemma"]].append(row)
    return dict(out)


VERBS = paradigms("verb_paradigms.tsv", "class", "lemma", "place", "form")
NOUNS = paradigms("noun_paradigms.tsv", "class", "lemma", "form", "number", "gender", "state", "segments")
WRONG = [row for _, row in read_tsv(HERE / "wrong_forms.tsv", ("form", "why"))]


def place(reading: Mapping[str, str]) -> str:
    """Aspect, mood where the spelling shows it, person, gender, number and passive: ``p3ms``, ``ij3fs``, ``i3ms.p``."""
    mood = reading["mod"] if reading["asp"] == "i" and reading["mod"] != "u" else ""
    passive = ".p" if reading["vox"] == "p" else ""
    return reading["asp"] + mood + reading["per"] + reading["gen"] + reading["num"] + passive


def named(key: tuple[str, str]) -> str:
    return " ".join(key)


@pytest.mark.parametrize("key", VERBS, ids=named)
def test_verb(key: tuple[str, str]) -> None:
    missing = []
    for row in VERBS[key]:
        found = {
            place(reading)
            for reading in database()(row["form"])
            if reading["pos"] == "verb" and reading["source"] == "lex" and without_marks(reading["lex"]) == row["lemma"]
        }
        if row["place"] not in found:
            missing.append((row["place"], row["form"], sorted(found)))
    assert not missing


def cut(word: str, a: Analysis) -> str:
    return " ".join(word[s.start : s.end] for s in a.segments if s.end > s.start)


@pytest.mark.parametrize("key", NOUNS, ids=named)
def test_noun(key: tuple[str, str]) -> None:
    """Asked of every reading that the database has, cut up as the analyser cuts it."""
    every = MorphAnalyzer(database())
    missing = []
    for row in NOUNS[key]:
        word = row["form"]
        found = {
            (a.feats["num"], a.feats["gen"], a.feats["stt"], cut(word, a))
            for a in every.analyze(word, most=100)
            if a.via == "exact" and a.lemma == row["lemma"]
        }
        if (row["number"], row["gender"], row["state"], row["segments"]) not in found:
            missing.append((word, row["number"], row["gender"], row["state"], row["segments"], sorted(found)))
    assert not missing


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row["form"])
def test_wrong_form(row: Row) -> None:
    readings = [(a.lemma, a.pos, a.diac) for a in analyzer().analyze(row["form"]) if a.via == "exact"]
    assert not readings, row["why"]


def test_every_class_has_two_members() -> None:
    """Except where the language has no second one in use."""
    alone = {"I raa", "I hollow hamza-final", "IX", "VIII emphatic", "VIII hollow d", "VIII defective d"}
    for table in (VERBS, NOUNS):
        members: dict[str, set[str]] = defaultdict(set)
        for cls, lemma in table:
            members[cls].add(lemma)
        assert {cls for cls, lemmas in members.items() if len(lemmas) < 2} <= alone


def test_wrong_forms_are_many_and_no_paradigm_has_them() -> None:
    forms = {row["form"] for row in WRONG}
    right = {row["form"] for table in (VERBS, NOUNS) for rows in table.values() for row in rows}
    assert len(forms) >= 200 and not forms & right
