"""The shipped database, the analyser over it, and the constraints of context."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unicodedata import normalize

import pytest

from claimx.backends.camel_backend import Analyze, char_folds, load_analyzer, simple_tokens
from claimx.errors import DataError, MissingModelError
from claimx.model.doc import Token, core_offset
from claimx.model.morph import Analysis
from claimx.morph.analyzer import MAX_READINGS, MorphAnalyzer
from claimx.morph.compiler.letters import spell, to_arabic, to_latin
from claimx.morph.compiler.lexicon import read_closed, read_nouns, read_verbs
from claimx.morph.disambiguate import Disambiguator, read_constraints

REPOSITORY = Path(__file__).resolve().parents[2]
DATABASE = REPOSITORY / "claimx" / "morph" / "data" / "claimx.db"


@pytest.fixture(scope="module")
def morph() -> MorphAnalyzer:
    return MorphAnalyzer(load_analyzer(DATABASE))


def exact(morph: MorphAnalyzer, word: str) -> list[Analysis]:
    return [a for a in morph.analyze(word) if a.via == "exact"]


def place(reading: Mapping[str, str]) -> str:
    """Aspect, mood where it shows, person, gender and number: ``p3ms``, ``ij3fs``."""
    mood = reading["mod"] if reading["asp"] == "i" and reading["mod"] != "u" else ""
    return reading["asp"] + mood + reading["per"] + reading["gen"] + reading["num"]


PARADIGMS = {
    "أعلن": """
        p3ms أعلن  p3fs أعلنت  p3md أعلنا  p3fd أعلنتا  p3mp أعلنوا  p3fp أعلن
        p2ms أعلنت  p2fs أعلنت  p2ud أعلنتما  p2mp أعلنتم  p2fp أعلنتن  p1us أعلنت  p1up أعلنا
        i3ms يعلن  i3fs تعلن  i2ms تعلن  i1us أعلن  i1up نعلن  ii3md يعلنان  is3md يعلنا  ii3fd تعلنان
        ii3mp يعلنون  is3mp يعلنوا  i3fp يعلن  ii2mp تعلنون  is2mp تعلنوا  ii2fs تعلنين  is2fs تعلني
        c2ms أعلن  c2fs أعلني  c2mp أعلنوا""",
    "قال": """
        p3ms قال  p3fs قالت  p3md قالا  p3fd قالتا  p3mp قالوا  p3fp قلن  p2ms قلت  p2ud قلتما  p2mp قلتم
        p1us قلت  p1up قلنا  i3ms يقول  ij3ms يقل  i3fs تقول  ij3fs تقل  i1us أقول  ij1us أقل  i1up نقول
        ij1up نقل  ii3md يقولان  is3md يقولا  ii3mp يقولون  is3mp يقولوا  i3fp يقلن  ii2mp تقولون  ii2fs تقولين
        c2ms قل  c2fs قولي  c2mp قولوا  p3ms قيل  i3ms يقال""",
    "نفى": """
        p3ms نفى  p3fs نفت  p3md نفيا  p3fd نفتا  p3mp نفوا  p3fp نفين  p2ms نفيت  p2mp نفيتم  p1us نفيت  p1up نفينا
        i3ms ينفي  ij3ms ينف  i3fs تنفي  ij3fs تنف  i1us أنفي  i1up ننفي  ii3md ينفيان  is3md ينفيا  ii3mp ينفون
        is3mp ينفوا  i3fp ينفين  ii2fs تنفين  ii2mp تنفون  c2ms انف  c2fs انفي  c2mp انفوا
        p3ms نفي  p3fs نفيت  i3ms ينفى""",
    "رد": """
        p3ms رد  p3fs ردت  p3md ردا  p3fd ردتا  p3mp ردوا  p3fp رددن  p2ms رددت  p2mp رددتم  p1us رددت  p1up رددنا
        i3ms يرد  ij3ms يردد  i3fs ترد  i1us أرد  i1up نرد  ii3md يردان  ii3mp يردون  is3mp يردوا  i3fp يرددن
        ii2fs تردين  ii2mp تردون  c2ms رد  c2ms اردد  c2mp ردوا""",
    "وصل": "p3ms وصل  p3fs وصلت  i3ms يصل  i3fs تصل  ii3mp يصلون  c2ms صل",
    "بدأ": "p3ms بدأ  p3fs بدأت  p3mp بدؤوا  p3mp بدأوا  i3ms يبدأ  ii3mp يبدؤون  ii3mp يبدأون  ii3md يبدآن",
    "اشترى": "p3ms اشترى  p3fs اشترت  p3mp اشتروا  p1up اشترينا  i3ms يشتري  ij3ms يشتر  ii3mp يشترون",
    "أضاف": "p3ms أضاف  p3fs أضافت  p1up أضفنا  i3ms يضيف  ij3ms يضف  p3ms أضيف  i3fs تضاف",
    "أكد": "p3ms أكد  i3ms يؤكد  i1us أؤكد  ii3mp يؤكدون",
    "رأى": "p3ms رأى  p3fs رأت  i3ms يرى  ij3ms ير  ii3mp يرون",
    "استحوذ": "p3ms استحوذ  i3ms يستحوذ  p3fs استحوذت",
    "ازداد": "p3ms ازداد  i3fs تزداد",
    "اتخذ": "p3ms اتخذ  i3ms يتخذ",
    "أوضح": "p3ms أوضح  i3ms يوضح  i3fs توضح",
    "ترجم": "p3ms ترجم  i3ms يترجم",
}


@pytest.mark.parametrize(
    ("lemma", "at", "form"),
    [
        (lemma, cells[k], cells[k + 1])
        for lemma, text in PARADIGMS.items()
        for cells in [text.split()]
        for k in range(0, len(cells), 2)
    ],
)
def test_verb_paradigm(lemma: str, at: str, form: str) -> None:
    """Asked of the database itself: a form may have more readings than the analyser keeps."""
    places = set()
    for reading in _database()(form):
        if reading["pos"] == "verb" and reading["source"] == "lex" and _bare(reading["lex"]) == lemma:
            places.add(place(reading))
    assert at in places


@cache
def _database() -> Analyze:
    return load_analyzer(DATABASE)


def _bare(text: str) -> str:
    return "".join(c for c in text if not "\u064b" <= c <= "\u0652" and c != "\u0670")


@pytest.mark.parametrize(
    ("word", "lemma", "number", "gender", "state"),
    [
        ("شركة", "شركة", "s", "f", "u"),
        ("الشركة", "شركة", "s", "f", "d"),
        ("شركتها", "شركة", "s", "f", "c"),
        ("شركتان", "شركة", "d", "f", "u"),
        ("شركتين", "شركة", "d", "f", "u"),
        ("شركتا", "شركة", "d", "f", "c"),
        ("شركتي", "شركة", "d", "f", "c"),
        ("الشركتين", "شركة", "d", "f", "d"),
        ("شركتاهما", "شركة", "d", "f", "c"),
        ("شركات", "شركة", "p", "f", "u"),
        ("شركاتهم", "شركة", "p", "f", "c"),
        ("الشركات", "شركة", "p", "f", "d"),
        ("رقاقة", "رقاقة", "s", "f", "u"),
        ("رقاقتنا", "رقاقة", "s", "f", "c"),
        ("رقاقتان", "رقاقة", "d", "f", "u"),
        ("رقائق", "رقاقة", "p", "f", "u"),
        ("الرقائق", "رقاقة", "p", "f", "d"),
        ("رقائقها", "رقاقة", "p", "f", "c"),
        ("رقاقات", "رقاقة", "p", "f", "u"),
        ("تقريرا", "تقرير", "s", "m", "i"),
        ("تقريران", "تقرير", "d", "m", "u"),
        ("تقارير", "تقرير", "p", "m", "u"),
        ("مستوى", "مستوى", "s", "m", "u"),
        ("مستواها", "مستوى", "s", "m", "c"),
        ("مستويات", "مستوى", "p", "f", "u"),
        ("مسؤولون", "مسؤول", "p", "m", "u"),
        ("مسؤولين", "مسؤول", "p", "m", "u"),
        ("مسؤولو", "مسؤول", "p", "m", "c"),
        ("تقنية", "تقني", "s", "f", "u"),
        ("تقنيون", "تقني", "p", "m", "u"),
        ("شركاء", "شريك", "p", "m", "u"),
        ("شركاؤها", "شريك", "p", "m", "c"),
        ("شركائها", "شريك", "p", "m", "c"),
        ("قاض", "قاضي", "s", "m", "i"),
        ("القاضي", "قاضي", "s", "m", "d"),
        ("قضاة", "قاضي", "p", "f", "u"),
    ],
)
def test_noun_form(morph: MorphAnalyzer, word: str, lemma: str, number: str, gender: str, state: str) -> None:
    found = {(a.lemma, a.feats["num"], a.feats["gen"], a.feats["stt"]) for a in exact(morph, word)}
    assert (lemma, number, gender, state) in found


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
        ("لإنفيديا", ["لإنفيديا", "إنفيديا"]),
        ("وهواوي", ["وهواوي", "هواوي"]),
        ("ولإنفيديا", ["ولإنفيديا", "لإنفيديا", "إنفيديا"]),
        ("بالزلطقون", ["بالزلطقون", "الزلطقون", "زلطقون"]),
        ("كوالكوم", ["كوالكوم", "والكوم"]),
    ],
)
def test_unknown_words_are_names_with_every_split(morph: MorphAnalyzer, word: str, cores: list[str]) -> None:
    readings = morph.analyze(word)
    assert {a.via for a in readings} == {"backoff"} and {a.pos for a in readings} == {"noun_prop"}
    assert [a.lemma for a in readings] == cores
    assert not any(a.enclitic for a in readings)


def test_names_keep_three_letters_after_proclitics(morph: MorphAnalyzer) -> None:
    assert [a.lemma for a in morph.analyze("ولظق")] == ["ولظق", "لظق"]
    assert [a.lemma for a in morph.analyze("وظق")] == ["وظق"]


WRONG_FORMS = """
    شركةها شركتة الشركتها شركاتة شركون شركةات رقائقات رقائقا الشركتا للشركتها رقائقون أعلنتوا يعلنت سأعلنت سقال
    لقالت يقالت ينفىون نفىت نفىها نفاوا ينفيون تنفيون ردتن مستوىها مستواات مستوىات مسؤولونها المسؤولو
    المسؤولوها فالالشركة بللشركة ولبالشركة سالشركة بسيعلن كأضافت بأعلن اليعلن الأعلن بيقول فيهاها عليهاا علىها
    إلىهم بالالمئة تقريرات تقنيونة مئةها يأضاف اشترىت اشترىوا يشتريون يوصلت تبدأت يبدأتم يقوللون سينفت لتقريرا
    بتقريرا كتقريران بمسؤولون لشركتان الشركتيها مستوانها قاضيون شركاءت
"""
WRONG = WRONG_FORMS.split()


@pytest.mark.parametrize("word", WRONG)
def test_wrong_form_is_not_exact(morph: MorphAnalyzer, word: str) -> None:
    assert [a.diac for a in exact(morph, word)] == []


def test_there_are_enough_wrong_forms() -> None:
    assert len(set(WRONG)) >= 30


@pytest.mark.parametrize(
    ("written", "lemma"),
    [("اعلن", "أعلن"), ("الى", "إلى"), ("الانفاق", "إنفاق"), ("شركه", "شركة"), ("إستخدام", "استخدام"), ("ان", "أن")],
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
        assert [a.via for a in readings] == sorted(
            (a.via for a in readings), key=["exact", "normalised", "backoff"].index
        )


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


def test_committed_database_is_current() -> None:
    script = REPOSITORY / "scripts" / "compile_morphology.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_check_notices_a_stale_database(tmp_path: Path) -> None:
    script = REPOSITORY / "scripts" / "compile_morphology.py"
    stale = tmp_path / "stale.db"
    stale.write_text("old", encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), "--check", "--output", str(stale)], check=False)
    assert done.returncode == 1


def test_other_databases_load() -> None:
    sample = REPOSITORY.parent / "shared" / "morphology" / "sample_particles.db"
    if not sample.exists():
        pytest.skip("no sample database here")
    readings = MorphAnalyzer(load_analyzer(sample)).analyze("وعليها")
    assert readings and readings[0].segments[0].form == "و" and readings[0].segments[-1].end == 6


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
