"""Rule files as a whole: ids, labels, and examples on both sides."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from claimx.candidates.rule import PHASES, load_rules

FOLDER = Path(__file__).parents[2] / "claimx" / "candidates" / "data"


def test_ids_are_unique_and_every_rule_explains_itself() -> None:
    if not any(FOLDER.rglob("*.toml")):
        pytest.skip("no rule files yet")
    rules = load_rules(FOLDER)
    repeated = [rule_id for rule_id, times in Counter(rule.id for rule in rules).items() if times > 1]
    assert not repeated
    for rule in rules:
        assert rule.label and rule.phase in PHASES, rule.id
        assert rule.why.rstrip()[-1] in ".!?:", f"{rule.id}: why is a sentence; it ends with a full stop"
        assert rule.match and rule.no_match, rule.id
        assert all(example.span in example.text for example in rule.match), rule.id
