"""Readings of one formula: the operations of :mod:`bounds.ops` over different kinds of numbers.

``arrays`` (float64 arrays), ``rounding`` (float64 arrays that carry an error bound), ``exact`` (rationals and balls),
``terms`` (z3) and ``text``.
"""
