"""The numeral grammar: digits, words and both together give one exact value.

A numeral is one or more *groups* joined by the conjunction, each of a smaller
scale than the one before; a group is a base (digits, words below a thousand, a
fraction, or nothing) followed by scale words. Around that core stand signs
(``num.sign`` or a minus glued to its digits), decimals spelled out (``num.point``), mixed
numbers (``2 1/4``, *three and a quarter*) and shares (*one of every five*). All words come from
the word classes ``num.*``; this module knows their arithmetic only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from claimx.candidates.context import Context
from claimx.candidates.digits import fraction, read_digits, read_style, redundant
from claimx.lexicons.words import WordMatch
from claimx.model.doc import Token

WAW = "\u0648"
DAMMA = "\u064f"
TATWEEL = "\u0640"
NARROW = frozenset("\u00a0\u2009\u202f")
JOINS = frozenset("-./:_+#\u2011\u2013\u2212")
DASHES = frozenset("-\u2010\u2011\u2013\u2212")
MINUS = frozenset("-\u2212")
SIGNS = ("unit.sign", "unit.percent", "currency.sign")
SLASHES = frozenset("/\u2044")
THOUSAND, HUNDRED = Decimal(1000), Decimal(100)
DENOMINATORS = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 100))
"""What fractions in digits are made of; other numbers around a slash are dates, scores, codes."""
PART_REACH = 4
"""Tokens of the longest part of a share, its preposition included."""
MARKS_OUT_OF = frozenset((5, 6, 7, 9, 10, 100))
"""Denominators that make a mark out of so many where no whole number stands before the fraction."""

MEASURES = ("unit", "unit.percent", "currency", "currency.cent", "currency.sign")
BASES = ("unit", "teen", "tens", "hundred")
SCALES = ("num.scale", "num.many", "num.alef", "num.dual", "num.billion")
NOUNS = ("counted", *MEASURES, *SCALES, "period.one", "period.many")
"""Classes of what a numeral counts or measures."""
OPENERS = frozenset("([\u00ab\"'")
STARTERS = MINUS | {"."}
"""Marks with which a number may begin."""
AFTER_GLUED = (
    *SCALES,
    *MEASURES,
    "counted",
    "times.many",
    "year.mark",
    "hijri.mark",
    "month",
    "period.one",
    "period.many",
)
"""Classes that may stand glued after digits without making them part of a name."""


ATOMS = (
    *("num.teen", "num.hundred", "num.tens", "num.unit", "num.dual", "num.alef", "num.scale"),
    *("num.many", "num.billion", "num.fraction", "num.fifth", "num.parts"),
)
"""Classes of numeral words, in the order in which equal ones are preferred."""
ATOM_SET = frozenset(ATOMS)
NUMERAL_CLASSES = ATOM_SET | {"num.ordinal", "num.ordinal.tens", "num.share", "num.sign"}
"""Classes with which a numeral may begin."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A numeral word or digit string.

    Attributes:
        kind: the class after ``num.``, or ``digits``.
        conj: whether the conjunction precedes it.
        prefixed: whether another proclitic than the conjunction or the article was taken off.
        grouped: digits with thousands separators.
        other: another value that the digits may have.
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
    other: Decimal | None = None


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
        runner_up: another value that the same characters may have.
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
    runner_up: Decimal | None = None


def stands_alone(ctx: Context, first: int, last: int) -> bool:
    """Whether the text is nothing but these tokens, and punctuation after them."""
    return first == 0 and all(token.shape == "punct" for token in ctx.doc.tokens[last:])


class NumeralParser:
    """Parses the numerals of one document.

    Args:
        ctx: the document with its word matches.
    """

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.tokens = ctx.doc.tokens
        self.style = read_style(self.tokens)
        self._atoms: dict[int, Atom | None] = {}

    def find(self) -> Iterator[Numeral]:
        """All numerals, left to right, none overlapping another."""
        done = 0
        for i in self._places():
            if i < done:
                continue
            found = self.at(i)
            if found is not None:
                yield found
                done = max(found.last, i + 1)

    def _places(self) -> list[int]:
        """Tokens at which a numeral may begin."""
        words, numeral = self.ctx.words, NUMERAL_CLASSES
        return [
            token.i
            for token in self.tokens
            if token.shape == "number"
            or token.text in STARTERS
            or (words[token.i] and not numeral.isdisjoint(words[token.i]))
        ]

    def at(self, i: int) -> Numeral | None:
        """The longest numeral that begins at token ``i``, or None."""
        if self.tokens[i].text in STARTERS or "num.sign" in self.ctx.words[i]:
            return self._signed(i) or self._leading_point(i)
        ordinal = self._ordinal(i)
        if ordinal is not None:
            return ordinal
        found = self._one_of(i) or self._mixed(i) or self._compound(i)
        if found is None:
            return self._share(i)
        if self._after_between(i) and found.form != "scale":
            alone = self._compound(i, join=False)
            if alone is not None and alone.last < found.last and not self._conj_number(found.last):
                return alone
        return found

    # ------------------------------------------------------------------ signs, mixed numbers, shares
    def _signed(self, i: int) -> Numeral | None:
        """A negative number: a word for minus before it, or a minus sign glued to its digits."""
        tokens = self.tokens
        token = tokens[i]
        after = i + 1
        if after >= len(tokens) or tokens[after].sent != token.sent:
            return None
        start = token.start
        if token.text in MINUS:
            if not self._is_minus(i):
                return None
        else:
            found = self._match(i, "num.sign")
            if found is None:
                return None
            after, start = found[1].last, found[1].start
            if after >= len(tokens):
                return None
        number = self._mixed(after) or self._compound(after, alone=True)
        if number is None or number.kind not in ("cardinal", "fraction") or number.conj:
            return None
        signed = i > 0 and not tokens[i].space_before and any(cls in self.ctx.words[i - 1] for cls in SIGNS)
        if token.text in MINUS and not signed and self._ends_as_count(number):
            return None
        literal = -number.literal if number.literal is not None else None
        return replace(number, first=i, start=start, value=-number.value, literal=literal)

    def _is_minus(self, i: int) -> bool:
        """Whether a dash is a sign: glued to digits, and not to anything before it but a bracket or a unit sign."""
        tokens = self.tokens
        after, before = tokens[i + 1], tokens[i - 1] if i else None
        spaced = after.space_before
        if after.shape != "number" or (spaced and not self._whole_sentence(i, len(tokens))):
            return False
        if before is None or before.sent != tokens[i].sent:
            return True
        if tokens[i].space_before:
            return before.shape != "number"
        after_number = i > 1 and tokens[i - 2].shape == "number" and not before.space_before
        return before.text in "([" or (not after_number and any(cls in self.ctx.words[i - 1] for cls in SIGNS))

    def _ends_as_count(self, number: Numeral) -> bool:
        """Whether a noun follows: what can be counted is not negative, and the dash is a bullet."""
        i = number.last
        if self._left(i, self.tokens[number.first].sent):
            return False
        here = self.ctx.words[i]
        return self.tokens[i].shape == "arabic" and not any(cls in here for cls in (*MEASURES, "range.to"))

    def _leading_point(self, i: int) -> Numeral | None:
        """A decimal that begins with its point (``.08``)."""
        tokens = self.tokens
        if tokens[i].text != "." or i + 1 >= len(tokens) or not tokens[i].space_before:
            return None
        digits = tokens[i + 1]
        if digits.space_before or not digits.norm.isdecimal() or digits.norm[0] != "0" or self.attached(i + 1):
            return None
        return Numeral(i, i + 2, tokens[i].start, digits.end, Decimal(f"0.{digits.norm}"), form="digits")

    def _slash(self, i: int) -> tuple[Decimal, int] | None:
        """A fraction in digits (``3/4``) at token ``i``: its value and end.

        Arabic-Indic digits around a slash are also typed in the order in which they are seen; what is
        smaller than one is meant.
        """
        tokens = self.tokens
        if i + 2 >= len(tokens) or tokens[i + 1].text not in SLASHES:
            return None
        top, bottom = tokens[i], tokens[i + 2]
        if tokens[i + 1].space_before or bottom.space_before or bottom.shape != "number":
            return None
        if not (top.norm.isdecimal() and bottom.norm.isdecimal()) or (i + 3 < len(tokens) and not self._free(i + 3)):
            return None
        if i and not tokens[i].space_before and tokens[i - 1].text not in OPENERS:
            return None
        a, b = int(top.norm), int(bottom.norm)
        if a > b and not top.text.isascii():
            a, b = b, a
        if not 1 <= a < b or b not in DENOMINATORS:
            return None
        return fraction(f"{a}/{b}"), i + 3

    def _free(self, i: int) -> bool:
        """Whether nothing is glued to what ends before token ``i`` that makes it part of something else."""
        token = self.tokens[i]
        return token.space_before or (token.shape == "punct" and token.text not in SLASHES | JOINS - {"."})

    def _mixed(self, i: int) -> Numeral | None:
        """A fraction in digits, alone or after a whole number."""
        tokens = self.tokens
        if i >= len(tokens) or tokens[i].shape != "number":
            return None
        alone = self._slash(i)
        if alone is not None and int(tokens[i + 2].norm) not in MARKS_OUT_OF:
            return Numeral(i, alone[1], tokens[i].start, tokens[alone[1] - 1].end, alone[0], "fraction", "digits")
        if not tokens[i].norm.isdecimal() or len(tokens[i].norm) > 3 or i + 1 >= len(tokens):
            return None
        if tokens[i + 1].shape != "number" or tokens[i + 1].sent != tokens[i].sent or self.attached(i):
            return None
        part = self._slash(i + 1)
        if part is None:
            return None
        value = int(tokens[i].norm) + part[0]
        return Numeral(i, part[1], tokens[i].start, tokens[part[1] - 1].end, value, form="digits")

    def _one_of(self, i: int) -> Numeral | None:
        """So many of every so many: a share."""
        tokens, sent = self.tokens, self.tokens[i].sent
        if not (tokens[i].shape == "number" or any(f"num.{kind}" in self.ctx.words[i] for kind in BASES)):
            return None
        if not any("num.of" in self.ctx.words[k] for k in range(i + 1, min(i + 1 + PART_REACH, len(tokens)))):
            return None
        part = self._compound(i, alone=True)
        if part is None or part.kind != "cardinal" or part.conj or part.value < 1 or part.last >= len(tokens):
            return None
        joint = self._match(part.last, "num.of")
        if joint is None or tokens[part.last].sent != sent:
            return None
        at = joint[1].last
        whole = self._compound(at, alone=True) if at < len(tokens) and tokens[at].sent == sent else None
        if whole is None or whole.kind != "cardinal" or whole.definite or whole.conj or whole.value <= part.value:
            return None
        every = joint[1].entry.value == "every"
        if not every and not (part.value == 1 and joint[1].entry.value == "over"):
            words = part.form == "words" and whole.form in ("words", "scale")
            if not words or not self._clause_ends(whole.last, sent):
                return None
        value = (part.value / whole.value).quantize(Decimal(1).scaleb(-14)).normalize()
        return Numeral(i, whole.last, part.start, whole.end, value, "fraction", part.form, conj=part.conj)

    def _clause_ends(self, i: int, sent: int) -> bool:
        return self._left(i, sent) or self.tokens[i].shape == "punct"

    def _left(self, i: int, sent: int) -> bool:
        """Whether token ``i`` lies behind the end of a sentence."""
        return i >= len(self.tokens) or self.tokens[i].sent != sent

    def _whole_sentence(self, first: int, last: int) -> bool:
        """Whether the text is one sentence and nothing but what begins at ``first`` (and ends by ``last``)."""
        sentences = self.ctx.doc.sentences
        if len(sentences) != 1 or first != 0:
            return False
        return all(token.shape in ("number", "punct") for token in self.tokens[:last])

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
        if i not in self._atoms:
            self._atoms[i] = self._read_atom(i, sent)
        return self._atoms[i]

    def _read_atom(self, i: int, sent: int) -> Atom | None:
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
        if not here or ATOM_SET.isdisjoint(here) or ("unit.percent" in here and not self._scales(i + 1, token.sent)):
            return None
        found = self._match(i, *ATOMS)
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
        if kind == "unit" and match.definite and "num.fifth" in here and self._before_share(i):
            part = fraction(here["num.fifth"][0].entry.value)
            return Atom("fraction", part, i, match.last, match.start, conj, False, True)
        value = fraction(match.entry.value)
        if kind == "unit" and "num.fifth" in here:
            vowelled = DAMMA in token.text[len(prefix) : len(prefix) + 2]
            if vowelled or (not match.definite and self._definite_noun(match.last, token.sent)):
                kind, value = "fraction", fraction(here["num.fifth"][0].entry.value)
        return Atom(kind, value, i, match.last, match.start, conj, bool(rest) and not match.definite, match.definite)

    def _scales(self, i: int, sent: int) -> bool:
        """Whether a scale word follows: then *the hundred* is a number and no part of *per cent*."""
        if self._left(i, sent):
            return False
        return any(m.bare and not m.definite for cls in SCALES for m in self.ctx.words[i].get(cls, ()))

    def _before_share(self, i: int) -> bool:
        """Whether a word stands before token ``i`` after which a definite *fifth* is no *five*."""
        if i == 0 or self.tokens[i - 1].sent != self.tokens[i].sent:
            return False
        return any(cls in self.ctx.words[i - 1] for cls in ("share.before", "range.to"))

    def _definite_noun(self, i: int, sent: int) -> bool:
        """Whether a word with the article follows: a cardinal is followed by an indefinite, a fraction need not be."""
        if self._left(i, sent):
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
        value, grouped, other = read
        torn = self._torn(i)
        if torn is not None:
            return Atom("digits", torn, i, i + 3, token.start)
        last = self._spaced_groups(i)
        if last > i + 1:
            joined = "".join(t.norm for t in self.tokens[i:last])
            return Atom("digits", Decimal(joined), i, last, token.start, grouped=True)
        return Atom("digits", value, i, i + 1, token.start, grouped=grouped, other=other)

    def _torn(self, i: int) -> Decimal | None:
        """A decimal that a line break tore apart after its point; the segmenter kept the two halves together."""
        tokens = self.tokens
        if i + 2 >= len(tokens) or tokens[i + 1].text != "." or tokens[i + 1].space_before:
            return None
        left, right = tokens[i], tokens[i + 2]
        if right.sent != left.sent or "\n" not in self.ctx.doc.text[tokens[i + 1].end : right.start]:
            return None
        if not (left.norm.isdecimal() and right.norm.isdecimal()):
            return None
        return Decimal(f"{left.norm}.{right.norm}")

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
        if last - i == 2 and self.tokens[i + 1].norm == "000" and not self.attached(i + 1):
            return last
        if last - i == 2 and self._counts_or_measures(last) and not self.attached(i + 1) and self._opens_amount(i):
            return last
        return i + 1

    def _counts_or_measures(self, i: int) -> bool:
        if self._left(i, self.tokens[i - 1].sent):
            return False
        a = self.tokens[i].analysis
        noun = a is not None and a.pos == "noun" and not a.definite and not a.proclitics and not a.enclitic
        return noun or any(cls in self.ctx.words[i] for cls in ("currency", "currency.sign", "counted"))

    def _opens_amount(self, i: int) -> bool:
        """Whether digits before three others are their thousands, and no version, model, day or year of something."""
        if i == 0 or self.tokens[i - 1].sent != self.tokens[i].sent:
            return True
        before, here = self.tokens[i - 1], self.ctx.words[i - 1]
        if before.shape in ("latin", "number") or before.pos == "noun_prop":
            return False
        return not any(cls in ("version.head", "law.head", "month", "day.head", "product") for cls in here)

    def _follows(self, i: int) -> str:
        if self._left(i, self.tokens[i - 1].sent):
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
                suffix = "num.suffix" in self.ctx.words[after] and i > 0 and "currency.sign" in self.ctx.words[i - 1]
                if not suffix:
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
                return "num.joiner" not in here and "month" not in here
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
            if b is None or not b.conj or b.prefixed or b.value == 0:
                break
            if b.kind in ("unit", "teen", "tens"):
                c = self.atom(b.last, sent)
                if c is not None and b.kind == "unit" and c.kind == "parts" and not c.conj:
                    break
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
        other = a.other
        if a.kind == "digits":
            value, form = a.value, "digits"
        elif a.kind in BASES:
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
        if a.kind == "fraction" and a.definite and not self._scales(last, sent):
            return Numeral(a.first, last, start, end, value, "fraction", "words", conj=a.conj, definite=True)
        seen: set[Decimal] = {scale} if form in ("scale", "dual") else set()
        based = form not in ("scale", "dual")
        if (kind == "cardinal" and form == "digits") or a.kind in BASES:
            value, last = self._with_point(value, last, sent)
            value, last, kind = self._with_half(value, last, sent, kind, join)
        if kind == "cardinal" and based:
            parts = self.atom(last, sent)
            if parts and parts.kind == "parts" and not parts.conj and not parts.prefixed and value < 20:
                scaled = self._match(parts.last, "num.scale") if self._scales(parts.last, sent) else None
                value, last, kind = fraction_times(value, parts.value), parts.last, "fraction"
                if scaled is not None:
                    last, kind, scale = scaled[1].last, "cardinal", fraction(scaled[1].entry.value)
                end = self.tokens[last - 1].end
                return Numeral(a.first, last, start, end, value * scale, kind, "words", scale, conj=a.conj)
            many = self._match(last, "num.fifth", "num.fraction") if form == "words" and value > 10 else None
            if many is not None and many[1].bare and self.tokens[last].sent == sent:
                end = self.tokens[many[1].last - 1].end
                part = fraction_times(value, fraction(many[1].entry.value))
                return Numeral(a.first, many[1].last, start, end, part, "fraction", "words", conj=a.conj)
        while True:
            s = self.atom(last, sent)
            hundreds = s is not None and s.kind == "hundred" and s.value == HUNDRED and a.kind == "digits" and not seen
            if s is None or s.conj or s.prefixed or not (hundreds or s.kind in ("scale", "alef", "many", "billion")):
                break
            if hundreds and (value != value.to_integral() or value >= THOUSAND):
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
                other = other * s.value if other is not None else None
                literal = literal * s.value if literal is not None else None
                scale *= s.value
            seen.add(s.value)
            last = s.last
            form = "mixed" if form == "digits" else form
            if kind == "fraction":
                kind = "cardinal"
        return Numeral(
            a.first, last, start, self.tokens[last - 1].end, value, kind, form, scale, literal,
            a.conj, a.definite, a.grouped, tuple(warnings), other if literal is None else None,
        )  # fmt: skip

    def _governs(self, i: int, sent: int) -> bool:
        """Whether a noun follows that a dual in construct can govern; else final alef is an accusative singular."""
        if self._left(i, sent):
            return False
        token, here = self.tokens[i], self.ctx.words[i]
        if token.shape == "latin" or any(m.bare or m.definite for cls in NOUNS for m in here.get(cls, ())):
            return True
        a = token.analysis
        return a is not None and a.pos in ("noun", "noun_prop", "noun_num") and not a.proclitics

    def _with_point(self, value: Decimal, last: int, sent: int) -> tuple[Decimal, int]:
        """A base with its decimals spelled out after the word for the decimal mark."""
        if value != value.to_integral() or self._left(last, sent):
            return value, last
        point = self._match(last, "num.point")
        if point is None or not point[1].bare:
            return value, last
        at, zeros = point[1].last, 0
        a = self.atom(at, sent)
        while a is not None and a.value == 0 and not a.conj:
            at, zeros = a.last, zeros + 1
            a = self.atom(at, sent)
        if a is None or a.conj or a.kind not in (*BASES, "digits") or a.value != a.value.to_integral():
            return value, last
        decimals, at = (a.value, a.last) if a.kind == "digits" else self._below_thousand(a, sent, join=True)
        whole = 10 ** (zeros + len(str(decimals)))
        of = self._match(at, "num.of") if at < len(self.tokens) and self.tokens[at].sent == sent else None
        below = self.atom(of[1].last, sent) if of is not None else None
        if below is not None and below.value in (10, 100, 1000) and not below.conj:
            whole, at = int(below.value), below.last
        return value + decimals / whole, at

    def _with_half(self, value: Decimal, last: int, sent: int, kind: str, join: bool) -> tuple[Decimal, int, str]:
        """A base with a fraction (``three and a half billion``, ``a hundred and three quarters``)."""
        half = self.atom(last, sent)
        if not join or half is None or not half.conj or half.definite or half.prefixed:
            return value, last, kind
        if half.kind == "unit":
            parts = self.atom(half.last, sent)
            if parts is not None and parts.kind == "parts" and not parts.conj and not parts.prefixed:
                return value + fraction_times(half.value, parts.value), parts.last, kind
        if half.kind != "fraction":
            return value, last, kind
        after = self.atom(half.last, sent)
        if after and after.kind in ("scale", "alef", "many", "billion") and not after.conj and not after.definite:
            return value + half.value, half.last, kind
        if self._follows_measure(half.last, sent) or self._counts(half.last, sent):
            return value + half.value, half.last, kind
        if value < THOUSAND and after is None and self._unclaimed(half.last, sent):
            return value + half.value, half.last, kind
        return value, last, kind

    def _unclaimed(self, i: int, sent: int) -> bool:
        """Whether nothing follows that the fraction before token ``i`` is a fraction of: a clause ends, or a noun
        without the article is counted.
        """
        if self._clause_ends(i, sent):
            return True
        here, token = self.ctx.words[i], self.tokens[i]
        if any(cls.startswith(("period", "month", "quarter", "year")) or cls == "rel.time" for cls in here):
            return False
        a = token.analysis
        return a is not None and a.pos == "noun" and not a.definite and not a.proclitics and not a.enclitic

    def _counts(self, i: int, sent: int) -> bool:
        if self._left(i, sent):
            return False
        return any(m.bare and not m.definite for m in self.ctx.words[i].get("counted", ()))

    def _follows_measure(self, i: int, sent: int) -> bool:
        if self._left(i, sent):
            return False
        return any(cls in self.ctx.words[i] for cls in ("unit", "unit.percent", "currency"))

    def _compound(self, i: int, join: bool = True, *, alone: bool = False) -> Numeral | None:
        sent = self.tokens[i].sent
        if self.tokens[i].norm == WAW:
            return None
        total = self._group(i, sent, join)
        if total is None or total.kind in ("fraction", "vague"):
            return total
        if total.definite and total.form == "words" and total.last == i + 1:
            return replace(total, kind="definite")
        while join and total.scale >= HUNDRED:
            b = self.atom(total.last, sent)
            if b is None or b.prefixed or b.value == 0 or not (b.conj or self._hundreds(b, total, sent)):
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
                warnings=total.warnings + nxt.warnings, runner_up=None,
            )  # fmt: skip
        if total.value in (0, 1) and total.form == "words" and not alone:
            if not self._follows_measure(total.last, sent) and not stands_alone(self.ctx, i, total.last):
                return None
        return total

    def _hundreds(self, b: Atom, total: Numeral, sent: int) -> bool:
        """Whether hundreds follow thousands without a conjunction."""
        if total.form == "digits" or total.scale < THOUSAND:
            return False
        after = self.atom(b.last, sent)
        if b.kind == "hundred":
            return not b.definite
        return (
            b.kind in ("unit", "digits")
            and 2 < b.value < 10
            and after is not None
            and after.kind == "hundred"
            and after.value == HUNDRED
            and not after.conj
        )

    def _half_scale(self, total: Numeral, half: Atom, sent: int) -> Numeral:
        """A fraction after a scaled group: of the scale named again, or else of the last scale."""
        scale, last = total.scale, half.last
        after = self.atom(half.last, sent)
        if after and after.kind in ("scale", "alef") and not after.conj and not after.prefixed:
            if after.value <= total.scale:
                scale, last = after.value, after.last
        return replace(
            total,
            last=last,
            end=self.tokens[last - 1].end,
            value=total.value + half.value * scale,
            scale=Decimal(1),
            form="words" if total.form == "scale" else total.form,
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
