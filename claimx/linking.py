"""One name, outside a text: which entity of the knowledge base it means."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from claimx.candidates.designation import DesignationGrammar
from claimx.components import (
    build_designations,
    build_knowledge,
    build_linker,
    build_spellings,
    check_text,
    cut_text,
    knowledge,
    shipped_analyzer,
)
from claimx.errors import InputError
from claimx.lexicons.kb import KnowledgeBase, Known
from claimx.lexicons.loader import split_list
from claimx.reconcile.link import Linker
from claimx.reconcile.spellings import HAS_DIGIT, Spellings

LinkType = Literal["company", "outlet", "organization", "person", "chip"]
LABELS = {"organization": "org"}
"""Types that the knowledge base calls otherwise."""
COMMON = 7.0
"""A word with a reading that costs less is an ordinary one (`Analysis.cost`)."""
NUMBER = re.compile(r"(\D*)(.*)", re.DOTALL)
"""A designation as the words before its first digit, and the rest."""
MARKS = "?!=+"
"""What may stand before an alias of a chip to say which context it needs."""
CHIP_NOUN = "\u0631\u0642\u0627\u0642\u0629 "
"""A chip noun: who asks for a chip gives the context that a doubtful designation needs."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entity that a name means.

    Attributes:
        id: knowledge-base id; None for a chip of a known series that no table lists.
        name: canonical name.
        type: what was asked for.
        via: ``exact`` (case, marks, spaces and punctuation aside), ``initials`` (spelled letters), ``spelling`` (by
            sound) or ``designation`` (chips: letters and digits read one by one).
        score: likeness of the spelling, 0 to 100.
        maker: chips only: canonical name of the manufacturer, or None.
    """

    id: str | None
    name: str
    type: LinkType
    via: str
    score: float
    maker: str | None = None


def link(name: str, type: LinkType = "company", *, kb: Sequence[str | Path] = ()) -> Link | None:
    """The entity that a name means.

    Names of companies, outlets, organizations and people that no table lists are compared by their sounds
    (docs/knowledge-base.md); those of chips are read letter by letter and never compared.

    Args:
        name: a name without clitics, in Arabic or Latin letters.
        type: what it is a name of.
        kb: a user's own knowledge base, as for `claimx.load`.

    Returns:
        The entity, or None where no spelling is near enough or two entities are equally near.

    Raises:
        InputError: the name is no text, or the type is none of those above.
        DataError: a table of the knowledge base is malformed.
    """
    check_text(name)
    if type not in get_args(LinkType):
        raise InputError(f"type is {type!r}; there are {', '.join(get_args(LinkType))}")
    tables = tuple(str(path) for path in kb)
    if type == "chip":
        return _chip(name, tables)
    found = _linker(tables).match(name, LABELS.get(type, type))
    if found is None or (found.via == "spelling" and _ordinary(name)):
        return None
    return Link(found.known.id, found.known.name, type, found.via, round(found.score, 1))


def _chip(name: str, tables: tuple[str, ...]) -> Link | None:
    """A chip by its designation; where that gives none, with the word before its number spelled as a listed one."""
    found = _designation(name, tables)
    if found is not None and found.id is not None:
        return found
    word, number = NUMBER.match(" ".join(name.split())).groups()  # type: ignore[union-attr]
    listed = _series(tables).match(word, "chip") if word else None
    if listed is None or listed.via == "exact":
        return found
    respelled = _designation(f"{listed.known.name} {number}".strip(), tables)
    return replace(respelled, via="spelling", score=round(listed.score, 1)) if respelled is not None else found


def _designation(name: str, tables: tuple[str, ...]) -> Link | None:
    text = CHIP_NOUN + name.strip()
    for cand in _designations(tables).find(cut_text(text)):
        if cand.label == "chip" and cand.start == len(CHIP_NOUN) and cand.end == len(text):
            entity_id, maker = cand.fields.get("chip_id"), cand.fields.get("maker")
            return Link(
                str(entity_id) if entity_id else None, str(cand.fields["entity"]), "chip", "designation", 100.0,
                str(maker) if maker else None,
            )  # fmt: skip
    return None


def _ordinary(name: str) -> bool:
    """Whether a name is one Arabic word that our lexicon knows as no name and no rarity: it links only exactly."""
    readings = shipped_analyzer().analyze(name) if " " not in name.strip() else ()
    return any(a.via == "exact" and a.pos != "noun_prop" and not a.proclitics and a.cost < COMMON for a in readings)


@functools.lru_cache(maxsize=4)
def _knowledge(tables: tuple[str, ...]) -> KnowledgeBase:
    return build_knowledge(tables) if tables else knowledge()


@functools.lru_cache(maxsize=4)
def _linker(tables: tuple[str, ...]) -> Linker:
    return build_linker(_knowledge(tables))


@functools.lru_cache(maxsize=4)
def _designations(tables: tuple[str, ...]) -> DesignationGrammar:
    return build_designations(_knowledge(tables))


@functools.lru_cache(maxsize=4)
def _series(tables: tuple[str, ...]) -> Spellings:
    """Names of series, architectures and chips that hold no number."""
    kb = _knowledge(tables)
    names: dict[str, list[str]] = {}
    for row in (*kb.series, *kb.chips):
        if row.get("kind") != "process" and not HAS_DIGIT.search(row["name"]):
            aliases = (row["name"], *split_list(row["arabic"]), *split_list(row["latin"]))
            names.setdefault(row["name"], []).extend(alias.lstrip(MARKS) for alias in aliases)
    known = [Known(name, "chip", name, tuple(dict.fromkeys(aliases))) for name, aliases in names.items()]
    return build_spellings(kb, known)
