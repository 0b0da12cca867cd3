"""Sounds of names, and linking by them."""

from __future__ import annotations

from pathlib import Path

import pytest

import claimx
from claimx.errors import DataError, InputError
from claimx.lexicons.translit import Transliteration
from tests.support import normalizer

TRANSLIT = Transliteration(normalizer().word)

SAME = [
    ("غوغل", "جوجل"), ("غوغل", "قوقل"), ("كوكل", "Google"), ("إنتل", "Intel"), ("كوالكوم", "Qualcomm"),
    ("سامسونغ", "Samsung"), ("بايت دانس", "ByteDance"), ("فوكسكون", "Foxconn"), ("سيسكو", "Cisco"),
    ("شارب", "تشارب"), ("بوش", "Bosch"), ("فيليبس", "Philips"), ("ڤودافون", "Vodafone"), ("پالو", "بالو"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_have_one_skeleton(one: str, other: str) -> None:
    assert TRANSLIT.spoken(one).skeleton == TRANSLIT.spoken(other).skeleton != ""


OTHER = [("إنتل", "إنتر"), ("ميكرون", "ميكروب"), ("العتيبي", "الطبي"), ("حواوي", "هواوي"), ("سوني", "سومي")]


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_a_consonant_more_or_other_is_another_skeleton(one: str, other: str) -> None:
    assert TRANSLIT.spoken(one).skeleton != TRANSLIT.spoken(other).skeleton


def test_marks_and_joiners_have_no_sound() -> None:
    assert TRANSLIT.spoken("غُوغِل") == TRANSLIT.spoken("غـوغل") == TRANSLIT.spoken("غوغل")


def test_digits_stand_as_they_are() -> None:
    assert TRANSLIT.spoken("جي 42").skeleton.endswith("42")


def test_a_row_of_no_script_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "translit.tsv"
    path.write_text("script\tletters\tbefore\tat\tsound\tclass\ngreek\tα\t\t\ta\t\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"translit\.tsv:2"):
        Transliteration(normalizer().word, path)


LINKS = [
    ("سامصونغ", "company", "samsung", "spelling"),
    ("Microsfot", "company", "microsoft", "spelling"),
    ("بلومبيرق", "outlet", "outlet:bloomberg", "spelling"),
    ("جينسن هوانق", "person", "person:jensen-huang", "spelling"),
    ("اِنفيديا", "company", "nvidia", "exact"),
    ("إتش ١٠٠", "chip", "nvidia-h100", "designation"),
    ("Snap dragon 8 elite", "chip", "qualcomm-snapdragon-8-elite", "designation"),
]


@pytest.mark.parametrize(("name", "type", "entity", "via"), LINKS)
def test_link(name: str, type: str, entity: str, via: str) -> None:
    found = claimx.link(name, type)  # type: ignore[arg-type]
    assert found is not None and (found.id, found.via) == (entity, via)
    assert 0 < found.score <= 100


@pytest.mark.parametrize(
    ("name", "type"),
    [("سامرا", "company"), ("ميكروب", "company"), ("H150", "chip"), ("هواء", "company"), ("", "company"), ("", "chip")],
)
def test_others_do_not_link(name: str, type: str) -> None:
    assert claimx.link(name, type) is None  # type: ignore[arg-type]


def test_an_unlisted_chip_of_a_listed_series_has_no_id() -> None:
    found = claimx.link("Ascend 915B", "chip")
    assert found is not None and (found.id, found.name, found.maker) == (None, "Ascend 915B", "Huawei")


def test_link_with_a_user_s_table(tmp_path: Path) -> None:
    path = tmp_path / "companies.tsv"
    path.write_text("id\tname\tarabic\nnovarin\tNovarin\tنوفارين\n", encoding="utf-8")
    found = claimx.link("نوفارن", kb=[path])
    assert found is not None and found.id == "novarin" and claimx.link("نوفارن") is None


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(InputError, match="planet"):
        claimx.link("إنفيديا", "planet")  # type: ignore[arg-type]


RUNNING = [
    ("أعلنت شركة سامصونغ نتائجها", "سامصونغ", "Samsung"),
    ("وقالت Qualcom إن الطلب قوي", "Qualcom", "Qualcomm"),
]


@pytest.mark.parametrize(("text", "span", "entity"), RUNNING)
def test_unlisted_spellings_in_running_text(rules: claimx.Pipeline, text: str, span: str, entity: str) -> None:
    assert [(c.text, c.entity) for c in rules(text).companies] == [(span, entity)]


def test_a_surname_is_no_company_that_sounds_so(rules: claimx.Pipeline) -> None:
    assert rules("قال المدير محمد العتيبي إن الطلب قوي. وأضاف العتيبي أن السوق كبيرة").companies == []
