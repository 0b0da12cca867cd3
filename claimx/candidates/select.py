"""Which of several overlapping proposals stands: one stated policy.

1. Known names and designations (tier *lexicon*) and rules are weighed first: a
   proposal that contains a shorter one beats it; otherwise the lexicon beats the
   rule, then the longer, the higher score and the earlier start decide.
2. The model speaks where these are silent: a span of its own stands if it
   overlaps nothing that stands, or contains only what rules proposed and no
   known name. Between two spans of the model the longer stands.

See ``docs/adr/0004-overlap-policy.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimx.model.candidate import Candidate


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The proposals that stand, in text order, none overlapping another."""
    standing: list[Candidate] = []
    for group in _clusters(candidates):
        first = _greedy([c for c in group if c.origin != "model"])
        model = _greedy([c for c in group if c.origin == "model"])
        known = [c for c in group if c.origin == "lexicon"]
        for cand in model:
            rivals = [c for c in first if _overlap(c, cand)]
            if any(_overlap(c, cand) for c in known) or any(not _contains(cand, c) or _same(cand, c) for c in rivals):
                continue
            first = [c for c in first if c not in rivals]
            first.append(cand)
        standing += first
    return sorted(standing, key=lambda c: (c.start, c.end))


def _greedy(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best of overlapping candidates, again and again; longer first, so that containers come before their parts."""
    kept: list[Candidate] = []
    order = sorted(candidates, key=lambda c: (c.start - c.end, c.origin != "lexicon", -c.score, c.start, c.label, c.by))
    for cand in order:
        rivals = [c for c in kept if _overlap(c, cand)]
        if not rivals:
            kept.append(cand)
        elif cand.origin == "lexicon" and all(c.origin != "lexicon" and not _contains(c, cand) for c in rivals):
            kept = [c for c in kept if c not in rivals]
            kept.append(cand)
    return kept


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.start < b.end and b.start < a.end


def _contains(a: Candidate, b: Candidate) -> bool:
    return a.start <= b.start and b.end <= a.end


def _same(a: Candidate, b: Candidate) -> bool:
    return a.start == b.start and a.end == b.end


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
