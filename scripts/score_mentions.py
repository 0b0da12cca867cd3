"""Scores mentions of companies and chips on our own annotated texts, with the scorer beside the checkout.

python scripts/score_mentions.py                    every folder of fixtures/mentions, both profiles
python scripts/score_mentions.py dev --errors       and what is wrong in one of them
python scripts/score_mentions.py --record           and writes the figures into docs/quality.md
"""

from __future__ import annotations

import argparse
from typing import Any

from quality_page import write_section
from score_values import REPOSITORY, measure, names_in, scorer_is_there

import claimx

FOLDER = REPOSITORY / "fixtures" / "mentions"
STREAMS = ("company.name", "company.nominal", "chip.model", "chip.generic")


def table(reports: dict[tuple[str, str], dict[str, Any]]) -> str:
    """The figures as a Markdown table: gold, exact F1, usable F1 of each stream."""
    lines = [
        f"| texts | documents | profile | {' | '.join(STREAMS)} | maker |",
        "|---|---:|---|" + "---:|" * (len(STREAMS) + 1),
    ]
    for (name, profile), report in reports.items():
        rows = [report["streams"][stream] for stream in STREAMS]
        cells = [f"{row['gold']}, {row['exact'][2]:.3f}, {row['usable'][2]:.3f}" for row in rows]
        maker = report["attributes"]["chip.model.maker"][0]
        lines.append(f"| {name} | {report['documents']} | {profile} | " + " | ".join([*cells, str(maker)]) + " |")
    return "\n".join(lines)


def main() -> int:
    """Runs what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--profile", choices=("full", "rules"), help="one profile only")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if not scorer_is_there():
        return 1
    names = options.folders or names_in(FOLDER)
    profiles = [options.profile] if options.profile else ["full", "rules"]
    pipelines = {profile: claimx.load(profile) for profile in profiles}
    reports = {
        (name, profile): measure(pipelines[profile], FOLDER / name, STREAMS, errors=options.errors)
        for name in names
        for profile in profiles
    }
    print(table(reports))
    if options.record:
        write_section("mentions", table(reports))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
