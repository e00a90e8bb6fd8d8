"""Lipschitz constants of networks: certified upper bounds, and lower bounds by search that show their looseness."""

from empirical.lipschitz.constants import (
    Certificate,
    Constant,
    LocalConstants,
    global_constant,
    local_constants,
)
from empirical.lipschitz.network import Network
from empirical.lipschitz.norms import product_of_norms
from empirical.lipschitz.rounding import evaluation_error
from empirical.lipschitz.sampling import sampled_constants

__all__ = [
    "Certificate",
    "Constant",
    "LocalConstants",
    "Network",
    "evaluation_error",
    "global_constant",
    "local_constants",
    "product_of_norms",
    "sampled_constants",
]
