"""The shipped database, the analyser over it, and the constraints of context."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest

from claimx.backends.camel_backend import char_folds, simple_tokens
from claimx.backends.camel_database import load_analyzer
from claimx.errors import DataError, MissingModelError
from claimx.model.doc import Token, core_offset
from claimx.model.morph import Analysis
from claimx.morph.analyzer import MAX_READINGS, MorphAnalyzer
from claimx.morph.compiler.letters import spell, to_arabic, to_latin
from claimx.morph.compiler.lexicon import read_closed, read_nouns, read_verbs
from claimx.morph.disambiguate import RESPELLED, Disambiguator, read_constraints
from claimx.morph.rank import Ranker

REPOSITORY = Path(__file__).resolve().parents[2]
DATABASE = REPOSITORY / "claimx" / "morph" / "data" / "claimx.db"


@pytest.fixture(scope="module")
def morph() -> MorphAnalyzer:
    return MorphAnalyzer(load_analyzer(DATABASE))


def exact(morph: MorphAnalyzer, word: str) -> list[Analysis]:
    return [a for a in morph.analyze(word) if a.via == "exact"]


@pytest.mark.parametrize(
    ("word", "base", "deriv"),
    [
        ("مضيفا", "أضاف", "active_participle"),
        ("موضحة", "أوضح", "active_participle"),
        ("نافية", "نفى", "active_participle"),
        ("نافيا", "نفى", "active_participle"),
        ("نفيها", "نفى", "masdar"),
        ("النفي", "نفى", "masdar"),
        ("مؤكدين", "أكد", "active_participle"),
        ("المطلعين", "اطلع", "active_participle"),
        ("مشتر", "اشترى", "active_participle"),
        ("المعلنة", "أعلن", "passive_participle"),
        ("المضافة", "أضاف", "passive_participle"),
        ("إعلانها", "أعلن", "masdar"),
        ("استحواذها", "استحوذ", "masdar"),
        ("قائلا", "قال", "active_participle"),
        ("مطورة", "طور", "active_participle"),
    ],
)
def test_derived_nominal_knows_its_verb(morph: MorphAnalyzer, word: str, base: str, deriv: str) -> None:
    assert (base, deriv) in {(a.base, a.deriv) for a in exact(morph, word)}


@pytest.mark.parametrize(
    ("word", "segments", "lemma"),
    [
        ("وبالشركة", "و ب ال شركة", "شركة"),
        ("للشركات", "ل ال:1 شركات", "شركة"),
        ("وللشركات", "و ل ال:1 شركات", "شركة"),
        ("فستعلنها", "ف س تعلن ها", "أعلن"),
        ("كرقائقها", "ك رقائق ها", "رقاقة"),
        ("بشركتها", "ب شركت ها", "شركة"),
        ("لشركتها", "ل شركت ها", "شركة"),
        ("وأضاف", "و أضاف", "أضاف"),
        ("بالمئة", "ب ال مئة", "مئة"),
        ("سيعلنونه", "س يعلنون ه", "أعلن"),
        ("عليها", "علي ها", "على"),
        ("وأنها", "و أن ها", "أن"),
        ("نفوها", "نفو ها", "نفى"),
    ],
)
def test_clitics_have_offsets(morph: MorphAnalyzer, word: str, segments: str, lemma: str) -> None:
    best = morph.analyze(word)[0]
    expected, at = [], 0
    for part in segments.split():
        form, _, length = part.partition(":")
        width = int(length) if length else len(form)
        expected.append((form, at, at + width))
        at += width
    assert [(s.form, s.start, s.end) for s in best.segments] == expected
    assert best.lemma == lemma


def test_fused_lam_stays_in_the_span(morph: MorphAnalyzer) -> None:
    assert core_offset(morph.analyze("للشركات")[0]) == 0
    assert core_offset(morph.analyze("وللشركات")[0]) == 1
    assert core_offset(morph.analyze("بالشركات")[0]) == 1


def test_lam_before_article_before_lam(morph: MorphAnalyzer) -> None:
    definite = next(a for a in morph.analyze("للغة") if a.definite)
    assert [(s.kind, s.start, s.end) for s in definite.segments] == [
        ("proclitic", 0, 1),
        ("article", 1, 1),
        ("stem", 1, 4),
    ]


@pytest.mark.parametrize(
    ("word", "cores"),
    [
        ("لإنفيديا", ["إنفيديا", "لإنفيديا"]),
        ("وهواوي", ["هواوي", "وهواوي"]),
        ("ولإنفيديا", ["إنفيديا", "ولإنفيديا", "لإنفيديا"]),
        ("بالزلطقون", ["زلطقون", "بالزلطقون", "الزلطقون"]),
        ("كوالكوم", ["كوالكوم", "والكوم"]),
        ("وايمو", ["وايمو", "ايمو"]),
    ],
)
def test_unknown_words_are_names_with_every_split(morph: MorphAnalyzer, word: str, cores: list[str]) -> None:
    """The likeliest cut first: a hamza on alef begins a word, waw before a vowel letter begins a name in w."""
    readings = morph.analyze(word)
    assert {a.via for a in readings} == {"backoff"} and {a.pos for a in readings} == {"noun_prop"}
    assert [a.lemma for a in readings] == cores
    assert not any(a.enclitic for a in readings)


def test_names_keep_three_letters_after_proclitics(morph: MorphAnalyzer) -> None:
    assert [a.lemma for a in morph.analyze("ولظق")] == ["ولظق", "لظق"]
    assert [a.lemma for a in morph.analyze("وظق")] == ["وظق"]


@pytest.mark.parametrize(
    ("text", "cut"), [("باعت زنتكال لزنتكال", "زنتكال"), ("قال لزنتكال", "لزنتكال"), ("بزنتكال زنتكال", "زنتكال")]
)
def test_unknown_word_is_cut_where_the_text_has_the_rest_alone(morph: MorphAnalyzer, text: str, cut: str) -> None:
    tokens = _tokens(morph, text)
    Disambiguator()(tokens, [(0, len(tokens))])
    longest = max(tokens, key=lambda t: len(t.text))
    assert (longest.lemma, longest.analyses[0].via) == (cut, "backoff")


def test_known_names_are_cut_and_exact() -> None:
    """A name beats a freak of a word that is spelled like it, never a common word."""
    morph = MorphAnalyzer(load_analyzer(DATABASE), names={"زنتكال": True, "سوني": True, "شركة": True, "تقنية": False})
    best = morph.analyze("ولزنتكال")[0]
    assert (best.lemma, best.pos, best.via, best.proclitics) == ("زنتكال", "noun_prop", "exact", ("wa_conj", "li_prep"))
    assert morph.analyze("سوني")[0].pos == "noun_prop"
    assert "noun_prop" not in {a.pos for a in morph.analyze("شركة") + morph.analyze("تقنية")}


def test_a_freak_of_a_word_may_be_a_name(morph: MorphAnalyzer) -> None:
    """Readings that news hardly knows, such as a verb with an object of the second person."""
    readings = morph.analyze("تكنيك")
    assert readings[0].via == "backoff" and readings[0].pos == "noun_prop"
    assert any(a.pos == "verb" and a.via == "exact" for a in readings)


@pytest.mark.parametrize(
    ("written", "lemma"),
    [
        ("اعلن", "أعلن"),
        ("الى", "إلى"),
        ("الانفاق", "إنفاق"),
        ("شركه", "شركة"),
        ("إستخدام", "استخدام"),
        ("ان", "أن"),
        ("فى", "في"),
        ("التنفيذى", "تنفيذي"),
        ("مسئول", "مسؤول"),
        ("المسئولين", "مسؤول"),
        ("شئون", "شأن"),
    ],
)
def test_usual_misspelling_is_normalised(morph: MorphAnalyzer, written: str, lemma: str) -> None:
    best = morph.analyze(written)[0]
    assert (best.via, best.lemma) == ("normalised", lemma)


@pytest.mark.parametrize("written", ["نفىت", "قأل", "آرم", "رقاقةت"])
def test_not_every_misspelling_is(morph: MorphAnalyzer, written: str) -> None:
    assert {a.via for a in morph.analyze(written)} <= {"backoff"}


@pytest.mark.parametrize(
    "word",
    [
        "وَبِالشَّرِكَةِ",
        "وبالشـــركة",
        "و\u200cبال\u200dشركة",
        "\u200fوبالشركة\u200e",
        "\u064eوبالشركة",
        "وبالشرك\u0651\u0651ة\u0640",
        "ﻭﺑﺎﻟﺸﺮﻛﺔ",
    ],
)
def test_offsets_cover_the_raw_word(morph: MorphAnalyzer, word: str) -> None:
    readings = morph.analyze(word)
    assert readings[0].lemma == "شركة"
    for a in readings:
        assert a.segments[0].start == 0 and a.segments[-1].end == len(word)
        assert all(x.end == y.start for x, y in zip(a.segments, a.segments[1:], strict=False))
    letters = [word[s.start : s.end] for s in readings[0].segments]
    assert "".join(letters) == word and len(letters) == 4


def test_marks_stay_with_their_letter(morph: MorphAnalyzer) -> None:
    word = "وَبِـالشَّرِكَةِ"
    assert [word[s.start : s.end] for s in morph.analyze(word)[0].segments] == ["وَ", "بِـ", "ال", "شَّرِكَةِ"]


@pytest.mark.parametrize(("word", "diac"), [("أنّ", "أَنَّ"), ("أنْ", "أَنْ"), ("كُتّاب", "كُتَّاب"), ("مصنّع", "مُصَنِّع")])
def test_written_marks_choose_the_reading(morph: MorphAnalyzer, word: str, diac: str) -> None:
    assert normalize("NFC", morph.analyze(word)[0].diac) == normalize("NFC", diac)


@pytest.mark.parametrize("word", ["", "H100", "123", "…", "\u200f", "\u064e"])
def test_no_arabic_no_reading(morph: MorphAnalyzer, word: str) -> None:
    assert morph.analyze(word) == ()


@pytest.mark.parametrize(
    ("word", "voice"), [("أُعلن", "p"), ("يُتوقع", "p"), ("أعلن", "a"), ("يتوقع", "a"), ("قيل", "p")]
)
def test_voice(morph: MorphAnalyzer, word: str, voice: str) -> None:
    best = morph.analyze(word)[0]
    assert (best.feats["per"], best.feats["vox"]) == ("3", voice)


def test_relative_after_lam_loses_its_alef(morph: MorphAnalyzer) -> None:
    assert [a.pos for a in exact(morph, "وللذي")] == ["pron_rel"]
    assert exact(morph, "لالذي") == []


def test_readings_are_few_distinct_and_stable(morph: MorphAnalyzer) -> None:
    again = MorphAnalyzer(load_analyzer(DATABASE))
    for word in ("وقدرتها", "تعلن", "بعد", "مؤكدين", "اعلن", "ولم"):
        readings = morph.analyze(word)
        assert 0 < len(readings) <= MAX_READINGS
        assert readings == again.analyze(word)
        assert [a.cost for a in readings] == sorted(a.cost for a in readings)


def _tokens(morph: MorphAnalyzer, text: str) -> list[Token]:
    return [Token(i, 0, len(w), w, w, "arabic", 0, True, morph.analyze(w)) for i, w in enumerate(text.split())]


@pytest.mark.parametrize(
    ("text", "at", "pos", "lemma"),
    [
        ("في رد على سؤال", 1, "noun", "رد"),
        ("لم يقل شيئا", 1, "verb", "قال"),
        ("قال إن الشركة", 1, "verb_pseudo", "إن"),
        ("قالت أن تعلن", 1, "conj_sub", "أن"),
        ("قالت أن الشركة", 1, "verb_pseudo", "أن"),
        ("منذ بداية العام", 2, "noun", "عام"),
        ("قد تتراجع الشركة", 1, "verb", "تراجع"),
        ("لم ترد الشركة", 1, "verb", "رد"),
        ("كل شركة", 0, "noun_quant", "كل"),
    ],
)
def test_context_chooses(morph: MorphAnalyzer, text: str, at: int, pos: str, lemma: str) -> None:
    tokens = _tokens(morph, text)
    before = [len(t.analyses) for t in tokens]
    Disambiguator()(tokens, [(0, len(tokens))])
    assert [len(t.analyses) for t in tokens] == before
    assert tokens[at].analyses[0].pos == pos
    assert tokens[at].analyses[0].lemma == lemma


def test_context_does_not_cross_sentences(morph: MorphAnalyzer) -> None:
    tokens = _tokens(morph, "في رد")
    alone = tokens[1].analyses
    Disambiguator()(tokens, [(0, 1), (1, 2)])
    assert tokens[1].analyses == alone


@pytest.mark.parametrize(
    "row",
    [
        "besides\tpos=noun\t\tpos=verb\t1\tx",
        "before\tcolour=red\t\tpos=verb\t1\tx",
        "before\tpos=noun\t\tpos=verb\ta\tx",
    ],
)
def test_bad_constraint_names_its_line(tmp_path: Path, row: str) -> None:
    table = tmp_path / "context.tsv"
    table.write_text("side\tneighbour\tscope\tfits\tweight\tnote\n" + row + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"context\.tsv:2: "):
        read_constraints(table)


@pytest.mark.parametrize(
    ("reader", "header", "row", "column"),
    [
        (read_verbs, "lemma root form vowels masdar trans freq gloss", "قَالَ ق.و.ل 11 a/u قَوْل t 5 say", "form"),
        (read_verbs, "lemma root form vowels masdar trans freq gloss", "قَالَ ق.و 1 a/u قَوْل t 5 say", "root"),
        (read_verbs, "lemma root form vowels masdar trans freq gloss", "قَالَ ق.و.ل 1 u قَوْل t 5 say", "vowels"),
        (read_nouns, "lemma root pos gender class plural fem freq gloss", "x - noun m sound - - 5 g", "lemma"),
        (read_nouns, "lemma root pos gender class plural fem freq gloss", "بَيَان - nomen m sound - - 5 g", "pos"),
        (read_closed, "form lemma pos feats proclitics enclitics freq gloss", "فِي فِي prep - w maybe 5 in", "enclitics"),
    ],
)
def test_bad_lexicon_row_names_line_and_column(  # type: ignore[no-untyped-def]
    tmp_path: Path, reader, header: str, row: str, column: str
) -> None:
    table = tmp_path / "table.tsv"
    cells = ["" if c == "-" else c for c in row.split(" ")]
    table.write_text("\t".join(header.split()) + "\n" + "\t".join(cells) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"table\.tsv:2: {column}\b"):
        list(reader(table))


@pytest.mark.parametrize(
    ("sound", "arabic"),
    [
        ("yu'akkid", "يُؤَكِّد"),
        ("'A'il", "آئِل"),
        ("su'Al", "سُؤَال"),
        ("mas'ala", "مَسْأَلَ"),
        ("bi'r", "بِئْر"),
        ("juz'", "جُزْء"),
        ("qirA'at", "قِرَاءَت"),
        ("hay'at", "هَيْئَت"),
        ("mas'Ul", "مَسْؤُول"),
        ("'i'lAn", "إِئْلَان"),
    ],
)
def test_hamza_seats(sound: str, arabic: str) -> None:
    assert normalize("NFC", to_arabic("".join(spell([sound])))) == normalize("NFC", arabic)


def test_transliteration_is_reversible() -> None:
    text = "وَبِالشَّرِكَةِ آٱىئؤإأءً"
    assert to_arabic(to_latin(text.replace(" ", ""))) == text.replace(" ", "")


def test_check_notices_a_stale_database(tmp_path: Path) -> None:
    """On a lexicon of one word a table; ``make check`` holds the shipped database against the shipped tables."""
    shipped = REPOSITORY / "claimx" / "lexicons" / "data" / "morphology"
    for table in shipped.glob("*.tsv"):
        lines = [line for line in table.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        (tmp_path / table.name).write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    script = REPOSITORY / "scripts" / "compile_morphology.py"
    command = [sys.executable, str(script), "--lexicon", str(tmp_path), "--output", str(tmp_path / "small.db")]
    assert subprocess.run([*command, "--check"], check=False).returncode == 1
    assert subprocess.run(command, check=False).returncode == 0
    assert subprocess.run([*command, "--check"], check=False).returncode == 0
    with (tmp_path / "small.db").open("a", encoding="utf-8") as file:
        file.write("edited by hand\n")
    assert subprocess.run([*command, "--check"], check=False).returncode == 1


def test_missing_and_malformed_database(tmp_path: Path) -> None:
    with pytest.raises(MissingModelError, match="no morphological database"):
        load_analyzer(tmp_path / "none.db")
    bad = tmp_path / "bad.db"
    bad.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(DataError, match="not a database"):
        load_analyzer(bad)


def test_camel_folds_and_tokens() -> None:
    folds = char_folds()
    assert folds["أ"] == "ا" and folds["ى"] == "ي" and folds["ة"] == "ه" and folds["\u064e"] == "" and folds["ـ"] == ""
    assert "ب" not in folds
    assert simple_tokens("قال:") == ["قال", ":"]


def test_camel_is_imported_lazily() -> None:
    code = "import sys, claimx.backends.camel_backend, claimx.morph.analyzer; assert 'camel_tools' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=REPOSITORY)


def test_a_text_without_dots_takes_back_what_a_spelling_variant_costs() -> None:
    feats = dict.fromkeys(("asp", "per", "gen", "num", "vox", "mod", "stt", "cas"), "na")
    usual, variant = (Ranker().form_cost("noun", "", via, feats, (), "") for via in ("exact", "normalised"))
    assert variant - usual == RESPELLED
