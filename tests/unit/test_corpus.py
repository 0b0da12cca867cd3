"""The annotated corpus: sound, large enough, and nothing of the held-back split leaks."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from claimx.candidates.ner import LABELS
from claimx.lexicons.kb import KnowledgeBase
from claimx.lexicons.loader import read_tsv
from tests.support import load_script, normalizer

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "train_ner.py"


train = load_script("train_ner")
SEED = 7
"""Default of the script: the split that the shipped model was trained on."""


@pytest.fixture(scope="module")
def corpus() -> list[Any]:
    """All articles; reading them checks their markup."""
    return list(train.articles())


@pytest.fixture(scope="module")
def splits() -> dict[str, list[Any]]:
    """The three splits with names substituted; building them checks for leaks."""
    built: dict[str, list[Any]] = train.build(SEED)
    return built


def names_tsv() -> list[tuple[int, dict[str, str]]]:
    """Rows of the list of invented names."""
    path = ROOT / "fixtures" / "corpus" / "names.tsv"
    header = next(line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return list(read_tsv(path, header.split("\t")))


def test_there_are_enough_articles(corpus: list[Any]) -> None:
    assert len(corpus) >= 150


def test_ids_are_unique(corpus: list[Any]) -> None:
    assert not [i for i, times in Counter(article.id for article in corpus).items() if times > 1]


def test_texts_are_unique(corpus: list[Any]) -> None:
    assert not [t[:60] for t, times in Counter(article.text for article in corpus).items() if times > 1]


def test_every_label_is_known_and_used(corpus: list[Any]) -> None:
    used = {kind for article in corpus for _, _, kind in article.spans}
    assert used == set(train.TYPES)
    assert {kind.upper() for kind in train.TYPES} == set(LABELS)


def test_spans_are_sound(corpus: list[Any]) -> None:
    for article in corpus:
        edges = [(start, end) for start, end, _ in article.spans]
        assert all(0 <= start < end <= len(article.text) for start, end in edges), article.id
        assert all(a[1] <= b[0] for a, b in pairwise(edges)), article.id
        for start, end in edges:
            name = article.text[start:end]
            assert name == name.strip() and "\n" not in name, f"{article.id}: {name!r}"


def test_every_article_is_annotated(corpus: list[Any]) -> None:
    assert not [article.id for article in corpus if not article.spans]


@pytest.mark.parametrize(
    ("marked", "words"),
    [("{companies:x} y", "unknown annotation"), ("{company:x y", "annotation near"), ("x} y", "annotation near")],
)
def test_broken_markup_names_its_article(marked: str, words: str) -> None:
    with pytest.raises(ValueError, match=f"article a999: .*{words}"):
        train.parse("a999", marked)


def test_markup_becomes_offsets() -> None:
    article = train.parse("a999", "قالت {company:إنتل} و{outlet:رويترز}")
    assert article.text == "قالت إنتل ورويترز"
    assert [(article.text[s:e], kind) for s, e, kind in article.spans] == [("إنتل", "company"), ("رويترز", "outlet")]


def test_no_held_back_name_occurs_in_training(splits: dict[str, list[Any]]) -> None:
    train.check_names(splits)
    assert all(splits[name] for name in ("train", "dev", "held"))


def test_a_leak_is_noticed(splits: dict[str, list[Any]]) -> None:
    leaking = splits["held"][0]
    with pytest.raises(ValueError, match="held-back names occur in training"):
        train.check_names({**splits, "train": [*splits["train"], leaking]})


def test_no_article_is_in_two_splits(splits: dict[str, list[Any]]) -> None:
    ids = {name: {article.id for article in part} for name, part in splits.items()}
    assert not ids["train"] & ids["held"] and not ids["train"] & ids["dev"] and not ids["dev"] & ids["held"]


def test_building_twice_gives_the_same(splits: dict[str, list[Any]]) -> None:
    assert train.build(SEED)["held"] == splits["held"]


def test_invented_names_are_not_in_the_knowledge_base() -> None:
    """Exact normalised spelling, against all names of companies, outlets, organisations and people."""
    fold = normalizer().word
    known = defaultdict(list)
    for entry in KnowledgeBase().entries.values():
        for alias in entry.aliases:
            known[" ".join(fold(alias).casefold().split())].append(f"{entry.type} {entry.name}")
    offenders = [
        f"names.tsv:{line}: {row['type']} {row[column]} is {', '.join(sorted(set(known[key])))}"
        for line, row in names_tsv()
        for column in ("arabic", "latin")
        if row.get(column)
        for key in [" ".join(fold(row[column]).casefold().split())]
        if key in known
    ]
    assert not offenders, "\n".join(offenders)


def test_invented_names_are_unique() -> None:
    seen = Counter((row["type"], row["arabic"]) for _, row in names_tsv() if row["arabic"])
    assert not [key for key, times in seen.items() if times > 1]
