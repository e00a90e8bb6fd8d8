"""Recourse methods, one a file."""
