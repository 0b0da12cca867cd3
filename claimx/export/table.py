"""Documents as plain rows of text, for tables in a terminal.

A row is a tuple of strings that are safe to print: no line breaks, no control characters and
no bidirectional controls of the article's own. `isolate` then wraps right-to-left text in
isolates, so that a terminal that reorders text keeps it inside its cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from claimx.model.record import Chip, Claim, Company, Date, Denial, Document, Provenance, Quantity, Record, Source

FSI, PDI = "\u2068", "\u2069"
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


class RecordRow(NamedTuple):
    """A record, a cell for each column."""

    record: str
    text: str
    value: str
    detail: str
    rule: str


class ClaimRow(NamedTuple):
    """A claim, a cell for each column."""

    claim: str
    subject: str
    trigger: str
    arguments: str
    status: str
    source: str
    text: str


def record_rows(doc: Document) -> list[RecordRow]:
    """A row for each record, in text order."""
    known = {record.id: record for record in doc.records}
    return [
        RecordRow(r.id, clean(r.text), clean(_value(r, known)), clean(_detail(r, known)), _origin(r.provenance))
        for r in doc.records
    ]


def claim_rows(doc: Document) -> list[ClaimRow]:
    """A row for each claim, in text order."""
    known = {record.id: record for record in doc.records}
    return [_claim_row(claim, known) for claim in doc.claims]


def _claim_row(claim: Claim, known: dict[str, Record]) -> ClaimRow:
    denied = [f"denied by {_speaker(known.get(denial), known)}" for denial in claim.denied_by]
    return ClaimRow(
        claim=claim.id,
        subject=clean(claim.subject or ""),
        trigger=clean(f"{claim.trigger.text} ({claim.trigger.lemma})"),
        arguments=clean("; ".join(_short(known, arg) for arg in claim.args)),
        status=clean("; ".join([claim.status, *denied])),
        source=clean(_short(known, claim.source)) if claim.source else "",
        text=clean(claim.text),
    )


def _value(record: Record, known: dict[str, Record]) -> str:
    match record:
        case Company():
            return record.entity
        case Chip():
            return record.entity or "(class)"
        case Quantity():
            return quantity(record)
        case Date():
            return record.value
        case Source():
            return record.name or f"({record.kind})"
        case Denial():
            return _speaker(record, known)


def _detail(record: Record, known: dict[str, Record]) -> str:
    match record:
        case Company():
            parts = [record.mention, record.entity_id]
        case Chip():
            parts = [record.mention, _labelled("maker", record.maker)]
        case Quantity():
            parts = [record.kind, _labelled("literally", record.literal), _labelled("of", _short(known, record.of))]
        case Date():
            parts = [record.timex, record.mod, record.bound, _interval(record)]
        case Source():
            parts = [
                record.stance,
                record.kind if record.name else None,
                record.role,
                _labelled("for", record.affiliation),
                _labelled("via", _short(known, record.via)),
                _quoted(record.content.text if record.content else None),
            ]
        case Denial():
            parts = [
                _labelled("denies", ", ".join(record.targets)),
                _quoted(record.content.text if record.content else None),
            ]
    return "; ".join(part for part in parts if part)


def quantity(record: Quantity) -> str:
    """A quantity as a reader would note it, such as ``> 100000`` or ``5..7 percent``."""
    marks = {"approx": "~ ", "more_than": "> ", "less_than": "< ", "at_least": "≥ ", "at_most": "≤ ", "vague": "≥ ~ "}
    number = record.value if record.high is None else f"{record.value}..{record.high}"
    unit = record.unit if record.unit is not None else (record.unit_text or "")
    return f"{marks.get(record.modifier, '')}{number} {unit}".strip()


def _interval(record: Date) -> str | None:
    if record.begin is None and record.end_date is None:
        return None
    if record.begin == record.end_date:
        return None if record.begin == record.value else record.begin
    return f"{record.begin or '…'} – {record.end_date or '…'}"


def _speaker(record: Record | None, known: dict[str, Record]) -> str:
    if isinstance(record, Denial):
        record = known.get(record.denier or "")
    if isinstance(record, Source):
        return record.name or f"({record.kind})"
    return "(unknown)"


def _short(known: dict[str, Record], record_id: str | None) -> str:
    if record_id is None:
        return ""
    record = known.get(record_id)
    if record is None:
        return record_id
    if isinstance(record, Source):
        return f"{record_id} {_speaker(record, known)}"
    return f"{record_id} {record.text}"


def _labelled(label: str, value: str | None) -> str | None:
    return f"{label} {value}" if value else None


def _quoted(text: str | None) -> str | None:
    return f"«{shorten(text, 80)}»" if text else None


def _origin(provenance: Provenance) -> str:
    return clean(provenance.rule or f"model {provenance.model}")


def clean(text: str) -> str:
    """The text on one line, without characters that would move the cursor or turn the direction of what follows."""
    return " ".join(_UNSAFE.sub(" ", text).split())


def shorten(text: str, limit: int) -> str:
    """The text, cut at a space and marked with an ellipsis where it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rsplit(' ', 1)[0].rstrip()} …"


def isolate(text: str) -> str:
    """The text in a first-strong isolate where it holds right-to-left characters."""
    return f"{FSI}{text}{PDI}" if _RTL.search(text) else text


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` terminal cells, broken at spaces where possible; at least one line."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while cells(word) > width:
            head, word = _split(word, width - cells(line) - 1 if line and width - cells(line) > 4 else width)
            if line and cells(line) + 1 + cells(head) <= width:
                head = f"{line} {head}"
            elif line:
                lines.append(line)
            lines.append(head)
            line = ""
        if not word:
            continue
        if line and cells(line) + 1 + cells(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line or not lines else lines


def _split(word: str, width: int) -> tuple[str, str]:
    """The longest head that fits, and the rest: after a dot or hyphen where possible, never before a combining mark."""
    used = 0
    for index, char in enumerate(word):
        used += cells(char)
        if used > width and index:
            after_mark = max(word.rfind(mark, 0, index) for mark in ".-/") + 1
            cut = after_mark if after_mark > index // 2 else index
            return word[:cut], word[cut:]
    return word, ""


def cells(text: str) -> int:
    """How many terminal cells the text takes."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(header: Sequence[str], rows: Iterable[Sequence[str]], room: int) -> list[int]:
    """Column widths that sum to at most ``room`` where that leaves every column a few cells.

    A column gets what it asks for while all fit; then the widest give way first.
    """
    table = [header, *rows]
    widths = [max(cells(row[i]) for row in table) for i in range(len(header))]
    floor = [min(width, 8) for width in widths]
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda i: (widths[i] - floor[i], widths[i]))
        if widths[widest] <= floor[widest]:
            break
        widths[widest] -= 1
    return widths
