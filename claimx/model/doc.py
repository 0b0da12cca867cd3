"""The analysed text: tokens and sentences over the raw string."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from claimx.model.morph import Analysis, Segment

Shape = Literal["arabic", "latin", "number", "punct", "other"]

PREPOSED = frozenset({"proclitic"})


class Span(NamedTuple):
    """Half-open code-point range over the raw text."""

    start: int
    end: int


@dataclass(slots=True)
class Token:
    """A surface word, number or punctuation mark.

    A token never mixes Arabic letters, Latin letters and digits: ``H100`` is
    two tokens, the second without ``space_before``.

    Attributes:
        i: index in ``Doc.tokens``.
        start, end: half-open code-point range over the raw text.
        text: exactly ``doc.text[start:end]``.
        norm: normalised form (see ``claimx.text.normalize``).
        shape: script class.
        sent: index of the sentence.
        space_before: whether white space (or the start of the text) precedes.
        analyses: readings, best first; empty for punctuation and Latin.
        cores: ways to read the word without proclitics, itself first: (normalised core, raw offset inside the
            token where a span of the core begins, whether an article was taken off).
    """

    i: int
    start: int
    end: int
    text: str
    norm: str
    shape: Shape
    sent: int
    space_before: bool
    analyses: tuple[Analysis, ...] = ()
    cores: tuple[tuple[str, int, bool], ...] = ()

    @property
    def readings(self) -> tuple[Analysis, ...]:
        """The readings in any order."""
        return self.analyses

    @property
    def analysis(self) -> Analysis | None:
        """The best reading, or None."""
        return self.analyses[0] if self.analyses else None

    @property
    def pos(self) -> str:
        """Part of speech of the best reading, or empty."""
        return self.analyses[0].pos if self.analyses else ""

    @property
    def lemma(self) -> str:
        """Lemma of the best reading, or the normalised form."""
        return self.analyses[0].lemma if self.analyses else self.norm

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Clitics and stem of the best reading, with half-open code-point ranges over the raw text.

        They cover the token without gaps. A token without readings is one stem. A lam that is fused with the article
        is a proclitic of one letter, and the article after it has the other lam, or none before a stem in lam.
        """
        if not self.analyses:
            return (Segment("stem", self.text, self.start, self.end),)
        at = self.start
        return tuple(Segment(s.kind, s.form, at + s.start, at + s.end) for s in self.analyses[0].segments)

    @property
    def core_start(self) -> int:
        """Raw offset after the proclitics of the best reading; fused lam + article stays in."""
        return self.start + core_offset(self.analyses[0]) if self.analyses else self.start

    @property
    def span_start(self) -> int:
        """Raw offset where a span begins with this word: `core_start`, but a reading that holds only in another
        spelling takes nothing off.
        """
        return self.start + span_offset(self.analyses[0]) if self.analyses else self.start


def span_offset(analysis: Analysis) -> int:
    """Raw characters that a span of a word read so leaves out at its beginning."""
    return 0 if analysis.via == "normalised" else core_offset(analysis)


def core_offset(analysis: Analysis) -> int:
    """Length of the proclitics that a record's span leaves out, in raw characters of the word.

    Conjunctions, prepositions and the future particle are left out; the article
    is kept, and so is a lam that is fused with it (the article then has no alef
    of its own to begin a span with).
    """
    cut = 0
    for k, segment in enumerate(analysis.segments):
        if segment.kind != "proclitic":
            break
        after = analysis.segments[k + 1] if k + 1 < len(analysis.segments) else None
        fused = after is not None and after.kind == "article" and after.end - after.start < len(after.form)
        if fused:
            break
        cut = segment.end
    return cut


@dataclass(slots=True)
class Doc:
    """A text with its tokens and sentences; what the stages pass on.

    Attributes:
        text: the raw text, never changed.
        id: the caller's identifier.
        published: publication date, the only anchor for relative dates.
        tokens: all tokens in order.
        sentences: half-open token ranges.
    """

    text: str
    id: str
    published: date | None
    tokens: list[Token] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)

    def slice(self, first: int, last: int) -> str:
        """Raw text from token ``first`` up to and including token ``last - 1``."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]
