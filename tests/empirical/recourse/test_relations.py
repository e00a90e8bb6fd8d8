"""Every method keeps relations between numbers and transitions of categories, and costs little more than it must."""

from typing import Any

import clarabel
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from empirical.data.space import Relations, Space, WholeNumbers
from empirical.errors import InputError
from empirical.models.model import HostModel, LinearModel
from empirical.recourse import ROAR, SCFE, ActionableRecourse, ECCo, GrowingSpheres
from empirical.recourse.constraints import breaches
from empirical.recourse.feasibility import nearest
from empirical.recourse.methods.cchvae import CCHVAE
from empirical.recourse.polytope import Polytope, least_objective
from empirical.recourse.problem import conclude, pose

WIDTH, COUNT, KEY = 8, 40, jax.random.key(1)
WEIGHTS = np.array([1.0, 0.7, 0.8, -1.2, 0.6, -0.3, 0.1, 0.9])


class Scaled:
    """An autoencoder whose latent space is twice as large as that of instances."""

    def encode(self, x: Any) -> Any:
        return 2.0 * x

    def decode(self, z: Any) -> Any:
        return z / 2.0


def rows(*given_rows: list[float]) -> np.ndarray:
    made = np.array([row + [0.0] * (WIDTH - len(row)) for row in given_rows])
    return made / np.linalg.norm(made, axis=1, keepdims=True)


RELATIONS = Relations(rows([1.0, -1.0], [1.0, 0.0, 2.0, -1.0], [0.0, 0.0, 1.0, 0.0, -1.0]), np.array([0.1, 0.9, 0.0]))
STEPS = np.array([0.1, 0.05, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
LADDER = np.array([[[True, True, False], [False, True, True], [False, False, True]]])


def space(*, whole: bool = True, relations: Relations = RELATIONS, transitions: np.ndarray = LADDER) -> Space:
    """Five numbers, two of which are whole, and a category whose levels follow one another."""
    return Space(
        low=np.zeros(WIDTH),
        high=np.ones(WIDTH),
        direction=np.zeros(WIDTH, int),
        category=np.array([-1, -1, -1, -1, -1, 0, 0, 0]),
        levels=np.array([[5, 6, 7]]),
        actionable=np.ones(WIDTH, bool),
        whole=WholeNumbers(STEPS, np.zeros(WIDTH)) if whole else None,
        transitions=transitions,
        relations=relations,
    )


def instances(count: int = COUNT, seed: int = 2) -> np.ndarray:
    """People of whom some break relations already."""
    rng = np.random.default_rng(seed)
    places = [np.round(rng.uniform(0.0, 0.6, count) / step) * step for step in STEPS[:2]]
    return np.column_stack([*places, rng.uniform(size=(count, 3)) * 0.6, np.eye(3)[rng.integers(0, 3, count)]])


def network() -> Any:
    first, second = jax.random.normal(jax.random.key(0), (16, WIDTH)), jax.random.normal(jax.random.key(2), (16,))
    return lambda x: second @ jnp.tanh(first @ (x - 0.5)) - 0.5 + x @ WEIGHTS


MODELS = {
    "linear": LinearModel(WEIGHTS - np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.5, 1.5, 1.5])),
    "network": network(),
    "host": HostModel(lambda points: np.tanh(points @ WEIGHTS - 1.3) + 0.1 * np.sin(9.0 * points[:, 0])),
}
METHODS = {
    "scfe": SCFE(),
    "roar": ROAR(shift=0.02),
    "growing spheres": GrowingSpheres(samples=64),
    "actionable": ActionableRecourse(bins=20),
    "cchvae": CCHVAE(vae=Scaled(), samples=64, feasible=True),
    "ecco": ECCo(),
}


PAIRS = [("scfe", "linear"), ("scfe", "network"), ("scfe", "host"), ("growing spheres", "network"),
         ("growing spheres", "host"), ("roar", "linear"), ("roar", "network"), ("cchvae", "network"),
         ("ecco", "linear"), ("ecco", "network"), ("ecco", "host"),
         ("actionable", "linear"), ("actionable", "network"), ("actionable", "host")]  # fmt: skip
"""Every way by which a method keeps them: the linear score is the network's for methods that only ask for scores."""


@pytest.mark.parametrize(("method", "model"), PAIRS)
def test_every_method_keeps_relations_and_transitions(method, model):
    inputs, one = instances(), space()
    found = METHODS[method](MODELS[model], inputs, one, key=KEY)
    named = np.isfinite(found.changes).all(axis=1)
    assert not any(flags.any() for flags in breaches(inputs[named], found.changes[named], one))
    assert found.found.sum() >= 10
    left = np.maximum(one.relations.limits - inputs @ one.relations.coefficients.T, 0.0)
    used = found.changes @ one.relations.coefficients.T
    assert (used[found.found] >= left[found.found] - 0.1).any()  # there was something to keep


NONE = Relations(np.zeros((0, 0)), np.zeros(0))


def exact(x: np.ndarray, weights: np.ndarray, missing: float, lam: float, one: Space) -> float:
    """The least objective over the box and the relations, by an interior-point method."""
    size = len(x)
    left = np.maximum(one.relations.limits - one.relations.coefficients @ x, 0.0)
    walls = np.vstack([one.relations.coefficients, np.eye(size), -np.eye(size)])
    ends = np.concatenate([left, np.maximum(one.high - x, 0.0), np.maximum(x - one.low, 0.0)])
    solvers: Any = clarabel
    settings = solvers.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-12
    curved = sp.csc_matrix(2.0 * (np.outer(weights, weights) + lam * np.eye(size)))
    cones = [solvers.NonnegativeConeT(len(ends))]
    solver = solvers.DefaultSolver(curved, -2.0 * missing * weights, sp.csc_matrix(walls), ends, cones, settings)
    change = np.array(solver.solve().x)
    return float((weights @ change - missing) ** 2 + lam * change @ change)


def random_space(rng: np.random.Generator, width: int, count: int) -> Space:
    coefficients = rng.normal(size=(count, width)) * (rng.random((count, width)) < rng.choice([0.4, 1.0]))
    coefficients[:, 0] += 0.1
    if rng.random() < 0.4:
        coefficients[1] = -coefficients[0]  # an equation
    coefficients /= np.linalg.norm(coefficients, axis=1, keepdims=True)
    one = Space.unbounded(width)._replace(low=-rng.exponential(size=width), high=rng.exponential(size=width))
    return one._replace(relations=Relations(coefficients, rng.exponential(size=count) * (rng.random(count) < 0.6)))


@given(seed=st.integers(0, 2**32 - 1))
def test_the_minimiser_of_a_linear_score_is_exact_and_only_dearer_with_more_relations(seed):
    rng = np.random.default_rng(seed)
    one, weights, lam = random_space(rng, 6, 3), rng.normal(size=6), float(rng.choice([1e-4, 0.01, 1.0]))
    method, x = SCFE(mode="fixed", lam=lam), rng.normal(size=(1, 6))
    missing = method.target - float(weights @ x[0])

    def worth(within: Space) -> float:
        change = method(LinearModel(weights), x, within, key=KEY).changes[0]
        assert not breaches(x, change[None], within).relation[0]
        return float((weights @ change - missing) ** 2 + lam * change @ change)

    fewer = one._replace(relations=Relations(one.relations.coefficients[:2], one.relations.limits[:2]))
    scale = missing**2 + lam
    assert worth(one) <= exact(x[0], weights, missing, lam, one) * (1 + 1e-6) + 1e-9 * scale
    assert worth(fewer) <= worth(one) + 1e-9 * scale
    assert worth(one._replace(relations=NONE)) <= worth(fewer) + 1e-9 * scale


@jax.jit
def _nearest(inputs: Any, wanted: Any, one: Space) -> Any:
    return jax.vmap(nearest, (0, 0, None))(inputs, wanted, one)


@given(seed=st.integers(0, 2**32 - 1))
def test_the_nearest_change_is_feasible_and_a_feasible_one_stays(seed):
    rng, inputs, one = np.random.default_rng(seed), instances(20, seed), space()
    near = np.asarray(_nearest(inputs, rng.normal(size=inputs.shape) * rng.choice([0.1, 1.0, 100.0]), one))
    assert not any(flags.any() for flags in breaches(inputs, near, one))
    np.testing.assert_allclose(_nearest(inputs, near, one), near, atol=1e-8)


def test_a_change_that_is_a_tenth_too_short_is_noticed():
    """A mutant of the comparison with the interior-point method."""
    rng, x = np.random.default_rng(0), np.ones((1, 6))
    one, weights = random_space(rng, 6, 3), rng.normal(size=6)
    short = 0.9 * SCFE(mode="fixed", lam=0.01)(LinearModel(weights), x, one, key=KEY).changes[0]
    missing = SCFE().target - float(weights.sum())
    worth = (weights @ short - missing) ** 2 + 0.01 * short @ short
    assert worth > exact(x[0], weights, missing, 0.01, one) * 1.001


def test_relations_that_depend_on_one_another_are_solved_or_told():
    """Equations, duplicates and sums of other rows leave the multipliers undetermined, and small λ makes them large."""
    rng, count, width = np.random.default_rng(0), 24, 12
    rows = rng.normal(size=(count, 12, width)) * (rng.random((count, 12, width)) < 0.5)
    rows[..., 0] += 0.1
    rows[:, 1], rows[:, 3], rows[:, 6] = -rows[:, 0], rows[:, 2], rows[:, 2] + rows[:, 0]
    limits = rng.exponential(size=(count, 12)) * (rng.random((count, 12)) < 0.6)
    limits[:, 1] = limits[:, 0] = 0.0
    polytopes = Polytope(-rng.exponential(size=(count, width)), rng.exponential(size=(count, width)), rows, limits)
    pull, missing, lam = (
        rng.normal(size=(count, width)),
        3.0 * rng.exponential(size=count),
        10.0 ** -rng.integers(0, 7, count),
    )
    found = jax.jit(jax.vmap(least_objective))(pull, missing, lam, polytopes)
    for index in range(count):
        low, high, walls, left = (np.asarray(part[index]) for part in polytopes)
        within = Space.unbounded(width)._replace(low=low, high=high, relations=Relations(walls, left))
        point = np.asarray(found.point[index])
        worth = (pull[index] @ point - missing[index]) ** 2 + lam[index] * point @ point
        best = exact(np.zeros(width), pull[index], missing[index], lam[index], within)
        assert not found.proved[index] or worth <= best * (1 + 1e-6) + 1e-12
    assert found.proved.mean() >= 0.95


def test_whole_numbers_step_together_where_one_needs_the_other():
    """Years employed rise only as far as age does: one step of each, which rounding each by itself would not find."""
    together = Relations(np.array([[-1.0, 1.0]]) / np.sqrt(2.0), np.array([0.0]))
    one = Space.unbounded(2)._replace(
        low=np.zeros(2), high=np.full(2, 9.0), whole=WholeNumbers(np.ones(2), np.zeros(2)), relations=together
    )
    found = SCFE(target=0.01)(LinearModel(np.array([0.0, 1.0])), np.array([[3.0, 3.0], [5.0, 3.0]]), one, key=KEY)
    assert found.status.tolist() == [2, 2]
    score = HostModel(lambda points: points[:, 1] - 3.5, lambda points: (points[:, 1] - 3.5, 0.0 * points + [0.0, 1.0]))
    found = SCFE(target=0.01)(score, np.array([[3.0, 3.0], [5.0, 3.0]]), one, key=KEY)
    assert found.changes.tolist() == [[1.0, 1.0], [0.0, 1.0]]


def test_an_inequality_that_is_broken_already_is_not_broken_farther():
    """Nobody must mend what they are, and nobody is sent farther."""
    apart = Relations(np.array([[1.0, -1.0]]) / np.sqrt(2.0), np.array([-1.0]))
    one = Space.unbounded(2)._replace(relations=apart)
    found = SCFE()(LinearModel(np.array([1.0, 0.1])), np.array([[-1.0, -3.0]]), one, key=KEY)
    assert found.found.all()
    assert found.changes[0, 0] <= found.changes[0, 1] + 1e-9


def test_what_breaks_a_relation_is_not_found():
    one = Space.unbounded(2)._replace(relations=Relations(np.array([[1.0, 0.0]]), np.array([0.5])))
    problem = pose(LinearModel(np.ones(2)), np.array([[-1.0, 0.0], [-1.0, 0.0]]), one)
    assert conclude(problem, np.array([[2.0, 0.0], [0.0, 2.0]]), np.ones(2, bool)).found.tolist() == [False, True]


def test_decoded_points_keep_neither_and_say_so():
    for one in (space(transitions=np.ones((0, 2, 2), bool)), space(relations=NONE)):
        with pytest.raises(InputError, match="feasible"):
            CCHVAE(vae=Scaled())(MODELS["linear"], instances(), one, key=KEY)
