"""Recourses as they print: a few lines with counts in words, and no arrays."""

import numpy as np

from empirical.recourse import Recourses, RecourseStatus


def recourses(*statuses: RecourseStatus, **more: np.ndarray) -> Recourses:
    """Whoever has a recourse has one that costs as much as their place says."""
    status = np.array(statuses, np.int8)
    costs = np.where(status == RecourseStatus.FOUND, 1.0 + np.arange(len(status)), np.nan)
    points = np.repeat(costs[:, None], 2, axis=1)
    return Recourses(points, points, costs, status, more)


def test_recourses_print_counts_and_the_mean_cost_of_the_found():
    printed = repr(
        recourses(
            RecourseStatus.FOUND, RecourseStatus.NOT_FOUND, RecourseStatus.FOUND, RecourseStatus.ALREADY_FAVOURABLE
        )
    )
    assert printed.splitlines() == [
        "Recourses for 4 instances: 2 found, 1 not found, 1 already favourable",
        "  mean cost 2 over the found ones",
        "  .points, .changes, .costs and .status are arrays",
    ]


def test_recourses_name_what_a_method_knows_beside():
    one = recourses(RecourseStatus.FOUND, worst_score=np.ones(1))
    assert repr(one).splitlines() == [
        "Recourses for 1 instance: 1 found, 0 not found, 0 already favourable",
        "  mean cost 1 over the found ones",
        "  .points, .changes, .costs and .status are arrays, .more['worst_score']",
    ]


def test_without_a_found_recourse_there_is_no_mean():
    for statuses in ((), (RecourseStatus.NOT_FOUND,)):
        printed = repr(recourses(*statuses))
        assert f"0 found, {len(statuses)} not found, 0 already favourable" in printed
        assert "no recourse was found, so there is no mean cost" in printed


def test_many_recourses_print_as_few_lines_and_stay_a_tuple():
    many = recourses(*[RecourseStatus.FOUND] * 12_345)
    assert len(repr(many).splitlines()) == 3
    assert "12,345 instances: 12,345 found" in repr(many)
    assert isinstance(many, tuple)
    points, *_ = many
    assert points is many.points


def test_costs_of_minimisers_that_are_not_accepted_do_not_count():
    status = np.array([RecourseStatus.FOUND, RecourseStatus.NOT_FOUND], np.int8)
    both = Recourses(np.ones((2, 1)), np.ones((2, 1)), np.array([1.0, 9.0]), status)
    assert "mean cost 1 over the found ones" in repr(both)
