"""One morphological reading of a surface word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SegmentKind = Literal["proclitic", "article", "stem", "enclitic"]
Via = Literal["exact", "normalised", "backoff"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A clitic or the stem, as a half-open code-point range inside its word (in `Token.segments`, over the text).

    ``form`` is the undiacritised usual spelling of the segment, whatever the
    word's own spelling: the article in a fused ``lam`` + article has the form
    of the full article although only one letter of it is written.
    """

    kind: SegmentKind
    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """One reading of one word, features named as in camel-tools.

    Attributes:
        lemma: undiacritised citation form with its hamzas (past 3ms for verbs, indefinite singular for nouns).
        diac: the whole word diacritised.
        root: root letters joined by dots, or empty.
        pos: camel-tools part of speech (``verb``, ``noun``, ``adj``, ``noun_prop``, ``prep``, ``conj`` …).
        gloss: short English gloss.
        base: lemma of the verb that a verbal noun or participle derives from, else empty.
        deriv: ``masdar``, ``active_participle``, ``passive_participle`` or empty.
        feats: ``asp per gen num vox mod stt cas`` with camel-tools' values.
        proclitics: camel-tools' clitic values from the outside in, article included (``wa_conj``, ``Al_det``).
        enclitic: camel-tools' ``enc0`` value (``3fs_poss``), or empty.
        segments: the word cut into clitics and stem; ranges cover the word without gaps.
        via: how the reading was reached: ``exact``, the word's own spelling is in the lexicon; ``normalised``, another
            spelling that people use for it is; ``backoff``, a guess about a word that the lexicon does not know.
        cost: how unusual the reading is out of context, 0 for the most usual; comparable among readings of one word.
    """

    lemma: str
    diac: str
    root: str
    pos: str
    gloss: str = ""
    base: str = ""
    deriv: str = ""
    feats: Mapping[str, str] = field(default_factory=dict)
    proclitics: tuple[str, ...] = ()
    enclitic: str = ""
    segments: tuple[Segment, ...] = ()
    via: Via = "exact"
    cost: float = 0.0

    @property
    def definite(self) -> bool:
        """Whether the word carries the article."""
        return "Al_det" in self.proclitics
