"""Malformed data files: what is wrong, in which file, where in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from claimx.candidates.match import RuleSet
from claimx.candidates.rule import load_rules
from claimx.errors import DataError, RuleError
from claimx.lexicons.kb import KnowledgeBase
from claimx.lexicons.loader import DATA, read_tsv
from claimx.lexicons.words import load_entries

CLASSES, LABELS = {"fruit"}, {"number"}

HEAD = {"id": '"try.one"', "label": '"x"', "phase": '"names"', "why": '"Only for this test."'}
MATCH = '[[rule.match]]\ntext = "a b"\nspan = "a"\n\n'
NO_MATCH = '[[rule.no_match]]\ntext = "c"\nwhy = "another letter"\n'
EXAMPLES = MATCH + NO_MATCH


def rule(pattern: str = 'pattern = [{ norm = "a" }]', examples: str = EXAMPLES, **head: str | None) -> str:
    """A rule file's text: a sound rule with some keys changed, or (None) left out."""
    keys = {**HEAD, **head}
    lines = [f"{key} = {value}" for key, value in keys.items() if value is not None]
    return "\n".join(["[[rule]]", *lines, pattern, "", examples])


def load(folder: Path) -> RuleSet:
    """Rules as the pipeline takes them in: read, validated, compiled."""
    return RuleSet(load_rules(folder), str.casefold, CLASSES, LABELS)


def test_the_sound_rule_is_sound(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(rule(), encoding="utf-8")
    assert [r.id for r in load(tmp_path).rules] == ["try.one"]


MALFORMED = {
    # what is wrong: (file's text, rule as the message names it, key, words of the message)
    "not TOML": ("[[rule]\n", "", "", "not valid TOML"),
    "value not quoted": (rule(label="x"), "", "", "not valid TOML"),
    "no rule": ("", "file", "rule", "Field required"),
    "rule is no table": ("rule = [1]\n", "rule 1", "table", "dictionary"),
    "unknown key of the file": ("title = 1\n" + rule(), "file", "title", "Extra inputs"),
    "unknown key of the rule": (rule(color='"red"'), "rule try.one", "color", "Extra inputs"),
    "unknown key of an element": (rule('pattern = [{ word = "a" }]'), "rule try.one", "pattern.0.word", "Extra inputs"),
    "unknown key of an example": (
        rule(examples=EXAMPLES.replace("span", "spam")), "rule try.one", "match.0.span", "Field required",
    ),
    "no id": (rule(id=None), "rule number 1", "id", "Field required"),
    "bad id": (rule(id='"Try One"'), "rule Try One", "id", "match pattern"),
    "no why": (rule(why=None), "rule try.one", "why", "Field required"),
    "empty why": (rule(why='""'), "rule try.one", "why", "at least 10"),
    "wrong phase": (rule(phase='"later"'), "rule try.one", "phase", "'names', 'values'"),
    "score out of range": (rule(score="1.5"), "rule try.one", "score", "less than or equal to 1"),
    "both pattern and regex": (
        rule('pattern = [{ norm = "a" }]\nregex = "a"'), "rule try.one", "", "either pattern or regex",
    ),
    "neither pattern nor regex": (rule(""), "rule try.one", "", "either pattern or regex"),
    "bad repeat": (rule('pattern = [{ norm = "a", repeat = "many" }]'), "rule try.one", "pattern.0", "is 'many'"),
    "repeat backwards": (rule('pattern = [{ norm = "a", repeat = "3..1" }]'), "rule try.one", "pattern.0", "'3..1'"),
    "element without condition": (
        rule('pattern = [{ norm = "a" }, { as = "b" }]'), "rule try.one", "pattern.1", "needs a condition",
    ),
    "element without condition in either": (
        rule('pattern = [{ norm = "a" }, { either = [[{ as = "b" }]] }]'),
        "rule try.one", "pattern.1.either.0.0", "needs a condition",
    ),
    "element without condition before": (
        rule('pattern = [{ norm = "a" }]\nnot_before = [{ as = "b" }]'),
        "rule try.one", "not_before.0", "needs a condition",
    ),
    "all elements optional": (
        rule('pattern = [{ norm = "a", repeat = "?" }, { norm = "b", repeat = "*" }]'),
        "rule try.one", "pattern", "at least one element must be required",
    ),
    "nothing to find it by": (
        rule("pattern = [{ any = true }]"), "rule try.one", "pattern", "no required element",
    ),
    "bad regular expression": (rule('regex = "a(b"'), "rule try.one", "regex", "missing )"),
    "bad regular expression of an element": (
        rule('pattern = [{ norm = "a" }, { regex = "[" }]'), "rule try.one", "regex", "unterminated",
    ),
    "unknown class": (rule('pattern = [{ class = "fuit" }]'), "rule try.one", "class", "'fuit'"),
    "unknown class in unless": (
        rule('pattern = [{ norm = "a", unless = [{ class = "fuit" }] }]'), "rule try.one", "class", "'fuit'",
    ),
    "unknown class in not_after": (
        rule('pattern = [{ norm = "a" }]\nnot_after = [{ class = "fuit" }]'), "rule try.one", "class", "'fuit'",
    ),
    "unknown candidate label": (rule('pattern = [{ cand = "nmber" }]'), "rule try.one", "cand", "'nmber'"),
    "span of no capture": (
        rule('span = "cue"\npattern = [{ norm = "a", as = "source" }]'), "rule try.one", "span", "'cue'",
    ),
    "duplicate id": (rule() + rule(), "rule try.one", "id", "used already in broken.toml"),
    "no match": (rule(examples=NO_MATCH), "rule try.one", "match", "Field required"),
    "no no_match": (rule(examples=MATCH), "rule try.one", "no_match", "Field"),
    "no_match without why": (
        rule(examples=MATCH + '[[rule.no_match]]\ntext = "c"\n'),
        "rule try.one", "no_match.0.why", "Field required",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name", "key", "words"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_rule_file(tmp_path: Path, text: str, name: str, key: str, words: str) -> None:
    """The message names the file, the rule and the key, and says what is wrong."""
    (tmp_path / "broken.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load(tmp_path)
    message = str(caught.value)
    missing = [part for part in ("broken.toml", name, key, words) if part not in message]
    assert not missing, f"{missing} not in: {message}"


def test_rule_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_bytes(b'[[rule]]\nid = "\xff"\n')
    with pytest.raises(RuleError, match=r"broken\.toml"):
        load(tmp_path)


def test_an_id_used_in_two_files_names_both(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(rule(), encoding="utf-8")
    with pytest.raises(RuleError, match=r"b\.toml: rule try\.one: id.*a\.toml"):
        load(tmp_path)


WORDS_HEADER = "class\tmatch\tform\tvalue\n"
BAD_WORDS = {
    "bad header": ("class\tform\tvalue\n", 1, "header"),
    "empty file": ("# nothing here\n", 0, "empty"),
    "too few cells": (WORDS_HEADER + "month\tform\tx\n", 2, "3 cells; expected 4"),
    "too many cells": (WORDS_HEADER + "# why\n\nmonth\tform\tx\ty\tz\n", 4, "5 cells; expected 4"),
    "duplicate": (WORDS_HEADER + "month\tform\tx\t1\nmonth\tform\tx\t2\n", 3, "already, at bad.tsv:2"),
    "unknown match mode": (WORDS_HEADER + "month\texact\tx\t1\n", 2, "'exact'; expected one of form, lemma"),
    "no form": (WORDS_HEADER + "month\tform\t\t1\n", 2, "must not be empty"),
    "no class": (WORDS_HEADER + "\tform\tx\t1\n", 2, "must not be empty"),
}


@pytest.mark.parametrize(("text", "line", "words"), BAD_WORDS.values(), ids=BAD_WORDS)
def test_malformed_word_classes(tmp_path: Path, text: str, line: int, words: str) -> None:
    (tmp_path / "bad.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_entries(tmp_path)
    assert f"bad.tsv:{line}:" in str(caught.value) if line else "bad.tsv:" in str(caught.value)
    assert words in str(caught.value)


def test_one_word_may_be_in_two_classes(tmp_path: Path) -> None:
    (tmp_path / "good.tsv").write_text(WORDS_HEADER + "a\tform\tx\t\nb\tform\tx\t\na\tlemma\tx\t\n", encoding="utf-8")
    assert [(e.cls, e.match) for e in load_entries(tmp_path)] == [("a", "form"), ("b", "form"), ("a", "lemma")]


def test_missing_and_undecodable_tables(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.tsv: no such data file"):
        list(read_tsv(tmp_path / "gone.tsv", ("a",)))
    (tmp_path / "latin.tsv").write_bytes(b"a\n\xff\n")
    with pytest.raises(DataError, match=r"latin\.tsv: not UTF-8 .* at byte 2"):
        list(read_tsv(tmp_path / "latin.tsv", ("a",)))


BAD_KNOWLEDGE = {
    "company twice": ("companies.tsv", "nvidia\tNvidia 2\t\t\t\tUS\t\tai\t\t\t\t\t", "'nvidia'"),
    "unknown parent": ("companies.tsv", "try-one\tTry One\t\t\t\tUS\t\tai\t\tno-such-owner\t\t\t", "'no-such-owner'"),
    "outlet twice": ("outlets.tsv", "reuters\tReuters 2\tagency\tGB\t\t\t", "reuters'"),
    "unknown employer": ("people.tsv", "try-one\tTry One\t\t\tno-such-company\t", "'no-such-company'"),
    "unknown sector": ("companies.tsv", "try-one\tTry One\t\t\t\tUS\t\tmagic\t\t\t\t\t", "'magic'"),
    "ticker without exchange": ("companies.tsv", "try-one\tTry One\t\t\t\tUS\tTRY\tai\t\t\t\t\t", "EXCHANGE:SYMBOL"),
    "no name": ("companies.tsv", "try-one\t\t\t\t\tUS\t\tai\t\t\t\t\t", "name is empty"),
    "unknown maker": ("chips.tsv", "try-chip\tTry 1\tmodel\tNobody\t\t\t\t\t", "'Nobody'"),
    "unknown kind of chip": ("chips.tsv", "try-chip\tTry 1\tcookie\tIntel\t\t\t\t\t", "'cookie'"),
    "series whose tail is no expression": ("series.tsv", "try\tTry\tIntel\t\t\tspace\t(\t", "no regular expression"),
    "wrong cell count": ("companies.tsv", "try-one\tTry One", "2 cells"),
    "country twice": ("countries.tsv", "US\tAmerica\t\t\t\t", "'US'"),
}


@pytest.mark.parametrize(("file", "row", "words"), BAD_KNOWLEDGE.values(), ids=BAD_KNOWLEDGE)
def test_malformed_knowledge_base(tmp_path: Path, file: str, row: str, words: str) -> None:
    """The message names the file and the line of the row."""
    folder = tmp_path / "kb"
    shutil.copytree(DATA / "kb", folder)
    assert KnowledgeBase(folder).entries
    text = (folder / file).read_text(encoding="utf-8").rstrip("\n")
    (folder / file).write_text(f"{text}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        KnowledgeBase(folder)
    message = str(caught.value)
    assert f"{file}:{len(text.splitlines()) + 1}" in message, message
    assert words in message
