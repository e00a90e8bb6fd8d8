"""The joint bracket of a cost: it holds the costs of all weights of a ball, and comes near to them."""

from itertools import pairwise

import numpy as np
import pytest

from bounds import CLAIMS, Status, check

ACTIONABLE = np.array([True, True, False])


class Person:
    """A ball about c and a person, by a random seed."""

    def __init__(self, seed: int, *, relative: float = 0.02) -> None:
        rng = np.random.default_rng(seed)
        self.c, self.x = rng.normal(size=(2, 3))
        self.length = float(np.linalg.norm(self.c[ACTIONABLE]))
        self.radius, self.target, self.lam = relative * self.length, 5.0 + rng.normal(), 10.0 ** rng.uniform(-1, 1)
        self.unit = np.where(ACTIONABLE, self.c, 0.0) / self.length

    def cost(self, w: np.ndarray) -> np.ndarray:
        slope = np.linalg.norm(w[..., ACTIONABLE], axis=-1)
        return np.abs(self.target - w @ self.x) * slope / (self.lam + slope**2)

    def cells(self, count: int) -> dict[str, np.ndarray | float]:
        edges = self.radius * np.linspace(-1.0, 1.0, count + 1)
        along = float(self.x @ self.unit)
        return {
            "ball_radius": self.radius,
            "centre_norm": self.length,
            "centre_residual": self.target - float(self.c @ self.x),
            "input_along": along,
            "input_across": float(np.linalg.norm(self.x - along * self.unit)),
            "along_low": edges[:-1],
            "along_high": edges[1:],
        }

    def bracket(self, count: int) -> tuple[float, float]:
        """The hull of the intervals of the three claims over cells that cover [−R, R]."""
        cells, zeros = self.cells(count), np.zeros(count)
        ends = {}
        for name, field in (("residual_along", "residual_r"), ("norm_along", "norm_r")):
            claim = CLAIMS[f"penalised.{name}"]
            given = {one: cells[one] for one in claim.needed if one in cells}
            verdict = check(claim, **given, **{field: zeros})
            ends[field] = np.asarray(verdict.lower), np.asarray(verdict.upper)
        low, high = ends["residual_r"]
        norm_low, norm_high = ends["norm_r"]
        last = {"residual_low": low, "residual_high": high, "norm_low": norm_low, "norm_high": norm_high}
        cost = check("penalised.cost_along", cost_r=zeros, lam=self.lam, **last)
        return float(np.min(cost.lower)), float(np.max(cost.upper))


def on_the_sphere(person: Person, count: int = 20000) -> np.ndarray:
    """Weights at the distance R from c."""
    u = np.random.default_rng(0).normal(size=(count, 3))
    return person.c + person.radius * u / np.linalg.norm(u, axis=1)[:, None]


@pytest.mark.parametrize("relative", [0.02, 0.5, 2.0])
def test_the_bracket_holds_every_cost_however_few_cells(relative):
    for seed in range(8):
        person = Person(seed, relative=relative)
        costs = person.cost(on_the_sphere(person))
        for count in (1, 3, 16):
            low, high = person.bracket(count)
            assert low <= costs.min()
            assert costs.max() <= high


def test_256_cells_are_within_a_thousandth_of_what_the_ball_attains():
    for seed in range(8):
        person = Person(seed)
        costs = person.cost(on_the_sphere(person))
        low, high = person.bracket(256)
        assert costs.min() - low < 1e-3 * costs.min()
        assert high - costs.max() < 1e-3 * costs.max()


def test_it_is_no_wider_with_more_cells_and_narrower_than_residual_and_slope_one_by_one():
    narrower = 0
    for seed in range(8):
        person = Person(seed, relative=0.3)
        ends = [person.bracket(count) for count in (1, 4, 16, 64)]
        for wide, close in pairwise(ends):
            assert wide[0] <= close[0] * (1.0 + 1e-12)
            assert close[1] <= wide[1] * (1.0 + 1e-12)
        cells = person.cells(1)
        known = {one: cells[one] for one in ("centre_residual", "centre_norm", "ball_radius")}
        by_parts = check(
            "penalised.cost", cost_r=0.0, lam=person.lam, input_norm=float(np.linalg.norm(person.x)), **known
        )
        narrower += ends[-1][1] - ends[-1][0] < 0.95 * float(by_parts.upper - by_parts.lower)
    assert narrower >= 4


def test_what_lies_outside_a_cell_is_not_spoken_of():
    fields = {"ball_radius": 1.0, "centre_norm": 2.0, "along_low": 0.5, "along_high": 1.0, "along": 0.0, "across": 1.0}
    assert check("penalised.norm_along", norm_r=2.1, **fields).status == Status.INAPPLICABLE
    assert check("penalised.norm_along", norm_r=2.1, **fields | {"along_low": -0.5}).status == Status.HOLDS


def test_a_rest_longer_than_pythagoras_allows_breaks_the_cell():
    """d² + r² > R²: the premise that fails stands beside the violation."""
    fields = {"ball_radius": 1.0, "along_low": -0.1, "along_high": 0.1, "along": 0.0, "across": 3.0}
    fields |= {"centre_residual": 0.0, "input_along": 0.0, "input_across": 1.0}
    verdict = check("penalised.residual_along", residual_r=3.0, **fields)
    assert verdict.status == Status.VIOLATED
    assert CLAIMS["penalised.residual_along"].names(verdict.failed) == ("d² + r² ≤ R²",)
