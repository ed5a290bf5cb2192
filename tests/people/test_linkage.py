"""Weights learnt without a known answer: what EM finds in pairs that were made by known shares."""

import random
from collections import Counter
from math import log

import pytest

from crm_cli.people import linkage

GUESS = [(0.1, 0.2, 0.7), (0.1, 0.2, 0.7), (0.1, 0.2, 0.7), (0.1, 0.9), (0.1, 0.9)]
SAME = [(0.05, 0.15, 0.80), (0.10, 0.10, 0.80), (0.10, 0.20, 0.70), (0.15, 0.85), (0.20, 0.80)]
OTHER = [(0.95, 0.04, 0.01), (0.90, 0.08, 0.02), (0.94, 0.03, 0.03), (0.75, 0.25), (0.90, 0.10)]
FIRST = [(same, other) for same, other in zip(GUESS, OTHER, strict=True)]


def drawn(shares: list[tuple[float, ...]], count: int, seed: int) -> Counter[linkage.Pattern]:
    chance = random.Random(seed)
    return Counter(tuple(chance.choices(range(len(levels)), levels)[0] for levels in shares) for _pair in range(count))


@pytest.fixture(scope="module")
def fitted() -> linkage.Weights:
    met = drawn(SAME, 2000, 1) + drawn(OTHER, 40_000, 2)
    return linkage.fit(met, drawn(OTHER, 20_000, 3), FIRST, records=1000)


def test_the_shares_by_which_pairs_were_made_are_found_again(fitted: linkage.Weights) -> None:
    for found, made in zip(fitted.same, SAME, strict=True):
        assert found == pytest.approx(made, abs=0.06)
    for found, made in zip(fitted.different, OTHER, strict=True):
        assert found == pytest.approx(made, abs=0.01)


def test_the_prior_is_the_share_of_pairs_that_are_the_same(fitted: linkage.Weights) -> None:
    assert linkage.probability(fitted.prior) == pytest.approx(2000 / (1000 * 999 / 2), rel=0.25)


def test_a_part_that_says_nothing_adds_nothing(fitted: linkage.Weights) -> None:
    assert fitted.odds((-1, -1, -1, -1, -1)) == fitted.prior
    assert fitted.odds((2, -1, -1, -1, -1)) == pytest.approx(fitted.prior + fitted.parts[0][2])


def test_more_agreement_is_more_probable(fitted: linkage.Weights) -> None:
    rising = [(0, 0, 0, 0, 0), (1, 0, 0, 0, 0), (2, 0, 0, 0, 0), (2, 2, 0, 1, 0), (2, 2, 2, 1, 1)]
    assert sorted(rising, key=fitted.odds) == rising


def test_a_handful_of_pairs_stays_near_the_first_guess() -> None:
    weights = linkage.fit(Counter({(2, 2, 2, 1, 1): 2}), drawn(OTHER, 5000, 4), FIRST, records=50)
    for found, guess in zip(weights.same, GUESS, strict=True):
        assert found == pytest.approx(guess, abs=0.05)


def test_that_two_of_four_agree_does_not_make_agreeing_usual() -> None:
    weights = linkage.fit(Counter({(2, 2, 2, 1, 1): 2}), Counter({(0, 0, 0, 0, 0): 4}), FIRST, records=4)
    for found, chance in zip(weights.different, OTHER, strict=True):
        assert found == pytest.approx(chance, abs=0.01)


def test_what_is_known_of_chance_is_kept() -> None:
    met = drawn(SAME, 300, 1) + drawn(OTHER, 3000, 2)
    weights = linkage.fit(met, drawn(OTHER, 5000, 3), FIRST, 1000, {3: [0.999, 0.001]})
    assert weights.different[3] == [0.999, 0.001]
    assert weights.parts[3][1] == pytest.approx(log(weights.same[3][1] / 0.001))


def test_probability_and_log_odds_are_each_others_opposite() -> None:
    for share in (0.001, 0.5, 0.9):
        assert linkage.probability(linkage.odds(share)) == pytest.approx(share)
    assert linkage.probability(-1000) == 0.0
