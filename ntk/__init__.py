"""Kernels of wide networks, kernel regression in closed form, and how far two inverses lie apart."""

from ntk.gram import GramOperator, gradient_norms, gradient_product, gram, kernel_norms, product
from ntk.inverse_gap import InverseGap, inverse_gap
from ntk.kernels import HomogeneousKernel, Kernel, first_layer
from ntk.perturb import perturb
from ntk.regressor import KernelRegressor, fit

__all__ = [
    "GramOperator",
    "HomogeneousKernel",
    "InverseGap",
    "Kernel",
    "KernelRegressor",
    "first_layer",
    "fit",
    "gradient_norms",
    "gradient_product",
    "gram",
    "inverse_gap",
    "kernel_norms",
    "perturb",
    "product",
]
