"""What source and data files may hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "claimx"
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
PRINTERS = re.compile(r"(?<![\w.])print\(")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SOURCES = sorted(PACKAGE.rglob("*.py"))
TABLES = sorted(PACKAGE.rglob("*.tsv"))


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_arabic_lives_in_data(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [f"{relative(path)}:{n}: {line.strip()}" for n, line in enumerate(lines, 1) if ARABIC.search(line)]
    assert not found, "move these literals to a TSV or TOML file, or write a \\u escape:\n" + "\n".join(found)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_only_the_command_line_prints(path: Path) -> None:
    if path.name != "cli.py":
        assert not PRINTERS.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_module_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or text.startswith('"""'), f"{relative(path)} needs a docstring"


@pytest.mark.parametrize("path", TABLES, ids=relative)
def test_every_table_states_its_source(path: Path) -> None:
    head = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        head.append(line.lower())
    assert head, f"{relative(path)}: begin with # lines that say where the data is from"
    stated = (
        "our own",
        "own compilation",
        "source:",
        "derived from",
        "compiled from",
        "written for claimx",
        "generated",
    )
    assert any(word in " ".join(head) for word in stated), f"{relative(path)}: the # lines do not say where it is from"


def test_the_demo_article_is_one() -> None:
    import json

    packaged = json.loads((PACKAGE / "export" / "data" / "demo.json").read_text(encoding="utf-8"))
    assert packaged["text"] == (ROOT / "fixtures" / "articles" / "demo.txt").read_text(encoding="utf-8")
    assert set(packaged) == {"id", "published", "text"}


def test_every_word_class_is_used() -> None:
    """A class that no rule and no module names is dead data."""
    from claimx.lexicons.words import load_entries

    package = ROOT / "claimx"
    files = [*package.rglob("*.py"), *(package / "candidates" / "data").rglob("*.toml")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    unused = sorted({entry.cls for entry in load_entries() if f'"{entry.cls}"' not in text})
    assert not unused, f"word classes that nothing names: {', '.join(unused)}"
