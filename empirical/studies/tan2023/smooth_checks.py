"""Claims about smoothed scores and SmoothGrad, with the errors of draws: Theorems 4.1 and 4.3, Proposition 4.2.

A pair of points is σ apart, in a drawn direction or along the gradient. All expectations are those of the claims, and
an error is a bound on how far what was computed may be from them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float
from scipy.special import erf

from empirical.explanations.draws import generator
from empirical.numerics import row_norms
from empirical.studies.tan2023.checking import About, checked, lacking
from empirical.studies.tan2023.constants import NO_H, NO_R, Scored
from empirical.studies.tan2023.smoothing import Gaps, Slopes
from empirical.studies.tan2023.subject import Subject

CHECKED_SIGMA = 0.5
"""The σ at which claims are checked, beside that of the paper's experiment."""

SPARE = 1.0 + 1e-12
"""What is granted to the rate γ of a normal distribution, for rounding."""


class Pairs(NamedTuple):
    """Pairs of points for one σ.

    Attributes:
        first: The points x, [n, d].
        second: The points x̃, [n, d].
        sigma: The standard deviation σ: one for all pairs, or one for each, [n].
    """

    first: Float[np.ndarray, "n d"]
    second: Float[np.ndarray, "n d"]
    sigma: Any

    @property
    def gaps(self) -> Float[np.ndarray, " n"]:
        """The distances ‖x − x̃‖."""
        return row_norms(self.first - self.second)

    @property
    def variation(self) -> Float[np.ndarray, " n"]:
        """The total variation distances of N(x, σ²I) and N(x̃, σ²I)."""
        return np.asarray(erf(self.gaps / (np.sqrt(8.0) * self.sigma)))


def pairs_of(subject: Subject, inputs: Float[np.ndarray, "n d"], sigmas: Sequence[float], key: Any) -> list[Pairs]:
    """Give every instance two partners at the distance σ.

    Args:
        subject: The model, along whose gradient one partner lies.
        inputs: The instances.
        sigmas: The values of σ.
        key: The key of the directions of the others.

    Returns:
        The pairs: two for each σ.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> import jax
        >>> model = LinearModel(np.array([0.0, 2.0]))
        >>> subject = Subject(model, model, 2.0, 0.0, None, None)
        >>> found = pairs_of(subject, np.zeros((1, 2)), (0.5,), jax.random.key(0))
        >>> [round(float(one.gaps[0]), 12) for one in found], found[1].second.tolist()
        ([0.5, 0.5], [[0.0, 0.5]])
    """
    drawn = generator(key).standard_normal(inputs.shape)
    gradients = np.asarray(subject.model.scores_and_gradients(inputs)[1])
    sizes = row_norms(gradients)[:, None]
    steepest = np.where(sizes > 0.0, gradients, drawn)
    ways = [one / row_norms(one)[:, None] for one in (drawn, steepest)]
    return [Pairs(inputs, inputs + sigma * way, sigma) for sigma in sigmas for way in ways]


class Smoothed(NamedTuple):
    """What was measured of pairs of points; of every pair, both scores by name.

    Attributes:
        pairs: The pairs.
        slopes: The gradients φ_σ at both points.
        gaps: How far apart the smoothed scores are.
        cubed: The pairs whose scores are also averaged over cubes of half width σ.
        cubes: How far apart these means are.
    """

    pairs: Sequence[Pairs]
    slopes: Sequence[tuple[Mapping[str, Slopes], Mapping[str, Slopes]]]
    gaps: Sequence[Mapping[str, Gaps]]
    cubed: Sequence[Pairs]
    cubes: Sequence[Mapping[str, Gaps]]


def measured(subject: Subject, pairs: Sequence[Pairs]) -> Smoothed:
    """Measure what smoothing makes of pairs of points.

    Args:
        subject: The model.
        pairs: The pairs of points, those of the largest σ last.

    Returns:
        The measurements; cubes are taken for the largest σ alone.

    Examples:
        >>> import jax
        >>> from empirical.data import load
        >>> from empirical.studies.tan2023.subject import Settings
        >>> from empirical.studies.tan2023.subjects import linear_subject
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> task = table_task(load("breast-cancer"), 0)
        >>> subject = linear_subject(task, Settings(0.0, 0, steps=50, pairs=50))
        >>> pairs = pairs_of(subject, task.split.test[:3, :-1], (0.1, 0.5), jax.random.key(0))
        >>> found = measured(subject, pairs)
        >>> len(found.gaps), len(found.cubes)
        (4, 2)
    """
    firsts = {one.sigma: one.first for one in pairs}
    here = {sigma: subject.smoothing.gradients(first, sigma) for sigma, first in firsts.items()}
    cubed = [one for one in pairs if one.sigma == max(firsts)]
    return Smoothed(
        pairs,
        [(here[one.sigma], subject.smoothing.gradients(one.second, one.sigma)) for one in pairs],
        [subject.smoothing.gaps(*one) for one in pairs],
        cubed,
        [subject.drawn.cube_gaps(one.first, one.second, one.sigma) for one in cubed],
    )


def smooth_checks(found: Smoothed, scored: Scored, about: About) -> Iterator[pl.DataFrame]:
    """Check claims about SmoothGrad and smoothed scores.

    Args:
        found: What was measured.
        scored: The score.
        about: What the checks are about, with the name of the score.

    Yields:
        The rows of each claim.

    Examples:
        >>> import jax
        >>> from empirical.data import load
        >>> from empirical.studies.tan2023.constants import scored
        >>> from empirical.studies.tan2023.subject import Settings
        >>> from empirical.studies.tan2023.subjects import linear_subject
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> task = table_task(load("breast-cancer"), 0)
        >>> subject = linear_subject(task, Settings(0.0, 0, steps=50, pairs=50))
        >>> found = measured(subject, pairs_of(subject, task.split.test[:3, :-1], (0.5,), jax.random.key(0)))
        >>> about = About("probability", "neighbours", np.arange(3))
        >>> rows = pl.concat(smooth_checks(found, scored(subject)["probability"], about))
        >>> rows.filter(~rows["claim"].str.contains("printed"))["violated"].sum()
        0
    """
    name, pairs = about.score, found.pairs
    slopes = [(here[name], there[name]) for here, there in found.slopes]
    yield from _explanations(scored, pairs, slopes, about)
    yield from _faithful(scored, pairs, [here for here, _ in slopes], about)
    if not np.isfinite(scored.range):
        yield lacking((*SMOOTHED, "mixture.cube", "smoothgrad.robust_range"), about, NO_R)
        return
    yield from smoothed_checks(scored, pairs, [one[name] for one in found.gaps], about)
    fields, errors = _smoothed(found.cubed, [one[name] for one in found.cubes])
    shape = {"dim": float(pairs[0].first.shape[1]), "cube_radius": fields.pop("sigma"), "range": scored.range}
    yield checked("mixture.cube", about, {**fields, **shape}, errors)


def _explanations(
    scored: Scored, pairs: Sequence[Pairs], slopes: Sequence[tuple[Slopes, Slopes]], about: About
) -> Iterator[pl.DataFrame]:
    apart = np.stack([row_norms(here.values - there.values) for here, there in slopes])
    errors = np.stack([np.full(apart.shape[1], here.error + there.error) for here, there in slopes])
    fields = {"explanation_gap": apart, **_common(pairs), "lipschitz": scored.lipschitz}
    known = {"total_variation": np.stack([one.variation for one in pairs])}
    for claim in ("smoothgrad.robust", "smoothgrad.robust_sharp"):
        yield checked(claim, about, {**fields, **known}, {"explanation_gap": errors})
    if np.isfinite(scored.range):
        yield checked("smoothgrad.robust_range", about, {**fields, "range": scored.range}, {"explanation_gap": errors})


FAITHFUL = ("smoothgrad.faithful", "smoothgrad.faithful_sharp")
"""The claims about the distance of SmoothGrad from the gradient."""


def _faithful(scored: Scored, pairs: Sequence[Pairs], slopes: Sequence[Slopes], about: About) -> Iterator[pl.DataFrame]:
    if not np.isfinite(scored.curvature):
        yield lacking(FAITHFUL, about, NO_H)
        return
    plain = [np.asarray(scored.model.scores_and_gradients(one.first)[1]) for one in pairs]
    away = np.stack([row_norms(one.values - other) for one, other in zip(slopes, plain, strict=True)])
    errors = np.stack([np.full(away.shape[1], one.error) for one in slopes])
    fields = {
        "explanation_error": away,
        "gradient_lipschitz": scored.curvature,
        "sigma": _common(pairs)["sigma"],
        "dim": float(pairs[0].first.shape[1]),
    }
    for claim in FAITHFUL:
        yield checked(claim, about, fields, {"explanation_error": errors})


LIPSCHITZ = tuple(
    f"smoothgrad.{name}" for name in ("lipschitz_printed", "lipschitz", "lipschitz_sharp", "lipschitz_gap")
)
MIXTURES = ("mixture.lipschitz_printed", "mixture.lipschitz", "mixture.lipschitz_density")
SMOOTHED = (*LIPSCHITZ, *MIXTURES)
"""The claims about how steep a smoothed score is: Proposition 4.2, and Theorem 4.3 of a normal distribution."""


def smoothed_checks(
    scored: Scored, pairs: Sequence[Pairs], gaps: Sequence[Gaps], about: About
) -> Iterator[pl.DataFrame]:
    """Check claims about how far apart smoothed scores are.

    Args:
        scored: The score, bounded by R.
        pairs: The pairs of points.
        gaps: How far apart the smoothed scores of each pair are.
        about: What the checks are about.

    Yields:
        The rows of each claim.

    Examples:
        >>> score = Scored(None, 2.5, np.inf, 0.5)  # f = s(10 x): a smoothed step is steeper than R/(2σ)
        >>> pairs = [Pairs(np.array([[-0.1]]), np.array([[0.1]]), 1.0)]
        >>> gaps = [Gaps(np.array([0.078]), np.array([1e-3]))]
        >>> rows = pl.concat(smoothed_checks(score, pairs, gaps, About("", "", [0])))
        >>> dict(rows.select("claim", "violated").filter(pl.col("violated") > 0).rows())
        {'smoothgrad.lipschitz_printed': 1, 'mixture.lipschitz_printed': 1}
    """
    fields, errors = _smoothed(pairs, gaps)
    variation = np.stack([one.variation for one in pairs])
    bounded = {**fields, "range": scored.range}
    for claim in LIPSCHITZ:
        known = {**bounded, "lipschitz": scored.lipschitz}
        if claim in {"smoothgrad.lipschitz_printed", "smoothgrad.lipschitz"}:
            known["total_variation"] = variation
        yield checked(claim, about, known, errors)
    rate = SPARE / (np.sqrt(2.0 * np.pi) * bounded.pop("sigma"))
    for claim in MIXTURES[:2]:
        yield checked(claim, about, {**bounded, "mixing_rate": rate, "total_variation": variation}, errors)
    of_density = {"mixing_rate": 2.0 * rate, "density_gap": 2.0 * variation}
    yield checked(MIXTURES[2], about, {**bounded, **of_density}, errors)


def _smoothed(pairs: Sequence[Pairs], gaps: Sequence[Gaps]) -> tuple[dict[str, Any], dict[str, Any]]:
    apart, errors = (np.stack(part) for part in zip(*gaps, strict=True))
    return {"smoothed_gap": np.abs(apart), **_common(pairs)}, {"smoothed_gap": errors}


def _common(pairs: Sequence[Pairs]) -> dict[str, Any]:
    gaps = np.stack([one.gaps for one in pairs])
    return {"input_gap": gaps, "sigma": np.stack([np.broadcast_to(one.sigma, gaps.shape[1:]) for one in pairs])}
