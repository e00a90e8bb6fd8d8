"""Metrics of recourses against slow definitions, what may not change them, and what they say of nothing."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.spatial.distance import cdist

from empirical.data.split import Space
from empirical.metrics import (
    accepted,
    ball_radius,
    connected,
    cost,
    costs,
    distances,
    knn_distance,
    only,
    probability,
    proximity,
    redundancy,
    sparsity,
    sphere_distance,
    stays_valid,
    stays_valid_in_noise,
    success,
    summarise,
    violations,
    worst_scores,
)
from empirical.models.model import HostModel, LinearModel
from empirical.recourse.problem import conclude, pose
from empirical.recourse.result import RecourseStatus

SEEDS = range(5)
NAN = np.full((1, 3), np.nan)
EVERYONE = np.ones(3, bool)


def linear(weights, shift=0.0):
    return HostModel(lambda points: points @ np.asarray(weights) + shift)


def worst(weights, attacked=None):
    """Of a linear score."""
    every = np.ones(len(weights), bool)
    model = LinearModel(np.asarray(weights, float))
    return worst_scores(model, every if attacked is None else attacked, key=jax.random.key(0))


def clouds(seed, m=12, n=40, k=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, k)), rng.normal(size=(n, k))


def mixed():
    """Two numbers, a category of three levels, one of two levels in one column, and an intercept."""
    space = Space.unbounded(7)
    category, actionable = np.array([-1, 0, 0, 0, -1, 1, -1]), np.array([True] * 6 + [False])
    return space._replace(category=category, actionable=actionable, levels=np.array([[1, 2, 3], [5, -1, -1]]))


def people(seed, m=30):
    """Instances and changes of ``mixed``, about half of every feature changed."""
    rng = np.random.default_rng(seed)

    def draw():
        levels = np.eye(3)[rng.integers(0, 3, m)]
        one, two, flag = rng.normal(size=m), rng.normal(size=m), rng.integers(0, 2, m).astype(float)
        return np.column_stack([one, levels, two, flag, np.ones(m)])

    start, end, kept = draw(), draw(), rng.random((m, 4)) < 0.5
    owner = np.array([0, 1, 1, 1, 2, 3])
    changes = np.where(np.column_stack([kept[:, owner], np.ones(m, bool)]), 0.0, end - start)
    return start, changes


# Recourses as a whole


def some_recourses():
    """One found, one not, one already favourable, one that nobody can score."""
    inputs = np.array([[-1.0, 0.0], [-2.0, 1.0], [3.0, 0.0], [np.nan, 0.0]])
    problem = pose(linear([1.0, 0.0]), inputs, cost_weights=np.array([2.0, 1.0]))
    changes = np.array([[1.5, 2.0], [9.0, 9.0], [9.0, 9.0], [9.0, 9.0]])
    return problem, conclude(problem, changes, np.array([True, False, False, True]), more={"steps": np.arange(4)})


def test_success_is_a_share_of_those_who_need_a_recourse():
    found = success(some_recourses()[1])
    np.testing.assert_array_equal(found, [1.0, 0.0, np.nan, 0.0])
    assert summarise(found) == (pytest.approx(1 / 3), 0.0, 3)


def test_cost_is_what_the_recourses_say():
    problem, result = some_recourses()
    np.testing.assert_array_equal(cost(result.changes, cost_weights=problem.cost_weights), result.costs)
    np.testing.assert_array_equal(cost(result.changes)[:2], [2.5, np.nan])
    np.testing.assert_array_equal(cost(result.changes, order=1, cost_weights=problem.cost_weights)[:2], [5.0, np.nan])
    np.testing.assert_array_equal(cost(result.changes, order=0)[:2], [2.0, np.nan])
    with pytest.raises(ValueError, match="order must be 0, 1 or 2, not 3"):
        cost(result.changes, order=3)


def test_norms_are_in_their_order():
    changes = clouds(0)[0]
    two, one, zero = (cost(changes, order=order) for order in (2, 1, 0))
    assert np.all(two <= one)
    assert np.all(one <= np.sqrt(zero) * two * (1 + 1e-12))


def test_only_keeps_the_found_of_a_method_that_gives_points_to_everyone():
    inputs = np.array([[-1.0], [-1.0], [1.0]])
    status = np.array([RecourseStatus.FOUND, RecourseStatus.NOT_FOUND, RecourseStatus.ALREADY_FAVOURABLE], np.int8)
    changes, more = np.array([[2.0], [0.5], [0.1]]), {"score": np.array([1.0, -0.5, 1.1])}
    result = some_recourses()[1]._replace(
        points=inputs + changes, changes=changes, costs=changes[:, 0], status=status, more=more
    )
    kept = only(result, result.found)
    for part in (kept.points, kept.changes, kept.costs, kept.more["score"]):
        np.testing.assert_array_equal(np.isnan(part).reshape(3, -1)[:, 0], [False, True, True])
    np.testing.assert_array_equal(kept.status, status)
    needed = only(result, result.status != RecourseStatus.ALREADY_FAVOURABLE)
    assert summarise(accepted(linear([1.0]), needed.points)) == (0.5, 0.5, 2)
    assert summarise(cost(kept.changes)) == (2.0, 2.0, 1)


def test_nobody_found_is_no_average():
    nothing = np.full(4, np.nan)
    summary = summarise(nothing)
    assert summary.size == 0
    assert np.isnan([summary.mean, summary.median]).all()


# Validity


def test_validity_has_three_meanings():
    points = np.array([[0.2, 0.0], [0.2, -1.0], [np.nan, 0.0]])
    own, other = linear([1.0, 0.0]), linear([1.0, 1.0])
    np.testing.assert_array_equal(accepted(own, points), [1.0, 1.0, np.nan])
    np.testing.assert_array_equal(accepted(other, points), [1.0, 0.0, np.nan])
    np.testing.assert_allclose(probability(own, points), 1.0 / (1.0 + np.exp(-points[:, 0])), rtol=1e-15)


def test_the_boundary_and_a_score_of_nan_are_not_valid():
    points = np.array([[0.0], [1.0]])
    np.testing.assert_array_equal(accepted(linear([1.0]), points[:1]), [0.0])
    broken = HostModel(lambda points: np.full(len(points), np.nan))
    np.testing.assert_array_equal(accepted(broken, points), [0.0, 0.0])
    assert np.isnan(probability(broken, points)).all()


def test_traced_scores_get_the_type_of_the_points():
    weights = jnp.asarray([1.0, -1.0], jnp.float32)
    points = np.array([[2.0, 1.0], [1.0, 2.0]], np.float32)
    np.testing.assert_array_equal(accepted(lambda point: jnp.vdot(weights, point), points), [1.0, 0.0])


# Features


@pytest.mark.parametrize("seed", SEEDS)
def test_sparsity_and_redundancy_by_loops(seed):
    space, (inputs, changes) = mixed(), people(seed)
    weights = np.random.default_rng(seed).normal(size=7)
    score = linear(weights, -np.median((inputs + changes) @ weights))  # half of them are valid
    features = [[0], [1, 2, 3], [4], [5], [6]]
    changed = [[columns for columns in features if np.any(one[columns] != 0.0)] for one in changes]
    np.testing.assert_array_equal(sparsity(changes, space), [len(own) for own in changed])

    def spare(x, change, own):
        if score.scores((x + change)[None])[0] <= 0.0:
            return np.nan
        count = 0
        for columns in own:
            back = x + change
            back[columns] = x[columns]
            count += score.scores(back[None])[0] > 0.0
        return count

    expected = [spare(*one) for one in zip(inputs, changes, changed, strict=True)]
    assert np.isnan(expected).sum() == 15
    np.testing.assert_array_equal(redundancy(score, inputs, changes, space), expected)


def test_a_category_is_put_back_as_a_whole():
    """One column at a time, either column of the category could go back: this score needs only one of them."""
    x, change = np.array([[0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]]), np.array([[0.0, -1.0, 1.0, 0.0, 0.0, 0.0, 0.0]])
    score = linear([0.0, -1.0, 1.0, 0.0, 0.0, 0.0, 0.0], 0.5)
    apart = Space.unbounded(7)
    assert redundancy(score, x, change, mixed()) == 0.0
    assert redundancy(score, x, change, apart) == 2.0
    assert sparsity(change, mixed()) == 1.0
    assert sparsity(change, apart) == cost(change, order=0) == 2.0


def test_redundancy_of_more_candidates_than_a_block_holds(monkeypatch):
    inputs, changes = people(0)
    score = linear(np.ones(7), 0.5)
    whole = redundancy(score, inputs, changes, mixed())
    monkeypatch.setattr(costs, "LARGEST", 7)
    np.testing.assert_array_equal(redundancy(score, inputs, changes, mixed()), whole)


def test_rounding_changes_no_feature():
    change = np.array([[1e-12, 0.0, 0.0, 0.0, 1e-3, 0.0, 0.0]])
    assert sparsity(change, mixed()) == cost(change, order=0) == 1.0
    short = np.array([[1e-7, 0.0, 0.0, 0.0, 1e-3, 0.0, 0.0]])
    assert sparsity(short, mixed()) == cost(short, order=0) == 2.0
    short = short.astype(np.float32)
    assert sparsity(short, mixed()) == cost(short, order=0) == 1.0


def test_violations_count_kinds_and_not_columns():
    space = mixed()._replace(low=np.full(7, -1.0), high=np.full(7, 1.0))
    x = np.array([[0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]] * 4)
    changes = np.zeros((4, 7))
    changes[1, [0, 4]] = 2.0  # beyond the range, twice
    changes[2, [1, 6]] = -0.5  # no level, and the intercept, which is immutable
    changes[3] = np.nan
    np.testing.assert_array_equal(violations(x, changes, space), [0.0, 1.0, 2.0, np.nan])


# Distances to the class


@pytest.mark.parametrize("seed", SEEDS)
def test_manifold_distances_by_loops(seed):
    points, reference = clouds(seed)
    distances = [sorted(np.linalg.norm(one - other) for other in reference) for one in points]
    np.testing.assert_allclose(knn_distance(points, reference), [np.mean(own[:5]) for own in distances], rtol=1e-12)
    inside = [[one for one in own if one <= 0.7] for own in distances]
    expected = np.array([np.mean(own) if own else np.nan for own in inside])
    assert 0 < np.isnan(expected).sum() < len(expected)
    np.testing.assert_allclose(sphere_distance(points, reference, radius=0.7), expected, rtol=1e-7)


def test_manifold_distances_know_no_order_and_scale_with_the_data():
    points, reference = clouds(1)
    rng = np.random.default_rng(0)
    rows, columns, others = rng.permutation(len(points)), rng.permutation(3), rng.permutation(len(reference))

    def both(points, reference, scale=1.0):
        near = knn_distance(points, reference), sphere_distance(points, reference, radius=scale * 0.7)
        return np.array(near) / scale

    straight = both(points, reference)
    np.testing.assert_allclose(both(points[rows][:, columns], reference[others][:, columns]), straight[:, rows])
    np.testing.assert_allclose(both(1e3 * points, 1e3 * reference, scale=1e3), straight)
    constant = both(np.column_stack([points, np.ones(12)]), np.column_stack([reference, np.ones(40)]))
    np.testing.assert_allclose(constant, straight)
    far = np.vstack([reference, np.full((1, 3), 1e8)])
    np.testing.assert_allclose(both(points, far), straight)


def test_a_point_upon_a_reference_point_is_at_distance_zero():
    reference = clouds(0)[1] + 100.0
    np.testing.assert_array_equal(knn_distance(reference, reference, neighbours=1), 0.0)


def test_distances_of_float32_points_to_float64_references():
    points, reference = clouds(0)
    short = points.astype(np.float32)
    np.testing.assert_allclose(knn_distance(short, reference), knn_distance(points, reference), rtol=1e-5)
    np.testing.assert_allclose(
        sphere_distance(short, reference, radius=0.7), sphere_distance(points, reference, radius=0.7), rtol=1e-5
    )


def test_distances_in_small_blocks_are_the_same(monkeypatch):
    points, reference = clouds(0, m=300, n=500)
    correct = reference[:, 0] > 1.0
    straight = sphere_distance(points, reference, radius=0.3), connected(points, reference, correct, radius=0.3)
    monkeypatch.setattr(distances, "BLOCK", 0.05)  # 13 rows
    blocked = sphere_distance(points, reference, radius=0.3), connected(points, reference, correct, radius=0.3)
    np.testing.assert_allclose(blocked, straight, rtol=1e-12)


def test_radius_of_the_ball_is_a_share_of_the_average_distance():
    reference = clouds(0)[1]
    distances = cdist(reference, reference)
    expected = 0.2 * distances.sum() / (40 * 39)
    assert ball_radius(reference, seed=0) == pytest.approx(expected, rel=1e-12)
    assert ball_radius(3.0 * reference, seed=0) == pytest.approx(3.0 * expected, rel=1e-12)
    assert np.isnan(ball_radius(reference[:1], seed=0))


def test_radius_of_the_ball_by_a_sample(monkeypatch):
    reference = clouds(0, n=400)[1]
    whole = ball_radius(reference, seed=0)
    monkeypatch.setattr(proximity, "SAMPLE", 200)
    drawn = ball_radius(reference, seed=0)
    assert drawn == ball_radius(reference, seed=0) != ball_radius(reference, seed=1)
    assert drawn == pytest.approx(whole, rel=0.1)


# Connectedness


def reachable(point, reference, correct, radius):
    """By a walk along the chains."""
    seen, waiting = set(), [point]
    while waiting:
        here = waiting.pop()
        for row in np.flatnonzero(np.linalg.norm(reference - here, axis=1) < radius):
            if row not in seen:
                seen.add(row)
                waiting.append(reference[row])
    return any(correct[row] for row in seen)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("radius", [0.3, 0.5, 0.8])
def test_connectedness_by_a_walk(seed, radius):
    points, reference = clouds(seed)
    correct = np.random.default_rng(seed).random(40) < 0.2
    expected = [float(reachable(point, reference, correct, radius)) for point in points]
    np.testing.assert_array_equal(connected(points, reference, correct, radius=radius), expected)


def test_a_chain_needs_steps_below_epsilon_and_a_correct_end():
    line = np.arange(6.0)[:, None]
    point, last = np.array([[-0.9]]), np.arange(6) == 5
    assert connected(point, line, last, radius=1.01) == 1.0
    assert connected(point, line, last, radius=1.0) == 0.0
    assert connected(np.array([[6.0]]), line, last, radius=1.0) == 0.0
    assert connected(point, line[[0, 1, 3, 4, 5]], last[[0, 1, 3, 4, 5]], radius=1.01) == 0.0
    assert connected(point, line, ~last & last, radius=1.01) == 0.0


def test_what_is_connected_stays_so_with_a_larger_epsilon_and_more_points():
    points, reference = clouds(3)
    correct = reference[:, 0] > 1.0
    stays = [connected(points, reference, correct, radius=radius) for radius in (0.2, 0.4, 0.6, 0.8, 1.2)]
    assert np.all(np.diff(stays, axis=0) >= 0)
    assert stays[0].sum() < stays[-1].sum()
    fewer = connected(points, reference[::2], correct[::2], radius=0.6)
    assert np.all(fewer <= stays[2])


# Robustness


def assert_lowest_in_the_ball(lowest, point, weights, attacked):
    """The lowest of all corners, and of no point within undercut."""
    corners = 0.1 * np.array(list(product([-1.0, 1.0], repeat=4))) * attacked
    assert lowest == pytest.approx(((point + corners) @ weights).min(), rel=1e-12)
    inside = 0.1 * np.random.default_rng(1).uniform(-1.0, 1.0, (1000, 4)) * attacked
    assert np.all((point + inside) @ weights >= lowest)


LINEAR = np.random.default_rng(0).normal(size=(2, 4)), np.array([True, True, True, False])


def test_the_worst_case_of_a_linear_score_is_attained_in_a_corner():
    (weights, point), attacked = LINEAR
    assert_lowest_in_the_ball(worst(weights, attacked)(point[None], 0.1)[0], point, weights, attacked)


@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_the_euclidean_norm_would_miss_the_corner():
    (weights, point), attacked = LINEAR
    mutant = point @ weights - 0.1 * np.linalg.norm(weights[attacked])
    assert_lowest_in_the_ball(mutant, point, weights, attacked)


def test_robustness_never_rises_with_epsilon_and_is_a_share_of_the_valid():
    points, weights = np.vstack([0.1 * clouds(0, m=200)[0], NAN]), np.array([1.0, -1.0, 0.5])
    score, epsilons = linear(weights), (0.0, 0.01, 0.05, 0.1)
    valid = accepted(score, points) == 1.0
    exact = stays_valid(score, points, worst(weights), epsilons=epsilons)
    noisy = stays_valid_in_noise(score, points, EVERYONE, seed=0, epsilons=epsilons, draws=20)
    for stays in (exact, noisy):
        np.testing.assert_array_equal(~np.isnan(stays), np.tile(valid, (4, 1)))
        np.testing.assert_array_equal(stays[0, valid], 1.0)
    assert np.all(np.diff(exact[:, valid], axis=0) <= 0)
    assert 0.0 < exact[3, valid].mean() < exact[1, valid].mean() < 1.0
    assert np.all(noisy[:, valid] >= exact[:, valid])


def test_a_gradient_finds_the_worst_case_of_a_linear_score():
    points, weights = np.abs(0.1 * clouds(0, m=30)[0]).astype(np.float32), np.array([1.0, -0.2, 0.5])
    score, attacked = linear(weights), np.array([True, True, False])
    model = HostModel(score.function, lambda points: (points @ weights, np.tile(weights, (len(points), 1))))
    found = stays_valid(score, points, worst_scores(model, attacked, key=jax.random.key(0), steps=3, restarts=1))
    np.testing.assert_array_equal(found, stays_valid(score, points, worst(weights, attacked)))
    assert 0.0 < np.nanmean(found[-1]) < np.nanmean(found[0]) <= 1.0


def test_an_attack_that_fails_in_a_larger_ball_does_not_mend_a_recourse():
    points, score = np.array([[1.0], [1.0]]), linear([1.0])

    def erratic(points, epsilon):
        return np.where(epsilon == 0.05, [-1.0, 1.0], [1.0, 1.0])

    np.testing.assert_array_equal(stays_valid(score, points, erratic), [[1.0, 1.0], [0.0, 1.0], [0.0, 1.0]])


def test_an_attack_that_gives_nan_or_the_boundary_breaks_a_recourse():
    points, score = np.ones((2, 1)), linear([1.0])
    stays = stays_valid(score, points, lambda points, epsilon: np.array([np.nan, 0.0]))
    np.testing.assert_array_equal(stays, 0.0)


def test_noise_by_its_probability():
    """Of one column: P(x + u > 0) = (1 + x / ε) / 2 for u uniform in [−ε, ε]."""
    points, draws = np.full((200, 1), 0.04), 50
    share = stays_valid_in_noise(linear([1.0]), points, np.ones(1, bool), seed=3, epsilons=(0.02, 0.1), draws=draws)
    np.testing.assert_array_equal(share[0], 1.0)
    spread = np.sqrt(0.7 * 0.3 / (200 * draws))
    assert abs(share[1].mean() - 0.7) < 5.0 * spread


def test_noise_depends_on_the_seed_and_not_on_who_follows():
    points, weights = 0.1 * np.abs(clouds(0, m=50)[0]), np.array([1.0, 0.5, 0.2])

    def share(points, seed, attacked=EVERYONE):
        return stays_valid_in_noise(linear(weights), points, attacked, seed=seed, epsilons=(0.1,), draws=20)

    np.testing.assert_array_equal(share(points, 0)[:, :7], share(points[:7], 0))
    assert np.any(share(points, 0) != share(points, 1))
    np.testing.assert_array_equal(share(points, 0, ~EVERYONE), 1.0)


# What has no answer


def test_empty_references_and_nobody():
    points, nobody, nothing = clouds(0, m=2)[0], np.zeros((0, 3)), np.zeros((0, 3))
    assert np.isnan(knn_distance(points, nothing)).all()
    assert np.isnan(sphere_distance(points, nothing, radius=1.0)).all()
    np.testing.assert_array_equal(connected(points, nothing, np.zeros(0, bool), radius=1.0), 0.0)
    assert np.isnan(ball_radius(nothing, seed=0))
    reference, score, space = clouds(0)[1], linear(np.ones(3)), Space.unbounded(3)
    empty = [
        knn_distance(nobody, reference),
        sphere_distance(nobody, reference, radius=1.0),
        connected(nobody, reference, np.ones(40, bool), radius=1.0),
        accepted(score, nobody),
        probability(score, nobody),
        sparsity(nobody, space),
        redundancy(score, nobody, nobody, space),
        violations(nobody, nobody, space),
        cost(nobody),
    ]
    assert all(one.shape == (0,) for one in empty)
    assert stays_valid(score, nobody, worst(np.ones(3))).shape == (3, 0)
    assert stays_valid_in_noise(score, nobody, EVERYONE, seed=0, draws=2).shape == (3, 0)


def test_whoever_has_no_recourse_has_no_metric():
    points, reference = clouds(0, m=3)
    points[1] = np.nan
    score, space = linear(np.zeros(3), 1.0), Space.unbounded(3)
    for values in (
        knn_distance(points, reference),
        sphere_distance(points, reference, radius=9.0),
        connected(points, reference, np.ones(40, bool), radius=9.0),
        accepted(score, points),
        probability(score, points),
        sparsity(points, space),
        redundancy(score, np.zeros((3, 3)), points, space),
        violations(np.zeros((3, 3)), points, space),
        *(cost(points, order=order) for order in (0, 1, 2)),
        *stays_valid(score, points, worst(np.zeros(3))),
        *stays_valid_in_noise(score, points, EVERYONE, seed=0, draws=2),
    ):
        np.testing.assert_array_equal(np.isnan(values), [False, True, False])


def test_few_reference_points():
    points = np.array([[0.0, 3.0, 4.0]])
    assert knn_distance(points, np.zeros((1, 3)), neighbours=1) == 5.0
    assert np.isnan(knn_distance(points, np.zeros((4, 3))))
    assert knn_distance(points, np.zeros((5, 3))) == 5.0
    assert sphere_distance(points, np.zeros((1, 3)), radius=5.0) == 5.0
    assert np.isnan(sphere_distance(points, np.zeros((1, 3)), radius=np.nan))
    assert connected(points, np.zeros((1, 3)), np.ones(1, bool), radius=5.1) == 1.0
    assert np.isnan(connected(points, np.zeros((1, 3)), np.ones(1, bool), radius=np.nan))


def test_bad_input_is_refused():
    points, reference = clouds(0)
    score = linear(np.ones(3))
    with pytest.raises(ValueError, match="neighbours must be at least 1, not 0"):
        knn_distance(points, reference, neighbours=0)
    with pytest.raises(ValueError, match="points have 3 columns, and the reference points 2"):
        sphere_distance(points, reference[:, :2], radius=1.0)
    with pytest.raises(ValueError, match="reference points must be finite"):
        knn_distance(points, NAN)
    with pytest.raises(ValueError, match="reference points must be finite"):
        ball_radius(NAN, seed=0)
    for epsilons in ((), (0.1, 0.1), (0.1, 0.05), (-0.1,), (np.nan,), (0.1, np.inf)):
        with pytest.raises(ValueError, match="epsilons must rise from 0 or more"):
            stays_valid(score, points, worst(np.ones(3)), epsilons=epsilons)
    with pytest.raises(ValueError, match="draws must be at least 1"):
        stays_valid_in_noise(score, points, EVERYONE, seed=0, draws=0)
    with pytest.raises(ValueError, match="correct must have an entry for each of 40 reference points, not 3"):
        connected(points, reference, np.ones(3, bool), radius=1.0)
