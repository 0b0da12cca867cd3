"""The JSON Schema of a document."""

from __future__ import annotations

from typing import Any

from claimx.model.record import SCHEMA_VERSION, Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) that every extracted document satisfies.

    It is the record contract in machine-readable form: field names, allowed values and
    meanings. Key order is stable.
    """
    body = Document.model_json_schema()
    return {"$schema": DIALECT, "title": f"claimx document {SCHEMA_VERSION}", **_without(body, "title")}


def _without(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != key}
