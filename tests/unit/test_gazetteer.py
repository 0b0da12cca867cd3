"""Known names in their many spellings."""

from __future__ import annotations

import pytest

from claimx.candidates.gazetteer import Gazetteer
from claimx.lexicons.kb import KnowledgeBase, Known
from claimx.model.candidate import Candidate
from claimx.pipeline import Pipeline
from tests.support import make_context, normalizer, segmenter

KB = KnowledgeBase()
SHIPPED = Gazetteer(KB.entries.values(), segmenter().tokenize, normalizer().word, normalizer().word("ال"))


def find(text: str, gazetteer: Gazetteer = SHIPPED) -> list[Candidate]:
    """All proposals, text order."""
    found = gazetteer.find(make_context(text, analysed=False).doc)
    assert all(c.origin == "lexicon" and 0 <= c.start < c.end <= len(text) for c in found)
    return sorted(found, key=lambda c: (c.start, -c.end))


SPELLINGS = [
    # text, span, entity
    ("أعلنت إيه إم دي أمس", "إيه إم دي", "AMD"),
    ("أعلنت إيه.إم.دي أمس", "إيه.إم.دي", "AMD"),
    ("أعلنت إيه-إم-دي أمس", "إيه-إم-دي", "AMD"),
    ("أعلنت إيهإمدي أمس", "إيهإمدي", "AMD"),
    ("أعلنت ايه ام دي أمس", "ايه ام دي", "AMD"),
    ("وإيه.إم.دي", "إيه.إم.دي", "AMD"),
    ("لإيه إم دي", "إيه إم دي", "AMD"),
    ("أعلنت إل.جي أمس", "إل.جي", "LG"),
    ("أعلنت تي.إس.إم.سي أمس", "تي.إس.إم.سي", "TSMC"),
    ("أعلنت إس.كيه هاينكس أمس", "إس.كيه هاينكس", "SK Hynix"),
    ("أعلنت SK-Hynix أمس", "SK-Hynix", "SK Hynix"),
    ("أعلنت SKhynix أمس", "SKhynix", "SK Hynix"),
    ("سام سونغ", "سام سونغ", "Samsung"),
    ("سامسونغإلكترونيكس", "سامسونغإلكترونيكس", "Samsung"),
    ("سامسونغ للإلكترونيات", "سامسونغ للإلكترونيات", "Samsung"),
    ("تايوان لصناعةأشباه الموصلات", "تايوان لصناعةأشباه الموصلات", "TSMC"),
    ("تيكتوك", "تيكتوك", "TikTok"),
    ("Open AI", "Open AI", "OpenAI"),
    ("openai", "openai", "OpenAI"),
    ("NVIDIA", "NVIDIA", "Nvidia"),
    ("nvidia", "nvidia", "Nvidia"),
    ("وهواوي", "هواوي", "Huawei"),
    ("لإنفيديا", "إنفيديا", "Nvidia"),
    ("ولإنفيديا", "إنفيديا", "Nvidia"),
    ("بإنتل", "إنتل", "Intel"),
    ('بـ"إنتل"', "إنتل", "Intel"),
    ("هُواوِي", "هُواوِي", "Huawei"),
    ("هـــواوي", "هـــواوي", "Huawei"),
    ("هواوى", "هواوى", "Huawei"),
    ("\u200fهواوي\u200e", "هواوي", "Huawei"),
    ("شركةHuawei", "Huawei", "Huawei"),
    ("الغارديان", "الغارديان", "The Guardian"),
    ("للغارديان", "للغارديان", "The Guardian"),
    ("وللغارديان", "للغارديان", "The Guardian"),
    ("لوول ستريت جورنال", "وول ستريت جورنال", "The Wall Street Journal"),
]


@pytest.mark.parametrize(("text", "span", "entity"), SPELLINGS, ids=[s[0] for s in SPELLINGS])
def test_spelling(text: str, span: str, entity: str) -> None:
    found = {(text[c.start : c.end], c.fields["entity"]) for c in find(text)}
    assert (span, entity) in found, found


CASED = [
    # text, entity or None: short Latin names are case-sensitive, longer ones are not
    ("GE", "GE"), ("ge", None), ("Ge", None), ("TI", "Texas Instruments"), ("ti", None), ("HP", "HP"), ("hp", None),
    ("LG", "LG"), ("lg", None), ("AMD", "AMD"), ("amd", None), ("IBM", "IBM"), ("ibm", None), ("xAI", "xAI"),
    ("XAI", None), ("Arm", "Arm"), ("arm", None), ("SoftBank", "SoftBank"), ("softbank", "SoftBank"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "entity"), CASED, ids=[c[0] for c in CASED])
def test_case_of_latin_names(text: str, entity: str | None) -> None:
    assert [c.fields["entity"] for c in find(text)] == ([entity] if entity else [])


CONTEXT = [
    # text, span, whether the words around must decide
    ("أمازون", "أمازون", True),
    ("أمازون دوت كوم", "أمازون دوت كوم", False),
    ("زين", "زين", True),
    ("زين السعودية", "زين السعودية", False),
    ("آرم", "آرم", True),
    ("Amazon", "Amazon", False),
    ("هواوي", "هواوي", False),
]


@pytest.mark.parametrize(("text", "span", "doubtful"), CONTEXT, ids=[c[0] for c in CONTEXT])
def test_ambiguous_words_ask_for_context(text: str, span: str, doubtful: bool) -> None:
    found = [c for c in find(text) if text[c.start : c.end] == span]
    assert [c.fields["needs_context"] for c in found] == [doubtful]
    assert all((c.score < 0.9) == doubtful for c in found)


NOT_NAMES = ["", "قال إن الأمر مهم", "هوا وي", "سام . سونغ", "سام\nسونغ", "سام، سونغ", "إيه إم. ثم دي", "Nvidiax"]


@pytest.mark.parametrize("text", NOT_NAMES)
def test_other_words_are_left_alone(text: str) -> None:
    assert find(text) == []


TINY = [
    Known("try-net", "company", "TryNet", ("TryNet", "تراي نت")),
    Known("try-net-labs", "company", "TryNet Labs", ("TryNet Labs", "تراي نت لابس")),
    Known("sun", "company", "Sun", ("Sun", "شمس"), ambiguous=True),
    Known("outlet:mirror", "outlet", "The Mirror", ("The Mirror", "المرآة")),
]
SMALL = Gazetteer(TINY, segmenter().tokenize, normalizer().word, normalizer().word("ال"))


def test_nested_names_are_all_proposed() -> None:
    text = "تراي نت لابس"
    assert [(text[c.start : c.end], c.fields["entity_id"]) for c in find(text, SMALL)] == [
        ("تراي نت لابس", "try-net-labs"),
        ("تراي نت", "try-net"),
    ]


def test_label_and_fields_come_from_the_entry() -> None:
    (cand,) = find("المرآة", SMALL)
    assert (cand.label, cand.by, cand.fields["entity"], cand.fields["entity_id"]) == (
        "outlet", "lexicon.outlet", "The Mirror", "outlet:mirror",
    )  # fmt: skip


def test_article_fused_with_lam_belongs_to_the_name() -> None:
    text = "وللمرآة"
    (cand,) = find(text, SMALL)
    assert text[cand.start : cand.end] == "للمرآة"


def test_a_few_letters_after_a_proclitic_ask_for_context() -> None:
    (plain,) = find("شمس", SMALL)
    (joined,) = find("وشمس", SMALL)
    assert plain.fields["needs_context"] and joined.fields["needs_context"]
    assert (joined.start, joined.end) == (1, 4)


def test_ambiguity_is_decided_by_the_words_around(rules: Pipeline) -> None:
    def companies(text: str) -> list[str]:
        return [c.entity for c in rules(text).companies]

    assert companies("أعلنت شركة أمازون عن أرباحها") == ["Amazon"]
    assert companies("يجري نهر أمازون في البرازيل") == []
    assert companies("أعلنت شركة زين عن أرباحها") == ["Zain"]
    assert companies("هذا زين جدا") == []
