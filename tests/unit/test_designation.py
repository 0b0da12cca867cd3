"""Chip designations: table-driven, span text and canonical name."""

from __future__ import annotations

import csv
import random
import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
import regex

import claimx.lexicons
from claimx.candidates.designation import ChipRow, DesignationGrammar, LetterRow, SeriesRow
from claimx.lexicons.kb import KnowledgeBase
from claimx.model.candidate import Candidate
from claimx.model.doc import Doc, Shape, Token

KB = Path(claimx.lexicons.__file__).parent / "data" / "kb"
PIECE = regex.compile(
    r"(?P<number>\d+(?:[.,٫٬]\d+)*)|(?P<arabic>\p{Arabic}[\p{Arabic}\p{M}\u0640\u200b-\u200f]*)"
    r"|(?P<latin>[\p{L}--\p{Arabic}]+)|(?P<punct>[^\s\p{M}])",
    regex.V1,
)
FOLDS = str.maketrans("أإآٱىة", "اااايه")


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a knowledge-base file."""
    with (KB / name).open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def fold(text: str) -> str:
    """Normalised form, as ``Token.norm`` has it."""
    kept = (c for c in text if c != "\u0640" and unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in kept).translate(FOLDS)


def cut(text: str) -> Doc:
    """A document with the tokens of a minimal tokenizer, one sentence a line."""
    tokens: list[Token] = []
    shapes: dict[str, Shape] = {"number": "number", "arabic": "arabic", "latin": "latin", "punct": "punct"}
    for m in PIECE.finditer(text):
        norm = fold(m.group())
        cores = [(norm, 0, False)]
        if m.lastgroup == "arabic":
            for size in (1, 2):
                if len(norm) > size + 1 and all(c in "وفبلك" for c in norm[:size]):
                    cores.append((norm[size:], size, False))
        spaced = m.start() == 0 or text[m.start() - 1].isspace()
        sent = text.count("\n", 0, m.start())
        shape = shapes[str(m.lastgroup)]
        tokens.append(Token(len(tokens), m.start(), m.end(), m.group(), norm, shape, sent, spaced, (), tuple(cores)))
    return Doc(text, "t", None, tokens)


@pytest.fixture(scope="module")
def grammar() -> DesignationGrammar:
    """The grammar over the shipped knowledge base."""
    return DesignationGrammar(
        ChipRow.from_tsv(rows("chips.tsv")),
        SeriesRow.from_tsv(rows("series.tsv")),
        LetterRow.from_tsv(rows("letters.tsv")),
        fold,
        KnowledgeBase().makers(),
    )


def found(grammar: DesignationGrammar, text: str, label: str = "chip") -> list[Candidate]:
    """Candidates of a label, with the invariants that every candidate keeps."""
    doc = cut(text)
    out = grammar.find(doc)
    for cand in out:
        assert cand.label in ("chip", "process")
        assert cand.fields["mention"] == "model"
        assert doc.tokens[cand.first].start <= cand.start < cand.end <= doc.tokens[cand.last - 1].end
        assert text[cand.start : cand.end].strip(" \"'«»“”()") == text[cand.start : cand.end]
    assert all(a.end <= b.start for a, b in pairwise(out))
    return [cand for cand in out if cand.label == label]


POSITIVE = [
    # text, span text = canonical name, in the order of the text
    ("رقاقة إتش 100 من إنفيديا", [("إتش 100", "H100")]),
    ("رقائق إتش20 إلى الصين", [("إتش20", "H20")]),
    ('شريحة "إتش 20" الموجهة للصين', [("إتش 20", "H20")]),
    ("شرائح «إتش20»", [("إتش20", "H20")]),
    ("رقاقة إتش-100", [("إتش-100", "H100")]),
    ("رقائق إم.آي308 لشركة إيه إم دي", [("إم.آي308", "MI308")]),
    ("رقاقة إيه.آي 6 من تسلا", [("إيه.آي 6", "AI6")]),
    ("شريحة «إيه آي 5»", [("إيه آي 5", "AI5")]),
    ("رقاقة بي 200", [("بي 200", "B200")]),
    ("خوادم جي بي 200", [("جي بي 200", "GB200")]),
    ("معالج أسيند 910 دي", [("أسيند 910 دي", "Ascend 910D")]),
    ("معالج أسيند 910بي", [("أسيند 910بي", "Ascend 910B")]),
    ("شريحة هواوي \u0650Ascend 910 B لتطوير", [("Ascend 910 B", "Ascend 910B")]),
    ("رقاقة Ascend 910B هذا العام", [("Ascend 910B", "Ascend 910B")]),
    ("رقائق Ascend 910B ثم 910C", [("Ascend 910B", "Ascend 910B"), ("910C", "Ascend 910C")]),
    (
        "رقائق Ascend من هواوي\nوتفوق 910 بي على 910C",
        [("Ascend", "Ascend"), ("910 بي", "Ascend 910B"), ("910C", "Ascend 910C")],
    ),
    ("معالج إيه 17 برو", [("إيه 17 برو", "A17 Pro")]),
    ("معالج A17 برو", [("A17 برو", "A17 Pro")]),
    ("معالج A17 Pro", [("A17 Pro", "A17 Pro")]),
    ("بمعالج A13 بيونيك من صانعة آيفون", [("A13 بيونيك", "A13 Bionic")]),
    ("شريحة إم 4 ماكس", [("إم 4 ماكس", "M4 Max")]),
    ("شريحة M4 Max", [("M4 Max", "M4 Max")]),
    ("معالج سنابدراجون 8 إيليت الجيل الخامس", [("سنابدراجون 8 إيليت الجيل الخامس", "Snapdragon 8 Elite Gen 5")]),
    ("معالج سنابدراجون 8 الجيل الثالث", [("سنابدراجون 8 الجيل الثالث", "Snapdragon 8 Gen 3")]),
    ("معالج سناب دراجون 8s الجيل 3", [("سناب دراجون 8s الجيل 3", "Snapdragon 8s Gen 3")]),
    ("معالج سنابدراجون 8 بلس الجيل الأول", [("سنابدراجون 8 بلس الجيل الأول", "Snapdragon 8+ Gen 1")]),
    ("معالج Snapdragon 8 Gen 3 مع", [("Snapdragon 8 Gen 3", "Snapdragon 8 Gen 3")]),
    ("معالج Snapdragon® 8 Elite Gen5", [("Snapdragon® 8 Elite Gen5", "Snapdragon 8 Elite Gen 5")]),
    ("معالج سناب دراغون الجديد", [("سناب دراغون", "Snapdragon")]),
    ("معالج سنابدراقون 695", [("سنابدراقون 695", "Snapdragon 695")]),
    ("معالج سنابدراجون 4 نانومتر", [("سنابدراجون", "Snapdragon")]),
    ("معالج كيرين 9000 إس", [("كيرين 9000 إس", "Kirin 9000S")]),
    ("معالج كيرين 9000s", [("كيرين 9000s", "Kirin 9000S")]),
    ("معالج كيرين 9030 برو", [("كيرين 9030 برو", "Kirin 9030 Pro")]),
    ("معالج كيرين إكس 90", [("كيرين إكس 90", "Kirin X90")]),
    ("معالج كيرين ٩٩٠ المصنع", [("كيرين ٩٩٠", "Kirin 990")]),
    ("معالج Kirin X90", [("Kirin X90", "Kirin X90")]),
    ("بمعالج KirinX90", [("KirinX90", "Kirin X90")]),
    ("رقائق إتش بي إم 3 إي", [("إتش بي إم 3 إي", "HBM3E")]),
    ("رقائق إتش بي إم إي 3", [("إتش بي إم إي 3", "HBM3E")]),
    ("رقائق إتش.بي.إم 4", [("إتش.بي.إم 4", "HBM4")]),
    ("ذاكرة HBM 3E", [("HBM 3E", "HBM3E")]),
    ("ذاكرة HBM3E", [("HBM3E", "HBM3E")]),
    ("ذاكرة HBM عالية", [("HBM", "HBM")]),
    ("بطاقة آر تي إكس 5090", [("آر تي إكس 5090", "RTX 5090")]),
    ("بطاقة جي فورس آر تي إكس 5070 تي آي", [("جي فورس آر تي إكس 5070 تي آي", "RTX 5070 Ti")]),
    ("بطاقة GeForce RTX 4070 Ti SUPER", [("GeForce RTX 4070 Ti SUPER", "RTX 4070 Ti Super")]),
    ("بطاقة آي تي إكس 3090", [("آي تي إكس 3090", "RTX 3090")]),
    ("بطاقة RTX 5090 D", [("RTX 5090 D", "RTX 5090 D")]),
    ("بطاقة RTX 5090D", [("RTX 5090D", "RTX 5090 D")]),
    ("رقاقة آر.تي.إكس برو 6000دي", [("آر.تي.إكس برو 6000دي", "RTX Pro 6000D")]),
    ("معالج Core Ultra 7 258V", [("Core Ultra 7 258V", "Core Ultra 7 258V")]),
    ("معالج كور ألترا 7", [("كور ألترا 7", "Core Ultra 7")]),
    ("معالج Core i7-13700H", [("Core i7-13700H", "Core i7-13700H")]),
    ("معالج كور آي 7", [("كور آي 7", "Core i7")]),
    ("صانعة معالجات كور، تعيش", [("كور", "Core")]),
    ("معالج Ryzen AI Max+ 395", [("Ryzen AI Max+ 395", "Ryzen AI Max+ 395")]),
    ("معالج Ryzen AI 9 HX 370", [("Ryzen AI 9 HX 370", "Ryzen AI 9 HX 370")]),
    ("معالج رايزن 7 9800X3D", [("رايزن 7 9800X3D", "Ryzen 7 9800X3D")]),
    ("معالج رايزن إيه آي 400", [("رايزن إيه آي 400", "Ryzen AI 400")]),
    ("معالج الخوادم زيون 6", [("زيون 6", "Xeon 6")]),
    ("معالج إكسينوس 2500", [("إكسينوس 2500", "Exynos 2500")]),
    ("معالج دايمنسيتي 9400+", [("دايمنسيتي 9400+", "Dimensity 9400+")]),
    ("معالج دايمنسيتي 9400 بلس", [("دايمنسيتي 9400 بلس", "Dimensity 9400+")]),
    ("معالج دايمنسيتي 8300 ألترا", [("دايمنسيتي 8300 ألترا", "Dimensity 8300 Ultra")]),
    ("معالجها Dimensity 9,400 إلى", [("Dimensity 9,400", "Dimensity 9400")]),
    ("معالج هيليو جي 99", [("هيليو جي 99", "Helio G99")]),
    ("شريحة تينسور جي 5", [("تينسور جي 5", "Tensor G5")]),
    ("نظام GB200 NVL72 الجديد", [("GB200 NVL72", "GB200 NVL72")]),
    ("مسرع MI355X", [("MI355X", "MI355X")]),
    ("شرائح تي بي يو", [("تي بي يو", "TPU")]),
    ("شرائح TPUs", [("TPUs", "TPU")]),
    ("شريحة TPU v6e", [("TPU v6e", "TPU v6e")]),
    ("رقاقة إتش ١٠٠ من", [("إتش ١٠٠", "H100")]),
    ("رقائق H100 وH200 معا", [("H100", "H100"), ("H200", "H200")]),
    ("رقائق إتش 20 وإتش 200", [("إتش 20", "H20"), ("إتش 200", "H200")]),
    ("معالجا دايمنسيتي 9300 و9400", [("دايمنسيتي 9300", "Dimensity 9300"), ("9400", "Dimensity 9400")]),
    ("رقائق الـH20 المعدلة", [("H20", "H20")]),
    ("رقائق بـH20 المعدلة", [("H20", "H20")]),
    ("معمارية بلاكويل", [("بلاكويل", "Blackwell")]),
    ("منصة فيرا روبين", [("فيرا روبين", "Vera Rubin")]),
    ("رقائق هوبر", [("هوبر", "Hopper")]),
    ("معالجات بانثر ليك", [("بانثر ليك", "Panther Lake")]),
    ("إيرادات غاودي 3 حاجز", [("غاودي 3", "Gaudi 3")]),
    ("معالجات WSE-3", [("WSE-3", "WSE-3")]),
    ("نواة كورتكس إكس 4", [("كورتكس إكس 4", "Cortex-X4")]),
    ("نواة Cortex-X4 وMali-G720", [("Cortex-X4", "Cortex-X4"), ("Mali-G720", "Mali-G720")]),
    ("ذاكرة LPDDR5X وتخزين UFS 4.0", [("LPDDR5X", "LPDDR5X"), ("UFS 4.0", "UFS 4.0")]),
    ("ذاكرة إل بي دي دي آر 5 إكس", [("إل بي دي دي آر 5 إكس", "LPDDR5X")]),
    ("شريحة تيغرا T239", [("تيغرا T239", "Tegra T239")]),
    ("رقاقة XRING O1", [("XRING O1", "XRING O1")]),
    ("معالج XRING 01", [("XRING 01", "XRING O1")]),
    ("شرائح الماء من NVIDIA", [("الماء", "H20")]),
    ("شحنات H2O من إنفيديا", [("H2O", "H20")]),
    ("رقائق إيه إم دي إم آي 300", [("إم آي 300", "MI300")]),
    ("وحدة معالجة رسوميات من طراز A100 استأجرتها", [("A100", "A100")]),
    ("معالج +Dimensity 6100 الجديد", [("+Dimensity 6100", "Dimensity 6100+")]),
    ("ماك بوك ام 4 برو", [("ام 4 برو", "M4 Pro")]),
    ("بطاقات إنفيديا (H100) و(A100)", [("H100", "H100"), ("A100", "A100")]),
    ("معالج i7-13700H", [("i7-13700H", "Core i7-13700H")]),
    ("شريحة «إكس رينغ أو 1»", [("إكس رينغ أو 1", "XRING O1")]),
    ("مسرعات إم آي 355 إكس", [("إم آي 355 إكس", "MI355X")]),
    ("هواوي أسيند 950 بي آر", [("أسيند 950 بي آر", "Ascend 950PR")]),
    ("معالج ام 4", [("ام 4", "M4")]),
    ("وكيرين 9000", [("كيرين 9000", "Kirin 9000")]),
]


@pytest.mark.parametrize(("text", "expected"), POSITIVE, ids=[t for t, _ in POSITIVE])
def test_designations(grammar: DesignationGrammar, text: str, expected: list[tuple[str, str]]) -> None:
    out = found(grammar, text)
    assert [(text[c.start : c.end], c.fields["entity"]) for c in out] == expected
    assert not any(c.fields.get("needs_context") for c in out)


NEGATIVE = [
    "هاتف آيفون 15 الجديد", "iPhone 16 Pro", "هاتف ميت 60", "هاتف Galaxy S25", "هاتف Galaxy S10", "Mate 60 Pro",
    "نظام ويندوز 11", "شبكات 5G", "طائرة A350", "نموذج GPT-4", "نموذج Mistral 7B", "منصة بي 2 بي", "ملف إم بي 3",
    "ملف MP3", "منفذ USB 4", "شبكة Wi-Fi 7", "تقنية 18A", "تقنية N3P", "بدقة 3 نانومتر", "واي فاي 7",
    "نموذج O1 من OpenAI", "شركة جي 42", "شركة G42", "طائرة C 919", "صندوق إم جي إكس", "هاتف شاومي 15",
    "سيارة شاومي SU7", "في 100 دولة", "مساحة 100 m2", "شرب H2O النقي", "رقم 910B للغرفة", "أوبن إيه آي 5 نماذج",
    "سي إن بي سي 1", "نموذج DeepSeek-R1", "سيارة BMW M4", "بطارية 5000 ملي أمبير", "الطريق A100", "هاتف Redmi A5",
    "رقاقة H100X9", "تبريد رقائق إنفيديا بالماء", "تقنية A16", "ورق A4", "مستوى L4", "الماء", "معالج مالي", "هيلو",
    "غرض 200 مليون", "إف 35", "إم 16", "بي 52", "هاتف هواوي P40 بمعالج قوي", "يأتي سامسونج A30 بمعالج قوي", "لوحة ITX",
    "معالجة التنسور", "هاتف vivo X80 بمعالج قوي", "إس 400 الروسية", "إيه 320", "هاتف M4 Pro",
]  # fmt: skip


@pytest.mark.parametrize("text", NEGATIVE)
def test_not_designations(grammar: DesignationGrammar, text: str) -> None:
    assert [(text[c.start : c.end], c.fields["entity"]) for c in found(grammar, text)] == []


DOUBTFUL = ["قال هوبر اليوم", "وصل إلى M2 مساء", "على A100 غربا", "فاز غريس بالجائزة", "جاء H300 اليوم"]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_ambiguous_names_ask_for_context(grammar: DesignationGrammar, text: str) -> None:
    (cand,) = found(grammar, text)
    assert cand.fields["needs_context"] is True
    assert cand.score <= 0.5


DISTINCT = [
    ("أسيند 910 بي", "أسيند 910 سي"), ("910B هواوي", "910C هواوي"), ("إتش 100", "إتش 200"), ("H20", "H200"),
    ("إتش 20", "إتش 200"), ("رقاقة B30", "رقاقة B30A"), ("معالج A19", "معالج A19 Pro"), ("HBM3", "HBM3E"),
    ("كيرين 9000", "كيرين 9000 إس"), ("Kirin 9000", "Kirin 9000S"), ("Ascend 910", "Ascend 910B"),
    ("RTX 5090", "RTX 5090 D"), ("Dimensity 9400", "Dimensity 9400+"), ("MI300", "MI300X"),
    ("سنابدراجون 8 الجيل الثالث", "سنابدراجون 8 إيليت"), ("شريحة إم 4", "شريحة إم 4 برو"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), DISTINCT)
def test_near_misses_stay_apart(grammar: DesignationGrammar, one: str, other: str) -> None:
    (a,), (b,) = found(grammar, one), found(grammar, other)
    assert a.fields["entity"] != b.fields["entity"]
    assert a.fields["chip_id"] != b.fields["chip_id"]


def test_open_series_reach_what_is_not_listed(grammar: DesignationGrammar) -> None:
    text = "معالج سنابدراجون 8 إيليت الجيل التاسع ورقاقة إم آي 777 ومعالج Dimensity 9,900"
    out = found(grammar, text)
    assert [c.fields["entity"] for c in out] == ["Snapdragon 8 Elite Gen 9", "MI777", "Dimensity 9900"]
    assert {c.by for c in out} == {"chip.designation"}
    assert [c.fields["maker"] for c in out] == ["Qualcomm", "AMD", "MediaTek"]
    assert all(c.fields["chip_id"] is None for c in out)


def test_maker_and_family(grammar: DesignationGrammar) -> None:
    one, other = found(grammar, "رقاقة إتش20 وذاكرة HBM3E")
    assert (one.fields["maker"], one.fields["family"], one.by) == ("Nvidia", "Hopper", "lexicon.chips")
    assert (other.fields["maker"], other.fields["family"]) == (None, "HBM")


def test_the_maker_nearby_decides_a_shared_name(grammar: DesignationGrammar) -> None:
    (apple,) = found(grammar, "هاتف آيفون من آبل بمعالج A10")
    (nvidia,) = found(grammar, "بطاقة A10 من إنفيديا")
    assert (apple.fields["maker"], nvidia.fields["maker"]) == ("Apple", "Nvidia")


def test_every_known_name_is_found_as_itself(grammar: DesignationGrammar) -> None:
    wrong = []
    chips = ChipRow.from_tsv(rows("chips.tsv"))
    for chip in chips:
        text = f"رقاقة {chip.name} من {chip.maker or 'شركة'}"
        label = "process" if chip.kind == "process" else "chip"
        names = [(text[c.start : c.end], c.fields["entity"], c.fields["maker"]) for c in found(grammar, text, label)]
        if (chip.name, chip.name, chip.maker or None) not in names:
            wrong.append((chip.name, names))
    assert wrong == []


def test_every_alias_leads_to_its_name(grammar: DesignationGrammar) -> None:
    wrong = []
    for chip in ChipRow.from_tsv(rows("chips.tsv")):
        for alias in (*chip.arabic, *chip.latin):
            text = f"رقاقة {alias.lstrip('?!+=')} من {chip.maker or 'شركة'}"
            label = "process" if chip.kind == "process" else "chip"
            if chip.name not in [c.fields["entity"] for c in found(grammar, text, label)]:
                wrong.append((alias, chip.name))
    assert wrong == []


def test_tables_are_sound() -> None:
    chips, series = rows("chips.tsv"), rows("series.tsv")
    for table in (chips, series):
        ids = [row["id"] for row in table]
        assert len(ids) == len(set(ids))
        assert all(value == value.strip() for row in table for value in row.values())
    assert len(chips) >= 900
    assert len({(row["name"], row["maker"]) for row in chips}) == len(chips)
    assert {row["kind"] for row in chips} <= {"model", "series", "architecture", "memory", "core", "board", "process"}
    assert {row["word"] for row in chips} <= {"", "y"}
    assert {row["join"].split(";")[0] for row in series} <= {"space", "none", "dash"}
    for row in series:
        regex.compile(row["tail"])


def test_any_text_keeps_the_invariants(grammar: DesignationGrammar) -> None:
    chance = random.Random(7)
    pool = (
        "إتش إيه إي آي بي جي دي إكس إم أو في و+ + - . 910 20 8 9,400 ٢٠ H MI GB RTX كيرين سنابدراجون الجيل الثالث برو"
    )
    parts = [*pool.split(), " ", "\n", "ـ", "\u0650", "(", "«", "%", "نانومتر", "Snapdragon", "Pro", "A", "ال"]
    for _ in range(600):
        found(grammar, "".join(p + chance.choice(("", " ")) for p in chance.choices(parts, k=12)))


def test_time_is_linear(grammar: DesignationGrammar) -> None:
    unit = "رقائق إتش بي إم 3 إي وكيرين 9000 إس وإيه إيه إيه بي سي دي و910 و8 الجيل H100-A100+"
    seconds = []
    for size in (200, 1600):
        doc = cut(" ".join([unit] * size))
        begin = time.perf_counter()
        grammar.find(doc)
        seconds.append(time.perf_counter() - begin)
    assert seconds[1] < 8 * 3 * max(seconds[0], 0.01)
