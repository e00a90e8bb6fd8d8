"""The population of a pair of models: test instances that the non-robust model rejects, with recourses for both."""

from functools import lru_cache, partial
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.checkpoints import AT_ONCE, Arrays, Blocks
from empirical.data.space import Space
from empirical.models.lowered import lowered
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.numerics import where_known
from empirical.recourse.constraints import Breaches, breaches
from empirical.recourse.learned import NOTHING, Learned
from empirical.recourse.method import RecourseMethod
from empirical.recourse.result import Recourses, from_arrays, to_arrays
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.solvers.closed_form import Minimisers, as_printed
from empirical.verification.selection import Selection, select


class Population(NamedTuple):
    """m test instances that the non-robust model rejects, the same at every ε, with their recourses for both models.

    Attributes:
        rows: The row of each instance in the data set, [m].
        inputs: The instances x, [m, k], with the constant column.
        labels: The true labels, ±1, [m].
        rejected: The number of test instances that the non-robust model rejects; more than m where only some of them
            were drawn.
        cost_weights: The cost weights D, [k].
        score_nr: The scores f_NR(x), all at most the cut.
        score_r: The scores f_R(x).
        recourses_nr: The recourses for the non-robust model; NaN where none was found. Minimisers are there for every
            instance, accepted or not.
        recourses_r: The recourses for the robust model, likewise; minimisers also for instances that it accepts
            without any change.
        printed_nr: The recourses of SCFE for the non-robust model as Definition 1 prints them.
        printed_r: The recourses of SCFE for the robust model as Definition 1 prints them.
        breaches_nr: The constraints on columns that the recourses for the non-robust model break.
        breaches_r: The constraints on columns that the recourses for the robust model break.
        score_nr_nr: The scores f_NR(x'_NR).
        score_nr_r: The scores f_NR(x'_R).
        score_r_r: The scores f_R(x'_R).
        score_r_nr: The scores f_R(x'_NR).
        cut: The score above which models accept: 0, unless the report has another threshold.
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
    cut: float = 0.0

    @property
    def accepted_r(self) -> Bool[np.ndarray, " m"]:
        """Whether the robust model accepts each instance without any change; bool [m]."""
        return self.score_r > self.cut

    @property
    def found_nr(self) -> Bool[np.ndarray, " m"]:
        """Whether the non-robust model accepts the recourse that was made for it; bool [m]."""
        return self.score_nr_nr > self.cut

    @property
    def found_r(self) -> Bool[np.ndarray, " m"]:
        """Whether the robust model accepts the recourse that was made for it; bool [m]."""
        return self.score_r_r > self.cut

    @property
    def crosses(self) -> Bool[np.ndarray, " m"]:
        """Whether the non-robust model also accepts the recourse for the robust model; bool [m]."""
        return self.score_nr_r > self.cut


class Finder(NamedTuple):
    """A recourse method with all its settings: it decides a recourse from a model and an instance.

    Attributes:
        method: The recourse method.
        settings: The settings of the report's recourses.
        cost_weights: The cost weights D, [k].
        seed: The seed of the draw of instances, and of methods that draw.
    """

    method: RecourseMethod
    settings: RecourseSettings
    cost_weights: Float[np.ndarray, " k"]
    seed: int = 0

    def search(self, model: Model, inputs: Float[np.ndarray, "m k"], space: Space) -> Recourses:
        """Search for recourses.

        Args:
            model: The model, which accepts where its score is positive.
            inputs: The instances.
            space: What may change, and how far.

        Returns:
            The recourses.
        """
        return self.method(model, inputs, space, cost_weights=self.cost_weights, key=_key(self.seed))


@lru_cache(maxsize=8)
def _key(seed: int) -> jax.Array:
    return jax.random.key(seed)


class NaturalRecourses(NamedTuple):
    """The instances that the non-robust model rejects, with their recourses for this model.

    Attributes:
        model: The non-robust model.
        selection: The instances.
        recourses: The recourses of the instances for this model.
    """

    model: Model
    selection: Selection
    recourses: Recourses


def finder(
    settings: RecourseSettings,
    *,
    cost_weights: Float[np.ndarray, " k"],
    seed: int = 0,
    learned: Learned = NOTHING,
) -> Finder:
    """Choose the recourse method that some settings name.

    Args:
        settings: The settings of the recourses.
        cost_weights: The cost weights D, [k].
        seed: The seed of the draw of instances, and of methods that draw.
        learned: What the method learns from the data before it searches; most need nothing.

    Returns:
        The method with all its settings.

    Raises:
        ValueError: If the method needs training instances or an autoencoder and has none, or an autoencoder that was
            measured for other recourses.

    Examples:
        >>> type(finder(RecourseSettings(method="gs"), cost_weights=np.ones(3)).method).__name__
        'GrowingSpheres'
    """  # noqa: DOC502
    if learned.autoencoder is not None and settings.method == "cchvae":
        learned.autoencoder.require(norm=settings.code_norm, whole_levels=settings.feasible, cost_weights=cost_weights)
    return Finder(settings.recourse_method(learned), settings, cost_weights, seed)


def natural_recourses(
    pair: Pair, finder: Finder, *, most: int | None = None, blocks: Blocks = AT_ONCE
) -> NaturalRecourses:
    """Find the test instances that the non-robust model rejects, and their recourses for it.

    Args:
        pair: The two models with their data; only the non-robust model is used.
        finder: The recourse method with all its settings.
        most: The largest number of instances; if more are rejected, so many of them are drawn.
        blocks: The blocks into which the work is cut, with their checkpoints.

    Returns:
        The instances with their recourses, the same at every ε; there may be none.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.models.model import LinearModel
        >>> model = LinearModel(-np.ones(31))
        >>> pair = Pair(split(load("breast-cancer"), seed=0), model, model)
        >>> natural = natural_recourses(pair, finder(RecourseSettings(), cost_weights=np.ones(31)), most=3)
        >>> natural.recourses.points.shape, natural.selection.rejected
        ((3, 31), 50)
    """
    blocks = blocks.of_natural
    how = {"seed": finder.seed, "cut": finder.settings.cut}
    selection = select(pair.natural, pair.split, most=most, blocks=blocks, **how)
    found = blocks("non-robust recourses", partial(_recourses, pair, finder, pair.natural), selection.inputs)
    return NaturalRecourses(pair.natural, selection, from_arrays(found))


def both_recourses(pair: Pair, natural: NaturalRecourses, finder: Finder, *, blocks: Blocks = AT_ONCE) -> Population:
    """Find recourses of the same instances for the robust model, and score both recourses by both models.

    Args:
        pair: The two models with their data.
        natural: The instances and recourses that :func:`natural_recourses` found for the non-robust model.
        finder: The recourse method with all its settings.
        blocks: The blocks into which the work is cut, with their checkpoints.

    Returns:
        The population. On scores that are not linear, SCFE's minimisers are stationary points.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.models.model import LinearModel
        >>> natural, robust = LinearModel(-np.ones(31)), LinearModel(-2.0 * np.ones(31))
        >>> pair = Pair(split(load("breast-cancer"), seed=0), natural, robust)
        >>> chosen = finder(RecourseSettings(), cost_weights=np.ones(31))
        >>> population = both_recourses(pair, natural_recourses(pair, chosen, most=3), chosen)
        >>> bool(np.allclose(population.score_r, 2.0 * population.score_nr)), population.found_r.shape
        (True, (3,))
    """
    selection, nr = natural.selection, natural.recourses
    inputs, cost_weights, lam = selection.inputs, finder.cost_weights, finder.settings.lam
    same = pair.robust is pair.natural  # ε = 0
    r = nr if same else from_arrays(blocks("robust recourses", partial(_recourses, pair, finder, pair.robust), inputs))
    scores = blocks("scores", partial(_scores, pair), inputs, nr.points, r.points)
    broken = _breaches_of_both(inputs, nr.changes, r.changes, pair.split.space)
    return Population(
        rows=selection.rows,
        inputs=inputs,
        labels=selection.labels,
        rejected=selection.rejected,
        cost_weights=cost_weights,
        recourses_nr=nr,
        recourses_r=r,
        printed_nr=as_printed(nr.changes, inputs, cost_weights=cost_weights, lam=lam),
        printed_r=as_printed(r.changes, inputs, cost_weights=cost_weights, lam=lam),
        breaches_nr=broken[0],
        breaches_r=broken[1],
        **scores,
        cut=finder.settings.cut,
    )


def recourses_of(pair: Pair, selection: Selection, finder: Finder, *, blocks: Blocks = AT_ONCE) -> Population:
    """Find recourses of chosen instances for both models, whether the non-robust model rejects them or not.

    Args:
        pair: The two models with their data.
        selection: The instances.
        finder: The recourse method with all its settings.
        blocks: The blocks into which the work is cut, with their checkpoints.

    Returns:
        The population of these instances; each has the recourses that it has among all others.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.models.model import LinearModel
        >>> pair = Pair(split(load("breast-cancer"), seed=0), LinearModel(-np.ones(31)), LinearModel(np.ones(31)))
        >>> somebody = Selection(pair.split.test_rows[:1], pair.split.test[:1], pair.split.test_labels[:1], 1)
        >>> recourses_of(pair, somebody, finder(RecourseSettings(), cost_weights=np.ones(31))).inputs.shape
        (1, 31)
    """
    arrays = blocks("non-robust recourses", partial(_recourses, pair, finder, pair.natural), selection.inputs)
    return both_recourses(pair, NaturalRecourses(pair.natural, selection, from_arrays(arrays)), finder, blocks=blocks)


def populate(pair: Pair, finder: Finder, *, most: int | None = None, blocks: Blocks = AT_ONCE) -> Population:
    """Find the test instances that the non-robust model rejects, and their recourses for both models.

    Args:
        pair: The two models with their data.
        finder: The recourse method with all its settings.
        most: The largest number of instances; if more are rejected, so many of them are drawn.
        blocks: The blocks into which the work is cut, with their checkpoints.

    Returns:
        The population; it may be empty.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.models.model import LinearModel
        >>> pair = Pair(split(load("breast-cancer"), seed=0), LinearModel(-np.ones(31)), LinearModel(np.ones(31)))
        >>> population = populate(pair, finder(RecourseSettings(), cost_weights=np.ones(31)), most=3)
        >>> len(population.rows), bool(population.accepted_r.all())
        (3, True)
    """
    return both_recourses(pair, natural_recourses(pair, finder, most=most, blocks=blocks), finder, blocks=blocks)


def _recourses(pair: Pair, finder: Finder, model: Model, inputs: np.ndarray) -> Arrays:
    model = lowered(model, finder.settings.cut)
    return to_arrays(finder.search(model, inputs, pair.split.space))


def _breaches_of_both(inputs: np.ndarray, nr: np.ndarray, r: np.ndarray, space: Space) -> tuple[Breaches, Breaches]:
    both = breaches(np.concatenate([inputs, inputs]), np.nan_to_num(np.concatenate([nr, r])), space)
    return Breaches(*(flags[: len(nr)] for flags in both)), Breaches(*(flags[len(nr) :] for flags in both))


def _scores(pair: Pair, inputs: np.ndarray, points_nr: np.ndarray, points_r: np.ndarray) -> Arrays:
    def at(model: Model, points: np.ndarray) -> np.ndarray:
        return where_known(model.scores, points, inputs)

    return {
        "score_nr": pair.natural.scores(inputs),
        "score_r": pair.robust.scores(inputs),
        "score_nr_nr": at(pair.natural, points_nr),
        "score_nr_r": at(pair.natural, points_r),
        "score_r_r": at(pair.robust, points_r),
        "score_r_nr": at(pair.robust, points_nr),
    }
