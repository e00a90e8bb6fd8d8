# %% [markdown]
# # Wide networks: a kernel, and the number Δ_K
#
# *Reading time: seven minutes. It helps to have seen the tour of the claims.*
#
# Networks are hard to compare: train one twice, and its weights differ everywhere. But if a network has very many
# neurons, training it to the end gives the same function every time, and that function has a formula. So for such
# networks one can *compute* how far a natural and a robust model are apart. This notebook does, and asks what it is
# worth.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import polars as pl

import recourse_bounds as rb
from empirical.families.wide.pair import WidePair
from ntk import first_layer

plt.rcParams |= {"figure.constrained_layout.use": True, "axes.spines.top": False, "axes.spines.right": False}
NATURAL, MEASURED, UPPER = "0.35", "tab:orange", "tab:green"
real = rb.split(rb.load_data("breast-cancer"), seed=0)  # the first call also switches JAX to float64


def train(split: rb.Split, epsilon: float, ridge: float) -> WidePair:
    """Train a natural and a robust network of infinite width."""
    pair = rb.train_pair(split, model="ntk", epsilon=epsilon, ridges=ridge)
    assert isinstance(pair, WidePair)
    return pair


# %% [markdown]
# ## 1. A network becomes a kernel
#
# Take a network with one hidden layer of m neurons, all random: f(x) = (1/√m) Σ ± max(wᵀx, 0). If training moves its
# weights a little, f moves everywhere at once. How much f(x) moves with f(y) is a number K(x, y), the *kernel*. Let us
# compute it for random networks, and for points x and y at every angle.

# %%
draw = np.random.default_rng(0)
angles = np.linspace(0.0, np.pi, 100)
x, y = np.array([[1.0, 0.0]]), np.column_stack([np.cos(angles), np.sin(angles)])

figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), sharey=True)
for axis, width in zip(axes, (10, 100, 10_000), strict=True):
    for _ in range(5):
        neurons = draw.normal(size=(width, 2))
        both_active = ((neurons @ x.T > 0.0) & (neurons @ y.T > 0.0)).mean(axis=0)
        axis.plot(angles, both_active * (x @ y.T)[0], color=MEASURED, lw=1.0)
    axis.plot(angles, first_layer(x, y)[0], "--", color="black", label="infinitely wide")
    axis.set(title=f"{width:,} neurons", xlabel="angle between x and y")
    axis.set_xticks([0.0, np.pi / 2, np.pi], ["0", "90°", "180°"])
axes[0].set_ylabel("K(x, y)")
axes[0].legend(frameon=False)
plt.show()

# %% [markdown]
# *Five random networks in each panel. With ten neurons their kernels differ a lot, with ten thousand they all lie on
# the dashed curve, which has a formula.*
#
# Training an infinitely wide network to the end is *kernel regression*: solve (K + βI) w = Y for the weights w, one for
# each training person. K holds the kernel of all pairs of people, Y their labels ±1, and β is a little damping, the
# *ridge*. Then f(x) = Σ wᵢ K(x, xᵢ).
#
# ## 2. A natural and a robust one
#
# The robust network has the same formula, on *moved* people: every training person is moved by an attacker, by at most
# ε in each column. We make up two hundred people with two columns. Those near the middle are accepted.

# %%
points = draw.normal(size=(200, 2))
inside = np.linalg.norm(points, axis=1) + 0.25 * draw.normal(size=200) < 1.1
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "people.csv"
    answers = pl.Series(np.where(inside, "yes", "no"))
    pl.DataFrame({"first": points[:, 0], "second": points[:, 1], "accepted": answers}).write_csv(file)
    toy = rb.load_data(str(file), target="accepted", favourable="yes")
split = rb.split(toy, seed=0)
pair = train(split, epsilon=0.15, ridge=0.3)

# %%
side = np.linspace(-3.0, 3.0, 80)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
accepted = split.train_labels > 0.0
moved = pair.robust.regressor.X

figure, axes = plt.subplots(1, 2, figsize=(9, 4.2), sharex=True, sharey=True)
for axis, (name, model) in zip(axes, {"natural": pair.natural, "robust, ε = 0.15": pair.robust}.items(), strict=True):
    scores = model.scores(np.column_stack([grid, np.ones(len(grid))])).reshape(80, 80)
    axis.contourf(side, side, scores, levels=np.linspace(-1.6, 1.6, 9), cmap="PuOr", alpha=0.6, extend="both")
    axis.contour(side, side, scores, levels=[0.0], colors="black")
    for here, mark in ((accepted, "o"), (~accepted, "x")):
        rows = split.train[here] if name == "natural" else moved[here]
        axis.plot(rows[:, 0], rows[:, 1], mark, color="black", ms=3, mew=0.8)
    axis.set(title=name, xlabel="first column")
axes[1].quiver(
    *split.train[:, :2].T, *(moved - split.train)[:, :2].T, angles="xy", scale_units="xy", scale=1, width=0.002
)
axes[0].set_ylabel("second column")
plt.show()

# %% [markdown]
# *Two maps of scores, with a black line where the model changes its mind. Circles are people to accept, crosses people
# to reject. Left, the natural network. Right, everybody was moved along a short line towards the other side, and the
# robust network learned from these.*
#
# ## 3. Lemma 2, and how tight it is
#
# Both networks solve equations with the same labels and different kernels, K and K_R. So their weights differ by
#
# > ‖w_NR − w_R‖ ≤ Δ_K ‖Y‖, where Δ_K = ‖(K + βI)⁻¹ − (K_R + βI)⁻¹‖.
#
# That is Lemma 2, and it is true as printed. Δ_K is the norm of a large matrix; computers round, so the package gives
# two bounds for it, one from below and one from above, with a proof of the upper one.

# %%
print(f"Δ_K lies between {pair.gap.delta_k.lower:.7f} and {pair.gap.delta_k.upper:.7f}")
print(f"the upper bound is proved by {pair.gap.delta_k.certificate}")

# %% [markdown]
# Now a real data set, with 455 people to train on and 30 columns. We go through many ε, and through many ridges β.


# %%
def distances(epsilon, ridge):
    """The measured distance of the weights of a pair, and the bound of Lemma 2."""
    pair = train(real, epsilon, ridge)
    gap = np.linalg.norm(pair.natural.regressor.weights - pair.robust.regressor.weights)
    return gap, pair.gap.delta_k.upper * pair.gap.label_norm


epsilons = np.array([0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3])
by_epsilon = np.array([distances(epsilon, 1.0) for epsilon in epsilons])
ridges = np.array([0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0])
by_ridge = np.array([distances(0.1, ridge) for ridge in ridges])

figure, axes = plt.subplots(1, 2, figsize=(9, 3.6))
for axis, along, values in ((axes[0], epsilons, by_epsilon), (axes[1], ridges, by_ridge)):
    axis.plot(along, values[:, 1], color=UPPER, label="Δ_K ‖Y‖, the bound")
    axis.plot(along, values[:, 0], "o-", ms=4, color=MEASURED, label="‖w_NR − w_R‖, measured")
    axis.legend(frameon=False)
axes[0].set(xlabel="ε", ylabel="distance of the weights", title="β = 1")
axes[1].set(xlabel="ridge β", xscale="log", yscale="log", title="ε = 0.1")
plt.show()

share = by_epsilon[1:, 0] / by_epsilon[1:, 1]
print(f"over ε the measured distance is {share.min():.0%} to {share.max():.0%} of the bound")
share = by_ridge[:, 0] / by_ridge[:, 1]
print(f"over β it is {share.min():.0%} to {share.max():.0%}")
verdict = rb.check("lemma2.printed", weight_gap=by_ridge[:, 0], delta_k=by_ridge[:, 1], label_norm=1.0)
assert verdict.counts()["violated"] == 0

# %% [markdown]
# *Measured distances of weights, and the bound of Lemma 2 above them. Left, both grow with ε, from 0. Right, both
# shrink with the ridge. The bound is two to three times the distance.*
#
# A third to a half of a bound, on real data, is tight for such a lemma.
#
# ## 4. From weights to people
#
# Nobody is judged by a distance of weights. What Theorems 2 and 5 need is how far the two *scores* of a person can be
# apart. With Lemma 2 alone, they conclude
#
# > |f_NR(x) − f_R(x)| ≤ ‖K(x, X) − K(x, X_R)‖ ‖w_NR‖ + ‖K(x, X_R)‖ Δ_K ‖Y‖.
#
# The first part says that people were moved, the second that weights differ. Here are both sides, for every test
# person.

# %%
pair = train(real, epsilon=0.1, ridge=1.0)
natural, robust = pair.natural.regressor, pair.robust.regressor
to_natural, to_robust = (np.asarray(model.kernel(real.test, model.X)) for model in (natural, robust))
apart = np.abs(pair.natural.scores(real.test) - pair.robust.scores(real.test))
people_moved = np.linalg.norm(to_natural - to_robust, axis=1) * np.linalg.norm(natural.weights)
weights_differ = np.linalg.norm(to_robust, axis=1) * pair.gap.delta_k.upper * pair.gap.label_norm
allowed = people_moved + weights_differ
assert (apart <= allowed).all()

figure, axis = plt.subplots(figsize=(7, 3.6))
order, place = np.argsort(apart), np.arange(len(apart))
axis.plot(place, allowed[order], color=UPPER, label="allowed by Lemma 2")
axis.plot(place, np.abs(pair.natural.scores(real.test))[order], ".", ms=3, color=NATURAL, label="size of the score")
axis.plot(place, apart[order], "o", ms=3, color=MEASURED, label="measured difference of the scores")
axis.set(yscale="log", xlabel="test people, by their difference", ylabel="scores", title="ε = 0.1, β = 1")
axis.legend(frameon=False, loc="lower right")
plt.show()

print(f"in the median the bound is {np.median(allowed / apart):,.0f} times the difference")

# %% [markdown]
# *Scores on a logarithmic axis. For every person the allowed difference is hundreds or thousands of times the measured
# one, and far above the scores themselves.*
#
# So a tight lemma gives a useless bound. The reason is a worst case that never comes: the bound allows the two weight
# vectors to differ exactly in the direction in which this person is judged, for all people at once. Weights differ in
# hundreds of directions, and most of it cancels.
#
# Theorem 2 with this bound never says that a robust recourse costs anything, and Theorem 5 says nothing of anybody.
# Both are proved, and hold for everybody. [What was found](../docs/findings.md#wide-networks) says so for German, Bail
# and the whole of Adult.
#
# ## Where to go next
#
# - [Use kernels of wide networks](../docs/kernels.md): deeper ones, and those of neural-tangents
# - A report on wide networks: `recourse-bounds report --model ntk --epsilon .1,.3 --ridge .1,1`
