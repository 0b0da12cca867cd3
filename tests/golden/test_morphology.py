"""The morphological analyser on text annotated by hand: figures may not fall below what was promised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import load_script, make_context

score = load_script("score_morphology")


def analyze(text: str):  # type: ignore[no-untyped-def]
    return make_context(text).doc.tokens


def test_coverage_of_gold() -> None:
    if not score.GOLD.is_dir():
        pytest.skip(f"no gold at {score.GOLD}")
    texts = [json.loads(p.read_text(encoding="utf-8"))["text"] for p in sorted(score.GOLD.glob("*.json"))]
    rate = score.coverage(texts, analyze)
    assert rate.total > 3000 and rate.share >= 92


def test_coverage_of_held_out_articles() -> None:
    texts = [p.read_text(encoding="utf-8") for p in sorted(score.ARTICLES.glob("*.txt"))]
    rate = score.coverage(texts, analyze)
    assert len(texts) == 5 and rate.total > 1200 and rate.share >= 88


def test_segmentation_of_held_out_sentences() -> None:
    rate = score.segmentation(score.SEGMENTED, analyze)
    assert rate.total > 1000 and rate.share >= 97


def test_treebank() -> None:
    if not score.TREEBANK.is_file():
        pytest.skip(f"no treebank at {score.TREEBANK}")
    rates = score.treebank(score.TREEBANK, analyze)
    assert rates["segmentation"].total > 7000
    assert rates["segmentation"].share >= 95
    assert rates["pos"].share >= 90
    assert rates["lemma"].share >= 85


CONLLU = """# text = وبالشركة قالت.
1\tو\tوَ\tCCONJ\tCC\t_\t0\t_\t_\tSpaceAfter=No
2\tب\tبِ\tADP\tIN\t_\t0\t_\t_\tSpaceAfter=No
3\tالشركة\tشَرِكَة\tNOUN\tNN\t_\t0\t_\t_\t_
4\tقالت\tقَال\tVERB\tVBC\t_\t0\t_\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t0\t_\t_\t_
"""


def test_treebank_scorer_sees_right_and_wrong(tmp_path: Path) -> None:
    path = tmp_path / "toy.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    rates = score.treebank(path, analyze)
    assert {name: (rate.right, rate.total) for name, rate in rates.items()} == dict.fromkeys(rates, (2, 2))
    path.write_text(CONLLU.replace("VERB\tVBC", "NOUN\tNN").replace("قَال\t", "قَوْل\t"), encoding="utf-8")
    rates = score.treebank(path, analyze)
    assert [rates[name].right for name in ("segmentation", "pos", "lemma")] == [2, 1, 1]


def test_segmentation_scorer_sees_right_and_wrong(tmp_path: Path) -> None:
    path = tmp_path / "toy.txt"
    path.write_text("# ours\nو+ب+ال+شركة قالت «ل+ل+شركات» كتاب+ها.\nكتابها\n", encoding="utf-8")
    rate = score.segmentation(path, analyze)
    assert (rate.right, rate.total) == (4, 5)
    assert next(iter(rate.errors)).startswith("كتابها")
