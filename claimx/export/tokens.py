"""Tokens with their morphology, for people and for programs."""

from __future__ import annotations

from typing import Any

from claimx.model.doc import Token

HEADER = ("start", "end", "text", "segments", "lemma", "pos", "features", "root", "gloss", "via")
_NOT_SAID = ("na", "u")


def record(token: Token) -> dict[str, Any]:
    """One token as JSON.

    Returns:
        Offsets (half-open code points over the text), the best reading's fields as in `Analysis`, and ``segments``,
        each with kind, usual form and offsets over the text. A token without a reading has ``lemma`` null.
    """
    best = token.analysis
    segments = [{"kind": s.kind, "form": s.form, "start": s.start, "end": s.end} for s in token.segments]
    out: dict[str, Any] = {"start": token.start, "end": token.end, "text": token.text, "shape": token.shape}
    if best is None:
        return {**out, "lemma": None, "segments": segments}
    return {
        **out,
        "lemma": best.lemma,
        "pos": best.pos,
        "diac": best.diac,
        "root": best.root,
        "gloss": best.gloss,
        "base": best.base,
        "deriv": best.deriv,
        "feats": dict(best.feats),
        "proclitics": list(best.proclitics),
        "enclitic": best.enclitic,
        "via": best.via,
        "readings": len(token.analyses),
        "segments": segments,
    }


def cells(token: Token) -> tuple[str, ...]:
    """One token as a row under `HEADER`; parts of a word have ``+`` between them."""
    best = token.analysis
    parts = "+".join(token.text[s.start - token.start : s.end - token.start] or f"({s.form})" for s in token.segments)
    place = (str(token.start), str(token.end), token.text, parts)
    if best is None:
        return (*place, "", token.shape, "", "", "", "")
    feats = ";".join(f"{name}={value}" for name, value in best.feats.items() if value not in _NOT_SAID)
    return (*place, best.lemma, best.pos, feats, best.root, best.gloss, best.via)
