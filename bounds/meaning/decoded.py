"""The meaning of the fields of Theorem 3: recourses that one decoder makes of two latent points.

z is the code of the instance x, z'_NR and z'_R are the latent points, and x'_NR = G(z'_NR), x'_R = G(z'_R) the
recourses. Latent points are compared by an ℓp norm.
"""

from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import any_norm, norm, numbers, vectors

x, recourse_nr, recourse_r = vectors("x", "x'_nr", "x'_r")
code, latent_nr, latent_r = vectors("z", "z'_NR", "z'_R")
_lipschitz, _radius_nr, _radius_r = numbers("lipschitz", "radius_nr", "radius_r")

DECODED: Meaning = {
    "cost_nr": norm(recourse_nr - x),
    "cost_r": norm(recourse_r - x),
    "recourse_gap": norm(recourse_r - recourse_nr),
    "latent_gap": any_norm(latent_r - latent_nr),
    "radius_nr": any_norm(latent_nr - code) <= _radius_nr,
    "radius_r": any_norm(latent_r - code) <= _radius_r,
    "lipschitz": norm(recourse_r - recourse_nr) <= _lipschitz * any_norm(latent_r - latent_nr),
}
"""The meaning of the fields of Theorem 3. A Lipschitz constant of the decoder is one for these two points."""
