"""Tokens and sentences with exact raw offsets.

White-space chunks are cut by a word tokenizer that loses no character
(camel-tools' ``simple_word_tokenize`` in the shipped pipeline), so that offsets
are recovered by counting; pieces are then cut where the script changes and
numbers are put together again around their separators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import regex

from claimx.model.doc import Shape, Token
from claimx.text.normalize import Normalizer

CHUNK = regex.compile(r"\S+")
RA = "\u0631"
"""The letter that older agency copy writes for a decimal point."""
TATWEEL = "\u0640"
"""Belongs to the word it stretches; camel-tools' tokenizer cuts around it."""
NUMBER = rf"\d+(?:[.,\u066B\u066C\u060C]\d+)*(?:{RA}\d+)?"
INVISIBLE = r"\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u061C"
PIECE = regex.compile(
    rf"(?P<number>{NUMBER})"
    rf"|(?P<arabic>(?:(?!\d)[\p{{Arabic}}&&[\p{{L}}\p{{M}}]])(?:(?!\d)[\p{{Arabic}}\p{{M}}{TATWEEL}{INVISIBLE}])*(?<![{INVISIBLE}]))"
    rf"|(?P<latin>[\p{{L}}--\p{{Arabic}}](?:[[\p{{L}}--\p{{Arabic}}]\p{{M}}])*)"
    rf"|(?P<invisible>[{INVISIBLE}\p{{M}}\p{{Cc}}]+)"
    rf"|(?P<other>.)",
    regex.V1 | regex.DOTALL,
)
CACHED_CHUNKS = 100_000
Piece = tuple[int, int, Shape, str, str, tuple[tuple[str, int, bool], ...]]
"""A token inside a chunk: start, end, shape, surface, normalised form, cores."""
FINAL = frozenset(".!?\u061f\u2026")
COMMAS = frozenset(",;:\u060c\u061b")
LONGEST_WHOLE, LONGEST_FRACTION = 3, 2
"""Digits that the halves of a decimal torn by a line break have at most."""
LONGEST_SENTENCE = 200
"""Tokens after which a sentence without an end is cut at the next comma, and after twice as many anywhere."""
CLOSERS = frozenset("\"')]}\u00bb\u201d\u201c\u2019\u203a")


@dataclass(frozen=True, slots=True)
class CliticSplit:
    """A way to take proclitics off a normalised word.

    Attributes:
        prefix: normalised letters at the start of the word.
        keep: how many of them stay inside a record's span (the article, a lam fused with it).
        definite: whether the prefix holds the article.
    """

    prefix: str
    keep: int
    definite: bool


class Segmenter:
    """Cuts texts into tokens and sentences.

    Args:
        normalizer: folds each token.
        splits: proclitic prefixes, longest first.
        word_tokenize: cuts one white-space chunk; its pieces joined must give the chunk again.
        measures: normalised words for what a number measures, such as percent words and scale words: before one
            of them a number on a new line is the rest of a decimal that the line before it ends with.
    """

    MIN_CORE = 2

    def __init__(
        self,
        normalizer: Normalizer,
        splits: Iterable[CliticSplit],
        word_tokenize: Callable[[str], list[str]],
        measures: Iterable[str] = (),
    ) -> None:
        self.normalizer = normalizer
        self._measures = frozenset(measures)
        self._splits = sorted(splits, key=lambda s: (-len(s.prefix), s.prefix))
        self._word_tokenize = word_tokenize
        self._chunks: dict[str, list[Piece]] = {}
        self._words: dict[str, tuple[str, tuple[tuple[str, int, bool], ...]]] = {}

    def tokenize(self, text: str) -> list[Token]:
        """All tokens of ``text``, sentences not yet assigned (``sent`` is 0)."""
        tokens: list[Token] = []
        known, i = self._chunks, 0
        for chunk in CHUNK.finditer(text):
            begin, spaced = chunk.start(), True
            word = chunk.group()
            for start, end, shape, surface, norm, cores in known.get(word) or self._pieces(word):
                tokens.append(Token(i, begin + start, begin + end, surface, norm, shape, 0, spaced, (), cores))
                spaced = False
                i += 1
        return tokens

    def _pieces(self, chunk: str) -> list[Piece]:
        """The tokens of a chunk of text between spaces."""
        known = self._chunks.get(chunk)
        if known is not None:
            return known
        pieces = []
        for start, end, shape in self._cut(chunk):
            surface = chunk[start:end]
            pieces.append((start, end, shape, surface, *self._word(surface, shape)))
        if len(self._chunks) < CACHED_CHUNKS:
            self._chunks[chunk] = pieces
        return pieces

    def _cut(self, chunk: str) -> list[tuple[int, int, Shape]]:
        cuts = {0}
        at = 0
        for word in self._word_tokenize(chunk) if len(chunk) < 200 else [chunk]:
            at += len(word)
            cuts.add(at)
        pieces: list[tuple[int, int, Shape]] = []
        for match in PIECE.finditer(chunk):
            kind = match.lastgroup
            start, end = match.span()
            if kind == "invisible":
                continue
            if kind == "number":
                pieces.append((start, end, "number"))
            elif kind == "arabic" or kind == "latin":
                shape: Shape = "arabic" if kind == "arabic" else "latin"
                if not chunk[start:end].strip(TATWEEL):
                    pieces.append((start, end, "punct"))
                    continue
                inside = (c for c in cuts if start < c < end and TATWEEL not in chunk[c - 1 : c + 1])
                inner = [start, *sorted(inside), end]
                pieces += [(a, b, shape) for a, b in pairwise(inner)]
            else:
                c = match.group()
                pieces.append((start, end, "punct" if regex.match(r"[\p{P}\p{S}]", c) else "other"))
        return pieces

    def _word(self, surface: str, shape: Shape) -> tuple[str, tuple[tuple[str, int, bool], ...]]:
        known = self._words.get(surface)
        if known is None:
            norm = self.normalizer.word(surface)
            known = (norm, self.cores(surface, norm) if shape == "arabic" else ((norm, 0, False),))
            if len(self._words) < CACHED_CHUNKS:
                self._words[surface] = known
        return known

    def cores(self, surface: str, norm: str) -> tuple[tuple[str, int, bool], ...]:
        """Every way to read a word without proclitics: (core, raw offset where a span begins, definite).

        The first is the word as it stands.
        """
        out = [(norm, 0, False)]
        raw_of = [i for i, c in enumerate(surface) for _ in self.normalizer.char(c)]
        for split in self._splits:
            size = len(split.prefix)
            if norm.startswith(split.prefix) and len(norm) - size >= self.MIN_CORE:
                out.append((norm[size:], raw_of[size - split.keep], split.definite))
        return tuple(out)

    def sentences(self, text: str, tokens: list[Token]) -> list[tuple[int, int]]:
        """Half-open token ranges of the sentences; sets each token's ``sent``."""
        ranges: list[tuple[int, int]] = []
        first = 0
        i, n = 0, len(tokens)
        while i < n:
            last = i + 1
            stop = False
            if tokens[i].text in FINAL:
                while last < n and tokens[last].text in FINAL and not tokens[last].space_before:
                    last += 1
                while last < n and tokens[last].text in CLOSERS and not tokens[last].space_before:
                    last += 1
                stop = last == n or (tokens[last].space_before and not self._abbreviation(tokens, i))
                if stop and self._torn_decimal(tokens, i):
                    i = last
                    continue
            if not stop and i - first >= LONGEST_SENTENCE:
                stop = tokens[i].text in COMMAS or i - first >= 2 * LONGEST_SENTENCE
            if not stop and last < n and "\n" in text[tokens[last - 1].end : tokens[last].start]:
                stop = True
            i = last
            if stop or i >= n:
                ranges.append((first, i))
                first = i
        for number, (a, b) in enumerate(ranges):
            for token in tokens[a:b]:
                token.sent = number
        return ranges

    def _torn_decimal(self, tokens: list[Token], i: int) -> bool:
        """Whether the full stop at ``i`` is the point of a decimal whose other half begins the next line."""
        if i == 0 or i + 2 >= len(tokens) or tokens[i].text != "." or tokens[i].space_before:
            return False
        left, right, measure = tokens[i - 1], tokens[i + 1], tokens[i + 2]
        digits = left.norm.isdecimal() and right.norm.isdecimal()
        digits = digits and len(left.norm) <= LONGEST_WHOLE and len(right.norm) <= LONGEST_FRACTION
        return digits and measure.norm in self._measures

    @staticmethod
    def _abbreviation(tokens: list[Token], i: int) -> bool:
        """Whether the full stop at ``i`` belongs to an initial or a title of one or two letters."""
        if tokens[i].text != "." or i == 0 or tokens[i].space_before:
            return False
        before = tokens[i - 1]
        if before.shape == "arabic":
            return len(before.norm) == 1 and (before.space_before or tokens[i - 2].text != "." if i > 1 else True)
        return before.shape == "latin" and len(before.text) == 1 and before.text.isupper() and before.space_before
