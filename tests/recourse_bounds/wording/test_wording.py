"""Words for claims, premises and verdicts: there are some for each, and they say what the numbers say."""

import dataclasses
import math

import pytest

from bounds.claim import STATUS_NAMES
from bounds.claims import RECOURSE_CLAIMS
from empirical.report.frames import RECOURSE, columns_of, delta_sources
from recourse_bounds.wording import (
    COSTS,
    DELTAS,
    PREMISES,
    RECOURSE_STATUSES,
    STATUSES,
    Ends,
    premise_words,
    quantity,
    sentence,
    title,
    words_of,
)


def test_every_claim_has_a_title_of_its_own_and_words_for_what_it_bounds():
    titles = [title(claim) for claim in RECOURSE_CLAIMS.values()]
    assert len(set(titles)) == len(titles)
    assert all(quantity(claim) for claim in RECOURSE_CLAIMS.values())
    assert all(len(one) <= 80 for one in titles)


def test_every_premise_has_words_and_no_words_are_left_over():
    names = {premise.name for claim in RECOURSE_CLAIMS.values() for premise in claim.premises}
    assert names == set(PREMISES)


def test_every_status_and_every_source_has_words():
    assert set(STATUSES) == set(STATUS_NAMES)
    assert set(RECOURSE_STATUSES) == set(RECOURSE.categories)
    assert set(DELTAS) == set(delta_sources())
    assert set(COSTS) == set(columns_of(RECOURSE_CLAIMS)["cost_source"].categories)


@pytest.mark.parametrize("claim", RECOURSE_CLAIMS.values(), ids=list(RECOURSE_CLAIMS))
def test_an_interval_that_tells_nothing_is_called_that(claim):
    assert sentence(claim, Ends(-math.inf, math.inf)).startswith("This says nothing about")
    assert sentence(claim, Ends(-1.0, 1.0, lower_informative=False, upper_informative=False)).startswith("This says")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (Ends(-1.0, 0.5), "at most 1 more and at most 0.5 less"),
        (Ends(0.25, 0.5), "at least 0.25 less and at most 0.5 less"),
        (Ends(-1.0, -0.5), "at most 1 more and at least 0.5 more"),
        (Ends(0.0, 0.5), "no more and at most 0.5 less"),
    ],
)
def test_signs_decide_between_more_and_less(ends, words):
    assert words in sentence(RECOURSE_CLAIMS["theorem1.sound"], ends)


def test_an_end_that_tells_nothing_is_left_out():
    text = sentence(RECOURSE_CLAIMS["theorem1.sound"], Ends(-1.0, 0.5, upper_informative=False))
    assert text == "The robust model's recourse costs at most 1 more than the natural model's."


def test_a_bound_that_nothing_can_meet_is_said_in_words():
    text = sentence(RECOURSE_CLAIMS["lemma1.printed"], Ends(0.0, -0.5))
    assert text == "The bound is negative here, which no distance of the weights can be."
    text = sentence(RECOURSE_CLAIMS["theorem4.onlyif_printed"], Ends(0.0, -0.5))
    assert text == "The ends exclude each other here: no difference of scores lies between them."


def test_a_claim_of_a_user_is_said_in_its_own_words():
    mine = dataclasses.replace(RECOURSE_CLAIMS["theorem1.sound"], id="mine.cheap", statement="robust recourse is cheap")
    assert title(mine) == "mine.cheap"
    assert sentence(mine, Ends(0.0, 1.0)).startswith("robust recourse is cheap")
    assert words_of(mine)["quantity"] is None
    assert premise_words("a premise of mine") == "a premise of mine"
