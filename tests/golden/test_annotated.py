"""Our own annotated articles (``fixtures/gold``): every quotation is in its text, and extraction keeps its level.

Extraction is measured with the scorer beside the gold, which is not part of claimx.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import load_script

ratchet = load_script("ratchet")
FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "gold"
ARTICLES = sorted(FOLDER.glob("*.json"))
FLOORS = {"company.name": 0.90, "chip.model": 0.88, "quantity": 0.94, "date": 0.93, "source": 0.68, "claim": 0.50}
"""Usable F1 that no profile may miss: a few points below what docs/quality.md reports."""


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_annotations_are_in_their_text(path: Path) -> None:
    article: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    ids = [record["id"] for record in article["records"]]
    assert len(set(ids)) == len(ids)
    quoted = [*article["records"], *(claim["trigger"] for claim in article["claims"])]
    assert quoted
    for mention in quoted:
        assert article["text"].count(mention["quote"]) >= mention.get("n", 1), mention
    for claim in article["claims"]:
        named = [*claim["args"], *claim.get("denied_by", []), *filter(None, [claim.get("source")])]
        assert set(named) <= set(ids), claim["id"]


@pytest.mark.skipif(not ratchet.GOLD.is_dir(), reason=f"no scorer at {ratchet.GOLD}")
@pytest.mark.slow
@pytest.mark.parametrize("profile", ratchet.PROFILES)
def test_extraction_keeps_its_level(profile: str) -> None:
    measured = ratchet.measure(profile, FOLDER)
    assert measured.report["documents"] == len(ARTICLES)
    assert measured.report["invalid_spans"] == 0
    reached = {stream: levels["usable"] for stream, levels in measured.floors.items()}
    assert {stream: reached[stream] for stream, floor in FLOORS.items() if reached[stream] < floor} == {}
