"""Readings of one formula: the operations of :mod:`bounds.ops` over different kinds of numbers.

``arrays`` has float64 arrays, ``rounding`` float64 arrays with error bounds, ``exact`` rationals and balls, ``terms``
terms of z3, ``margins`` arrays whose comparisons are distances, ``angles`` two of these with one more operation, and
``text`` canonical text.
"""
