"""The record models: frozen, strict, stable in JSON."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from claimx.model.record import (
    Chip,
    Claim,
    Company,
    Cue,
    Date,
    Denial,
    Document,
    Entity,
    Provenance,
    Quantity,
    Source,
    TextSpan,
)

TEXT = "نفت هواوي أنها طلبت أكثر من 100,000 ألف رقاقة Ascend 910B في 2024"


def at(part: str) -> dict[str, object]:
    start = TEXT.index(part)
    return {"start": start, "end": start + len(part), "text": part}


def by(rule: str) -> dict[str, object]:
    return {"confidence": 0.9, "provenance": Provenance(rule=rule)}


@pytest.fixture
def doc() -> Document:
    content = TextSpan(**at("طلبت أكثر من 100,000 ألف رقاقة Ascend 910B"))
    trigger = Cue(**at("طلبت"), lemma="طلب")
    return Document(
        id="d1",
        published="2024-10-01",
        text=TEXT,
        sentences=((0, len(TEXT)),),
        records=(
            Company(id="company-1", **at("هواوي"), **by("kb"), mention="name", entity="Huawei", entity_id="huawei"),
            Chip(id="chip-1", **at("Ascend 910B"), **by("kb"), mention="model", entity="Ascend 910B", maker="Huawei"),
            Quantity(
                id="quantity-1", **at("أكثر من 100,000 ألف"), **by("q"), kind="count", value="100000",
                literal="100000000", modifier="more_than", of="chip-1",
            ),
            Date(
                id="date-1", **at("2024"), **by("t"), timex="DATE", value="2024",
                begin="2024-01-01", end_date="2024-12-31",
            ),
            Source(
                id="source-1", **at("هواوي"), **by("s"), kind="organization", name="Huawei", stance="denies",
                cue=Cue(**at("نفت"), lemma="نفى"), content=content,
            ),
            Denial(id="denial-1", **at("نفت"), **by("d"), denier="source-1", content=content, targets=("claim-1",)),
        ),
        claims=(
            Claim(
                id="claim-1", **at("طلبت أكثر من 100,000 ألف رقاقة Ascend 910B"), **by("c"), trigger=trigger,
                subject="Huawei", subject_record="company-1", args=("chip-1", "quantity-1", "date-1"),
                source="source-1", status="asserted", denied_by=("denial-1",),
            ),
        ),
        entities=(Entity(id="entity-1", type="company", name="Huawei", aliases=("هواوي",), mentions=("company-1",)),),
        meta={"url": "x", "tags": [1, None]},
    )  # fmt: skip


def test_json_round_trip(doc: Document) -> None:
    again = Document.from_json(doc.to_json())
    assert again == doc
    assert again.to_json() == doc.to_json()
    assert Document.from_json(doc.to_json(indent=2)) == doc


def test_json_is_one_line_with_arabic_as_written(doc: Document) -> None:
    line = doc.to_json()
    assert "\n" not in line
    assert "هواوي" in line
    assert "\\u" not in line


def test_keys_come_in_the_order_of_the_contract(doc: Document) -> None:
    keys = list(json.loads(doc.to_json()))
    assert keys == [
        "schema_version", "id", "published", "text", "sentences", "records", "claims", "entities", "warnings", "meta",
    ]  # fmt: skip
    assert list(json.loads(doc.to_json())["records"][0])[:4] == ["id", "start", "end", "text"]


def test_empty_meta_is_left_out() -> None:
    assert "meta" not in json.loads(Document(id="d", text="").to_json())


@pytest.mark.parametrize("path", [(), ("records", 0), ("claims", 0), ("entities", 0), ("claims", 0, "trigger")])
def test_unknown_key_is_refused(doc: Document, path: tuple[str | int, ...]) -> None:
    raw = json.loads(doc.to_json())
    place = raw
    for step in path:
        place = place[step]
    place["colour"] = "red"
    with pytest.raises(ValidationError, match="colour"):
        Document.from_json(json.dumps(raw))


def test_provenance_may_know_more() -> None:
    assert Provenance.model_validate({"rule": "r", "captures": {"cue": [1, 2]}}).model_dump()["captures"] == {
        "cue": [1, 2]
    }


@pytest.mark.parametrize(
    ("record", "key", "value"),
    [
        (0, "mention", "pronoun"),
        (2, "kind", "colour"),
        (2, "modifier", "roughly"),
        (3, "timex", "ERA"),
        (4, "stance", "?"),
    ],
)
def test_values_outside_the_contract_are_refused(doc: Document, record: int, key: str, value: str) -> None:
    raw = json.loads(doc.to_json())
    raw["records"][record][key] = value
    with pytest.raises(ValidationError):
        Document.from_json(json.dumps(raw))


def test_records_are_frozen(doc: Document) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        doc.companies[0].entity = "ZTE"  # type: ignore[misc]


def test_accessors(doc: Document) -> None:
    streams = (doc.companies, doc.chips, doc.quantities, doc.dates, doc.sources, doc.denials)
    assert [[r.id for r in stream] for stream in streams] == [
        ["company-1"], ["chip-1"], ["quantity-1"], ["date-1"], ["source-1"], ["denial-1"],
    ]  # fmt: skip
    assert doc.record("chip-1") is doc.chips[0]
    with pytest.raises(KeyError, match="chip-9"):
        doc.record("chip-9")


def test_to_pandas(doc: Document) -> None:
    pandas = pytest.importorskip("pandas")
    frame = doc.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["type"]) == ["company", "chip", "quantity", "date", "source", "denial"]
    assert list(doc.to_pandas("claims")["subject"]) == ["Huawei"]
    assert set(frame["doc_id"]) == {"d1"}
