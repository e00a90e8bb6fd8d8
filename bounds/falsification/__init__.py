"""The search for instances that break a claim, or nearly do: ascent, simplification, exact witnesses, mutants."""
