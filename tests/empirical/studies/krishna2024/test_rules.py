"""The rules of badges, on made figures: what is not known counts for no sentence, and noise makes none certain."""

import numpy as np
import pytest

from empirical.studies.badges import Badge, overall
from empirical.studies.curves import Curve, known
from empirical.studies.krishna2024 import rules
from empirical.studies.krishna2024.sentences import SENTENCES, rule_in_words

EPSILONS = (0.0, 0.05, 0.1, 0.2, 0.25, 0.3)
ALONE = [rules.RISES, rules.FALLS, rules.VANISHES, rules.EXCEEDS, rules.ALWAYS, rules.NEVER, rules.IS_TIGHT]
ALONE += [rules.STAYS_ALIKE, rules.FIRST_IS_LOWEST]
TOGETHER = [rules.IS_SMOOTHEST, rules.IS_HIGHEST]
KNOWN, PARTLY, NOT = Badge.REPRODUCED, Badge.PARTLY, Badge.NOT_REPRODUCED


def curve(*means, people=100, seeds=3, spread=0.0):
    values = np.array(means)[:, None] + spread * np.linspace(-1.0, 1.0, seeds)
    return Curve(EPSILONS[: len(means)], values, (people,) * len(means))


@pytest.mark.parametrize("rule", ALONE)
@pytest.mark.parametrize(
    "unknown",
    [
        curve(*[np.nan] * 6),
        curve(*[np.inf] * 6),
        curve(*[1.0] * 6, people=19),
        curve(*[1.0] * 6, seeds=1),
        Curve((), np.empty((0, 3)), ()),
    ],
)
def test_what_is_not_known_cannot_be_told(rule, unknown):
    assert rule.judge(unknown) is Badge.UNKNOWN


@pytest.mark.parametrize("rule", TOGETHER)
def test_a_comparison_needs_scfe_and_another_method(rule):
    rising = curve(0.0, 1.0, 2.0, 3.0, 4.0, 5.0)
    for curves in ({}, {"scfe valid": rising}, {"gs": rising}, {"scfe valid": rising, "gs": curve(*[np.nan] * 6)}):
        assert rule.judge(curves) is Badge.UNKNOWN


@pytest.mark.parametrize("rule", ALONE)
def test_a_value_that_is_not_known_is_passed_over(rule):
    """A NaN among known values changes no badge, whatever it would have been."""
    whole, means = curve(0.0, 0.1, 0.2, 0.3, 0.4, 0.5), [0.0, 0.1, np.nan, 0.3, 0.4, 0.5]
    assert rule.judge(curve(*means)) is rule.judge(whole)


@pytest.mark.parametrize(
    ("rule", "figure", "badge"),
    [
        (rules.RISES, curve(0.0, 1.0, 2.0, 3.0, 4.0, 5.0), KNOWN),
        (rules.RISES, curve(0.0, 1.0, 2.0, 3.0, 2.6, 5.0), KNOWN),
        (rules.RISES, curve(0.0, 1.0, 2.0, 6.0, 2.0, 5.0), PARTLY),
        (rules.RISES, curve(5.0, 4.0, 3.0, 2.0, 1.0, 0.0), NOT),
        (rules.RISES, curve(1.0, 1.0, 1.0, 1.0, 1.0, 1.0), NOT),
        (rules.FALLS, curve(5.0, 4.0, 3.0, 2.0, 1.0, 0.0), KNOWN),
        (rules.VANISHES, curve(1.0, 1.0, 0.5, 0.2, 0.04, 0.0), KNOWN),
        (rules.VANISHES, curve(1.0, 1.0, 0.5, 0.2, 0.5, 0.0), PARTLY),
        (rules.VANISHES, curve(1.0, 1.0, 0.5, 0.2, 0.6, 0.0), NOT),
        (rules.EXCEEDS, curve(0.0, 0.91, 0.91, 0.91, 0.91, 0.91), KNOWN),
        (rules.EXCEEDS, curve(1.0, 0.9, 0.9, 0.9, 0.9, 0.9), NOT),
        (rules.ALWAYS, curve(0.0, 1.0, 1.0, 1.0, 1.0, 1.0), KNOWN),
        (rules.ALWAYS, curve(1.0, 1.0, 1.0, 1.0, 1.0, 0.999), PARTLY),
        (rules.NEVER, curve(1.0, 0.0, 0.0, 0.0, 0.0, 0.0), KNOWN),
        (rules.NEVER, curve(0.0, 0.0, 0.0, 0.0, 0.0, 0.06), NOT),
        (rules.IS_TIGHT, curve(0.0, 0.5, 0.6, 0.7, 0.8, 0.9), KNOWN),
        (rules.IS_TIGHT, curve(1.0, 0.5, 0.6, 0.7, 0.8, 0.01), NOT),
        (rules.IS_TIGHT, curve(0.0, 0.5, 0.6, 0.7, 0.8, 1.5), NOT),
        (rules.STAYS_ALIKE, curve(1.0, 1.1, 1.0, 1.1, 1.0, 1.0), KNOWN),
        (rules.STAYS_ALIKE, curve(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), NOT),
        (rules.FIRST_IS_LOWEST, curve(0.1, 0.2, 0.3, 0.4, 0.5, 0.5), KNOWN),
        (rules.FIRST_IS_LOWEST, curve(0.3, 0.2, 0.3, 0.4, 0.3, 0.3), NOT),
    ],
)
def test_badges_follow_the_rules(rule, figure, badge):
    assert rule.judge(figure) is badge


def test_a_change_within_its_interval_is_certain_of_nothing():
    rng = np.random.default_rng(0)
    wavering = Curve(EPSILONS, np.linspace(0.0, 1.0, 6)[:, None] + rng.normal(0.0, 2.0, (6, 3)), (100,) * 6)
    assert rules.RISES.judge(wavering) is not Badge.REPRODUCED


def test_more_spread_never_makes_a_rise_more_certain():
    order = [Badge.NOT_REPRODUCED, Badge.PARTLY, Badge.REPRODUCED]
    means = np.linspace(0.0, 1.0, 6)
    pattern = np.outer(np.linspace(-1.0, 1.0, 6), [-1.0, 0.0, 1.0])
    badges = [
        rules.RISES.judge(Curve(EPSILONS, means[:, None] + wide * pattern, (100,) * 6)) for wide in (0.0, 0.1, 1.0, 9.0)
    ]
    places = [order.index(badge) for badge in badges]
    assert places == sorted(places, reverse=True)
    assert places[0] > places[-1]


def test_a_comparison_is_of_values_that_all_methods_know():
    rising, flat = curve(0.0, 1.0, 2.0, 3.0, 4.0, 5.0), curve(0.0, 0.5, 0.5, 0.5, 0.5, 9.0)
    assert rules.IS_HIGHEST.judge({"scfe valid": rising, "gs": flat}) is NOT
    shorter = curve(0.0, 0.5, 0.5, 0.5, 0.5, np.nan)
    assert rules.IS_HIGHEST.judge({"scfe valid": rising, "gs": shorter}) is KNOWN


def test_a_sentence_about_all_needs_all_and_half_of_them_told():
    assert overall([KNOWN, KNOWN, Badge.UNKNOWN]) is KNOWN
    assert overall([KNOWN, Badge.UNKNOWN, Badge.UNKNOWN]) is PARTLY
    assert overall([KNOWN, KNOWN, NOT]) is PARTLY
    assert overall([KNOWN, KNOWN, NOT], most=True) is KNOWN
    assert overall([KNOWN, NOT, NOT]) is NOT
    assert overall([]) is Badge.UNKNOWN


def test_every_sentence_has_a_name_of_its_own_and_a_rule_in_words():
    assert len({one.name for one in SENTENCES}) == len(SENTENCES)
    for one in SENTENCES:
        assert rule_in_words(one.rule).endswith("else *not reproduced*.")
        assert known(curve(1.0)).at == (0.0,)
