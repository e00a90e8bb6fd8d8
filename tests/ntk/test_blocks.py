"""Sizes of blocks for memory limits, and that equal sizes are compiled once."""

from typing import Any

import numpy as np
from support.kernel_points import points

import ntk
from ntk import sharding
from ntk.blocks import TILE, tile_side


def compiled_functions() -> int:
    compiled: Any = sharding._compiled
    return compiled._cache_size()


def test_a_second_call_compiles_nothing():
    x = points(13, 100, 3)

    def call_everything(count: int) -> None:
        rows = x[:count]
        ntk.gram(ntk.first_layer, rows)
        ntk.panel(ntk.first_layer, rows, 5, 5 + count // 2)
        ntk.matmul(ntk.first_layer, rows, rows, np.ones((count, 3)))
        ntk.gradient_product(ntk.first_layer, rows, rows, np.ones(count))
        ntk.gradient_norms(ntk.first_layer, rows, rows, np.arange(2))

    call_everything(100)
    before = compiled_functions()
    call_everything(100)
    call_everything(91)
    assert compiled_functions() == before


def test_tiles_grow_with_memory_and_shrink_for_images():
    plain, images = np.ones((2, 5)), np.ones((2, 3, 3, 1))
    function = ntk.as_kernel(lambda x, y: x @ y.T)
    assert tile_side(ntk.first_layer, plain, 1e-9) == sharding.SMALLEST
    assert tile_side(ntk.first_layer, plain, 1.0) == TILE
    assert tile_side(function, images, 2.0**-4) < tile_side(ntk.first_layer, plain, 2.0**-4)
