"""Scores quantities and dates on our own annotated texts, with the scorer beside the checkout.

python scripts/score_values.py                    every folder of fixtures/values
python scripts/score_values.py dev --errors       and what is wrong in one of them
python scripts/score_values.py --record           and writes the figures into docs/quality.md
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quality_page import write_section

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

import claimx  # noqa: E402

FOLDER = REPOSITORY / "fixtures" / "values"
SCORER = REPOSITORY.parent / "shared" / "gold" / "score.py"
STREAMS = ("quantity", "date")


def load_scorer() -> Any:
    """The scorer as a module; where it compares a number with none, they differ (it fails there as it stands)."""
    spec = importlib.util.spec_from_file_location("gold_score", SCORER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    same = module.same_number

    def same_number(a: object, b: object) -> bool:
        return module.number(a) is not None and module.number(b) is not None and same(a, b)

    module.same_number = same_number  # type: ignore[attr-defined]
    return module


def measure(
    pipeline: claimx.Pipeline, folder: Path, streams: Sequence[str] = STREAMS, *, errors: bool = False
) -> dict[str, Any]:
    """The scorer's report on a folder of texts that are annotated for some streams only."""
    scorer = load_scorer()
    scorer.STREAMS = {stream: scorer.STREAMS[stream] for stream in streams}
    gold = scorer.load_gold(folder)
    found = {
        key: json.loads(pipeline(doc["text"], published=doc["published"], id=key).to_json())
        for key, doc in gold.items()
    }
    report: dict[str, Any] = scorer.score(gold, found, errors)
    return report


def scorer_is_there() -> bool:
    """Whether the scorer lies beside the checkout; says so where it does not."""
    if not SCORER.is_file():
        print(f"{SCORER} is not there: it lies beside the project's own checkout, not on a user's machine")
    return SCORER.is_file()


def names_in(folder: Path) -> list[str]:
    """Names of the folders of texts in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def table(reports: dict[str, dict[str, Any]]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| texts | documents | quantities: gold, exact, usable | dates: gold, exact, usable | modifier | bound | mod |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, report in reports.items():
        cells = []
        for stream in STREAMS:
            row = report["streams"][stream]
            cells.append(f"{row['gold']}, {row['exact'][2]:.3f}, {row['usable'][2]:.3f}")
        attributes = [report["attributes"][key][0] for key in ("quantity.modifier", "date.bound", "date.mod")]
        lines.append(f"| {name} | {report['documents']} | " + " | ".join([*cells, *map(str, attributes)]) + " |")
    return "\n".join(lines)


def main() -> int:
    """Runs what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if not scorer_is_there():
        return 1
    pipeline = claimx.load("rules")
    names = options.folders or names_in(FOLDER)
    reports = {name: measure(pipeline, FOLDER / name, errors=options.errors) for name in names}
    print(table(reports))
    if options.record:
        write_section("values", table(reports))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
