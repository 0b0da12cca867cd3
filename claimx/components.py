"""What pipelines are built of: the shipped data and the parts that read texts; and what callers may give."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from claimx.backends import camel_backend, camel_database
from claimx.candidates import designation
from claimx.errors import InputError
from claimx.lexicons.kb import KnowledgeBase, Known
from claimx.lexicons.loader import DATA, read_tsv, split_list
from claimx.lexicons.words import Entry, load_entries
from claimx.model.doc import Doc
from claimx.morph.analyzer import MorphAnalyzer
from claimx.morph.disambiguate import Disambiguator
from claimx.reconcile.link import OPEN_LABELS, Linker
from claimx.reconcile.spellings import Spellings
from claimx.text.normalize import Normalizer
from claimx.text.segment import CliticSplit, Segmenter

RULES = Path(__file__).parent / "candidates" / "data"
MORPHOLOGY = Path(__file__).parent / "morph" / "data" / "claimx.db"
CLITICS = DATA / "clitics.tsv"
FOLDS = DATA / "folds.tsv"
SURROGATE = re.compile("[\ud800-\udfff]")
MEASURES = frozenset({"unit.percent", "num.scale", "num.many"})
"""Word classes before which a number on a new line may be half of a decimal."""


@functools.cache
def entries() -> tuple[Entry, ...]:
    """The shipped word classes."""
    return tuple(load_entries())


@functools.cache
def knowledge() -> KnowledgeBase:
    """The shipped knowledge base."""
    return build_knowledge()


def build_knowledge(extra: Sequence[str | Path] = ()) -> KnowledgeBase:
    """The shipped knowledge base with a user's files laid over it.

    Raises:
        DataError: see `KnowledgeBase`.
    """
    return KnowledgeBase(extra=[Path(path) for path in extra], fold=fold_name)


def build_designations(kb: KnowledgeBase) -> designation.DesignationGrammar:
    """The grammar of chip designations over a knowledge base."""
    return designation.DesignationGrammar(
        designation.ChipRow.from_tsv(kb.chips),
        designation.SeriesRow.from_tsv(kb.series),
        designation.LetterRow.from_tsv(kb.letters),
        fold=build_normalizer().word,
        makers=kb.makers(),
    )


def build_linker(kb: KnowledgeBase) -> Linker:
    """The linker over a knowledge base."""
    return Linker(kb, build_spellings(kb, kb.of_type(*OPEN_LABELS)), build_normalizer().word)


def build_spellings(kb: KnowledgeBase, known: Iterable[Known]) -> Spellings:
    """Spellings of entities, with the shipped letters, legal forms and nationalities."""
    fold = build_normalizer().word
    endings = ["", *(e.form for e in entries() if e.cls == "nisba.ending")]
    article = next(e.form for e in entries() if e.cls == "article")
    nations = {
        fold(article + word + end).casefold(): country.code
        for country in kb.countries.values()
        for word in country.nisba
        for end in endings
    }
    common = frozenset(fold(e.form).casefold() for e in entries() if e.cls == "corp.legal")
    letters: dict[str, set[str]] = {}
    for row in kb.letters:
        for spelled in split_list(row["arabic"]) if len(row["letter"]) == 1 else ():
            letters.setdefault(fold(spelled), set()).add(row["letter"])
    return Spellings(known, fold, letters, common, nations)


def fold_name(name: str) -> str:
    """A spelling with case, marks, letter variants and runs of spaces evened out."""
    return " ".join(build_normalizer().word(name).casefold().split())


@functools.cache
def build_normalizer() -> Normalizer:
    """The shipped normaliser: camel-tools' own foldings, character by character, and Persian letter forms."""
    persian = {row["letter"]: row["fold"] for _, row in read_tsv(FOLDS, ("letter", "fold", "note"))}
    return Normalizer({**camel_backend.char_folds(), **persian})


@functools.cache
def build_segmenter() -> Segmenter:
    """The shipped segmenter: camel-tools' word tokenizer and our clitic table."""
    splits = [
        CliticSplit(build_normalizer().word(row["prefix"]), int(row["keep"]), row["definite"] == "y")
        for _, row in read_tsv(CLITICS, ("prefix", "keep", "definite"))
    ]
    normalizer = build_normalizer()
    measures = {normalizer.word(e.form) for e in entries() if e.cls in MEASURES}
    return Segmenter(normalizer, splits, camel_backend.simple_tokens, measures)


def build_analyzer(database: Path = MORPHOLOGY, kb: KnowledgeBase | None = None) -> MorphAnalyzer:
    """An analyser over a database, with the words of known names.

    Args:
        database: the database's file.
        kb: whose names; the shipped knowledge base's if None.

    Raises:
        DataError: the database is not in camel-tools' format.
    """
    names = (kb or knowledge()).name_words()
    return MorphAnalyzer(camel_database.load_analyzer(database), names=names)


@functools.cache
def shipped_analyzer() -> MorphAnalyzer:
    """The one over the shipped database; it serves everything in the process."""
    return build_analyzer()


@functools.cache
def build_disambiguator() -> Disambiguator:
    """With the shipped rows."""
    return Disambiguator()


def cut_text(text: str, doc_id: str = "doc", published: str | date | None = None) -> Doc:
    """A text as a document of tokens and sentences, without readings.

    Raises:
        InputError: the text cannot be read (`check_text`), or the date is not an ISO date.
    """
    check_text(text)
    doc = Doc(text, doc_id, read_date(published))
    segmenter = build_segmenter()
    doc.tokens = segmenter.tokenize(text)
    doc.sentences = segmenter.sentences(text, doc.tokens)
    return doc


def check_text(text: object) -> None:
    """Whether a text can be read.

    Raises:
        InputError: it is not a string, or holds lone surrogates.
    """
    if not isinstance(text, str):
        raise InputError(f"text is {type(text).__name__}; expected str")
    bad = SURROGATE.search(text)
    if bad is not None:
        raise InputError(
            f"text holds a lone surrogate (U+{ord(bad.group()):04X}) at offset {bad.start()}; "
            "decode the file as UTF-8 with errors='replace'"
        )


def read_date(value: str | date | None) -> date | None:
    """A publication date from what callers give.

    Raises:
        InputError: not an ISO 8601 date.
    """
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip()[:10]) if value.strip() else None
    except (ValueError, AttributeError):
        raise InputError(f"published is {value!r}; expected an ISO date such as 2024-10-01") from None
