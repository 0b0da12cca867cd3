"""Numerals as candidates, for the rules about quantities and dates."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from claimx.candidates.context import Context
from claimx.candidates.digits import plain
from claimx.candidates.numeral import Numeral, NumeralParser, stands_alone
from claimx.model.candidate import Candidate

BY = "numeral"
REMEMBERED = 10_000
"""Numerals whose fields are kept."""
HIJRI_YEARS = range(1300, 1501)
"""Digits that can be a Hijri year."""


def find_given(ctx: Context) -> list[Candidate]:
    """What value rules are given beside word classes: every number and every time of day in digits."""
    return [*find_numbers(ctx), *find_clocks(ctx), *find_agency_clocks(ctx)]


def find_numbers(ctx: Context) -> list[Candidate]:
    """Every numeral of the document as a candidate ``number``.

    Fields: ``value``; ``literal`` and ``warnings`` where they apply; ``kind`` (cardinal, ordinal, fraction, vague,
    definite); ``form`` (digits, words, mixed, scale, dual, share); ``scale`` (product of its last scale words);
    ``conj`` (the conjunction was taken off it); ``definite``; ``scaled``; ``grouped``; ``year`` and ``day`` (digits
    or words that can be one), ``yearword`` (words that can be a year); ``hijri`` (digits that can be a Hijri year);
    ``hour`` (it can be one); ``whole``; ``decimal`` (written with decimals, or negative); ``alone`` (the text is
    nothing else); ``two`` (the word for two, which takes no counted noun); ``large`` (digits from 10,000, words from
    11 on: hardly a model number).
    """
    return [_candidate(ctx, n) for n in NumeralParser(ctx).find()]


def find_clocks(ctx: Context) -> list[Candidate]:
    """Every time of day in digits (``10:45``, ``10:45:30``) as a candidate ``clock`` with ``hour`` and ``minute``."""
    tokens = ctx.doc.tokens
    found: list[Candidate] = []
    for i in ctx.places("norm::"):
        if not 0 < i < len(tokens) - 1:
            continue
        left, right = tokens[i - 1], tokens[i + 1]
        glued = not tokens[i].space_before and not right.space_before
        if not glued or not (left.norm.isdecimal() and right.norm.isdecimal()) or len(right.norm) != 2:
            continue
        if int(left.norm) > 24 or int(right.norm) > 59:
            continue
        if i > 1 and tokens[i - 2].text == ":" and not left.space_before:
            continue
        last = i + 2
        if last + 1 < len(tokens) and tokens[last].text == ":" and not tokens[last].space_before:
            if not tokens[last + 1].norm.isdecimal() or tokens[last + 1].space_before:
                continue
            last += 2
        found.append(_clock(ctx, i - 1, last, left.norm, right.norm))
    return found


def find_agency_clocks(ctx: Context) -> list[Candidate]:
    """Times of day in four digits, as agencies write them before a zone (``0910 GMT``) or after the word for hour."""
    tokens = ctx.doc.tokens
    found: list[Candidate] = []
    heads = {m.last for i in ctx.at("class", "clock.head") for m in ctx.words[i]["clock.head"]}
    before = {i - 1 for i in ctx.at("class", "clock.zone")}
    for i in sorted(heads | before):
        if not 0 <= i < len(tokens):
            continue
        word = tokens[i].norm
        if len(word) == 4 and word.isdecimal() and int(word[:2]) < 24 and int(word[2:]) < 60:
            found.append(_clock(ctx, i, i + 1, word[:2], word[2:]))
    return found


def _clock(ctx: Context, first: int, last: int, hour: str, minute: str) -> Candidate:
    start, end = ctx.doc.tokens[first].start, ctx.doc.tokens[last - 1].end
    return Candidate("clock", first, last, start, end, BY, "lexicon", 1.0, {}, {"hour": hour, "minute": minute})


def _candidate(ctx: Context, n: Numeral) -> Candidate:
    digits = n.form == "digits" and n.last == n.first + 1
    word = ctx.doc.tokens[n.first].norm if digits else ""
    what = (n.value, n.kind, n.form, n.scale, n.literal, n.runner_up, n.warnings)
    fields = _fields(*what, n.conj, n.definite, n.grouped, word, stands_alone(ctx, n.first, n.last))
    return Candidate("number", n.first, n.last, n.start, n.end, BY, "lexicon", 1.0, {}, fields)


@functools.lru_cache(maxsize=REMEMBERED)
def _fields(
    value: Decimal, kind: str, form: str, scale: Decimal, literal: Decimal | None, runner_up: Decimal | None,
    warnings: tuple[str, ...], conj: bool, definite: bool, grouped: bool, word: str, alone: bool,
) -> Mapping[str, object]:  # fmt: skip
    """What is known of a numeral wherever it stands.

    Args:
        value, kind, form, scale, literal, runner_up, warnings, conj, definite, grouped: see `Numeral`.
        word: its only token where it is one of digits, else empty.
        alone: whether the text is nothing else.
    """
    digits = bool(word)
    whole = value == value.to_integral()
    bare = kind == "cardinal" and form in ("digits", "words") and scale == 1 and not grouped
    four = bare and len(word) == 4 and word.isdecimal()
    fields: dict[str, object] = {
        "value": plain(value),
        "kind": kind,
        "form": form,
        "scale": plain(scale),
        "scaled": scale > 1 or form in ("scale", "dual", "mixed"),
        "conj": conj,
        "definite": definite,
        "grouped": grouped,
        "year": four and 1900 <= int(word) <= 2100,
        "day": bare and whole and 1 <= value <= 31 and len(word) <= 2,
        "yearword": not digits and form in ("words", "dual") and whole and 1900 <= value <= 2100,
        "hijri": four and int(word) in HIJRI_YEARS,
        "hour": bare and whole and 1 <= value <= 24 and len(word) <= 2,
        "whole": whole,
        "decimal": value < 0 or (digits and any(mark in word for mark in ".,\u066b\u060c") and not grouped),
        "alone": alone,
        "two": value == 2 and form == "words",
        "large": bool(value >= 10_000 and word[:1] != "0") if digits else kind == "cardinal" and value >= 11,
    }
    if kind == "ordinal":
        fields["day"] = 1 <= value <= 31
        fields["hour"] = definite and 1 <= value <= 12
    if literal is not None:
        fields["literal"] = plain(literal)
    if runner_up is not None:
        fields["runner_up"] = plain(runner_up)
    if warnings:
        fields["warnings"] = ",".join(warnings)
    return MappingProxyType(fields)
