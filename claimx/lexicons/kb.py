"""The knowledge base: companies, outlets, organisations, people, countries, chips.

Tab-separated files in ``data/kb``; validated at load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from claimx.errors import DataError
from claimx.lexicons.loader import DATA, read_tsv, split_list

COMPANY_COLUMNS = (
    "id", "name", "arabic", "latin", "country", "sector", "products", "parent", "epithets", "word", "role",
)  # fmt: skip
NAMED_COLUMNS = ("id", "name", "kind", "country", "arabic", "latin", "word")
OUTLET_COLUMNS = ("id", "name", "kind", "country", "arabic", "latin", "word")
PERSON_COLUMNS = ("id", "name", "arabic", "latin", "company", "title")
COUNTRY_COLUMNS = ("code", "name", "arabic", "capital", "nisba", "region")
CHIP_COLUMNS = ("id", "name", "kind", "maker", "family", "arabic", "latin", "word")
SERIES_COLUMNS = ("id", "name", "maker", "arabic", "latin", "join", "tail", "head")
LETTER_COLUMNS = ("letter", "arabic")
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
        sectors, products, epithets, parent: companies only.
        company, title: people only.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...]
    ambiguous: bool = False
    country: str = ""
    kind: str = ""
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
        folder: folder with the TSV files.

    Raises:
        DataError: a malformed row, an id used twice, a parent or employer that does not exist.
    """

    def __init__(self, folder: Path = DATA / "kb") -> None:
        self.entries: dict[str, Known] = {}
        self.by_name: dict[str, Known] = {}
        self.countries: dict[str, Country] = {}
        self._where: dict[str, str] = {}
        for number, row in read_tsv(folder / "companies.tsv", COMPANY_COLUMNS):
            self._add(self._company(row), f"companies.tsv:{number}")
        for kind, file in (("outlet", "outlets.tsv"), ("org", "organizations.tsv")):
            for number, row in read_tsv(folder / file, OUTLET_COLUMNS if kind == "outlet" else NAMED_COLUMNS):
                self._add(self._named(kind, row), f"{file}:{number}")
        for number, row in read_tsv(folder / "people.tsv", PERSON_COLUMNS):
            aliases = (row["name"], *split_list(row["arabic"]), *split_list(row["latin"]))
            person = Known(
                f"person:{row['id']}",
                "person",
                row["name"],
                _unique(aliases),
                company=row["company"],
                title=row["title"],
            )
            self._add(person, f"people.tsv:{number}")
        for number, row in read_tsv(folder / "countries.tsv", COUNTRY_COLUMNS):
            if row["code"] in self.countries:
                raise DataError(f"countries.tsv:{number}: code {row['code']!r} is used twice")
            self.countries[row["code"]] = Country(
                row["code"],
                row["name"],
                split_list(row["arabic"]),
                split_list(row["capital"]),
                split_list(row["nisba"]),
            )
        for entry in self.entries.values():
            for field, target in (("parent", entry.parent), ("company", entry.company)):
                if target and not any(prefix + target in self.entries for prefix in ("", "org:", "outlet:")):
                    raise DataError(
                        f"{self._where[entry.id]}: {field} {target!r} is no known id; add it or leave it empty"
                    )

    def _company(self, row: dict[str, str]) -> Known:
        aliases = (row["name"], *split_list(row["arabic"]), *split_list(row["latin"]))
        return Known(
            row["id"], "company", row["name"], _unique(aliases), row["word"] == "y", row["country"], row["role"],
            split_list(row["sector"]), split_list(row["products"]), split_list(row["epithets"]), row["parent"],
        )  # fmt: skip

    def _named(self, type_: str, row: dict[str, str]) -> Known:
        aliases = (row["name"], *split_list(row["arabic"]), *split_list(row["latin"]))
        prefix = {"outlet": "outlet:", "org": "org:"}[type_]
        return Known(
            prefix + row["id"], type_, row["name"], _unique(aliases), row["word"] == "y", row["country"], row["kind"]
        )

    def _add(self, entry: Known, where: str) -> None:
        if entry.id in self.entries:
            raise DataError(f"{where}: id {entry.id!r} is used already, at {self._where[entry.id]}")
        self.entries[entry.id] = entry
        self._where[entry.id] = where
        if entry.type == "company":
            self.by_name.setdefault(entry.name, entry)

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

    def of_type(self, *types: str) -> list[Known]:
        """Entries of the given types, in file order."""
        return [entry for entry in self.entries.values() if entry.type in types]


def chip_rows(folder: Path = DATA / "kb") -> tuple[list[dict[str, str]], list[dict[str, str]], list[dict[str, str]]]:
    """Rows of the chip, series and letter tables."""
    files = (("chips.tsv", CHIP_COLUMNS), ("series.tsv", SERIES_COLUMNS), ("letters.tsv", LETTER_COLUMNS))
    chips, series, letters = ([row for _, row in read_tsv(folder / name, columns)] for name, columns in files)
    return chips, series, letters


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
