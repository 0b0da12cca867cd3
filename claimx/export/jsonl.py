"""JSON Lines in and out: what `claimx batch` reads and writes.

Reading never raises on content: a line or file that is no document becomes a `Problem` in
its place, so that one bad line costs one document and no more. Writing goes to a temporary
file that takes the output's name only when all is written.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from claimx.model.record import Document

BOM = b"\xef\xbb\xbf"
KEYS = ("id", "text", "published")
LINE_SUFFIXES = (".jsonl", ".ndjson")
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One document to be read."""

    id: str
    text: str
    published: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the output in place of a document that could not be made."""

    id: str
    type: str
    message: str

    def to_json(self) -> str:
        """One line: ``{"id", "error": {"type", "message"}}``."""
        error = {"id": self.id, "error": {"type": self.type, "message": self.message}}
        return _SURROGATE.sub(_escaped, json.dumps(error, ensure_ascii=False))

    @classmethod
    def of(cls, doc_id: str, error: BaseException) -> Problem:
        """The problem that an exception makes for a document."""
        return cls(doc_id, type(error).__name__, str(error) or type(error).__name__)


def read_text(data: bytes) -> str:
    """Text of a UTF-8 file, its byte order mark left out and its line ends kept.

    Raises:
        ValueError: the bytes are not UTF-8; the message names the first bad byte.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("not UTF-8: bytes 0 and 1 are a UTF-16 byte order mark; save it as UTF-8")
    skipped = len(BOM) if data.startswith(BOM) else 0
    try:
        return data[skipped:].decode("utf-8")
    except UnicodeDecodeError as error:
        offset = skipped + error.start
        raise ValueError(f"not UTF-8: byte 0x{data[offset]:02x} at offset {offset}; save it as UTF-8") from None


def read_lines(lines: Iterable[bytes], *, prefix: str = "") -> Iterator[Item | Problem]:
    """Documents of a JSON Lines stream, one for each line that is not blank, in order.

    Args:
        lines: raw lines; a byte order mark on the first is left out.
        prefix: put before the ``line-N`` id of a line that has none of its own.
    """
    for number, line in enumerate(lines, 1):
        if number == 1 and line.startswith(BOM):
            line = line[len(BOM) :]
        if line.strip():
            yield read_line(line, f"{prefix}line-{number}")


def read_line(line: bytes, fallback: str) -> Item | Problem:
    """The document of one line, or what is wrong with it.

    Args:
        line: a JSON object with ``text`` and perhaps ``id``, ``published`` and more, which goes to ``meta``.
        fallback: the id of a line that has none.
    """
    try:
        raw = json.loads(read_text(line), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return Problem(fallback, "InputError", f"{fallback}: not JSON: {error.msg} at character {error.pos}")
    except RecursionError:
        return Problem(fallback, "InputError", f"{fallback}: not usable: JSON nested too deeply")
    except ValueError as error:
        return Problem(fallback, "InputError", f"{fallback}: {error}")
    if not isinstance(raw, dict):
        return Problem(fallback, "InputError", f"{fallback}: {_kind(raw)}; expected an object with a text")
    return _item(raw, fallback, suspicious=_SURROGATE_ESCAPE.search(line) is not None)


def _item(raw: dict[str, Any], fallback: str, *, suspicious: bool) -> Item | Problem:
    given = raw.get("id")
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if given is None or given == "":
        given = fallback
    if not isinstance(given, str):
        return Problem(fallback, "InputError", f"{fallback}: id is {_kind(given)}; expected a string")
    if "text" not in raw:
        return Problem(given, "InputError", f"{given}: no text; expected a string under the key text")
    text, published = raw["text"], raw.get("published")
    if not isinstance(text, str):
        return Problem(given, "InputError", f"{given}: text is {_kind(text)}; expected a string")
    if published is not None and not isinstance(published, str):
        return Problem(given, "InputError", f"{given}: published is {_kind(published)}; expected YYYY-MM-DD or null")
    meta = {key: value for key, value in raw.items() if key not in (*KEYS, "meta")}
    if "meta" in raw:
        meta = {**raw["meta"], **meta} if isinstance(raw["meta"], dict) else {"meta": raw["meta"], **meta}
    if suspicious and _SURROGATE.search(json.dumps([given, published, meta], ensure_ascii=False)):
        return Problem(given, "InputError", f"{given}: a lone surrogate outside the text; not valid Unicode")
    return Item(given, text, published, meta)


def read_path(path: Path, *, leave_out: Path | None = None) -> Iterator[Item | Problem]:
    """Documents of a file or folder.

    A ``.txt`` file is one document, named by its stem; a folder holds ``.txt`` and JSON Lines
    files, read in the order of their names; any other file is read as JSON Lines.

    Args:
        path: an existing file or folder.
        leave_out: a file of the folder that is not input (the output itself).
    """
    if not path.is_dir():
        yield from _read_file(path, "")
        return
    for member in folder_files(path):
        if leave_out is None or member.resolve() != leave_out.resolve():
            yield from _read_file(member, f"{readable(member.stem)}:")


def folder_files(folder: Path) -> list[Path]:
    """The ``.txt`` and JSON Lines files of a folder, by name."""
    suffixes = (".txt", *LINE_SUFFIXES)
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in suffixes and p.is_file())


def _read_file(path: Path, prefix: str) -> Iterator[Item | Problem]:
    try:
        if path.suffix.lower() == ".txt":
            yield Item(readable(path.stem), read_text(path.read_bytes()))
            return
        with path.open("rb") as lines:
            yield from read_lines(lines, prefix=prefix)
    except OSError as error:
        yield Problem(path.stem, type(error).__name__, f"{path}: {error.strerror or error}")
    except ValueError as error:
        yield Problem(path.stem, "InputError", f"{path}: {error}")


def readable(name: str) -> str:
    """A file name as valid Unicode: bytes that are no UTF-8 appear as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def line_of(result: Document | Problem) -> bytes:
    """A document or problem as one line of JSON Lines, UTF-8, newline included."""
    return result.to_json().encode("utf-8") + b"\n"


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of ``path`` when the block ends well, and vanishes when it does not.

    Devices and pipes are written to directly.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as out:
            yield out
        return
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as out:
            yield out
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _refuse(constant: str) -> Any:
    raise ValueError(f"not JSON: {constant} is no JSON number")


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
