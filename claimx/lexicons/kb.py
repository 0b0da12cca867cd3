"""The knowledge base: companies, outlets, organisations, people, countries, chips.

Tables in ``data/kb``, and a user's own in the same form; validated at load.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from claimx.errors import DataError
from claimx.lexicons.loader import DATA, read_tsv, split_list
from claimx.lexicons.tables import SHIPPED, Row, read_layers

COUNTRY_COLUMNS = ("code", "name", "arabic", "capital", "nisba", "region")
LETTER_COLUMNS = ("letter", "arabic")
PLACE_COLUMNS = ("name", "arabic", "country", "kind", "word")
CHIP_KINDS = frozenset(("model", "series", "architecture", "memory", "core", "board", "process"))
"""Kinds of rows in the table of chips; a process is a technology, not a chip, and is listed to be told from chips."""
SECTORS = frozenset(
    (
        "semiconductors", "foundry", "equipment", "memory", "eda", "platforms", "social", "search", "ecommerce",
        "software", "cloud", "ai", "telecom", "telecom-equipment", "phones", "computers", "electronics", "display",
        "automotive", "batteries", "space", "gaming", "security", "fintech", "finance", "media", "research", "retail",
        "logistics", "robotics", "energy", "consulting", "other",
    )
)  # fmt: skip
ROLES = frozenset(("", "research", "vc", "app"))
"""What a company is cited or used as: an app is a company only where it acts."""
MAKER = "@maker:"
"""What stands before a maker's name in the table of letters."""
PREFIXES = {"outlets": "outlet:", "organizations": "org:", "people": "person:"}
"""What stands before the ids of a table in `KnowledgeBase.entries`."""
COUNTRY_CODE = re.compile("[A-Z]{2}")
ARABIC_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+")
SHORTEST_NAME = 3
"""Letters of the shortest word of a name that `KnowledgeBase.name_words` lists; shorter ones are mostly letters."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the knowledge base.

    Attributes:
        id: stable identifier.
        type: ``company``, ``outlet``, ``org`` or ``person``.
        name: canonical name.
        aliases: spellings, canonical name included.
        ambiguous: whether a spelling is also an ordinary word, so that context must decide.
        country: ISO code or empty.
        kind: outlet or organisation kind, or a company's role.
        short: shortened forms that count only after a fuller one; companies only, as all that follows.
        ticker: exchange and symbol, ``NASDAQ:NVDA``, or empty.
        sectors, products, epithets, parent: see ``companies.tsv``.
        company, title: people only.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...]
    ambiguous: bool = False
    country: str = ""
    kind: str = ""
    short: tuple[str, ...] = ()
    ticker: str = ""
    sectors: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    epithets: tuple[str, ...] = ()
    parent: str = ""
    company: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its names and nationality adjectives."""

    code: str
    name: str
    arabic: tuple[str, ...]
    capital: tuple[str, ...]
    nisba: tuple[str, ...]


class KnowledgeBase:
    """All entries, by id.

    Args:
        folder: folder with the shipped tables.
        extra: a user's files (``.tsv``, ``.toml``) or folders of them. A row replaces the shipped row of the same
            id; a spelling that a user's row gives is taken from every other entry; of two user's files the later wins.
        fold: normalised form of a spelling, by which spellings are compared.

    Raises:
        DataError: a malformed row, an id used twice, a parent, employer, maker, kind or sector that does not exist.
    """

    def __init__(
        self, folder: Path = DATA / "kb", extra: Sequence[Path] = (), fold: Callable[[str], str] = str.casefold
    ) -> None:
        rows = read_layers(folder, extra)
        claimed = _claimed(rows, fold)
        self.entries: Mapping[str, Known]
        self.by_name: dict[str, Known] = {}
        self.countries: dict[str, Country] = {}
        entries: dict[str, Known] = {}
        for table in ("companies", "outlets", "organizations", "people"):
            for row in rows[table].values():
                entry = _entry(table, row, partial(_is_left, claimed, fold, row))
                entries[entry.id] = entry
                if entry.type == "company":
                    self.by_name.setdefault(entry.name, entry)
                _check(table, row)
        for table, column in (("companies", "parent"), ("people", "company")):
            for row in rows[table].values():
                target = row[column]
                if target and not any(prefix + target in entries for prefix in ("", "org:", "outlet:")):
                    raise DataError(f"{row.where}: {column} {target!r} is no known id; add it or leave it empty")
        self.entries = MappingProxyType(entries)
        for number, cells in read_tsv(folder / "countries.tsv", COUNTRY_COLUMNS):
            if cells["code"] in self.countries:
                raise DataError(f"countries.tsv:{number}: code {cells['code']!r} is used twice")
            lists = (split_list(cells[column]) for column in ("arabic", "capital", "nisba"))
            self.countries[cells["code"]] = Country(cells["code"], cells["name"], *lists)
        renamed = {row.was: row["name"] for row in rows["companies"].values() if row.was}
        self.places = tuple(self._places(folder / "places.tsv", fold))
        self.place_countries = {place.id: place.country for place in self.places}
        self._check_chips(rows, renamed)
        self.chips = tuple(_made_by(cells, renamed) for cells in _chips(rows["chips"].values(), fold))
        series = sorted(rows["series"].values(), key=lambda row: -row.layer)
        self.series = tuple(_made_by(row.cells, renamed) for row in series)
        self.letters = tuple(
            {**row, "letter": MAKER + renamed[name]} if (name := row["letter"].removeprefix(MAKER)) in renamed else row
            for _, row in read_tsv(folder / "letters.tsv", LETTER_COLUMNS)
        )

    def _places(self, path: Path, fold: Callable[[str], str]) -> Iterator[Known]:
        """Places, countries among them; a spelling that an entry has too is left to the entry."""
        taken = {fold(alias) for entry in self.entries.values() for alias in entry.aliases}
        for country in self.countries.values():
            names = tuple(name for name in country.arabic if fold(name) not in taken)
            yield Known(f"place:{country.code}", "place", country.name, names, country=country.code)
        for number, cells in read_tsv(path, PLACE_COLUMNS):
            if cells["country"] and not COUNTRY_CODE.fullmatch(cells["country"]):
                raise DataError(f"{path.name}:{number}: country {cells['country']!r}; expected two capital letters")
            names = tuple(name for name in split_list(cells["arabic"]) if fold(name) not in taken)
            entry_id = f"place:{cells['name']}:{cells['country']}"
            yield Known(entry_id, "place", cells["name"], names, cells["word"] == "y", cells["country"], cells["kind"])

    def _check_chips(self, rows: Mapping[str, Mapping[str, Row]], renamed: Mapping[str, str]) -> None:
        makers = {entry.name for entry in self.of_type("company")} | {"", *renamed}
        for table in ("chips", "series"):
            for row in rows[table].values():
                if row["maker"] not in makers:
                    raise DataError(f"{row.where}: maker {row['maker']!r} is no company's name; add it to companies")
                if table == "chips" and row["kind"] not in CHIP_KINDS:
                    raise DataError(f"{row.where}: kind {row['kind']!r}; there are {', '.join(sorted(CHIP_KINDS))}")
        for row in rows["series"].values():
            try:
                re.compile(row["tail"])
            except re.error as error:
                raise DataError(f"{row.where}: tail is no regular expression: {error}") from None

    def name_words(self) -> dict[str, bool]:
        """Words of all names in Arabic script: true for a name of one word that is no ordinary word as well."""
        out: dict[str, bool] = {}
        for entry in self.entries.values():
            for alias in entry.aliases:
                words = ARABIC_WORD.findall(alias)
                for word in words:
                    if len(word) >= SHORTEST_NAME:
                        sure = word == alias and not entry.ambiguous and entry.type in ("company", "outlet")
                        out[word] = out.get(word, False) or sure
        return out

    def brands(self, article: str) -> list[Known]:
        """Brands and products as entries of type ``brand``, with the id of their owner.

        Args:
            article: the definite article, which a brand of one Arabic word may take.
        """
        out = []
        for entry in self.of_type("company"):
            fused = (article + brand for brand in entry.products if ARABIC_WORD.fullmatch(brand))
            if entry.products:
                out.append(Known(entry.id, "brand", entry.name, _unique((*entry.products, *fused))))
        return out

    def epithets(self) -> list[Known]:
        """Phrases that by themselves mean a company, as entries of type ``nominal``."""
        return [
            Known(entry.id, "nominal", entry.name, entry.epithets, kind="epithet")
            for entry in self.of_type("company")
            if entry.epithets
        ]

    def makers(self) -> dict[str, list[str]]:
        """Spellings of the makers of chips that are no ordinary words, by canonical name."""
        names = {row["maker"] for row in (*self.chips, *self.series)} & set(self.by_name)
        return {
            name: [a for a in self.by_name[name].aliases if " " in a or a.isascii() or not self.by_name[name].ambiguous]
            for name in sorted(names)
        }

    def of_type(self, *types: str) -> list[Known]:
        """Entries of the given types, in file order."""
        return [entry for entry in self.entries.values() if entry.type in types]


def _claimed(rows: Mapping[str, Mapping[str, Row]], fold: Callable[[str], str]) -> dict[str, Row]:
    """Whose each spelling is that a user's rows give."""
    out: dict[str, Row] = {}
    for table in ("companies", "outlets", "organizations", "people"):
        for row in rows[table].values():
            if row.layer != SHIPPED:
                for name in _spellings(row):
                    held = out.get(fold(name))
                    if held is None or held.layer <= row.layer:
                        out[fold(name)] = row
    return out


def _is_left(claimed: Mapping[str, Row], fold: Callable[[str], str], row: Row, name: str) -> bool:
    """Whether no other row's claim takes a spelling from a row."""
    return claimed.get(fold(name), row) is row


def _spellings(row: Row) -> tuple[str, ...]:
    return _unique((row["name"], *split_list(row["arabic"]), *split_list(row["latin"])))


def _entry(table: str, row: Row, own: Callable[[str], bool]) -> Known:
    """The entry of a row; ``own`` says whether a spelling is left to it."""
    aliases = tuple(name for name in _spellings(row) if own(name))
    entry_id = PREFIXES.get(table, "") + row["id"]
    if table == "people":
        return Known(entry_id, "person", row["name"], aliases, company=row["company"], title=row["title"])
    ambiguous = row["word"] == "y"
    if table != "companies":
        type_ = "outlet" if table == "outlets" else "org"
        return Known(entry_id, type_, row["name"], aliases, ambiguous, row["country"], row["kind"])
    return Known(
        entry_id, "company", row["name"], aliases, ambiguous, row["country"], row["role"],
        tuple(name for name in split_list(row["short"]) if own(name)), row["ticker"], split_list(row["sector"]),
        split_list(row["products"]), split_list(row["epithets"]), row["parent"],
    )  # fmt: skip


def _check(table: str, row: Row) -> None:
    """Raises DataError for a value that its column does not allow."""
    if "word" in row.cells and row["word"] not in ("", "y"):
        raise DataError(f"{row.where}: word is {row['word']!r}; expected y or nothing")
    if table != "companies":
        return
    for sector in split_list(row["sector"]):
        if sector not in SECTORS:
            raise DataError(f"{row.where}: sector {sector!r}; there are {', '.join(sorted(SECTORS))}")
    if row["role"] not in ROLES:
        raise DataError(f"{row.where}: role {row['role']!r}; there are {', '.join(sorted(filter(None, ROLES)))}")
    if row["ticker"] and ":" not in row["ticker"]:
        raise DataError(f"{row.where}: ticker {row['ticker']!r}; expected EXCHANGE:SYMBOL")


def _made_by(cells: Mapping[str, str], renamed: Mapping[str, str]) -> Mapping[str, str]:
    """A row of chips or series with the name that a user gives its maker."""
    maker = cells["maker"]
    return {**cells, "maker": renamed[maker]} if maker in renamed else cells


def _chips(rows: Iterable[Row], fold: Callable[[str], str]) -> tuple[Mapping[str, str], ...]:
    """Rows of chips, a user's first; a shipped one gives way to a user's of the same name."""
    ordered = sorted(rows, key=lambda row: -row.layer)
    owner: dict[str, Row] = {}
    for row in ordered:
        if row.layer != SHIPPED:
            owner.setdefault(fold(row["name"]), row)
    return tuple(row.cells for row in ordered if owner.get(fold(row["name"]), row) is row)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
