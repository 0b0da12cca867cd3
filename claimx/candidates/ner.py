"""The model's proposals: units for a sequence tagger, and its spans as candidates.

A unit is a token, or each part of a token that may begin with proclitics: every
such word is cut after each proclitic that it may begin with, in training and at
run time alike, and the tagger decides by its labels whether the cut letters
belong to a name. So no clitic has to be guessed before tagging and every span
is exact in the raw text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from claimx.model.candidate import Candidate, TaggedSpan
from claimx.model.doc import Doc, Token

LEAST_REST = 3
"""Letters that must remain after the cut."""
LABELS = {
    "COMPANY": "company", "PERSON": "person", "OUTLET": "outlet", "ORG": "org",
    "CHIP": "chip", "PRODUCT": "product", "PLACE": "place",
}  # fmt: skip
"""Tag types of the model and the candidate labels they become."""


class Unit(NamedTuple):
    """What the tagger sees: normalised text and raw range."""

    text: str
    start: int
    end: int
    token: int


class Tagger(Protocol):
    """Tags sentences; satisfied by `claimx.backends.stanza_backend.StanzaTagger`."""

    name: str

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[TaggedSpan]]:
        """Spans for each sentence of unit texts."""
        ...


def units_of(tokens: Sequence[Token]) -> list[Unit]:
    """Units of a run of tokens."""
    units: list[Unit] = []
    for token in tokens:
        cuts = [(0, 0)]
        if token.shape == "arabic":
            found = {
                (len(token.norm) - len(core), offset)
                for core, offset, definite in token.cores[1:]
                if not definite and offset and len(core) >= LEAST_REST
            }
            cuts += sorted(found)
        ends = [*cuts[1:], (len(token.norm), token.end - token.start)]
        for (norm, raw), (norm_end, raw_end) in zip(cuts, ends, strict=True):
            units.append(Unit(token.norm[norm:norm_end], token.start + raw, token.start + raw_end, token.i))
    return units


def propose(doc: Doc, tagger: Tagger) -> list[Candidate]:
    """The tagger's spans in a document as candidates."""
    return propose_batch([doc], tagger)[0]


def propose_batch(docs: Sequence[Doc], tagger: Tagger) -> list[list[Candidate]]:
    """As `propose`, for several documents in one call of the tagger."""
    units = [[units_of(doc.tokens[a:b]) for a, b in doc.sentences] for doc in docs]
    flat = [sentence for per_doc in units for sentence in per_doc]
    tagged = iter(tagger.tag([[unit.text for unit in sentence] for sentence in flat]) if flat else [])
    out: list[list[Candidate]] = []
    for per_doc in units:
        found: list[Candidate] = []
        for sentence in per_doc:
            for span in next(tagged):
                label = LABELS.get(span.type)
                if label is None:
                    continue
                first, last = sentence[span.first], sentence[span.last - 1]
                found.append(
                    Candidate(
                        label, first.token, last.token + 1, first.start, last.end, tagger.name, "model", span.score
                    )
                )
        out.append(found)
    return out
