"""The only place where the stages meet: text in, `Document` out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from claimx.backends import camel_data
from claimx.candidates import ner
from claimx.candidates.context import Context
from claimx.candidates.gazetteer import Gazetteer
from claimx.candidates.match import RuleSet
from claimx.candidates.names import NameChooser
from claimx.candidates.numbers import find_given
from claimx.candidates.rule import PHASES, load_rules
from claimx.claims.assemble import assemble_claims
from claimx.components import (
    MORPHOLOGY,
    RULES,
    build_analyzer,
    build_designations,
    build_disambiguator,
    build_knowledge,
    build_linker,
    build_normalizer,
    build_segmenter,
    cut_text,
    entries,
    knowledge,
    shipped_analyzer,
)
from claimx.errors import InputError, ProfileError
from claimx.export.document import build_document
from claimx.lexicons.kb import KnowledgeBase
from claimx.lexicons.loader import DATA
from claimx.lexicons.words import Entry, WordIndex
from claimx.model.candidate import Candidate
from claimx.model.doc import Doc
from claimx.model.draft import DateDraft, QuantityDraft
from claimx.model.record import Document
from claimx.reconcile.attribution import resolve_attributions
from claimx.reconcile.counted import link_counted
from claimx.reconcile.denial import resolve_denials
from claimx.reconcile.mentions import rebind, resolve_mentions
from claimx.resolve.quantity import resolve_quantities
from claimx.resolve.stand import stand
from claimx.resolve.timex import resolve_dates
from claimx.text.normalize import NormalizedView

PROFILES = {
    "full": "rules and the NER model (stanza, torch)",
    "rules": "rules only: no stanza, no torch",
}
"""What `load` accepts."""

GIVEN_LABELS = frozenset(
    {
        "company",
        "outlet",
        "org",
        "person",
        "chip",
        "process",
        "product",
        "brand",
        "place",
        "number",
        "clock",
        "quantity",
        "date",
    }
)
"""Candidate labels that something other than a rule may propose."""
SAID = frozenset({"brand", "nominal"})
"""Labels of what the knowledge base lists that is no name of a company: brands, and phrases that mean one."""
AFFIX_CLASSES = frozenset({"nisba.ending", "article"})
"""Word classes that hold parts of words, not words."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a pipeline, for ``claimx doctor``.

    Attributes:
        name: what it is.
        version: of the package it comes from, or of the data.
        path: file or folder it was loaded from, or empty.
        loaded: whether this pipeline uses it.
        detail: counts and the like, in words.
    """

    name: str
    version: str
    path: str
    loaded: bool
    detail: str


class Pipeline:
    """Extracts records and claims from texts. Build one with `claimx.load` and use it many times.

    Args:
        profile: a key of `PROFILES`.
        morphology: see `load`.
        kb: see `load`.

    Attributes:
        kb: the knowledge base, a user's files laid over the shipped one; ``entries`` has what is known of an
            ``entity_id``: country, ticker, parent, sectors.

    Raises:
        ProfileError: there is no profile of that name.
        MissingModelError: the NER model or the morphological database is not where it should be.
        DataError: the database is not in camel-tools' format, or a table of the knowledge base is malformed.
    """

    def __init__(
        self, profile: str = "full", *, morphology: str | Path | None = None, kb: Sequence[str | Path] = ()
    ) -> None:
        if profile not in PROFILES:
            raise ProfileError(f"unknown profile {profile!r}; there are: {', '.join(map(repr, PROFILES))}")
        self.profile = profile
        self._normalizer = build_normalizer()
        self._database = MORPHOLOGY if morphology is None else camel_data.find_database(morphology)
        self._disambiguate = build_disambiguator()
        fold, cut = self._normalizer.word, build_segmenter().tokenize
        if isinstance(kb, (str, Path)):
            raise InputError(f"kb is {str(kb)!r}; expected a list of paths: kb=[{str(kb)!r}]")
        self.kb = build_knowledge(kb) if kb else knowledge()
        shipped_only = self._database == MORPHOLOGY and not kb
        self._morph = shipped_analyzer() if shipped_only else build_analyzer(self._database, self.kb)
        shipped = entries()
        words = [e for e in shipped if e.cls not in AFFIX_CLASSES]
        self._words = WordIndex([*words, *nisba_entries(self.kb, shipped)], fold, cut)
        article = next(e.form for e in shipped if e.cls == "article")
        known = [*self.kb.entries.values(), *self.kb.places, *self.kb.brands(article), *self.kb.epithets()]
        self._gazetteer = Gazetteer(known, cut, fold, fold(article))
        self._designations = build_designations(self.kb)
        self._rules = RuleSet(load_rules(RULES), fold, self._words.classes, set(GIVEN_LABELS))
        self._choose = NameChooser(self.kb)
        self._linker = build_linker(self.kb)
        self._tagger: ner.Tagger | None = None
        if profile == "full":
            from claimx.backends.stanza_backend import StanzaTagger

            self._tagger = StanzaTagger()

    def __call__(
        self,
        text: str,
        *,
        published: str | date | None = None,
        id: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Document:
        """Extract from one text.

        Args:
            text: the article as it stands; offsets refer to it code point by code point.
            published: publication date (ISO string or date), the only anchor for relative dates.
            id: identifier to carry through; ``doc`` if not given.
            meta: anything else to carry through.

        Raises:
            InputError: the text is not a string or holds lone surrogates, or the date is not an ISO date.
        """
        doc = self._read(text, published, id)
        proposals = ner.propose(doc, self._tagger) if self._tagger is not None else []
        return self._extract(doc, proposals, meta)

    def pipe(self, docs: Iterable[str | Mapping[str, Any]], *, batch_size: int = 16) -> Iterator[Document]:
        """Extract from many texts, in order; the model sees ``batch_size`` documents at a time.

        Args:
            docs: texts, or mappings with ``text`` and optionally ``id``, ``published``; other keys go to ``meta``.
            batch_size: documents read ahead.

        Raises:
            InputError: as for a single text.
        """
        batch: list[tuple[Doc, dict[str, Any]]] = []
        for number, item in enumerate(docs, 1):
            record: dict[str, Any] = {"text": item} if isinstance(item, str) else dict(item)
            if "text" not in record:
                raise InputError(f"document {number}: no 'text' key; expected a mapping with 'text', 'id', 'published'")
            doc = self._read(
                record.pop("text"), record.pop("published", None), record.pop("id", None) or f"doc-{number}"
            )
            given = record.pop("meta", None) or {}
            if not isinstance(given, Mapping):
                raise InputError(f"document {number}: meta is {type(given).__name__}; expected an object")
            batch.append((doc, {**given, **record}))
            if len(batch) >= batch_size:
                yield from self._flush(batch)
                batch = []
        yield from self._flush(batch)

    def _flush(self, batch: Sequence[tuple[Doc, dict[str, Any]]]) -> Iterator[Document]:
        docs = [doc for doc, _ in batch]
        proposals = ner.propose_batch(docs, self._tagger) if self._tagger is not None and docs else [[] for _ in docs]
        for (doc, meta), found in zip(batch, proposals, strict=True):
            yield self._extract(doc, found, meta)

    def analyze(self, text: str, *, published: str | date | None = None) -> Context:
        """The text as the rules see it, before any rule has run: tokens, analyses, word classes.

        Raises:
            InputError: see `__call__`.
        """
        return self._context(self._read(text, published, None))

    def candidates(self, text: str, phase: str, *, published: str | date | None = None) -> list[Candidate]:
        """What the rules of one phase propose, after all earlier phases have run; for testing rules.

        Raises:
            InputError: see `__call__`.
        """
        ctx = self.analyze(text, published=published)
        for name, proposed in self._stages(ctx, []):
            if name == phase:
                return proposed
        return []

    def normalized(self, text: str) -> NormalizedView:
        """The normalised view of a text with the map back to raw offsets.

        Search ``view.norm``, then ask ``view.raw_span(*match.span())`` where that stands in the text as given.
        """
        return self._normalizer.view(text)

    def components(self) -> list[Component]:
        """What this pipeline is made of."""
        from importlib.metadata import version

        model = self._tagger.name if self._tagger else "not loaded in this profile"
        whose = "our database" if self._database == MORPHOLOGY else "another database"
        return [
            Component(
                "morphology", version("camel-tools"), str(self._database), True, f"{whose}, read with camel-tools"
            ),
            Component("rules", "", str(RULES), True, f"{len(self._rules.rules)} rules"),
            Component("words", "", str(DATA / "words"), True, f"{len(self._words.classes)} word classes"),
            Component("knowledge base", "", str(DATA / "kb"), True, f"{len(self.kb.entries)} entries"),
            Component("linking", version("rapidfuzz"), "", True, "rapidfuzz"),
            Component("NER model", version("stanza"), model, self._tagger is not None, "stanza Pipeline, our model"),
        ]

    def _read(self, text: str, published: str | date | None, doc_id: str | None) -> Doc:
        doc = cut_text(text, doc_id or "doc", published)
        for token in doc.tokens:
            if token.shape == "arabic":
                token.analyses = self._morph.analyze(token.text)
        self._disambiguate(doc.tokens, doc.sentences)
        return doc

    def _context(self, doc: Doc) -> Context:
        return Context(doc, self._words.find(doc))

    def _stages(self, ctx: Context, model: Sequence[Candidate]) -> Iterator[tuple[str, list[Candidate]]]:
        """Run the phases in order; yields each phase's raw proposals after adding what stands to ``ctx``."""
        proposed = self._rules.run(ctx, "names")
        known = [*self._gazetteer.find(ctx.doc), *self._designations.find(ctx.doc)]
        names = self._choose(ctx, self._linker.complete(ctx, [*known, *proposed, *model]))
        again = self._linker.repeats(ctx, names)
        again += self._linker.unlisted(ctx, [*names, *again, *(c for c in known if c.label in SAID)])
        if again:
            names = self._choose(ctx, [*names, *again])
        ctx.add(names)
        ctx.add([c for c in known if c.label in SAID])
        yield "names", proposed
        ctx.add(find_given(ctx))
        proposed = self._rules.run(ctx, "values")
        blocked = [c for c in names if c.label in ("chip", "product", "company", "outlet")]
        chosen = stand(ctx, proposed, blocked)
        ctx.dates = resolve_dates(ctx, chosen)
        ctx.quantities = resolve_quantities(ctx, chosen)
        ctx.add(value_candidates(ctx.quantities, ctx.dates))
        yield "values", proposed
        for phase in PHASES[2:]:
            proposed = self._rules.run(ctx, phase)
            ctx.add(proposed)
            yield phase, proposed

    def _extract(self, doc: Doc, model: Sequence[Candidate], meta: Mapping[str, Any] | None) -> Document:
        ctx = self._context(doc)
        for _ in self._stages(ctx, model):
            pass
        mentions = resolve_mentions(ctx, self._linker)
        attributions = resolve_attributions(ctx, mentions)
        said = [(a.content.start, a.content.end, a.affiliation) for a in attributions if a.content and a.affiliation]
        rebind(ctx, mentions, said)
        denials = resolve_denials(ctx, attributions)
        claims = assemble_claims(ctx, mentions, ctx.quantities, ctx.dates, attributions, denials)
        counted = link_counted(ctx, ctx.quantities, mentions)
        found = (mentions, ctx.quantities, ctx.dates, attributions, denials, claims)
        return build_document(doc, *found, counted, meta or {})


def value_candidates(quantities: Sequence[QuantityDraft], dates: Sequence[DateDraft]) -> list[Candidate]:
    """Chosen quantities and dates, for the rules of later phases."""
    return [
        Candidate(
            label,
            d.first,
            d.last,
            d.start,
            d.end,
            d.by,
            "rule",
            d.score,
            {},
            {"draft": d, "kind": getattr(d, "kind", "")},
        )
        for label, drafts in (("quantity", quantities), ("date", dates))
        for d in drafts
    ]


def nisba_entries(kb: KnowledgeBase, entries: Sequence[Entry]) -> list[Entry]:
    """Nationality adjectives of all countries with their endings: word class ``nisba``, value the country code."""
    endings = ["", *(e.form for e in entries if e.cls == "nisba.ending")]
    return [
        Entry("nisba", "form", adjective + ending, country.code)
        for country in kb.countries.values()
        for adjective in country.nisba
        for ending in endings
    ]


def load(profile: str = "full", *, morphology: str | Path | None = None, kb: Sequence[str | Path] = ()) -> Pipeline:
    """Build a pipeline.

    Args:
        profile: ``full`` (rules and model) or ``rules`` (no stanza, no torch).
        morphology: a morphological database other than the one that claimx ships: the path of a file in camel-tools'
            format, or the name of one that camel-tools has installed, such as ``calima-msa-r13``
            (``claimx data install calima-msa-r13``). Rules that ask which verb a verbal noun comes from find less with
            a database that does not say so.
        kb: your own knowledge base: ``.tsv`` or ``.toml`` files, or folders of them, with companies, outlets,
            organizations, people, chips or series in the shipped tables' form (docs/knowledge-base.md). They lie over
            the shipped tables, later files over earlier ones: a row replaces the one of the same id, and a spelling
            that it gives is taken from every other entry.

    Raises:
        ProfileError: there is no profile of that name.
        MissingModelError: the NER model or the database is not where it should be.
        DataError: the database is not in camel-tools' format, or a table of the knowledge base is malformed.
        InputError: ``kb`` is a path, not a list of paths.
    """
    return Pipeline(profile, morphology=morphology, kb=kb)
