"""Falsification of claims: instances that break a claim, or nearly do, are found and confirmed in exact arithmetic.

Gradient ascents find candidates (``ascent``), simplification makes their numbers short (``simplify``), and exact
arithmetic confirms them as witnesses (``witness``). Mutants of a claim show whether the claim can be sharper.
"""
