"""Kernels of wide networks, kernel regression in closed form, and how far two inverses lie apart."""

from ntk.factorisation import Factorisation, factorise
from ntk.gram import GramOperator, gradient_norms, gradient_product, gram, kernel_norms, panel, product
from ntk.inverse_gap import InverseGap, inverse_gap
from ntk.kernels import FunctionKernel, HomogeneousKernel, Kernel, as_kernel, first_layer, relu_nngp, relu_ntk
from ntk.packed_cholesky import MatrixError, NotPositiveDefiniteError
from ntk.regressor import KernelRegressor, fit, fit_factored

__all__ = [
    "Factorisation",
    "FunctionKernel",
    "GramOperator",
    "HomogeneousKernel",
    "InverseGap",
    "Kernel",
    "KernelRegressor",
    "MatrixError",
    "NotPositiveDefiniteError",
    "as_kernel",
    "factorise",
    "first_layer",
    "fit",
    "fit_factored",
    "gradient_norms",
    "gradient_product",
    "gram",
    "inverse_gap",
    "kernel_norms",
    "panel",
    "product",
    "relu_nngp",
    "relu_ntk",
]
