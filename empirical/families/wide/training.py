"""Pairs of kernel regressors: the non-robust one on the training inputs, the robust one on inputs under attack."""

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from itertools import groupby
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

import ntk
from empirical.attacks import perturb
from empirical.checkpoints import Arrays, Checkpoint, without_checkpoints
from empirical.data.split import Split
from empirical.families.wide.pair import KernelGap, KernelModel, WidePair
from empirical.families.wide.radii import largest_score, rounding_unit, sizes
from empirical.families.wide.settings import WideGrid, WideTraining, kernel_named
from empirical.numerics import row_norms
from ntk import GramOperator, HomogeneousKernel, InverseGap, KernelRegressor
from ntk.factorisation import Factorisation, factorise
from ntk.inverse_gap import EXACT
from ntk.regressor import fit_factored

COLUMNS = 2200
"""Number of vectors over the training inputs that the work holds beside two factors: those of Lanczos, and a panel of a
kernel matrix."""

EQUAL = InverseGap(0.0, 0.0, "equal", 0)
"""The bounds on Δ_K of two equal models, which is 0."""


def train_wide_grid(
    splits: Mapping[int, Split], grid: WideGrid, *, memory: float = 8.0, checkpoint: Checkpoint = without_checkpoints
) -> Iterator[WidePair]:
    """Train all pairs of a grid, one after the other. Needs float64.

    The kernel matrix of the non-robust model is factored once for all ε (but where ``exact_to`` makes Δ_K exact beyond
    its default, which consumes the factors), and not at all where the checkpoints that need it are finished already.

    Args:
        splits: The data of every seed.
        grid: The settings of all pairs.
        memory: The memory in GiB that training may take.
        checkpoint: The store of finished work: the weights of every model, the inputs under attack, and Δ_K.

    Yields:
        A pair for each of ``grid.trainings()``, in that order. Its split holds the training rows that were used. All
        pairs of a seed and ridge share one natural model, which is also the robust model of ε = 0.

    Raises:
        ValueError: If a kernel matrix is not positive definite after rounding.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> from empirical.data import load, split
        >>> grid = WideGrid(epsilons=(0.0,), rows=4)
        >>> pair = next(train_wide_grid({0: split(load("breast-cancer"), seed=0)}, grid))
        >>> pair.natural.regressor.X.shape, pair.gap.delta_k.upper
        ((4, 31), 0.0)
    """  # noqa: DOC502
    for (seed, _), trainings in groupby(grid.trainings(), key=lambda training: (training.seed, training.ridge)):
        first, *others = trainings
        split = _fewer(splits[seed], grid.rows, seed)
        factors = memory - 8 * COLUMNS * len(split.train) / 2**30
        setting = _Setting(split, kernel_named(first.kernel), first.ridge, factors, grid.exact_to, checkpoint)
        natural = _Fit(setting, split.train, (*first.natural_key, "non-robust weights"))
        for training in (first, *others):
            yield _pair(natural, training)


def _fewer(split: Split, rows: int | None, seed: int) -> Split:
    """Draw so many training rows of a split, if it has more."""
    if rows is None or rows >= len(split.train):
        return split
    drawn = np.sort(np.random.default_rng(seed).choice(len(split.train), rows, replace=False))
    return split._replace(train=split.train[drawn], train_labels=split.train_labels[drawn])


class _Setting(NamedTuple):
    """The settings that all regressors of one seed and ridge share."""

    split: Split
    kernel: HomogeneousKernel
    ridge: float
    factors: float  # memory in GiB that two factors may take
    exact_to: int
    checkpoint: Checkpoint

    @property
    def labels(self) -> Float[np.ndarray, " n"]:
        return self.split.train_labels


class _Fit:
    """A regressor on some inputs, whose kernel matrix is factored when its factor is first needed."""

    def __init__(self, setting: _Setting, inputs: Float[np.ndarray, "n k"], name: tuple[str, ...]) -> None:
        self.setting, self.inputs, self.name = setting, inputs, name

    @cached_property
    def factor(self) -> Factorisation:
        setting = self.setting
        return factorise(GramOperator(setting.kernel, self.inputs, setting.ridge), memory=setting.factors)

    def forget_factor(self) -> None:
        """Free the memory of the factor, which is computed again if it is needed again."""
        self.__dict__.pop("factor", None)

    @cached_property
    def regressor(self) -> KernelRegressor:
        setting = self.setting
        arrays = setting.checkpoint(self.name, lambda: {"weights": fit_factored(self.factor, setting.labels).weights})
        return KernelRegressor(setting.kernel, self.inputs, arrays["weights"], setting.ridge)

    @cached_property
    def model(self) -> KernelModel:
        return KernelModel(self.regressor)


def _pair(natural: _Fit, training: WideTraining) -> WidePair:
    setting = natural.setting
    if training.epsilon == 0.0:
        same = KernelGap(EQUAL, float(row_norms(setting.labels)), 0.0, 0.0, 0.0)
        return WidePair(setting.split, natural.model, natural.model, training, gap=same)
    robust = natural
    for turn in range(training.rounds):
        name = (*training.checkpoint_key, f"round {turn + 1}")
        attacked = setting.checkpoint((*name, "inputs under attack"), partial(_attacked, robust, training))
        robust = _Fit(setting, attacked["inputs"], (*name, "robust weights"))
    model = robust.model  # its checkpoint is finished before the gap begins, which takes longer
    gap = setting.checkpoint((*training.checkpoint_key, "gap"), partial(_gap, natural, robust))
    return WidePair(setting.split, natural.model, model, training, gap=_read_gap(gap))


def _attacked(fit: _Fit, training: WideTraining) -> Arrays:
    """Attack the training inputs of a regressor, always from the inputs themselves."""
    split = fit.setting.split
    inputs = perturb(
        fit.regressor.value_and_gradient,
        split.train,
        split.train_labels,
        epsilon=training.epsilon,
        norm=training.norm,
        steps=1 if training.attack == "fgsm" else training.attack_steps,
        attacked=split.attacked,
    )
    return {"inputs": inputs}


def _gap(natural: _Fit, robust: _Fit) -> Arrays:
    labels, exact_to = natural.setting.labels, natural.setting.exact_to
    robust.regressor  # noqa: B018  # its weights are solved while its factor is there
    consumed = EXACT < len(labels) <= exact_to  # of this size, there is no room for copies
    bounds = ntk.inverse_gap(natural.factor, robust.factor, exact_to=exact_to, overwrite=consumed)
    if consumed:
        natural.forget_factor()
        robust.forget_factor()
    values = {
        **bounds._asdict(),
        "label_norm": row_norms(labels),
        "residual_nr": residual_bound(natural.regressor, labels),
        "residual_r": residual_bound(robust.regressor, labels),
        "cross_residual": residual_bound(natural.regressor._replace(X=robust.inputs), labels),
    }
    return {name: np.asarray(value) for name, value in values.items()}


def _read_gap(arrays: Arrays) -> KernelGap:
    plain = {name: value.item() for name, value in arrays.items()}
    return KernelGap(InverseGap(*(plain.pop(name) for name in InverseGap._fields)), **plain)


def residual_bound(model: KernelRegressor, labels: Float[np.ndarray, " n"]) -> float:
    """Bound the residual ‖Y − (K(X, X) + βI) w‖₂ of a solver from above.

    Args:
        model: The regressor with the inputs X, the weights w and the ridge β.
        labels: The labels Y, [n].

    Returns:
        The sum of the computed norm and a bound on its rounding.

    Examples:
        >>> labels = np.array([1.0, -1.0])
        >>> 0.0 < residual_bound(ntk.fit(ntk.first_layer, np.eye(2), labels), labels) < 1e-9
        True
    """
    computed = row_norms(labels - model.predict(model.X) - model.ridge * model.weights)
    size = float(row_norms(sizes(model, model.X)))
    return float(computed) + rounding_unit(model) * (size * largest_score(model) + float(row_norms(labels)))
