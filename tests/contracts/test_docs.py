"""Documentation that says what the code does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

import claimx
from claimx import cli

DOCS = Path(__file__).parents[2] / "docs"
CLI_PAGE = (DOCS / "cli.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]


def test_schema_file_is_current() -> None:
    committed = json.loads((DOCS / "schema.json").read_text(encoding="utf-8"))
    assert committed == claimx.schema(), "the record contract changed: run `make schema` and mention it in CHANGELOG.md"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    assert f"## claimx {name}" in CLI_PAGE


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_documented(name: str) -> None:
    section = CLI_PAGE.split(f"## claimx {name}\n", 1)[1].split("\n## ", 1)[0]
    command = COMMANDS[name]
    parts = getattr(command, "commands", {})
    for part in parts:
        assert f"`claimx {name} {part}" in section
    for parameter in (*command.params, *(p for part in parts.values() for p in part.params)):
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("--"):
                assert f"`{option}" in section, f"docs/cli.md, claimx {name}: {option}"


def test_no_page_documents_a_command_that_is_not_there() -> None:
    documented = {line.removeprefix("## claimx ") for line in CLI_PAGE.splitlines() if line.startswith("## claimx ")}
    assert documented == set(COMMANDS)


def test_changelog_knows_this_version() -> None:
    assert f"## {claimx.__version__}" in (DOCS.parent / "CHANGELOG.md").read_text(encoding="utf-8")
