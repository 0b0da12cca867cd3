"""Other morphological databases: finding them, and camel-tools' installer against a server of our own."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import claimx
from claimx.backends.camel_data import find_database
from claimx.errors import DataError, MissingModelError
from tests.support import DATABASE

SAMPLE = Path(__file__).parents[3] / "shared" / "morphology" / "sample_particles.db"
NAME, PACKAGE = "toy-msa", "morphology-db-toy"
INSTALL = """
import os, sys
os.environ["CAMELTOOLS_DATA"] = sys.argv[1]
from claimx.backends.camel_backend import home_folder, prepare, write_catalogue
write_catalogue(home_folder())
prepare()
import camel_tools.data.catalogue as catalogue
catalogue.CATALOGUE_URL = sys.argv[2]
from claimx.cli import main
sys.exit(main(sys.argv[3:]))
"""
TOY = """###DEFINES###
DEFINE diac diac:*open*
DEFINE lex lex:*open*
DEFINE bw bw:*open*
DEFINE pos pos:noun pos:digit pos:punc pos:latin
DEFINE prc0 prc0:0 prc0:Al_det
DEFINE source source:lex
###DEFAULTS###
DEFAULT pos:noun diac:* lex:* bw:* prc0:0 source:lex
###ORDER###
ORDER diac lex bw pos prc0 source
###TOKENIZATIONS###
###STEMBACKOFF###
###PREFIXES###
\tP0\tdiac: bw: prc0:0
\u0627\u0644\tPA\tdiac:\u0627\u0644 bw:\u0627\u0644/DET prc0:Al_det
###SUFFIXES###
\tS0\tdiac: bw:
###STEMS###
\u0643\u062a\u0627\u0628\tN\tdiac:\u0643\u0650\u062a\u0627\u0628 lex:\u0643\u0650\u062a\u0627\u0628_1 \
bw:\u0643\u0650\u062a\u0627\u0628/NOUN pos:noun prc0:0 source:lex
###TABLE AB###
P0 N
PA N
###TABLE BC###
N S0
###TABLE AC###
P0 S0
PA S0
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    path = tmp_path / "toy.db"
    path.write_text(TOY, encoding="utf-8")
    return path


@pytest.fixture
def server() -> Iterator[str]:
    """A catalogue that names one package, and the package, on a port of this machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("morphology.db", TOY)
    files: dict[str, bytes] = {"/toy.zip": packed.getvalue(), "/junk.json": b"<html>not a catalogue</html>"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{httpd.server_port}"
    package = {
        "description": "a toy", "version": "1", "license": "CC0", "package_type": "http", "url": f"{base}/toy.zip",
        "destination": "morphology_db/toy", "dependencies": [], "private": False,
        "sha256": hashlib.sha256(packed.getvalue()).hexdigest(), "size": len(packed.getvalue()),
        "files": [{"path": "morphology.db", "sha256": hashlib.sha256(TOY.encode()).hexdigest()}],
    }  # fmt: skip
    datasets = {NAME: {"path": "morphology_db/toy"}}
    catalogue = {
        "version": "1.6",
        "packages": {PACKAGE: package},
        "components": {"MorphologyDB": {"default": NAME, "datasets": datasets}},
    }
    files["/catalogue.json"] = json.dumps(catalogue).encode()
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield base
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def run(folder: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own: camel-tools binds its folder when it is imported."""
    return subprocess.run(
        [sys.executable, "-c", INSTALL, str(folder), url, *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "no_proxy": "127.0.0.1"},
    )  # fmt: skip


@pytest.mark.parametrize("asked", [NAME, PACKAGE])
def test_install_then_use_by_name(tmp_path: Path, server: str, asked: str) -> None:
    folder = tmp_path / "camel"
    url = f"{server}/catalogue.json"
    done = run(folder, url, "data", "install", asked)
    assert done.returncode == 0, done.stderr
    assert f"{NAME}: " in done.stderr and "licence: CC0" in done.stderr
    listed = run(folder, url, "data", "list")
    assert listed.stdout.split("\t")[:3] == [NAME, "installed", PACKAGE]
    text = tmp_path / "text.txt"
    text.write_text("الكتاب", encoding="utf-8")
    analyzed = run(folder, url, "analyze", str(text), "--json", "--morphology", NAME)
    token = json.loads(analyzed.stdout)
    assert token["lemma"] == "كتاب" and [s["form"] for s in token["segments"]] == ["ال", "كتاب"]


@pytest.mark.parametrize(
    ("path", "name", "said"),
    [
        ("/none.json", NAME, "catalogue cannot be fetched: what was fetched is not a catalogue"),
        ("/junk.json", NAME, "catalogue cannot be fetched: what was fetched is not a catalogue"),
        ("/catalogue.json", "nonsense", f"no package 'nonsense'; it has: {PACKAGE}"),
    ],
)
def test_what_cannot_be_installed_is_said(tmp_path: Path, server: str, path: str, name: str, said: str) -> None:
    folder = tmp_path / "camel"
    done = run(folder, server + path, "data", "install", name)
    assert done.returncode == 1
    assert done.stderr.startswith("claimx: error: ") and said in done.stderr
    assert json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))["version"]


def test_no_server_is_said(tmp_path: Path) -> None:
    done = run(tmp_path / "camel", "http://127.0.0.1:9/catalogue.json", "data", "install", NAME)
    assert done.returncode == 1
    assert "catalogue cannot be fetched" in done.stderr and "set CAMELTOOLS_DATA" in done.stderr


def test_not_installed_says_how(tmp_path: Path, server: str) -> None:
    folder = tmp_path / "camel"
    text = tmp_path / "text.txt"
    text.write_text("كتاب", encoding="utf-8")
    done = run(folder, f"{server}/catalogue.json", "analyze", str(text), "--morphology", "calima-msa-r13")
    assert done.returncode == 1
    assert "'calima-msa-r13'" in done.stderr and "claimx data install calima-msa-r13" in done.stderr


def test_a_file_is_found_and_a_missing_one_named(toy: Path) -> None:
    assert find_database(toy) == find_database(str(toy)) == toy
    with pytest.raises(MissingModelError, match="no such morphological database"):
        find_database(toy.with_name("other.db"))


def test_pipeline_with_another_database(toy: Path) -> None:
    nlp = claimx.load("rules", morphology=toy)
    tokens = nlp.analyze("الكتاب وكتاب هواوي").doc.tokens
    assert [(t.lemma, t.analyses[0].via) for t in tokens] == [
        ("كتاب", "exact"),
        ("كتاب", "backoff"),
        ("هواوي", "exact"),
    ]
    assert [(s.kind, s.start, s.end) for s in tokens[0].segments] == [("article", 0, 2), ("stem", 2, 6)]
    part = next(c for c in nlp.components() if c.name == "morphology")
    assert part.path == str(toy) and "another database" in part.detail


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("###STEMS###\n", "###STEMS###\n\u0643\u062a\u0628\n", r"toy\.db:20: not a stem"),
        (" pos:noun prc0", " prc0", r"toy\.db:20: a stem without the feature 'pos'"),
        ("P0 N\n", "P0\n", "not a database in camel-tools' format"),
        ("###DEFINES###\n", "nothing\n", "not a database in camel-tools' format"),
    ],
)
def test_malformed_database_names_the_line(toy: Path, old: str, new: str, said: str) -> None:
    toy.write_text(TOY.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        claimx.load("rules", morphology=toy)


def agrees_with_camel_tools(path: Path, words: set[str]) -> int:
    """How many words our look-up and camel-tools' analyser both read; they must read all of them alike.

    camel-tools reads every row and joins all columns; ours leaves some columns out and parses late.
    """
    from claimx.backends.camel_backend import prepare
    from claimx.backends.camel_database import load_analyzer

    prepare()
    from camel_tools.morphology.analyzer import Analyzer
    from camel_tools.morphology.database import MorphologyDB

    left_out = ("stem", "stemcat", "gloss", "pattern", "caphi", "catib6", "ud")

    def comparable(readings: list[dict[str, object]]) -> list[list[tuple[str, object]]]:
        return sorted(
            sorted((k, v) for k, v in r.items() if k not in left_out and not k.endswith(("tok", "seg", "_logprob")))
            for r in readings
        )

    reference, ours = Analyzer(MorphologyDB(str(path)), strict_digit=True), load_analyzer(path)
    found = 0
    for word in sorted(words):
        expected = comparable(reference.analyze(word))
        assert comparable(ours(word)) == expected, word
        found += bool(expected)
    return found


def test_look_up_gives_what_camel_tools_gives() -> None:
    corpus = (Path(__file__).parents[2] / "fixtures" / "corpus" / "part_b.txt").read_text(encoding="utf-8")
    words = set(re.findall("[\u0621-\u063a\u0641-\u064a]+", corpus)[:4000])
    assert agrees_with_camel_tools(DATABASE, words) > 1000


def test_look_up_of_another_database_gives_what_camel_tools_gives() -> None:
    if not SAMPLE.exists():
        pytest.skip(f"no sample database at {SAMPLE}")
    assert agrees_with_camel_tools(SAMPLE, {"على", "وعليها", "علام", "عليه", "فعلي", "أعليكم", "علي", "كتاب"}) > 4


def test_public_sample_database() -> None:
    if not SAMPLE.exists():
        pytest.skip(f"no sample database at {SAMPLE}")
    tokens = claimx.load("rules", morphology=SAMPLE).analyze("وعليها علام").doc.tokens
    assert [s.form for s in tokens[0].segments] == ["و", "علي", "ها"]
    assert [(s.start, s.end) for s in tokens[0].segments] == [(0, 1), (1, 4), (4, 6)]
    assert tokens[0].lemma == "على" and tokens[0].pos == "prep" and tokens[1].analyses[0].via == "exact"
