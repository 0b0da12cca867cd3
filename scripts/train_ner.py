"""Trains the NER model that claimx ships, from our own corpus, with stanza's own trainer.

    python scripts/train_ner.py                 # about 40 minutes on two cores; writes the model and its card
    python scripts/train_ner.py --evaluate      # only scores the shipped model on the held-back split

Articles are split by id into train, dev (model choice) and held-back (reported).
Names are replaced so that a model can learn only contexts and shapes: in train
copies by names of ``names.tsv`` and by names invented from ``syllables.tsv``;
in dev and held-back articles **every** annotated name (places and chips apart)
by one of a pool of its own, so none of them occurs in training. Names are also
kept out of the word vocabulary, so that they are unknown words in training too.
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
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from claimx.candidates.ner import units_of  # noqa: E402
from claimx.components import build_segmenter  # noqa: E402
from claimx.lexicons.loader import read_tsv  # noqa: E402

CORPUS = ROOT / "fixtures" / "corpus"
MODEL = ROOT / "claimx" / "backends" / "data" / "ner_claimx.pt"
CARD = ROOT / "docs" / "model-card.md"
TYPES = ("company", "person", "outlet", "org", "chip", "product", "place")
MARK = re.compile(r"\{(" + "|".join(TYPES) + r"):([^{}]*)\}")
COPIES = 6
"""Substituted copies of each training article."""
TEST_COPIES = 4
"""Copies of each dev and held-back article, each with other names: fewer ups and downs by chance."""
SHARE = {"company": 0.92, "person": 0.92, "outlet": 0.85, "org": 0.5, "product": 0.85, "chip": 0.4, "place": 0.4}
"""Chance that a name is substituted in a train copy, by type."""
INVENTED = 0.7
"""Chance that the substitute is an invented name, not one of ``names.tsv``."""
DEV_SHARE = 22
"""Percent of the training names of ``names.tsv`` that are kept for the dev split."""
NAMED = ("company", "person", "outlet", "org", "product")
"""Types with pools of names in ``names.tsv``; the test splits are substituted in these."""
KNOWN_FROM = 2
"""A word enters the model's vocabulary if it stands outside names in so many training articles."""
QUOTES = (("\u00ab", "\u00bb"), ('"', '"'), ("\u201c", "\u201d"), ("(", ")"))
"""Quotation marks that stand around names; train copies swap, drop and add them."""
SETTINGS = {
    "shorthand": "ar_claimx", "save_name": "ner.pt",
    "word_emb_dim": 64, "char_emb_dim": 48, "char_hidden_dim": 96, "hidden_dim": 128,
    "word_dropout": 0.05, "dropout": 0.35, "batch_size": 32, "max_batch_words": 1500,
    "optim": "adam", "lr": 0.002, "min_lr": 0.0001, "patience": 3,
    "eval_interval": 400, "log_step": 400, "max_steps_no_improve": 3600,
}  # fmt: skip
"""Options of stanza's trainer."""
ARTICLE = "\u0627\u0644"
"""The definite article; names that begin with it do not follow a clitic directly."""


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
    """train, dev or held: fixed by the article's id; the first two parts are held back more than the later ones."""
    number = percent(article.id)
    held = number < (15 if article.id[0] in "ab" else 0 if article.id[0] == "c" else 7)
    return "held" if held else "dev" if 15 <= number < 25 else "train"


def percent(key: str) -> int:
    """A fixed number below 100 for a text."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100


class Pool:
    """Names of one split, by (type, gender or "", Latin?), and those that it must not give."""

    def __init__(self, split: str) -> None:
        self.names: dict[tuple[str, str, bool], list[str]] = {}
        self.gender: dict[str, str] = {}
        self.others: set[str] = set()
        self.pieces: dict[str, list[tuple[str, str]]] = {}
        mine: set[str] = set()
        foreign: set[str] = set()
        for _, row in read_tsv(CORPUS / "names.tsv", ("type", "arabic", "latin", "gender", "split")):
            part = "dev" if row["split"] == "train" and percent(row["arabic"]) < DEV_SHARE else row["split"]
            for name, latin in ((row["arabic"], row["arabic"].isascii()), (row["latin"], True)):
                if not name:
                    continue
                self.gender[name] = row["gender"]
                if part != split:
                    self.others.add(name)
                    foreign |= words(name) if row["split"] == "heldout" else set()
                    continue
                mine |= words(name)
                for gender in {"", row["gender"]}:
                    self.names.setdefault((row["type"], gender, latin), []).append(name)
        self.banned = {word for word in foreign if word not in mine}
        self.invents = split == "train"
        for _, row in read_tsv(CORPUS / "syllables.tsv", ("kind", "arabic", "latin")):
            self.pieces.setdefault(row["kind"], []).append((row["arabic"], row["latin"]))

    def draw(self, kind: str, old: str, rng: random.Random) -> str:
        """A name of the type in the script (and gender, where known) of the old one; the old one if there is none."""
        latin = old.isascii()
        for _ in range(50 if self.invents and rng.random() < INVENTED else 0):
            name = self.invent(kind, self.gender.get(old, ""), latin, rng)
            if not name:
                break
            if not words(name) & self.banned and name not in self.others:
                return name
        known = self.names.get((kind, self.gender.get(old, ""), latin)) or self.names.get((kind, "", latin))
        return rng.choice(known) if known else old

    def invent(self, kind: str, gender: str, latin: bool, rng: random.Random) -> str:
        """A new name of the type, "" for types without a recipe; it may be a banned one."""
        side = 1 if latin else 0

        def piece(name: str) -> str:
            return rng.choice([pair for pair in self.pieces[name] if pair[side]])[side]

        def brand() -> str:
            middle = piece("mid") if rng.random() < 0.45 else ""
            name = piece("start") + middle + piece("end")
            return name.upper() if latin and rng.random() < 0.1 else name

        def splice() -> str:
            pool = self.names[kind if (kind, "", latin) in self.names else "company", "", latin]
            front, back = (max(rng.choice(pool).split(), key=len) for _ in range(2))
            return front[: rng.randint(2, 4)] + back[-rng.randint(2, 5) :]

        def initials() -> str:
            letters = [piece("letter") for _ in range(rng.choice((2, 3, 3, 3, 4)))]
            return "".join(letters) if latin else rng.choice((" ", " ", ".")).join(letters)

        def one_word() -> str:
            return rng.choice((brand, splice))() if latin or rng.random() < 0.75 else piece("word")

        if kind == "company":
            form = rng.random()
            if form < 0.42:
                return rng.choice((brand, brand, splice))()
            if form < 0.66:
                return f"{one_word()} {piece('suffix')}"
            if form < 0.78:
                return initials() + (f" {piece('suffix')}" if rng.random() < 0.3 else "")
            if latin:
                return f"{brand()} {brand()}"
            if form < 0.86:
                return piece("word")
            return f"{one_word()} {piece(rng.choice(('fortail', 'adjtail', 'brandtail')))}"
        if kind == "person":
            gender = gender or rng.choice("mf")
            form = rng.random()
            if form < 0.5 and (not latin or rng.random() < 0.5):
                return f"{piece('given.' + gender)} {piece('family')}"
            if form < 0.85:
                family = piece("start") + (piece("mid") if rng.random() < 0.5 else "") + piece("xfamily")
                return f"{piece('xgiven.' + gender)} {family}"
            sino = piece("sino") + piece("sino")
            return f"{piece('sinofam')} {sino.capitalize() if latin else sino}"
        if kind == "outlet":
            if not latin and rng.random() < 0.5:
                return f"{piece('outlet.head')} {piece('outlet.tail')}" if rng.random() < 0.8 else piece("outlet.head")
            return rng.choice((f"{one_word()} {piece('outlet.end')}", brand(), splice()))
        if kind == "place" and not latin:
            return piece("place")
        if kind == "org" and not latin:
            if rng.random() < 0.35:
                return f"{piece('org.def')} {piece('org.for')}"
            return f"{piece('org.head')} {piece('org.tail')}" + (f" {piece('org.adj')}" if rng.random() < 0.4 else "")
        if kind == "product":
            name = one_word()
            if rng.random() < 0.4:
                name += f" {piece('product.tail')}"
            return name + (f" {rng.randint(1, 30)}" if rng.random() < 0.4 else "")
        if kind == "chip":
            stem = piece("letter") if rng.random() < 0.5 else brand()
            number = str(rng.choice((rng.randint(1, 30), rng.randint(1, 99) * 10, rng.randint(10, 99) * 100)))
            tail = ("" if latin else " ") + piece("letter") if rng.random() < 0.3 else ""
            return stem + rng.choice(("", " ") if len(stem) < 3 else (" ",)) + number + tail
        return ""

    def short_form(self, kind: str, old: str, full_old: str, full_new: str) -> str:
        """The part of a new name that answers to a part of the old one, as a surname to a full name."""
        parts = full_new.split()
        if kind != "person" or (not full_old.endswith(old) and len(parts) == 2):
            return parts[0] if len(parts[0]) > 3 else full_new
        particles = {arabic for arabic, _ in self.pieces["particle"]}
        return " ".join(parts[-2:] if len(parts) > 2 and parts[-2] in particles else parts[-1:])


def words(name: str) -> set[str]:
    """The words of a name, split at blanks and dots, letters and very short ones left out."""
    return {word for word in re.split(r"[\s.]+", name) if len(word) > 2}


def substitute(article: Article, pool: Pool, share: dict[str, float], rng: random.Random) -> Article:
    """A copy with names replaced: equal names by equal ones, a part of a name by a part of its substitute."""
    chosen: dict[tuple[str, str], str] = {}
    joined_on = {article.text[s:e] for s, e, _ in article.spans if article.text[s - 1 : s].isalpha()}
    for kind, old in sorted({(t, article.text[s:e]) for s, e, t in article.spans}, key=lambda k: (-len(k[1]), k)):
        longer = [n for t, n in chosen if t == kind and old in (n.split()[0], n.split()[-1]) and chosen[t, n] != n]
        if longer:
            chosen[kind, old] = pool.short_form(kind, old, longer[0], chosen[kind, longer[0]])
        elif rng.random() < share.get(kind, 0.0) or old in pool.others:
            for _ in range(20):
                new = chosen[kind, old] = pool.draw(kind, old, rng)
                taken = any(new == name for key, name in chosen.items() if key != (kind, old))
                if not taken and not (old in joined_on and new.startswith(ARTICLE)):
                    break
        else:
            chosen[kind, old] = old
    pieces, at = [], 0
    for start, end, kind in article.spans:
        pieces += [article.text[at:start], chosen[kind, article.text[start:end]]]
        at = end
    return joined(article, [*pieces, article.text[at:]])


def joined(article: Article, pieces: list[str]) -> Article:
    """An article from its pieces: text between names and names, in turn."""
    spans, length = [], 0
    for i, piece in enumerate(pieces):
        if i % 2:
            spans.append((length, length + len(piece), article.spans[i // 2][2]))
        length += len(piece)
    return Article(article.id, "".join(pieces), tuple(spans))


def requote(article: Article, rng: random.Random) -> Article:
    """Half the time, other quotation marks (or none) around the names that have some, or marks around those without."""
    style = rng.choice((None, None, None, ("", ""), *QUOTES))
    if style is None:
        return article
    bare = style[0] != "" and rng.random() < 0.5
    edges = [0, *(edge for start, end, _ in article.spans for edge in (start, end)), len(article.text)]
    pieces = [article.text[a:b] for a, b in pairwise(edges)]
    for i, (_, _, kind) in enumerate(article.spans):
        before, after = pieces[2 * i], pieces[2 * i + 2]
        if (before[-1:], after[:1]) in QUOTES[:3]:
            pieces[2 * i], pieces[2 * i + 2] = before[:-1] + style[0], style[1] + after[1:]
        elif bare and kind in ("company", "outlet") and before[-1:] not in ("(", ")"):
            pieces[2 * i], pieces[2 * i + 2] = before + style[0], style[1] + after
    return joined(article, pieces)


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
    """No dev or held-back name may occur in training; raises ValueError."""
    names = {a.text[s:e] for part in ("dev", "held") for a in data[part] for s, e, t in a.spans if t in NAMED}
    text = "\n".join(a.text for a in data["train"])
    leaked = sorted(n for n in names if n in text and re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text))
    if leaked:
        raise ValueError(f"held-back names occur in training: {leaked[:10]}")


def build(seed: int) -> dict[str, list[Article]]:
    """The three splits, names substituted; the names of an article depend on the seed and its id alone."""
    pools = {"train": Pool("train"), "dev": Pool("dev"), "held": Pool("heldout")}
    data: dict[str, list[Article]] = {"train": [], "dev": [], "held": []}
    for article in articles():
        split = split_of(article)
        if split == "train":
            data[split].append(substitute(article, pools[split], {}, random.Random(f"{seed} {article.id}")))
        for copy in range(COPIES if split == "train" else TEST_COPIES):
            rng = random.Random(f"{seed} {article.id} {copy}")
            if split == "train":
                data[split].append(requote(substitute(article, pools[split], SHARE, rng), rng))
            else:
                data[split].append(substitute(article, pools[split], dict.fromkeys(NAMED, 1.0), rng))
    tested = {a.text[s:e] for part in ("dev", "held") for a in data[part] for s, e, t in a.spans if t in NAMED}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(tested)))})(?!\w)")
    data["train"] = [a for a in data["train"] if not pattern.search(a.text)]
    check_names(data)
    return data


def context_words(data: list[Article]) -> set[str]:
    """Words that stand outside names (or in places) in enough articles: the model's word vocabulary."""
    found: dict[str, set[str]] = {}
    for article in data:
        for sentence in sentences(article):
            for unit in sentence:
                if unit["ner"] == "O" or unit["ner"].endswith("PLACE"):
                    found.setdefault(unit["text"].lower(), set()).add(article.id)
    return {word for word, ids in found.items() if len(ids) >= KNOWN_FROM}


def train(seed: int, steps: int, work: Path) -> Path:
    """Runs stanza's trainer; gives the best model's path."""
    from stanza.models import ner_tagger
    from stanza.models.ner import data as ner_data

    data = build(seed)
    for split, items in data.items():
        rows = [s for a in items for s in sentences(a)]
        (work / f"{split}.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        print(split, len(items), "articles,", len(rows), "sentences,", sum(map(len, rows)), "units")
    known = context_words(data["train"])
    print(len(known), "words in the vocabulary")
    plain = ner_data.WordVocab

    def vocabulary(rows: list[list[list[str]]], *args: Any, **options: Any) -> Any:
        return plain([[w for w in row if w[0].lower() in known] for row in rows], *args, **options)

    # stanza would enter every training word, and unknown words would then be seen at run time only
    ner_data.WordVocab = vocabulary
    files = ["--train_file", f"{work}/train.json", "--eval_file", f"{work}/dev.json", "--save_dir", str(work)]
    settings = [word for key, value in SETTINGS.items() for word in (f"--{key}", str(value))]
    ner_tagger.main([*files, *settings, "--no_pretrain", "--cpu", "--seed", str(seed), "--max_steps", str(steps)])
    ner_data.WordVocab = plain
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
    ids = {split: len({a.id for a in items}) for split, items in build(seed).items()}
    table = "\n".join(f"| {k} | {p:.3f} | {r:.3f} | {f:.3f} | {n} |" for k, (p, r, f, n) in scores.items())
    CARD.write_text(
        f"""# Model card: {MODEL.stem}

Written by `scripts/train_ner.py`; do not edit by hand.

- **What**: a named-entity tagger for Arabic technology news, in stanza's NER architecture (character and word
  LSTM with a CRF, no pretrained vectors, no character language model), trained by us from nothing.
- **Labels**: {", ".join(t.upper() for t in TYPES)}.
- **Data**: `fixtures/corpus/` of this repository, articles of our own writing with inline annotation:
  {ids["train"]} articles for training (as written and in {COPIES} substituted copies each), {ids["dev"]} for choosing
  the model, {ids["held"]} held back. Substitutes come from `names.tsv` and from names that the script invents out of
  `syllables.tsv`. The held-back articles are scored in {TEST_COPIES} copies, each with other names; companies, persons,
  outlets, organisations and products in them occur neither in training nor in the knowledge base (places and
  chips stay as written).
- **Vocabulary**: words outside names in {KNOWN_FROM} or more training articles; all others, names first of all,
  are unknown words in training as at run time and are judged by letters and context.
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
    parser.add_argument("--steps", type=int, default=8000)
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
