"""Which of several overlapping proposals stands: one stated policy.

1. A proposal that needs context and has none is out.
2. Between overlapping proposals the better *tier* wins: known names and
   designations first, then rules, then the model; but a longer proposal beats a
   shorter one that it contains when its tier is at most one step worse.
3. Then the longer, then the higher score, then the earlier proposed.

See ``docs/adr/0004-overlap-policy.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimx.model.candidate import Candidate

TIERS = {"lexicon": 0, "rule": 1, "model": 2}


def tier(cand: Candidate) -> int:
    """0 for known names, 1 for rules, 2 for the model."""
    return TIERS[cand.origin]


def beats(a: Candidate, b: Candidate) -> bool:
    """Whether ``a`` stands against the overlapping ``b``."""
    if a.start <= b.start and b.end <= a.end and a.end - a.start > b.end - b.start and tier(a) <= tier(b) + 1:
        return True
    if b.start <= a.start and a.end <= b.end and b.end - b.start > a.end - a.start and tier(b) <= tier(a) + 1:
        return False
    return (tier(a), a.start - a.end, -a.score) < (tier(b), b.start - b.end, -b.score)


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The proposals that stand, in text order, none overlapping another."""
    standing: list[Candidate] = []
    for group in _clusters(candidates):
        kept: list[Candidate] = []
        todo = list(group)
        while todo:
            best = todo[0]
            for cand in todo[1:]:
                if beats(cand, best):
                    best = cand
            kept.append(best)
            todo = [c for c in todo if c is not best and (c.end <= best.start or c.start >= best.end)]
        standing += kept
    return sorted(standing, key=lambda c: (c.start, c.end))


def _clusters(candidates: Iterable[Candidate]) -> Iterable[list[Candidate]]:
    """Groups of proposals connected by overlap, so that the choice is local and cheap."""
    group: list[Candidate] = []
    end = -1
    for cand in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if group and cand.start >= end:
            yield group
            group = []
        group.append(cand)
        end = max(end, cand.end) if len(group) > 1 else cand.end
    if group:
        yield group
