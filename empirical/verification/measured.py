"""Everything that claims read of a pair of models, measured once for every instance."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

LINEARISED, RETURNED, PRINTED = COST_SOURCES = ("linearised", "returned", "printed")
"""Where a cost comes from: the recourse of a score made linear at the instance; the recourse that was found; or λ times
its length, as Definition 1 of Krishna et al. 2024 prints it."""

NOTHING: Mapping[str, float] = MappingProxyType({})


class Measured(NamedTuple):
    """Everything that claims about a pair of models read, measured for every instance.

    With cost weights D the theorems hold in the coordinates Dx. There ‖D⁻¹(w_NR − w_R)‖ ≤ κ‖w_NR − w_R‖ with κ the
    largest 1/d over the actionable columns, and |(w_NR − w_R)ᵀx| ≤ κ‖w_NR − w_R‖ · ‖x‖/κ. So theorems on linear models
    read κΔ and ‖x‖/κ where Lemma 1 reads Δ and ‖x‖; on networks slopes are those of D⁻¹∇f, and what bounds their
    differences carries κ already.

    Attributes:
        training: The fields of the lemma about training; empty if the training is not known, or no lemma speaks of it.
        instances: The fields of the theorems but Δ and the costs; what is not known of the models is missing.
        costs: ``cost_nr``, ``cost_r``, ``recourse_gap`` by cost source.
        deltas: Δ by its source, not yet times κ; empty where claims read no Δ, or one that has a name of its own.
        stretch: κ; 1 where nothing is to be stretched.
        errors: Absolute errors by field.
        extra: What no claim reads, or reads under another name: every form of a radius, further scores.
        sources: What the source of a field is called that stands for Δ, by field: ``certified`` for Δ_K.
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
        """Give everything by the names of ``instances.parquet``; ``cost_nr`` and the like are of returned recourses.

        Returns:
            Arrays [m] by name.
        """
        deltas = {f"delta_{source}": self.stretch * values for source, values in self.deltas.items()}
        returned = dict(self.costs[RETURNED])
        return {**returned, **self._linearisation(), **self.training, **self.instances, **deltas, **self.extra}

    def known(self, cost_source: str | None) -> dict[str, Float[np.ndarray, " m"]]:
        """Give the fields of the lemma and the theorems, with one kind of costs.

        Args:
            cost_source: One of ``costs``; ``None`` for no costs.

        Returns:
            Arrays [m] by field.
        """
        return {**self.training, **self.instances, **(self.costs[cost_source] if cost_source else {})}

    def _linearisation(self) -> dict[str, np.ndarray]:
        """The costs on the tangents, and what the recourses found cost more."""
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
