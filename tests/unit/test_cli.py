"""The command line: what it prints where, and how it exits.

The shell's own behaviour is tested with a fake pipeline, which calls every run of digits a
quantity; bad input is tested once more with the real one (profile ``rules``).
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from claimx import cli
from claimx.errors import InputError, MissingModelError, ProfileError
from claimx.export.table import FSI, PDI, cells, clean, fit, isolate, wrap
from claimx.model.record import Document, Provenance, Quantity

ARTICLE = "طلبت الشركة 300 رقاقة، ثم 20 أخرى."


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


class FakePipeline:
    def __init__(self, profile: str) -> None:
        self.profile = profile

    def __call__(self, text: str, *, published: Any = None, id: str | None = None, meta: Any = None) -> Document:
        if "\ud800" in text:
            raise InputError(f"text holds a lone surrogate at offset {text.index(chr(0xD800))}")
        if "boom" in text:
            raise RuntimeError("boom")
        if published == "yesterday":
            raise InputError("published is 'yesterday'; expected an ISO date")
        records = tuple(
            Quantity(
                id=f"quantity-{n}", start=m.start(), end=m.end(), text=m.group(), confidence=1, kind="count",
                value=m.group(), modifier="more_than", provenance=Provenance(rule="fake.digits"),
            )
            for n, m in enumerate(re.finditer("[0-9]+", text), 1)
        )  # fmt: skip
        warnings = ("the text holds no Arabic",) if text.isascii() and text else ()
        return Document(
            id=id or "doc", published=published, text=text, records=records, meta=meta or {}, warnings=warnings
        )

    def pipe(self, docs: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
        return (self(**doc) for doc in docs)

    def components(self) -> list[types.SimpleNamespace]:
        return [types.SimpleNamespace(name="digits", version="1", path="/x", loaded=True, detail="fake")]


def fake_load(profile: str = "full", *, morphology: str | None = None, kb: Any = ()) -> FakePipeline:
    if profile == "broken":
        raise MissingModelError("no model at /nowhere; reinstall claimx")
    if profile not in ("full", "rules"):
        raise ProfileError(f"unknown profile {profile!r}; there are: 'full', 'rules'")
    return FakePipeline(profile)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Run:
    """Run a command line with the fake pipeline, in an empty folder."""
    fake = types.ModuleType("claimx.pipeline")
    fake.load = fake_load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "claimx.pipeline", fake)
    return runner(monkeypatch, capfdbinary, tmp_path)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Run:
    """Run a command line with the real pipeline, in an empty folder."""
    return runner(monkeypatch, capfdbinary, tmp_path)


def runner(monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes], folder: Path) -> Run:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")

    def call(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = cli.main(arguments)
        out, err = capture.readouterr()
        return Result(code, out.decode("utf-8"), err.decode("utf-8"))

    return call


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def write_lines(path: Path, *docs: dict[str, Any] | str) -> None:
    lines = [doc if isinstance(doc, str) else json.dumps(doc) for doc in docs]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


# ── the program ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_version(run: Run) -> None:
    import claimx

    assert run("--version") == Result(0, f"claimx {claimx.__version__}\n", "")


def test_nothing_given_shows_help(run: Run) -> None:
    result = run()
    assert result.code == 2
    assert result.out == ""
    assert "extract" in result.err


def test_help(run: Run) -> None:
    result = run("--help")
    assert (result.code, result.err) == (0, "")
    assert all(name in result.out for name in ("extract", "batch", "schema", "doctor", "demo"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["bogus"], "bogus"),
        (["extract"], "FILE"),
        (["extract", "a.txt", "--colour"], "--colour"),
        (["extract", "none.txt"], "none.txt: no such file"),
        (["extract", "."], "is a folder"),
        (["extract", "a.txt", "--profile", "fast"], "there are: 'full', 'rules'"),
        (["extract", "a.txt", "--published", "2024-13-01"], "expected a date such as 2024-10-01"),
        (["extract", "a.txt", "--published", "01/10/2024"], "expected a date such as 2024-10-01"),
        (["extract", "a.txt", "--published", "20241001"], "expected a date such as 2024-10-01"),
        (["batch", "a.txt"], "--output"),
        (["batch", "none.jsonl", "-o", "o"], "none.jsonl: no such file or folder"),
        (["batch", "a.txt", "-o", "."], "is a folder"),
        (["batch", "a.txt", "-o", "no/o.jsonl"], "no folder"),
        (["batch", "a.txt", "-o", "o", "--profile", "fast"], "there are"),
        (["doctor", "--profile", "fast"], "there are"),
    ],
)
def test_usage_errors(run: Run, arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert result.err.startswith("claimx: error: ")
    assert result.err.count("\n") == 1
    assert says in result.err


def test_parquet_is_refused_clearly(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.parquet").touch()
    for source in ("in.parquet", "."):
        result = run("batch", source, "-o", "o.jsonl")
        assert result.code == 2
        assert "later version" in result.err


def test_data_errors(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"ab\xe9")
    result = run("extract", "b.txt")
    assert (result.code, result.out) == (1, "")
    assert result.err == "claimx: error: b.txt: not UTF-8: byte 0xe9 at offset 2; save it as UTF-8\n"
    result = run("extract", "a.txt", "--profile", "broken")
    assert (result.code, result.err) == (1, "claimx: error: no model at /nowhere; reinstall claimx\n")


def test_a_bug_is_one_line_unless_debugging(run: Run) -> None:
    result = run("extract", "-", stdin=b"boom")
    assert result.code == 1
    assert result.err.startswith("claimx: error: internal error: RuntimeError: boom")
    assert result.err.count("\n") == 1
    with pytest.raises(RuntimeError, match="boom"):
        run("--debug", "extract", "-", stdin=b"boom")


def test_interrupt(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: object, text: str, **options: object) -> Document:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakePipeline, "__call__", interrupted)
    assert run("extract", "a.txt").code == 130


# ── extract ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_extract_json(run: Run) -> None:
    result = run("extract", "a.txt", "--json", "--published", "2024-10-01")
    assert (result.code, result.err) == (0, "")
    doc = Document.from_json(result.out)
    assert (doc.id, doc.published, doc.text) == ("a", "2024-10-01", ARTICLE)
    assert [doc.text[r.start : r.end] for r in doc.records] == ["300", "20"]


def test_extract_reads_standard_input(run: Run) -> None:
    doc = Document.from_json(run("extract", "-", "--json", stdin=b"\xef\xbb\xbf1 2").out)
    assert (doc.id, doc.text) == ("stdin", "1 2")
    assert Document.from_json(run("extract", "-", "--json", "--id", "x", stdin=b"").out).id == "x"


def test_extract_table(run: Run) -> None:
    result = run("extract", "a.txt")
    assert result.code == 0
    assert "2 records" in result.out
    assert "no claims" in result.out
    assert "> 300" in result.out
    assert "fake.digits" in result.out
    assert FSI not in result.out


def test_warnings_go_to_standard_error(run: Run) -> None:
    result = run("extract", "-", "--json", stdin=b"Hello")
    assert result.err == "claimx: warning: the text holds no Arabic\n"
    assert json.loads(result.out)["text"] == "Hello"


def test_demo(run: Run) -> None:
    result = run("demo")
    assert result.code == 0
    assert "> 400" in result.out
    assert json.loads(run("demo", "--json").out)["id"] == "demo"


# ── the table ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_table_line_closes_the_isolates_it_opens(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def wide(self: object, text: str, **options: object) -> Document:
        long = "كلمة " * 60
        record = Quantity(
            id="quantity-1", start=0, end=len(long), text=long, confidence=1, kind="count", value="1",
            unit_text="رقاقة", modifier="exact", provenance=Provenance(rule="r"),
        )  # fmt: skip
        return Document(id="d", text=long, records=(record,))

    monkeypatch.setattr(FakePipeline, "__call__", wide)
    lines = run("extract", "a.txt", "--bidi").out.splitlines()
    assert sum(FSI in line for line in lines) > 3
    for line in lines:
        assert line.count(FSI) == line.count(PDI)
        assert cells(line) <= 100
    assert FSI not in run("extract", "a.txt", "--no-bidi").out


def test_clean_leaves_nothing_that_moves_the_cursor() -> None:
    assert clean("a\x1b[31mb\nc\u202ed\u2069\td\ud800") == "a [31mb c d d"


def test_isolate_only_right_to_left() -> None:
    assert isolate("H200") == "H200"
    assert isolate("رقاقة H200") == f"{FSI}رقاقة H200{PDI}"


@pytest.mark.parametrize("width", [1, 2, 3, 7, 20])
@pytest.mark.parametrize(
    "text", ["", "a", "واحد اثنان ثلاثة", "x" * 30, "قَوَّةٌ هَائِلَةٌ", "漢字 漢字漢字", "ab cd " + "e" * 9]
)
def test_wrap_keeps_everything_within_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert lines
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cells(line) <= max(width, 2) for line in lines)


def test_fit_shrinks_the_widest() -> None:
    assert fit(["a", "b"], [["x" * 50, "y" * 10]], 40) == [30, 10]
    assert fit(["a", "b"], [["x" * 5, "y" * 10]], 40) == [5, 10]
    assert fit(["a", "b"], [["x" * 50, "y" * 50]], 4) == [8, 8]


# ── batch ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_batch_keeps_order_ids_and_meta(run: Run, tmp_path: Path) -> None:
    docs = [{"id": f"d{n}", "text": f"رقم {n}", "url": n} for n in range(40)]
    write_lines(tmp_path / "in.jsonl", *docs)
    result = run("batch", "in.jsonl", "-o", "out.jsonl")
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("claimx: 40 documents, no errors")
    out = [Document.from_json(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert [doc.id for doc in out] == [doc["id"] for doc in docs]
    assert [doc.meta for doc in out] == [{"url": n} for n in range(40)]


def test_batch_never_loses_a_document(run: Run, tmp_path: Path) -> None:
    write_lines(
        tmp_path / "in.jsonl",
        {"id": "a", "text": "1"},
        "{",
        {"text": "boom"},
        '{"id": "s", "text": "ab\\ud800"}',
        {"id": "p", "text": "", "published": "yesterday"},
        {"id": "z", "text": "2"},
    )
    result = run("batch", "in.jsonl", "-o", "-", "--quiet")
    assert result.code == 1
    out = lines_of(result.out)
    assert [line["id"] for line in out] == ["a", "line-2", "line-3", "s", "p", "z"]
    assert [line.get("error", {}).get("type") for line in out] == [
        None, "InputError", "RuntimeError", "InputError", "InputError", None,
    ]  # fmt: skip
    assert "offset 2" in out[3]["error"]["message"]
    assert set(out[1]) == {"id", "error"}
    assert "6 documents, 4 errors" in result.err


def test_batch_from_standard_input(run: Run) -> None:
    result = run("batch", "-", "-o", "-", "-q", stdin=b'{"text": "1"}\n\n{"text": "2"}\n')
    assert (result.code, result.err) == (0, "")
    assert [line["id"] for line in lines_of(result.out)] == ["line-1", "line-3"]


def test_batch_of_nothing(run: Run, tmp_path: Path) -> None:
    assert run("batch", "-", "-o", "o.jsonl").code == 0
    assert (tmp_path / "o.jsonl").read_bytes() == b""


def test_batch_folder_leaves_its_own_output_out(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        assert run("batch", ".", "-o", "out.jsonl").code == 0
        assert [line["id"] for line in lines_of((tmp_path / "out.jsonl").read_text("utf-8"))] == ["a"]


def test_batch_warns_of_ids_given_twice(run: Run, tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", {"id": "a", "text": "1"}, {"id": "a", "text": "2"})
    result = run("batch", "in.jsonl", "-o", "-")
    assert result.code == 0
    assert "warning: id 'a' given more than once" in result.err
    assert len(lines_of(result.out)) == 2


def test_batch_interrupted_leaves_the_old_output(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out.jsonl").write_bytes(b"old")

    def interrupted(self: object, docs: object) -> Iterator[Document]:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakePipeline, "pipe", interrupted)
    assert run("batch", "a.txt", "-o", "out.jsonl").code == 130
    assert (tmp_path / "out.jsonl").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "out.jsonl"]


# ── schema and doctor ──────────────────────────────────────────────────────────────────────────────────────────────


def test_schema(run: Run) -> None:
    result = run("schema")
    schema = json.loads(result.out)
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"id", "text", "records", "claims", "entities"} <= set(schema["properties"])
    assert {"Company", "Chip", "Quantity", "Date", "Source", "Denial"} <= set(schema["$defs"])
    assert run("schema").out == result.out


def test_doctor(run: Run) -> None:
    result = run("doctor")
    assert result.code == 0, result.out
    for expected in ("camel-tools", "stanza", "CAMELTOOLS_DATA", "STANZA_RESOURCES_DIR", "Profile full", "digits"):
        assert expected in result.out


def test_doctor_finds_what_is_missing(run: Run) -> None:
    result = run("doctor", "--profile", "broken")
    assert result.code == 1
    assert "MissingModelError: no model at /nowhere" in result.out


# ── as a process ───────────────────────────────────────────────────────────────────────────────────────────────────


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "claimx.cli", *arguments], capture_output=True, check=False, **options)


def test_nobody_reads_the_output() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as out:
        done = subprocess.run([sys.executable, "-m", "claimx.cli", "schema"], stdout=out, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == b""


def test_output_is_utf8_in_any_locale() -> None:
    done = process("schema", env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 0
    json.loads(done.stdout.decode("utf-8"))


# ── bad input, with the real pipeline ──────────────────────────────────────────────────────────────────────────────

RULES = ("--profile", "rules")


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "Nvidia shipped 5 chips.", "芯片 🚀 чип", "\u0300\u0640\u200f\u202e", "٪" * 50, "\x00\x01"],
    ids=["empty", "blank", "english", "other scripts", "marks only", "percent signs", "control characters"],
)
def test_odd_text_gives_a_valid_document(real: Run, text: str) -> None:
    result = real("extract", "-", "--json", *RULES, stdin=text.encode())
    assert result.code == 0, result.err
    doc = Document.from_json(result.out)
    assert doc.text == text
    assert all(doc.text[r.start : r.end] == r.text for r in doc.records)
    assert real("extract", "-", *RULES, stdin=text.encode()).code == 0


def test_bad_lines_in_a_real_batch(real: Run) -> None:
    stdin = b'{"id": "s", "text": "ab\\ud800"}\n{\n{"id": "p", "text": "", "published": "01/10/2024"}\n{"text": ""}\n'
    result = real("batch", "-", "-o", "-", *RULES, stdin=stdin)
    assert result.code == 1
    out = lines_of(result.out)
    assert [line["id"] for line in out] == ["s", "line-2", "p", "line-4"]
    assert ["error" in line for line in out] == [True, True, True, False]
    assert "offset 2" in out[0]["error"]["message"]
    assert "01/10/2024" in out[2]["error"]["message"]


def test_unknown_profile_lists_the_known_ones(real: Run) -> None:
    result = real("extract", "a.txt", "--profile", "fast")
    assert result.code == 2
    assert "full" in result.err and "rules" in result.err


@pytest.mark.slow
def test_a_megabyte_on_one_line(real: Run) -> None:
    sentence = "أعلنت شركة هواوي أنها طلبت 20,000 رقاقة Ascend 910B في عام 2024، "
    text = sentence * (1_000_000 // len(sentence.encode()) + 1)
    result = real("extract", "-", "--json", *RULES, stdin=text.encode())
    assert result.code == 0, result.err
    doc = Document.from_json(result.out)
    assert doc.text == text
    assert len(doc.records) > 1000


def test_link_shows_what_names_mean(run: Run) -> None:
    result = run("link", "سامصونغ", "ميكروب")
    assert result.code == 0
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert rows == [["سامصونغ", "samsung", "Samsung", "spelling", "100"], ["ميكروب", "-", "-", "-", "-"]]


def test_link_in_json_with_a_user_s_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "companies.tsv").write_text("id\tname\tarabic\nnovarin\tNovarin\tنوفارين\n", encoding="utf-8")
    result = run("link", "نوفارن", "--kb", str(tmp_path), "--json")
    assert json.loads(result.out)["link"]["id"] == "novarin"


def test_link_of_an_unknown_type_is_an_error(run: Run) -> None:
    result = run("link", "سامسونغ", "--type", "planet")
    assert result.code == 1 and "planet" in result.err
