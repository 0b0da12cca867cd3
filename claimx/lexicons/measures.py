"""Words for units and currencies, composed from the tables in ``data/measures``.

A unit is a base with an optional prefix, joined to it or apart, in any of its count
forms; a compound is such a form with a tail (*per second*, *square*, *hour*). A
currency is a noun in any count form, alone or with the adjective of its country in
either agreement. The tables hold the parts, `endings.tsv` what regular words add to
them; this module only puts them together.

Values are ``kind:symbol``; those of currencies ``money:CODE``, of their parts
``money:CODE/FACTOR``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from claimx.errors import DataError
from claimx.lexicons.entry import Entry
from claimx.lexicons.loader import DATA, read_tsv, split_list

MEASURES = DATA / "measures"

UNIT = "unit"
CURRENCY = "currency"
PART = "currency.cent"
SIGN = "currency.sign"
SHARED = "currency.shared"
PLACE = "currency.place"

KINDS = frozenset(("length", "data", "compute", "power", "frequency", "energy", "area", "mass", "speed", "other"))
"""Kinds of quantity that a unit may have; see `claimx.Quantity`."""
IN_COMPOUNDS = "-"
"""Kind of a unit that never stands by itself."""
BARE = "bare"
"""Among a unit's prefixes: the unit without one."""
NONE = "-"
FIXED = "="
"""Before a word of an adjective that never changes."""
GENDERS = ("m", "f", "mf", "-")
ENDINGS = ("accusative", "dual.nominative", "dual.oblique", "feminine", "bound", "article")
POWER = re.compile(r"(10|2)\^(-?\d+)")
CODE = re.compile(r"[A-Z]{3,4}")


STATES = ("singular", "accusative", "dual.nominative", "dual.oblique", "plural")
"""Count forms of a noun."""
DUALS = ("dual.nominative", "dual.oblique")
"""Those that count by themselves; a unit has them only without a prefix, a part of a currency not at all."""
DEFINITE = ("singular", "plural")
"""Those that also stand with the article."""


class Word(NamedTuple):
    """A form of a noun and which of its count forms it is."""

    form: str
    state: str


@dataclass(frozen=True, slots=True)
class Endings:
    """What regular nouns and adjectives add; one row of ``endings.tsv`` each."""

    accusative: str
    dual_nominative: str
    dual_oblique: str
    feminine: str
    bound: str
    article: str

    def inflect(self, singular: str, gender: str, plurals: Iterable[str] = ()) -> Iterator[Word]:
        """Count forms of a noun: singular, accusative, duals, plurals."""
        yield Word(singular, "singular")
        if gender != NONE:
            stem = self._stem(singular)
            if stem == singular:
                yield Word(singular + self.accusative, "accusative")
            yield Word(stem + self.dual_nominative, "dual.nominative")
            yield Word(stem + self.dual_oblique, "dual.oblique")
        for plural in plurals:
            yield Word(plural, "plural")

    def _stem(self, word: str) -> str:
        """The word as endings find it: a feminine ending gives way."""
        return word[: -len(self.feminine)] + self.bound if word.endswith(self.feminine) else word

    def agree(self, adjective: str, gender: str, state: str) -> Iterator[str]:
        """Forms of an adjective (masculine singular) after a count form.

        News writes the masculine singular beside the accusative and the plural too, and either gender where a
        noun's is unsure.
        """
        masculine, feminine = "m" in gender or gender == NONE, "f" in gender or gender == NONE
        if state == "singular":
            yield adjective
            yield self._each(adjective, self.feminine)
        elif state == "accusative":
            yield self._each(adjective, self.accusative)
            yield adjective
            if feminine:
                yield self._each(adjective, self.feminine)
        elif state == "plural":
            yield self._each(adjective, self.feminine)
            yield adjective
        else:
            ending = self.dual_nominative if state == "dual.nominative" else self.dual_oblique
            if masculine:
                yield self._each(adjective, ending)
            if feminine:
                yield self._each(adjective, self.bound + ending)

    def definite(self, adjective: str, gender: str, state: str) -> Iterator[str]:
        """Forms of an adjective after a noun with the article."""
        if state == "singular" and gender != "f":
            yield self._with_article(adjective)
        if state == "plural" or gender != "m":
            yield self._with_article(self._each(adjective, self.feminine))

    @staticmethod
    def _each(adjective: str, ending: str) -> str:
        return " ".join(word if word.startswith(FIXED) else word + ending for word in adjective.split())

    def _with_article(self, adjective: str) -> str:
        """Each word takes the article; after a word that never changes, that one alone."""
        words = adjective.split()
        if words[0].startswith(FIXED):
            return " ".join([FIXED + self.article + words[0].removeprefix(FIXED), *words[1:]])
        return " ".join(self.article + word for word in words)


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of ``units.tsv``."""

    where: str
    kind: str
    symbol: str
    gender: str
    words: tuple[Word, ...]
    prefixes: tuple[str, ...]


class Abbreviation(NamedTuple):
    """A row of ``abbreviations.tsv``: short forms of a unit with one prefix, and whether a tail may follow them."""

    where: str
    tails: bool
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of money: all rows of ``nouns.tsv`` of one name, as (word, gender), and those that stand alone."""

    words: list[tuple[Word, str]] = field(default_factory=list)
    alone: dict[str, list[Word]] = field(default_factory=dict)
    shared: list[Word] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Currency:
    """A row of ``currencies.tsv``."""

    where: str
    code: str
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    complements: tuple[str, ...]
    names: tuple[str, ...]
    signs: tuple[str, ...]
    places: tuple[str, ...]


class _Forms:
    """Entries by class and form; the same form twice is one entry, with another value an error."""

    def __init__(self) -> None:
        self._classes: dict[str, dict[str, tuple[str, str]]] = {}

    def add(self, where: str, cls: str, value: str, forms: Iterable[str]) -> None:
        known = self._classes.setdefault(cls, {})
        mark = (value, where)
        for form in forms:
            other, place = known.setdefault(form, mark)
            if other != value:
                raise DataError(
                    f"{where}: {form} would be {value}, but is {other} by {place}; expected one value for a form"
                )

    def entries(self) -> list[Entry]:
        return [
            Entry(cls, "form", form, value)
            for cls, known in self._classes.items()
            for form, (value, _) in known.items()
        ]


def load_measures(folder: Path = MEASURES) -> list[Entry]:
    """Every word for a unit or a currency.

    Args:
        folder: the tables, under the names they have in ``claimx/lexicons/data/measures``.

    Returns:
        Entries of the classes ``unit``, ``currency``, ``currency.cent``, ``currency.sign``, ``currency.shared`` and
        ``currency.place``, in the order of the tables.

    Raises:
        DataError: a bad row, a name that no table has, or a form with two values.
    """
    endings = _endings(folder)
    forms = _Forms()
    _add_units(folder, endings, forms)
    _add_money(folder, endings, forms)
    return forms.entries()


def prefix_powers(folder: Path = MEASURES) -> dict[str, tuple[int, int]]:
    """Symbol of each prefix with its base and exponent: ``{"k": (10, 3), "Ki": (2, 10), ...}``.

    Raises:
        DataError: a power that is not written as ``10^3``.
    """
    powers: dict[str, tuple[int, int]] = {}
    for where, row in _rows(folder / "prefixes.tsv", ("symbol", "power", "spellings")):
        match = POWER.fullmatch(row["power"])
        if match is None:
            raise DataError(f"{where}: power is {row['power']!r}; expected a power of 10 or 2 such as 10^3")
        powers[row["symbol"]] = (int(match[1]), int(match[2]))
    return powers


# ── Reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(path: Path, columns: tuple[str, ...], *needed: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows with where they stand; the first column and those `needed` must be filled."""
    for number, row in read_tsv(path, columns):
        where = f"{path.name}:{number}"
        for column in (columns[0], *needed):
            if not row[column]:
                raise DataError(f"{where}: {column} is empty; expected a value")
        yield where, row


def _list(where: str, column: str, cell: str) -> tuple[str, ...]:
    """Values of a list cell, each once."""
    values = split_list(cell)
    if len(set(values)) < len(values):
        twice = next(v for v in values if values.count(v) > 1)
        raise DataError(f"{where}: {column} has {twice} twice; expected each value once")
    return values


def _known(where: str, column: str, names: Iterable[str], table: Iterable[str], source: str) -> None:
    """Each name is a row of another table."""
    known = set(table)
    for name in names:
        if name not in known:
            raise DataError(f"{where}: {column} has {name!r}; expected one that {source} has")


def _one_of(where: str, column: str, cell: str, allowed: Iterable[str]) -> None:
    if cell not in (allowed := tuple(allowed)):
        raise DataError(f"{where}: {column} is {cell!r}; expected one of {', '.join(allowed)}")


def _new(where: str, column: str, name: str, seen: Iterable[str]) -> None:
    if name in seen:
        raise DataError(f"{where}: {column} {name} has a row already; expected one row each")


def _endings(folder: Path) -> Endings:
    letters: dict[str, str] = {}
    path = folder / "endings.tsv"
    for where, row in _rows(path, ("name", "letters"), "letters"):
        _one_of(where, "name", row["name"], ENDINGS)
        _new(where, "name", row["name"], letters)
        letters[row["name"]] = row["letters"]
    for name in ENDINGS:
        if name not in letters:
            raise DataError(f"{path.name}: no row {name}; expected rows {', '.join(ENDINGS)}")
    return Endings(*(letters[name] for name in ENDINGS))


# ── Units ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_units(folder: Path, endings: Endings, forms: _Forms) -> None:
    spellings = _prefixes(folder)
    units = _units(folder, endings, spellings)
    tails = _tails(folder)
    compounds = list(_rows(folder / "compounds.tsv", ("name", "kind", "symbol", "units", "tail", "prefixes"), "symbol"))
    _compound_names(compounds, units, tails, spellings)
    prefixed = {name: unit.prefixes for name, unit in units.items()}
    prefixed |= {row["name"]: tuple(row["prefixes"].split()) for _, row in compounds}
    short = _abbreviations(folder, prefixed)

    for name, unit in units.items():
        if unit.kind == IN_COMPOUNDS:
            continue
        for prefix in unit.prefixes:
            value = _value(unit.kind, prefix, unit.symbol)
            forms.add(unit.where, UNIT, value, (form for form, _ in _with_prefix(unit.words, prefix, spellings)))
            for abbreviation in short.get((name, prefix), ()):
                forms.add(abbreviation.where, UNIT, value, abbreviation.forms)
    for where, row in compounds:
        agrees, ends = tails[row["tail"]]
        for prefix in row["prefixes"].split():
            value = _value(row["kind"], prefix, row["symbol"])
            for name in split_list(row["units"]):
                words = _with_prefix(units[name].words, prefix, spellings)
                words += [Word(form, "short") for a in short.get((name, prefix), ()) if a.tails for form in a.forms]
                if agrees:
                    forms.add(where, UNIT, value, _agreeing(words, units[name].gender, ends, endings))
                else:
                    forms.add(where, UNIT, value, _followed(words, ends))
            for abbreviation in short.get((row["name"], prefix), ()):
                forms.add(abbreviation.where, UNIT, value, abbreviation.forms)


def _value(kind: str, prefix: str, symbol: str) -> str:
    return f"{kind}:{symbol}" if prefix == BARE else f"{kind}:{prefix}{symbol}"


def _prefixes(folder: Path) -> dict[str, tuple[str, ...]]:
    spellings: dict[str, tuple[str, ...]] = {}
    for where, row in _rows(folder / "prefixes.tsv", ("symbol", "power", "spellings"), "spellings"):
        _new(where, "symbol", row["symbol"], spellings)
        spellings[row["symbol"]] = _list(where, "spellings", row["spellings"])
    prefix_powers(folder)
    return spellings


def _units(folder: Path, endings: Endings, spellings: dict[str, tuple[str, ...]]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    columns = ("name", "kind", "symbol", "singular", "gender", "plural", "prefixes")
    for where, row in _rows(folder / "units.tsv", columns, "symbol", "prefixes"):
        _new(where, "name", row["name"], units)
        _one_of(where, "kind", row["kind"], (*sorted(KINDS), IN_COMPOUNDS))
        _one_of(where, "gender", row["gender"], GENDERS)
        prefixes = tuple(row["prefixes"].split())
        _known(where, "prefixes", prefixes, (*spellings, BARE), "prefixes.tsv")
        words = [
            word for noun in _list(where, "singular", row["singular"]) for word in endings.inflect(noun, row["gender"])
        ]
        words += [Word(plural, "plural") for plural in _list(where, "plural", row["plural"])]
        units[row["name"]] = Unit(where, row["kind"], row["symbol"], row["gender"], tuple(words), prefixes)
    return units


def _tails(folder: Path) -> dict[str, tuple[bool, tuple[str, ...]]]:
    tails: dict[str, tuple[bool, tuple[str, ...]]] = {}
    for where, row in _rows(folder / "tails.tsv", ("name", "agrees", "words"), "words"):
        _new(where, "name", row["name"], tails)
        _one_of(where, "agrees", row["agrees"], ("y", NONE))
        tails[row["name"]] = (row["agrees"] == "y", _list(where, "words", row["words"]))
    return tails


def _compound_names(
    compounds: Iterable[tuple[str, dict[str, str]]],
    units: dict[str, Unit],
    tails: dict[str, tuple[bool, tuple[str, ...]]],
    spellings: dict[str, tuple[str, ...]],
) -> None:
    """Every compound is made of what the other tables have."""
    seen = set(units)
    for where, row in compounds:
        _new(where, "name", row["name"], seen)
        seen.add(row["name"])
        _one_of(where, "kind", row["kind"], sorted(KINDS))
        _known(where, "units", _list(where, "units", row["units"]), units, "units.tsv")
        _known(where, "tail", [row["tail"]], tails, "tails.tsv")
        _known(where, "prefixes", row["prefixes"].split(), (*spellings, BARE), "prefixes.tsv")


def _abbreviations(folder: Path, prefixed: dict[str, tuple[str, ...]]) -> dict[tuple[str, str], list[Abbreviation]]:
    """Short forms by unit and prefix."""
    short: dict[tuple[str, str], list[Abbreviation]] = {}
    for where, row in _rows(folder / "abbreviations.tsv", ("unit", "prefix", "tails", "forms"), "forms"):
        _known(where, "unit", [row["unit"]], prefixed, "units.tsv or compounds.tsv")
        prefix = BARE if row["prefix"] == NONE else row["prefix"]
        _known(where, "prefix", [prefix], prefixed[row["unit"]], f"the row of {row['unit']}")
        _one_of(where, "tails", row["tails"], ("y", NONE))
        here = short.setdefault((row["unit"], prefix), [])
        here.append(Abbreviation(where, row["tails"] == "y", _list(where, "forms", row["forms"])))
    return short


def _with_prefix(words: Iterable[Word], prefix: str, spellings: dict[str, tuple[str, ...]]) -> list[Word]:
    """The words as they stand, or with each spelling of the prefix, joined and apart; there without duals."""
    if prefix == BARE:
        return list(words)
    starts = [start for spelling in spellings[prefix] for start in (spelling, f"{spelling} ")]
    return [Word(start + form, state) for form, state in words if state not in DUALS for start in starts]


def _followed(words: Iterable[Word], tails: Iterable[str]) -> Iterator[str]:
    """The words, duals left out, with each tail; a tail that begins with a sign or a digit stands close."""
    ends = [f" {tail}" if tail[0].isalpha() else tail for tail in tails]
    for form, state in words:
        if state not in DUALS:
            for end in ends:
                yield form + end


def _agreeing(words: Iterable[Word], gender: str, tails: Iterable[str], endings: Endings) -> Iterator[str]:
    """The words with each tail as an adjective of theirs."""
    for tail in tails:
        adjectives = {state: list(endings.agree(tail, gender, state)) for state in STATES} | {"short": [tail]}
        for form, state in words:
            for adjective in adjectives[state]:
                yield f"{form} {adjective}"


# ── Money ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_money(folder: Path, endings: Endings, forms: _Forms) -> None:
    nouns = _nouns(folder, endings)
    currencies = _currencies(folder, nouns)
    parts = _parts(folder, nouns, currencies)
    _check_alone(folder, nouns, currencies, parts)
    for currency in currencies.values():
        value = f"money:{currency.code}"
        for name in currency.nouns:
            noun = nouns[name]
            forms.add(currency.where, CURRENCY, value, _with_country(noun, currency, currency.complements, endings))
            alone = noun.alone.get(currency.code, ())
            forms.add(currency.where, CURRENCY, value, (form for form, _ in alone))
            definite = (endings.article + form for form, state in alone if state in DEFINITE)
            forms.add(currency.where, CURRENCY, value, definite)
        forms.add(currency.where, CURRENCY, value, currency.names)
        forms.add(currency.where, SIGN, value, currency.signs)
    for where, code, names, factor, complements in parts:
        value = f"money:{code}/{factor}"
        for name in names:
            noun = Noun([pair for pair in nouns[name].words if pair[0].state not in DUALS])
            forms.add(where, PART, value, _with_country(noun, currencies[code], complements, endings))
            if name not in currencies[code].nouns:
                alone = nouns[name].alone.get(code, ())
                forms.add(where, PART, value, (form for form, state in alone if state not in DUALS))
    _add_shared(nouns, currencies, endings, forms)
    _add_shared_parts(nouns, currencies, parts, forms)


def _with_country(noun: Noun, currency: Currency, complements: tuple[str, ...], endings: Endings) -> Iterator[str]:
    """The noun with each adjective or complement of its country."""
    for (word, state), gender in noun.words:
        for adjective in currency.adjectives:
            for form in endings.agree(adjective, gender, state):
                yield f"{word} {form}".replace(FIXED, "")
            if state in DEFINITE:
                for form in endings.definite(adjective, gender, state):
                    yield f"{endings.article}{word} {form}".replace(FIXED, "")
        for complement in complements:
            yield f"{word} {complement}"


def _add_shared(nouns: dict[str, Noun], currencies: dict[str, Currency], endings: Endings, forms: _Forms) -> None:
    """Nouns whose currency the country of the text decides, and the words that name the countries."""
    for name, noun in nouns.items():
        if not noun.shared:
            continue
        codes = [c.code for c in currencies.values() if name in c.nouns and c.places]
        codes.sort(key=lambda code: code not in noun.alone)
        forms.add(currencies[codes[0]].where, SHARED, " ".join(codes), (form for form, _ in noun.shared))
    for currency in currencies.values():
        if currency.places:
            forms.add(currency.where, PLACE, currency.code, _place_adjectives(currency, endings))
            forms.add(currency.where, PLACE, currency.code, currency.places)


def _add_shared_parts(
    nouns: dict[str, Noun], currencies: dict[str, Currency], parts: list[Part], forms: _Forms
) -> None:
    """Parts that several currencies call alike: the one goes to that is said beside them, or to the country's."""
    whole = {name for currency in currencies.values() for name in currency.nouns}
    users: dict[str, list[tuple[str, int]]] = {}
    for _, code, names, factor, _ in parts:
        for name in names:
            users.setdefault(name, []).append((code, factor))
    for name, found in users.items():
        noun = nouns[name]
        if name in whole or len(found) < 2 or not noun.alone:
            continue
        found.sort(key=lambda pair: pair[0] not in noun.alone)
        value = " ".join(f"{code}/{factor}" for code, factor in found)
        words = (word for pair in noun.alone.values() for word in pair)
        forms.add(currencies[found[0][0]].where, SHARED, value, (form for form, state in words if state not in DUALS))


def _place_adjectives(currency: Currency, endings: Endings) -> Iterator[str]:
    for adjective in currency.adjectives:
        if " " not in adjective:
            feminine = adjective + endings.feminine
            yield from (feminine, endings.article + adjective, endings.article + feminine)


def _nouns(folder: Path, endings: Endings) -> dict[str, Noun]:
    nouns: dict[str, Noun] = {}
    columns = ("noun", "singular", "gender", "plural", "alone", "shared")
    for where, row in _rows(folder / "nouns.tsv", columns, "singular"):
        _one_of(where, "gender", row["gender"], GENDERS)
        _one_of(where, "shared", row["shared"], ("y", NONE))
        if row["alone"] != NONE and not CODE.fullmatch(row["alone"]):
            raise DataError(f"{where}: alone is {row['alone']!r}; expected the code of a currency, or -")
        if row["shared"] == "y" and row["alone"] == NONE:
            raise DataError(f"{where}: {row['noun']} is shared; expected a code in alone, for texts without a country")
        noun = nouns.setdefault(row["noun"], Noun())
        words = [
            word for form in _list(where, "singular", row["singular"]) for word in endings.inflect(form, row["gender"])
        ]
        words += [Word(plural, "plural") for plural in _list(where, "plural", row["plural"])]
        noun.words.extend((word, row["gender"]) for word in words)
        if row["alone"] != NONE:
            noun.alone.setdefault(row["alone"], []).extend(words)
        if row["shared"] == "y":
            noun.shared.extend(words)
    return nouns


def _currencies(folder: Path, nouns: dict[str, Noun]) -> dict[str, Currency]:
    currencies: dict[str, Currency] = {}
    columns = ("code", "nouns", "adjectives", "complements", "names", "signs", "places")
    for where, row in _rows(folder / "currencies.tsv", columns, "nouns"):
        if not CODE.fullmatch(row["code"]):
            raise DataError(f"{where}: code is {row['code']!r}; expected three or four capital letters")
        _new(where, "code", row["code"], currencies)
        cells = [_list(where, column, row[column]) for column in columns[1:]]
        currencies[row["code"]] = Currency(where, row["code"], *cells)
        _known(where, "nouns", cells[0], nouns, "nouns.tsv")
    return currencies


Part = tuple[str, str, tuple[str, ...], int, tuple[str, ...]]
"""A row of ``subunits.tsv``: where, code, nouns, factor, complements."""


def _parts(folder: Path, nouns: dict[str, Noun], currencies: dict[str, Currency]) -> list[Part]:
    parts: list[Part] = []
    columns = ("code", "nouns", "factor", "complements")
    for where, row in _rows(folder / "subunits.tsv", columns, "nouns", "factor"):
        names = _list(where, "nouns", row["nouns"])
        _known(where, "code", [row["code"]], currencies, "currencies.tsv")
        _known(where, "nouns", names, nouns, "nouns.tsv")
        if not row["factor"].isdecimal() or int(row["factor"]) < 2:
            raise DataError(f"{where}: factor is {row['factor']!r}; expected a whole number such as 100")
        parts.append((where, row["code"], names, int(row["factor"]), _list(where, "complements", row["complements"])))
    return parts


def _check_alone(folder: Path, nouns: dict[str, Noun], currencies: dict[str, Currency], parts: list[Part]) -> None:
    """A noun alone means a currency that has the noun; one that the country decides has a country to decide for."""
    users = {(name, c.code) for c in currencies.values() for name in c.nouns}
    users |= {(name, code) for _, code, names, _, _ in parts for name in names}
    used = {name for name, _ in users}
    for where, row in _rows(folder / "nouns.tsv", ("noun", "singular", "gender", "plural", "alone", "shared")):
        name, code = row["noun"], row["alone"]
        if name not in used:
            raise DataError(f"{where}: nothing uses the noun {name}; expected a row in currencies.tsv or subunits.tsv")
        if code != NONE and (name, code) not in users:
            raise DataError(f"{where}: alone is {code}, which has no noun {name}; expected a currency that has it")
        if row["shared"] == "y" and not currencies[code].places:
            raise DataError(f"{where}: {name} is shared, but {code} has no places; expected some in currencies.tsv")
