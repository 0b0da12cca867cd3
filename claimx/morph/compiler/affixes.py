"""Prefix and suffix rows, their categories, and which of them go together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from claimx.lexicons.loader import read_tsv, split_list
from claimx.morph.compiler.letters import fold, to_arabic, to_latin, unmark
from claimx.morph.compiler.verbs import Cell, VerbForm

PROCLITIC_COLUMNS = ("slot", "form", "value", "tag", "gloss")
ENCLITIC_COLUMNS = ("id", "verb", "noun", "other", "gloss")
ENDING_COLUMNS = ("id", "form", "feats", "article", "preposition", "enclitic")

NO_PREFIX, CONJ, PREP, ARTICLE, PREP_ARTICLE, LAM_FUSED = "P0", "PC", "PP", "PA", "PPA", "PL"
_VERB_SERIES = ("", "s", "l")


@dataclass(frozen=True, slots=True)
class Proclitic:
    """A prefix particle in spelling."""

    slot: str
    form: str
    feats: str
    tag: str
    gloss: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A noun ending in spelling."""

    id: str
    form: str
    feats: str
    article: bool
    preposition: bool
    enclitic: bool


class Affixes:
    """The affix tables.

    Args:
        tables: folder of ``proclitics.tsv``, ``enclitics.tsv`` and ``noun_endings.tsv``.
    """

    def __init__(self, tables: Path) -> None:
        self._proclitics = [
            Proclitic(r["slot"], to_latin(r["form"]), _pairs(r["value"]), r["tag"], r["gloss"])
            for _, r in read_tsv(tables / "proclitics.tsv", PROCLITIC_COLUMNS)
        ]
        self._enclitics = [row for _, row in read_tsv(tables / "enclitics.tsv", ENCLITIC_COLUMNS)]
        self._endings = {
            r["id"]: Ending(
                r["id"], to_latin(r["form"]), _pairs(r["feats"]),
                r["article"] == "y", r["preposition"] == "y", r["enclitic"] == "y",
            )
            for _, r in read_tsv(tables / "noun_endings.tsv", ENDING_COLUMNS)
        }  # fmt: skip
        self._persons: set[str] = set()
        self._verb_suffixes: dict[str, tuple[Cell, str, bool]] = {}
        self._names: dict[tuple[Cell, str, bool], str] = {}

    def verb_place(self, form: VerbForm) -> tuple[str, str]:
        """Prefix and suffix category of an inflected verb form."""
        cell = form.cell
        prefix = CONJ
        if cell.asp == "i":
            self._persons.add(form.person)
            prefix = f"I_{form.person or '0'}"
        key = (cell, form.ending, form.enclitic)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"V{len(self._names) + 1}"
            self._verb_suffixes[name] = key
        return prefix, name

    def rectangles(self, places: set[tuple[str, str]]) -> Iterator[tuple[set[str], set[str]]]:
        """Cuts places into sets of prefixes and suffixes every allowed pair of which is among them."""
        by_prefix: dict[str, set[str]] = defaultdict(set)
        for prefix, suffix in places:
            by_prefix[prefix].add(suffix)
        prefixes, suffixes = set(by_prefix), {s for _, s in places}
        closure = {(p, s) for p in prefixes for s in suffixes if self._verb_pair(p, s)}
        if closure == places:
            yield self._series(prefixes), suffixes
            return
        for prefix in sorted(by_prefix):
            yield self._series({prefix}), by_prefix[prefix]

    def _series(self, prefixes: Iterable[str]) -> set[str]:
        return {p + s for p in prefixes for s in (_VERB_SERIES if p.startswith("I_") else ("",))}

    def _verb_pair(self, prefix: str, suffix: str) -> bool:
        cell = self._verb_suffixes[suffix][0]
        if not prefix.startswith("I_"):
            return cell.asp != "i"
        person = prefix[2:].rstrip("sl")
        series = prefix[2 + len(person) :]
        if cell.asp != "i":
            return False
        if (series == "s" and cell.mod in ("j", "s")) or (series == "l" and cell.mod == "i"):
            return False
        first = unmark(person)
        if first in ("", "0"):
            return (cell.per, cell.num) == ("1", "s")
        return {">": "'"}.get(first, first) == cell.person

    @staticmethod
    def noun_prefixes(article: bool, lam: bool) -> set[str]:
        """Prefix categories of a nominal; ``lam``: whether it begins with that letter."""
        return (
            {CONJ, PREP} | ({ARTICLE, PREP_ARTICLE} if article else set()) | ({LAM_FUSED} if article and lam else set())
        )

    @staticmethod
    def closed_prefixes(proclitics: tuple[str, ...], article: bool) -> set[str]:
        """Prefix categories of a function word."""
        out = {CONJ if "w" in proclitics else NO_PREFIX}
        out |= {PREP} if "p" in proclitics else set()
        out |= {PREP + c for c in "lbk" if c in proclitics}
        out |= {"PS"} if "s" in proclitics else set()
        return out | ({ARTICLE, PREP_ARTICLE} if article else set())

    @staticmethod
    def without_lam(prefixes: set[str]) -> tuple[set[str], set[str]]:
        """Prefix categories of a function word in alef + lam as it stands, and of what is left of it after lam."""
        lam = {PREP + "l"} if prefixes & {PREP, PREP + "l"} else set()
        rest = {PREP + "b", PREP + "k"} if PREP in prefixes else set()
        return (prefixes - {PREP, PREP + "l"}) | rest, lam

    def ending_category(self, name: str) -> str:
        """Suffix category of a noun ending."""
        return f"N{list(self._endings).index(name)}"

    def prefix_lines(self, used: set[str]) -> Iterator[str]:
        """Rows of the prefix table in the categories that are used; camel-tools wants no others."""
        for line in self._prefix_lines():
            if line.split("\t")[1] in used:
                yield line

    def _prefix_lines(self) -> Iterator[str]:
        conj = [p for p in self._proclitics if p.slot == "conj"]
        verb = {"sl"[k]: p for k, p in enumerate(p for p in self._proclitics if p.slot == "verb")}
        preps = [p for p in self._proclitics if p.slot == "prep"]
        article = next(p for p in self._proclitics if p.slot == "article")
        yield _row("", NO_PREFIX, "", "", [], "")
        for first in ([], *([c] for c in conj)):
            yield _prefix(CONJ, first)
            yield _prefix("PS", [*first, verb["s"]])
            yield _prefix(ARTICLE, [*first, article], "#")
            for prep in preps:
                yield _prefix(PREP, [*first, prep])
                if fold(prep.form) in "lbk":
                    yield _prefix(PREP + fold(prep.form), [*first, prep])
                lam = fold(prep.form) == "l"
                fused = Proclitic("article", "l" if lam else article.form, article.feats, article.tag, article.gloss)
                yield _prefix(PREP_ARTICLE, [*first, prep, fused], "#")
                if lam:
                    yield _prefix(LAM_FUSED, [*first, prep, Proclitic("article", "", *_rest(article))], "#")
            for person in sorted(self._persons):
                letters = Proclitic("person", person, "", "IVPREF", "")
                for series in _VERB_SERIES:
                    between = [verb[series]] if series else []
                    yield _prefix(f"I_{person or '0'}{series}", [*first, *between, *([letters] if person else [])])

    def suffix_lines(self) -> Iterator[str]:
        """Rows of the suffix table."""
        yield _row("", "S", "", "", [], "")
        for pronoun in self._enclitics:
            for form in split_list(pronoun["other"]):
                yield _suffix("SP", "", "", "", [], (pronoun, form, "PREP_PRON", "pron"))
        for ending in self._endings.values():
            category = self.ending_category(ending.id)
            if not ending.enclitic:
                yield _suffix(category, ending.form, "NSUFF", ending.feats, [], None)
                continue
            for pronoun in self._enclitics:
                if pronoun["id"] == "1s" and unmark(ending.form)[-1:] == "w":
                    continue
                yield _suffix(
                    category, ending.form, "NSUFF", ending.feats, [], (pronoun, pronoun["noun"], "POSS_PRON", "poss")
                )
        for name, (cell, form, enclitic) in self._verb_suffixes.items():
            feats = f"per:{cell.per} gen:{cell.gen} num:{cell.num} mod:{cell.mod}"
            if not enclitic:
                yield _suffix(name, form, "VSUFF", feats, [], None)
                continue
            for pronoun in self._enclitics:
                yield _suffix(name, form, "VSUFF", feats, [], (pronoun, pronoun["verb"], "OBJ_PRON", "dobj"))

    def pair_lines(self) -> Iterator[str]:
        """Prefix and suffix categories that may stand in one word."""
        closed = (NO_PREFIX, CONJ, PREP, PREP + "l", PREP + "b", PREP + "k", "PS", ARTICLE, PREP_ARTICLE)
        for prefix in closed:
            yield f"{prefix} S"
            yield f"{prefix} SP"
        for ending in self._endings.values():
            category = self.ending_category(ending.id)
            yield f"{CONJ} {category}"
            if ending.preposition:
                yield f"{PREP} {category}"
            if ending.article:
                yield f"{ARTICLE} {category}"
            if ending.article and ending.preposition:
                yield f"{PREP_ARTICLE} {category}"
                yield f"{LAM_FUSED} {category}"
        prefixes = [CONJ, *(f"I_{p or '0'}{s}" for p in sorted(self._persons) for s in _VERB_SERIES)]
        for suffix in self._verb_suffixes:
            for prefix in prefixes:
                if self._verb_pair(prefix, suffix):
                    yield f"{prefix} {suffix}"


def _rest(article: Proclitic) -> tuple[str, str, str]:
    return article.feats, article.tag, article.gloss


def _pairs(feats: str) -> str:
    return " ".join(pair.replace("=", ":") for pair in split_list(feats))


def _row(form: str, category: str, diac: str, feats: str, bw: list[str], gloss: str) -> str:
    cells = [
        f"diac:{diac}" if diac else "",
        f"bw:{'+'.join(bw)}" if bw else "",
        f"gloss:{gloss}" if gloss else "",
        feats,
    ]
    return f"{to_arabic(form)}\t{category}\t{' '.join(c for c in cells if c)}"


def _prefix(category: str, parts: list[Proclitic], after: str = "") -> str:
    diac = "".join(to_arabic(p.form) for p in parts) + after
    bw = [f"{to_arabic(unmark(p.form))}/{p.tag}" for p in parts]
    feats = " ".join(p.feats for p in parts if p.feats)
    gloss = "+".join(p.gloss for p in parts if p.gloss)
    return _row(fold("".join(p.form for p in parts)), category, diac, feats, bw, gloss)


def _suffix(
    category: str,
    form: str,
    tag: str,
    feats: str,
    bw: list[str],
    pronoun: tuple[dict[str, str], str, str, str] | None,
) -> str:
    key, diac, gloss = fold(form), to_arabic(form), ""
    if unmark(form):
        bw = [*bw, f"{to_arabic(unmark(form))}/{tag}"]
    if pronoun is not None:
        row, spelled, pron_tag, value = pronoun
        letters = to_latin(spelled)
        if row["id"] == "1s" and value == "poss" and unmark(form)[-1:] == "y":
            form, letters = form[: form.rindex("y")], "y~a"
            key, diac = fold(form), to_arabic(form)
            bw = [f"{to_arabic(unmark(form))}/{tag}"] if unmark(form) else []
        if form[-1:] == "i" or unmark(form)[-1:] == "y":
            letters = letters.replace("hu", "hi", 1)
        key, diac = key + fold(letters), diac + to_arabic(letters)
        bw = [*bw, f"{to_arabic(unmark(letters))}/{pron_tag}_{row['id'].upper()}"]
        feats = f"{feats} enc0:{row['id']}_{value}".strip()
        gloss = row["gloss"]
    return _row(key, category, diac, feats, bw, gloss)
