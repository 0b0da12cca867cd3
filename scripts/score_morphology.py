"""Measures the morphological analyser on text that others or we have annotated by hand.

python scripts/score_morphology.py                    every measure whose data is there
python scripts/score_morphology.py --errors 40        and the commonest errors of each
python scripts/score_morphology.py --record           and writes the figures into docs/quality.md

coverage       share of Arabic-script tokens with a reading from the lexicon, not a guess that the word is a name
treebank       ``../shared/morphology/pud_dev.conllu``: clitic segmentation, coarse part of speech, lemma
segmentation   ``fixtures/morphology/segmented.txt``: sentences segmented by hand after the lexicon was frozen

How the treebank's conventions are mapped to ours is in docs/morphology.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quality_page import write_section

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from claimx.lexicons.loader import read_tsv  # noqa: E402
from claimx.model.doc import Token  # noqa: E402
from claimx.model.morph import Analysis  # noqa: E402
from claimx.morph.spelling import letters_of, without_marks  # noqa: E402

SHARED = REPOSITORY.parent / "shared"
GOLD = SHARED / "gold" / "dev"
TREEBANK = SHARED / "morphology" / "pud_dev.conllu"
FIXTURES = REPOSITORY / "fixtures" / "morphology"
ARTICLES = FIXTURES / "articles"
SEGMENTED = FIXTURES / "segmented.txt"
LEMMAS = FIXTURES / "treebank_lemmas.tsv"

Analyze = Callable[[str], list[Token]]

COARSE = {
    "verb": "verb",
    "noun": "noun",
    "noun_quant": "noun",
    "adj": "adj",
    "adj_comp": "adj",
    "adj_num": "adj",
    "noun_prop": "name",
    "noun_num": "number",
    "digit": "number",
}
"""Our parts of speech; every other one is ``particle``."""

TREEBANK_CLASSES = {
    "VERB": {"verb"},
    "AUX": {"verb"},
    "NOUN": {"noun"},
    "ADJ": {"adj"},
    "PROPN": {"name"},
    "NUM": {"number"},
    "ADP": {"particle"},
    "PART": {"particle"},
    "CCONJ": {"particle"},
    "SCONJ": {"particle"},
    "PRON": {"particle"},
    "INTJ": {"particle"},
    "DET": {"particle", "noun", "number"},
    "ADV": {"particle", "noun", "adj"},
}
"""Which of our classes a treebank tag accepts."""

TANWIN_ALEF = "\u0627"
"""Ends an adverb that we list as a word and the treebank derives from its noun."""

_ALEFS = str.maketrans("\u0622\u0623\u0625\u0671", "\u0627" * 4, "`")


def fold_lemma(lemma: str) -> str:
    """A lemma without marks, its alefs plain: the treebank does not write them as we do."""
    return without_marks(lemma).translate(_ALEFS)


@dataclass
class Rate:
    """A share, and what was wrong how often."""

    right: int = 0
    total: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, right: bool, error: str) -> None:
        """Counts one token."""
        self.total += 1
        self.right += right
        if not right:
            self.errors[error] += 1

    @property
    def share(self) -> float:
        """Percent that is right; 0 where nothing was counted."""
        return 100 * self.right / self.total if self.total else 0.0


def cuts_of(analysis: Analysis) -> set[int]:
    """Offsets inside a word where a clitic other than the article begins or ends."""
    cuts: set[int] = set()
    for k, segment in enumerate(analysis.segments):
        if segment.kind == "proclitic":
            cuts.add(segment.end)
        elif segment.kind == "enclitic":
            cuts.add(segment.start)
        elif segment.kind == "article" and not k:
            cuts.discard(segment.start)
    return {c for c in cuts if 0 < c < analysis.segments[-1].end}


def coverage(texts: Iterable[str], analyze: Analyze) -> Rate:
    """Arabic-script tokens with a lexicon reading."""
    rate = Rate()
    for text in texts:
        for token in analyze(text):
            if token.shape == "arabic":
                best = token.analysis
                rate.add(best is not None and best.via != "backoff", token.text)
    return rate


@dataclass(frozen=True)
class Word:
    """One word of the treebank: a clitic or what is left of a token."""

    form: str
    lemma: str
    tag: str
    xpos: str


def read_lemmas(path: Path = LEMMAS) -> dict[tuple[str, str], str]:
    """Function words that the treebank gives another lemma than we do: ours by form and the treebank's."""
    rows = read_tsv(path, ("form", "theirs", "ours", "note"))
    return {(row["form"], fold_lemma(row["theirs"])): fold_lemma(row["ours"]) for _, row in rows}


def read_conllu(path: Path) -> Iterator[tuple[str, list[list[Word]]]]:
    """Sentences of a CoNLL-U file: text, and its words grouped by what no space divides."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        text = next((line[9:] for line in lines if line.startswith("# text = ")), None)
        if text is None:
            continue
        groups: list[list[Word]] = [[]]
        for line in lines:
            cells = line.split("\t")
            if len(cells) != 10 or not cells[0].isdigit():
                continue
            groups[-1].append(Word(cells[1], cells[2], cells[3], cells[4]))
            if "SpaceAfter=No" not in cells[9].split("|"):
                groups.append([])
        yield text, [g for g in groups if g]


def treebank(path: Path, analyze: Analyze) -> dict[str, Rate]:
    """Segmentation, part of speech and lemma of every Arabic-script token of a treebank.

    A token whose segmentation is wrong counts as wrong in the other two as well.
    """
    rates = {name: Rate() for name in ("segmentation", "pos", "lemma")}
    lemmas = read_lemmas()
    for text, groups in read_conllu(path):
        tokens = {t.start: t for t in analyze(text)}
        at = 0
        for group in groups:
            joined = "".join(w.form for w in group)
            start = text.find(joined, at)
            if start < 0:
                raise SystemExit(f"{path}: words {joined!r} not found in {text!r}")
            at = start + len(joined)
            for offset, words in _surface_tokens(group):
                _score_token(words, tokens.get(start + offset), rates, lemmas)
    return rates


def _surface_tokens(group: list[Word]) -> Iterator[tuple[int, list[Word]]]:
    """Runs of Arabic-script words between punctuation, with their offset."""
    run: list[Word] = []
    offset = begin = 0
    for word in group:
        if letters_of(word.form)[0] and word.tag not in ("PUNCT", "SYM", "X") and not re.search(r"\d", word.form):
            if not run:
                begin = offset
            run.append(word)
        elif run:
            yield begin, run
            run = []
        offset += len(word.form)
    if run:
        yield begin, run


def _stem_index(words: list[Word]) -> int:
    """Which word of a token is its stem: the last that is not an attached pronoun, but never a proclitic."""
    last = len(words) - 1
    if not last or words[last].tag != "PRON" or words[last].xpos not in ("PRP", "EX"):
        return last
    before = words[last - 1]
    return last - 1 if len(before.form) > 1 or before.tag == "ADP" else last


def _score_token(
    words: list[Word], token: Token | None, rates: dict[str, Rate], lemmas: Mapping[tuple[str, str], str]
) -> None:
    surface = "".join(w.form for w in words)
    cuts, at = set(), 0
    for word in words[:-1]:
        at += len(word.form)
        cuts.add(at)
    best = token.analysis if token is not None and token.text == surface else None
    if best is None:
        for rate in rates.values():
            rate.add(False, f"{surface}\tnot a token of ours")
        return
    ours = cuts_of(best)
    right = ours == cuts
    shown = " ".join(w.form for w in words)
    mine = "+".join(surface[s.start : s.end] for s in best.segments)
    rates["segmentation"].add(right, f"{shown}\tours {mine} {best.pos} {best.via}")
    stem = words[_stem_index(words)]
    coarse = COARSE.get(best.pos, "particle")
    accepted = TREEBANK_CLASSES.get(stem.tag, set())
    if stem.tag == "PROPN" and stem.xpos == "NN":
        accepted = {"name", "noun", "adj"}
    if stem.tag == "AUX" and best.pos == "verb_pseudo":
        accepted = {"particle"}
    rates["pos"].add(right and coarse in accepted, f"{surface}\t{stem.tag}/{stem.xpos} ours {best.pos} {best.lemma}")
    gold, lemma = fold_lemma(stem.lemma), fold_lemma(best.lemma)
    same = lemma in (gold, lemmas.get((stem.form, gold)))
    if stem.tag == "NUM" and gold == fold_lemma(stem.form):
        same = True
    if stem.tag == "ADV" and best.pos.startswith("adv"):
        same = same or lemma == gold + TANWIN_ALEF
    rates["lemma"].add(right and same, f"{surface}\t{stem.lemma} {stem.tag} ours {best.lemma} {best.pos}")


def segmentation(path: Path, analyze: Analyze) -> Rate:
    """Tokens of hand-segmented sentences; ``+`` stands between the parts of a word, the article is a part."""
    rate = Rate()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        text = line.replace("+", "")
        tokens = {t.start: t for t in analyze(text)}
        for match in re.finditer(r"\S+", line):
            start = match.start() - line.count("+", 0, match.start())
            parts = match.group().split("+")
            word = "".join(parts)
            begin = next((k for k, c in enumerate(word) if letters_of(c)[0]), 0)
            token = tokens.get(start + begin)
            if token is None or token.shape != "arabic":
                if letters_of(word)[0]:
                    rate.add(False, f"{match.group()}\tline {number}: not a token of ours")
                continue
            best = token.analysis
            edges, at = set(), 0
            for part in parts[:-1]:
                at += len(part)
                edges.add(at - begin)
            ours = {s.end for s in best.segments[:-1] if s.end > s.start} if best is not None else set()
            mine = "+".join(token.text[s.start : s.end] for s in best.segments) if best else token.text
            rate.add(ours == edges, f"{match.group()}\tours {mine}")
    return rate


def build_analyze() -> Analyze:
    """Tokens of a text with their readings in context, as the pipeline has them."""
    import claimx

    nlp = claimx.load("rules")
    return lambda text: nlp.analyze(text).doc.tokens


def measure(analyze: Analyze) -> dict[str, Rate]:
    """Every measure whose data is there, by name."""
    out: dict[str, Rate] = {}
    if GOLD.is_dir():
        texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(GOLD.glob("*.json"))]
        out["coverage of gold/dev"] = coverage(texts, analyze)
    if ARTICLES.is_dir():
        texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
        out["coverage of held-out articles"] = coverage(texts, analyze)
    if TREEBANK.is_file():
        out |= {f"treebank {name}": rate for name, rate in treebank(TREEBANK, analyze).items()}
    if SEGMENTED.is_file():
        out["segmentation of held-out sentences"] = segmentation(SEGMENTED, analyze)
    return out


def render(rates: dict[str, Rate]) -> str:
    """The figures as a Markdown table."""
    rows = [f"| {name} | {rate.share:.1f} % | {rate.right} of {rate.total} |" for name, rate in rates.items()]
    return "\n".join(["| measure | share | tokens |", "| --- | --- | --- |", *rows])


def main(argv: list[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the N commonest errors of each")
    parser.add_argument("--record", action="store_true", help="write the table into docs/quality.md")
    options = parser.parse_args(argv)
    rates = measure(build_analyze())
    if not rates:
        print(f"score_morphology: none of {GOLD}, {TREEBANK}, {ARTICLES}, {SEGMENTED} is here", file=sys.stderr)
        return 2
    print(render(rates))
    for name, rate in rates.items() if options.errors else ():
        print(f"\n{name}")
        for error, count in rate.errors.most_common(options.errors):
            print(f"{count:5d}  {error}")
    if options.record:
        write_section("morphology", render(rates))
    return 0


if __name__ == "__main__":
    sys.exit(main())
