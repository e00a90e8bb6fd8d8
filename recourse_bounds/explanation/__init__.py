"""An answer for one person: what to change for either model, who accepts, and what the theorems guarantee.

:mod:`recourse_bounds.explanation.asking` makes it, by the same steps as a report. Only what takes no time to load is
imported here: the command line shows its help at once.
"""

from recourse_bounds.explanation.results import Change, Explanation, Guarantee, Recourse, Setting

__all__ = ["Change", "Explanation", "Guarantee", "Recourse", "Setting"]
