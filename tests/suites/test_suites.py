"""Third-party number and date cases: the level that docs/quality.md reports is kept.

The cases lie beside the project's own checkout, not on a user's machine.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.support import load_script

suites = load_script("score_suites")
pytestmark = pytest.mark.skipif(not suites.SUITES.is_dir(), reason=f"no cases at {suites.SUITES}")


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple[list[dict[str, Any]], int]]:
    return {name: (results, out) for name, results, out in suites.score_all(0)}


@pytest.mark.parametrize("name", suites.NAMES)
def test_reaches_what_was_asked_for(rows: dict[str, tuple[list[dict[str, Any]], int]], name: str) -> None:
    core, value = suites.TARGETS[name]
    (_, _, ours), _ = rows[name]
    assert ours["core"]["f1"] >= core
    assert ours["value_recall"] >= value


@pytest.mark.parametrize(
    ("name", "core", "value"),
    [
        ("number", 0.80, 0.74), ("percent", 0.95, 0.95), ("range", 0.0, 0.80), ("date", 0.80, 0.68),
        ("dateperiod", 0.68, 0.39), ("duration", 0.93, 0.92),
    ],
)  # fmt: skip
def test_level_on_every_case_as_given(
    rows: dict[str, tuple[list[dict[str, Any]], int]], name: str, core: float, value: float
) -> None:
    (given, _, _), _ = rows[name]
    assert given["core"]["f1"] >= core
    assert given["value_recall"] >= value


def test_cases_out_of_scope_exist_and_are_few() -> None:
    ids = {case["id"]: name for name in suites.NAMES for case in suites.read_cases(name)}
    out = suites.excluded()
    assert out.keys() <= ids.keys()
    share = Counter(ids[case] for case in out)
    assert {name: n for name, n in share.items() if n > 0.25 * len(suites.read_cases(name))} == {}
