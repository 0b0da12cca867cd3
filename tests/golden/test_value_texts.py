"""Our own texts annotated for quantities and dates alone (``fixtures/values``): extraction keeps its level.

``dev`` was in sight while the rules were written; the other folders were not (docs/quality.md says more). Extraction is
measured with the scorer beside the gold, which is not part of claimx.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claimx.pipeline import Pipeline
from tests.support import load_script

values = load_script("score_values")
FLOORS = {"dev": (0.97, 0.97, 0.97), "final": (0.97, 0.95, 0.97), "heldout": (0.95, 0.93, 0.96)}
"""Least usable F1 of quantities and of dates, and share of right modifiers, of each folder."""
TEXTS = [path for name in FLOORS for path in sorted((values.FOLDER / name).glob("*.json"))]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_annotations_are_in_their_text(path: Path) -> None:
    text: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert text["records"]
    for record in text["records"]:
        assert record["type"] in ("quantity", "date")
        assert text["text"].count(record["quote"]) >= record.get("n", 1), record


@pytest.mark.skipif(not values.SCORER.is_file(), reason=f"no scorer at {values.SCORER}")
@pytest.mark.parametrize("name", FLOORS)
def test_extraction_keeps_its_level(rules: Pipeline, name: str) -> None:
    report = values.measure(rules, values.FOLDER / name)
    quantity, date, modifier = FLOORS[name]
    assert report["invalid_spans"] == 0
    assert report["streams"]["quantity"]["usable"][2] >= quantity
    assert report["streams"]["date"]["usable"][2] >= date
    assert report["attributes"]["quantity.modifier"][0] >= modifier
    assert report["attributes"]["date.bound"][0] >= modifier
