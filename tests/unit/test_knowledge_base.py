"""A user's own knowledge base over the shipped one: forms, precedence, errors; and what the shipped one must hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import claimx
from claimx.components import build_knowledge, fold_name, knowledge
from claimx.errors import DataError, InputError
from claimx.lexicons.tables import TABLES

SENTENCE = "وقعت نوفارين عقدا لتوريد رقائق زفيرون 7 أمس"
TSV = "id\tname\tarabic\tcountry\tsector\tticker\nnovarin\tNovarin\tنوفارين;نوفارين تك\tJO\tsemiconductors\tASE:NOVA\n"
TOML = """
[[company]]
id = "novarin"
name = "Novarin"
arabic = ["نوفارين"]
country = "JO"
sector = ["semiconductors"]

[[chip]]
id = "novarin-zephyron-7"
name = "Zephyron 7"
kind = "model"
maker = "Novarin"
family = "Zephyron"
arabic = ["زفيرون 7"]
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_company_is_found_only_with_the_user_s_table(tmp_path: Path, rules: claimx.Pipeline) -> None:
    mine = claimx.load("rules", kb=[write(tmp_path, "acme-companies.tsv", TSV)])
    found = {c.text: (c.entity, c.entity_id) for c in mine(SENTENCE).companies}
    assert found == {"نوفارين": ("Novarin", "novarin")}
    assert mine.kb.entries["novarin"].ticker == "ASE:NOVA"
    assert not [c for c in rules(SENTENCE).companies if c.entity_id]


def test_companies_and_chips_in_toml(tmp_path: Path) -> None:
    mine = claimx.load("rules", kb=[write(tmp_path, "mine.toml", TOML)])
    doc = mine(SENTENCE)
    assert [(c.text, c.entity_id) for c in doc.companies] == [("نوفارين", "novarin")]
    models = [c for c in doc.chips if c.mention == "model"]
    assert [(c.text, c.entity, c.entity_id, c.maker) for c in models] == [
        ("زفيرون 7", "Zephyron 7", "novarin-zephyron-7", "Novarin")
    ]
    assert {e.id for e in doc.entities} >= {"novarin", "novarin-zephyron-7"}


def test_a_row_replaces_the_shipped_one_of_the_same_id(tmp_path: Path) -> None:
    path = write(tmp_path, "companies.tsv", "id\tname\tarabic\nnvidia\tNVIDIA Corporation\tإنفيديا\n")
    kb = build_knowledge([path])
    entry = kb.entries["nvidia"]
    assert entry.name == "NVIDIA Corporation"
    assert entry.aliases == ("NVIDIA Corporation", "إنفيديا")
    assert {row["maker"] for row in kb.chips if row["id"] == "nvidia-h100"} == {"NVIDIA Corporation"}


def test_a_spelling_belongs_to_the_user_s_entry(tmp_path: Path) -> None:
    """Also where the shipped table spells it with other letter forms."""
    path = write(tmp_path, "companies.tsv", "id\tname\tarabic\nmy-mark\tMy Mark\tانفيديا\n")
    kb = build_knowledge([path])
    holders = [e.id for e in kb.of_type("company") if fold_name("إنفيديا") in map(fold_name, e.aliases)]
    assert holders == ["my-mark"]


def test_the_later_file_wins(tmp_path: Path) -> None:
    one = write(tmp_path, "one-companies.tsv", "id\tname\tarabic\na\tFirst\tنوفارين\n")
    two = write(tmp_path, "two-companies.tsv", "id\tname\tarabic\nb\tSecond\tنوفارين\n")
    for order, winner in (([one, two], "b"), ([two, one], "a")):
        kb = build_knowledge(order)
        assert [e.id for e in kb.of_type("company") if "نوفارين" in e.aliases] == [winner]


def test_a_folder_of_tables(tmp_path: Path) -> None:
    write(tmp_path, "companies.tsv", TSV)
    write(
        tmp_path, "more.toml", '[[person]]\nid = "x-y"\nname = "X Y"\narabic = ["زيدون الكرمي"]\ncompany = "novarin"\n'
    )
    kb = build_knowledge([tmp_path])
    assert kb.entries["novarin"].country == "JO"
    assert kb.entries["person:x-y"].company == "novarin"


def test_the_shipped_tables_stay_as_they_are(tmp_path: Path) -> None:
    before = knowledge().entries["nvidia"]
    build_knowledge([write(tmp_path, "companies.tsv", "id\tname\nnvidia\tOther\n")])
    assert knowledge().entries["nvidia"] is before


BAD = {
    "no such file": (None, "", "no such knowledge base"),
    "another suffix": ("companies.csv", "id,name", "not .csv"),
    "a name that tells no table": ("mine.tsv", TSV, "does not say which table"),
    "an unknown column": ("companies.tsv", "id\tname\tcolour\na\tA\tred\n", "unknown column 'colour'"),
    "no id": ("companies.tsv", "name\nA\n", "no column 'id'"),
    "an empty name": ("companies.tsv", "id\tname\na\t\n", "name is empty"),
    "an id twice": ("companies.tsv", "id\tname\na\tA\na\tB\n", "used already, at companies.tsv:2"),
    "an unknown parent": ("companies.tsv", "id\tname\tparent\na\tA\tnobody\n", "'nobody'"),
    "an unknown maker": ("chips.tsv", "id\tname\tkind\tmaker\na\tA 1\tmodel\tNobody\n", "'Nobody'"),
    "a missing cell": ("companies.tsv", "id\tname\na\n", "1 cells; expected 2"),
    "no TOML": ("mine.toml", "[[company]\n", "not TOML"),
    "an unknown TOML table": ("mine.toml", '[[planet]]\nid = "x"\n', "'planet' is no table"),
    "a number in TOML": ("mine.toml", '[[company]]\nid = "x"\nname = 7\n', "expected text"),
    "not UTF-8": ("companies.tsv", None, "not UTF-8"),
}


@pytest.mark.parametrize(("name", "text", "words"), BAD.values(), ids=BAD)
def test_bad_tables_say_what_is_wrong(tmp_path: Path, name: str | None, text: str | None, words: str) -> None:
    path = tmp_path / (name or "gone.tsv")
    if name is not None:
        path.write_bytes(b"id\tname\na\t\xff\n" if text is None else text.encode())
    with pytest.raises(DataError) as caught:
        build_knowledge([path])
    assert words in str(caught.value) and path.name in str(caught.value)


def test_an_empty_folder_is_no_knowledge_base(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no \.tsv or \.toml"):
        build_knowledge([tmp_path])


def test_one_path_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a list"):
        claimx.load("rules", kb=str(write(tmp_path, "companies.tsv", TSV)))


def test_size() -> None:
    kb = knowledge()
    kinds = Counter(row["kind"] for row in kb.chips)
    assert len(kb.of_type("company")) >= 900
    assert len(kb.of_type("outlet")) >= 250
    bodies = [e for e in kb.of_type("org") if e.kind in ("regulator", "ministry", "court", "government", "body")]
    research = [e for e in kb.of_type("company") if e.kind == "research"]
    assert len(bodies) + len(research) >= 120
    assert sum(kinds.values()) >= 900
    assert kinds["process"] >= 50 and kinds["architecture"] >= 50 and kinds["memory"] >= 50
    assert sum(bool(e.ticker) for e in kb.of_type("company")) >= 500


def test_names_that_are_words_need_context(rules: claimx.Pipeline) -> None:
    """A one-word name that our lexicon reads as a common word first of all must be marked."""
    unmarked = []
    for entry in knowledge().of_type("company"):
        for alias in entry.aliases:
            if entry.ambiguous or " " in alias or alias.isascii() or not alias.isalpha():
                continue
            token = rules.analyze(f"في {alias} اليوم").doc.tokens[1]
            best = token.analysis
            if best is not None and best.via == "exact" and best.pos in ("noun", "adj") and best.cost < 1:
                unmarked.append((entry.id, alias, best.lemma))
    assert unmarked == []


def test_every_table_is_shipped() -> None:
    folder = Path(claimx.__file__).parent / "lexicons" / "data" / "kb"
    assert all((folder / f"{table.file}.tsv").is_file() for table in TABLES)
