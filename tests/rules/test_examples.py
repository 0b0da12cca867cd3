"""Every rule fires where its file says so, and nowhere that its file says not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import claimx.candidates
from claimx.candidates.match import CompiledRule, RuleSet
from claimx.candidates.rule import Match, NoMatch, Rule, load_rules, read_rule_file
from claimx.errors import RuleError
from claimx.model.candidate import Candidate
from claimx.pipeline import GIVEN_LABELS, Pipeline
from tests.support import normalizer, words

FOLDER = Path(claimx.candidates.__file__).parent / "data"
PUBLISHED = "2024-10-01"
"""Publication date of the examples."""


def cases(kind: str) -> Iterator[object]:
    """One parameter set for each example of a kind, named ``rule.id-match-1``."""
    for path in sorted(FOLDER.rglob("*.toml")):
        for rule in read_rule_file(path):
            for number, example in enumerate(getattr(rule, kind), 1):
                file = path.relative_to(FOLDER).as_posix()
                yield pytest.param(file, rule, example, id=f"{rule.id}-{kind}-{number}")


def drawn(text: str, span: str) -> str:
    """The text and, on a line of its own below, the span: no line mixes directions."""
    return f"text\n{text}\nspan\n{span}\n"


def listed(text: str, found: list[Candidate]) -> str:
    """What was proposed, each with its span on a line of its own."""
    if not found:
        return "nothing in this phase"
    return "\n".join(f"{c.by} [{c.start}:{c.end}] {dict(c.fields)}\n{text[c.start : c.end]}" for c in found)


def fires(rule: Rule, example: Match, cand: Candidate) -> bool:
    """Whether a candidate is the one that an example describes."""
    text = example.text
    captured = {name: text[c.start : c.end] for name, c in cand.captures.items()}
    return (
        cand.by == rule.id
        and cand.label == rule.label
        and text[cand.start : cand.end] == example.span
        and all(captured.get(name) == value for name, value in example.captures.items())
        and all(cand.fields.get(name) == value for name, value in example.fields.items())
    )


@pytest.mark.parametrize(("file", "rule", "example"), list(cases("match")))
def test_match(rules: Pipeline, file: str, rule: Rule, example: Match) -> None:
    found = rules.candidates(example.text, rule.phase, published=PUBLISHED)
    if any(fires(rule, example, cand) for cand in found):
        return
    wanted = drawn(example.text, example.span)
    for name, value in example.captures.items():
        wanted += f"capture {name}\n{value}\n"
    for name, field in example.fields.items():
        wanted += f"field {name} = {field}\n"
    own = [cand for cand in found if cand.by == rule.id]
    pytest.fail(
        f"{file}: rule {rule.id} does not find\n{wanted}found instead\n{listed(example.text, own or found)}",
        pytrace=False,
    )


@pytest.mark.parametrize(("file", "rule", "example"), list(cases("no_match")))
def test_no_match(rules: Pipeline, file: str, rule: Rule, example: NoMatch) -> None:
    found = [c for c in rules.candidates(example.text, rule.phase, published=PUBLISHED) if c.by == rule.id]
    if found:
        span = example.text[found[0].start : found[0].end]
        pytest.fail(
            f"{file}: rule {rule.id} must stay silent ({example.why}) but finds\n{drawn(example.text, span)}"
            f"{listed(example.text, found)}",
            pytrace=False,
        )


def test_example_spans_and_captures_occur_in_their_texts() -> None:
    wrong = [
        f"{rule.id}: {part}"
        for rule in load_rules(FOLDER)
        for example in rule.match
        for part in (example.span, *example.captures.values())
        if part not in example.text or not part
    ]
    assert not wrong, "\n".join(wrong)


MATCH = '[[rule.match]]\ntext = "a"\nspan = "a"\n'
NO_MATCH = '[[rule.no_match]]\ntext = "b"\nwhy = "another letter"\n'


@pytest.mark.parametrize(("examples", "key"), [(MATCH, "no_match"), (NO_MATCH, "match")], ids=["match", "no_match"])
def test_a_rule_needs_both_kinds_of_example(tmp_path: Path, examples: str, key: str) -> None:
    file = tmp_path / "one.toml"
    head = '[[rule]]\nid = "try.one"\nlabel = "x"\nphase = "names"\nwhy = "Only for this test."\n'
    file.write_text(head + 'pattern = [{ norm = "a" }]\n' + MATCH + NO_MATCH, encoding="utf-8")
    assert [rule.id for rule in read_rule_file(file)] == ["try.one"]
    file.write_text(head + 'pattern = [{ norm = "a" }]\n' + examples, encoding="utf-8")
    with pytest.raises(RuleError, match=rf"one\.toml: rule try\.one: {key}: Field required"):
        read_rule_file(file)


# --- cost: rules are found through their rarest required element --------------------------------------------------

SENTENCE = (
    "وقالت شركة إنتل إن مبيعاتها ارتفعت 12% إلى 1.4 مليار دولار في الربع الثالث، ونفى متحدث باسمها تأجيل المصنع. "
)
ABSENT = "ظظغظظ"
"""A word that no text holds."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts, in its one item, the places at which the engine tries a rule."""
    count = [0]
    plain = CompiledRule._attempt

    def counted(self, *args):  # type: ignore[no-untyped-def]
        count[0] += 1
        return plain(self, *args)

    monkeypatch.setattr(CompiledRule, "_attempt", counted)
    return count


def work(pipeline: Pipeline, ruleset: RuleSet, calls: list[int], sentences: int) -> tuple[float, int]:
    """Places tried per token, and in all, for a text of so many sentences."""
    ctx = pipeline.analyze(SENTENCE * sentences, published=PUBLISHED)
    calls[0] = 0
    for phase in ("names", "speakers", "attributions", "denials", "claims"):
        ruleset.run(ctx, phase)
    return calls[0] / len(ctx.doc.tokens), calls[0]


def compiled(more: int = 0) -> RuleSet:
    """The shipped rules, and so many that hold a word that never occurs beside frequent ones."""
    rules = load_rules(FOLDER)
    dummies = [
        Rule.model_validate(
            {
                "id": f"dummy.number-{k}",
                "label": "dummy",
                "phase": "attributions",
                "why": "Anchored on a word that does not occur.",
                "pattern": [{"pos": "verb"}, {"any": True, "repeat": "*"}, {"norm": f"{ABSENT}{k}"}],
                "match": [{"text": "x", "span": "x"}],
                "no_match": [{"text": "x", "why": "never run"}],
            }
        )
        for k in range(more)
    ]
    classes = words().classes | {"nisba"}
    return RuleSet([*rules, *dummies], normalizer().word, classes, set(GIVEN_LABELS))


def test_work_per_token_is_flat(rules: Pipeline, calls: list[int]) -> None:
    ruleset = compiled()
    short, _ = work(rules, ruleset, calls, 50)
    long, _ = work(rules, ruleset, calls, 2000)
    assert short > 0
    assert long <= short * 1.02, f"{short:.2f} places a token at 50 sentences, {long:.2f} at 2,000"


def test_rules_whose_rarest_element_is_absent_cost_nothing(rules: Pipeline, calls: list[int]) -> None:
    _, before = work(rules, compiled(), calls, 20)
    _, after = work(rules, compiled(more=200), calls, 20)
    assert after == before
