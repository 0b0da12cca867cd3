"""Quotation marks in every style of Arabic news: paired, same-sided, reversed, straight, unclosed."""

from __future__ import annotations

from claimx.candidates.context import Context
from claimx.model.candidate import Candidate
from claimx.model.doc import Span

QUOTE_REACH = 400
"""Tokens that a quotation may span before it is taken to be unclosed."""
CONJ_LETTERS = "\u0648\u0641"
"""The two conjunctions that are written on to the next word."""
QUOTE_PAIRS = {
    "\u00ab": "\u00bb", "\u201c": "\u201d\u201c", "\u201d": "\u201d\u201c", '"': '"', "\u2039": "\u203a",
    "\u2018": "\u2019", "'": "'", "\u00bb": "\u00bb\u00ab",
}  # fmt: skip
"""Marks that close what a mark opens; several where outlets mix them."""
QUOTE_MARKS = frozenset("\u00ab\u00bb\u201c\u201d\"\u2039\u203a\u2018\u2019'")
OPENERS = frozenset('\u00ab\u201c"\u2039(\u2022#$\u20ac')
CLOSERS = frozenset("\u00bb\u201d\"\u203a\u2019'\u201c")
KEEP_LAST = frozenset("%\u066a)$\u20ac")


class Quotations:
    """Finds what stands inside quotation marks.

    Args:
        ctx: the document.
    """

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.tokens = ctx.doc.tokens
        self.text = ctx.doc.text

    def quoted_name(self, i: int) -> int:
        """The token after a quoted name that opens at ``i``, or 0."""
        if not self.quotes_name(i):
            return 0
        cand = self.ctx.cand(i + 1, "company", "outlet", "org", "person", "product", "chip", "place")
        return cand.last + 1 if cand is not None else 0

    def quotes_name(self, i: int) -> bool:
        """Whether the mark at ``i`` opens a quoted name, not speech."""
        cand = (
            self.ctx.cand(i + 1, "company", "outlet", "org", "person", "product", "chip", "place")
            if i + 1 < len(self.tokens)
            else None
        )
        if cand is None:
            return False
        return cand.last >= len(self.tokens) or bool(
            self.ctx.words[cand.last].get("quote.close") or self.ctx.words[cand.last].get("quote.open")
        )

    def quote(self, i: int, limit: int) -> Span | None:
        """Inside of a quotation that opens at token ``i`` (white marks skipped); may cross sentences."""
        if i >= len(self.tokens) or not (self.ctx.words[i].get("quote.open") or self.ctx.words[i].get("quote.close")):
            return None
        opening = self.tokens[i].text
        closers = QUOTE_PAIRS.get(opening, opening)
        first = i + 1
        line_end = self.text.find("\n", self.tokens[i].end)
        for j in range(first, min(first + QUOTE_REACH, len(self.tokens))):
            if 0 <= line_end < self.tokens[j].start:
                break
            if self.tokens[j].text in closers and not self._opens_name(j):
                return self.trim(first, j)
        return self.trim(first, limit)

    def _opens_name(self, j: int) -> bool:
        """With the same mark on both sides: whether this one opens a quoted name rather than closes."""
        return (
            self.tokens[j].text in QUOTE_PAIRS.get(self.tokens[j].text, "")
            and self.tokens[j].space_before
            and j + 1 < len(self.tokens)
            and not self.tokens[j + 1].space_before
            and self.tokens[j + 1].shape in ("arabic", "latin")
        )

    def quote_before(self, cue: Candidate) -> Span | None:
        """A quotation that ends right before the verb: quote first, verb last."""
        j = cue.first - 1
        floor = max(0, self.ctx.doc.sentences[max(0, self.tokens[cue.first].sent - 1)][0])
        while j > floor and self.tokens[j].text in ",\u060c":
            j -= 1
        if j <= floor or not (self.ctx.words[j].get("quote.close") or self.ctx.words[j].get("quote.open")):
            return None
        close = self.tokens[j].text
        for k in range(j - 2, max(floor - 1, j - 120), -1):
            openers = QUOTE_PAIRS.get(self.tokens[k].text)
            if openers is not None and close in openers and (k == 0 or self.tokens[k].space_before or k == floor):
                return self.trim(k + 1, j) if j - k > 3 else None
        return None

    def trim(self, first: int, last: int) -> Span | None:
        """Raw range of tokens ``[first, last)`` without punctuation and bare conjunctions at the edges."""
        while first < last and self.tokens[first].shape == "punct" and self.tokens[first].text not in OPENERS:
            first += 1
        while last > first and (
            (self.tokens[last - 1].shape == "punct" and self.tokens[last - 1].text not in KEEP_LAST)
            or self.tokens[last - 1].norm in CONJ_LETTERS
        ):
            if self.tokens[last - 1].text in CLOSERS and self._balanced(first, last):
                break
            last -= 1
        if first >= last:
            return None
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def _balanced(self, first: int, last: int) -> bool:
        """Whether the mark that closes the range was opened inside it."""
        close = self.tokens[last - 1].text
        inside = [self.tokens[i].text for i in range(first, last - 1)]
        openers = [o for o, c in QUOTE_PAIRS.items() if close in c]
        opened = sum(inside.count(o) for o in openers)
        closed = inside.count(close) if close not in openers else 0
        return opened % 2 == 1 if close in openers else opened > closed

    def closing(self, i: int) -> bool:
        """Whether a quotation mark closes: by its form, or by parity where both sides look alike."""
        text = self.tokens[i].text
        if text not in '"\u201c\u201d':
            return True
        floor = self.ctx.doc.sentences[self.tokens[i].sent][0]
        return sum(self.tokens[j].text in '"\u201c\u201d' for j in range(floor, i)) % 2 == 1

    def skip_aside(self, i: int, limit: int) -> int:
        """Past quotation marks, brackets and an apposition between commas."""
        while i < limit:
            text = self.tokens[i].text
            if self.ctx.words[i].get("quote.close") and text != "'" and self.closing(i):
                i += 1
            elif text == "(":
                close = next((j for j in range(i, min(i + 15, limit)) if self.tokens[j].text == ")"), None)
                if close is None:
                    return i
                i = close + 1
            else:
                return i
        return i
