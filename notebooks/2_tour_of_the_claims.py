# %% [markdown]
# # A tour of the claims: where they break, and what is true instead
#
# *Reading time: ten minutes. You need to know what a linear model is.*
#
# Krishna, Agarwal and Lakkaraju (AAAI 2024) compare two models that differ in one thing: the *robust* one was trained
# against an attacker who may move every input by up to ε, the *natural* one was not. They state two lemmas and five
# theorems:
#
# - Lemmas 1 and 2: how far apart are the two models?
# - Theorems 1, 2 and 3: how much more does a recourse cost for the robust one?
# - Theorems 4 and 5: is it less likely to be accepted?
#
# Some of these are false as they are printed. This tour shows where each one breaks, in pictures, and what is true in
# its place. The [errata page](../docs/errata.md) has the exact statements.

# %%
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch, Rectangle

import recourse_bounds as rb

plt.rcParams |= {"figure.constrained_layout.use": True, "axes.spines.top": False, "axes.spines.right": False}
COLOURS = {
    rb.Status.HOLDS: "#8fd0b8",
    rb.Status.VACUOUS: "#f5eca8",
    rb.Status.VIOLATED: "#d55e00",
    rb.Status.INAPPLICABLE: "#e4e4e4",
    rb.Status.NONFINITE: "#333333",
}
WORDS = {
    rb.Status.HOLDS: "holds",
    rb.Status.VIOLATED: "broken",
    rb.Status.INAPPLICABLE: "does not apply",
}

# %% [markdown]
# ## All claims about recourse at a glance
#
# A *claim* says: under some premises, a number lies in an interval. `rb.prove` asks a prover whether that follows, for
# all real numbers. It takes a second for all of them.

# %%
FAMILIES = ("lemma1", "theorem1", "lemma2", "theorem2", "theorem3", "theorem4", "theorem5")
results = {name: rb.prove(name).result for name in rb.CLAIMS if name.split(".")[0] in FAMILIES}

figure, axis = plt.subplots(figsize=(10, 4.2))
for row, family in enumerate(FAMILIES):
    variants = [name for name in results if name.split(".")[0] == family]
    for column, name in enumerate(variants):
        false = results[name] == "refuted"
        colour = COLOURS[rb.Status.VIOLATED if false else rb.Status.HOLDS]
        axis.add_patch(Rectangle((column + 0.03, row + 0.08), 0.94, 0.84, color=colour))
        label = name.split(".")[1].replace("_", "\n") + (" ✗" if false else " ✓")
        axis.text(column + 0.5, row + 0.5, label, ha="center", va="center", fontsize=8.5)
axis.set(xlim=(0, 9), ylim=(len(FAMILIES), 0))
axis.set_yticks(np.arange(len(FAMILIES)) + 0.5, [f"{name[:-1].capitalize()} {name[-1]}" for name in FAMILIES])
axis.tick_params(length=0)
axis.set_xticks([])
for side in ("left", "bottom"):
    axis.spines[side].set_visible(False)
plt.show()

assert sum(result == "refuted" for result in results.values()) == 7

# %% [markdown]
# *Each row is a lemma or a theorem, each box a form of it. Red boxes with a cross are refuted: seven forms, all of them
# printed. Green boxes with a tick are proved.*
#
# Below, maps show a plane of two numbers, and what `rb.check` says at each point of it.


# %%
def draw_map(axis, x, y, claim, **fields):
    """Colour the plane of two numbers by what the claim says there, and say whether it is broken somewhere."""
    status = np.asarray(rb.check(claim, **fields).status)
    colours = ListedColormap([COLOURS[each] for each in rb.Status])
    axis.pcolormesh(x, y, status, cmap=colours, vmin=-0.5, vmax=len(rb.Status) - 0.5, rasterized=True)
    axis.set_title(claim)
    return bool((status == rb.Status.VIOLATED).any())


def legend(figure, *shown):
    """Explain the colours below all maps."""
    handles = [Patch(color=COLOURS[status], label=WORDS[status]) for status in shown]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(shown), frameon=False)


# %% [markdown]
# ## Lemma 1: how far apart are two linear models?
#
# Everything else builds on a bound Δ for the distance of the two models' weights. As printed, it is
#
# > Δ = N η (y‖x‖ + ε√d)
#
# for N training steps of size η, and *one* person x with label y = ±1. For y = −1 this is mostly negative. No distance
# is. We train on a real data set, once for each ε, and look.

# %%
EPSILONS = np.linspace(0.0, 0.3, 13)
split = rb.split(rb.load_data("breast-cancer"), seed=0)
pairs = [rb.train_pair(split, epsilon=epsilon) for epsilon in EPSILONS]


def distance(pair):
    """The distance of the two models' weights."""
    return float(np.linalg.norm(pair.natural.weights - pair.robust.weights))


def training_fields(pair):
    """What Lemma 1 reads of a training run."""
    run = pair.robust.run
    return {
        "weight_gap": distance(pair),
        "mean_input_norm": np.linalg.norm(split.train, axis=1).mean(),
        "dim": split.attacked.sum(),
        **{name: getattr(run, name) for name in ("steps", "learning_rate", "epsilon", "attack_factor")},
        **{name: getattr(run, name) for name in ("robust_weight_norm", "smoothness", "gradient_gap_sum")},
    }


runs = [training_fields(pair) for pair in pairs]
fields = {name: np.array([float(run[name]) for run in runs]) for name in runs[0]}
length = float(np.median(np.linalg.norm(split.test, axis=1)))
uppers = {
    f"printed, y = {label:+d}": rb.check("lemma1.printed", label=label, input_norm=length, **fields).upper
    for label in (1, -1)
} | {form: rb.check(f"lemma1.{form}", **fields).upper for form in ("sound", "sharp", "path")}

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
left.plot(EPSILONS, uppers["printed, y = +1"], "--", color="tab:brown", label="printed, y = +1")
left.plot(EPSILONS, uppers["printed, y = -1"], "--", color=COLOURS[rb.Status.VIOLATED], label="printed, y = −1")
left.set(title="As printed", ylabel="distance of the weights")
for form, colour in (("sound", "tab:blue"), ("sharp", "tab:green"), ("path", "tab:purple")):
    right.plot(EPSILONS[1:], np.asarray(uppers[form])[1:], color=colour, label=form)
right.set(title="What is true (logarithmic)", yscale="log")
for axis in (left, right):
    axis.plot(EPSILONS[1:], fields["weight_gap"][1:], "o-", ms=3, color="black", label="measured")
    axis.set_xlabel("ε")
left.legend(frameon=False, loc=(0.05, 0.56))
right.legend(frameon=False, loc=(0.05, 0.4))
plt.show()

# %% [markdown]
# *Black is the measured distance of the weights, over ε. Left, the printed bound: for y = −1 it lies far below zero, so
# the measured distance breaks it. Right, three proved bounds, all above the measured distance; the lowest knows the
# most of the training run.*
#
# ## Theorem 1: the cost, for linear models
#
# > | natural cost − robust cost | ≤ | λ (2a + Δ) / (a (a − Δ)) |
#
# Here a is the length of the natural model's weights, and λ says how much SCFE prefers to stay near. Two things went
# wrong. The proof forgets what is *missing* from the target score, m = s − f(x). And it prints every cost a factor λ
# too small.

# %%
LAM = 0.25
missing, delta = np.linspace(0.0, 6.0, 241), np.linspace(0.005, 2.0, 240)[:, None]
cost = missing * 1.0 / (LAM + 1.0)  # a = b = 1
fields = {"lam": LAM, "norm_nr": 1.0, "norm_r": 1.0, "residual_nr": missing, "residual_r": 0.0, "cost_r": 0.0}
fields |= {"delta": delta, "input_norm": missing / delta}

figure, axes = plt.subplots(1, 3, figsize=(10, 3.6), sharey=True)
panels = (("theorem1.printed", LAM, "cost as printed"), ("theorem1.printed", 1.0, "real cost"))
for axis, (claim, factor, title) in zip(axes, (*panels, ("theorem1.sound", 1.0, "real cost")), strict=True):
    broken = draw_map(axis, missing, delta[:, 0], claim, cost_nr=factor * cost, **fields)
    assert broken == claim.endswith("printed")
    axis.set(title=f"{claim}, {title}", xlabel="what is missing, m_NR")
axes[0].set_ylabel("Δ / a")
legend(figure, rb.Status.HOLDS, rb.Status.VIOLATED)
plt.show()

# %% [markdown]
# *Maps over what the natural model misses and over Δ, where the robust model misses nothing. The printed claim breaks
# where much is missing and Δ is not near a, and sooner for the real cost. The sound claim breaks nowhere.*
#
# A single case that anybody can check by hand:

# %%
case = rb.prove("theorem1.printed").counterexample
assert case is not None
print(", ".join(f"{name} = {number}" for name, number in case.items()))
replay = rb.certify("theorem1.printed", field_error=0.0, **dict(case))
print(f"gap of the costs {replay.value}, allowed from {replay.lower} to {replay.upper}: {replay.outcome}")

# %% [markdown]
# ## Theorem 2: the cost, for networks
#
# > | natural cost − robust cost | ≤ 1/a + 1/b
#
# Now a and b are the slopes of two networks at the person. Again what is missing was forgotten: the bound is right
# only while it is at most 1.

# %%
missing, slope = np.linspace(0.0, 4.0, 241), np.linspace(0.05, 2.0, 240)[:, None]
fields = {"lam": 0.01, "slope_nr": slope, "slope_r": 1.0, "residual_nr": missing, "residual_r": 0.0}
fields |= {"cost_nr": missing * slope / (0.01 + slope**2), "cost_r": 0.0}
fields |= {"residual_radius": missing, "slope_radius": np.abs(slope - 1.0)}

figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
for axis, claim in zip(axes, ("theorem2.printed", "theorem2.sound"), strict=True):
    broken = draw_map(axis, missing, slope[:, 0], claim, **fields)
    assert broken == claim.endswith("printed")
    axis.set_xlabel("what is missing, m_NR")
    axis.axvline(1.0, color="black", lw=0.8, ls=":")
axes[0].set_ylabel("slope a of the natural network (b = 1)")
legend(figure, rb.Status.HOLDS, rb.Status.VIOLATED)
plt.show()

# %% [markdown]
# *Maps over what is missing and over the slope. Left of the dotted line, where at most 1 is missing, the printed claim
# holds. Further to the right it breaks for most slopes. The sound claim breaks nowhere.*
#
# ## Theorem 3: recourses that a decoder makes
#
# C-CHVAE looks for recourses among the outputs of a decoder G. A code z' stands near the person's code z, within radii
# r. If G stretches distances at most L times, then
#
# > | natural cost − robust cost | ≤ L (r_R + r_NR).
#
# This is true if L relates the right lengths. Costs are lengths in ℓ₂. The paper measures both codes and outputs in the
# same ℓp, and for p > 2 that is too little.

# %%
draw = np.random.default_rng(2)
decoders = draw.normal(size=(2000, 2, 2))
corners = draw.choice([-1.0, 1.0], (2000, 2)) * draw.uniform(0.5, 1.0, (2000, 2))  # codes with ℓ∞ radius up to 1
change = np.einsum("nij,nj->ni", decoders, corners)
radius, cost = np.abs(corners).max(axis=1), np.linalg.norm(change, axis=1)
signs = np.array([[1.0, 1.0], [1.0, -1.0]])
right_constant = np.linalg.norm(decoders @ signs.T, axis=1).max(axis=1)  # ℓ∞ → ℓ₂
wrong_constant = np.abs(decoders).sum(axis=2).max(axis=1)  # ℓ∞ → ℓ∞

figure, axes = plt.subplots(1, 2, figsize=(9, 3.8), sharey=True)
for axis, (title, constant) in zip(
    axes, {"L from ℓ∞ to ℓ∞, as printed": wrong_constant, "L from ℓ∞ to ℓ₂": right_constant}.items(), strict=True
):
    fields = {"cost_nr": 0.0, "cost_r": cost, "lipschitz": constant, "radius_nr": 0.0, "radius_r": radius}
    verdict = rb.check("theorem3.printed", latent_gap=radius, recourse_gap=cost, **fields)
    out = np.asarray(verdict.status) == rb.Status.VIOLATED
    assert out.any() == (constant is wrong_constant)
    axis.plot((constant * radius)[~out], cost[~out], ".", ms=3, color="#3a9b7a", label="holds")
    axis.plot((constant * radius)[out], cost[out], "x", ms=4, color=COLOURS[rb.Status.VIOLATED], label="broken")
    axis.axline((0, 0), slope=1.0, color="black", lw=0.8)
    axis.set(title=f"{title}: {out.mean():.0%} broken", xlabel="L (r_R + r_NR)", xlim=(0, 5), ylim=(0, 5))
    axis.legend(frameon=False, loc="upper left")
axes[0].set_ylabel("gap of the costs")
plt.show()

# %% [markdown]
# *Each mark is a decoder with a recourse; above the line the claim is broken. With the constant from ℓ∞ to ℓ∞ a quarter
# of them lies above, with the one from ℓ∞ to ℓ₂ none.*
#
# ## Theorem 4: is the recourse accepted?
#
# Write u for the natural model's score of its own recourse, v for its score of the robust model's recourse, and R for
# the most that the two models can differ there. The theorem compares the two *validities*: the probabilities that each
# model gives to its own recourse. As printed:
#
# > natural validity ≥ robust validity, if |v − u| ≤ R. And only if.
#
# Both directions are false. The proof takes absolute values on both sides of an inequality, and reads it backwards. In
# the maps the robust score is the worst that is possible.

# %%
lead, reach = np.linspace(-2.0, 2.0, 241), np.linspace(0.0, 2.0, 121)[:, None]
FORMS = {"printed": 1.0, "onlyif_printed": -1.0, "sound": 1.0, "onlyif": -1.0}

figure, axes = plt.subplots(1, 4, figsize=(11, 3.2), sharey=True)
for axis, (form, worst) in zip(axes, FORMS.items(), strict=True):
    scores = {"score_nr_nr": 0.0, "score_nr_r": lead, "score_r_r": lead + worst * reach}
    broken = draw_map(axis, lead, reach[:, 0], f"theorem4.{form}", delta=reach, recourse_norm_r=1.0, **scores)
    assert broken == form.endswith("printed")
    axis.plot([-2, 0, 2], [2, 0, 2], "k--", lw=1)
    axis.set_xlabel("v − u")
axes[0].set_ylabel("R")
axes[0].text(0.0, 1.5, "|v − u| ≤ R", ha="center")
legend(figure, rb.Status.HOLDS, rb.Status.VIOLATED, rb.Status.INAPPLICABLE)
plt.show()

# %% [markdown]
# *Maps over v − u and R; dashed is the printed condition, a wedge. The printed "if" breaks everywhere in the wedge, the
# printed "only if" to the left of it. The two sound forms use one side of the wedge alone, and break nowhere.*
#
# Instead of a condition, there is an interval that always holds: `theorem4.sharp`. Here it is for one real person, for
# whom we find a recourse for each of the models above.

# %%
person = split.test[pairs[0].natural.scores(split.test) <= 0.0][:1]
minimiser = {"mode": "fixed", "feasible": False}  # of which the theorems speak
ours = rb.recourse(pairs[0].natural, person, split.space, **minimiser).points
theirs = np.concatenate([rb.recourse(pair.robust, person, split.space, **minimiser).points for pair in pairs])
verdict = rb.check(
    "theorem4.sharp",
    score_nr_nr=pairs[0].natural.scores(ours),
    score_nr_r=pairs[0].natural.scores(theirs),
    score_r_r=[pair.robust.scores(theirs[[place]])[0] for place, pair in enumerate(pairs)],
    delta=[distance(pair) for pair in pairs],
    recourse_norm_r=np.linalg.norm(theirs, axis=1),
)
assert verdict.counts()["violated"] == 0

figure, axis = plt.subplots(figsize=(7, 3.4))
axis.fill_between(EPSILONS, verdict.lower, verdict.upper, color="tab:blue", alpha=0.15, lw=0)
axis.plot(EPSILONS, verdict.lower, color="tab:blue", label="lower bound")
axis.plot(EPSILONS, verdict.upper, color="tab:green", label="upper bound")
axis.plot(EPSILONS, verdict.value, "o-", ms=3, color="tab:orange", label="measured")
axis.set(xlabel="ε", ylabel="natural validity − robust validity", title="One person of a real data set")
axis.legend(frameon=False)
plt.show()

# %% [markdown]
# *The measured gap of validity stays at zero, since both recourses nearly reach the same target score. The bounds part
# quickly: at small ε they tell something, later only that probabilities lie between 0 and 1.*
#
# ## Theorem 5, and Lemma 2
#
# Theorem 5 says of infinitely wide networks what Theorem 4 says of linear models, with another radius R. It fails at
# the same places:

# %%
for form, worst in FORMS.items():
    scores = {"score_nr_nr": 0.0, "score_nr_r": lead, "score_r_r": lead + worst * reach}
    linear = rb.check(f"theorem4.{form}", delta=reach, recourse_norm_r=1.0, **scores)
    wide = rb.check(f"theorem5.{form}", delta_k=reach, label_norm=1.0, kernel_norm_r=1.0, **scores)
    print(f"theorem5.{form:15} broken at the same points: {np.array_equal(linear.status, wide.status)}")

# %% [markdown]
# Lemma 2 bounds the distance of two wide networks, and is true as printed. The next notebook is about it.
#
# ## Where to go next
#
# - [All claims](../docs/reference/claims.md), and the [errata page](../docs/errata.md) with every counterexample
# - [Check, prove and falsify](../docs/proving.md) claims yourself
# - [What was found](../docs/findings.md) on millions of verdicts
