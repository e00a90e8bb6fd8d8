"""Concrete models and instances from which the fields of claims follow, for falsification, witnesses and tests."""

from bounds.constructions.compatible import ALL, constructions_for
from bounds.constructions.construction import Construction, Parameter

__all__ = ["ALL", "Construction", "Parameter", "constructions_for"]
