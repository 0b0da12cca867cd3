"""No stream may fall below what it once reached (see docs/quality.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import load_script

ratchet = load_script("ratchet")
quality_page = load_script("quality_page")
needs_gold = pytest.mark.skipif(not ratchet.GOLD.is_dir(), reason=f"no gold at {ratchet.GOLD}")


def test_falls_within_tolerance_are_forgiven() -> None:
    recorded = {"date": {"usable": 0.80, "overlap": 0.90}, "chip.model": {"usable": 0.5}}
    assert ratchet.falls(recorded, {"date": {"usable": 0.78, "overlap": 0.95}, "chip.model": {"usable": 0.5}}) == []
    lost = ratchet.falls(recorded, {"date": {"usable": 0.77, "overlap": 0.90}})
    assert [line.split(" F1")[0] for line in lost] == ["date usable", "chip.model usable"]


def test_raising_never_lowers() -> None:
    recorded = {"date": {"usable": 0.8, "overlap": 0.9}}
    now = {"date": {"usable": 0.79, "overlap": 0.95}, "claim": {"usable": 0.1, "overlap": 0.2}}
    assert ratchet.raised(recorded, now) == {
        "date": {"usable": 0.8, "overlap": 0.95},
        "claim": {"usable": 0.1, "overlap": 0.2},
    }


def test_only_the_section_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb\n", encoding="utf-8")
    quality_page.write_section("x", "new", page)
    written = page.read_text(encoding="utf-8")
    assert written == "a\n<!-- x:begin -->\nnew\n<!-- x:end -->\nb\n"
    with pytest.raises(ValueError, match="y:begin"):
        quality_page.write_section("y", "new", page)
    assert page.read_text(encoding="utf-8") == written


@needs_gold
@pytest.mark.slow
@pytest.mark.parametrize("profile", ratchet.PROFILES)
def test_no_stream_fell(profile: str) -> None:
    gold, recorded = ratchet.load()
    assert recorded, "nothing is recorded yet: make ratchet-raise"
    measured = ratchet.measure(profile)
    assert measured.report["invalid_spans"] == 0
    lost = ratchet.falls(recorded[profile], measured.floors)
    note = "" if gold == ratchet.digest() else "\n(the gold has changed since: make ratchet-raise records anew)"
    assert not lost, "\n".join(lost) + note
