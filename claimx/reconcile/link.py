"""Links names in a document: known ones completed, unlisted spellings found, further occurrences, canonical names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from claimx.candidates.context import Context
from claimx.lexicons.kb import KnowledgeBase, Known
from claimx.model.candidate import Candidate
from claimx.model.doc import Token
from claimx.reconcile.spellings import Match, Spellings

WINDOW = 3
"""Words of the longest unlisted spelling that is looked for in running text."""
LEAST_CUT = 6
"""Letters that an unlisted spelling must have after a clitic is taken off."""
OPEN_LABELS = ("company", "outlet", "org", "person")


class Linker:
    """Finds canonical entities for names.

    Args:
        kb: the knowledge base.
        spellings: of its entries.
        fold: the normaliser's word function.
    """

    def __init__(self, kb: KnowledgeBase, spellings: Spellings, fold: Callable[[str], str]) -> None:
        self.kb = kb
        self.fold = fold
        self.spellings = spellings
        self._owners: dict[str, str] = {}
        for entry in kb.of_type("company"):
            for brand in entry.products:
                self._owners.setdefault(self.key(brand), entry.id)

    def key(self, name: str) -> str:
        """Spelling without case, spaces and punctuation."""
        return self.spellings.key(name)

    def owner(self, brand: str) -> str | None:
        """Id of the company that owns a brand, product or app of that spelling, article aside; or None."""
        key = self.key(brand)
        for spelling in (key, key[1:], key[2:]):
            if spelling in self._owners:
                return self._owners[spelling]
        return None

    def match(self, name: str, label: str) -> Match | None:
        """The known entity of that label that a spelling means, and how it was found; or None."""
        return self.spellings.match(name, label)

    def near(self, name: str, label: str) -> Known | None:
        """The known entity of that label that a spelling means, or None."""
        found = self.match(name, label)
        return found.known if found is not None else None

    def unlisted(self, ctx: Context, names: Sequence[Candidate]) -> list[Candidate]:
        """Unlisted spellings of known names in running text, where no name stands yet.

        A spelling begins with a word that no lexicon knows as anything but a name. Listed spellings are no business
        of this: those that do not stand were found and turned down.
        """
        taken = {i for cand in names for i in range(cand.first, cand.last)}
        out: list[Candidate] = []
        tokens = ctx.doc.tokens
        for token in tokens:
            if token.i in taken or not _namelike(ctx, token.i) or ctx.words[token.i].get("corp.suffix"):
                continue
            for last in range(min(token.i + WINDOW, len(tokens)), token.i, -1):
                inside = tokens[token.i : last]
                if any(t.i in taken or t.sent != token.sent or not _namelike(ctx, t.i) for t in inside):
                    continue
                if any(_goes_on(ctx, i, token) for i in (token.i - 1, last)):
                    continue
                found = next(self._spelled(ctx, token.i, last), None)
                if found is not None:
                    out.append(found)
                    taken.update(range(token.i, last))
                    break
        return out

    def _spelled(self, ctx: Context, first: int, last: int) -> Iterator[Candidate]:
        token = ctx.doc.tokens[first]
        end = ctx.doc.tokens[last - 1].end
        for _, offset, definite in token.cores:
            if definite:
                continue
            start = token.start + offset
            if offset and len(token.norm) - offset < LEAST_CUT:
                continue
            for label in ("company", "outlet", "person"):
                if label == "person" and last - first == 1:
                    continue
                found = self.match(ctx.doc.text[start:end], label)
                if found is not None and found.via != "exact":
                    known = found.known
                    fields = {"entity": known.name, "entity_id": known.id, "kind": known.kind}
                    score = round(0.6 + 0.2 * found.score / 100, 3)
                    yield Candidate(label, first, last, start, end, "link.spelling", "rule", score, {}, fields)

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


def _goes_on(ctx: Context, i: int, token: Token) -> bool:
    """Whether the word at ``i``, beside what was read, is of the same kind: a longer name goes on there."""
    tokens = ctx.doc.tokens
    if not 0 <= i < len(tokens) or tokens[i].sent != token.sent or tokens[i].shape != token.shape:
        return False
    if token.shape == "latin":
        return tokens[i].text[0].isupper()
    return any(tokens[i].analyses) and all(a.via == "backoff" for a in tokens[i].analyses)


def _namelike(ctx: Context, i: int) -> bool:
    """Whether a word is in no lexicon as anything but a name, or is capitalised Latin."""
    token = ctx.doc.tokens[i]
    if token.shape == "latin":
        return token.text[:1].isupper() and len(token.text) > 2
    return token.shape == "arabic" and bool(token.analyses) and all(a.pos == "noun_prop" for a in token.analyses)
