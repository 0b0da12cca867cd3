"""Words for units and currencies: how the tables compose, what pint makes of the symbols, what a bad table says."""

from __future__ import annotations

import functools
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from claimx import measures
from claimx.errors import DataError, InputError
from claimx.lexicons.entry import Entry
from claimx.lexicons.loader import split_list
from claimx.lexicons.measures import MEASURES, load_measures, prefix_powers
from claimx.lexicons.words import _letters, load_entries
from claimx.model.doc import Doc
from claimx.model.record import Quantity
from tests.support import normalizer, segmenter, words

ISO_4217 = set(
    """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND
VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
""".split()  # noqa: SIM905
)
CRYPTOCURRENCIES = {"BTC", "ETH", "USDT"}
MONEY = ("currency", "currency.cent", "currency.sign")
DIMENSIONS = {
    "length": "meter", "area": "meter ** 2", "mass": "kilogram", "data": "bit", "power": "watt",
    "frequency": "hertz", "percent": "percent", "ratio": "times",
}  # fmt: skip
"""A pint unit that every unit of a kind converts to; the other kinds have several dimensions."""


@functools.cache
def entries() -> tuple[Entry, ...]:
    return tuple(load_measures())


@functools.cache
def values() -> dict[tuple[str, str], str]:
    return {(entry.cls, entry.form): entry.value for entry in entries()}


def key(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """What texts match of a form: its class and its folded tokens, the case kept."""
    return entry.cls, tuple(token.norm for token in segmenter().tokenize(entry.form))


def read(text: str, cls: str) -> set[str]:
    """Values of a class that a whole text means, as the word index finds them."""
    tokens = segmenter().tokenize(text)
    found = words().find(Doc(text, "test", None, tokens))[0]
    return {match.entry.value for match in found.get(cls, ()) if match.last == len(tokens)}


# ── Units ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("متر", "length:m"),
        ("أمتار", "length:m"),
        ("بوصتين", "length:inch"),
        ("كيلومترا", "length:km"),
        ("كيلو متر", "length:km"),
        ("كلم", "length:km"),
        ("ميجابايتات", "data:MB"),
        ("كيكا بايت", "data:GB"),
        ("جيبي بايت", "data:GiB"),
        ("غيغابيت", "data:GB"),
        ("تيرابت", "data:Tbit"),
        ("مللي أمبير", "energy:mAh"),
        ("غيغاهرتز", "frequency:GHz"),
        ("بيتافلوبس", "compute:PFLOPS"),
        ("ميغا باسكال", "other:MPa"),
        ("كيلو فولت أمبير", "power:kVA"),
    ],
)
def test_a_unit_is_its_prefix_and_its_noun(form: str, value: str) -> None:
    assert values()["unit", form] == value


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("كيلومترا في الساعة", "speed:km/h"),
        ("كم/س", "speed:km/h"),
        ("غيغابت في الثانية", "speed:Gbps"),
        ("غيغابيت بالثانية", "speed:Gbps"),
        ("غيغابايت لكل ثانية", "speed:GB/s"),
        ("GB في الثانية", "speed:GB/s"),
        ("جيجاواط ساعة", "energy:GWh"),
        ("كيلووات/ساعة", "energy:kWh"),
        ("ميلي أمبير ساعة", "energy:mAh"),
        ("مترا مربعا", "area:m2"),
        ("أمتار مربعة", "area:m2"),
        ("متران مربعان", "area:m2"),
        ("بوصة مربعة", "area:in2"),
        ("قدما مربعة", "area:ft2"),
        ("سم مكعب", "other:cm3"),
        ("كم²", "area:km2"),
        ("طنا متريا", "mass:t"),
        ("ميل بحري", "length:nmi"),
        ("إطارا في الثانية", "other:fps"),
        ("دورة في الدقيقة", "other:rpm"),
        ("دورة في الثانية", "frequency:Hz"),
        ("توبس لكل واط", "compute:TOPS/W"),
        ("شمعة في المتر المربع", "other:nit"),
    ],
)
def test_a_compound_is_a_unit_and_its_tail(form: str, value: str) -> None:
    assert values()["unit", form] == value


@pytest.mark.parametrize("form", ["م", "غ", "بيت", "هرز", "طلب", "إطار", "جيجا في الثانية", "g", "m", "B", "A", "mg"])
def test_what_mostly_means_something_else_is_no_unit(form: str) -> None:
    assert ("unit", form) not in values()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("MW", "power:MW"), ("mW", "power:mW"), ("mw", "power:MW"),
        ("GB", "data:GB"), ("Gb", "data:Gbit"), ("gb", "data:GB"),
        ("GB/s", "speed:GB/s"), ("Gb/s", "speed:Gbps"), ("GBps", "speed:GB/s"), ("gbps", "speed:Gbps"),
        ("KB", "data:kB"), ("Kb", "data:kbit"), ("KB/s", "speed:kB/s"), ("Kbps", "speed:kbps"),
    ],
)  # fmt: skip
def test_case_decides_where_nothing_else_does(text: str, value: str) -> None:
    assert read(text, "unit") == {value}


# ── Money ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("دولار أمريكي", "money:USD"),
        ("دولارا أميركيا", "money:USD"),
        ("دولارا أميركي", "money:USD"),
        ("دولاران أمريكيان", "money:USD"),
        ("دولارين أمريكيين", "money:USD"),
        ("دولارات أمريكية", "money:USD"),
        ("الدولار الأمريكي", "money:USD"),
        ("الدولارات الأميركية", "money:USD"),
        ("دولارا هونج كونج", "money:HKD"),
        ("دولار هونغ كونغ", "money:HKD"),
        ("دولارا تايوانيا جديدا", "money:TWD"),
        ("دولار سنغافوري", "money:SGD"),
        ("وون كوري جنوبي", "money:KRW"),
        ("الوون الكوري الجنوبي", "money:KRW"),
        ("راند جنوب إفريقي", "money:ZAR"),
        ("راندا جنوب إفريقيا", "money:ZAR"),
        ("الراند الجنوب إفريقي", "money:ZAR"),
        ("ليرتان سوريتان", "money:SYP"),
        ("الليرات اللبنانية", "money:LBP"),
        ("كرونة سويدي", "money:SEK"),
        ("إسترليني", "money:GBP"),
        ("رينمنبي", "money:CNY"),
        ("بيتكوينا", "money:BTC"),
    ],
)
def test_a_currency_is_a_noun_and_its_country(form: str, value: str) -> None:
    assert values()["currency", form] == value


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("دولار", "money:USD"), ("ريالا", "money:SAR"), ("الدراهم", "money:AED"), ("دنانير", "money:KWD"),
        ("جنيهات", "money:EGP"), ("ليرة", "money:TRY"), ("روبية", "money:INR"), ("فرنك", "money:CHF"),
        ("كرونات", "money:SEK"), ("بيزو", "money:MXN"), ("شلن", "money:KES"),
    ],
)  # fmt: skip
def test_a_noun_alone_has_a_default(form: str, value: str) -> None:
    assert values()["currency", form] == value


@pytest.mark.parametrize("form", ["بات", "سيدي", "بر", "سول", "كورونا", "أوقية", "ليون", "سوم", "الدولار أمريكي"])
def test_an_ordinary_word_is_no_currency(form: str) -> None:
    assert ("currency", form) not in values()


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("سنت", "money:USD/100"), ("سنتا أستراليا", "money:AUD/100"), ("سنت يورو", "money:EUR/100"),
        ("فلس", "money:AED/100"), ("فلس كويتي", "money:KWD/1000"), ("فلوس بحرينية", "money:BHD/1000"),
        ("درهم قطري", "money:QAR/100"), ("درهم ليبي", "money:LYD/1000"), ("مليم تونسي", "money:TND/1000"),
        ("بيسة عمانية", "money:OMR/1000"), ("قروش لبنانية", "money:LBP/100"),
    ],
)  # fmt: skip
def test_a_part_says_how_many_make_the_currency(form: str, value: str) -> None:
    assert values()["currency.cent", form] == value


def test_two_years_are_no_two_cents() -> None:
    assert read("سنتين", "period.two") and not read("سنتين", "currency.cent")


@pytest.mark.parametrize(
    ("form", "value"),
    [("$", "USD"), ("US$", "USD"), ("NT$", "TWD"), ("HK$", "HKD"), ("¥", "JPY"), ("ر.س", "SAR"), ("د.إ", "AED")],
)
def test_signs_and_codes(form: str, value: str) -> None:
    assert values()["currency.sign", form] == f"money:{value}"


@pytest.mark.parametrize("word", ["AMD", "NIO", "COP", "CVE", "AWG", "BSD", "KGS"])
def test_a_code_that_is_a_name_or_a_word_is_no_sign(word: str) -> None:
    assert not read(word, "currency.sign")


def test_the_country_decides_between_currencies_of_a_noun() -> None:
    assert values()["currency.shared", "ريالا"].split()[:4] == ["SAR", "QAR", "OMR", "YER"]
    assert values()["currency.shared", "جنيه"].split() == ["EGP", "GBP", "SDG"]
    assert ("currency.shared", "دولار") not in values()
    placed = {entry.value for entry in entries() if entry.cls == "currency.place"}
    shared = {code for entry in entries() if entry.cls == "currency.shared" for code in entry.value.split()}
    assert {code for code in shared if "/" not in code} == placed
    assert values()["currency.shared", "فلسا"].split()[:2] == ["AED/100", "JOD/1000"]
    assert read("المغربية", "currency.place") == {"MAD"}


def test_every_code_is_of_iso_4217() -> None:
    codes = {entry.value.removeprefix("money:").partition("/")[0] for entry in entries() if entry.cls in MONEY}
    assert codes - CRYPTOCURRENCIES <= ISO_4217
    assert codes >= CRYPTOCURRENCIES


# ── The tables as a whole ──────────────────────────────────────────────────────────────────────────────────────────


def test_no_form_has_two_values() -> None:
    """Nor do two that a text cannot tell apart; capitals it can."""
    known: dict[tuple[str, tuple[str, ...]], Entry] = {}
    for entry in load_entries():
        if entry.cls in ("unit", "unit.percent", *MONEY, "currency.shared"):
            other = known.setdefault(key(entry), entry)
            assert other.value == entry.value, f"{entry} and {other}"


def test_no_form_stands_twice() -> None:
    """A spelling that the normaliser folds into another is left out of the tables (CONTRIBUTING.md)."""
    seen: dict[tuple[str, tuple[str, ...]], str] = {}
    for entry in entries():
        if entry.cls != "currency.place":  # two capitals differ in a mark
            other = seen.setdefault(key(entry), entry.form)
            assert other == entry.form, f"{entry.form} and {other} are one form"


def test_a_chunk_of_letters_is_one_token() -> None:
    """What the word index takes for granted where it does not cut."""
    for chunk in {chunk for entry in load_entries() for chunk in entry.form.split() if _letters(chunk)}:
        assert [token.norm for token in segmenter().tokenize(chunk)] == [normalizer().word(chunk)]


def test_load_entries_has_them_beside_the_written_ones() -> None:
    loaded = load_entries()
    assert set(entries()) <= set(loaded)
    assert {"unit.percent", "counted", "times.one"} <= {entry.cls for entry in loaded}


# ── pint ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def unit_values() -> list[str]:
    return sorted({entry.value for entry in load_entries() if entry.cls in ("unit", "unit.percent", "unit.sign")})


@pytest.mark.parametrize("value", unit_values())
def test_pint_understands_every_symbol(value: str) -> None:
    kind, _, symbol = value.partition(":")
    found = measures.unit(symbol)
    dimensions = measures.registry().parse_units(DIMENSIONS.get(kind, symbol)).dimensionality
    assert found.dimensionality == dimensions


@pytest.mark.parametrize("prefix", prefix_powers())
def test_pint_means_the_same_by_a_prefix(prefix: str) -> None:
    """Each prefixed symbol is the unit times the power: MP is no megapoise, kt no knot."""
    base, exponent = prefix_powers()[prefix]
    known, registry = set(unit_values()), measures.registry()
    for value in known:
        kind, _, symbol = value.partition(":")
        if symbol.startswith(prefix) and f"{kind}:{symbol.removeprefix(prefix)}" in known:
            factor = registry.Quantity(Decimal(1), measures.unit(symbol)).to(measures.unit(symbol.removeprefix(prefix)))
            power = int(symbol[-1]) if symbol[-1] in "23" else 1
            assert abs(factor.magnitude / Decimal(base) ** (exponent * power) - 1) < Decimal("1e-20"), value


@pytest.mark.parametrize(
    ("symbol", "same"),
    [
        ("B", "8 bit"), ("kB", "8000 bit"), ("GiB", "1.073741824 GB"), ("Gbps", "0.125 GB/s"), ("Gbit", "0.125 GB"),
        ("mAh", "3.6 coulomb"), ("Wh", "3600 joule"), ("kcal", "4184 joule"), ("kt", "1000 t"), ("t", "1000 kg"),
        ("MP", "1000000 pixel"), ("fps", "1 hertz"), ("km2", "1000000 meter**2"), ("ha", "10000 m2"),
        ("dunam", "0.1 ha"), ("km/h", "1000 meter/hour"), ("mph", "1.609344 km/h"), ("um", "1000 nm"),
        ("angstrom", "0.1 nm"), ("nmi", "1852 m"), ("TOPS", "1000 GOPS"), ("basis_point", "0.01 percent"),
        ("percentage_point", "1 percent"), ("ppm", "0.0001 percent"), ("Mtps", "1000000 transfer/second"),
        ("cm3", "1 mL"), ("nit", "1 candela/meter**2"), ("Nm", "1 newton*meter"), ("dpi", "1 dot/inch"),
        ("hp", "745.69987158227022 W"), ("bar", "100000 Pa"), ("ft3", "1728 inch**3"),
    ],
)  # fmt: skip
def test_pint_means_the_same_by_a_symbol(symbol: str, same: str) -> None:
    registry = measures.registry()
    one, other = registry.Quantity(Decimal(1), measures.unit(symbol)), registry(same)
    assert abs(other.to(one.units).magnitude - 1) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("كيلومترا في الساعة", "kilometer / hour"),
        ("جيجابايت", "gigabyte"),
        ("الجيجابايت", "gigabyte"),
        ("بالمئة", "percent"),
        ("مللي امبير", "milliampere_hour"),
        (" nm ", "nanometer"),
        ("m", "meter"),
        ("Mb", "megabit"),
        ("°C", "degree_Celsius"),
    ],
)
def test_a_unit_by_its_name(name: str, unit: str) -> None:
    assert str(measures.unit(name)) == unit


@pytest.mark.parametrize(("name", "why"), [("هاتف", "no unit"), ("", "no unit"), ("دولارا", "money:USD"), ("€", "EUR")])
def test_what_is_no_unit_says_so(name: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        measures.unit(name)


def quantity(kind: str, value: str, unit: str | None, high: str | None = None) -> Quantity:
    return Quantity.model_validate(
        {"id": "quantity-1", "start": 0, "end": 1, "text": "x", "confidence": 1, "provenance": {"rule": "test"},
         "kind": kind, "value": value, "high": high, "unit": unit, "modifier": "range" if high else "exact"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "unit", "to", "expected"),
    [
        ("length", "7", "nm", "m", "7E-9"),
        ("data", "1.5", "TB", "GB", "1500"),
        ("compute", "2", "PFLOPS", "TFLOPS", "2000"),
        ("power", "1.21", "GW", "MW", "1210"),
        ("frequency", "3.2", "GHz", "MHz", "3200"),
        ("energy", "0.1", "kWh", "J", "360000"),
        ("area", "2", "km2", "ha", "200"),
        ("mass", "0.3", "t", "kg", "300"),
        ("speed", "36", "km/h", "m/s", "10"),
        ("percent", "25", "basis_point", "percent", "0.25"),
        ("ratio", "3", "times", "dimensionless", "3"),
        ("ratio", "0.25", "fraction", "percent", "25"),
        ("count", "11", None, "dimensionless", "11"),
    ],
)
def test_to_pint_keeps_the_decimal(kind: str, value: str, unit: str | None, to: str, expected: str) -> None:
    made = measures.to_pint(quantity(kind, value, unit))
    assert made.magnitude == Decimal(value) and isinstance(made.magnitude, Decimal)
    assert abs(made.to(to).magnitude - Decimal(expected)) < Decimal("1e-20")


def test_to_pint_takes_either_end_of_a_range() -> None:
    watts = quantity("power", "5", "W", high="7")
    assert measures.to_pint(watts).magnitude == Decimal(5)
    assert measures.to_pint(watts, high=True).magnitude == Decimal(7)
    with pytest.raises(InputError, match="no high end"):
        measures.to_pint(quantity("power", "5", "W"), high=True)


@pytest.mark.parametrize(
    ("kind", "unit", "why"),
    [("money", "USD", "is money"), ("count", "رقاقة", "counts رقاقة"), ("length", "ell", "does not know")],
)
def test_to_pint_refuses(kind: str, unit: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        measures.to_pint(quantity(kind, "5", unit))


# ── Bad tables ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "row", "complaint"),
    [
        ("endings.tsv", "genitive\tx", "name is 'genitive'; expected one of accusative"),
        ("endings.tsv", "article\tx", "name article has a row already"),
        ("prefixes.tsv", "q\t10^x\tكويكتو", "power is '10^x'; expected a power"),
        ("prefixes.tsv", "k\t10^3\tكيلو", "symbol k has a row already"),
        ("prefixes.tsv", "q\t10^-30\t", "spellings is empty"),
        ("prefixes.tsv", "q\t10^-30", "2 cells; expected 3"),
        ("units.tsv", "new\tweight\tx\tس\tm\t\tbare", "kind is 'weight'; expected one of"),
        ("units.tsv", "new\tmass\tx\tس\tn\t\tbare", "gender is 'n'; expected one of m, f, mf, -"),
        ("units.tsv", "new\tmass\tx\tس\tm\t\tbare q", "prefixes has 'q'; expected one that prefixes.tsv has"),
        ("units.tsv", "metre\tmass\tx\tس\tm\t\tbare", "name metre has a row already"),
        ("units.tsv", "new\tmass\tx\tس; س\tm\t\tbare", "singular has س twice"),
        ("units.tsv", "new\tmass\t\tس\tm\t\tbare", "symbol is empty"),
        ("units.tsv", "new\tmass\tx\tمتر\tm\t\tbare", "متر would be mass:x, but is length:m by units.tsv:"),
        ("tails.tsv", "new\tn\tس", "agrees is 'n'; expected one of y, -"),
        ("tails.tsv", "hour\t-\tس", "name hour has a row already"),
        ("compounds.tsv", "new\tspeed\tx\tell\tsecond\tbare", "units has 'ell'; expected one that units.tsv has"),
        ("compounds.tsv", "new\tspeed\tx\tmetre\tday\tbare", "tail has 'day'; expected one that tails.tsv has"),
        ("compounds.tsv", "new\tspeed\tx\tmetre\thour\tq", "prefixes has 'q'"),
        ("compounds.tsv", "metre\tspeed\tx\tmetre\thour\tk", "name metre has a row already"),
        ("compounds.tsv", "new\tmass\tx\tmetre\thour\tk", "would be mass:kx, but is speed:km/h by compounds.tsv:"),
        ("abbreviations.tsv", "ell\t-\t-\tس", "unit has 'ell'; expected one that units.tsv or compounds.tsv has"),
        ("abbreviations.tsv", "inch\tk\t-\tس", "prefix has 'k'; expected one that the row of inch has"),
        ("abbreviations.tsv", "inch\t-\tx\tس", "tails is 'x'"),
        ("abbreviations.tsv", "inch\t-\t-\tكم", "كم would be length:inch, but is length:km"),
        ("nouns.tsv", "new\tس\tm\t\t-\t-", "nothing uses the noun new"),
        ("nouns.tsv", "dollar\tس\tm\t\tusd\t-", "alone is 'usd'; expected the code"),
        ("nouns.tsv", "dollar\tس\tm\t\tEUR\t-", "alone is EUR, which has no noun dollar"),
        ("nouns.tsv", "dollar\tس\tm\t\t-\ty", "dollar is shared; expected a code in alone"),
        ("nouns.tsv", "dollar\tس\tm\t\tUSD\ty", "dollar is shared, but USD has no places"),
        ("currencies.tsv", "usd\tdollar\t\t\t\t\t", "code is 'usd'; expected three or four capital letters"),
        ("currencies.tsv", "USD\tdollar\t\t\t\t\t", "code USD has a row already"),
        ("currencies.tsv", "XXX\tthaler\t\t\t\t\t", "nouns has 'thaler'; expected one that nouns.tsv has"),
        ("currencies.tsv", "XXX\tdollar\t\t\t\t$\t", "$ would be money:XXX, but is money:USD by currencies.tsv:"),
        ("subunits.tsv", "XXX\tcent\t100\t", "code has 'XXX'; expected one that currencies.tsv has"),
        ("subunits.tsv", "USD\tgroat\t100\t", "nouns has 'groat'"),
        ("subunits.tsv", "USD\tcent\tmany\t", "factor is 'many'; expected a whole number"),
    ],
)
def test_a_bad_row_is_named(table: str, row: str, complaint: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MEASURES, tmp_path / "measures"))
    with (folder / table).open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    last = len((folder / table).read_text(encoding="utf-8").splitlines())
    with pytest.raises(DataError) as caught:
        load_measures(folder)
    assert str(caught.value).startswith(f"{table}:{last}: ")
    assert complaint in str(caught.value)


def test_an_ending_that_lacks_is_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MEASURES, tmp_path / "measures"))
    path = folder / "endings.tsv"
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("bound")]
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(DataError, match=r"endings\.tsv: no row bound"):
        load_measures(folder)


def test_cells_list_no_folded_twins() -> None:
    """Spellings in one cell differ in more than what the normaliser folds."""
    for path in sorted(MEASURES.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for cell in () if line.startswith("#") else line.split("\t"):
                folded = [normalizer().word(value) for value in split_list(cell)]
                twins = path.name == "currencies.tsv" and line.startswith("JOD")
                assert twins or len(set(folded)) == len(folded), f"{path.name}:{number}: {cell}"
