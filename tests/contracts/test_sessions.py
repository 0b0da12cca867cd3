"""Sessions in the README and the documentation work when pasted."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.M | re.S)


SESSIONS = {
    page.name: "\n".join(m.group(1) for m in BLOCK.finditer(page.read_text(encoding="utf-8")) if ">>>" in m.group(1))
    for page in PAGES
}


@pytest.mark.parametrize("page", [name for name, session in SESSIONS.items() if session])
def test_sessions_give_what_they_show(page: str) -> None:
    test = doctest.DocTestParser().get_doctest(SESSIONS[page], {}, page, page, 0)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(test, out=report.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(report)


def test_the_readme_has_a_session() -> None:
    assert SESSIONS["README.md"]
