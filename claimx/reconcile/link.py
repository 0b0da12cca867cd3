"""Links names to canonical entities: exactly, by near spelling, and within the document.

Near spellings are compared with rapidfuzz on normalised forms. Names that hold a
digit are linked only where nothing but case, spaces and punctuation differs: a
digit, a letter or a plus sign more is another thing (910B is not 910C, H100 is
not H200, 888 is not 888+).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import regex
from rapidfuzz import fuzz, process

from claimx.candidates.context import Context
from claimx.lexicons.kb import KnowledgeBase, Known
from claimx.model.candidate import Candidate

CUTOFF = 90.0
"""Least rapidfuzz ratio (0 to 100) of two normalised spellings that may be one name."""
LEAST = 6
"""Shorter names are linked only exactly: one letter decides too much in them."""
HAS_DIGIT = regex.compile(r"\d")
OPEN_LABELS = ("company", "outlet", "org", "person")


def compatible(a: str, b: str) -> bool:
    """Whether two spellings may be one name: those with digits only if nothing differs at all."""
    return a == b if HAS_DIGIT.search(a) or HAS_DIGIT.search(b) else True


class Linker:
    """Finds canonical entities for names.

    Args:
        kb: the knowledge base.
        fold: the normaliser's word function.
    """

    def __init__(self, kb: KnowledgeBase, fold: Callable[[str], str]) -> None:
        self.kb = kb
        self.fold = fold
        self._spellings: dict[str, dict[str, Known]] = {label: {} for label in OPEN_LABELS}
        for entry in kb.of_type(*OPEN_LABELS):
            for alias in entry.aliases:
                key = self.key(alias)
                if len(key) >= LEAST:
                    self._spellings[entry.type].setdefault(key, entry)
        self._keys = {label: list(keys) for label, keys in self._spellings.items()}
        self._cache: dict[tuple[str, str], Known | None] = {}
        self._owners: dict[str, str] = {}
        for entry in kb.of_type("company"):
            for product in entry.products:
                self._owners.setdefault(self.key(product), entry.id)

    def key(self, name: str) -> str:
        """Spelling without case, spaces and punctuation."""
        return regex.sub(r"[^\w+]+", "", self.fold(name)).casefold()

    def owner(self, brand: str) -> str | None:
        """Id of the company that owns a brand, product or app of that spelling, article aside; or None."""
        key = self.key(brand)
        for spelling in (key, key[1:], key[2:]):
            if spelling in self._owners:
                return self._owners[spelling]
        return None

    def near(self, name: str, label: str) -> Known | None:
        """The known entity of that label whose spelling is nearest, or None."""
        key = self.key(name)
        if label not in self._spellings or len(key) < LEAST:
            return None
        if (label, key) not in self._cache:
            hits = process.extract(key, self._keys[label], scorer=fuzz.ratio, score_cutoff=CUTOFF, limit=3)
            fit = [self._spellings[label][hit] for hit, _, _ in hits if compatible(key, hit) and hit[0] == key[0]]
            self._cache[label, key] = fit[0] if fit else None
        return self._cache[label, key]

    def complete(self, ctx: Context, proposals: Sequence[Candidate]) -> list[Candidate]:
        """Proposals with canonical names filled in where a known spelling is near."""
        out: list[Candidate] = []
        for cand in proposals:
            if cand.origin == "lexicon" or cand.label not in OPEN_LABELS:
                out.append(cand)
                continue
            known = self.near(ctx.doc.text[cand.start : cand.end], cand.label)
            if known is not None:
                fields = {**cand.fields, "entity": known.name, "entity_id": known.id, "kind": known.kind}
                out.append(replace(cand, fields=fields))
            else:
                out.append(cand)
        return out

    def repeats(self, ctx: Context, names: Sequence[Candidate]) -> list[Candidate]:
        """Further occurrences of names that stand: the same words, a surname, a company without its suffix.

        Args:
            ctx: the document.
            names: the names that stand so far.
        """
        tokens = ctx.doc.tokens
        fresh: dict[tuple[str, ...], Candidate] = {}
        for cand in names:
            if cand.label not in ("company", "outlet", "person"):
                continue
            words = tuple(t.norm for t in tokens[cand.first : cand.last])
            first = ctx.doc.text[cand.start : tokens[cand.first].end]
            words = (self.fold(first), *words[1:])
            if cand.label == "person":
                if len(words) > 1 and len(words[-1]) >= 3:
                    fresh.setdefault((words[-1],), cand)
                    if len(words) > 2:
                        fresh.setdefault(words[-2:], cand)
                continue
            if cand.origin == "lexicon":
                continue
            if len("".join(words)) >= 4:
                fresh.setdefault(words, cand)
            stem = next((k for k in range(1, len(words)) if ctx.words[cand.first + k].get("corp.suffix")), 0)
            if stem and len("".join(words[:stem])) >= 4:
                fresh.setdefault(words[:stem], cand)
        out: list[Candidate] = []
        by_first: dict[str, list[tuple[tuple[str, ...], Candidate]]] = {}
        for words, cand in fresh.items():
            by_first.setdefault(words[0], []).append((words, cand))
        for token in tokens:
            for core, offset, definite in token.cores:
                if definite:
                    continue
                for words, cand in by_first.get(core, ()):
                    last = token.i + len(words)
                    if cand.first == token.i or last > len(tokens) or tokens[last - 1].sent != token.sent:
                        continue
                    if all(tokens[token.i + k].norm == words[k] for k in range(1, len(words))):
                        out.append(
                            replace(
                                cand, first=token.i, last=last, start=token.start + offset,
                                end=tokens[last - 1].end, by="link.repeat", origin="rule", score=cand.score * 0.9,
                            )
                        )  # fmt: skip
        return out


def canonical_names(ctx: Context, cands: Sequence[Candidate], fold: Callable[[str], str]) -> dict[int, str]:
    """Canonical names of candidates that no knowledge base lists, by position in ``cands``.

    The fullest spelling in the document stands for its shorter forms; a pair in
    brackets, Arabic (Latin), takes the Latin one.
    """
    doc = ctx.doc
    surface = [doc.text[c.start : c.end] for c in cands]
    norm = [" ".join(fold(s).split()) for s in surface]
    paired = {(c.first, c.label): s for c, s in zip(cands, surface, strict=True)}
    latin: dict[str, str] = {}
    for cand, name in zip(cands, norm, strict=True):
        after = cand.last
        if after + 1 < len(doc.tokens) and doc.tokens[after].text in ')\u00bb"\u201d':
            after += 1
        if after + 1 < len(doc.tokens) and doc.tokens[after].text == "(" and not name.isascii():
            pair = paired.get((after + 1, cand.label), "")
            if pair.isascii() and pair:
                latin[name] = pair
    fuller: dict[tuple[str, str], str] = {}
    for cand, name in sorted(zip(cands, norm, strict=True), key=lambda pair: (pair[0].start, pair[0].end, pair[1])):
        if cand.fields.get("entity") and cand.label != "person":
            continue
        parts = name.split()
        shorter = [" ".join(parts[:n]) for n in range(1, len(parts))]
        least = 1 if cand.label == "person" else 2
        shorter += [" ".join(parts[n:]) for n in range(1, len(parts) - least + 1)]
        for short in shorter:
            known = fuller.get((cand.label, short), "")
            if len(parts) > len(known.split()):
                fuller[cand.label, short] = name
    spelled: dict[str, str] = {}
    for _, name, text in sorted(zip((c.start for c in cands), norm, surface, strict=True)):
        spelled.setdefault(name, text)
    out: dict[int, str] = {}
    for k, cand in enumerate(cands):
        if cand.fields.get("entity") and cand.label != "person":
            continue
        best = fuller.get((cand.label, norm[k]), norm[k])
        out[k] = latin.get(best) or latin.get(norm[k]) or spelled[best]
    return out
