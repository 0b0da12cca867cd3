"""One reading in context, on sentences in which the neighbours decide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from claimx.lexicons.loader import read_tsv
from claimx.morph.condition import holds, parse_condition
from tests.support import make_context

TABLE = Path(__file__).parent / "context.tsv"
CASES = list(read_tsv(TABLE, ("text", "pos", "lemma", "feats", "why")))


@pytest.mark.parametrize(("line", "row"), CASES, ids=[row["text"] for _, row in CASES])
def test_context_chooses(line: int, row: dict[str, str]) -> None:
    before, word, _ = re.split(r"[\[\]]", row["text"])
    tokens = make_context(row["text"].replace("[", "").replace("]", "")).doc.tokens
    token = next(t for t in tokens if t.start == len(before))
    assert token.text == word
    best = token.analyses[0]
    assert (best.pos, best.lemma) == (row["pos"], row["lemma"]), row["why"]
    assert holds(best, parse_condition(f"{TABLE.name}:{line}", "feats", row["feats"])), row["why"]
