"""Tables of the knowledge base: the shipped ones and those that a user adds, in TSV or TOML, merged by id.

A table's rows come from layers: the shipped folder first, then each file or folder of a
user's in the order given. A row replaces the row of the same id in the layers before it;
every other row is added.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from claimx.errors import DataError
from claimx.lexicons.loader import read_tsv


@dataclass(frozen=True, slots=True)
class Table:
    """What a table of the knowledge base has.

    Attributes:
        file: file name without its suffix; a user's may have a prefix before ``-`` or ``_``.
        key: name of its tables in TOML.
        columns: all columns, in the order of the shipped file.
    """

    file: str
    key: str
    columns: tuple[str, ...]


NAMED = ("id", "name", "kind", "country", "arabic", "latin", "word")
TABLES = (
    Table(
        "companies",
        "company",
        (
            "id", "name", "arabic", "latin", "short", "country", "ticker", "sector", "products", "parent", "epithets",
            "word", "role",
        ),
    ),
    Table("outlets", "outlet", NAMED),
    Table("organizations", "organization", NAMED),
    Table("people", "person", ("id", "name", "arabic", "latin", "company", "title")),
    Table("chips", "chip", ("id", "name", "kind", "maker", "family", "generation", "arabic", "latin", "word")),
    Table("series", "series", ("id", "name", "maker", "arabic", "latin", "join", "tail", "head")),
)  # fmt: skip
REQUIRED = ("id", "name")
FLAGS = ("word", "head")
"""Columns that hold ``y`` or nothing; true or false in TOML."""
SHIPPED = 0
"""Layer of the shipped tables."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with all columns of its table.

    Attributes:
        cells: cells by column; lists are joined by ``;``.
        where: file and line (TSV) or entry (TOML).
        layer: `SHIPPED`, or 1 and up for a user's, in the order given.
        was: name of the shipped row that it replaces, or empty.
    """

    cells: Mapping[str, str]
    where: str
    layer: int
    was: str = ""

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_layers(shipped: Path, extra: Sequence[Path] = ()) -> dict[str, dict[str, Row]]:
    """All rows by table and id.

    Args:
        shipped: folder with one TSV file for each of `TABLES`.
        extra: files (``.tsv``, ``.toml``) or folders of them; later ones win.

    Raises:
        DataError: a file cannot be read, has unknown columns, lacks ``id`` or ``name``, or gives an id twice.
    """
    merged: dict[str, dict[str, Row]] = {}
    for table in TABLES:
        path = shipped / f"{table.file}.tsv"
        rows = (Row(cells, f"{path.name}:{number}", SHIPPED) for number, cells in read_tsv(path, table.columns))
        merged[table.file] = _by_id(rows)
    for layer, path in enumerate(extra, 1):
        fresh: dict[str, list[Row]] = {}
        for file in _files(path):
            for table, row in _toml(file, layer) if file.suffix == ".toml" else _tsv(file, layer):
                fresh.setdefault(table.file, []).append(row)
        for name, rows_of in fresh.items():
            merged[name] = {**merged[name], **_replacing(merged[name], _by_id(rows_of))}
    return merged


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise DataError(f"{path}: no such knowledge base; give a .tsv or .toml file, or a folder of them")
    if path.is_file():
        if path.suffix not in (".tsv", ".toml"):
            raise DataError(f"{path}: a knowledge base is a .tsv or .toml file, not {path.suffix or 'without suffix'}")
        return [path]
    found = sorted(p for p in path.iterdir() if p.suffix in (".tsv", ".toml"))
    if not found:
        raise DataError(f"{path}: holds no .tsv or .toml file")
    return found


def _replacing(old: Mapping[str, Row], new: Mapping[str, Row]) -> dict[str, Row]:
    """New rows that know the names of those that they replace."""
    return {key: replace(row, was=old[key].was or old[key]["name"]) if key in old else row for key, row in new.items()}


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    out: dict[str, Row] = {}
    for row in rows:
        for column in REQUIRED:
            if not row[column]:
                raise DataError(f"{row.where}: {column} is empty; every row needs {' and '.join(REQUIRED)}")
        if row["id"] in out:
            raise DataError(f"{row.where}: id {row['id']!r} is used already, at {out[row['id']].where}")
        out[row["id"]] = row
    return out


def _tsv(path: Path, layer: int) -> Iterator[tuple[Table, Row]]:
    """Rows of a user's TSV file: the columns that it has, in its order."""
    table = next((t for t in TABLES if re.split("[-_.]", path.stem)[-1] == t.file), None)
    if table is None:
        raise DataError(
            f"{path}: the name does not say which table it is; call it {', '.join(t.file + '.tsv' for t in TABLES)} "
            "(a prefix such as acme- may stand before)"
        )
    header = _header(path)
    _check_columns(f"{path.name}:1", table, header)
    for number, cells in read_tsv(path, header):
        yield table, Row({**dict.fromkeys(table.columns, ""), **cells}, f"{path.name}:{number}", layer)


def _header(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from None
    line = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    return [cell.strip() for cell in line.split("\t")]


def _check_columns(where: str, table: Table, columns: Iterable[str]) -> None:
    unknown = [c for c in columns if c not in table.columns]
    missing = [c for c in REQUIRED if c not in columns]
    if unknown or missing:
        wrong = f"unknown column {unknown[0]!r}" if unknown else f"no column {missing[0]!r}"
        raise DataError(f"{where}: {wrong}; {table.file} has {', '.join(table.columns)}")


def _toml(path: Path, layer: int) -> Iterator[tuple[Table, Row]]:
    """Rows of a user's TOML file: ``[[company]]``, ``[[chip]]`` and the like."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path.name}: not TOML: {error}") from None
    by_key = {table.key: table for table in TABLES}
    for key, items in data.items():
        if key not in by_key or not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            kinds = ", ".join(f"[[{table.key}]]" for table in TABLES)
            raise DataError(f"{path.name}: {key!r} is no table of a knowledge base; there are {kinds}")
        for number, item in enumerate(items, 1):
            where = f"{path.name}: [[{key}]] {number}"
            _check_columns(where, by_key[key], item)
            cells = {column: _cell(f"{where}: {column}", column, value) for column, value in item.items()}
            yield by_key[key], Row({**dict.fromkeys(by_key[key].columns, ""), **cells}, where, layer)


def _cell(where: str, column: str, value: Any) -> str:
    """A TOML value as a cell."""
    if column in FLAGS and isinstance(value, bool):
        return "y" if value else ""
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        raise DataError(f"{where} is {value!r}; expected text or a list of texts")
    if isinstance(value, list) and any(";" in part for part in parts):
        raise DataError(f"{where}: a value of a list cannot hold ';'")
    return ";".join(" ".join(part.split()) for part in parts)
