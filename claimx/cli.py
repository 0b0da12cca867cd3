"""The command line: the one module that prints.

Results go to standard output and everything else to standard error. Exit codes: 0 all went
well, 1 a document or data file could not be used, 2 the command was given wrongly, 130
interrupted.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

import claimx
from claimx.errors import ClaimxError, InputError, ProfileError

if TYPE_CHECKING:
    from claimx.export.jsonl import Item, Problem
    from claimx.model.record import Document
    from claimx.pipeline import Pipeline

PACKAGE = Path(__file__).parent
DEMO = PACKAGE / "export" / "data" / "demo.json"
DATA_SUFFIXES = (".tsv", ".toml", ".db", ".pt", ".json")
DATA_ERROR, USAGE_ERROR, INTERRUPTED = 1, 2, 130
CHUNK = 16
"""Documents that batch hands to the pipeline at once."""
DUMB_TERMINALS = ("dumb", "linux")
"""Terminals that show bidirectional controls as boxes."""

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Typed, sourced claims from Arabic technology news.",
)

ProfileOption = Annotated[str, typer.Option(help="full (rules and model) or rules.")]
MorphologyOption = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE", help="Another morphological database: installed by camel-tools, or a file."),
]
KbOption = Annotated[
    list[Path] | None,
    typer.Option("--kb", metavar="PATH", help="Your own knowledge base: a .tsv or .toml file or a folder; repeatable."),
]
BidiOption = Annotated[
    bool | None,
    typer.Option("--bidi/--no-bidi", help="Isolate right-to-left text; by default where the terminal supports it."),
]


class UsageError(Exception):
    """The command was given wrongly: exit code 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: arguments after the program's name; the process's own when left out.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = app(arguments, prog_name="claimx", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        _silence_stdout()
        return DATA_ERROR
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        if _debugging(arguments):
            raise
        return _report(error)


def _report(error: Exception) -> int:
    if isinstance(error, typer.TyperException):
        message = error.format_message()
        if type(error).__name__ == "NoArgsIsHelpError":
            print(message, file=sys.stderr)
            return USAGE_ERROR
        _complain(message)
        return USAGE_ERROR
    if isinstance(error, (UsageError, ProfileError)):
        _complain(str(error))
        return USAGE_ERROR
    if isinstance(error, ClaimxError):
        _complain(str(error))
        return DATA_ERROR
    if isinstance(error, OSError):
        _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return DATA_ERROR
    _complain(f"internal error: {type(error).__name__}: {error} (claimx --debug COMMAND shows where)")
    return DATA_ERROR


def _complain(message: str) -> None:
    print(f"claimx: error: {_one_line(message)}", file=sys.stderr)


def _note(message: str) -> None:
    print(f"claimx: {_one_line(message)}", file=sys.stderr)


def _one_line(message: str) -> str:
    return " ".join(message.split()).encode("utf-8", "backslashreplace").decode("utf-8")


def _debugging(arguments: Sequence[str]) -> bool:
    for argument in arguments:
        if argument == "--debug":
            return True
        if not argument.startswith("-"):
            return False
    return False


def _silence_stdout() -> None:
    """Keep the interpreter from complaining at exit that nobody reads any more."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, io.UnsupportedOperation):
        return


def _version(value: bool) -> None:
    if value:
        print(f"claimx {claimx.__version__}")
        raise typer.Exit


@app.callback(no_args_is_help=True)
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """Typed, sourced claims from Arabic technology news."""


# ── extract and demo ───────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A UTF-8 text file, or - for standard input.")],
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Publication date.")] = None,
    id: Annotated[str | None, typer.Option(help="The document's id; by default the file's stem.")] = None,
    profile: ProfileOption = "full",
    morphology: MorphologyOption = None,
    kb: KbOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the document as one line of JSON.")] = False,
    bidi: BidiOption = None,
) -> None:
    """Extract one article and show its records and claims."""
    from claimx.export.jsonl import readable

    _check_date(published)
    text = _read(file)
    doc_id = id or ("stdin" if file == "-" else Path(file).stem)
    doc = _load(profile, morphology, kb)(text, published=published, id=readable(doc_id))
    _show(doc, as_json=as_json, bidi=bidi)


@app.command()
def demo(
    profile: ProfileOption = "full",
    as_json: Annotated[bool, typer.Option("--json", help="Print the document as one line of JSON.")] = False,
    bidi: BidiOption = None,
) -> None:
    """Extract the article that comes with claimx."""
    article = json.loads(DEMO.read_text(encoding="utf-8"))
    doc = _load(profile)(article["text"], published=article["published"], id=article["id"])
    if not as_json:
        _print_bytes(f"{article['text'].strip()}\n\n".encode())
    _show(doc, as_json=as_json, bidi=bidi)


def _check_date(published: str | None) -> None:
    import datetime

    if published is None:
        return
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", published):
            raise ValueError("it is not written YYYY-MM-DD")
        datetime.date.fromisoformat(published)
    except ValueError as error:
        raise UsageError(f"--published {published}: {error}; expected a date such as 2024-10-01") from None


def _read(file: str) -> str:
    from claimx.export.jsonl import read_text

    name = "standard input" if file == "-" else file
    data = sys.stdin.buffer.read() if file == "-" else _existing_file(file).read_bytes()
    try:
        return read_text(data)
    except ValueError as error:
        raise InputError(f"{name}: {error}") from None


def _existing_file(file: str) -> Path:
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"{file}: is a folder; `claimx batch {file} -o OUT.jsonl` reads folders")
    if not path.exists():
        raise UsageError(f"{file}: no such file")
    return path


def _load(profile: str, morphology: str | None = None, kb: Sequence[Path] | None = None) -> Pipeline:
    from claimx.pipeline import load

    return load(profile, morphology=morphology, kb=kb or ())


def _show(doc: Document, *, as_json: bool, bidi: bool | None) -> None:
    from claimx.export.jsonl import line_of
    from claimx.export.table import ClaimRow, RecordRow, claim_rows, record_rows

    for warning in doc.warnings:
        _note(f"warning: {warning}")
    if as_json:
        _print_bytes(line_of(doc))
        return
    _loose_encoding()
    console = _console()
    isolated = _supports_bidi(console) if bidi is None else bidi
    records, claims = record_rows(doc), claim_rows(doc)
    _print_table(console, _count(len(records), "record"), RecordRow._fields, records, isolated=isolated)
    _print_table(console, _count(len(claims), "claim"), ClaimRow._fields, claims, isolated=isolated)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _print_table(
    console: Console, title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, isolated: bool
) -> None:
    """Print a table whose cells are wrapped before they are isolated, so that every line closes what it opens."""
    from claimx.export.table import fit, isolate, wrap

    console.print(Text(title, style="bold"))
    if not rows:
        return
    table = Table(header_style="bold")
    widths = fit(header, rows, console.width - 3 * len(header) - 1)
    for name, width in zip(header, widths, strict=True):
        table.add_column(name, width=width, no_wrap=True, overflow="ignore")
    for row in rows:
        cells = []
        for cell, width in zip(row, widths, strict=True):
            lines = wrap(cell, width)
            cells.append(Text("\n".join(isolate(line) for line in lines) if isolated else "\n".join(lines)))
        table.add_row(*cells)
    console.print(table)


def _console() -> Console:
    wide = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=None if wide else 120)


def _supports_bidi(console: Console) -> bool:
    return console.is_terminal and os.environ.get("TERM", "") not in ("", *DUMB_TERMINALS)


def _loose_encoding() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _print_bytes(data: bytes) -> None:
    """Write UTF-8 whatever the terminal's encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


# ── batch ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def batch(
    source: Annotated[
        str,
        typer.Argument(metavar="IN", help="A .jsonl or .txt file, a folder of them, or - for JSON Lines on stdin."),
    ],
    output: Annotated[str, typer.Option("--output", "-o", metavar="OUT", help="The .jsonl to write, or - for stdout.")],
    profile: ProfileOption = "full",
    morphology: MorphologyOption = None,
    kb: KbOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary on standard error.")] = False,
) -> int:
    """Extract many documents: one line of JSON each, in input order."""
    from claimx.export.jsonl import Problem, line_of

    items = _open_input(source, output)
    _check_output(output)
    nlp = _load(profile, morphology, kb)
    started = time.perf_counter()
    seen: Counter[str] = Counter()
    total = failed = 0
    with _open_output(output) as out:
        for result in _results(nlp, items):
            out.write(line_of(result))
            total += 1
            failed += isinstance(result, Problem)
            seen[result.id] += 1
    repeated = [doc_id for doc_id, times in seen.items() if times > 1]
    if repeated:
        others = f" and {len(repeated) - 1} more" if len(repeated) > 1 else ""
        _note(f"warning: id {repeated[0]!r}{others} given more than once; all are in the output")
    if failed or not quiet:
        seconds = time.perf_counter() - started
        _note(f"{_count(total, 'document')}, {_count(failed, 'error')}, {seconds:.1f} s")
    return DATA_ERROR if failed else 0


def _results(nlp: Pipeline, items: Iterable[Item | Problem]) -> Iterator[Document | Problem]:
    """A document or problem for each item, in order, a few at a time so that the model works on batches."""
    chunk: list[Item | Problem] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield from _extract_chunk(nlp, chunk)
            chunk = []
    yield from _extract_chunk(nlp, chunk)


def _extract_chunk(nlp: Pipeline, chunk: Sequence[Item | Problem]) -> list[Document | Problem]:
    """The results of a chunk. One bad document costs itself alone: then each is extracted by itself."""
    from claimx.export.jsonl import Problem, line_of

    good = [item for item in chunk if not isinstance(item, Problem)]
    try:
        docs = iter(list(nlp.pipe([asdict(item) for item in good])))
        results = [item if isinstance(item, Problem) else next(docs) for item in chunk]
        for result in results:
            line_of(result)
    except Exception:
        return [item if isinstance(item, Problem) else _extract_one(nlp, item) for item in chunk]
    return results


def _extract_one(nlp: Pipeline, item: Item) -> Document | Problem:
    """The document, or what went wrong with it, whatever that is."""
    from claimx.export.jsonl import Problem, line_of

    try:
        doc = nlp(item.text, published=item.published, id=item.id, meta=item.meta or None)
        line_of(doc)
    except Exception as error:
        return Problem.of(item.id, error)
    return doc


def _open_input(source: str, output: str) -> Iterator[Item | Problem]:
    from claimx.export.jsonl import folder_files, read_lines, read_path

    if source == "-":
        return read_lines(sys.stdin.buffer)
    path = Path(source)
    if not path.exists():
        raise UsageError(f"{source}: no such file or folder")
    if path.suffix.lower() == ".parquet" or (path.is_dir() and any(path.glob("*.parquet"))):
        raise UsageError(f"{source}: reading .parquet comes in a later version; convert it to .jsonl")
    if path.is_dir() and not folder_files(path):
        raise UsageError(f"{source}: no .txt or .jsonl file in this folder")
    return read_path(path, leave_out=None if output == "-" else Path(output))


def _check_output(output: str) -> None:
    if output == "-":
        return
    path = Path(output)
    if path.is_dir():
        raise UsageError(f"{output}: is a folder; name a .jsonl file to write")
    if not path.resolve().parent.is_dir():
        raise UsageError(f"{output}: no folder {path.parent} to write to")


@contextmanager
def _open_output(output: str) -> Iterator[BinaryIO]:
    from claimx.export.jsonl import replacing

    with nullcontext(sys.stdout.buffer) if output == "-" else replacing(Path(output)) as out:
        yield out
        out.flush()


# ── analyze ────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def analyze(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A UTF-8 text file, or - for standard input.")],
    morphology: MorphologyOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each token.")] = False,
) -> None:
    """Show the tokens of a text with their clitics, lemma and features."""
    from claimx.export.tokens import HEADER, cells, record

    tokens = _load("rules", morphology).analyze(_read(file)).doc.tokens
    if as_json:
        lines = [json.dumps(record(token), ensure_ascii=False) for token in tokens]
    else:
        lines = ["\t".join(row) for row in (HEADER, *map(cells, tokens))]
    _print_bytes("".join(f"{line}\n" for line in lines).encode())


# ── link ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def link(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names, in Arabic or Latin letters.")],
    type: Annotated[str, typer.Option(help="company, outlet, organization, person or chip.")] = "company",
    kb: KbOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each name.")] = False,
) -> None:
    """Show which entity of the knowledge base each name means."""
    from claimx.linking import link as entity_of

    lines = []
    for name in names:
        found = entity_of(name, type, kb=kb or ())  # type: ignore[arg-type]
        if as_json:
            lines.append(json.dumps({"query": name, "link": asdict(found) if found else None}, ensure_ascii=False))
        else:
            cells = (found.id or "-", found.name, found.via, f"{found.score:g}") if found else ("-",) * 4
            lines.append("\t".join((name, *cells)))
    _print_bytes("".join(f"{line}\n" for line in lines).encode())


# ── data ───────────────────────────────────────────────────────────────────────────────────────────────────────────

data = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Morphological databases of camel-tools: list and install them.",
)
app.add_typer(data, name="data")


@data.command("list")
def list_data() -> None:
    """List the databases that camel-tools' catalogue names, and which of them are installed."""
    from claimx.backends.camel_data import databases

    known = databases()
    for database in known:
        state = "installed" if database.installed else "not installed"
        print("\t".join((database.name, state, database.package, database.license)))
    if not known:
        _note("camel-tools has installed nothing here; `claimx data install NAME` fetches its catalogue")


@data.command("install")
def install_data(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A database (calima-msa-r13) or a package.")],
    force: Annotated[bool, typer.Option("--force", "-f", help="Install again what is up to date.")] = False,
) -> None:
    """Download and install a database with camel-tools' own installer. The only command that uses the network."""
    from claimx.backends.camel_data import install

    for database in install(name, force=force):
        if database.installed and name in (database.name, database.package):
            _note(f"{database.name}: {database.path}; licence: {database.license or 'not stated'}")


# ── schema ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def schema() -> None:
    """Print the JSON Schema of a document."""
    _print_bytes(f"{json.dumps(claimx.schema(), indent=2, ensure_ascii=False)}\n".encode())


# ── doctor ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def doctor(profile: Annotated[str | None, typer.Option(help="Try this profile only.")] = None) -> int:
    """Say what is installed, what loads, and from where."""
    _loose_encoding()
    sections: list[tuple[str, Callable[[], Iterable[tuple[bool, str, str]]]]] = [
        ("Environment", _environment),
        ("Packages", _packages),
        ("Data files", _data_files),
    ]
    for name in [profile] if profile else ["rules", "full"]:
        sections.append((f"Profile {name}", lambda name=name: _profile(name)))  # type: ignore[misc]
    missing = 0
    for title, checks in sections:
        print(title)
        for good, name, detail in checks():
            missing += not good
            print(f"  {'ok' if good else 'PROBLEM':<8}{name:<31}{detail}")
    print(f"\n{_count(missing, 'problem')}")
    return DATA_ERROR if missing else 0


def _environment() -> Iterator[tuple[bool, str, str]]:
    yield sys.version_info >= (3, 11), "python", f"{sys.version.split()[0]}  {sys.executable}"
    yield True, "claimx", f"{claimx.__version__}  {PACKAGE}"
    for variable in ("CAMELTOOLS_DATA", "STANZA_RESOURCES_DIR"):
        yield True, variable, os.environ.get(variable, "not set") + "  (not needed: claimx ships its own data)"
    yield True, "network", "never used, except by claimx data install"


def _packages() -> Iterator[tuple[bool, str, str]]:
    for name in (*_required(), "torch"):
        try:
            yield True, name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield False, name, f"not installed; pip install {name}"
    try:
        yield True, "pandas", f"{metadata.version('pandas')}  (optional: to_pandas)"
    except metadata.PackageNotFoundError:
        yield True, "pandas", "not installed (optional: to_pandas)"


def _required() -> list[str]:
    try:
        requirements = metadata.requires("claimx") or []
    except metadata.PackageNotFoundError:
        requirements = []
    names = [re.split(r"[^A-Za-z0-9_.-]", line, maxsplit=1)[0] for line in requirements if "extra ==" not in line]
    return sorted(names) or ["camel-tools", "pydantic", "rapidfuzz", "regex", "rich", "stanza", "typer"]


def _data_files() -> Iterator[tuple[bool, str, str]]:
    folders: dict[Path, list[int]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in DATA_SUFFIXES and path.is_file():
            folders.setdefault(path.parent, []).append(path.stat().st_size)
    for folder, sizes in folders.items():
        name = folder.relative_to(PACKAGE).as_posix()
        yield all(sizes), name, f"{_count(len(sizes), 'file')}, {_size(sum(sizes))}"
    if not folders:
        yield False, "claimx", "no data files; reinstall claimx"


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


def _profile(name: str) -> Iterator[tuple[bool, str, str]]:
    started = time.perf_counter()
    try:
        nlp = _load(name)
        nlp("")
    except ProfileError:
        raise
    except Exception as error:
        yield False, "load", _one_line(f"{type(error).__name__}: {error}")
        return
    yield True, "load", f"{time.perf_counter() - started:.1f} s"
    for part in nlp.components():
        detail = "  ".join(str(value) for value in (part.version, part.path, part.detail) if value)
        state = "" if part.loaded else "  (loads on first use)"
        yield True, part.name, f"{detail}{state}"


if __name__ == "__main__":
    sys.exit(main())
