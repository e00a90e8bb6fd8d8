"""Formulas of claims: a formula is a Python function that is run once, and is from then on the graph that it built."""
