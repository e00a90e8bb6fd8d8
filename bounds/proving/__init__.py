"""The parts of a proof: is a claim about anything, does it follow, is there a counterexample, and is z3 up to it."""
