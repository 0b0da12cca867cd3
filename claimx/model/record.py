"""The record contract: what claimx emits for a document, as pydantic models.

Offsets are half-open code-point ranges over the text exactly as it was given:
``text[start:end]`` is a record's ``text``, always. Numbers travel as decimal
strings, so that nothing is lost to floats. `claimx.schema()` gives the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "1.0"

Kind = Literal[
    "count", "money", "percent", "ratio", "length", "data", "compute", "power", "frequency", "energy",
    "area", "mass", "speed", "other",
]  # fmt: skip
Modifier = Literal["exact", "approx", "more_than", "less_than", "at_least", "at_most", "range", "vague"]
Timex = Literal["DATE", "TIME", "DURATION", "SET"]
Mod = Literal["START", "MID", "END", "APPROX"]
Calendar = Literal["gregorian", "hijri", "fiscal"]
Bound = Literal["since", "until", "by", "before", "after"]
SourceKind = Literal["person", "organization", "outlet", "anonymous", "document"]
Stance = Literal["asserts", "denies", "no_comment", "unverified"]
Status = Literal["asserted", "planned", "possible", "negated"]
EntityType = Literal["company", "chip", "person", "outlet", "organization"]


class Base(BaseModel):
    """Frozen, and strict about unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextSpan(Base):
    """A stretch of the raw text."""

    start: int = Field(ge=0, description="first code point")
    end: int = Field(ge=0, description="one past the last code point")
    text: str = Field(description="the raw text between the two")


class Cue(TextSpan):
    """A word that signals something, with its lemma."""

    lemma: str


class Provenance(Base):
    """Which rule, lexicon or model made a record, and what else it knows.

    Exactly one of ``rule`` and ``model`` is set.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    rule: str | None = Field(None, description="id of the rule or lexicon")
    model: str | None = Field(None, description="name of the model")


class RecordBase(Base):
    """What every record has."""

    id: str = Field(description="type and number in text order, stable for the same input")
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    confidence: float = Field(ge=0, le=1)
    provenance: Provenance


class Company(RecordBase):
    """A mention of a commercial company."""

    type: Literal["company"] = "company"
    mention: Literal["name", "nominal"]
    entity: str = Field(description="canonical name")
    entity_id: str | None = Field(None, description="knowledge-base id")


class Chip(RecordBase):
    """A mention of a semiconductor product, series, architecture or class."""

    type: Literal["chip"] = "chip"
    mention: Literal["model", "generic"]
    entity: str | None = Field(None, description="canonical designation; null for a class of chips")
    entity_id: str | None = None
    maker: str | None = Field(None, description="canonical name of the manufacturer")


class Quantity(RecordBase):
    """A number that measures or counts something."""

    type: Literal["quantity"] = "quantity"
    kind: Kind
    value: str = Field(description="what the writer meant, a decimal string; the low end of a range")
    high: str | None = Field(None, description="the high end of a range")
    unit: str | None = None
    modifier: Modifier
    literal: str | None = Field(None, description="the literal reading, only where it differs from value")
    unit_text: str | None = Field(None, description="the unit or counted noun as written")
    of: str | None = Field(None, description="id of the record that it counts or measures")
    cue: TextSpan | None = Field(None, description="the words that give the modifier")
    per: TextSpan | None = Field(None, description="what the amount is per: for each share, a month")
    converts: str | None = Field(None, description="id of the quantity that this one gives again in another unit")


class Date(RecordBase):
    """A TIMEX3 expression."""

    type: Literal["date"] = "date"
    timex: Timex
    value: str = Field(description="TIMEX3 value, resolved against the publication date where possible")
    mod: Mod | None = None
    bound: Bound | None = None
    begin: str | None = Field(None, description="first day of the resolved interval, ISO")
    end_date: str | None = Field(None, description="last day of the resolved interval, ISO")
    calendar: Calendar = Field("gregorian", description="of the expression; a Hijri date's value is Gregorian")
    relative: str | None = Field(None, description="signed distance from publication (-1W), where it is relative to it")
    cue: TextSpan | None = Field(None, description="the words that give the bound")


class Source(RecordBase):
    """An attribution: who is cited, by which cue, for what."""

    type: Literal["source"] = "source"
    kind: SourceKind
    name: str | None = None
    cue: Cue | None = None
    stance: Stance
    content: TextSpan | None = None
    via: str | None = Field(None, description="id of the source that relays this one")
    role: str | None = Field(None, description="title, as written")
    affiliation: str | None = Field(None, description="canonical name of the organisation spoken for")


class Denial(RecordBase):
    """Somebody says that something reported, alleged or assumed is not so."""

    type: Literal["denial"] = "denial"
    denier: str | None = Field(None, description="id of the source that denies")
    content: TextSpan | None = None
    targets: tuple[str, ...] = Field((), description="ids of the claims that it denies")


Record = Annotated[Company | Chip | Quantity | Date | Source | Denial, Field(discriminator="type")]


class Claim(Base):
    """One event or state that involves a company or a chip."""

    id: str
    start: int = Field(ge=0, description="first code point of its clause")
    end: int = Field(ge=0)
    text: str
    trigger: Cue
    subject: str | None = Field(None, description="canonical name of the company that acts or is described")
    subject_record: str | None = None
    args: tuple[str, ...] = ()
    source: str | None = Field(None, description="id of the source whose content holds the trigger")
    status: Status
    denied_by: tuple[str, ...] = ()
    confidence: float = Field(ge=0, le=1)
    provenance: Provenance


class Entity(Base):
    """What several mentions refer to."""

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = Field((), description="spellings seen in the text")
    mentions: tuple[str, ...] = Field((), description="record ids")


class Document(Base):
    """Everything that was extracted from one text."""

    schema_version: str = SCHEMA_VERSION
    id: str
    published: str | None = None
    text: str
    sentences: tuple[tuple[int, int], ...] = ()
    records: tuple[Record, ...] = ()
    claims: tuple[Claim, ...] = ()
    entities: tuple[Entity, ...] = ()
    warnings: tuple[str, ...] = ()
    meta: dict[str, Any] = Field(default_factory=dict)

    def _of(self, kind: type[Any]) -> list[Any]:
        return [record for record in self.records if isinstance(record, kind)]

    @property
    def companies(self) -> list[Company]:
        """Company mentions in text order."""
        return self._of(Company)

    @property
    def chips(self) -> list[Chip]:
        """Chip mentions in text order."""
        return self._of(Chip)

    @property
    def quantities(self) -> list[Quantity]:
        """Quantities in text order."""
        return self._of(Quantity)

    @property
    def dates(self) -> list[Date]:
        """Dates and durations in text order."""
        return self._of(Date)

    @property
    def sources(self) -> list[Source]:
        """Attributions in text order."""
        return self._of(Source)

    @property
    def denials(self) -> list[Denial]:
        """Denials in text order."""
        return self._of(Denial)

    def record(self, record_id: str) -> Record:
        """The record of that id.

        Raises:
            KeyError: there is none.
        """
        for record in self.records:
            if record.id == record_id:
                return record
        raise KeyError(f"no record {record_id!r} in document {self.id!r}")

    def to_json(self, *, indent: int | None = None) -> str:
        """The document as JSON: fixed key order, Arabic unescaped, one line unless ``indent`` is given."""
        return self.model_dump_json(indent=indent, exclude=None if self.meta else {"meta"})

    @classmethod
    def from_json(cls, data: str | bytes) -> Document:
        """Read back what `to_json` wrote.

        Raises:
            pydantic.ValidationError: the JSON is not a document.
        """
        return cls.model_validate_json(data)

    def to_pandas(self, what: Literal["records", "claims"] = "records") -> Any:
        """Records (or claims) as a ``pandas.DataFrame``, one row each.

        Args:
            what: ``records`` or ``claims``.

        Raises:
            ImportError: pandas is not installed (``pip install claimx[pandas]``).
        """
        try:
            import pandas
        except ImportError:
            raise ImportError("to_pandas needs pandas: pip install 'claimx[pandas]'") from None
        rows: Sequence[BaseModel] = self.claims if what == "claims" else self.records
        frame = pandas.DataFrame([row.model_dump() for row in rows])
        frame.insert(0, "doc_id", self.id)
        return frame
