"""Puts what was measured into docs/quality.md, between the markers of its section."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "quality.md"


def write_section(name: str, body: str, page: Path = PAGE) -> None:
    """Replaces what stands between ``<!-- NAME:begin -->`` and ``<!-- NAME:end -->``.

    Raises:
        ValueError: the markers are not there, once each and in this order; nothing is written.
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    if text.count(begin) != 1 or text.count(end) != 1 or end not in rest:
        raise ValueError(f"{page}: expected one {begin} and one {end}")
    page.write_text(f"{before}{begin}\n{body}\n{end}{after}", encoding="utf-8")
