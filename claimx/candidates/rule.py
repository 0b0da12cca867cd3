"""What a rule file may hold, validated strictly.

A rule file is TOML with one ``[[rule]]`` table per rule; see
``docs/adr/0003-rules-as-data.md`` and ``docs/rules.md``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from claimx.errors import RuleError

PHASES = ("names", "values", "nominals", "speakers", "attributions", "denials", "claims")
"""Rules of a phase see the chosen candidates of all earlier phases."""


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Words = Annotated[list[str], BeforeValidator(_as_list)]


class Strict(BaseModel):
    """Base: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


_LOOSE = {"where", "regex", "enclitic", "glued", "bare", "unless", "unless_next", "repeat", "lazy", "capture"}
ALLOWED = {
    "either": {"either", "repeat", "lazy", "capture"},
    "cand": {"cand", *_LOOSE},
    "cls": {"cls", "pos", "deriv", "feats", "lemma", "definite", *_LOOSE},
}
"""Conditions that an element may combine with ``either``, ``cand`` and ``class``."""
CUE_TYPES = frozenset(
    (
        *("verb", "relative", "prepverb", "prep", "participle", "nominal", "announcement", "came-in"),
        *("no_comment", "unverified", "unreachable", "deny", "deny-participle", "deny-noun"),
    )
)
"""``fields.type`` of rules labelled ``cue``: the constructions that attribution resolves."""
SPEAKER_KINDS = frozenset(
    [
        "spokes",
        "spokes-pronoun",
        "spokes-bare",
        "anonymous",
        "press",
        "document",
        "outlet-noun",
        "org-noun",
        "org-phrase",
        "title",
    ]
)
"""``fields.kind`` of rules labelled ``speaker``."""


class Element(Strict):
    """One element of a pattern; every condition given must hold.

    ``class`` and ``cand`` consume a whole word-class entry or candidate, all others one token.
    """

    norm: Words | None = None
    core: Words | None = None
    lemma: Words | None = None
    cls: Words | None = Field(None, alias="class")
    cand: Words | None = None
    where: dict[str, str | bool] = {}
    pos: Words | None = None
    deriv: Words | None = None
    feats: dict[str, str] = {}
    shape: Words | None = None
    regex: str | None = None
    definite: bool | None = None
    bare: bool | None = None
    enclitic: bool | None = None
    glued: bool | None = None
    any: bool = False
    either: list[list[Element]] | None = None
    unless: list[Element] = []
    unless_next: list[Element] = []
    repeat: str = "1"
    lazy: bool = False
    capture: str | None = Field(None, alias="as")

    @model_validator(mode="after")
    def _consistent(self) -> Element:
        given = {name for name in self.model_fields_set if getattr(self, name) not in (None, {}, [], False)}
        for kind, allowed in ALLOWED.items():
            if kind in given and not given <= allowed:
                name = "class" if kind == "cls" else kind
                raise ValueError(f"{', '.join(sorted(given - allowed))} has no effect beside {name}")
        if self.where and not given & {"cls", "cand"}:
            raise ValueError("where needs class or cand")
        return self

    @model_validator(mode="after")
    def _something(self) -> Element:
        given = (self.norm, self.core, self.lemma, self.cls, self.cand, self.pos, self.deriv, self.shape, self.regex)
        if self.either is None and not self.any and not any(x is not None for x in given):
            if self.definite is None and self.enclitic is None:
                raise ValueError("an element needs a condition, or any = true")
        self.bounds()
        return self

    def bounds(self) -> tuple[int, int]:
        """Least and greatest number of repetitions.

        Raises:
            ValueError: ``repeat`` is none of ``1``, ``?``, ``*``, ``+``, ``m..n``.
        """
        named = {"1": (1, 1), "?": (0, 1), "*": (0, 30), "+": (1, 30)}
        if self.repeat in named:
            return named[self.repeat]
        low, dots, high = self.repeat.partition("..")
        if not dots or not low.isdecimal() or not high.isdecimal() or int(low) > int(high) or int(high) > 60:
            raise ValueError(f"repeat is {self.repeat!r}; expected 1, ?, *, + or m..n with m <= n <= 60")
        return int(low), int(high)


class Match(Strict):
    """A text in which the rule must fire: ``span`` is the candidate's text, ``captures`` texts by name."""

    text: str
    span: str
    captures: dict[str, str] = {}
    fields: dict[str, str | bool] = {}


class NoMatch(Strict):
    """A tempting text in which the rule must stay silent."""

    text: str
    why: str


class Rule(Strict):
    """One extraction rule."""

    id: str = Field(pattern=r"^[a-z]+(\.[a-z0-9-]+)+$")
    label: str
    phase: Literal["names", "values", "nominals", "speakers", "attributions", "denials", "claims"]
    why: str = Field(min_length=10)
    pattern: list[Element] | None = None
    regex: str | None = None
    before: list[Element] = []
    after: list[Element] = []
    not_before: list[Element] = []
    not_after: list[Element] = []
    span: str | None = None
    score: float = Field(0.8, gt=0, le=1)
    fields: dict[str, str | bool] = {}
    match: list[Match] = Field(min_length=1)
    no_match: list[NoMatch] = Field(min_length=1)
    file: str = Field("", exclude=True, description="set by the loader")

    def captures(self) -> set[str]:
        """Names of the rule's captures."""
        if self.regex is not None:
            return set(re.findall(r"\(\?P?<(\w+)>", self.regex))
        return _captures(self.pattern or [])

    @model_validator(mode="after")
    def _one_pattern(self) -> Rule:
        if (self.pattern is None) == (self.regex is None):
            raise ValueError("give either pattern or regex")
        if self.span is not None and self.span not in self.captures():
            raise ValueError(
                f"span: no capture {self.span!r}; there are: {', '.join(sorted(self.captures())) or 'none'}"
            )
        for label, key, known in (("cue", "type", CUE_TYPES), ("speaker", "kind", SPEAKER_KINDS)):
            if self.label == label and self.fields.get(key) not in known:
                raise ValueError(f"fields.{key}: a {label} rule needs one of {', '.join(sorted(known))}")
        if self.pattern is not None and all(e.bounds()[0] == 0 for e in self.pattern):
            raise ValueError("pattern: at least one element must be required")
        return self


def _captures(elements: list[Element]) -> set[str]:
    names = {e.capture for e in elements if e.capture}
    return names.union(*(_captures(seq) for e in elements for seq in e.either or ()))


class RuleFile(Strict):
    """A whole file. ``[parts]``, sequences of elements that rules ``use`` by name, are expanded before."""

    rule: list[Rule] = Field(min_length=1)


def load_rules(folder: Path) -> list[Rule]:
    """All rules of a folder tree, in path and file order.

    Raises:
        RuleError: not TOML, a wrong or unknown key, or an id used twice; the message names file, rule and key.
    """
    rules: list[Rule] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.rglob("*.toml")):
        for rule in read_rule_file(path):
            if rule.id in seen:
                raise RuleError(f"{path.name}: rule {rule.id}: id is used already in {seen[rule.id]}")
            seen[rule.id] = path.name
            rules.append(rule)
    return rules


def _expanded(value: Any, parts: Mapping[str, Any], inside: tuple[str, ...] = ()) -> Any:
    """A rule with every ``{ use = "name", … }`` replaced by the part of that name from the file's ``[parts]``.

    Raises:
        KeyError: there is no such part, or it holds itself.
    """
    if isinstance(value, list):
        return [_expanded(item, parts, inside) for item in value]
    if not isinstance(value, dict):
        return value
    if "use" in value:
        name = value["use"]
        if name not in parts or name in inside:
            raise KeyError(name)
        rest = {key: item for key, item in value.items() if key != "use"}
        body = _expanded(parts[name], parts, (*inside, name))
        return (
            {**body[0], **rest} if len(body) == 1 and not rest.keys() & body[0].keys() else {"either": [body], **rest}
        )
    return {key: _expanded(item, parts, inside) for key, item in value.items()}


def read_rule_file(path: Path) -> list[Rule]:
    """The rules of one file.

    Raises:
        RuleError: see `load_rules`.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuleError(f"{path}: no such rule file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name}: not valid TOML: {error}") from None
    parts = raw.pop("parts", {})
    try:
        if "rule" in raw:
            raw = {**raw, "rule": _expanded(raw["rule"], parts)}
    except KeyError as error:
        known = ", ".join(sorted(parts)) or "none"
        raise RuleError(f"{path.name}: use: no part {error.args[0]!r}; there are: {known}") from None
    try:
        rules = RuleFile.model_validate(raw).rule
        return [rule.model_copy(update={"file": f"{path.parent.name}/{path.name}"}) for rule in rules]
    except ValidationError as error:
        problem = error.errors()[0]
        loc = list(problem["loc"])
        name = "file"
        if len(loc) > 1 and loc[0] == "rule" and isinstance(loc[1], int):
            table = raw["rule"][loc[1]]
            name = f"rule {table.get('id', f'number {loc[1] + 1}') if isinstance(table, dict) else loc[1] + 1}"
            loc = loc[2:]
        key = ".".join(str(part) for part in loc) or "table"
        raise RuleError(f"{path.name}: {name}: {key}: {problem['msg']}") from None
