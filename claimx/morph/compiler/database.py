"""Puts stems, prefixes and suffixes together and writes them in camel-tools' format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from claimx.lexicons.loader import read_tsv
from claimx.morph.compiler.affixes import Affixes
from claimx.morph.compiler.letters import fold, to_arabic, unmark
from claimx.morph.compiler.lexicon import SOUND_PLURALS, Closed, Noun, Verb, read_closed, read_nouns, read_verbs
from claimx.morph.compiler.nouns import FEMININE, FEMININE_PLURAL, MASCULINE_PLURAL, inflect
from claimx.morph.compiler.verbs import Conjugator, participles, pattern, read_cells, read_forms

FEATURE_COLUMNS = ("name", "values", "nominal", "verb", "particle")
_TELL_ALL = frozenset(MASCULINE_PLURAL + FEMININE_PLURAL)
"""Endings that give gender and number themselves, whatever their stem's row says."""
_PEOPLE = frozenset(MASCULINE_PLURAL)
"""An adjective's sound masculine plural stands for people without a noun before it."""
_TELL_GENDER = frozenset(FEMININE)
_RARER = 2
"""How much rarer the feminine of a noun for a person is than a noun in ta marbuta of the same letters."""
_NOMINAL = ("noun", "adj", "adv", "abbrev", "pron", "digit", "latin", "foreign")


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature column: its values (empty for an open class) and defaults by kind of word."""

    name: str
    values: tuple[str, ...]
    defaults: Mapping[str, str]


@dataclass(slots=True)
class _Stems:
    """Stem rows, and the categories that sets of prefixes and suffixes get."""

    rows: set[tuple[str, frozenset[str], frozenset[str], str]] = field(default_factory=set)

    def add(self, key: str, prefixes: Iterable[str], suffixes: Iterable[str], feats: str) -> None:
        self.rows.add((key, frozenset(prefixes), frozenset(suffixes), feats))


def kind_of(pos: str) -> str:
    """Which column of defaults a part of speech takes: ``nominal``, ``verb`` or ``particle``."""
    if pos == "verb":
        return "verb"
    return "nominal" if pos.startswith(_NOMINAL) else "particle"


def read_features(path: Path) -> list[Feature]:
    """Feature columns of the database."""
    return [
        Feature(row["name"], () if row["values"] == "*" else tuple(row["values"].split()), row)
        for _, row in read_tsv(path, FEATURE_COLUMNS)
    ]


class Compiler:
    """Compiles a lexicon folder into the text of a database.

    Args:
        tables: folder of the affix and template tables.
        lexicon: folder of ``verbs.tsv``, ``nouns.tsv``, ``names.tsv`` and ``closed.tsv``.

    Raises:
        DataError: any table is malformed.
    """

    def __init__(self, tables: Path, lexicon: Path) -> None:
        self._features = read_features(tables / "features.tsv")
        self._affixes = Affixes(tables)
        self._conjugator = Conjugator(read_forms(tables / "verb_forms.tsv"), read_cells(tables / "verb_cells.tsv"))
        self._lexicon = lexicon
        self._stems = _Stems()

    def compile(self) -> str:
        """The whole database; the same bytes for the same tables."""
        verbs = list(read_verbs(self._lexicon / "verbs.tsv"))
        nouns = [n for name in ("nouns.tsv", "names.tsv") for n in read_nouns(self._lexicon / name)]
        for verb in verbs:
            self._add_verb(verb)
        derived = [n for verb in verbs for n in participles(verb, self._conjugator)]
        nominals = list(_with_derivations(nouns, derived))
        things = {_bare(noun.lemma) for noun in nominals if noun.pos == "noun"}
        for noun in nominals:
            self._add_noun(noun)
            if noun.pos == "adj" and SOUND_PLURALS[0] in noun.plurals and _bare(noun.lemma) not in things:
                self._add_noun(replace(noun, pos="noun"), only=_PEOPLE)
        for word in read_closed(self._lexicon / "closed.tsv"):
            self._add_closed(word)
        return "\n".join(self._lines()) + "\n"

    def _feats(self, pos: str, **given: str) -> str:
        kind = kind_of(pos)
        cells = []
        for feature in self._features:
            value = given.get(feature.name, feature.defaults[kind])
            if feature.name == "pos":
                value = pos
            if value != "*" and not (value == "" and feature.name in ("base", "deriv")):
                cells.append(f"{feature.name}:{value}")
        return " ".join(cells)

    def _add_verb(self, verb: Verb) -> None:
        stems: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
        seen: dict[tuple[str, ...], str] = {}
        for form in self._conjugator.conjugate(verb):
            cell = form.cell
            letters = unmark(form.person + "+" + form.stem + form.ending)
            third = cell.per == "3"
            place = (letters, cell.asp, cell.per, cell.gen, cell.num, str(form.enclitic), form.vox if third else "")
            if seen.setdefault(place, form.vox + cell.mod) not in (form.vox + cell.mod,):
                continue
            stems[form.stem.removesuffix("o"), cell.asp, form.vox].add(self._affixes.verb_place(form))
        lemma = to_arabic(verb.lemma)
        for (stem, asp, vox), places in stems.items():
            feats = self._feats(
                "verb", diac=to_arabic(stem), lex=lemma, bw=f"{to_arabic(unmark(stem))}/{asp.upper()}V",
                gloss=_gloss(verb.gloss), root=_dotted(verb.root), asp=asp, vox=vox,
                pattern=to_arabic_pattern(pattern(stem, verb.root)), freq=str(verb.freq),
            )  # fmt: skip
            for prefixes, suffixes in self._affixes.rectangles(places):
                self._stems.add(fold(stem), prefixes, suffixes, feats)

    def _add_noun(self, noun: Noun, only: frozenset[str] | None = None) -> None:
        """Stems of a nominal; with ``only``, those that take such endings alone."""
        root = tuple(noun.root.split(".")) if noun.root else ()
        endings: dict[tuple[str, str, str, int], set[str]] = defaultdict(set)
        for stem in inflect(noun):
            if only is not None and not only.issuperset(stem.endings):
                continue
            feminine = stem.num == "s" and set(stem.endings) <= _TELL_GENDER
            told = feminine or set(stem.endings) <= _TELL_ALL
            freq = max(1, noun.freq - _RARER) if feminine and noun.pos == "noun" and noun.gender == "m" else noun.freq
            key = (stem.stem, noun.gender, "s", freq) if told else (stem.stem, stem.gen, stem.num, freq)
            endings[key].update(stem.endings)
        for (spelling, gen, num, freq), names in endings.items():
            feats = self._feats(
                noun.pos, diac=to_arabic(spelling), lex=to_arabic(noun.lemma),
                bw=f"{to_arabic(unmark(spelling))}/{noun.pos.upper()}", gloss=_gloss(noun.gloss),
                root=_dotted(root), pattern=to_arabic_pattern(pattern(spelling, root)), form_gen=noun.gender,
                gen=gen, form_num="s", num=num, freq=str(freq), base=to_arabic(unmark(noun.base)),
                deriv=noun.deriv,
            )  # fmt: skip
            prefixes = self._affixes.noun_prefixes(
                article=noun.pos != "noun_prop" or "(al-)" in noun.gloss, lam=spelling[0] == "l"
            )
            self._stems.add(fold(spelling), prefixes, (self._affixes.ending_category(e) for e in names), feats)

    def _add_closed(self, word: Closed) -> None:
        given = dict(word.feats)
        pos = given.pop("pos", word.pos)
        given = {name: value for name, value in given.items() if any(f.name == name for f in self._features)}
        prefixes = self._affixes.closed_prefixes(word.proclitics, article="d" in word.proclitics)
        after_lam = self._affixes.without_lam(prefixes) if word.form.startswith("Al") else None

        def add(spelling: str, suffixes: Iterable[str], prefixes: set[str]) -> None:
            feats = self._feats(
                pos, diac=to_arabic(spelling), lex=to_arabic(word.lemma),
                bw=f"{to_arabic(unmark(spelling))}/{pos.upper()}", gloss=_gloss(word.gloss), root="",
                pattern=to_arabic(spelling), freq=str(word.freq), **given,
            )  # fmt: skip
            self._stems.add(fold(spelling), prefixes, suffixes, feats)

        if "before pronouns" not in word.gloss and "before 1s" not in word.gloss:
            add(word.form, ("S",), after_lam[0] if after_lam else prefixes)
            if after_lam and after_lam[1]:
                add(word.form[2 if word.form.startswith("All") else 1 :], ("S",), after_lam[1])
        if word.enclitics:
            plain = unmark(word.form)
            stem = word.form.rstrip("aiuo") if plain[-1] not in "YA" else word.form
            if plain.endswith("Y"):
                stem = word.form[: word.form.rindex("Y")].rstrip("a") + "ayo"
            add(stem, ("SP",), prefixes)

    def _lines(self) -> Iterator[str]:
        yield "###DEFINES###"
        for feature in self._features:
            values = " ".join(f"{feature.name}:{v}" for v in feature.values) or f"{feature.name}:*open*"
            yield f"DEFINE {feature.name} {values}"
        yield "###DEFAULTS###"
        for pos in next(f for f in self._features if f.name == "pos").values:
            kind = kind_of(pos)
            cells = [f"{f.name}:{pos if f.name == 'pos' else f.defaults[kind]}" for f in self._features]
            yield f"DEFAULT pos:{pos} {' '.join(cells)}"
        yield "###ORDER###"
        yield "ORDER " + " ".join(f.name for f in self._features)
        yield "###TOKENIZATIONS###"
        yield "###STEMBACKOFF###"
        yield "###PREFIXES###"
        yield from self._affixes.prefix_lines(set().union(*(row[1] for row in self._stems.rows)))
        yield "###SUFFIXES###"
        yield from self._affixes.suffix_lines()
        yield "###STEMS###"
        rows = sorted(self._stems.rows, key=lambda r: (r[0], r[3], sorted(r[1]), sorted(r[2])))
        names: dict[tuple[frozenset[str], frozenset[str]], str] = {}
        for row in rows:
            names.setdefault((row[1], row[2]), f"X{len(names) + 1}")
        for key, prefixes, suffixes, feats in rows:
            yield f"{to_arabic(key)}\t{names[prefixes, suffixes]}\t{feats}"
        yield "###TABLE AB###"
        for (prefixes, _), name in names.items():
            yield from (f"{prefix} {name}" for prefix in sorted(prefixes))
        yield "###TABLE BC###"
        for (_, suffixes), name in names.items():
            yield from (f"{name} {suffix}" for suffix in sorted(suffixes))
        yield "###TABLE AC###"
        yield from self._affixes.pair_lines()


def _gloss(text: str) -> str:
    return text.strip().replace(" ", "_") or "-"


def _dotted(root: tuple[str, ...]) -> str:
    return ".".join(map(to_arabic, root))


def to_arabic_pattern(spelling: str) -> str:
    """Arabic text of a pattern, its radical numbers left alone."""
    return "".join(c if c.isdigit() else to_arabic(c) for c in spelling)


def _bare(spelling: str) -> str:
    return spelling.replace("o", "").rstrip("NK")


def _with_derivations(nouns: list[Noun], derived: list[Noun]) -> Iterator[Noun]:
    """Nouns of the lexicon, told their verb where one derives them, then the derived ones that it does not list.

    A verbal noun that is listed, for a plural of its own, is as frequent as its verb makes it or as its row says,
    whichever is more. A participle that is listed as a noun is an adjective besides.
    """
    by_lemma: dict[str, list[Noun]] = defaultdict(list)
    for noun in derived:
        by_lemma[_bare(noun.lemma)].append(noun)
    listed: set[tuple[str, str, str]] = set()
    for noun in nouns:
        source = [d for d in by_lemma[_bare(noun.lemma)] if not noun.root or d.root == noun.root]
        if source and noun.pos in ("noun", "adj"):
            same = [d for d in source if d.pos == noun.pos]
            listed.update((_bare(noun.lemma), d.root, noun.pos) for d in same)
            freq = max([noun.freq, *(d.freq for d in same if d.deriv == "masdar")])
            yield replace(noun, base=source[0].base, deriv=source[0].deriv, freq=freq)
        else:
            yield noun
    seen: set[tuple[str, str, str, str]] = set()
    for noun in derived:
        key = (_bare(noun.lemma), noun.root, noun.deriv, noun.base)
        if (key[0], key[1], noun.pos) not in listed and key not in seen:
            seen.add(key)
            yield noun
