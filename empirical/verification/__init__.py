"""Claims against measurements, instance by instance: populations, measured fields, and the cases of every claim."""
