"""Recourse methods, one a file, with one signature: ``method(score, inputs, space, prices=..., key=...)``."""
