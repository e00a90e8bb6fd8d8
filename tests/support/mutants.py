"""The mutant that every true claim must survive: nine tenths of its bound."""

from fractions import Fraction

from bounds import Claim
from bounds.falsification import mutants


def shrunk(claim: Claim, factor: Fraction = Fraction(9, 10)) -> Claim:
    """The claim with its interval shrunk towards its centre, or with its bound drawn towards 0."""
    return mutants.shrunk(claim, factor)
