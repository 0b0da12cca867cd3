"""Links names to canonical entities: exactly, by their initials, by their sounds, and within the document.

Unlisted spellings are found by sound (`claimx.lexicons.translit`): two spellings may be
one name if their consonant skeletons are equal and their sounds are alike, or if long
skeletons differ by one consonant more or less and their sounds hardly differ. Likeness is
rapidfuzz's normalised Indel ratio; `CUTOFFS` states how much is asked for. Names with digits
never link by sound: a digit, a letter or a plus sign more is another thing (910B is not 910C).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from types import MappingProxyType
from typing import Literal, NamedTuple

import regex
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from claimx.candidates.context import Context
from claimx.lexicons.kb import KnowledgeBase, Known
from claimx.lexicons.loader import split_list
from claimx.lexicons.translit import Spoken, Transliteration
from claimx.model.candidate import Candidate

CUTOFFS = ((2, 95.0), (3, 86.0), (4, 80.0), (5, 76.0))
"""Consonants of a skeleton, and how alike (0 to 100) the sounds must be where skeletons are equal; the last row counts
for all longer ones, and shorter skeletons never link."""
LEAST_SOUNDS = 5
"""Sounds of the shortest name that links by sound."""
LONG_SKELETON = 6
"""Consonants of the shorter of two skeletons that may differ by one consonant more."""
LONG_CUTOFF = 90.0
"""How alike the sounds must be then."""
OPEN_END = 8.0
"""What likeness loses where one name ends in a vowel and the other does not (Corsair, Coursera)."""
WORD_CUTOFF, SHORT_CUTOFF, SHORT_WORD = 80.0, 88.0, 5
"""How alike each pair of words must sound where two names have as many: longer words, and those of so few sounds."""
MOST_INITIALS = 6
"""Letters of the longest abbreviation that is read letter by letter; the shortest has two."""
MOST_READINGS = 64
"""Readings of spelled letters that are tried at most."""
HAS_DIGIT = regex.compile(r"\d")
WINDOW = 3
"""Words of the longest unlisted spelling that is looked for in running text."""
OPEN_LABELS = ("company", "outlet", "org", "person")
Via = Literal["exact", "initials", "spelling"]


class Match(NamedTuple):
    """A known entity for a spelling.

    Attributes:
        known: the entity.
        via: ``exact`` (case, marks, spaces and punctuation aside), ``initials`` (spelled letters) or ``spelling``
            (by sound).
        score: likeness, 0 to 100.
    """

    known: Known
    via: Via
    score: float


class _Heard(NamedTuple):
    known: Known
    spoken: Spoken
    key: str


class Linker:
    """Finds canonical entities for names.

    Args:
        kb: the knowledge base.
        fold: the normaliser's word function.
        common: folded words that do not tell names apart, such as legal forms: sounds leave them out.
        nations: folded nationality adjectives and their country codes: after a name's first word, sounds leave them
            out, but they must agree with the entity's country.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        fold: Callable[[str], str],
        common: Container[str] = frozenset(),
        nations: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.kb = kb
        self.fold = fold
        self._common = common
        self._nations = nations
        self._sounds = Transliteration(fold)
        self._letters: dict[str, set[str]] = {}
        for row in kb.letters:
            if len(row["letter"]) == 1:
                for spelled in split_list(row["arabic"]):
                    self._letters.setdefault(fold(spelled), set()).add(row["letter"])
        self._spellings: dict[str, dict[str, Known]] = {label: {} for label in OPEN_LABELS}
        self._skeletons: dict[str, dict[str, list[_Heard]]] = {label: {} for label in OPEN_LABELS}
        for entry in kb.of_type(*OPEN_LABELS):
            for alias in entry.aliases:
                self._spellings[entry.type].setdefault(self.key(alias), entry)
                plain = not entry.ambiguous or " " in alias or alias.isascii()
                if plain and not HAS_DIGIT.search(alias) and not self._spelled_out(alias):
                    spoken, _ = self._spoken(alias)
                    self._skeletons[entry.type].setdefault(spoken.skeleton, []).append(
                        _Heard(entry, spoken, self.key(alias))
                    )
        self._longer: dict[str, dict[str, set[str]]] = {label: {} for label in OPEN_LABELS}
        for label, skeletons in self._skeletons.items():
            for skeleton in skeletons:
                if len(skeleton) > LONG_SKELETON:
                    for shorter in _one_less(skeleton):
                        self._longer[label].setdefault(shorter, set()).add(skeleton)
        self._cache: dict[tuple[str, str], Match | None] = {}
        self._owners: dict[str, str] = {}
        for entry in kb.of_type("company"):
            for brand in entry.products:
                self._owners.setdefault(self.key(brand), entry.id)

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
        """The known entity of that label that a spelling means, or None."""
        found = self.match(name, label)
        return found.known if found is not None else None

    def match(self, name: str, label: str, *, skip: Container[tuple[str, str]] = ()) -> Match | None:
        """The known entity of that label that a spelling means, and how it was found; or None.

        Args:
            name: a name in Arabic or Latin letters, without clitics.
            label: one of `OPEN_LABELS`; others give None.
            skip: spellings to leave out, as pairs of an entity's id and a `key`; for measurements.
        """
        if label not in self._spellings or not self.key(name):
            return None
        if skip != ():
            return self._match(name, label, skip)
        if (label, name) not in self._cache:
            self._cache[label, name] = self._match(name, label, skip)
        return self._cache[label, name]

    def _match(self, name: str, label: str, skip: Container[tuple[str, str]]) -> Match | None:
        known = self._exactly(self.key(name), label, skip)
        if known is not None:
            return Match(known, "exact", 100.0)
        return self._by_initials(name, label, skip) or self._by_sound(name, label, skip)

    def _exactly(self, key: str, label: str, skip: Container[tuple[str, str]]) -> Known | None:
        known = self._spellings[label].get(key)
        return known if known is not None and (known.id, key) not in skip else None

    def _by_initials(self, name: str, label: str, skip: Container[tuple[str, str]]) -> Match | None:
        """A name of spelled letters only: every way to read them is looked up."""
        words = regex.findall(r"\w+", self.fold(name))
        letters = [sorted(self._letters.get(word, ())) for word in words]
        if not 2 <= len(letters) <= MOST_INITIALS or not all(letters):
            return None
        for reading in islice(product(*letters), MOST_READINGS):
            known = self._exactly("".join(reading).casefold(), label, skip)
            if known is not None:
                return Match(known, "initials", 100.0)
        return None

    def _spelled_out(self, name: str) -> bool:
        """Whether a name is nothing but spelled letters."""
        return all(word in self._letters for word in regex.findall(r"\w+", self.fold(name)))

    def _spoken(self, name: str) -> tuple[Spoken, str]:
        """How the words of a name sound that tell it from others, and the nation that it gives, or empty."""
        words = [word.casefold() for word in regex.findall(r"[\w+]+", self.fold(name))]
        nation = next((self._nations[word] for word in words[1:] if word in self._nations), "")
        telling = [w for k, w in enumerate(words) if w not in self._common and not (k and w in self._nations)]
        return self._sounds.spoken(" ".join(telling or words)), nation

    def _by_sound(self, name: str, label: str, skip: Container[tuple[str, str]]) -> Match | None:
        if HAS_DIGIT.search(name) or self._spelled_out(name):
            return None
        spoken, nation = self._spoken(name)
        skeleton = spoken.skeleton
        cutoff = next((score for least, score in reversed(CUTOFFS) if len(skeleton) >= least), None)
        if cutoff is None or len(spoken.sounds) < LEAST_SOUNDS:
            return None
        listed = self._skeletons[label]
        found = _alike(spoken, nation, listed.get(skeleton, ()), cutoff, skip)
        if found is None and len(skeleton) >= LONG_SKELETON:
            shorter = _one_less(skeleton) if len(skeleton) > LONG_SKELETON else ()
            others = sorted({*self._longer[label].get(skeleton, ()), *shorter})
            pool = [heard for other in others if _one_more(other, skeleton) for heard in listed.get(other, ())]
            found = _alike(spoken, nation, pool, LONG_CUTOFF, skip)
        return found

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
                if any(t.i in taken or t.sent != token.sent or t.shape != token.shape for t in inside):
                    continue
                if token.shape == "latin" and any(_capital(ctx, i, token.sent) for i in (token.i - 1, last)):
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


def _alike(
    spoken: Spoken, nation: str, pool: Sequence[_Heard], cutoff: float, skip: Container[tuple[str, str]]
) -> Match | None:
    """The entity that sounds most like a name and is of its nation; none where two do so alike."""
    best: dict[str, Match] = {}
    for heard in pool:
        known = heard.known
        if (known.id, heard.key) in skip or (nation and known.country and known.country != nation):
            continue
        score = _likeness(spoken, heard.spoken)
        if score >= cutoff and (known.id not in best or best[known.id].score < score):
            best[known.id] = Match(known, "spelling", score)
    ranked = sorted(best.values(), key=lambda match: -match.score)
    if not ranked or (len(ranked) > 1 and ranked[1].score == ranked[0].score):
        return None
    return ranked[0]


def _likeness(a: Spoken, b: Spoken) -> float:
    """How alike two names sound, 0 to 100; not at all where they have as many words and one pair differs."""
    pairs = zip(a.words, b.words, strict=True) if len(a.words) == len(b.words) > 1 else ()
    if any(_ratio(x, y) < (SHORT_CUTOFF if len(x) <= SHORT_WORD else WORD_CUTOFF) for x, y in pairs):
        return 0.0
    return _ratio(a.sounds, b.sounds)


def _ratio(a: str, b: str) -> float:
    """Likeness of sounds, a little less where only one of two ends in a vowel."""
    return fuzz.ratio(a, b) - (OPEN_END if _open(a) != _open(b) else 0.0)


def _open(sounds: str) -> bool:
    """Whether a name ends in a vowel."""
    return sounds[-1:] in ("a", "i", "u")


def _one_less(skeleton: str) -> set[str]:
    """The skeleton without one of its classes; the first stays."""
    return {skeleton[:k] + skeleton[k + 1 :] for k in range(1, len(skeleton))}


def _one_more(a: str, b: str) -> bool:
    """Whether one skeleton has one class more than the other and is otherwise the same."""
    return len(a) != len(b) and Levenshtein.distance(a, b, score_cutoff=1) <= 1


def _capital(ctx: Context, i: int, sent: int) -> bool:
    """Whether a capitalised Latin word of the same sentence stands at ``i``: a longer name goes on there."""
    tokens = ctx.doc.tokens
    return (
        0 <= i < len(tokens) and tokens[i].sent == sent and tokens[i].shape == "latin" and tokens[i].text[0].isupper()
    )


def _namelike(ctx: Context, i: int) -> bool:
    """Whether a word is in no lexicon as anything but a name, or is capitalised Latin."""
    token = ctx.doc.tokens[i]
    if token.shape == "latin":
        return token.text[:1].isupper() and len(token.text) > 2
    return token.shape == "arabic" and bool(token.analyses) and all(a.pos == "noun_prop" for a in token.analyses)
