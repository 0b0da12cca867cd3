"""camel-tools' analyser, normalisers and tokenizer, imported only when they are first needed.

camel-tools looks for ``$CAMELTOOLS_DATA/catalogue.json`` when its data package
is imported and fetches one from the network when it is missing. claimx uses
none of the packages listed there, so it sees to it that an empty catalogue of
its own is found instead. A catalogue that is already there is left alone.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from claimx.errors import DataError, MissingModelError

Analyze = Callable[[str], list[dict[str, Any]]]
"""All readings of one word, as camel-tools' analyser gives them."""

ARABIC_BLOCK = range(0x0600, 0x0700)

HOME_FOLDER = "AppData/Roaming/camel_tools" if sys.platform == "win32" else ".camel_tools"

_CATALOGUE = {"version": "1.6", "packages": {}, "components": {}}


@cache
def prepare() -> Path:
    """Makes importing camel-tools need neither the network nor a writable home.

    Returns:
        The folder of the catalogue that camel-tools will read.

    Raises:
        MissingModelError: no folder for the catalogue can be written.
    """
    given = os.environ.get("CAMELTOOLS_DATA")
    folder = home_folder() if given else _installed_folder() or _private_folder()
    if not (folder / "catalogue.json").exists():
        try:
            write_catalogue(folder)
        except OSError:
            folder = _private_folder()
            try:
                write_catalogue(folder)
            except OSError as error:
                raise MissingModelError(
                    f"{folder}: camel-tools' catalogue cannot be written ({error.strerror}); "
                    "set CAMELTOOLS_DATA to a folder that has a catalogue.json or can be written"
                ) from None
    os.environ["CAMELTOOLS_DATA"] = str(folder)
    _import_data(folder)
    return folder


def home_folder() -> Path:
    """Where camel-tools keeps what it installs: ``$CAMELTOOLS_DATA``, or its own folder in the home."""
    given = os.environ.get("CAMELTOOLS_DATA")
    return Path(given).expanduser().absolute() if given else Path.home() / HOME_FOLDER


def _installed_folder() -> Path | None:
    """Where camel-tools' own installer keeps its catalogue, if it has run."""
    try:
        folder = Path.home() / HOME_FOLDER
        return folder if (folder / "catalogue.json").is_file() else None
    except (OSError, RuntimeError):
        return None


def _private_folder() -> Path:
    user = getattr(os, "getuid", lambda: "user")()
    return Path(tempfile.gettempdir()) / f"claimx-camel-{user}"


def write_catalogue(folder: Path) -> None:
    """Puts an empty catalogue into a folder that has none.

    Raises:
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / "catalogue.json"
    if target.exists():
        return
    handle, name = tempfile.mkstemp(dir=folder, suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(_CATALOGUE, file)
    Path(name).replace(target)


def _import_data(folder: Path) -> None:
    """Imports ``camel_tools.data`` once; where its folder in the home cannot be made, with another home."""
    home = os.environ.get("HOME")
    try:
        import camel_tools.data
    except OSError:
        os.environ["HOME"] = str(folder)
        try:
            import camel_tools.data  # noqa: F401
        finally:
            if home is None:
                del os.environ["HOME"]
            else:
                os.environ["HOME"] = home


def load_analyzer(path: Path) -> Analyze:
    """An analyser over a database in camel-tools' format.

    Args:
        path: the database file.

    Returns:
        A function from a word to the readings that the database has of it, in the word's own spelling or in one that
        camel-tools takes for the same.

    Raises:
        MissingModelError: there is no such file.
        DataError: the file is not a database.
    """
    if not path.is_file():
        raise MissingModelError(f"{path}: no morphological database; reinstall claimx or correct the path")
    prepare()
    from camel_tools.morphology.analyzer import Analyzer
    from camel_tools.morphology.errors import MorphologyError

    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand new objects, none of them garbage
    try:
        return Analyzer(_read_database(path), strict_digit=True).analyze  # type: ignore[no-any-return]
    except (MorphologyError, UnicodeDecodeError, IndexError, KeyError) as error:
        raise DataError(f"{path}: not a database in camel-tools' format ({error})") from None
    finally:
        if collecting:
            gc.enable()


_STEMS, _AFTER_STEMS = "###STEMS###\n", "###TABLE AB###\n"


def _read_database(path: Path) -> Any:
    """A ``MorphologyDB`` that parses the row of a stem when it is first asked for.

    camel-tools reads the file without its stems, which are nine tenths of it and of which a text needs few.

    Raises:
        DataError: a row of a stem is malformed.
    """
    from camel_tools.morphology.database import MorphologyDB

    before, found, rest = path.read_text(encoding="utf-8").partition(_STEMS)
    stems, _, after = rest.partition(_AFTER_STEMS)
    if not found:
        return MorphologyDB(str(path))
    rows = stems.splitlines()
    for number, row in enumerate(rows, before.count("\n") + 2):
        if row.count("\t") != 2 or "lex:" not in row:
            raise DataError(f"{path}:{number}: not a stem; expected stem, category and features, one tab apart")
    handle, name = tempfile.mkstemp(suffix=".db")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{before}{_STEMS}{_AFTER_STEMS}{after}")
        database = MorphologyDB(name)
    finally:
        Path(name).unlink()
    database.stem_hash = _Stems(rows)
    return database


class _Stems(dict[str, list[tuple[str, dict[str, str]]]]):
    """Categories and features by stem, as camel-tools keeps them; a stem's rows are parsed when it is looked up.

    Args:
        rows: lines of the file's table of stems.
    """

    def __init__(self, rows: list[str]) -> None:
        super().__init__()
        self._rows: dict[str, list[str]] = {}
        for row in rows:
            stem, _, rest = row.partition("\t")
            self._rows.setdefault(stem, []).append(rest)
        self._pairs: dict[str, tuple[str, str]] = {}

    def __missing__(self, stem: str) -> list[tuple[str, dict[str, str]]]:
        """Parse the rows of a stem.

        Raises:
            KeyError: there is none.
        """
        parsed = self[stem] = [self._parse(row) for row in self._rows.pop(stem)]
        return parsed

    def get(self, stem: str, default: Any = None) -> Any:
        return self[stem] if stem in self._rows or stem in self else default

    def _parse(self, row: str) -> tuple[str, dict[str, str]]:
        category, _, cells = row.partition("\t")
        features = {}
        for cell in cells.split():
            pair = self._pairs.get(cell)
            if pair is None:
                name, _, value = cell.partition(":")
                pair = self._pairs[cell] = (sys.intern(name), _lemma(value) if name == "lex" else value)
            features[pair[0]] = pair[1]
        return sys.intern(category), features


def _lemma(value: str) -> str:
    """A lemma without the number of its sense, as camel-tools itself strips it."""
    from camel_tools.morphology.utils import strip_lex

    return str(strip_lex(value))


def char_folds() -> dict[str, str]:
    """What camel-tools' own normalisers make of each character of the Arabic block.

    Marks go by its dediacritiser, tatweel by the map with which its analyser looks words up.

    Returns:
        Replacement of every character that changes; empty where it is deleted.
    """
    prepare()
    from camel_tools.morphology.analyzer import DEFAULT_NORMALIZE_MAP
    from camel_tools.utils.dediac import dediac_ar
    from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

    folds = {}
    for char in map(chr, ARABIC_BLOCK):
        folded: str = DEFAULT_NORMALIZE_MAP.map_string(dediac_ar(char))
        for normalize in (normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar):
            folded = normalize(folded)
        if folded != char:
            folds[char] = folded
    return folds


def simple_tokens(chunk: str) -> list[str]:
    """Tokens of a chunk of text as camel-tools' simple word tokenizer cuts it."""
    prepare()
    from camel_tools.tokenizers.word import simple_word_tokenize

    tokens: list[str] = simple_word_tokenize(chunk)
    return tokens
