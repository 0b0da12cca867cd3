"""camel-tools' normalisers and tokenizer, and what importing any of it takes.

camel-tools looks for ``$CAMELTOOLS_DATA/catalogue.json`` when its data package
is imported and fetches one from the network when it is missing. claimx uses
none of the packages listed there, so it sees to it that an empty catalogue of
its own is found instead. A catalogue that is already there is left alone.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

from claimx.errors import MissingModelError

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
