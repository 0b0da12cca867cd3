"""Numbers written out in words by somebody else parse back."""

from __future__ import annotations

import random
from bisect import bisect_right

import pytest
from num2words import num2words

from claimx.candidates.numeral import NumeralParser
from tests.support import make_context

SEED, RANDOM, CHUNK = 20241124, 20_000, 500


def misspelled(n: int) -> bool:
    """Whether the verbaliser is known to get it wrong: a hundred and one thousand comes out as a thousand thousand."""
    groups = [n // 1000**k % 1000 for k in range(1, 6)]
    return any(group > 100 and group % 100 == 1 for group in groups)


def parsed(numbers: list[int]) -> dict[int, list[int]]:
    """What the grammar finds in a sentence for each number."""
    lines = [f"باعت {num2words(n, lang='ar')} رقاقة." for n in numbers]
    ctx = make_context("\n".join(lines), analysed=False)
    found: dict[int, list[int]] = {n: [] for n in numbers}
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for numeral in NumeralParser(ctx).find():
        found[numbers[bisect_right(starts, numeral.start) - 1]].append(int(numeral.value))
    return found


def test_small_numbers() -> None:
    """One alone is no quantity: it is a determiner as often."""
    assert parsed(list(range(2, 1101))) == {n: [n] for n in range(2, 1101)}


@pytest.mark.parametrize("power", range(3, 16))
def test_round_numbers(power: int) -> None:
    numbers = [k * 10**power for k in (1, 2, 3, 9, 10, 11, 12, 20, 21) if k * 10**power < 10**15]
    assert parsed(numbers) == {n: [n] for n in numbers}


def test_random_numbers_up_to_ten_to_the_fifteenth() -> None:
    rng = random.Random(SEED)
    numbers = []
    while len(numbers) < RANDOM:
        digits = rng.randint(1, 15)
        n = rng.randrange(10 ** (digits - 1), 10**digits)
        if n > 1 and not misspelled(n):
            numbers.append(n)
    wrong = {}
    for first in range(0, RANDOM, CHUNK):
        chunk = sorted(set(numbers[first : first + CHUNK]))
        wrong.update({n: got for n, got in parsed(chunk).items() if got != [n]})
    assert not wrong
