"""Scores company names on articles whose names neither training nor the knowledge base knows.

python scripts/score_names.py                     the held-back split: rules alone, the model alone, both
python scripts/score_names.py --split dev --errors
python scripts/score_names.py --record            and writes the figures into docs/quality.md

Splits and substituted names are those of ``train_ner.py``; a hit has the same span.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice

from quality_page import write_section
from train_ner import Article, build

import claimx
from claimx.candidates.ner import propose
from claimx.components import cut_text

SEED = 7
Spans = set[tuple[int, int]]


def companies(article: Article) -> Spans:
    """Annotated companies."""
    return {(start, end) for start, end, kind in article.spans if kind == "company"}


def finders() -> dict[str, Callable[[Article], Spans]]:
    """What finds companies, by the name of the row."""
    rules, full = claimx.load("rules"), claimx.load("full")
    tagger = full._tagger
    assert tagger is not None

    def by(pipeline: claimx.Pipeline) -> Callable[[Article], Spans]:
        return lambda a: {(c.start, c.end) for c in pipeline(a.text).companies if c.mention == "name"}

    def model(article: Article) -> Spans:
        return {(c.start, c.end) for c in propose(cut_text(article.text), tagger) if c.label == "company"}

    return {"rules": by(rules), "model": model, "both": by(full)}


def measure(
    articles: Iterable[Article], find: Callable[[Article], Spans], *, errors: bool = False
) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    count: Counter[str] = Counter()
    for article in articles:
        gold, found = companies(article), find(article)
        count.update(gold=len(gold), found=len(found), hits=len(gold & found))
        if errors:
            for kind, spans in (("MISSED", gold - found), ("SPURIOUS", found - gold)):
                for start, end in sorted(spans):
                    around = article.text[max(0, start - 40) : start] + "[" + article.text[start:end] + "]"
                    print(article.id, kind, (around + article.text[end : end + 30]).replace("\n", " ¶ "))
    precision = count["hits"] / count["found"] if count["found"] else 0.0
    recall = count["hits"] / count["gold"] if count["gold"] else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def main() -> int:
    """Runs what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "held"), default="held")
    parser.add_argument("--only", choices=("rules", "model", "both"))
    parser.add_argument("--most", type=int, help="score so many articles only")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    articles = list(islice(build(SEED)[options.split], options.most))
    lines = ["| company names | P | R | F1 |", "|---|---:|---:|---:|"]
    for name, find in finders().items():
        if options.only in (None, name):
            p, r, f = measure(articles, find, errors=options.errors)
            lines.append(f"| {name} | {p:.3f} | {r:.3f} | {f:.3f} |")
    body = "\n".join(lines)
    print(body)
    if options.record:
        gold = sum(len(companies(article)) for article in articles)
        ids = len({article.id for article in articles})
        write_section("names", f"{body}\n\n{ids} articles in {len(articles)} copies, {gold} mentions.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
