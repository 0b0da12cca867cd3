"""Rows of the morphological lexicon, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claimx.errors import DataError
from claimx.lexicons.loader import read_tsv, split_list
from claimx.morph.compiler.letters import to_latin

VERB_COLUMNS = ("lemma", "root", "form", "vowels", "masdar", "trans", "freq", "gloss")
NOUN_COLUMNS = ("lemma", "root", "pos", "gender", "class", "plural", "fem", "freq", "gloss")
CLOSED_COLUMNS = ("form", "lemma", "pos", "feats", "proclitics", "enclitics", "freq", "gloss")

VERB_FORMS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "Q1", "Q2")
NOUN_POS = ("noun", "adj", "adj_comp", "adj_num", "noun_quant", "noun_prop", "noun_num", "adv", "abbrev")
NOUN_CLASSES = ("sound", "dip", "inv", "def", "maq", "nis", "five")
CLOSED_POS = (
    *NOUN_POS,
    "prep", "conj", "conj_sub", "pron", "pron_dem", "pron_rel", "pron_interrog", "pron_exclam", "adv_rel",
    "adv_interrog", "part", "part_neg", "part_verb", "part_fut", "part_focus", "part_interrog", "part_voc",
    "part_restrict", "part_det", "part_connect", "interj", "verb", "verb_pseudo", "verb_nom",
)  # fmt: skip
_VOWEL_FIRST = re.compile("([aiuFNK])~")
"""A vowel and its shadda as Unicode orders them; ours is the order of camel-tools, shadda first."""
SOUND_PLURALS = ("+\u016bn", "+\u0101t")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb; lemma, root letters and verbal nouns in Latin spelling."""

    where: str
    lemma: str
    root: tuple[str, ...]
    form: str
    past_vowel: str
    vowel: str
    masdars: tuple[str, ...]
    transitive: bool
    freq: int
    gloss: str


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun, adjective or name; ``base`` and ``deriv`` are set on what derives from a verb."""

    where: str
    lemma: str
    root: str
    pos: str
    gender: str
    cls: str
    plurals: tuple[str, ...]
    fem: str
    freq: int
    gloss: str
    base: str = ""
    deriv: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """A function word."""

    where: str
    form: str
    lemma: str
    pos: str
    feats: tuple[tuple[str, str], ...]
    proclitics: tuple[str, ...]
    enclitics: bool
    freq: int
    gloss: str


def _latin(where: str, column: str, text: str) -> str:
    try:
        return _VOWEL_FIRST.sub(r"~\1", to_latin(text.replace(" ", "")))
    except ValueError as error:
        raise DataError(f"{where}: {column}: {error}; expected diacritised Arabic") from None


def _one_of(where: str, column: str, value: str, values: tuple[str, ...]) -> str:
    if value not in values:
        raise DataError(f"{where}: {column} is {value!r}; expected one of {', '.join(values)}")
    return value


def _freq(where: str, value: str) -> int:
    return int(_one_of(where, "freq", value, ("1", "2", "3", "4", "5")))


def _root(where: str, value: str) -> tuple[str, ...]:
    letters = tuple(_latin(where, "root", part) for part in value.split(".") if part)
    return tuple("'" if c in (">", "<", "&", "}") else c for c in letters)


def read_verbs(path: Path) -> Iterator[Verb]:
    """Verbs of a ``verbs.tsv``.

    Raises:
        DataError: a malformed row; the message names file, line, column and what was expected.
    """
    for number, row in read_tsv(path, VERB_COLUMNS):
        where = f"{path.name}:{number}"
        form = _one_of(where, "form", row["form"], VERB_FORMS)
        root = _root(where, row["root"])
        if len(root) != (4 if form[0] == "Q" else 3) or any(len(c) != 1 for c in root):
            raise DataError(f"{where}: root is {row['root']!r}; expected {'4' if form[0] == 'Q' else '3'} letters")
        past, _, vowel = row["vowels"].partition("/")
        if form == "1" and not (past in "aiu" and vowel in "aiu" and past and vowel):
            raise DataError(f"{where}: vowels is {row['vowels']!r}; expected past/imperfect such as a/u")
        yield Verb(
            where=where,
            lemma=_latin(where, "lemma", row["lemma"]),
            root=root,
            form=form,
            past_vowel=past,
            vowel=vowel,
            masdars=tuple(_latin(where, "masdar", m) for m in split_list(row["masdar"])),
            transitive=_one_of(where, "trans", row["trans"], ("t", "i")) == "t",
            freq=_freq(where, row["freq"]),
            gloss=row["gloss"],
        )


def read_nouns(path: Path) -> Iterator[Noun]:
    """Nouns, adjectives and names of a ``nouns.tsv``.

    Raises:
        DataError: a malformed row; the message names file, line, column and what was expected.
    """
    for number, row in read_tsv(path, NOUN_COLUMNS):
        where = f"{path.name}:{number}"
        plurals = tuple(p if p in SOUND_PLURALS else _latin(where, "plural", p) for p in split_list(row["plural"]))
        yield Noun(
            where=where,
            lemma=_latin(where, "lemma", row["lemma"]),
            root=".".join(_root(where, row["root"])),
            pos=_one_of(where, "pos", row["pos"], NOUN_POS),
            gender=_one_of(where, "gender", row["gender"], ("m", "f")),
            cls=_one_of(where, "class", row["class"], NOUN_CLASSES),
            plurals=plurals,
            fem=row["fem"] if row["fem"] in ("", "+a") else _latin(where, "fem", row["fem"]),
            freq=_freq(where, row["freq"]),
            gloss=row["gloss"],
        )


def read_closed(path: Path) -> Iterator[Closed]:
    """Function words of a ``closed.tsv``.

    Raises:
        DataError: a malformed row; the message names file, line, column and what was expected.
    """
    for number, row in read_tsv(path, CLOSED_COLUMNS):
        where = f"{path.name}:{number}"
        feats = []
        for pair in split_list(row["feats"]):
            name, sign, value = pair.partition("=")
            if not sign or not name or not value:
                raise DataError(f"{where}: feats has {pair!r}; expected name=value")
            feats.append((name, value))
        yield Closed(
            where=where,
            form=_latin(where, "form", row["form"]),
            lemma=_latin(where, "lemma", row["lemma"]),
            pos=_one_of(where, "pos", row["pos"], CLOSED_POS),
            feats=tuple(feats),
            proclitics=tuple(
                _one_of(where, "proclitics", p, ("w", "p", "l", "b", "k", "d", "s"))
                for p in split_list(row["proclitics"])
            ),
            enclitics=_one_of(where, "enclitics", row["enclitics"], ("y", "n")) == "y",
            freq=_freq(where, row["freq"]),
            gloss=row["gloss"],
        )
