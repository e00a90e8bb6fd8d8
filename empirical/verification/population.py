"""The people of a report: test instances that the non-robust model rejects, with their recourses for both models."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.autoencoder.latent_balls import latent_fields
from empirical.checkpoints import Arrays, Checkpoint, without_checkpoints
from empirical.families.wide.settings import WideTraining, key
from empirical.families.wide.tangent import kernel_fields
from empirical.models.model import HostScore, Score, TracedScore, WeightedSum
from empirical.models.pair import Model, Pair
from empirical.numerics import where_known
from empirical.recourse.constraints import Breaches, breaches
from empirical.recourse.result import Recourses, from_arrays, to_arrays
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.solvers.closed_form import Minimisers, as_printed

BLOCK = 1024
"""People of one finished part of a long computation."""

NOTHING = MappingProxyType({})


class Population(NamedTuple):
    """m test instances that the non-robust model rejects: the same people at every ε.

    Attributes:
        rows: Each person's row in the data set.
        inputs: [m, k], with the constant column.
        labels: True labels, ±1.
        rejected: How many the non-robust model rejects; more than m where only some of them were drawn.
        cost_weights: D, [k].
        score_nr: f_NR(x), all at most 0.
        score_r: f_R(x).
        recourses_nr: For the non-robust model; NaN where none was found, but for minimisers, accepted or not.
        recourses_r: Likewise for the robust model; of minimisers even where it accepts already.
        printed_nr: SCFE's as Definition 1 prints them.
        printed_r: Likewise for the robust model.
        breaches_nr: What the recourse for the non-robust model breaks of what is known about the columns.
        breaches_r: Likewise for the robust model.
        score_nr_nr: f_NR(x'_NR).
        score_nr_r: f_NR(x'_R).
        score_r_r: f_R(x'_R).
        score_r_nr: f_R(x'_NR).
        kernel: What claims about kernel regressors read beside this (:mod:`empirical.families.wide.tangent`); empty for others.
        autoencoder: What claims about recourses of C-CHVAE read beside this (:mod:`empirical.autoencoder.latent_balls`); empty for
            others.
    """

    rows: Int[np.ndarray, " m"]
    inputs: Float[np.ndarray, "m k"]
    labels: Float[np.ndarray, " m"]
    rejected: int
    cost_weights: Float[np.ndarray, " k"]
    score_nr: Float[np.ndarray, " m"]
    score_r: Float[np.ndarray, " m"]
    recourses_nr: Recourses
    recourses_r: Recourses
    printed_nr: Minimisers
    printed_r: Minimisers
    breaches_nr: Breaches
    breaches_r: Breaches
    score_nr_nr: Float[np.ndarray, " m"]
    score_nr_r: Float[np.ndarray, " m"]
    score_r_r: Float[np.ndarray, " m"]
    score_r_nr: Float[np.ndarray, " m"]
    kernel: Mapping[str, Float[np.ndarray, " m"]] = NOTHING
    autoencoder: Mapping[str, Float[np.ndarray, " m"]] = NOTHING

    @property
    def accepted_r(self) -> Bool[np.ndarray, " m"]:
        """Whom the robust model accepts without any change."""
        return self.score_r > 0.0

    @property
    def found_nr(self) -> Bool[np.ndarray, " m"]:
        """Whose recourse the non-robust model, for which it was made, accepts."""
        return self.score_nr_nr > 0.0

    @property
    def found_r(self) -> Bool[np.ndarray, " m"]:
        """Whose recourse the robust model, for which it was made, accepts."""
        return self.score_r_r > 0.0

    @property
    def crosses(self) -> Bool[np.ndarray, " m"]:
        """Whose recourse for the robust model the non-robust model accepts too."""
        return self.score_nr_r > 0.0


def rejected(
    pair: Pair,
    search: RecourseSettings,
    *,
    cost_weights: Float[np.ndarray, " k"],
    most: int | None = None,
    seed: int = 0,
    part: Checkpoint = without_checkpoints,
) -> Population:
    """Find the people that the non-robust model rejects, and their recourses for both models.

    Args:
        pair: The two models and the data.
        search: How recourses are made.
        cost_weights: D, [k].
        most: How many people at most; if more are rejected, so many of them are drawn.
        seed: Of the drawing, and of methods that draw.
        part: Keeps what is finished for kernel regressors, ``BLOCK`` people at a time; all else takes no time.

    Returns:
        The population; it may be empty. On scores that are not linear SCFE's minimisers are stationary points.

    Raises:
        ValueError: If C-CHVAE has no autoencoder, or one that was measured for other recourses.
    """  # noqa: DOC502
    if pair.autoencoder is not None and search.method == "cchvae":
        pair.autoencoder.require(norm=search.code_norm, rounds=search.feasible, cost_weights=cost_weights)
    keep = _Keep(part, key(pair.training)) if isinstance(pair.training, WideTraining) else None
    whole = _natural(keep, "test scores", lambda rows: {"score": pair.natural.score(rows)}, pair.split.test)
    chosen = np.flatnonzero(whole["score"] <= 0.0)
    count = len(chosen)
    if most is not None and count > most:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, most, replace=False))
    inputs = pair.split.test[chosen]

    find, draws = search.generator(pair.autoencoder), jax.random.key(seed)

    def recourses(rows: np.ndarray, *, model: Model) -> Arrays:
        return to_arrays(find(score_of(model), rows, pair.split.space, cost_weights=cost_weights, key=draws))

    nr = from_arrays(_natural(keep, "recourses", partial(recourses, model=pair.natural), inputs))
    same = pair.robust is pair.natural  # ε = 0
    r = nr if same else from_arrays(_robust(keep, "recourses", partial(recourses, model=pair.robust), inputs))
    scores = _robust(keep, "scores", partial(_scores, pair), inputs, nr.points, r.points)
    kernel, autoencoder = {}, {}
    if pair.gap is not None:
        settings: Any = {"cost_weights": cost_weights, "target": search.target, "lam": search.lam}
        kernel = _robust(keep, "fields", partial(kernel_fields, pair, **settings), inputs, r.points)
    if search.method == "cchvae" and pair.autoencoder is not None:
        codes = (_centres(nr, r), nr.more["latent"], r.more["latent"])
        autoencoder = _robust(keep, "autoencoder", partial(latent_fields, pair.autoencoder), *codes)
    return Population(
        rows=pair.split.test_rows[chosen],
        inputs=inputs,
        labels=pair.split.test_labels[chosen],
        rejected=count,
        cost_weights=cost_weights,
        recourses_nr=nr,
        recourses_r=r,
        printed_nr=as_printed(nr.changes, inputs, cost_weights=cost_weights, lam=search.lam),
        printed_r=as_printed(r.changes, inputs, cost_weights=cost_weights, lam=search.lam),
        breaches_nr=breaches(inputs, np.nan_to_num(nr.changes), pair.split.space),
        breaches_r=breaches(inputs, np.nan_to_num(r.changes), pair.split.space),
        kernel=kernel,
        autoencoder=autoencoder,
        **scores,
    )


def score_of(model: Model) -> Score:
    """A model's score as recourse methods need it.

    Args:
        model: The model.

    Returns:
        Its score; with differences for a gradient where the model has none.
    """
    if model.weights is not None:
        return WeightedSum(model.weights)
    if model.network is not None:
        return TracedScore(model.network)
    known = model.gradient is not None or model.kernel is not None
    return HostScore(model.score, model.value_and_gradient if known else None)


def _centres(nr: Recourses, r: Recourses) -> np.ndarray:
    """The codes of the people; whoever has no recourse for one model may have one for the other."""
    return np.where(np.isnan(nr.more["centre"]), r.more["centre"], nr.more["centre"])


class _Keep(NamedTuple):
    """What keeps finished parts, and the name of the pair among them."""

    part: Checkpoint
    name: tuple[str, ...]


def _natural(keep: _Keep | None, what: str, function: Callable[..., Arrays], *arrays: np.ndarray) -> Arrays:
    """What concerns the non-robust model alone: the same for every ε."""
    return _robust(keep and keep._replace(name=keep.name[:2]), what, function, *arrays)


def _robust(keep: _Keep | None, what: str, function: Callable[..., Arrays], *arrays: np.ndarray) -> Arrays:
    """A function of people, each on their own, in blocks that are kept; all at once where nothing is."""
    if keep is None:
        return function(*arrays)
    blocks = []
    for start in range(0, max(len(arrays[0]), 1), BLOCK):
        rows = [array[start : start + BLOCK] for array in arrays]
        blocks.append(keep.part((*keep.name, what, f"people {start}"), partial(function, *rows)))
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _scores(pair: Pair, inputs: np.ndarray, points_nr: np.ndarray, points_r: np.ndarray) -> Arrays:
    return {
        "score_nr": pair.natural.score(inputs),
        "score_r": pair.robust.score(inputs),
        "score_nr_nr": where_known(pair.natural.score, points_nr, inputs),
        "score_nr_r": where_known(pair.natural.score, points_r, inputs),
        "score_r_r": where_known(pair.robust.score, points_r, inputs),
        "score_r_nr": where_known(pair.robust.score, points_nr, inputs),
    }
