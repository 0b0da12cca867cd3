"""Morphological databases: the one that claimx ships, those that camel-tools has installed, any file in its format.

camel-tools keeps what it installs in ``$CAMELTOOLS_DATA``, or in ``~/.camel_tools`` where that is not set, and lists
in a catalogue there what can be installed. Only `install` opens a connection, through camel-tools' own downloader.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimx.backends.camel_backend import home_folder, prepare, write_catalogue
from claimx.errors import InstallError, MissingModelError

COMPONENT = "MorphologyDB"
FILE = "morphology.db"


@dataclass(frozen=True, slots=True)
class Database:
    """A morphological database that camel-tools' catalogue names.

    Attributes:
        name: what `find_database` takes, ``calima-msa-r13``.
        package: what camel-tools' installer calls it, ``morphology-db-msa-r13``; empty if no package holds it.
        path: the file.
        installed: whether the file is there.
        license: licence of the package, or empty.
    """

    name: str
    package: str
    path: Path
    installed: bool
    license: str


def databases() -> list[Database]:
    """What camel-tools' catalogue lists, by name; nothing where camel-tools has never installed anything."""
    prepare()
    from camel_tools.data import CATALOGUE

    return _databases(CATALOGUE)


def _databases(catalogue: Any) -> list[Database]:
    component = catalogue.components.get(COMPONENT)
    out = []
    for name, dataset in sorted(component.datasets.items()) if component is not None else ():
        packages = [p for p in catalogue.packages.values() if p.destination == dataset.path]
        path = Path(dataset.path, FILE)
        out.append(
            Database(
                name,
                packages[0].name if packages else "",
                path,
                path.is_file(),
                (packages[0].license or "") if packages else "",
            )
        )
    return out


def find_database(name: str | Path) -> Path:
    """The file of a database.

    Args:
        name: path of a file in camel-tools' format, or the name of a database that camel-tools has installed.

    Raises:
        MissingModelError: neither; the message says how to install it or which databases there are.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return path
    text = str(name)
    if isinstance(name, Path) or os.sep in text or path.suffix == ".db":
        raise MissingModelError(
            f"{text}: no such morphological database; give the path of a file in camel-tools' format"
        )
    known = databases()
    for database in known:
        if text in (database.name, database.package):
            if database.installed:
                return database.path
            raise MissingModelError(
                f"morphological database {database.name!r} is not installed (it would be {database.path}); "
                f"run: claimx data install {database.name}"
            )
    there = ", ".join(d.name for d in known if d.installed) or "none"
    raise MissingModelError(
        f"no morphological database {text!r}: not a file, and not installed (installed: {there}); "
        f"run: claimx data install {text}"
    )


def install(name: str, *, force: bool = False) -> list[Database]:
    """Downloads and installs one of camel-tools' packages with its own installer.

    Args:
        name: a package (``morphology-db-msa-r13``) or a database that one holds (``calima-msa-r13``).
        force: install again what is there and up to date.

    Returns:
        The databases of the catalogue afterwards.

    Raises:
        InstallError: the catalogue or the package cannot be fetched or written, or there is no package of that name.
    """
    folder = home_folder()
    os.environ["CAMELTOOLS_DATA"] = str(folder)
    try:
        write_catalogue(folder)
    except OSError as error:
        raise InstallError(
            f"{folder}: cannot be written ({error.strerror}); set CAMELTOOLS_DATA to a folder that can"
        ) from None
    if "camel_tools.data" in sys.modules and folder != sys.modules["camel_tools.data"].CT_DATA_DIR:
        raise InstallError(
            f"camel-tools already uses {sys.modules['camel_tools.data'].CT_DATA_DIR} in this process, not {folder}; "
            "install from a fresh process: claimx data install"
        )
    prepare()
    from camel_tools.data import CatalogueError, DownloaderError

    catalogue = _fresh_catalogue(folder / "catalogue.json")
    by_name = {database.name: database.package for database in _databases(catalogue)}
    package = name if name in catalogue.packages else by_name.get(name, "")
    if not package:
        raise InstallError(f"camel-tools has no package {name!r}; it has: {_listed(catalogue.packages)}")
    try:
        catalogue.download_package(package, recursive=True, force=force)
    except (CatalogueError, DownloaderError) as error:
        raise InstallError(f"{package}: not installed: {_clean(error)}; try again with a connection") from None
    except OSError as error:
        raise InstallError(f"{folder}: {package} cannot be written ({error.strerror})") from None
    return _databases(catalogue)


def _fresh_catalogue(path: Path) -> Any:
    """camel-tools' newest catalogue; the one that is there already where none can be fetched."""
    from camel_tools.data import Catalogue, DownloaderError

    before = path.read_bytes()
    problem = ""
    try:
        Catalogue.update_catalogue()
        catalogue = Catalogue.load_catalogue(path)
    except (DownloaderError, OSError) as error:
        problem = _clean(error)
    except (ValueError, KeyError) as error:
        problem = f"what was fetched is not a catalogue ({_clean(error)})"
    if problem:
        path.write_bytes(before)
        catalogue = Catalogue.load_catalogue(path)
        if not catalogue.packages:
            raise InstallError(
                f"camel-tools' catalogue cannot be fetched: {problem}; connect to the network, or copy the folder of a "
                "machine that has the data and set CAMELTOOLS_DATA to it"
            )
    return catalogue


def _listed(packages: Mapping[str, Any]) -> str:
    return ", ".join(sorted(name for name, package in packages.items() if not package.private)) or "none"


def _clean(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
