# %% [markdown]
# # A bound of your own: write it, break it, repair it, prove it
#
# *Reading time: eight minutes. It helps to have seen the tour of the claims.*
#
# How much does a recourse cost for the robust model? `theorem1.sound` answers with an interval, and it is proved.
# Nobody can sharpen it who knows no more than it does. But suppose that we know one thing more: we may ask the robust
# model for the *score* of this person. What is that score worth?
#
# We write down a bound, and get it wrong twice. Each time we ask three questions:
#
# - `check`: does it hold for many instances?
# - `prove`: does it follow from its premises, for all real numbers?
# - `falsify`: are there two models and a person that break it?

# %%
import dataclasses
from fractions import Fraction

import jax
import matplotlib.pyplot as plt
import numpy as np

import recourse_bounds as rb
from bounds.constructions import constructions_for
from bounds.scalars import unit_cost
from bounds.user_claims import ClaimError

plt.rcParams |= {"figure.constrained_layout.use": True, "axes.spines.top": False, "axes.spines.right": False}
LOWER, MEASURED, UPPER, BROKEN = "tab:blue", "tab:orange", "tab:green", "tab:red"
SOUND = rb.CLAIMS["theorem1.sound"]

# %% [markdown]
# ## What is known
#
# A recourse of SCFE balances two wishes: reach the target score s, and stay near. The number λ says how much nearness
# counts. For a linear model the best balance is known exactly. The recourse costs
#
# > |m| · g(‖w‖), with g(t) = t / (λ + t²).
#
# Here m = s − f(x) is what is missing from the target, and ‖w‖ is the length of the weights. So g is the price of one
# missing unit. Let us look at it.

# %%
lam = 0.25
lengths = np.linspace(0.0, 3.0, 300)
figure, axis = plt.subplots(figsize=(7, 3.2))
axis.plot(lengths, lengths / (lam + lengths**2), color="black")
axis.axvline(np.sqrt(lam), color="0.6", lw=1.0, ls=":")
axis.annotate("the peak, at t = √λ", (np.sqrt(lam), 1.0), (0.9, 0.95), arrowprops={"arrowstyle": "->"})
axis.set(xlabel="t, the length of the weights", ylabel="g(t)", title="The price of one missing unit of score, λ = 1/4")
plt.show()

# %% [markdown]
# *A curve that rises from 0 to its peak at √λ and then falls slowly. Steep models are cheap to satisfy: a small step
# changes their score much. Very flat ones ask for so much that SCFE gives up and stays near.*
#
# Of the robust model we know its score, so |m_R|. We do not know the length b of its weights. We know the length a of
# the natural model's weights, and a bound Δ on the distance of the two. So b lies between a − Δ and a + Δ.
#
# We test on ten thousand random pairs of models in ten dimensions, with a person each.

# %%
draw = np.random.default_rng(0)
natural, person = draw.normal(size=(2, 10_000, 10))
robust = natural + 0.1 * draw.normal(size=(10_000, 10))
a, b = np.linalg.norm(natural, axis=1), np.linalg.norm(robust, axis=1)
missing_nr, missing_r = (0.4 - np.sum(weights * person, axis=1) for weights in (natural, robust))
FIELDS = {
    "lam": np.full(10_000, 0.01),
    "norm_nr": a,
    "norm_r": b,
    "residual_nr": missing_nr,
    "residual_r": missing_r,
    "cost_nr": np.abs(missing_nr) * a / (0.01 + a**2),
    "cost_r": np.abs(missing_r) * b / (0.01 + b**2),
    "input_norm": np.linalg.norm(person, axis=1),
    "delta": np.linalg.norm(natural - robust, axis=1),
}


def judge(claim: rb.Claim) -> tuple[int, str]:
    """Check a claim on the pairs, prove it, and say what came of both."""
    broken = rb.check(claim, **FIELDS).counts()["violated"]
    proof = rb.prove(claim)
    print(f"{claim.id}: broken by {broken:,} of 10,000 pairs; {proof.result}")
    if proof.counterexample is not None:
        print("  at", ", ".join(f"{name} = {number}" for name, number in proof.counterexample.items()))
    return broken, proof.result


assert judge(SOUND) == (0, "proved")

# %% [markdown]
# ## First attempt: robust weights are small
#
# Attackers punish large weights, so surely b ≤ a. Then the robust recourse costs between |m_R| g(a) and
# |m_R| g(a − Δ). Both of our claims and the theorems speak of the *cost gap*, natural cost minus robust cost, so we
# subtract.
#
# A claim is a value, an interval, and premises. Its formulas take the operations `xp` first, then numbers by name. We
# keep all of `theorem1.sound`, and replace the interval.


# %%
def first(xp, residual_nr, residual_r, norm_nr, lam, delta):
    ours, missing = xp.abs(residual_nr) * unit_cost(norm_nr, lam), xp.abs(residual_r)
    smallest = xp.maximum(norm_nr - delta, 0.0)
    return ours - missing * unit_cost(smallest, lam), ours - missing * unit_cost(norm_nr, lam)


FIRST = dataclasses.replace(
    SOUND, id="mine.first", interval=first, theory="open", statement="|m_R| g(a) ≤ ‖ζ_R‖ ≤ |m_R| g((a − Δ)₊)", remark=""
)
assert judge(FIRST)[1] == "refuted"

# %% [markdown]
# Wrong, for half of the pairs. And z3, the prover, has a counterexample in small numbers. Compare its `norm_nr` and
# `norm_r`: the robust weights are *longer*. That robust weights are small is a hope, and stands in no premise.
#
# ## Second attempt: both ends
#
# So let b be anywhere between a − Δ and a + Δ. We take the price at both ends, and say that the truth is in between.


# %%
def ends(xp, norm_nr, delta, lam):
    return unit_cost(xp.maximum(norm_nr - delta, 0.0), lam), unit_cost(norm_nr + delta, lam)


def second(xp, residual_nr, residual_r, norm_nr, lam, delta):
    left, right = ends(xp, norm_nr, delta, lam)
    ours, missing = xp.abs(residual_nr) * unit_cost(norm_nr, lam), xp.abs(residual_r)
    return ours - missing * xp.maximum(left, right), ours - missing * xp.minimum(left, right)


SECOND = dataclasses.replace(
    FIRST, id="mine.second", interval=second, statement="‖ζ_R‖ is between |m_R| g at the ends of [(a − Δ)₊, a + Δ]"
)
assert judge(SECOND) == (0, "refuted")

# %% [markdown]
# This one is dangerous. None of ten thousand pairs breaks it. A report on real people might show nothing either. Still
# it is refuted. Perhaps only by numbers that no two models have? `falsify` searches among models: it climbs from
# thousands of models and people towards a violation, and simplifies what it finds.

# %%
linear = constructions_for(SECOND)[:1]
finding = rb.falsify(SECOND, key=jax.random.key(0), starts=2**12, constructions=linear)
assert finding.result == "refuted"
assert finding.witness is not None
print({name: str(number) for name, number in finding.witness.parameters.items()})
witness = {name: float(Fraction(number)) for name, number in finding.witness.fields.items()}

# %%
steps, peak = np.linspace(0.0, 2.5, 300), np.sqrt(witness["lam"])
low, high = max(witness["norm_nr"] - witness["delta"], 0.0), witness["norm_nr"] + witness["delta"]
price = steps / (witness["lam"] + steps**2)
figure, axis = plt.subplots(figsize=(7, 3.2))
axis.plot(steps, price, color="black")
axis.axvspan(low, high, color="0.92", lw=0, label="where b may be")
for end in (low, high):
    axis.plot(end, end / (witness["lam"] + end**2), "s", color=LOWER, label="an end" if end == low else None)
true_price = witness["norm_r"] / (witness["lam"] + witness["norm_r"] ** 2)
axis.plot(witness["norm_r"], true_price, "X", ms=10, color=BROKEN, label="the robust model")
axis.set(xlabel="t, the length of the weights", ylabel="g(t)", title="Two models that break the second attempt")
axis.legend(loc="lower center", framealpha=1.0)
plt.show()

# %% [markdown]
# *The shaded range is where b may be. The squares are the prices at its two ends, the cross is the robust model: it
# stands at the peak between the ends, and pays more than at either.*
#
# That is the mistake. The least of g over a range is at an end, but its largest is at √λ, if that lies inside.
#
# ## Third attempt: the peak


# %%
def third(xp, residual_nr, residual_r, norm_nr, lam, delta):
    left, right = ends(xp, norm_nr, delta, lam)
    low, high = xp.maximum(norm_nr - delta, 0.0), norm_nr + delta
    most = unit_cost(xp.minimum(xp.maximum(xp.sqrt(lam), low), high), lam)
    ours, missing = xp.abs(residual_nr) * unit_cost(norm_nr, lam), xp.abs(residual_r)
    return ours - missing * most, ours - missing * xp.minimum(left, right)


THIRD = dataclasses.replace(
    SECOND,
    id="mine.third",
    interval=third,
    theory="true",
    source="Krishna et al. 2024, Theorem 1, once the robust model's score is known",
    statement="|m_R| min_I g ≤ ‖ζ_R‖ ≤ |m_R| max_I g, I = [(a − Δ)₊, a + Δ]",
)
assert judge(THIRD) == (0, "proved")

# %% [markdown]
# Proved, for all real numbers. Here are all of them on sixty of our pairs.

# %%
some = {name: values[:60] for name, values in FIELDS.items()}
figure, axes = plt.subplots(1, 3, figsize=(10, 3.4), sharey=True)
for axis, (title, claim) in zip(axes, {"first": FIRST, "third": THIRD, "theorem1.sound": SOUND}.items(), strict=True):
    verdict = rb.check(claim, **some)
    order = np.argsort(verdict.value)
    lower, value, upper = (np.asarray(part)[order] for part in (verdict.lower, verdict.value, verdict.upper))
    out = np.asarray(verdict.status)[order] == rb.Status.VIOLATED
    place = np.arange(len(order))
    axis.plot(place, lower, color=LOWER, lw=1.2, label="lower bound")
    axis.plot(place, upper, color=UPPER, lw=1.2, label="upper bound")
    axis.plot(place[~out], value[~out], ".", color=MEASURED, label="measured")
    axis.plot(place[out], value[out], "x", color=BROKEN, label="breaks the bound")
    axis.set(title=title, xlabel="pairs, by their gap", ylim=(-1.0, 0.8))
axes[0].set_ylabel("natural cost − robust cost")
axes[1].legend(frameon=False, fontsize=8, loc="lower center")
plt.show()

# %% [markdown]
# *Marks are measured gaps of cost. The first attempt lies between narrow bounds that half of the marks leave. The third
# holds all marks, and its bounds are much closer to them than those of `theorem1.sound`.*
#
# ## Is it sharper, always?
#
# That is a claim too: under the same premises, each end of the third attempt lies within the sound interval. So we
# can prove it.


# %%
def sharper(side: int) -> rb.Claim:
    """The claim that one end of the third attempt lies within the sound interval."""

    def value(xp, residual_nr, residual_r, norm_nr, lam, delta):
        return third(xp, residual_nr, residual_r, norm_nr, lam, delta)[side]

    return dataclasses.replace(THIRD, id=f"mine.sharper_{side}", value=value, interval=SOUND.interval)


assert [rb.prove(sharper(side)).result for side in (0, 1)] == ["proved", "proved"]
for claim in (SOUND, THIRD):
    verdict = rb.check(claim, **FIELDS)
    print(f"{claim.id}: median width {float(np.median(verdict.upper - verdict.lower)):.3f}")

# %% [markdown]
# And could it be sharper still? Not if models come as near to its ends as one likes. *Tightness* 1 is an end.

# %%
finding = rb.falsify(THIRD, key=jax.random.key(0), starts=2**12, constructions=linear)
assert finding.result == "not refuted"
assert finding.tightness > 0.99
print(f"tightness {finding.tightness:.4f}, the largest over {finding.starts:,} starts")

# %% [markdown]
# ## Two ways to fool oneself
#
# If nothing satisfies the premises, anything follows from them. Such a claim is called *vacuous*, and never proved.

# %%
slip = rb.Premise("Δ < 0", rb.Kind.HYPOTHESIS, lambda xp, delta: delta < 0.0, "a slip of the pen")  # noqa: ARG005
EMPTY = dataclasses.replace(FIRST, id="mine.empty", premises=(*FIRST.premises, slip))
assert judge(EMPTY)[1] == "vacuous"

# %% [markdown]
# And a formula must mean the same to everybody who reads it: arrays, exact arithmetic, the prover. What cannot, as an
# `if`, is refused, with what to write instead.


# %%
def careless(xp, residual_nr, residual_r, lam):
    if lam > 1.0:
        return residual_nr, residual_r
    return -xp.inf, residual_r


try:
    dataclasses.replace(THIRD, id="mine.careless", interval=careless)
except ClaimError as error:
    print(str(error).partition(": ")[2])
else:
    raise AssertionError("an if should have been refused")

# %% [markdown]
# ## On real people
#
# Put the claim into a file of its own. Every command then knows it, and a report checks it for every person:
#
# ```sh
# recourse-bounds prove mine.third --claims my_claims.py
# recourse-bounds report --claims my_claims.py --dataset breast-cancer
# ```
#
# [Write your own claims](../docs/claims.md) says what such a file looks like.
