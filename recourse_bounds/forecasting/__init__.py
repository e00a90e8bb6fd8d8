"""Forecasts for the command line and for Python: options, sentences about people, and one call."""
