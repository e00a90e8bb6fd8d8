"""Readings of one formula: the operations of :mod:`bounds.ops` over different kinds of numbers.

``arrays`` has float64 arrays, ``rounding`` float64 arrays with error bounds, ``exact`` rationals and balls, ``terms``
terms of z3, ``partial`` terms that may be infinite or undefined, ``degrees`` the degrees of polynomials, ``margins``
arrays whose comparisons are distances, and ``angles`` two of these with one more operation. ``text`` has the hash of a
claim.
"""
