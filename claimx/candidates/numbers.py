"""Numerals as candidates, for the rules about quantities and dates."""

from __future__ import annotations

from claimx.candidates.context import Context
from claimx.candidates.numeral import Numeral, NumeralParser, plain
from claimx.model.candidate import Candidate

BY = "numeral"


def find_numbers(ctx: Context) -> list[Candidate]:
    """Every numeral of the document as a candidate ``number``.

    Fields: ``value``; ``literal`` and ``warnings`` where they apply; ``kind`` (cardinal, ordinal, fraction, vague,
    definite); ``form`` (digits, words, mixed, scale, dual, share); ``scale`` (product of its last scale words);
    ``conj`` (the conjunction was taken off it); ``definite``; ``scaled``; ``grouped``; ``year`` and ``day``
    (digits or words that can be one), ``yearword`` (words that can be
    a year); ``whole``; ``two`` (the word for two, which takes no counted noun); ``large`` (digits from 10,000,
    words from 11 on: hardly a model number).
    """
    return [_candidate(ctx, n) for n in NumeralParser(ctx).find()]


def _candidate(ctx: Context, n: Numeral) -> Candidate:
    whole = n.value == n.value.to_integral()
    bare = n.kind == "cardinal" and n.form in ("digits", "words") and n.scale == 1 and not n.grouped
    digits = n.form == "digits" and n.last == n.first + 1
    tokens = ctx.doc.tokens
    word = tokens[n.first].norm
    fields: dict[str, object] = {
        "value": plain(n.value),
        "kind": n.kind,
        "form": n.form,
        "scale": plain(n.scale),
        "scaled": n.scale > 1 or n.form in ("scale", "dual", "mixed"),
        "conj": n.conj,
        "definite": n.definite,
        "grouped": n.grouped,
        "year": digits and bare and len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2100,
        "day": bare and whole and 1 <= n.value <= 31 and (not digits or len(word) <= 2),
        "yearword": not digits and n.form in ("words", "dual") and whole and 1900 <= n.value <= 2100,
        "whole": whole,
        "two": n.value == 2 and n.form == "words",
        "large": bool(n.value >= 10_000 and word[:1] != "0") if digits else n.kind == "cardinal" and n.value >= 11,
    }
    if n.kind == "ordinal":
        fields["day"] = 1 <= n.value <= 31
    if n.literal is not None:
        fields["literal"] = plain(n.literal)
    if n.warnings:
        fields["warnings"] = ",".join(n.warnings)
    return Candidate("number", n.first, n.last, n.start, n.end, BY, "lexicon", 1.0, {}, fields)
