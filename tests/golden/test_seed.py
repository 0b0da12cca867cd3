"""The first article: what the library promised to find in it, and what it must not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claimx.model.record import Document, Source
from claimx.pipeline import PROFILES, load

SEED = Path(__file__).parents[3] / "shared" / "gold" / "dev" / "seed.json"
pytestmark = [
    pytest.mark.skipif(not SEED.is_file(), reason=f"no gold article at {SEED}"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    """The annotated article."""
    found: dict[str, Any] = json.loads(SEED.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module", params=sorted(PROFILES))
def doc(request: pytest.FixtureRequest, gold: dict[str, Any]) -> Document:
    """The article as extracted, in each profile."""
    return load(request.param)(gold["text"], published=gold["published"], id=gold["id"])


def at(text: str, quote: str, n: int = 1) -> tuple[int, int]:
    """Range of the n-th occurrence of a quotation."""
    start = -1
    for _ in range(n):
        start = text.index(quote, start + 1)
    return start, start + len(quote)


def span(part: Any) -> tuple[int, int]:
    """Range of a record, cue or content."""
    return part.start, part.end


def shown(parts: Any) -> str:
    """Records for a failure message, the text of each on a line of its own."""
    return "\n".join(f"{p.id} {span(p)}\n{p.text}" for p in parts)


# --- quantities and dates -----------------------------------------------------------------------------------------

QUANTITIES = [
    ("100,000 ألف رقاقة", "100000", "100000000", "more_than"),
    ("30,000 ألف رقاقة", "30000", "30000000", "less_than"),
]


@pytest.mark.parametrize(("quote", "value", "literal", "modifier"), QUANTITIES, ids=["100000", "30000"])
def test_quantity(doc: Document, quote: str, value: str, literal: str, modifier: str) -> None:
    found = [q for q in doc.quantities if span(q) == at(doc.text, quote)]
    assert len(found) == 1, shown(doc.quantities)
    q = found[0]
    assert (q.kind, q.value, q.literal, q.modifier, q.unit) == ("count", value, literal, modifier, "رقاقة")


def test_no_other_quantity(doc: Document) -> None:
    assert len(doc.quantities) == len(QUANTITIES), shown(doc.quantities)


DATES = [
    ("عام 2022", "2022", None, "2022-01-01", "2022-12-31"),
    ("هذا العام", "2024", None, "2024-01-01", "2024-12-31"),
    ("يوليو", "2024-07", "until", "2024-07-01", "2024-07-31"),
]


@pytest.mark.parametrize(("quote", "value", "bound", "begin", "end"), DATES, ids=[d[1] for d in DATES])
def test_date(doc: Document, quote: str, value: str, bound: str | None, begin: str, end: str) -> None:
    found = [d for d in doc.dates if span(d) == at(doc.text, quote)]
    assert len(found) == 1, shown(doc.dates)
    d = found[0]
    assert (d.timex, d.value, d.bound, d.mod) == ("DATE", value, bound, None)
    assert bound or (d.begin, d.end_date) == (begin, end)


def test_no_other_date(doc: Document) -> None:
    assert len(doc.dates) == len(DATES), shown(doc.dates)


# --- attributions -------------------------------------------------------------------------------------------------

SOURCES = [
    # what, source, cue (quotation, occurrence), kind, name, stance, words that the content holds
    ("announcement", "ByteDance", ("أعلنت", 1), "organization", "ByteDance", "asserts", "خطتها في تطوير نموذج جديد"),
    ("Reuters", "رويترز", ("وفقًا", 1), "outlet", "Reuters", "asserts", ""),
    ("informed sources", "مصادر مطلعة", ("أفادت", 1), "anonymous", None, "asserts", "العملاق الصيني يخطط لاستخدام"),
    ("another source", "مصدر آخر", ("كشف", 3), "anonymous", None, "asserts", "ByteDance تخطط لطراز جديد"),
    ("spokesman", "مايكل هيوز", ("قال", 1), "person", "مايكل هيوز", "denies", "لم يتم تطوير أي نموذج جديد"),
    ("press reports", "تقارير صحفية", ("أفادت", 2), "outlet", None, "asserts", "ByteDance طلبت أكثر من 100,000"),
    ("two people", "اثنان من الأشخاص", ("قال", 2), "anonymous", None, "asserts", "العرض المحدود والقدرة الحاسوبية"),
]  # fmt: skip


def by_cue(doc: Document, quote: str, n: int) -> Source:
    """The attribution whose cue is the n-th occurrence of a word."""
    wanted = at(doc.text, quote, n)
    found = [s for s in doc.sources if s.cue is not None and span(s.cue) == wanted]
    assert len(found) == 1, f"{len(found)} sources at this cue; all sources:\n{shown(doc.sources)}"
    return found[0]


@pytest.mark.parametrize("case", SOURCES, ids=[s[0] for s in SOURCES])
def test_source(doc: Document, case: tuple[str, str, tuple[str, int], str, str | None, str, str]) -> None:
    _, quote, cue, kind, name, stance, words = case
    source = by_cue(doc, *cue)
    assert quote in source.text or source.text in quote, shown([source])
    assert (source.kind, source.name, source.stance) == (kind, name, stance)
    if words:
        assert source.content is not None
        assert words in source.content.text, source.content.text


def test_exactly_seven_sources(doc: Document) -> None:
    assert len(doc.sources) == len(SOURCES), shown(doc.sources)


def test_the_spokesman_speaks_for_bytedance(doc: Document) -> None:
    source = by_cue(doc, "قال", 1)
    assert source.affiliation == "ByteDance"
    assert source.role is not None and "المتحدث باسم" in source.role


# --- the denial ---------------------------------------------------------------------------------------------------


def triggers(doc: Document, gold: dict[str, Any], *ids: str) -> set[tuple[int, int]]:
    """Trigger ranges of gold claims."""
    wanted = [c["trigger"] for c in gold["claims"] if c["id"] in ids]
    return {at(doc.text, t["quote"], t["n"]) for t in wanted}


def test_exactly_one_denial_by_the_spokesman(doc: Document) -> None:
    assert len(doc.denials) == 1, shown(doc.denials)
    denial = doc.denials[0]
    assert denial.denier == by_cue(doc, "قال", 1).id
    start, end = at(doc.text, "الفرضية بأكملها هنا خاطئة. لم يتم تطوير أي نموذج جديد")
    assert start <= denial.start < denial.end <= end, shown([denial])


def test_it_is_tied_to_the_claims_that_it_denies(doc: Document, gold: dict[str, Any]) -> None:
    """The plan announced and the plans that the sources told of; not what is plainly so."""
    (denial,) = doc.denials
    targets = {span(c.trigger) for c in doc.claims if c.id in denial.targets}
    wanted = triggers(doc, gold, "m1", "m3", "m4")
    named = "\n".join(doc.text[a:b] for a, b in sorted(targets))
    assert wanted <= targets, f"missing {sorted(wanted - targets)}; targets are\n{named}"
    untouched = triggers(doc, gold, "m2", "m5", "m6", "m7", "m8", "m9", "m10")
    assert not targets & untouched, f"targets are\n{named}"
    assert {c.id for c in doc.claims if denial.id in c.denied_by} == set(denial.targets)


NO_DENIAL = ["رفضت الكشف عن هويتها", "ولم يتم الكشف عن أي تفاصيل أخرى", "لم يستطع أن يقول"]


@pytest.mark.parametrize("quote", NO_DENIAL, ids=["refused to be named", "no details disclosed", "could not say"])
def test_refusals_and_silence_deny_nothing(doc: Document, quote: str) -> None:
    start, end = at(doc.text, quote)
    assert not [d for d in doc.denials if d.start < end and start < d.end]
    assert not [s for s in doc.sources if s.stance == "denies" and s.start < end and start < s.end]
    assert not [s for s in doc.sources if s.cue and s.stance == "denies" and start <= s.cue.start < end]


# --- entities -----------------------------------------------------------------------------------------------------


def test_both_spellings_are_one_chip(doc: Document) -> None:
    chips = [c for c in doc.chips if c.mention == "model"]
    assert {c.text for c in chips} == {"Ascend 910 B", "Ascend 910B"}, shown(chips)
    assert {(c.entity, c.maker) for c in chips} == {("Ascend 910B", "Huawei")}
    (entity,) = [e for e in doc.entities if e.type == "chip"]
    assert entity.name == "Ascend 910B"
    assert set(entity.mentions) == {c.id for c in chips}
    assert set(entity.aliases) == {"Ascend 910 B", "Ascend 910B"}


NOMINALS = [
    ("giant of social networking", "عملاق التواصل الاجتماعي الصيني"),
    ("the Chinese giant", "العملاق الصيني"),
    ("owner of TikTok", "مالك تيك توك"),
    ("the company that owns TikTok", "للشركة المالكة للتيك توك"),
]


@pytest.mark.parametrize("quote", [n[1] for n in NOMINALS], ids=[n[0] for n in NOMINALS])
def test_description_of_bytedance(doc: Document, quote: str) -> None:
    found = [c for c in doc.companies if span(c) == at(doc.text, quote)]
    assert [(c.mention, c.entity, c.entity_id) for c in found] == [("nominal", "ByteDance", "bytedance")], shown(
        c for c in doc.companies if c.mention == "nominal"
    )


def test_every_named_company_is_found_as_itself(doc: Document, gold: dict[str, Any]) -> None:
    wanted = {
        (*at(doc.text, r["quote"], r["n"]), r["entity"])
        for r in gold["records"]
        if r["type"] == "company" and r["mention"] == "name"
    }
    found = {(c.start, c.end, c.entity) for c in doc.companies if c.mention == "name"}
    assert wanted <= found, f"missing {sorted(wanted - found)}"


def test_planned_claims(doc: Document, gold: dict[str, Any]) -> None:
    """The three plans are claims about ByteDance, each with the source that tells of it."""
    for claim_id, cue in (("m1", ("أعلنت", 1)), ("m3", ("أفادت", 1)), ("m4", ("كشف", 3))):
        wanted = triggers(doc, gold, claim_id)
        found = [c for c in doc.claims if span(c.trigger) in wanted]
        assert [(c.subject, c.status, c.source) for c in found] == [("ByteDance", "planned", by_cue(doc, *cue).id)]
