"""Companies and chips: names that nothing lists, descriptions, and links keep their level.

Mentions are measured on our own texts (``fixtures/mentions``) with the scorer beside the gold, which is not part of
claimx; links on our own tables (``fixtures/linking``). ``dev`` was in sight while rules were written, ``heldout`` not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claimx.pipeline import Pipeline
from tests.support import load_script

mentions = load_script("score_mentions")
linking = load_script("score_linking")
SCORER = load_script("score_values").SCORER
LINK_FLOORS = {"final": 0.95, "variants": 0.95}
"""Least accuracy."""
FLOORS = {
    "dev": {"company.name": 0.75, "company.nominal": 0.58, "chip.model": 0.88, "chip.generic": 0.90},
    "heldout": {"company.name": 0.65, "company.nominal": 0.45, "chip.model": 0.70, "chip.generic": 0.75},
}
"""Least usable F1 of the rules alone."""
TEXTS = [path for name in FLOORS for path in sorted((mentions.FOLDER / name).glob("*.json"))]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_annotations_are_in_their_text(path: Path) -> None:
    article: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert article["records"]
    for record in article["records"]:
        assert record["type"] in ("company", "chip")
        text, quote, at = article["text"], record["quote"], -1
        for _ in range(record.get("n", 1)):
            at = text.find(quote, at + 1)
            assert at >= 0, record


@pytest.mark.skipif(not SCORER.is_file(), reason=f"no scorer at {SCORER}")
@pytest.mark.parametrize("name", FLOORS)
def test_mentions_keep_their_level(rules: Pipeline, name: str) -> None:
    report = mentions.measure(rules, mentions.FOLDER / name, mentions.STREAMS)
    assert report["invalid_spans"] == 0
    reached = {stream: report["streams"][stream]["usable"][2] for stream in mentions.STREAMS}
    assert {s: f for s, f in reached.items() if f < FLOORS[name][s]} == {}


@pytest.mark.parametrize("name", LINK_FLOORS)
def test_links_keep_their_level(name: str) -> None:
    rows = list(linking.answers(linking.SETS[name]))
    right = sum(a.wanted == a.given for a in rows)
    assert len(rows) >= 250 and right / len(rows) >= LINK_FLOORS[name]


def test_few_listed_names_merge() -> None:
    """With a whole entry taken out, its spellings hardly ever link to another."""
    count, wrong = linking.merges()
    assert count["spellings"] > 10_000
    assert count["false merges"] / count["spellings"] < 0.05, wrong[:20]
