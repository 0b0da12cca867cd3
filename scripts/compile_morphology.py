"""Compiles the lexicon tables into ``claimx/morph/data/claimx.db``.

python scripts/compile_morphology.py           write the database
python scripts/compile_morphology.py --check   exit with status 1 if the committed one is stale
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from claimx.errors import DataError  # noqa: E402
from claimx.lexicons.loader import DATA  # noqa: E402
from claimx.morph.compiler.database import Compiler  # noqa: E402

TABLES = REPOSITORY / "claimx" / "morph" / "data"
DATABASE = TABLES / "claimx.db"


def main(argv: list[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare with the committed database")
    parser.add_argument("--lexicon", type=Path, default=DATA / "morphology", help="folder of the lexicon tables")
    parser.add_argument("--output", type=Path, default=DATABASE, help="file to write")
    options = parser.parse_args(argv)
    try:
        text = Compiler(TABLES, options.lexicon).compile()
    except DataError as error:
        print(f"compile_morphology: {error}", file=sys.stderr)
        return 2
    if options.check:
        if not options.output.exists() or options.output.read_bytes() != text.encode():
            print(f"{options.output} is stale; run python scripts/compile_morphology.py", file=sys.stderr)
            return 1
        return 0
    options.output.write_bytes(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
