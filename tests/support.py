"""Shared test helpers: documents as the stages see them."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import claimx.candidates
import claimx.morph
from claimx.backends import camel_database
from claimx.candidates.context import Context
from claimx.candidates.match import RuleSet
from claimx.candidates.numbers import find_given
from claimx.candidates.rule import Rule, load_rules
from claimx.components import build_disambiguator, build_normalizer, build_segmenter, cut_text
from claimx.lexicons.words import WordIndex, load_entries
from claimx.model.candidate import Candidate
from claimx.morph.analyzer import MorphAnalyzer
from claimx.resolve.stand import stand

VALUES = Path(claimx.candidates.__file__).parent / "data" / "values"
DATABASE = Path(claimx.morph.__file__).parent / "data" / "claimx.db"
normalizer, segmenter = build_normalizer, build_segmenter
"""The shipped ones."""


def load_script(name: str) -> ModuleType:
    """A script of ``scripts/`` as a module."""
    folder = str(Path(__file__).parents[1] / "scripts")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


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


def make_context(text: str, published: str | None = None, *, analysed: bool = True) -> Context:
    """A text as the rules see it, before any rule has run."""
    doc = cut_text(text, "test", published)
    morph = morphology() if analysed else None
    if morph is not None:
        for token in doc.tokens:
            if token.shape == "arabic":
                token.analyses = morph.analyze(token.text)
        build_disambiguator()(doc.tokens, doc.sentences)
    return Context(doc, words().find(doc))


def value_candidates(ctx: Context, blocked: Sequence[Candidate] = ()) -> list[Candidate]:
    """Numbers and clock times go into the context; what stands of the value rules' proposals comes back."""
    ctx.add(find_given(ctx))
    return stand(ctx, value_ruleset().run(ctx, "values"), blocked)
