"""Shared test helpers: documents as the stages see them."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType

import claimx.candidates
import claimx.morph
from claimx.backends import camel_database
from claimx.candidates.context import Context
from claimx.candidates.match import RuleSet
from claimx.candidates.numbers import find_clocks, find_numbers
from claimx.candidates.rule import Rule, load_rules
from claimx.components import build_normalizer, build_segmenter
from claimx.lexicons.words import WordIndex, load_entries
from claimx.model.candidate import Candidate
from claimx.model.doc import Doc
from claimx.morph.analyzer import MorphAnalyzer
from claimx.morph.disambiguate import Disambiguator
from claimx.resolve.stand import stand
from claimx.text.normalize import Normalizer
from claimx.text.segment import Segmenter

VALUES = Path(claimx.candidates.__file__).parent / "data" / "values"
DATABASE = Path(claimx.morph.__file__).parent / "data" / "claimx.db"


def load_script(name: str) -> ModuleType:
    """A script of ``scripts/`` as a module."""
    folder = str(Path(__file__).parents[1] / "scripts")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


@functools.cache
def normalizer() -> Normalizer:
    """The shipped normaliser."""
    return build_normalizer()


@functools.cache
def segmenter() -> Segmenter:
    """The shipped segmenter."""
    return build_segmenter()


@functools.cache
def words() -> WordIndex:
    """All word classes."""
    return WordIndex(load_entries(), normalizer().word, segmenter().tokenize)


@functools.cache
def morphology() -> MorphAnalyzer | None:
    """The shipped morphology, None where its database has not been built."""
    return MorphAnalyzer(camel_database.load_analyzer(DATABASE)) if DATABASE.is_file() else None


@functools.cache
def value_rules() -> tuple[Rule, ...]:
    """The rules of phase ``values``."""
    return tuple(load_rules(VALUES))


@functools.cache
def value_ruleset() -> RuleSet:
    """The same, compiled."""
    return RuleSet(value_rules(), normalizer().word, words().classes, {"number", "clock"})


@functools.cache
def disambiguator() -> Disambiguator:
    """With the shipped rows."""
    return Disambiguator()


def make_context(text: str, published: str | None = None, *, analysed: bool = True) -> Context:
    """A text as the rules see it, before any rule has run."""
    doc = Doc(text, "test", date.fromisoformat(published) if published else None)
    doc.tokens = segmenter().tokenize(text)
    doc.sentences = segmenter().sentences(text, doc.tokens)
    morph = morphology() if analysed else None
    if morph is not None:
        for token in doc.tokens:
            if token.shape == "arabic":
                token.analyses = morph.analyze(token.text)
        disambiguator()(doc.tokens, doc.sentences)
    return Context(doc, words().find(doc))


def value_candidates(ctx: Context, blocked: Sequence[Candidate] = ()) -> list[Candidate]:
    """Numbers and clock times go into the context; what stands of the value rules' proposals comes back."""
    ctx.add([*find_numbers(ctx), *find_clocks(ctx)])
    return stand(ctx, value_ruleset().run(ctx, "values"), blocked)
