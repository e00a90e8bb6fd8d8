"""Models in pairs: natural and robust."""
