# %% [markdown]
# # A sharper Theorem 1, at the third attempt
#
# Theorem 1 of Krishna et al. (AAAI 2024) bounds how much more a recourse costs for a robust linear model than for the
# non-robust one. As printed it is false; this project's `theorem1.sound` is true, and attained: nobody can sharpen it
# who knows no more than it does. But suppose that we know more. The robust model is somebody else's: we may ask it
# for the score of one person, f_R(x), and not for its weights. What does that score buy us?
#
# This notebook states a claim of its own, gets it wrong twice, and repairs it. Each time it asks the same three
# questions: does it hold on instances (`check`)? Does it follow from its premises (`prove`)? Is there a pair of
# models that breaks it (`falsify`)?
#
# Notation: a and b are the norms of the weights of the non-robust and the robust model, Δ bounds the norm of their
# difference, m = s − f(x) is what a score lacks of the target s, and a recourse costs |m| g(‖w‖) with g(t) = t / (λ +
# t²).

# %%
import dataclasses
import textwrap

import jax

jax.config.update("jax_enable_x64", val=True)

import numpy as np

from bounds import CLAIMS, Claim, Kind, Premise, Status, certify, check, prove
from bounds.constructions import constructions_for
from bounds.falsification.falsifier import falsify
from bounds.scalars import unit_cost
from bounds.user_claims import ClaimError

SOUND = CLAIMS["theorem1.sound"]
print(SOUND.statement)
for premise in SOUND.premises:
    print(f"  {premise.kind:10}  {premise.name}")

# %% [markdown]
# ## What we judge claims by
#
# Ten thousand pairs of weight vectors with a person each, in ten dimensions. Everything that a claim reads follows
# from them, so every premise holds but for rounding, and Δ is the distance itself.

# %%
LAM, TARGET = 0.01, 0.4


def instances(count: int, seed: int) -> dict[str, np.ndarray]:
    """The fields of Theorem 1 for random pairs of linear models."""
    rng = np.random.default_rng(seed)
    w_nr, x = rng.normal(size=(2, count, 10))
    w_r = w_nr + 0.1 * rng.normal(size=(count, 10))
    a, b = (np.linalg.norm(w, axis=1) for w in (w_nr, w_r))
    m_nr, m_r = (TARGET - np.sum(w * x, axis=1) for w in (w_nr, w_r))
    return {
        "lam": np.full(count, LAM),
        "norm_nr": a,
        "norm_r": b,
        "residual_nr": m_nr,
        "residual_r": m_r,
        "cost_nr": np.abs(m_nr) * a / (LAM + a**2),
        "cost_r": np.abs(m_r) * b / (LAM + b**2),
        "input_norm": np.linalg.norm(x, axis=1),
        "delta": np.linalg.norm(w_nr - w_r, axis=1),
    }


FIELDS = instances(10_000, seed=0)


def violated(claim: Claim) -> int:
    """How many of the instances violate a claim."""
    return int(np.sum(np.asarray(check(claim, **FIELDS).status) == Status.VIOLATED))


def judge(claim: Claim) -> str:
    """Check and prove a claim, print what comes of it, and return the result of the proof."""
    proof = prove(claim)
    print(f"{claim.id}: {claim.statement}")
    print(f"  violated by {violated(claim)} of {len(FIELDS['lam'])} instances; {proof.result} in {proof.seconds:.2f} s")
    if proof.counterexample:
        numbers = ", ".join(f"{name} = {number}" for name, number in proof.counterexample.items())
        print(textwrap.fill(numbers, 100, initial_indent="  at ", subsequent_indent="     "))
        exact = certify(claim, field_error=0.0, **proof.counterexample)
        print(f"  lower end {exact.lower}, value {exact.value}, upper end {exact.upper}: {exact.outcome}")
    return proof.result


assert violated(SOUND) == 0

# %% [markdown]
# ## The first attempt: robust weights are small
#
# If m_R is known, the robust recourse costs |m_R| g(b), and only b is missing. Attacks punish large weights, so b ≤
# a; and a − b is at most Δ. So the cost lies between |m_R| g(a) and |m_R| g(a − Δ). A claim is a value, an interval,
# an interval that is known without it, and premises. Its formulas take the ten operations first, `xp`, and then
# fields by name. We keep all of `theorem1.sound`, and replace the interval.


# %%
def first(xp, residual_nr, residual_r, norm_nr, lam, delta):
    here, missing = xp.abs(residual_nr) * unit_cost(norm_nr, lam), xp.abs(residual_r)
    smallest = xp.maximum(norm_nr - delta, 0.0)
    return here - missing * unit_cost(smallest, lam), here - missing * unit_cost(norm_nr, lam)


FIRST = dataclasses.replace(
    SOUND,
    id="mine.first",
    interval=first,
    theory="open",
    statement="|m_R| g(a) ≤ ‖ζ_R‖ ≤ |m_R| g((a − Δ)₊)",
    remark="",
)
assert judge(FIRST) == "refuted"
assert violated(FIRST) > 1000

# %% [markdown]
# Wrong, for half of the instances, and z3 has one in small numbers. Look at its `norm_r`: it is larger than
# `norm_nr`. That robust weights are small is a hypothesis, and stands in no premise. We could state it; but then the
# claim would say nothing of half of these people.
#
# ## The second attempt: the ends of an interval
#
# So let b be anywhere in [(a − Δ)₊, a + Δ]: the cost of the robust recourse lies between |m_R| g at the one end and
# |m_R| g at the other, whichever is larger.


# %%
def ends(xp, norm_nr, delta, lam):
    return unit_cost(xp.maximum(norm_nr - delta, 0.0), lam), unit_cost(norm_nr + delta, lam)


def second(xp, residual_nr, residual_r, norm_nr, lam, delta):
    left, right = ends(xp, norm_nr, delta, lam)
    here, missing = xp.abs(residual_nr) * unit_cost(norm_nr, lam), xp.abs(residual_r)
    return here - missing * xp.maximum(left, right), here - missing * xp.minimum(left, right)


SECOND = dataclasses.replace(
    FIRST, id="mine.second", interval=second, statement="‖ζ_R‖ is between |m_R| g at the ends of [(a − Δ)₊, a + Δ]"
)
assert judge(SECOND) == "refuted"
assert violated(SECOND) == 0

# %% [markdown]
# This one is dangerous: none of ten thousand instances violates it, and a report on real people might not show
# anything either. Is it only a matter of numbers that no two models have? `falsify` searches among models: it climbs
# from thousands of weights, data and people towards a violation, and simplifies what it finds.

# %%
finding = falsify(SECOND, key=jax.random.key(0), starts=2**12, constructions=constructions_for(SECOND)[:1])
assert finding.result == "refuted"
assert finding.witness is not None
print(f"{finding.witness.construction}: {', '.join(f'{name} = {p}' for name, p in finding.witness.parameters.items())}")
print(textwrap.fill(", ".join(f"{name} = {value}" for name, value in finding.witness.fields.items()), 100))

# %% [markdown]
# Now look at where √λ is: *between* the ends. g rises up to √λ and falls after it, so its least value over an
# interval is at an end, but its largest is at √λ if that lies inside. The upper end of our interval was right, the
# lower one wrong.
#
# ## The third attempt: the peak


# %%
def third(xp, residual_nr, residual_r, norm_nr, lam, delta):
    left, right = ends(xp, norm_nr, delta, lam)
    low, high = xp.maximum(norm_nr - delta, 0.0), norm_nr + delta
    peak = unit_cost(xp.minimum(xp.maximum(xp.sqrt(lam), low), high), lam)
    here, missing = xp.abs(residual_nr) * unit_cost(norm_nr, lam), xp.abs(residual_r)
    return here - missing * peak, here - missing * xp.minimum(left, right)


THIRD = dataclasses.replace(
    SECOND,
    id="mine.third",
    interval=third,
    theory="true",
    source="Krishna et al. 2024, Theorem 1, once the robust model's score is known",
    statement="|m_R| min_I g ≤ ‖ζ_R‖ ≤ |m_R| max_I g, I = [(a − Δ)₊, a + Δ]",
)
assert judge(THIRD) == "proved"
assert violated(THIRD) == 0

# %% [markdown]
# Proved: it follows from the premises, for all reals. Is it *sharper*? That is a claim too: under the same premises,
# its lower end is no lower than that of `theorem1.sound`, and its upper end no higher.


# %%
def sharper(side: int) -> Claim:
    """The claim that one end of the third attempt lies within the sound interval."""

    def value(xp, residual_nr, residual_r, norm_nr, lam, delta):
        return third(xp, residual_nr, residual_r, norm_nr, lam, delta)[side]

    return dataclasses.replace(THIRD, id=f"mine.sharper_{side}", value=value, interval=SOUND.interval)


assert [prove(sharper(side)).result for side in (0, 1)] == ["proved", "proved"]
widths = {}
for claim in (SOUND, THIRD):
    verdict = check(claim, **FIELDS)
    widths[claim.id] = float(np.median(verdict.upper - verdict.lower))
print(widths)
assert widths["mine.third"] < widths["theorem1.sound"]

# %% [markdown]
# And could it be sharper still? Not if models of a single weight come as close to its ends as one likes.

# %%
finding = falsify(THIRD, key=jax.random.key(0), starts=2**12, constructions=constructions_for(THIRD)[:1])
assert finding.result == "not refuted"
assert finding.tightness > 0.99
print(f"tightness {finding.tightness:.4f} at most, over {finding.starts} starts ({finding.construction})")

# %% [markdown]
# ## Two ways to fool oneself
#
# A claim whose premises nothing satisfies follows from them, whatever it says. It is called *vacuous*, and never
# proved.

# %%
NOBODY = Premise("Δ < 0", Kind.HYPOTHESIS, lambda xp, delta: delta < 0.0, "a slip of the pen")  # noqa: ARG005
EMPTY = dataclasses.replace(FIRST, id="mine.empty", premises=(*FIRST.premises, NOBODY))
assert judge(EMPTY) == "vacuous"

# %% [markdown]
# And a formula must mean the same to everybody who reads it: arrays, exact arithmetic, z3. What cannot is refused,
# with the line and what to write instead.


# %%
def careless(xp, residual_nr, residual_r, lam):
    if lam > 1.0:
        return residual_nr, residual_r
    return -xp.inf, residual_r**2


try:
    dataclasses.replace(THIRD, id="mine.careless", interval=careless)
except ClaimError as error:
    print(str(error).partition(": ")[2])
else:
    raise AssertionError("an if should have been refused")

# %% [markdown]
# ## On real people
#
# Put the claim into a file of its own, and every command knows it. The report checks it for every person, with every
# Δ:
#
# ```sh
# recourse-bounds prove mine.third --claims my_claims.py
# recourse-bounds report --claims my_claims.py --dataset german --epsilon 0,.05,.1
# ```
#
# [docs/claims.md](../docs/claims.md) says what such a file looks like.
