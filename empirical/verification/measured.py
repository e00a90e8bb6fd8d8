"""The fields that claims read of a pair of models, measured once for every instance."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

LINEARISED, RETURNED, PRINTED = "linearised", "returned", "printed"
"""Sources of costs: the recourse of a score made linear at the instance; the recourse that was found; and λ times its
length, as Definition 1 of Krishna et al. 2024 prints it."""

PRINTED_DELTA, MEASURED_DELTA = "printed", "measured"
"""Sources of two Δ that claims treat otherwise: the one that Lemma 1 prints, and the distance of the models itself."""

NOTHING: Mapping[str, float] = MappingProxyType({})
"""Errors of fields that are exact."""


class Measured(NamedTuple):
    """The fields that claims about a pair of models read, measured for every instance.

    With cost weights D the theorems hold in the coordinates Dx. There ‖D⁻¹(w_NR − w_R)‖ ≤ κ‖w_NR − w_R‖ with κ the
    largest 1/d over the actionable columns, and |(w_NR − w_R)ᵀx| ≤ κ‖w_NR − w_R‖ · ‖x‖/κ. So theorems on linear models
    read κΔ and ‖x‖/κ where Lemma 1 reads Δ and ‖x‖. On networks, slopes are those of D⁻¹∇f, and the bounds on their
    differences contain κ already.

    Attributes:
        training: The fields of the lemma about training; empty if the training is not known, or no lemma is about it.
        instances: The fields of the theorems but Δ and the costs; fields that are not known of the models are missing.
        costs: The fields ``cost_nr``, ``cost_r`` and ``recourse_gap`` by cost source.
        deltas: The Δ by its source, not yet multiplied by κ; empty where claims read no Δ, or read it under another
            name.
        stretch: The factor κ of the coordinates Dx; 1 where fields need no factor.
        errors: Absolute errors by field.
        extra: The arrays that claims read under another name, or not at all: every form of a radius, further scores.
        sources: The source of a field that stands for Δ, by field: ``certified`` for Δ_K.
    """

    training: Mapping[str, np.ndarray]
    instances: Mapping[str, np.ndarray]
    costs: Mapping[str, Mapping[str, np.ndarray]]
    deltas: Mapping[str, np.ndarray] = MappingProxyType({})
    stretch: float = 1.0
    errors: Mapping[str, float] = NOTHING
    extra: Mapping[str, np.ndarray] = MappingProxyType({})
    sources: Mapping[str, str] = MappingProxyType({})

    def columns(self) -> dict[str, Float[np.ndarray, " m"]]:
        """Give all fields by the names of ``instances.parquet``, where costs without a suffix are the returned ones.

        Returns:
            Arrays [m] by name.

        Examples:
            >>> costs = {RETURNED: {"cost_nr": np.array([2.0])}}
            >>> Measured({}, {}, costs, deltas={"measured": np.array([3.0])}, stretch=0.5).columns()
            {'cost_nr': array([2.]), 'delta_measured': array([1.5])}
        """
        deltas = {f"delta_{source}": self.stretch * values for source, values in self.deltas.items()}
        returned = dict(self.costs[RETURNED])
        return {**returned, **self._linearisation(), **self.training, **self.instances, **deltas, **self.extra}

    def known(self, cost_source: str | None) -> dict[str, Float[np.ndarray, " m"]]:
        """Give the fields of the lemma and of the theorems, with costs from one source.

        Args:
            cost_source: A source of ``costs``; ``None`` for no costs.

        Returns:
            Arrays [m] by field.
        """
        return {**self.training, **self.instances, **(self.costs[cost_source] if cost_source else {})}

    def _linearisation(self) -> dict[str, np.ndarray]:
        """Give the costs on the tangents, and by how much the recourses that were found cost more."""
        if LINEARISED not in self.costs:
            return {}
        returned, linearised = self.costs[RETURNED], self.costs[LINEARISED]
        errors = {f"linearisation_error_{model}": returned[f"cost_{model}"] - linearised[f"cost_{model}"]
                  for model in ("nr", "r")}  # fmt: skip
        return {
            **{f"{name}_linearised": values for name, values in linearised.items()},
            **errors,
            "linearisation_error_gap": errors["linearisation_error_nr"] - errors["linearisation_error_r"],
        }
