"""The public face: names, and what importing costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import claimx

HEAVY = ("pydantic", "camel_tools", "stanza", "torch", "rapidfuzz", "numpy", "pandas", "typer", "rich", "regex")


def test_all_is_sorted_and_complete() -> None:
    assert claimx.__all__ == sorted(claimx.__all__)
    assert {*claimx._HOME_OF, "__version__", "extract"} == set(claimx.__all__)
    assert set(claimx.__all__) <= set(dir(claimx))


@pytest.mark.parametrize("name", claimx.__all__)
def test_every_name_loads_and_is_documented(name: str) -> None:
    value = getattr(claimx, name)
    assert isinstance(value, str) or value.__doc__


def test_no_public_name_is_missing_from_all() -> None:
    code = "import claimx; print([n for n in vars(claimx) if not n.startswith('_') and n not in claimx.__all__])"
    allowed = {"annotations", "functools", "importlib", "TYPE_CHECKING", "Any"}
    assert set(eval(fresh(code))) <= allowed


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="module 'claimx' has no attribute 'nothing'"):
        claimx.nothing  # noqa: B018


def test_import_is_light() -> None:
    loaded = fresh("import sys, claimx; print([m for m in sys.modules if '.' not in m])")
    assert not set(HEAVY) & set(eval(loaded))


def test_the_models_need_neither_engine_nor_terminal() -> None:
    loaded = set(eval(fresh("import sys, claimx; claimx.Document; claimx.schema(); print([*sys.modules])")))
    assert not {"camel_tools", "stanza", "torch", "typer", "rich", "claimx.pipeline"} & loaded


def test_rules_profile_needs_no_stanza() -> None:
    loaded = fresh("import sys, claimx; claimx.load('rules')('a'); print([m for m in sys.modules if '.' not in m])")
    assert not {"stanza", "torch", "typer", "rich"} & set(eval(loaded))


def fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
