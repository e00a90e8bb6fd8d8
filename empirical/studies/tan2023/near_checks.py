"""Theorem 4.1 for the explanations that are computed without error: gradients, LIME, and all coalitions of SHAP.

LIME keeps its masks, and integrated gradients their points, so both are functions of the instance, and what claims say
holds of them as they are. Distances are from the reference r: a score of x is one of x − r.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import jax
import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.explanations import ExactSHAP, Explainer, Gradient, GradientInput, GroupLIME, IntegratedGradients
from empirical.explanations.methods.group_lime import masks
from empirical.explanations.methods.integrated_gradients import quadrature
from empirical.explanations.methods.lime import kernel
from empirical.numerics import row_norms
from empirical.studies.tan2023.checking import About, checked, lacking
from empirical.studies.tan2023.constants import NO_H, Scored
from empirical.studies.tan2023.methods import POINTS, RIDGE
from empirical.studies.tan2023.neighbours import Near, distances
from empirical.studies.tan2023.tasks import Task

SPARE = 1.0 + 1e-9
"""What is granted to bounds that are computed of a regression, for rounding."""


class Around(NamedTuple):
    """A score, instances with their neighbours, and their distances from the reference.

    Attributes:
        task: The data.
        scored: The score.
        near: The instances with their neighbours.
        about: The name of the score and the numbers of the instances.
        key: The key of masks.
    """

    task: Task
    scored: Scored
    near: Near
    about: About
    key: jax.Array

    def gaps(self, explainer: Explainer) -> Float[np.ndarray, "c n"]:
        """Measure how far an explanation moves.

        Args:
            explainer: The explanation.

        Returns:
            The distances.
        """
        return distances(lambda rows: explainer(self.scored.model, rows, key=self.key).values, self.near)

    def check(self, claim: str, gaps: Float[np.ndarray, "c n"], **fields: Any) -> pl.DataFrame:
        """Check a claim about an explanation.

        Args:
            claim: The id of the claim.
            gaps: How far the explanation moves.
            **fields: Its fields, beside the gaps.

        Returns:
            A row for each instance.
        """
        return checked(claim, self.about, {"explanation_gap": gaps, "input_gap": self.near.gaps, **fields})

    def sizes(self, *, largest: bool) -> Float[np.ndarray, "c n"]:
        """Bound the distances of each pair from the reference.

        Args:
            largest: Whether the largest column is meant, and not the length.

        Returns:
            The larger of both distances.
        """
        apart = [np.abs(rows - self.task.reference) for rows in (self.near.inputs, self.near.moved)]
        here, there = ((one.max(axis=-1) if largest else row_norms(one)) for one in apart)
        return np.maximum(here, there)


def near_checks(around: Around, samples: int) -> Iterator[pl.DataFrame]:
    """Check what Theorem 4.1 says of explanations without error.

    Args:
        around: The score, and the instances with their neighbours.
        samples: The number of samples of LIME.

    Yields:
        The rows of each claim.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.studies.tan2023.constants import scored
        >>> from empirical.studies.tan2023.neighbours import drawn_near
        >>> from empirical.studies.tan2023.subject import Settings
        >>> from empirical.studies.tan2023.subjects import linear_subject
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> task, key = table_task(load("breast-cancer"), 0), jax.random.key(0)
        >>> score = scored(linear_subject(task, Settings(0.0, 0, steps=50)))["probability"]
        >>> near = drawn_near(task.split.test[:4, :-1], 2, 0.03, key=key)
        >>> about = About("probability", "neighbours", np.arange(4))
        >>> rows = pl.concat(near_checks(Around(task, score, near, about, key), samples=50))
        >>> rows["claim"].n_unique(), int(rows["violated"].sum())
        (9, 0)
    """
    yield from _gradient_checks(around)
    yield from _lime_checks(around, samples)
    shapley = ExactSHAP(groups=around.task.coarse, reference=around.task.reference)
    fields = {"lipschitz": around.scored.lipschitz, "dim": float(around.task.coarse.max() + 1)}
    gaps = around.gaps(shapley)
    for claim in ("shap.robust", "shap.robust_sharp"):
        yield around.check(claim, gaps, **fields)


GRADIENTS = (
    "gradient.robust",
    "gradient_input.robust",
    "gradient_input.robust_sharp",
    "integrated_gradients.robust",
    "integrated_gradients.robust_sharp",
)
"""The claims that read H."""


def _gradient_checks(around: Around) -> Iterator[pl.DataFrame]:
    scored, reference = around.scored, around.task.reference
    if not np.isfinite(scored.curvature):
        yield lacking(GRADIENTS, around.about, NO_H)
        return
    known: dict[str, Any] = {"gradient_lipschitz": scored.curvature, "lipschitz": scored.lipschitz}
    sizes = {"input_bound": around.sizes(largest=False)}
    entries = {"largest_input": around.sizes(largest=True)}
    yield around.check("gradient.robust", around.gaps(Gradient()), gradient_lipschitz=scored.curvature)
    times = around.gaps(GradientInput(reference=reference))
    yield around.check("gradient_input.robust", times, **known, **sizes)
    yield around.check("gradient_input.robust_sharp", times, **known, **entries)
    places, weights = quadrature("right", POINTS)
    integrated = around.gaps(IntegratedGradients(reference=reference, points=POINTS, rule="right"))
    yield around.check("integrated_gradients.robust", integrated, **known, **sizes)
    path = float(places @ weights) * SPARE
    yield around.check("integrated_gradients.robust_sharp", integrated, **known, **entries, path_mean=path)


def _lime_checks(around: Around, samples: int) -> Iterator[pl.DataFrame]:
    task, scored = around.task, around.scored
    sizes = around.sizes(largest=False)
    known: dict[str, Any] = {"lipschitz": scored.lipschitz, "range": _range(around, float(sizes.max()))}
    settings: Any = {"groups": task.groups, "reference": task.reference, "samples": samples, "ridge": RIDGE}
    groups = int(task.groups.max()) + 1
    cosine = GroupLIME(**settings)
    total, feature = design(cosine, groups, around.key)
    fields = {"ridge": RIDGE / total, "feature_bound": feature, "weight_rate": 0.0}
    yield around.check("lime.robust_sharp", around.gaps(cosine), **known, **fields)
    width = float(sizes.max())
    gaps = around.gaps(GroupLIME(**settings, distance="points", width=width))
    weighted: Mapping[str, Any] = {"ridge": RIDGE / samples, **known}
    printed = {"dim": float(groups), "sigma": width, "input_bound": sizes}
    yield around.check("lime.robust", gaps, **weighted, **printed)
    sharp = {"feature_bound": np.sqrt(groups), "weight_rate": sizes / width**2 * SPARE}
    yield around.check("lime.robust_sharp", gaps, **weighted, **sharp)


def _range(around: Around, farthest: float) -> float:
    """Bound |f| at all points between the reference and the instances: what LIME asks for."""
    here = abs(float(np.asarray(around.scored.model.scores(around.task.reference[None]))[0]))
    return min(here + around.scored.lipschitz * farthest * SPARE, around.scored.range)


def design(explainer: GroupLIME, groups: int, key: jax.Array) -> tuple[float, float]:
    """Give what the sharp claim reads of the masks of LIME.

    Args:
        explainer: LIME, with weights by the masks.
        groups: The number of groups.
        key: The key of the masks.

    Returns:
        The sum of the weights, and √λ_max of the weighted squares of the masks about their mean, for weights of sum 1.

    Examples:
        >>> total, largest = design(GroupLIME(samples=50), 4, jax.random.key(0))
        >>> 0.0 < total < 50.0, 0.0 < largest < 2.0
        (True, True)
    """
    kept = masks(key, explainer.samples, groups).astype(np.float64)
    weights = kernel(np.square(1.0 - np.sqrt(kept.mean(axis=1))), explainer.width)
    total = float(weights.sum())
    shares = weights / total
    centred = kept - shares @ kept
    squares = (centred * shares[:, None]).T @ centred
    return total, float(np.sqrt(np.linalg.eigvalsh(squares)[-1])) * SPARE
