"""Stems of nouns and adjectives with the endings that each takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claimx.morph.compiler.letters import HAMZAS, MARKS, connects, last_sound, seat, to_latin, unmark
from claimx.morph.compiler.lexicon import SOUND_PLURALS, Noun

DUAL = ("d_o", "d_co", "d_co_poss")
DUAL_NOMINATIVE = ("d_n", "d_cn", "d_cn_poss")
FEMININE = ("t", "t_poss", "td_n", "td_o", "td_cn", "td_co", "td_cn_poss", "td_co_poss")
MASCULINE_PLURAL = ("p_n", "p_o", "p_cn", "p_co", "p_cn_poss", "p_co_poss")
FEMININE_PLURAL = ("At", "At_poss")
FEMININE_DUAL = FEMININE[2:]
FIVE = ("five_n", "five_n_poss", "five_a", "five_a_poss", "five_g", "five_g_poss")
"""Long case vowels of the five nouns in construct."""
_DIPTOTE_PLURAL = re.compile(r"..A[^A]y?.|.\|[^A]y?.|.*A[']|.*[aiu]l?A[']|>..[^A].?[']")


@dataclass(frozen=True, slots=True)
class NounStem:
    """A stem in spelling with its number, gender and endings."""

    stem: str
    gen: str
    num: str
    endings: tuple[str, ...]


def inflect(noun: Noun) -> Iterator[NounStem]:
    """All stems of a noun.

    Args:
        noun: its row.

    Yields:
        Stems; together with their endings they are its written forms.
    """
    masc, fem = SOUND_PLURALS
    lemma = noun.lemma.rstrip("NK")
    plain = unmark(lemma)
    numeral = noun.pos == "noun_num" and noun.root != ""
    if numeral and plain.endswith("wn"):
        yield NounStem(_cut(lemma, 2), "u", "p", MASCULINE_PLURAL)
    elif numeral and plain.endswith("An"):
        yield NounStem(_cut(lemma, 2), noun.gender, "d", DUAL_NOMINATIVE + DUAL)
    else:
        yield from _base(noun, lemma, noun.gender, "s")
    for plural in noun.plurals:
        if plural == masc:
            yield from _masculine_plural(noun, lemma)
        elif plural == fem:
            yield from _feminine_plural(lemma, noun.gender)
        elif unmark(plural).endswith("wn"):
            yield NounStem(_cut(plural, 2), "m", "p", MASCULINE_PLURAL)
        elif unmark(plural).endswith("At") and plural.endswith("aAt"):
            yield NounStem(_cut(plural, 2), "f", "p", FEMININE_PLURAL)
        elif not (unmark(plural).endswith("yn") and len(noun.plurals) > 1 and plural.endswith("iyn")):
            yield from _base(noun, plural, noun.gender, "p")
    if noun.fem == "+a":
        yield from _feminine(lemma)
    elif noun.fem:
        spelling = to_latin(noun.fem) if not noun.fem.isascii() else noun.fem
        if unmark(spelling).endswith("An"):
            yield NounStem(_cut(spelling, 2), "f", "d", DUAL_NOMINATIVE + DUAL)
        else:
            yield from _base(noun, spelling, "f", "s")
            if noun.pos.startswith("adj") or noun.cls == "def":
                yield from _feminine_plural(spelling, "f")
    elif noun.cls == "nis" and noun.pos == "adj":
        yield from _feminine(lemma)


def _cut(spelling: str, letters: int) -> str:
    """Spelling without its last letters and the marks around them."""
    while letters:
        if spelling[-1] not in MARKS:
            letters -= 1
        spelling = spelling[:-1]
    return spelling.rstrip("aiuoFNK")


def _base(noun: Noun, spelling: str, gen: str, num: str) -> Iterator[NounStem]:
    """One stem set from its citation form: bare, possessed, dual and tanwin forms."""
    name = noun.pos == "noun_prop"
    counted = noun.pos != "noun_num" or (noun.plurals and not noun.fem)
    inflected = noun.pos not in ("adj_comp", "adv") or (noun.pos == "adj_comp" and noun.fem != "")
    dual = bool(num == "s" and not name and inflected and counted)
    plain = unmark(spelling)
    if noun.cls == "five" and num == "s":
        yield NounStem(spelling, gen, num, ("bare", "tanwin_a"))
        yield NounStem(spelling, gen, num, FIVE)
        yield NounStem(spelling + "aw", gen, num, DUAL + DUAL_NOMINATIVE)
        return
    if plain.endswith("p") and noun.pos == "noun_num" and gen == "m":
        yield NounStem(spelling, gen, num, ("bare",))
        yield NounStem(_cut(spelling, 1) + "at", gen, num, ("poss",))
        return
    if plain.endswith("p"):
        stem = _cut(spelling, 1)
        if name:
            yield NounStem(stem, gen, num, ("t",))
            return
        yield NounStem(stem, gen, num, FEMININE if dual else FEMININE[:2])
        return
    if name:
        yield NounStem(spelling, gen, num, ("bare",))
        if noun.cls == "sound" and connects(spelling) and plain[-1] not in "Yy":
            yield NounStem(spelling, gen, num, ("tanwin_a",))
        return
    if plain[-1] == "Y":
        yield NounStem(spelling, gen, num, ("bare",))
        stem = _cut(spelling, 1)
        yield NounStem(stem + "aA", gen, num, ("poss",))
        if dual:
            yield NounStem(stem + "ay", gen, num, DUAL + DUAL_NOMINATIVE)
        return
    if plain[-1] == "A":
        yield NounStem(spelling, gen, num, ("bare", "poss"))
        if dual and gen == "f" and not noun.root:
            yield NounStem(_cut(spelling, 1), gen, num, FEMININE_DUAL)
        return
    if noun.cls == "inv":
        yield NounStem(spelling, gen, num, ("bare", "poss") + ((DUAL + DUAL_NOMINATIVE) if dual else ()))
        return
    if plain[-1] == "y" and spelling.endswith("iy") and (noun.cls == "def" or num == "p" or noun.pos == "noun_num"):
        endings = ("bare", "poss", "tanwin_a") + ((DUAL + DUAL_NOMINATIVE) if dual else ())
        yield NounStem(spelling, gen, num, endings)
        yield NounStem(_cut(spelling, 1), gen, num, ("tanwin_i",))
        return
    tanwin = noun.cls in ("sound", "nis") and not (num == "p" and _DIPTOTE_PLURAL.fullmatch(_plain_hamza(plain)))
    if plain[-1] in HAMZAS:
        yield from _hamza(spelling, gen, num, dual, tanwin)
        return
    endings = ("bare", "poss") + (("tanwin_a",) if tanwin else ())
    yield NounStem(spelling, gen, num, endings + ((DUAL + DUAL_NOMINATIVE) if dual else ()))


def _plain_hamza(plain: str) -> str:
    return plain[:-1] + "'" if plain[-1] in HAMZAS else plain


def _hamza(spelling: str, gen: str, num: str, dual: bool, tanwin: bool) -> Iterator[NounStem]:
    """A noun that ends in hamza: its seat follows the ending."""
    stem = spelling.rstrip(MARKS)[:-1]
    before = last_sound(stem)
    sound = before if before in ("a", "i", "u", "A", "I", "U", "y") else "b"
    yield NounStem(spelling, gen, num, ("bare",))
    for vowel, ending in (("u", "poss_n"), ("a", "poss_a"), ("i", "poss_g")):
        yield NounStem(stem + seat(sound, vowel, False), gen, num, (ending,))
    loose = sound == "b" and not connects(stem)
    if loose:
        yield NounStem(stem + "'", gen, num, ("poss_a",))
    if tanwin and sound not in "aA":
        yield NounStem(stem + ("}" if connects(stem) else "'"), gen, num, ("tanwin_a",))
    if dual and sound == "A" and gen == "f":
        yield NounStem(stem + "w", gen, num, DUAL + DUAL_NOMINATIVE)
    elif dual:
        oblique = "}" if connects(stem) and sound != "a" else seat(sound, "a", False) if sound in "aA" else "'"
        yield NounStem(stem + oblique, gen, num, DUAL)
        if loose:
            yield NounStem(stem + ">", gen, num, DUAL)
        if sound == "a" or loose:
            yield NounStem(stem + "|", gen, num, tuple(f"{e}|" for e in DUAL_NOMINATIVE))
        if sound != "a":
            yield NounStem(stem + oblique, gen, num, DUAL_NOMINATIVE)


def _masculine_plural(noun: Noun, spelling: str) -> Iterator[NounStem]:
    plain = unmark(spelling)
    if plain[-1] == "Y":
        yield NounStem(_cut(spelling, 1), "m", "p", ("ap_n", "ap_o"))
    elif noun.cls == "def" and plain[-1] == "y":
        yield NounStem(_cut(spelling, 1), "m", "p", MASCULINE_PLURAL)
    elif plain[-1] in HAMZAS:
        stem = spelling.rstrip(MARKS)[:-1]
        before = last_sound(stem)
        sound = before if before in ("a", "i", "u", "A", "I", "U") else "b"
        yield NounStem(stem + seat(sound, "u", False), "m", "p", ("p_n", "p_cn", "p_cn_poss"))
        yield NounStem(stem + seat(sound, "i", False), "m", "p", ("p_o", "p_co", "p_co_poss"))
    else:
        yield NounStem(spelling, "m", "p", MASCULINE_PLURAL)


def _feminine(spelling: str) -> Iterator[NounStem]:
    """Feminine in ta marbuta of an adjective or a word for a person, and its plural."""
    plain = unmark(spelling)
    if plain[-1] == "Y":
        stem = _cut(spelling, 1)
        yield NounStem(stem + "aA", "f", "s", FEMININE)
        yield NounStem(stem + "ay", "f", "p", FEMININE_PLURAL)
        return
    if plain[-1] in HAMZAS:
        stem = spelling.rstrip(MARKS)[:-1]
        before = last_sound(stem)
        sound = before if before in ("a", "i", "u", "A", "I", "U") else "b"
        letter = "}" if sound == "I" else "'" if sound == "U" else seat(sound, "a", False)
        yield NounStem(stem + letter, "f", "s", FEMININE)
        yield NounStem(stem + letter, "f", "p", FEMININE_PLURAL)
        return
    yield NounStem(spelling, "f", "s", FEMININE)
    yield NounStem(spelling, "f", "p", FEMININE_PLURAL)


def _feminine_plural(spelling: str, gen: str) -> Iterator[NounStem]:
    plain = unmark(spelling)
    stem = _cut(spelling, 1) if plain[-1] == "p" else spelling
    last = unmark(stem)[-1]
    if plain[-1] == "Y":
        stem = _cut(spelling, 1) + "ay"
    elif plain[-1] == "p" and last == "A":
        stem = _cut(stem, 1) + "ay"
    elif plain[-1] == "p" and last == ">":
        yield NounStem(stem.rstrip(MARKS)[:-1] + "|", "f", "p", tuple(f"{e}|" for e in FEMININE_PLURAL))
        return
    elif plain[-1] == "A":
        stem = _cut(spelling, 1) + "aw"
    elif plain[-1] in HAMZAS and plain[-2:-1] == "A" and gen == "f":
        stem = spelling.rstrip(MARKS)[:-1] + "w"
    elif plain[-1] in HAMZAS:
        stem = spelling.rstrip(MARKS)[:-1]
        before = last_sound(stem)
        if before == "a":
            yield NounStem(stem + "|", "f", "p", tuple(f"{e}|" for e in FEMININE_PLURAL))
            return
        stem += "'" if before in ("A", "U") or not connects(stem) else "}"
    yield NounStem(stem, "f", "p", FEMININE_PLURAL)
