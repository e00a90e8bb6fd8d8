"""Kernels of wide networks, kernel regression in closed form, and bounds on the distance of two inverses."""

from ntk.factorisation import Factorisation, factorise
from ntk.gram import GramOperator, gram, panel
from ntk.inverse_gap import InverseGap, inverse_gap
from ntk.kernels import FunctionKernel, HomogeneousKernel, Kernel, as_kernel, first_layer, relu_nngp, relu_ntk
from ntk.norms import gradient_norms, kernel_norms
from ntk.packed_cholesky import MatrixError, NotPositiveDefiniteError
from ntk.products import gradient_product, matmul
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
    "matmul",
    "panel",
    "relu_nngp",
    "relu_ntk",
]
