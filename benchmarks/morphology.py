"""Speed, load time and memory of the morphological analyser, beside camel-tools' own on the same text in one run.

python benchmarks/morphology.py [FILE.txt …]     the bundled corpus by default

cold      a fresh analyser reads the text once: every surface form is looked up, repeated ones are remembered
warm      it reads the same text again
context   warm, with the choice of one reading a token in its sentence
load      seconds and megabytes from a process with camel-tools imported to an analyser that can be used
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from train_ner import articles  # noqa: E402

from claimx.backends import camel_backend, camel_database  # noqa: E402
from claimx.components import MORPHOLOGY, build_segmenter  # noqa: E402
from claimx.model.doc import Token  # noqa: E402
from claimx.morph.analyzer import MorphAnalyzer  # noqa: E402
from claimx.morph.disambiguate import Disambiguator  # noqa: E402

RUNS = 5
TARGETS = {"cold": 8_000, "warm": 60_000, "context": 60_000, "seconds": 0.5, "megabytes": 150.0}
LOAD = r"""
import json, re, sys, time
from pathlib import Path
from claimx.backends import camel_backend, camel_database
camel_backend.prepare()
import camel_tools.morphology.analyzer
peak = lambda: int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
before, started = peak(), time.perf_counter()
if sys.argv[1] == "claimx":
    from claimx.morph.analyzer import MorphAnalyzer
    from claimx.morph.disambiguate import Disambiguator
    analyzer, choose = MorphAnalyzer(camel_database.load_analyzer(Path(sys.argv[2]))), Disambiguator()
else:
    from camel_tools.morphology.database import MorphologyDB
    analyzer = camel_tools.morphology.analyzer.Analyzer(MorphologyDB(sys.argv[2]))
analyzer.analyze("\u0634\u0631\u0643\u0629")
print(json.dumps([time.perf_counter() - started, peak() - before]))
"""


def corpus_texts() -> list[str]:
    """Articles of the training corpus without their annotation."""
    return [article.text for article in articles()]


def tokenized(texts: list[str]) -> list[tuple[list[Token], list[tuple[int, int]]]]:
    """Tokens and sentences of each text."""
    segmenter = build_segmenter()
    out = []
    for text in texts:
        tokens = segmenter.tokenize(text)
        out.append((tokens, segmenter.sentences(text, tokens)))
    return out


def seconds(job: Callable[[], object]) -> float:
    """Wall time of a job, garbage collected before it."""
    gc.collect()
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def loading(which: str) -> tuple[float, float]:
    """Median seconds and megabytes to load an analyser in a fresh process."""
    runs = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", LOAD, which, str(MORPHOLOGY)],
                check=True,
                capture_output=True,
                text=True,
                cwd=ROOT,
            ).stdout
        )
        for _ in range(RUNS)
    ]
    return statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs)


def speeds(texts: list[str]) -> dict[str, dict[str, float]]:
    """Tokens a second of claimx and of camel-tools, by what is measured; the median of several runs."""
    camel_backend.prepare()
    from camel_tools.morphology.analyzer import Analyzer
    from camel_tools.morphology.database import MorphologyDB

    docs = tokenized(texts)
    words = [token.text for tokens, _ in docs for token in tokens if token.shape == "arabic"]
    every = sum(len(tokens) for tokens, _ in docs)
    analyze = camel_database.load_analyzer(MORPHOLOGY)
    database = MorphologyDB(str(MORPHOLOGY))
    times: dict[tuple[str, str], list[float]] = {}
    for _ in range(RUNS):
        morph, choose = MorphAnalyzer(analyze), Disambiguator()
        camel = Analyzer(database, cache_size=len(set(words)))

        def context() -> None:
            for tokens, sentences in docs:
                for token in tokens:
                    if token.shape == "arabic":
                        token.analyses = morph.analyze(token.text)  # noqa: B023
                choose(tokens, sentences)  # noqa: B023

        for who, name, job in (
            ("claimx", "cold", lambda: [morph.analyze(word) for word in words]),  # noqa: B023
            ("claimx", "warm", lambda: [morph.analyze(word) for word in words]),  # noqa: B023
            ("camel-tools", "cold", lambda: [camel.analyze(word) for word in words]),  # noqa: B023
            ("camel-tools", "warm", lambda: [camel.analyze(word) for word in words]),  # noqa: B023
        ):
            times.setdefault((who, name), []).append(seconds(job))
        context()
        times.setdefault(("claimx", "context"), []).append(seconds(context))
    out: dict[str, dict[str, float]] = {"claimx": {}, "camel-tools": {}}
    for (who, name), taken in times.items():
        out[who][name] = (every if name == "context" else len(words)) / statistics.median(taken)
    print(f"{len(texts)} texts, {every} tokens, {len(words)} of them Arabic words, {len(set(words))} different ones\n")
    return out


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="text files, or gold .json files with a text")
    files = parser.parse_args().files
    texts = [
        json.loads(path.read_text(encoding="utf-8"))["text"]
        if path.suffix == ".json"
        else path.read_text(encoding="utf-8")
        for path in files
    ] or corpus_texts()
    rates = speeds(texts)
    print(f"{'tokens a second':<22}{'claimx':>12}{'camel-tools':>14}{'ratio':>8}{'target':>10}")
    for name in ("cold", "warm", "context"):
        ours, theirs = rates["claimx"][name], rates["camel-tools"].get(name)
        peer = f"{theirs:>14,.0f}{ours / theirs:>8.1f}" if theirs else f"{'—':>14}{'':>8}"
        print(f"{name:<22}{ours:>12,.0f}{peer}{TARGETS[name]:>10,.0f}")
    ours, theirs = loading("claimx"), loading("camel-tools")
    for k, name in enumerate(("seconds", "megabytes")):
        print(f"{'load, ' + name:<22}{ours[k]:>12.2f}{theirs[k]:>14.2f}{ours[k] / theirs[k]:>8.1f}{TARGETS[name]:>10}")


if __name__ == "__main__":
    main()
