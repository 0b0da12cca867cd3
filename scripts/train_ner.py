"""Trains the NER model that claimx ships, from our own corpus, with stanza's own trainer.

    python scripts/train_ner.py                 # minutes on two cores; writes the model and its card
    python scripts/train_ner.py --evaluate      # only scores the shipped model on the held-back split

Articles are split by id into train, dev (model choice) and held-back (reported).
In train copies of an article, names are replaced by invented ones of
``names.tsv`` (split ``train``); in the held-back articles **every** annotated
name is replaced by one of split ``heldout``, so none of them occurs in training.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from claimx.candidates.ner import units_of  # noqa: E402
from claimx.lexicons.loader import read_tsv  # noqa: E402
from claimx.pipeline import build_segmenter  # noqa: E402

CORPUS = ROOT / "fixtures" / "corpus"
MODEL = ROOT / "claimx" / "backends" / "data" / "ner_claimx.pt"
CARD = ROOT / "docs" / "model-card.md"
TYPES = ("company", "person", "outlet", "org", "chip", "product", "place")
MARK = re.compile(r"\{(" + "|".join(TYPES) + r"):([^{}]*)\}")
COPIES = 5
"""Substituted copies of each training article."""
SHARE = 0.65
"""Chance that a name is substituted in a copy."""


@dataclass(frozen=True)
class Article:
    """An annotated article: plain text and (start, end, type) spans."""

    id: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def articles() -> Iterator[Article]:
    """All articles of the corpus; raises ValueError on broken markup."""
    for path in sorted(CORPUS.glob("part_*.txt")):
        for block in re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))[1:]:
            head, _, body = block.partition("\n")
            yield parse(head.split("|")[0].strip(), body.strip())


def parse(article_id: str, marked: str) -> Article:
    """Inline annotation to text and spans."""
    text, spans, at = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    text += marked[at:]
    if "{" in text or "}" in text:
        raise ValueError(f"article {article_id}: unbalanced or unknown annotation near {text[text.find('{') :][:40]!r}")
    return Article(article_id, text, tuple(spans))


def split_of(article: Article) -> str:
    """train, dev or held: fixed by the article's id."""
    number = int(hashlib.sha256(article.id.encode()).hexdigest(), 16) % 100
    return "held" if number < 15 else "dev" if number < 25 else "train"


def name_pool() -> dict[tuple[str, str, bool], list[str]]:
    """Invented names by (type, split, Latin?)."""
    pool: dict[tuple[str, str, bool], list[str]] = {}
    for _, row in read_tsv(CORPUS / "names.tsv", ("type", "arabic", "latin", "gender", "split")):
        pool.setdefault((row["type"], row["split"], False), []).append(row["arabic"])
        if row["latin"]:
            pool.setdefault((row["type"], row["split"], True), []).append(row["latin"])
    return pool


def substitute(
    article: Article, pool: dict[tuple[str, str, bool], list[str]], split: str, share: float, rng: random.Random
) -> Article:
    """A copy with names replaced, the same name by the same name throughout."""
    chosen: dict[tuple[str, str], str] = {}
    text, spans, at = "", [], 0
    for start, end, kind in article.spans:
        old = article.text[start:end]
        names = pool.get((kind, split, old.isascii()))
        new = old
        if names:
            if (kind, old) not in chosen:
                chosen[kind, old] = rng.choice(names) if rng.random() < share else old
            new = chosen[kind, old]
        text += article.text[at:start]
        spans.append((len(text), len(text) + len(new), kind))
        text += new
        at = end
    return Article(article.id, text + article.text[at:], tuple(spans))


def sentences(article: Article) -> Iterator[list[dict[str, str]]]:
    """Sentences as stanza's NER trainer reads them."""
    segmenter = build_segmenter()
    tokens = segmenter.tokenize(article.text)
    for a, b in segmenter.sentences(article.text, tokens):
        rows: list[dict[str, str]] = []
        for unit in units_of(tokens[a:b]):
            tag = "O"
            for start, end, kind in article.spans:
                if start <= unit.start < end:
                    tag = ("B-" if unit.start == start else "I-") + kind.upper()
            rows.append({"text": unit.text or "-", "ner": tag})
        if rows:
            yield rows


def check_names(data: dict[str, list[Article]]) -> None:
    """No held-back name may occur in training; raises ValueError."""
    names = {
        a.text[s:e]
        for a in data["held"]
        for s, e, t in a.spans
        if t in ("company", "person", "outlet", "org", "product")
    }
    train = "\n".join(a.text for a in data["train"])
    leaked = sorted(n for n in names if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", train))
    if leaked:
        raise ValueError(f"held-back names occur in training: {leaked[:10]}")


def build(seed: int) -> dict[str, list[Article]]:
    """The three splits, names substituted."""
    rng = random.Random(seed)
    pool = name_pool()
    data: dict[str, list[Article]] = {"train": [], "dev": [], "held": []}
    for article in articles():
        split = split_of(article)
        if split == "held":
            full = substitute(article, pool, "heldout", 1.0, rng)
            data["held"].append(full)
        else:
            data[split].append(article)
            copies = COPIES if split == "train" else 1
            data[split] += [substitute(article, pool, "train", SHARE, rng) for _ in range(copies)]
    held_out = {n for (t, s, latin), names in pool.items() if s == "heldout" for n in names}
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in sorted(held_out, key=len, reverse=True)))
    data["train"] = [a for a in data["train"] if not pattern.search(a.text)]
    check_names(data)
    return data


def train(seed: int, steps: int, work: Path) -> Path:
    """Runs stanza's trainer; gives the best model's path."""
    from stanza.models import ner_tagger

    data = build(seed)
    for split, items in data.items():
        rows = [s for a in items for s in sentences(a)]
        (work / f"{split}.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        print(split, len(items), "articles,", len(rows), "sentences,", sum(map(len, rows)), "units")
    ner_tagger.main(
        ["--train_file", str(work / "train.json"), "--eval_file", str(work / "dev.json"), "--shorthand", "ar_claimx",
         "--no_pretrain", "--word_emb_dim", "64", "--char_emb_dim", "48", "--char_hidden_dim", "64", "--hidden_dim", "128",
         "--word_dropout", "0.25", "--dropout", "0.4", "--batch_size", "32", "--max_batch_words", "1500", "--optim", "adam", "--lr", "0.002",
         "--min_lr", "0.0001", "--patience", "3", "--max_steps", str(steps), "--eval_interval", "150", "--log_step", "50",
         "--max_steps_no_improve", "1500", "--save_dir", str(work), "--save_name", "ner.pt", "--seed", str(seed), "--cpu"]
    )  # fmt: skip
    return work / "ner.pt"


def evaluate(seed: int, path: Path) -> dict[str, tuple[float, float, float, int]]:
    """Exact-span precision, recall, F1 and gold count by type on the held-back split, through the real Pipeline."""
    from claimx.backends.stanza_backend import StanzaTagger, spans_of

    tagger = StanzaTagger(path)
    gold: Counter[str] = Counter()
    pred: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    rows = [s for a in build(seed)["held"] for s in sentences(a)]
    for row, found in zip(rows, tagger.tag([[u["text"] for u in row] for row in rows]), strict=True):
        wanted = set(spans_of([u["ner"] for u in row]))
        given = {(s.first, s.last, s.type) for s in found}
        for spans, counter in ((wanted, gold), (given, pred), (wanted & given, hits)):
            counter.update(kind for _, _, kind in spans)
            counter.update("ALL" for _ in spans)
    out = {}
    for kind in sorted(gold):
        p = hits[kind] / pred[kind] if pred[kind] else 0.0
        r = hits[kind] / gold[kind]
        out[kind] = (p, r, 2 * p * r / (p + r) if p + r else 0.0, gold[kind])
    return out


def write_card(seed: int, scores: dict[str, tuple[float, float, float, int]]) -> None:
    """The model card, figures and all."""
    data = build(seed)
    table = "\n".join(f"| {k} | {p:.3f} | {r:.3f} | {f:.3f} | {n} |" for k, (p, r, f, n) in scores.items())
    CARD.write_text(
        f"""# Model card: {MODEL.stem}

Written by `scripts/train_ner.py`; do not edit by hand.

- **What**: a named-entity tagger for Arabic technology news, in stanza's NER architecture (character and word
  LSTM with a CRF, no pretrained vectors, no character language model), trained by us from nothing.
- **Labels**: {", ".join(t.upper() for t in TYPES)}.
- **Data**: `fixtures/corpus/` of this repository, articles of our own writing with inline annotation:
  {len({a.id for a in data["train"]})} articles for training ({COPIES} substituted copies each),
  {len({a.id for a in data["dev"]})} for choosing the model, {len(data["held"])} held back. Names are varied by substitution with
  invented ones; the held-back articles hold only names that occur neither in training nor in the knowledge base.
- **Command**: `python scripts/train_ner.py --seed {seed}`
- **Size**: {MODEL.stat().st_size / 1e6:.1f} MB.
- **Use**: proposals beside the rules (`claimx.load()`); known names and rules go first, see ADR 0006.
- **Limits**: small synthetic corpus; unusual names and lower-case Latin products are missed; no other domain.

Held-back split, exact spans (`python scripts/train_ner.py --evaluate`):

| type | P | R | F1 | n |
|---|---|---|---|---|
{table}
""",
        encoding="utf-8",
    )


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--evaluate", action="store_true", help="score the shipped model and leave it as it is")
    options = parser.parse_args()
    if not options.evaluate:
        with tempfile.TemporaryDirectory() as work:
            best = train(options.seed, options.steps, Path(work))
            MODEL.parent.mkdir(exist_ok=True)
            shutil.copy(best, MODEL)
    scores = evaluate(options.seed, MODEL)
    for kind, (p, r, f, n) in scores.items():
        print(f"{kind:<8} P {p:.3f} R {r:.3f} F1 {f:.3f} n {n}")
    if not options.evaluate:
        write_card(options.seed, scores)
    return 0


if __name__ == "__main__":
    sys.exit(main())
