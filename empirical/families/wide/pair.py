"""Kernel regressors as models, and a pair of them with what is known of both together."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from empirical.models.model import HostModel, Model
from empirical.models.pair import Pair
from ntk import InverseGap, KernelRegressor


@dataclass(frozen=True, eq=False)
class KernelModel(Model):
    """A model with the score K(x, X) w.

    Attributes:
        regressor: The regressor whose score this is.
    """

    regressor: KernelRegressor

    @cached_property
    def _host(self) -> HostModel:
        return HostModel(self.regressor.predict, self.regressor.value_and_gradient)

    def scores(self, points: Any) -> Any:
        """Score many points, as :meth:`Model.scores` says."""
        return self._host.scores(points)

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Score many points with gradients, as :meth:`Model.scores_and_gradients` says."""
        return self._host.scores_and_gradients(points)


class KernelGap(NamedTuple):
    """The known distances of two kernel regressors: A = K(X, X) + βI, B = K(X_R, X_R) + βI.

    Attributes:
        delta_k: Lower and upper bounds on Δ_K = ‖A⁻¹ − B⁻¹‖₂.
        label_norm: The norm ‖Y‖₂ of the labels.
        residual_nr: An upper bound on ‖Y − A w_NR‖₂, the solver's residual for the non-robust model.
        residual_r: An upper bound on ‖Y − B w_R‖₂, the solver's residual for the robust model.
        cross_residual: An upper bound on ‖Y − B w_NR‖₂, which is about ‖(K_R − K) w_NR‖₂.
    """

    delta_k: InverseGap
    label_norm: float
    residual_nr: float
    residual_r: float
    cross_residual: float


@dataclass(frozen=True, eq=False)
class WidePair(Pair):
    """Two kernel regressors, with what Lemma 2 reads of both together.

    Attributes:
        natural: The regressor on the training inputs.
        robust: The regressor on these inputs under attack.
        gap: Bounds on Δ_K, and the residuals of the solver.
    """

    natural: KernelModel
    robust: KernelModel
    gap: KernelGap = field(kw_only=True)


def regressors_of(pair: Pair) -> tuple[KernelRegressor, KernelRegressor, KernelGap]:
    """Give the two regressors of a pair with what is known of both together.

    Args:
        pair: The pair.

    Returns:
        The non-robust regressor, the robust one, and their gap.

    Raises:
        TypeError: If the models are no kernel regressors, or their gap is not known.

    Examples:
        >>> import numpy as np
        >>> from empirical.data import load, split
        >>> from ntk import first_layer, fit
        >>> model = KernelModel(fit(first_layer, np.eye(2), np.array([1.0, -1.0])))
        >>> gap = KernelGap(InverseGap(0.0, 0.0, "equal", 0), 2.0, residual_nr=0.0, residual_r=0.0, cross_residual=0.0)
        >>> pair = WidePair(split(load("breast-cancer"), seed=0), model, model, gap=gap)
        >>> natural, robust, known = regressors_of(pair)
        >>> natural is robust, known.label_norm
        (True, 2.0)
    """
    if not isinstance(pair, WidePair):
        raise TypeError("these are no kernel regressors; train_wide_grid makes pairs of them")
    return pair.natural.regressor, pair.robust.regressor, pair.gap
