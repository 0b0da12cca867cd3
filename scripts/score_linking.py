"""Scores how names link to the knowledge base.

python scripts/score_linking.py              unlisted spellings and look-alikes (fixtures/linking), and false merges
python scripts/score_linking.py --errors     and what is wrong
python scripts/score_linking.py --record     and writes the figures into docs/quality.md

False merges are counted over the shipped tables themselves: every entry is taken out in turn, and each of its
Arabic spellings is asked for; whatever it links to then is another entity. In the same way every single spelling is
taken out, to see whether the others of its entry lead to it.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from quality_page import write_section

from claimx.components import build_linker, knowledge
from claimx.lexicons.kb import Known
from claimx.lexicons.loader import read_tsv
from claimx.linking import link
from claimx.reconcile.link import Linker

SETS = {
    path.stem: path for path in sorted((Path(__file__).resolve().parent.parent / "fixtures" / "linking").glob("*.tsv"))
}
"""Benchmarks by name."""
COLUMNS = ("type", "surface", "id", "note")
LABELS = ("company", "outlet", "person")


class Answer(NamedTuple):
    """What a surface form should link to and does; empty for nothing."""

    type: str
    surface: str
    wanted: str
    given: str
    note: str


def answers(path: Path) -> Iterator[Answer]:
    """All rows of a benchmark with the linker's answers."""
    for _, row in read_tsv(path, COLUMNS):
        found = link(row["surface"], row["type"])  # type: ignore[arg-type]
        yield Answer(row["type"], row["surface"], row["id"], (found.id or "") if found else "", row["note"])


def spellings(linker: Linker) -> Iterator[tuple[Known, str]]:
    """Arabic spellings that one entry alone has."""
    entries = knowledge().of_type(*LABELS)
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        for alias in entry.aliases:
            owners[entry.type, linker.key(alias)].add(entry.id)
    for entry in entries:
        for alias in entry.aliases:
            if not alias.isascii() and owners[entry.type, linker.key(alias)] == {entry.id}:
                yield entry, alias


def merges() -> tuple[Counter[str], list[str]]:
    """Counts for spellings taken out alone and with their whole entry, and the false merges."""
    count: Counter[str] = Counter()
    wrong: list[str] = []
    linker = build_linker(knowledge())
    for entry, alias in spellings(linker):
        count["spellings"] += 1
        found = linker.spellings.match(alias, entry.type, skip={(entry.id, linker.key(alias))})
        count["found again"] += found is not None and found.known.id == entry.id
        found = linker.spellings.match(alias, entry.type, skip={(entry.id, linker.key(a)) for a in entry.aliases})
        if found is not None and found.known.name != entry.name:
            count["false merges"] += 1
            wrong.append(f"{entry.name}: {alias} → {found.known.name} ({found.via}, {found.score:.0f})")
    return count, wrong


def main() -> int:
    """Runs what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    lines = ["| set | unlisted spellings | right | look-alikes | right | accuracy |", "|---|---:|---:|---:|---:|---:|"]
    missed: list[Answer] = []
    for name, path in SETS.items():
        rows = list(answers(path))
        missed += [a for a in rows if a.wanted != a.given]
        cells = []
        for part in ([a for a in rows if a.wanted], [a for a in rows if not a.wanted]):
            cells += [str(len(part)), f"{sum(a.wanted == a.given for a in part) / len(part):.3f}"]
        lines.append(f"| {name} | {' | '.join(cells)} | {sum(a.wanted == a.given for a in rows) / len(rows):.3f} |")
    count, wrong = merges()
    lines += [
        "",
        f"Of {count['spellings']} listed Arabic spellings, {count['found again']} are found again by the others of "
        f"their entry when taken out ({count['found again'] / count['spellings']:.1%}); with the whole entry taken "
        f"out, {count['false merges']} link to another ({count['false merges'] / count['spellings']:.1%}).",
    ]
    body = "\n".join(lines)
    print(body)
    if options.errors:
        for a in missed:
            print(f"{a.type} {a.surface}: wanted {a.wanted or '—'}, given {a.given or '—'} ({a.note})")
        print(*wrong, sep="\n")
    if options.record:
        write_section("linking", body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
