"""How long `import claimx` takes over a bare interpreter: the median of 21 runs each; the target is under 0.3 s."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 21


def seconds(code: str) -> float:
    """Median wall time of a fresh interpreter that runs the code."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    bare = seconds("pass")
    for code in ("import claimx", "import claimx; claimx.Document", "import claimx.cli"):
        print(f"{code:<34}{seconds(code) - bare:7.3f} s over a bare interpreter ({bare:.3f} s)")
