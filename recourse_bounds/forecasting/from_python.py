"""Forecasts in one call."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from empirical.data import Dataset, Split, load
from empirical.data.split import SCALING, assign, split
from empirical.errors import InputError
from empirical.forecast.forecast import NO_ROWS, Forecast, forecast_from
from empirical.forecast.forecast import forecast as forecast_split
from empirical.forecast.kernels.forecast import kernel_forecast
from empirical.forecast.kernels.settings import KernelForecastSettings
from empirical.forecast.settings import ForecastSettings
from empirical.models.external import model as external_model
from empirical.models.model import LinearModel
from empirical.recourse.settings import usual_target
from recourse_bounds.forecasting.options import LINEAR, WIDE
from recourse_bounds.workflow import require_known

SETTINGS: dict[str, Any] = {LINEAR: ForecastSettings, WIDE: KernelForecastSettings}
"""The settings by the kind of models."""


def forecast(data: Any = "breast-cancer", *, model: str = LINEAR, natural: Any = None, **how: Any) -> Forecast:
    """Forecast what robust models will do to everybody whom a natural model rejects, before they are trained.

    Args:
        data: The name of a data set, a :class:`Dataset`, or a :class:`Split`, of which test instances alone are asked.
        model: The kind of models: ``linear``, or ``ntk``, networks of infinite width.
        natural: A linear model of yours that decides now: of a pair, or what ``rb.model(yours, split)`` makes. Without
            it, the optimum of the same penalised training without an attack.
        **how: The settings: ``epsilons=``, ``penalty=``, ``norm=``, ``budgets=``, ``target=``, ``lam=``,
            ``threshold=``, ``class_weights=``, ``seed=``, ``instances=``, ``check=``, ``robust_to=``, ``between=``,
            ``range_passes=``; of wide networks those of
            :class:`~empirical.forecast.kernels.settings.KernelForecastSettings`.

    Returns:
        The forecast, with the tables ``people``, ``work`` and ``surviving``, a range in ``ranged``, and ``violated``.

    Raises:
        InputError: If there is no such setting or kind, one is out of range, nobody is rejected, or your model is not
            linear.

    Examples:
        >>> made = forecast("breast-cancer", epsilons=0.1, budgets=(0, 40))
        >>> made.work["acceptance"][-1], made.violated
        (1.0, 0)
    """
    if model not in SETTINGS:
        raise InputError(f"model must be one of {', '.join(SETTINGS)} in a forecast, not {model!r}")
    if model != LINEAR and natural is not None:
        raise InputError("a forecast of wide networks solves the natural model by itself; leave natural out")
    kind = SETTINGS[model]
    require_known(how, [one.name for one in fields(kind)], "a forecast")
    if "threshold" in how:
        how.setdefault("target", usual_target(how["threshold"]))
    chosen: dict[str, Any] = how | {
        name: _several(how[name]) for name in ("epsilons", "budgets", "robust_to", "between") if name in how
    }
    settings = kind(**chosen)
    given = load(data) if isinstance(data, str) else data
    if not isinstance(given, Dataset | Split):
        raise InputError(f"a forecast is made of a name, a rb.Dataset or a rb.Split, not of a {type(given).__name__}")
    return forecast_of(given, settings, natural=() if natural is None else (natural,))


def _several(value: Any) -> tuple[Any, ...]:
    """A single value for a sweep of it alone."""
    return (value,) if np.ndim(value) == 0 else tuple(value)


def forecast_of(
    data: Dataset | Split,
    settings: ForecastSettings | KernelForecastSettings,
    *,
    natural: Sequence[Any] = (),
    stage: Callable[[str], object] = str,
    scaling: str = SCALING,
    attack_immutable: bool = True,
) -> Forecast:
    """Forecast for a data set, whose training instances are asked as well, or for the test instances of a split.

    Args:
        data: The data.
        settings: The settings.
        natural: The model that decides now, if it is one's own, alone; else nothing.
        stage: What to call with a few words before each stage.
        scaling: How the numbers of a data set are scaled.
        attack_immutable: Whether attacks may change what recourses may not.

    Returns:
        The forecast.

    Raises:
        InputError: If the model is not linear, or nobody is rejected.

    Examples:
        >>> made = forecast_of(load("breast-cancer"), ForecastSettings(budgets=(0,), check=False))
        >>> made.asked
        569
    """  # noqa: DOC502
    if isinstance(data, Split):
        designs, rows = data, NO_ROWS
    else:
        assigned = assign(data, seed=settings.seed)
        rows = assigned[0]
        designs = split(data, seed=settings.seed, scaling=scaling, attack_immutable=attack_immutable, assigned=assigned)
    if isinstance(settings, KernelForecastSettings):
        return kernel_forecast(designs, settings, rows, stage=stage)
    if not natural:
        return forecast_split(designs, settings, rows, stage=stage)
    return forecast_from(_linear(natural[0], designs), designs, settings, rows, stage=stage)


def _linear(given: Any, designs: Split) -> LinearModel:
    """A linear model on the columns of the design."""  # noqa: DOC501
    made = external_model(given, designs)
    if not isinstance(made, LinearModel):
        raise InputError("a forecast starts from a linear model: a rb.LinearModel, rb.LinearScore, or the like")
    return made
