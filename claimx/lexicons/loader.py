"""Reads tab-separated data files strictly: an error names file, line and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from claimx.errors import DataError

DATA = Path(__file__).parent / "data"
"""Folder of the shipped word lists and the knowledge base."""


def read_tsv(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a TSV file with a header, ``#`` lines and blank lines left out.

    Args:
        path: the file, UTF-8.
        columns: the header that the file must have, in order.

    Yields:
        1-based line number and the row as a dict of stripped cells.

    Raises:
        DataError: the file is missing, not UTF-8, has another header, or a row has the wrong number of cells.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise DataError(f"{path}: no such data file; reinstall claimx or correct the path") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from None
    header: list[str] | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            if header != list(columns):
                raise DataError(f"{path.name}:{number}: header is {header}; expected {list(columns)}")
            continue
        if len(cells) != len(header):
            raise DataError(
                f"{path.name}:{number}: {len(cells)} cells; expected {len(header)} ({', '.join(header)}), one tab apart"
            )
        yield number, dict(zip(header, cells, strict=True))
    if header is None:
        raise DataError(f"{path.name}: empty; expected a header line {list(columns)}")


def number_in(where: str, column: str, cell: str) -> float:
    """The number in a cell.

    Args:
        where: file and line, for the error.
        column: name of the column, for the error.
        cell: what stands there.

    Raises:
        DataError: it is no number.
    """
    try:
        return float(cell)
    except ValueError:
        raise DataError(f"{where}: {column} is {cell!r}; expected a number") from None


def split_list(cell: str) -> tuple[str, ...]:
    """Values of a ``;`` list cell, empty ones left out."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())
