"""Concrete models and instances from which the fields of claims follow, for searches, witnesses and tests."""

from bounds.constructions.construction import Construction, Parameter
from bounds.constructions.matching import ALL, constructions_for

__all__ = ["ALL", "Construction", "Parameter", "constructions_for"]
