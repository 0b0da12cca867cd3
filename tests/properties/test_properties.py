"""What holds for every text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

import claimx
from claimx.model.record import Claim, Document
from claimx.pipeline import Pipeline
from tests.properties.strategies import anything, arabic_soup, dates, news, texts
from tests.support import normalizer, segmenter

ROOT = Path(claimx.__file__).parents[1]
DEMO = json.loads((ROOT / "claimx" / "export" / "data" / "demo.json").read_text(encoding="utf-8"))

whole = settings(max_examples=80, deadline=None, derandomize=True)
"""For properties of whole documents."""
small = settings(max_examples=100, deadline=None, derandomize=True)
"""For properties of the text layer."""


@pytest.fixture(scope="module")
def nlp(rules: Pipeline) -> Pipeline:
    """The shared pipeline under a shorter name."""
    return rules


def spans_of(part: object) -> Iterator[tuple[int, int, str]]:
    """Every (start, end, text) in a document, however deep."""
    if isinstance(part, BaseModel):
        values = [getattr(part, name) for name in type(part).model_fields]
        if not isinstance(part, Document) and {"start", "end", "text"} <= set(type(part).model_fields):
            yield part.start, part.end, part.text  # type: ignore[attr-defined]
        for value in values:
            yield from spans_of(value)
    elif isinstance(part, (tuple, list)):
        for value in part:
            yield from spans_of(value)


def check_spans(doc: Document) -> None:
    """Every span slices to its text, is not empty and lies in bounds; a part lies where it must."""
    for start, end, text in spans_of(doc):
        assert 0 <= start < end <= len(doc.text)
        assert doc.text[start:end] == text
    for (_, end), (start, _) in pairwise(doc.sentences):
        assert end <= start
    assert all(0 <= start < end <= len(doc.text) for start, end in doc.sentences)
    for claim in doc.claims:
        assert claim.start <= claim.trigger.start < claim.trigger.end <= claim.end


def check_order(doc: Document) -> None:
    """Records come in text order, with ids of their own."""
    assert [(r.start, r.end) for r in doc.records] == sorted((r.start, r.end) for r in doc.records)
    ids = [*(r.id for r in doc.records), *(c.id for c in doc.claims)]
    assert len(ids) == len(set(ids))
    for record in doc.records:
        assert record.id.rpartition("-")[0] == record.type
        assert (record.provenance.rule is None) != (record.provenance.model is None)


def check_references(doc: Document) -> None:
    """Every id that is mentioned exists and is of the right kind."""
    kinds = {r.id: r.type for r in doc.records} | {c.id: "claim" for c in doc.claims}
    records = {r.id: r for r in doc.records}
    companies = {e.name for e in doc.entities if e.type == "company"}

    def refers(owner: str, target: str | None, *wanted: str) -> None:
        assert target is None or kinds.get(target) in wanted, f"{owner} → {target} ({kinds.get(target or '')})"

    for q in doc.quantities:
        refers(q.id, q.of, "chip", "company")
    for s in doc.sources:
        refers(s.id, s.via, "source")
        assert s.via != s.id
    for d in doc.denials:
        refers(d.id, d.denier, "source")
        for target in d.targets:
            refers(d.id, target, "claim")
    for c in doc.claims:
        refers(c.id, c.subject_record, "company")
        refers(c.id, c.source, "source")
        for arg in c.args:
            refers(c.id, arg, "company", "chip", "quantity", "date")
        for denial in c.denied_by:
            refers(c.id, denial, "denial")
        if c.subject_record is not None:
            assert c.subject == records[c.subject_record].entity  # type: ignore[union-attr]
        assert c.subject is None or c.subject in companies
    denied = {(c.id, d) for c in doc.claims for d in c.denied_by}
    assert denied == {(target, d.id) for d in doc.denials for target in d.targets}
    for e in doc.entities:
        assert e.mentions or e.type not in ("company", "chip")
        for mention in e.mentions:
            refers(e.id, mention, "company", "chip", "source")
        for mention in e.mentions:
            assert getattr(records[mention], "entity", e.name) in (e.name, None)
    assert len({e.id for e in doc.entities}) == len(doc.entities)
    named = {r.entity for r in doc.companies} | {r.entity for r in doc.chips if r.entity}
    assert named <= {e.name for e in doc.entities}


@whole
@given(text=texts(), published=dates())
@example(text="", published=None)
@example(text=DEMO["text"], published=DEMO["published"])
def test_spans_and_ids(nlp: Pipeline, text: str, published: str | None) -> None:
    doc = nlp(text, published=published)
    assert doc.text == text and doc.published == published
    check_spans(doc)
    check_order(doc)


@whole
@given(text=news(), published=dates())
@example(text=DEMO["text"], published=DEMO["published"])
def test_references(nlp: Pipeline, text: str, published: str | None) -> None:
    check_references(nlp(text, published=published))


@whole
@given(text=texts(), published=dates())
@example(text=DEMO["text"], published=DEMO["published"])
def test_same_again_and_json_round_trip(nlp: Pipeline, text: str, published: str | None) -> None:
    doc = nlp(text, published=published, id="d", meta={"n": 1})
    written = doc.to_json()
    assert nlp(text, published=published, id="d", meta={"n": 1}).to_json() == written
    read = Document.from_json(written)
    assert read == doc and read.to_json() == written
    assert Document.from_json(doc.to_json(indent=1)) == doc


@whole
@given(text=st.one_of(anything(), arabic_soup(), st.binary(max_size=60).map(lambda b: b.decode("latin-1"))))
@example(text="\x00")
@example(text="\u0651")
@example(text="." * 500)
@example(text="(" * 300)
@example(text="«" * 100 + "قال" + "»" * 100)
@example(text="9" * 400)
@example(text="١" * 60 + "٫" + "٩" * 60 + " مليار دولار")
@example(text="مليار " * 60)
@example(text="ألف " * 40 + "رقاقة")
@example(text="و" * 300)
@example(text="1 " * 300)
@example(text="قال إن " * 60)
@example(text="0000-00-00 99/99/9999 31 فبراير 2024")
def test_no_text_is_too_odd(nlp: Pipeline, text: str) -> None:
    doc = nlp(text, published="2024-02-29")
    check_spans(doc)
    check_references(doc)


def test_the_texts_are_worth_it(nlp: Pipeline) -> None:
    """What `news` makes holds every kind of record and link, so that the properties speak of something."""
    seen: Counter[str] = Counter()

    @whole
    @given(news())
    def count(text: str) -> None:
        doc = nlp(text, published="2024-10-01")
        seen.update(record.type for record in doc.records)
        seen.update(f"{d.type}.targets" for d in doc.denials if d.targets)
        seen.update("source.via" for s in doc.sources if s.via)
        seen.update("source.content" for s in doc.sources if s.content)
        seen.update("quantity.of" for q in doc.quantities if q.of)
        seen.update(f"claim.{c.status}" for c in doc.claims)
        seen.update("claim.source" for c in doc.claims if c.source)

    count()
    wanted = {
        "company", "chip", "quantity", "date", "source", "denial", "denial.targets", "source.via", "source.content",
        "quantity.of", "claim.asserted", "claim.planned", "claim.negated", "claim.possible", "claim.source",
    }  # fmt: skip
    assert wanted <= set(seen), f"never seen: {sorted(wanted - set(seen))}; {dict(seen)}"


@whole
@given(st.lists(news(), max_size=4), st.integers(1, 3))
def test_many_at_once_are_as_each_alone(nlp: Pipeline, given_texts: list[str], size: int) -> None:
    together = [doc.to_json() for doc in nlp.pipe(given_texts, batch_size=size)]
    assert together == [nlp(text, id=f"doc-{k}").to_json() for k, text in enumerate(given_texts, 1)]


@whole
@given(news())
def test_a_claim_is_what_its_trigger_is(nlp: Pipeline, text: str) -> None:
    """No two claims share a trigger, and none is triggered inside a name."""
    doc = nlp(text)
    triggers = [(c.trigger.start, c.trigger.end) for c in doc.claims]
    assert len(triggers) == len(set(triggers))
    assert all(isinstance(c, Claim) and c.trigger.lemma for c in doc.claims)


@small
@given(texts())
def test_tokens_tile_the_text(text: str) -> None:
    tokens = segmenter().tokenize(text)
    for token in tokens:
        assert text[token.start : token.end] == token.text != ""
        assert token.norm == normalizer().word(token.text)
        for core, offset, _ in token.cores:
            assert 0 <= offset < len(token.text) and token.norm.endswith(core)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    covered = set().union(*(range(t.start, t.end) for t in tokens)) if tokens else set()
    left = {c for i, c in enumerate(text) if i not in covered}
    assert not any(c.isalnum() and normalizer().char(c) for c in left)


@small
@given(texts())
def test_sentences_tile_the_tokens(text: str) -> None:
    tokens = segmenter().tokenize(text)
    ranges = segmenter().sentences(text, tokens)
    edges = [edge for first, last in ranges for edge in (first, last)]
    assert edges == sorted(edges) and all(first < last for first, last in ranges)
    assert [i for first, last in ranges for i in range(first, last)] == list(range(len(tokens)))
    assert all(tokens[i].sent == k for k, (first, last) in enumerate(ranges) for i in range(first, last))


@small
@given(texts())
def test_normalising_twice_equals_once(text: str) -> None:
    once = normalizer().view(text).norm
    assert normalizer().view(once).norm == once == normalizer().word(text)


@small
@given(texts(), st.data())
def test_offset_maps_go_both_ways(text: str, data: st.DataObject) -> None:
    view = normalizer().view(text)
    assert len(view.origin) == len(view.norm)
    assert all(a <= b for a, b in pairwise(view.origin))
    for raw in range(len(text)):
        at = view.norm_offset(raw)
        kept = bool(normalizer().char(text[raw]))
        assert (at < len(view.norm) and view.origin[at] == raw) == kept
        if kept:
            span = view.raw_span(at, at + 1)
            assert span.start == raw < span.end
    start = data.draw(st.integers(0, len(view.norm)))
    end = data.draw(st.integers(start, len(view.norm)))
    span = view.raw_span(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    assert view.norm[start:end] in normalizer().word(text[span.start : span.end])


@small
@given(news())
def test_vowel_signs_change_no_token(text: str) -> None:
    """Signs on the letters of all Arabic words leave the normalised tokens as they are."""
    marked = re.sub("(?<=[\u0621-\u063a\u0641-\u064a])(?=[\u0621-\u063a\u0641-\u064a])", "\u064e", text)
    assert [t.norm for t in segmenter().tokenize(marked)] == [t.norm for t in segmenter().tokenize(text)]


FRESH = """
import sys
from claimx.pipeline import load
nlp = load("rules")
for line in sys.stdin.buffer.read().decode("utf-8").split("\\x1e"):
    sys.stdout.buffer.write(nlp(line, published="2024-10-01").to_json().encode("utf-8") + b"\\n")
"""


def test_the_same_bytes_in_any_process(nlp: Pipeline) -> None:
    """Neither the hash seed nor what was read before shows in the output."""
    given_texts = [DEMO["text"]]
    for part in (
        DEMO["text"].splitlines(),
        ["", "قالت إيه.إم.دي وإنتل وهواوي إن رقائق H100 وH200 بيعت ب 3 مليارات دولار"],
    ):
        given_texts += part
    joined = "\x1e".join(given_texts).encode("utf-8")

    def fresh(seed: str) -> bytes:
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", FRESH], input=joined, capture_output=True, env=env, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    here = "".join(nlp(text, published="2024-10-01").to_json() + "\n" for text in reversed(given_texts))
    lines = here.encode("utf-8").splitlines(keepends=True)
    assert fresh("0") == fresh("1") == b"".join(reversed(lines))
