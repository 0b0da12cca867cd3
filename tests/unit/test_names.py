"""Which of the proposed names stand."""

from __future__ import annotations

import pytest

from claimx import Pipeline


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("باعت ألفا و500 وحدة هذا العام.", []),
        ("أعلنت شركة ألفا أرباحها أمس.", ["ألفا"]),
    ],
)
def test_number_words_are_names_only_after_a_head_noun(rules: Pipeline, text: str, companies: list[str]) -> None:
    assert [c.text for c in rules(text, published="2025-01-01").companies] == companies
