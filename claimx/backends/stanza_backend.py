"""The sole importer of stanza: loads our NER model offline through stanza's own Pipeline."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claimx.errors import MissingModelError
from claimx.model.candidate import TaggedSpan

MODEL = Path(__file__).parent / "data" / "ner_claimx.pt"
"""The shipped model, trained by ``scripts/train_ner.py``; see ``docs/model-card.md``."""
LONGEST = 400
"""Units tagged at once; longer sentences are tagged in pieces, so that memory stays flat."""


class StanzaTagger:
    """Our NER model in stanza's Pipeline, without network.

    Args:
        path: a model file of stanza's NER processor.
        threads: torch threads, or None to leave them as they are.

    Raises:
        MissingModelError: the file is not there.
    """

    def __init__(self, path: Path = MODEL, *, threads: int | None = None) -> None:
        if not path.is_file():
            raise MissingModelError(
                f"{path}: no NER model there; reinstall claimx, train one with scripts/train_ner.py, "
                "or use claimx.load('rules')"
            )
        import stanza
        import torch

        if threads is not None:
            torch.set_num_threads(threads)
        self.name = path.stem
        with tempfile.TemporaryDirectory(prefix="claimx-stanza-") as folder:
            (Path(folder) / "resources.json").write_text(json.dumps({}), encoding="utf-8")
            self._pipeline: Any = stanza.Pipeline(
                "ar",
                dir=folder,
                processors="tokenize,ner",
                package=None,
                tokenize_pretokenized=True,
                ner_model_path=str(path),
                ner_pretrain_path="",
                ner_forward_charlm_path="",
                ner_backward_charlm_path="",
                allow_unknown_language=True,
                download_method=None,
                use_gpu=False,
                verbose=False,
            )

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[TaggedSpan]]:
        """Spans for each sentence of unit texts, in order; stanza's tagger gives no probabilities."""
        pieces: list[list[str]] = []
        origin: list[tuple[int, int]] = []
        for number, sentence in enumerate(sentences):
            for at in range(0, len(sentence), LONGEST):
                pieces.append([unit or "-" for unit in sentence[at : at + LONGEST]])
                origin.append((number, at))
        out: list[list[TaggedSpan]] = [[] for _ in sentences]
        if not pieces:
            return out
        document = self._pipeline(pieces)
        for (number, at), tagged in zip(origin, document.sentences, strict=True):
            out[number] += [
                TaggedSpan(at + first, at + last, kind, 0.7)
                for first, last, kind in spans_of([token.ner for token in tagged.tokens])
            ]
        return out


def spans_of(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Half-open spans of a BIOES tag sequence; stray inner tags open a span."""
    spans: list[tuple[int, int, str]] = []
    begin, kind = -1, ""
    for i, tag in enumerate([*tags, "O"]):
        mark, _, label = tag.partition("-")
        if begin >= 0 and (mark in ("O", "B", "S") or label != kind):
            spans.append((begin, i, kind))
            begin = -1
        if mark in ("B", "S", "I", "E") and begin < 0:
            begin, kind = i, label
        if mark in ("E", "S") and begin >= 0:
            spans.append((begin, i + 1, kind))
            begin = -1
    return spans
