#!/usr/bin/env python3
"""Scores every profile against the gold articles and holds each stream to what it once reached.

    ratchet.py                  print the tables and compare them with tests/golden/ratchet.json
    ratchet.py --raise          record what is better than before, and the tables in docs/quality.md
    ratchet.py --accept-lower   record the current scores even where they are lower

It runs ``claimx batch`` and the scorer that lies beside the gold (``score.py``). Where there is no gold,
there is nothing to compare and it says so.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quality_page import PAGE, write_section

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
RECORD = ROOT / "tests" / "golden" / "ratchet.json"
PROFILES = ("full", "rules")
LEVELS = ("overlap", "usable")
TOLERANCE = 0.02

Floors = dict[str, dict[str, dict[str, float]]]
"""F1 by profile, stream and level."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the scorer said of one profile."""

    profile: str
    table: str
    report: dict[str, Any]

    @property
    def floors(self) -> dict[str, dict[str, float]]:
        """F1 by stream and level."""
        streams = self.report["streams"]
        return {name: {level: row[level][2] for level in LEVELS} for name, row in streams.items()}


def measure(profile: str, folder: Path = GOLD / "dev") -> Measured:
    """Extract the gold inputs with a profile and score the result.

    Raises:
        RuntimeError: extraction or scoring failed; the message holds what they said.
    """
    with tempfile.TemporaryDirectory() as scratch:
        inputs, out, report = (Path(scratch) / name for name in ("in.jsonl", "out.jsonl", "report.json"))
        inputs.write_text(_run(str(GOLD / "score.py"), "--inputs", str(folder)), encoding="utf-8")
        _run("-m", "claimx.cli", "batch", str(inputs), "-o", str(out), "--profile", profile, "--quiet")
        table = _run(str(GOLD / "score.py"), str(folder), str(out), "--json", str(report))
        return Measured(profile, table, json.loads(report.read_text(encoding="utf-8")))


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stderr.strip()}")
    return done.stdout


def falls(recorded: dict[str, dict[str, float]], now: dict[str, dict[str, float]]) -> list[str]:
    """Every stream that fell by more than the tolerance, in words."""
    found = []
    for stream, levels in recorded.items():
        for level, floor in levels.items():
            reached = now.get(stream, {}).get(level, 0.0)
            if reached < floor - TOLERANCE - 1e-9:
                found.append(f"{stream} {level} F1 {reached:.3f}; recorded {floor:.3f}, may fall by {TOLERANCE}")
    return found


def raised(recorded: dict[str, dict[str, float]], now: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """The better of the two for each stream and level."""
    return {
        stream: {level: max(value, recorded.get(stream, {}).get(level, 0.0)) for level, value in levels.items()}
        for stream, levels in now.items()
    }


def digest(folder: Path = GOLD / "dev") -> str:
    """A short fingerprint of the gold, so that scores of different golds are not compared in silence."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.json")):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:12]


def load() -> tuple[str, Floors]:
    """Fingerprint of the gold that was scored, and the recorded F1; empty where nothing is recorded."""
    if not RECORD.exists():
        return "", {}
    stored = json.loads(RECORD.read_text(encoding="utf-8"))
    return stored["gold"], stored["profiles"]


def save(floors: Floors) -> None:
    """Write the record."""
    text = json.dumps({"gold": digest(), "profiles": floors}, indent=1)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


def write_page(measured: list[Measured]) -> None:
    """Put the scorer's tables between the markers of docs/quality.md.

    Raises:
        ValueError: the markers are not there.
    """
    count = measured[0].report["documents"]
    parts = [f"Gold: `../shared/gold/dev`, {count} articles, fingerprint `{digest()}`."]
    parts += [f"Profile `{m.profile}`:\n\n```text\n{m.table.strip()}\n```" for m in measured]
    write_section("ratchet", "\n\n".join(parts))


def main() -> int:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="better", action="store_true", help="record what is better")
    parser.add_argument("--accept-lower", action="store_true", help="record the current scores as they are")
    options = parser.parse_args()
    if not GOLD.is_dir():
        print(f"no {GOLD} here: nothing to score")
        return 0
    gold, recorded = load()
    measured = [measure(profile) for profile in PROFILES]
    for m in measured:
        print(f"profile {m.profile}\n{m.table}")
    if options.better or options.accept_lower:
        fresh = options.accept_lower or gold != digest()
        save({m.profile: m.floors if fresh else raised(recorded.get(m.profile, {}), m.floors) for m in measured})
        write_page(measured)
        print(f"recorded in {RECORD.relative_to(ROOT)} and {PAGE.relative_to(ROOT)}")
        return 0
    lost = [f"{m.profile}: {fall}" for m in measured for fall in falls(recorded.get(m.profile, {}), m.floors)]
    print("\n".join(lost) or "no stream fell")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
