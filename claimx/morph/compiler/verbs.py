"""The paradigm of a verb, in every form and weak class, and its participles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from claimx.errors import DataError
from claimx.lexicons.loader import read_tsv
from claimx.morph.compiler.letters import MARKS, SHORT, VOWELS, is_consonant, spell, unmark
from claimx.morph.compiler.lexicon import Noun, Verb

FORM_COLUMNS = ("form", "past", "past_passive", "person", "imperfect", "imperfect_passive", "imperative")
CELL_COLUMNS = ("asp", "mod", "per", "gen", "num", "person", "ending", "ending_enclitic")

CONSONANT = "[^aiuAIUY+={!]"
_SHORTENED = str.maketrans("AIU", "aiu")


@dataclass(frozen=True, slots=True)
class Form:
    """Templates of one verb form."""

    past: str
    past_passive: str
    person: str
    imperfect: str
    imperfect_passive: str
    imperative: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One place in the paradigm: features, person prefix and endings."""

    asp: str
    mod: str
    per: str
    gen: str
    num: str
    person: str
    ending: str
    ending_enclitic: str


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One inflected form in marked spelling, cut into person prefix, stem and ending.

    Attributes:
        cell: its place in the paradigm.
        vox: ``a`` or ``p``.
        person, stem, ending: its parts.
        enclitic: whether it is the shape before an object pronoun.
    """

    cell: Cell
    vox: str
    person: str
    stem: str
    ending: str
    enclitic: bool


def read_forms(path: Path) -> dict[str, Form]:
    """Templates by verb form."""
    return {row.pop("form"): Form(**row) for _, row in read_tsv(path, FORM_COLUMNS)}


def read_cells(path: Path) -> list[Cell]:
    """The cells of the paradigm."""
    return [Cell(**row) for _, row in read_tsv(path, CELL_COLUMNS)]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one verb treats its weak radicals; found by trying which one gives the lemma."""

    hollow: bool = False
    doubled: bool = False
    assimilated: bool = False


class Conjugator:
    """Inflects verbs.

    Args:
        forms: templates by verb form.
        cells: the paradigm.
    """

    def __init__(self, forms: dict[str, Form], cells: list[Cell]) -> None:
        self._forms = forms
        self._cells = cells
        self._third = next(c for c in cells if (c.asp, c.per, c.gen, c.num) == ("p", "3", "m", "s"))

    def shape(self, verb: Verb) -> _Shape:
        """The treatment of weak radicals that yields the verb's lemma.

        Raises:
            DataError: no treatment does; root, form or lemma is wrong.
        """
        _, r2, r3 = verb.root[:3]
        weak = r2 in "wy" and r3 not in "wy" and verb.form in ("1", "4", "7", "8", "10")
        twin = verb.form == "9" or (verb.form in ("1", "3", "4", "6", "7", "8", "10") and r2 == r3)
        tried = []
        for hollow in (True, False) if weak else (False,):
            for doubled in (True, False) if twin else (False,):
                for assimilated in (False, True) if verb.form == "8" else (False,):
                    shape = _Shape(hollow, doubled, assimilated)
                    form = self._inflect(verb, shape, self._third, "a", False)
                    made = form.stem + form.ending
                    if unmark(made) == unmark(verb.lemma):
                        return shape
                    tried.append(unmark(made))
        raise DataError(
            f"{verb.where}: lemma {unmark(verb.lemma)!r} does not follow from root {'.'.join(verb.root)} in form "
            f"{verb.form}, which gives {' or '.join(tried)} (Buckwalter spelling)"
        )

    def conjugate(self, verb: Verb) -> Iterator[VerbForm]:
        """All forms of a verb; those spelled alike without marks are left to the caller to merge."""
        shape = self.shape(verb)
        for vox in ("a", "p") if verb.transitive else ("a",):
            for cell in self._cells:
                if vox == "p" and (cell.asp == "c" or cell.per == "2"):
                    continue
                for enclitic in (False, True) if verb.transitive and vox == "a" else (False,):
                    yield from self._variants(verb, shape, cell, vox, enclitic)

    def _variants(self, verb: Verb, shape: _Shape, cell: Cell, vox: str, enclitic: bool) -> Iterator[VerbForm]:
        form = self._inflect(verb, shape, cell, vox, enclitic)
        yield form
        ending = cell.ending_enclitic if enclitic else cell.ending
        if verb.root[-1] == "'":
            if ending[:1] == "U":
                stem = self._inflect(verb, shape, replace(cell, ending="" if cell.asp != "p" else "a"), vox, False).stem
                if not stem.endswith("~") and unmark(stem) != unmark(form.stem):
                    yield replace(form, stem=stem)
            elif enclitic and cell.asp == "i" and ending == "":
                yield self._inflect(verb, shape, cell, vox, True, "a")
        if verb.form == "4" and verb.root[0] == "'" and cell.asp == "i" and cell.per == "1" and cell.num == "s":
            yield replace(form, person="", stem=">u&" + form.stem.lstrip(">uwo&"))
        if verb.root[:2] == ("y", "'") and "}" in form.stem and cell.asp != "p":
            yield replace(form, stem=form.stem.replace("}", ">"))
        if shape.doubled and cell.asp != "p" and ending == "!":
            yield self._inflect(verb, replace(shape, doubled=False), cell, vox, enclitic)

    def _inflect(self, verb: Verb, shape: _Shape, cell: Cell, vox: str, enclitic: bool, mood: str = "u") -> VerbForm:
        ending = cell.ending_enclitic if enclitic else cell.ending
        stem = self._stem(verb, shape, cell.asp, vox, ending)
        person = ""
        if cell.asp == "i":
            person = cell.person + ("u" if vox == "p" else self._forms[verb.form].person)
        if cell.asp == "c":
            stem = self._imperative(verb, stem, ending)
        stem, ending = _contract(stem, ending, shape.hollow, cell.asp, enclitic)
        if shape.hollow and cell.asp == "p" and vox == "a" and verb.form == "1" and ending[:1] in ("t", "n") and ending:
            if cell.per != "3" or ending[0] == "n":
                at = len(stem) - 2
                stem = stem[:at] + ("u" if verb.vowel == "u" else "i") + stem[at + 1 :]
        ending = ending.replace("!", "")
        if enclitic and cell.asp == "i" and cell.mod == "u" and ending == "" and is_consonant(stem[-1]):
            ending = mood
        if person[:1] == "'" and re.match(f"'{CONSONANT}", stem):
            person, stem = "", "'" + ("A" if person[1] == "a" else "U") + stem[1:]
        if re.match(f"y{CONSONANT}", stem) and person[1:] == "u":
            stem = "w" + stem[1:]
        parts = spell([person, stem, ending, "h" if enclitic else ""])
        return VerbForm(cell, vox, parts[0], parts[1], parts[2], enclitic)

    def _stem(self, verb: Verb, shape: _Shape, asp: str, vox: str, ending: str) -> str:
        form = self._forms[verb.form]
        root = list(verb.root)
        past = asp == "p"
        if past:
            template = form.past if vox == "a" else form.past_passive
        else:
            template = form.imperfect if vox == "a" else form.imperfect_passive
        template = template.replace("V", verb.past_vowel).replace("W", verb.vowel)
        if root == ["r", "'", "y"] and verb.form in ("1", "4") and not (past and verb.form == "1"):
            template = template.replace("12", "1")
        if shape.hollow:
            template = _hollow(template)
        elif shape.doubled and (ending[:1] in ("", "!") or ending[0] in VOWELS):
            template = re.sub("([aiuA])2[aiu]3$", r"\g<1>23", template)
            template = re.sub("12([aiu])3$", r"1\g<1>23", template)
            template = re.sub("2([aiu])3[aiu]3$", r"2\g<1>33", template)
        if verb.form == "1" and root[0] == "w" and not past and vox == "a":
            if verb.vowel == "i" or (verb.past_vowel, verb.vowel) == ("a", "a") or root[1:] == ["s", "E"]:
                template = template.replace("12", "2")
        if verb.form == "8":
            template = _assimilate(template, root[0], shape.assimilated)
        if root[-1] in "wy" and not shape.doubled:
            last = template[-2]
            keep = verb.form == "1" and (last == "u" or (last == "a" and past and vox == "a"))
            root[-1] = root[-1] if keep else "y"
        stem = "".join(root[int(c) - 1] if c.isdigit() else c for c in template)
        stem = re.sub(f"'([aiu])'(?={CONSONANT})", lambda m: "'" + m[1].upper(), stem)
        stem = re.sub(f"uy(?={CONSONANT})(?!y)", "U", stem)
        return re.sub(f"(?<!y)iw(?={CONSONANT})(?!w)", "I", stem)

    def _imperative(self, verb: Verb, stem: str, ending: str) -> str:
        prefix = self._forms[verb.form].imperative
        if verb.form == "1":
            if verb.root[0] == "'" and verb.root[1:] in (("x", "*"), ("k", "l"), ("m", "r")):
                return stem[1:]
            if not re.match(CONSONANT * 2, stem):
                return stem
            return ("{u" if verb.vowel == "u" and verb.root[2] != "y" else "{i") + stem
        if verb.form == "4":
            return re.sub("^'a'(?=[^aiuAIU])", "'A", prefix + stem)
        return prefix + stem


def _hollow(template: str) -> str:
    for pattern, long in (
        ("(?<=[1tn])a2[aiu]", "A"), ("u2i", "I"), ("12a", "1A"), ("12i", "1I"), ("12u", "1U"),
    ):  # fmt: skip
        template = re.sub(pattern, long, template)
    return template


def _assimilate(template: str, first: str, forced: bool) -> str:
    if first in "wyt" or forced:
        return template.replace("1t", "tt")
    if first in "zd*":
        return template.replace("1t", "dd" if first == "d" or (first == "*" and forced) else "1d")
    if first in "SDTZ":
        return template.replace("1t", "1T")
    return template


def _contract(stem: str, ending: str, hollow: bool, asp: str, enclitic: bool) -> tuple[str, str]:
    """Joins stem and ending where a weak last radical or a closed syllable changes them."""
    text = f"{stem}+{ending}"
    if stem[-1] in "wy" and len(stem) > 1 and stem[-2] in SHORT:
        text = (_weak_past if asp == "p" else _weak_imperfect)(text, enclitic)
    elif hollow:
        text = re.sub(
            rf"([AIU])({CONSONANT})\+(?=!|{CONSONANT})", lambda m: m[1].translate(_SHORTENED) + m[2] + "+", text
        )
    stem, _, ending = text.partition("+")
    return stem, ending


def _weak_past(text: str, enclitic: bool) -> str:
    for pattern, new in (
        (r"aw\+a$", "A+"),
        (r"ay\+a$", "A+" if enclitic else "Y+"),
        (r"a[wy]\+at", "+at"),
        (r"a[wy]\+U", "+aw"),
        (r"iy\+U", "+U"),
        (r"iy\+(?=[tn])", "I+"),
    ):
        text, changed = re.subn(pattern, new, text)
        if changed:
            break
    return text


def _weak_imperfect(text: str, enclitic: bool) -> str:
    for pattern, new in (
        (r"uw\+$", "U+"), (r"iy\+$", "I+"), (r"a[wy]\+$", "A+" if enclitic else "Y+"),
        (r"uw\+!", "u+!"), (r"iy\+!", "i+!"), (r"a[wy]\+!", "a+!"),
        (r"(uw|iy)\+U", "+U"), (r"a[wy]\+U", "+aw"),
        (r"(uw|iy)\+I", "+I"), (r"a[wy]\+I", "+ay"),
        (r"uw\+n", "U+n"), (r"iy\+n", "I+n"),
    ):  # fmt: skip
        text, changed = re.subn(pattern, new, text)
        if changed:
            break
    return text


def participles(verb: Verb, conjugator: Conjugator) -> Iterator[Noun]:
    """Active and passive participle, and the verbal nouns, as nominals that know their verb."""
    shape = conjugator.shape(verb)
    root = ".".join(verb.root)
    base = verb.lemma
    for masdar in verb.masdars:
        yield _masdar(verb, masdar, root)
    active = _participle(verb, shape, conjugator, "a")
    if active:
        yield Noun(
            verb.where, active[0], root, "adj", "m", active[1], ("+\u016bn",), "+a", max(1, verb.freq - 1),
            f"{verb.gloss}_(ing)", base, "active_participle",
        )  # fmt: skip
    passive = _participle(verb, shape, conjugator, "p")
    if passive and verb.transitive and passive[0] != (active or ("",))[0]:
        yield Noun(
            verb.where, passive[0], root, "adj", "m", passive[1], ("+\u016bn",), "+a", max(1, verb.freq - 2),
            f"{verb.gloss}_(ed)", base, "passive_participle",
        )  # fmt: skip


def _masdar(verb: Verb, masdar: str, root: str) -> Noun:
    letters = masdar.rstrip("NK")
    cls = "sound"
    plurals: tuple[str, ...] = ()
    gender = "m"
    if letters.endswith("p"):
        gender, plurals = "f", ("+\u0101t",)
    elif letters.endswith("Y") or letters.endswith("aA"):
        cls = "maq"
    elif letters.endswith("iy") or masdar.endswith("K"):
        cls, letters = "def", letters.removesuffix("iy") + "iy"
    elif verb.form != "1":
        plurals = ("+\u0101t",)
    return Noun(
        verb.where, letters, root, "noun", gender, cls, plurals, "", max(1, verb.freq - 1), f"{verb.gloss}_(ing)",
        verb.lemma, "masdar",
    )  # fmt: skip


def _participle(verb: Verb, shape: _Shape, conjugator: Conjugator, vox: str) -> tuple[str, str] | None:
    """Lemma in spelling and noun class."""
    r1, r2, r3 = verb.root[:3]
    last = verb.root[-1]
    if verb.form == "1":
        if vox == "a":
            if shape.hollow:
                sound = f"{r1}A'I" if r3 == "'" else f"{r1}A'i{r3}"
                return "".join(spell([sound])), "def" if r3 == "'" else "sound"
            if shape.doubled:
                return "".join(spell([f"{r1}A{r2}{r3}"])), "sound"
            if r3 in "wy":
                return "".join(spell([f"{r1}A{r2}I"])), "def"
            return "".join(spell([f"{r1}A{r2}i{r3}"])), "sound"
        if shape.hollow:
            return "".join(spell([f"ma{r1}{'U' if r2 == 'w' else 'I'}{r3}"])), "sound"
        if r3 in "wy":
            return "".join(spell([f"ma{r1}{r2}" + ("uww" if r3 == "w" and verb.past_vowel == "a" else "iyy")])), "nis"
        return "".join(spell([f"ma{r1}{r2}U{r3}"])), "sound"
    stem = conjugator._stem(verb, shape, "i", vox, "")
    if vox == "a" and verb.form in ("5", "6", "Q2"):
        at = max(i for i, c in enumerate(stem) if c in SHORT)
        stem = stem[:at] + "i" + stem[at + 1 :]
    if last in "wy" and stem[-1] in "wy" and stem[-2] in SHORT and not shape.doubled:
        stem = stem[:-2] + ("I" if stem[-2] == "i" else "Y")
    sound = re.sub(f"^muy(?={CONSONANT})", "mU", f"mu{stem}")
    spelling = "".join(spell([sound]))
    return spelling, {"I": "def", "Y": "maq"}.get(stem[-1], "sound")


def pattern(stem: str, root: tuple[str, ...]) -> str:
    """The stem with its radicals replaced by their numbers; radicals that changed are left as they are."""
    out, k = "", 0
    for c in stem:
        plain = "'" if c in "><&}" else c
        if k < len(root) and plain == root[k]:
            k += 1
            out += str(k)
        else:
            if k < len(root) and root[k] in "wy" and c in "AYwy" and c not in MARKS:
                k += 1
            out += c
    return out
