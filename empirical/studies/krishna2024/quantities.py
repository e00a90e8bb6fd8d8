"""The measured figures by the names that sentences give them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from empirical.studies.krishna2024 import bounds, networks, people
from empirical.studies.krishna2024.results import Results

QUANTITIES: Mapping[str, Callable[[Results], pl.DataFrame]] = MappingProxyType(
    {
        "cost difference": people.cost_difference,
        "cost difference by shape": people.cost_by_shape,
        "cost difference by budget": people.cost_by_budget,
        "validity": people.validity,
        "mean validity": people.mean_validity,
        "validity by shape": people.validity_by_shape,
        "search radius": people.search_radius,
        "condition": bounds.condition,
        "conclusion": bounds.conclusion,
        "violated": bounds.violated,
        "tightness": bounds.tightness,
        "accuracy under attack": networks.accuracy_under_attack,
        "recourses that stay valid": networks.steadiness,
        "accepted neighbours": networks.accepted_neighbours,
    }
)
"""Functions from the tables of a study to the long table of a figure."""
