"""The numeral grammar: digits, words and both together give one exact value.

A numeral is one or more *groups* joined by the conjunction, each of a smaller
scale than the one before; a group is a base (digits, words below a thousand, a
fraction, or nothing) followed by scale words. All words come from the word
classes ``num.*``; this module knows their arithmetic only.

**Redundant scales.** A digit number that is itself as large as the scale word
after it says the scale twice: ``100,000`` + *thousand* means 100,000. The policy:
an integer ``n`` written in digits directly before a scale word ``S`` is redundant
when ``n >= S`` and ``n`` is grouped by thousands separators, or ``n >= 10 * S``.
So ``200`` or ``1500`` before *thousand*, ``1500`` before *billion* and every
decimal are taken at their word, and ``30,000`` or ``45000`` before *thousand* are
not. The same scale word twice after a number (``100`` + *thousand thousand*)
counts once. ``value`` is what was meant, ``literal`` what was written, and a
warning says so.

**Separators.** U+066C groups and U+066B is the decimal mark, always. The letter
ra between digits is the decimal mark of older agency copy, *fraction first*. For
full stop and commas the form decides: repeated and three digits apart they
group; a part after it that has not three digits is a fraction; a leading zero is
decimal. One separator with exactly three digits after it groups after a comma
(unless the document writes decimal commas elsewhere and a scale word follows)
and is a decimal mark after a full stop, unless a counted noun follows or the document
writes decimal commas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import regex

from claimx.candidates.context import Context
from claimx.lexicons.words import WordMatch
from claimx.model.doc import Token

RA, WAW = "\u0631", "\u0648"
DAMMA = "\u064f"
DECIMAL, GROUP = "\u066b", "\u066c"
COMMAS = ",\u060c"
TATWEEL = "\u0640"
NARROW = frozenset("\u00a0\u2009\u202f")
JOINS = frozenset("-./:_+#\u2011\u2013\u2212")
DASHES = frozenset("-\u2010\u2011\u2013\u2212")
THOUSAND = Decimal(1000)
PLACES = 10
"""Decimal places of a fraction such as a third."""

SPLIT = regex.compile(r"[.,\u066B\u066C\u060C]")
MEASURES = ("unit", "unit.percent", "currency", "currency.cent", "currency.sign")
SCALES = ("num.scale", "num.many", "num.alef", "num.dual", "num.billion")
NOUNS = ("counted", *MEASURES, *SCALES, "period.one", "period.many")
"""Classes of what a numeral counts or measures."""
AFTER_GLUED = (*SCALES, *MEASURES, "counted", "year.mark", "hijri.mark", "month", "period.one", "period.many")
"""Classes that may stand glued after digits without making them part of a name."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a document writes its numbers.

    Attributes:
        decimal_comma: it uses the comma as a decimal mark somewhere.
    """

    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class Atom:
    """A numeral word or digit string.

    Attributes:
        kind: the class after ``num.``, or ``digits``.
        conj: whether the conjunction precedes it.
        prefixed: whether another proclitic than the conjunction or the article was taken off.
        grouped: digits with thousands separators.
    """

    kind: str
    value: Decimal
    first: int
    last: int
    start: int
    conj: bool = False
    prefixed: bool = False
    definite: bool = False
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Numeral:
    """A parsed numeral.

    Attributes:
        kind: ``cardinal``, ``ordinal``, ``fraction`` or ``vague`` (value is then the low bound).
        form: ``digits``, ``words``, ``mixed``, ``scale`` (a bare scale word) or ``dual``.
        scale: product of the scale words of the last group.
        literal: the literal reading where it differs.
        conj: whether the conjunction was taken off its first word.
        definite: whether its first word has the article.
        grouped: whether it was written with separators.
    """

    first: int
    last: int
    start: int
    end: int
    value: Decimal
    kind: str = "cardinal"
    form: str = "words"
    scale: Decimal = Decimal(1)
    literal: Decimal | None = None
    conj: bool = False
    definite: bool = False
    grouped: bool = False
    warnings: tuple[str, ...] = ()


def plain(value: Decimal) -> str:
    """Decimal string without exponent or trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"


def fraction(text: str) -> Decimal:
    """Value of ``numerator/denominator`` (or a plain number) to `PLACES` places."""
    value = Fraction(text)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-PLACES)).normalize()


def read_style(tokens: Sequence[Token]) -> Style:
    """What the document's unmistakable numbers show."""
    for token in tokens:
        if token.shape == "number":
            parts = [p for p in SPLIT.split(token.norm) if p]
            marks = SPLIT.findall(token.norm)
            if len(marks) == 1 and marks[0] == "," and len(parts) == 2 and len(parts[1]) != 3:
                return Style(decimal_comma=True)
    return Style()


def read_digits(norm: str, follows: str = "", style: Style | None = None) -> tuple[Decimal, bool] | None:
    """Value of a digit string and whether it has thousands separators.

    Args:
        norm: digits folded to ASCII, separators as written.
        follows: ``scale``, ``measure``, ``money``, ``counted`` or empty: what comes next.
        style: of the document.

    Returns:
        None where the separators make no number (versions, dates, lists).
    """
    style = style or Style()
    if RA in norm:
        left, _, right = norm.partition(RA)
        if not left.isdecimal():
            return None
        return Decimal(f"{right}.{left}"), False
    marks = SPLIT.findall(norm)
    if not marks:
        return Decimal(norm), False
    parts = SPLIT.split(norm)
    tail = parts[-1]
    if len(set(marks)) > 1:
        if len(set(marks)) > 2 or marks[-1] in marks[:-1] or any(len(p) != 3 for p in parts[1:-1]):
            return None
        return Decimal("".join(parts[:-1]) + "." + tail), True
    mark = marks[0]
    if mark == DECIMAL:
        return (Decimal(f"{parts[0]}.{tail}"), False) if len(parts) == 2 else None
    groups = len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:]) and not parts[0].startswith("0")
    if mark == GROUP:
        return Decimal("".join(parts)), True
    if len(parts) > 2:
        if groups:
            return Decimal("".join(parts)), True
        if mark == "." and all(len(p) == 3 for p in parts[1:-1]) and len(parts[0]) <= 3:
            return Decimal("".join(parts[:-1]) + "." + tail), True
        return None
    if not groups:
        return Decimal(f"{parts[0]}.{tail}"), False
    if mark in COMMAS:
        if style.decimal_comma and follows == "scale" and tail != "000":
            return Decimal(f"{parts[0]}.{tail}"), False
        return Decimal("".join(parts)), True
    if follows in ("counted", "money") or (style.decimal_comma and follows != "scale"):
        return Decimal("".join(parts)), True
    return Decimal(f"{parts[0]}.{tail}"), False


class NumeralParser:
    """Parses the numerals of one document.

    Args:
        ctx: the document with its word matches.
    """

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.tokens = ctx.doc.tokens
        self.style = read_style(self.tokens)

    def find(self) -> Iterator[Numeral]:
        """All numerals, left to right, none overlapping another."""
        i = 0
        interesting = {"number"}
        while i < len(self.tokens):
            token = self.tokens[i]
            found = None
            if token.shape in interesting or any(c.startswith("num.") for c in self.ctx.words[i]):
                found = self.at(i)
            if found is None:
                i += 1
                continue
            yield found
            i = max(found.last, i + 1)

    def at(self, i: int) -> Numeral | None:
        """The longest numeral that begins at token ``i``, or None."""
        ordinal = self._ordinal(i)
        if ordinal is not None:
            return ordinal
        found = self._compound(i)
        if found is None:
            return self._share(i)
        if self._after_between(i) and found.form != "scale":
            alone = self._compound(i, join=False)
            if alone is not None and alone.last < found.last and not self._conj_number(found.last):
                return alone
        return found

    # ------------------------------------------------------------------ words
    def _match(self, i: int, *classes: str) -> tuple[str, WordMatch] | None:
        if i >= len(self.tokens):
            return None
        best: tuple[str, WordMatch] | None = None
        here = self.ctx.words[i]
        for cls in classes:
            for match in here.get(cls, ()):
                if best is None or (match.last, match.bare) > (best[1].last, best[1].bare):
                    best = (cls, match)
        return best

    def atom(self, i: int, sent: int) -> Atom | None:
        """The numeral word or digit string at token ``i``; a free-standing conjunction may come first."""
        if i >= len(self.tokens) or self.tokens[i].sent != sent:
            return None
        token = self.tokens[i]
        if token.norm == WAW and i + 1 < len(self.tokens) and self.tokens[i + 1].sent == sent:
            inner = self._plain_atom(i + 1)
            return None if inner is None or inner.conj else replace(inner, first=i, conj=True)
        return self._plain_atom(i)

    def _plain_atom(self, i: int) -> Atom | None:
        token = self.tokens[i]
        if token.shape == "number":
            return self._digits(i)
        here = self.ctx.words[i]
        if not here or "unit.percent" in here:
            return None
        found = self._match(
            i, "num.teen", "num.hundred", "num.tens", "num.unit", "num.dual", "num.alef", "num.scale",
            "num.many", "num.billion", "num.fraction", "num.fifth", "num.parts",
        )  # fmt: skip
        if found is None:
            return None
        cls, match = found
        kind = cls[4:]
        if kind == "fifth":
            if DAMMA not in token.text[:3]:
                return None
            kind = "fraction"
        prefix = token.norm[: self._prefix(token, match)] if not match.bare else ""
        conj = prefix.startswith(WAW)
        rest = prefix[1:] if conj else prefix
        if kind in ("unit", "tens") and match.definite and "weekday" in here:
            return None
        value = fraction(match.entry.value)
        if (kind == "unit" and "num.fifth" in here and DAMMA in token.text[len(prefix) : len(prefix) + 2]) or (
            kind == "unit"
            and "num.fifth" in here
            and not match.definite
            and self._definite_noun(match.last, token.sent)
        ):
            kind, value = "fraction", fraction(here["num.fifth"][0].entry.value)
        return Atom(kind, value, i, match.last, match.start, conj, bool(rest) and not match.definite, match.definite)

    def _definite_noun(self, i: int, sent: int) -> bool:
        """Whether a word with the article follows: a cardinal is followed by an indefinite, a fraction need not be."""
        if i >= len(self.tokens) or self.tokens[i].sent != sent:
            return False
        here = self.ctx.words[i]
        if any(cls.startswith(("num.", "unit", "period")) for cls in here):
            return False
        token = self.tokens[i]
        if token.analyses:
            return token.analyses[0].definite and not token.core_start > token.start
        return any(definite and not offset for _, offset, definite in token.cores)

    @staticmethod
    def _prefix(token: Token, match: WordMatch) -> int:
        """Letters of the normalised word before the core that matched."""
        for core, offset, definite in token.cores:
            if token.start + offset == match.start and definite == match.definite and core != token.norm:
                return len(token.norm) - len(core)
        return 0

    def _digits(self, i: int) -> Atom | None:
        if self.attached(i):
            return None
        token = self.tokens[i]
        read = read_digits(token.norm, self._follows(i + 1), self.style)
        if read is None:
            return None
        value, grouped = read
        last = self._spaced_groups(i)
        if last > i + 1:
            joined = "".join(t.norm for t in self.tokens[i:last])
            return Atom("digits", Decimal(joined), i, last, token.start, grouped=True)
        return Atom("digits", value, i, i + 1, token.start, grouped=grouped)

    def _spaced_groups(self, i: int) -> int:
        """End of a number whose thousands are set apart by single spaces (``1 414 021 100``)."""
        tokens, text = self.tokens, self.ctx.doc.text
        head = tokens[i].norm
        last = i + 1
        if not (head.isdecimal() and 1 <= len(head) <= 3 and not head.startswith("0")):
            return last
        narrow = False
        while last < len(tokens):
            nxt = tokens[last]
            gap = text[tokens[last - 1].end : nxt.start]
            if len(gap) != 1 or not (nxt.norm.isdecimal() and len(nxt.norm) == 3) or gap == "\n":
                break
            narrow = narrow or gap in NARROW
            last += 1
        if last - i > 2 or narrow:
            return last
        if last - i == 2 and self._follows(last) and not self.attached(i + 1):
            return last if self.tokens[i + 1].norm == "000" else i + 1
        return i + 1

    def _follows(self, i: int) -> str:
        if i >= len(self.tokens) or self.tokens[i].sent != self.tokens[i - 1].sent:
            return ""
        here = self.ctx.words[i]
        if any(m.bare for cls in SCALES for m in here.get(cls, ())):
            return "scale"
        if "currency" in here or "currency.sign" in here:
            return "money"
        if "unit" in here and self.tokens[i].shape == "arabic":
            return "charge" if any(m.entry.value.startswith("energy:mAh") for m in here["unit"]) else "measure"
        if "unit" in here or "unit.percent" in here:
            return "measure"
        if "counted" in here:
            return "counted"
        return ""

    def attached(self, i: int) -> bool:
        """Whether digits are part of a name, a version, a clock time, a fraction or a code."""
        tokens = self.tokens
        n = len(tokens)
        after = i + 1
        if after < n and not tokens[after].space_before:
            nxt = tokens[after]
            if nxt.shape in ("latin", "arabic") and not any(c in self.ctx.words[after] for c in AFTER_GLUED):
                return True
            if nxt.text in ":/_" and after + 1 < n and not tokens[after + 1].space_before:
                if tokens[after + 1].shape == "number" and not self._two_years(i, after + 1):
                    return True
        joined = False
        k = i
        while k > 0 and not tokens[k].space_before and i - k < 8:
            before = tokens[k - 1]
            if not before.text.strip(TATWEEL):
                k -= 1
                continue
            if before.shape == "latin":
                return "currency.sign" not in self.ctx.words[k - 1]
            if before.shape == "arabic":
                here = self.ctx.words[k - 1]
                return "num.joiner" not in here and not (joined and "month" in here)
            if before.shape == "number":
                if joined and tokens[k].text in ":/_" and not self._two_years(k - 1, i):
                    return tokens[k].text != "/" or self._follows(i + 1) != "measure"
            elif before.text in JOINS:
                joined = True
            else:
                return False
            k -= 1
        return False

    def _two_years(self, i: int, k: int) -> bool:
        return all(len(t.norm) == 4 and t.norm[:2] in ("19", "20") for t in (self.tokens[i], self.tokens[k]))

    # ------------------------------------------------------------------ grammar
    def _below_thousand(self, a: Atom, sent: int, join: bool) -> tuple[Decimal, int]:
        """Words below a thousand from atom ``a`` on: value and end."""
        value, last = a.value, a.last
        room = {"unit": 0, "teen": 0, "tens": 0, "hundred": 2}[a.kind]
        if a.kind == "unit":
            b = self.atom(last, sent)
            if b and b.kind == "hundred" and b.value == 100 and not b.conj and not b.definite and 3 <= value <= 9:
                value, last, room = value * 100, b.last, 2
            elif join and b and b.kind == "tens" and b.conj and value < 10:
                return value + b.value, b.last
        while room and join:
            b = self.atom(last, sent)
            if b is None or not b.conj or b.prefixed:
                break
            if b.kind in ("unit", "teen", "tens"):
                c = self.atom(b.last, sent)
                if b.kind == "unit" and c and c.kind == "hundred" and not c.conj:
                    break
                if c is not None and b.kind == "unit" and b.value < 10 and c.kind == "tens" and c.conj:
                    return value + b.value + c.value, c.last
                return value + b.value, b.last
            if b.kind == "digits" and b.value < 100 and b.value == b.value.to_integral():
                return value + b.value, b.last
            break
        return value, last

    def _group(self, i: int, sent: int, join: bool = True) -> Numeral | None:
        a = self.atom(i, sent)
        if a is None or a.kind == "parts":
            return None
        start, end = a.start, self.tokens[a.last - 1].end
        form, kind, scale = "words", "cardinal", Decimal(1)
        literal: Decimal | None = None
        warnings: list[str] = []
        last = a.last
        if a.kind == "digits":
            value, form = a.value, "digits"
        elif a.kind in ("unit", "teen", "tens", "hundred"):
            value, last = self._below_thousand(a, sent, join)
        elif a.kind == "fraction":
            value, kind = a.value, "fraction"
        elif a.kind == "dual" or (a.kind == "alef" and self._governs(last, sent)):
            value, scale, form = 2 * a.value, a.value, "dual"
        elif a.kind == "many":
            value, scale, form, kind = a.value, a.value, "scale", "vague"
        else:
            value, scale, form = a.value, a.value, "scale"
            if a.kind == "billion":
                warnings.append("billion")
        if a.kind == "fraction" and a.definite:
            return Numeral(a.first, last, start, end, value, "fraction", "words", conj=a.conj, definite=True)
        seen: set[Decimal] = {scale} if form in ("scale", "dual") else set()
        based = form not in ("scale", "dual")
        if (kind == "cardinal" and form == "digits") or a.kind in ("unit", "teen", "tens", "hundred"):
            value, last, kind = self._with_half(value, last, sent, kind, join)
        if kind == "cardinal" and based:
            parts = self.atom(last, sent)
            if parts and parts.kind == "parts" and not parts.conj and not parts.prefixed and value < 20:
                return Numeral(
                    a.first, parts.last, start, self.tokens[parts.last - 1].end, fraction_times(value, parts.value),
                    "fraction", "words", conj=a.conj,
                )  # fmt: skip
        while True:
            s = self.atom(last, sent)
            if s is None or s.conj or s.prefixed or s.kind not in ("scale", "alef", "many", "billion"):
                break
            if s.definite and kind not in ("fraction", "vague"):
                break
            if s.kind == "many" and s.value < THOUSAND and not (kind == "vague" or (based and value < 10)):
                break
            if form == "dual" and s.kind == "many":
                break
            if s.kind == "billion":
                warnings.append("billion")
            if s.value in seen and based:
                literal = (literal if literal is not None else value) * s.value
                warnings.append("scale twice")
            elif a.kind == "digits" and not seen and redundant(value, a.grouped, s.value):
                literal = value * s.value
                warnings.append("redundant scale")
            else:
                value *= s.value
                literal = literal * s.value if literal is not None else None
                scale *= s.value
            seen.add(s.value)
            last = s.last
            form = "mixed" if form == "digits" else form
            if kind == "fraction":
                kind = "cardinal"
        return Numeral(
            a.first, last, start, self.tokens[last - 1].end, value, kind, form, scale, literal,
            a.conj, a.definite, a.grouped, tuple(warnings),
        )  # fmt: skip

    def _governs(self, i: int, sent: int) -> bool:
        """Whether a noun follows that a dual in construct can govern; else final alef is an accusative singular."""
        if i >= len(self.tokens) or self.tokens[i].sent != sent:
            return False
        token, here = self.tokens[i], self.ctx.words[i]
        if token.shape == "latin" or any(m.bare or m.definite for cls in NOUNS for m in here.get(cls, ())):
            return True
        a = token.analysis
        return a is not None and a.pos in ("noun", "noun_prop", "noun_num") and not a.proclitics

    def _with_half(self, value: Decimal, last: int, sent: int, kind: str, join: bool) -> tuple[Decimal, int, str]:
        """A base with a fraction before its scale word (``three and a half billion``)."""
        half = self.atom(last, sent)
        if join and half and half.kind == "fraction" and half.conj and not half.definite:
            after = self.atom(half.last, sent)
            if after and after.kind in ("scale", "alef", "many", "billion") and not after.conj and not after.definite:
                return value + half.value, half.last, kind
            if self._follows_measure(half.last, sent) or self._counts(half.last, sent):
                return value + half.value, half.last, kind
        return value, last, kind

    def _counts(self, i: int, sent: int) -> bool:
        return (
            i < len(self.tokens)
            and self.tokens[i].sent == sent
            and any(m.bare and not m.definite for m in self.ctx.words[i].get("counted", ()))
        )

    def _follows_measure(self, i: int, sent: int) -> bool:
        if i >= len(self.tokens) or self.tokens[i].sent != sent:
            return False
        return any(cls in self.ctx.words[i] for cls in ("unit", "unit.percent", "currency"))

    def _compound(self, i: int, join: bool = True) -> Numeral | None:
        sent = self.tokens[i].sent
        if self.tokens[i].norm == WAW:
            return None
        total = self._group(i, sent, join)
        if total is None or total.kind in ("fraction", "vague"):
            return total
        if total.definite and total.form == "words" and total.last == i + 1:
            return replace(total, kind="definite")
        while join and total.scale >= THOUSAND:
            b = self.atom(total.last, sent)
            if b is None or not b.conj or b.prefixed:
                break
            if b.kind == "fraction":
                total = self._half_scale(total, b, sent)
                continue
            if b.definite or b.kind == "many":
                break
            nxt = self._group(b.first if self.tokens[b.first].norm != WAW else b.first + 1, sent)
            if nxt is None or nxt.kind != "cardinal" or nxt.value >= total.scale or nxt.literal is not None:
                break
            if total.value % 1 and nxt.scale == 1:
                break
            form = "words" if {total.form, nxt.form} <= {"words", "scale", "dual"} else "mixed"
            total = replace(
                total, last=nxt.last, end=nxt.end, value=total.value + nxt.value, form=form,
                scale=nxt.scale if nxt.scale > 1 else Decimal(1), grouped=total.grouped or nxt.grouped,
                warnings=total.warnings + nxt.warnings,
            )  # fmt: skip
        if total.value in (0, 1) and total.form == "words" and not self._follows_measure(total.last, sent):
            return None
        return total

    def _half_scale(self, total: Numeral, half: Atom, sent: int) -> Numeral:
        """A fraction after a scaled group: of the scale named again, or else of the last scale."""
        scale, last = total.scale, half.last
        after = self.atom(half.last, sent)
        if after and after.kind in ("scale", "alef") and not after.conj and not after.prefixed:
            if after.value <= total.scale:
                scale, last = after.value, after.last
        return replace(
            total, last=last, end=self.tokens[last - 1].end, value=total.value + half.value * scale, scale=Decimal(1)
        )

    def _share(self, i: int) -> Numeral | None:
        found = self._match(i, "num.share")
        if found is None or "num.unit" in self.ctx.words[i]:
            return None
        match = found[1]
        return Numeral(
            i,
            match.last,
            match.start,
            self.tokens[match.last - 1].end,
            fraction(match.entry.value),
            "fraction",
            "share",
        )

    def _ordinal(self, i: int) -> Numeral | None:
        found = self._match(i, "num.ordinal", "num.ordinal.tens")
        if found is None:
            return None
        match = found[1]
        if found[0] == "num.ordinal.tens" and self.tokens[i].norm.startswith(WAW):
            return None
        prefix = self.tokens[i].norm[: self._prefix(self.tokens[i], match)] if not match.bare else ""
        return Numeral(
            i, match.last, match.start, self.tokens[match.last - 1].end, fraction(match.entry.value), "ordinal",
            conj=prefix.startswith(WAW), definite=match.definite or found[0] == "num.ordinal.tens",
        )  # fmt: skip

    def _after_between(self, i: int) -> bool:
        if i == 0 or self.tokens[i - 1].sent != self.tokens[i].sent:
            return False
        return any(m.last == i for k in range(max(0, i - 3), i) for m in self.ctx.words[k].get("range.between", ()))

    def _conj_number(self, i: int) -> bool:
        if i >= len(self.tokens):
            return False
        b = self.atom(i, self.tokens[i].sent)
        return b is not None and b.conj


def fraction_times(count: Decimal, part: Decimal) -> Decimal:
    """``three`` x ``quarter`` to `PLACES` places, exact where the part is a unit fraction."""
    whole = Fraction(1, round(1 / part)) * Fraction(count)
    return fraction(f"{whole.numerator}/{whole.denominator}")


def redundant(value: Decimal, grouped: bool, scale: Decimal) -> bool:
    """Whether a scale word after these digits says their magnitude again (policy in the module's docstring)."""
    if value != value.to_integral() or value < scale:
        return False
    return grouped or value >= 10 * scale
