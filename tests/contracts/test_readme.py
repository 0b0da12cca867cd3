"""The README works when pasted."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.M | re.S)


def test_sessions_give_what_they_show() -> None:
    sessions = [m.group(1) for m in BLOCK.finditer(README.read_text(encoding="utf-8")) if ">>>" in m.group(1)]
    assert sessions
    test = doctest.DocTestParser().get_doctest("\n".join(sessions), {}, "README.md", str(README), 0)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(test, out=report.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(report)
