# %% [markdown]
# # The trade-off: what robustness costs people
#
# *Reading time: six minutes. It helps to have read "Five minutes".*
#
# A robust model withstands small changes of its inputs. A recourse *is* a change of the inputs. So the two pull in
# different directions: what protects the model from attackers may make it harder for a person to be accepted. This
# notebook measures it on real people, for linear models and for ReLU networks, over ε: how strong an attack the model
# was trained against.
#
# It uses German credit data if the folder that `RECOURSE_BOUNDS_DATA` names has them, and else a set of tumours that
# comes with scikit-learn. (Nobody can act on a tumour: it stands in where no file is at hand.)

# %%
import os

import matplotlib.pyplot as plt
import numpy as np

import recourse_bounds as rb

plt.rcParams |= {"figure.constrained_layout.use": True, "axes.spines.top": False, "axes.spines.right": False}
NATURAL, ROBUST, THIRD = "0.35", "tab:purple", "tab:orange"
EPSILONS = (0.0, 0.05, 0.1, 0.2)

name = "german" if "RECOURSE_BOUNDS_DATA" in os.environ else "breast-cancer"
data = rb.load_data(name)
split = rb.split(data, seed=0)
print(f"{name}: {len(split.train)} people to train on, {len(split.test)} to test, {split.test.shape[1] - 1} columns")

# %% [markdown]
# ## 1. Train, and find recourses
#
# For each ε we train a natural and a robust model. An attacker may move a person by up to ε in all (in ℓ₂, in standard
# deviations). Both answers weigh the same in training. Then everybody whom the natural model rejects gets two
# recourses, one for each model.

# %%
KINDS = {"linear": {}, "mlp": {"epochs": 60}}
pairs, rejected, found = {}, {}, {}
for kind, how in KINDS.items():
    for epsilon in EPSILONS:
        pair = rb.train_pair(split, model=kind, epsilon=epsilon, norm=2.0, class_weights="balanced", **how)
        pairs[kind, epsilon] = pair
        rejected[kind] = pair.natural.scores(split.test) <= 0.0
        people = split.test[rejected[kind]]
        models = {"natural": pair.natural, "robust": pair.robust}
        found[kind, epsilon] = {by: rb.recourse(model, people, split.space) for by, model in models.items()}
for kind, rows in rejected.items():
    print(f"the natural {kind} model rejects {rows.sum()} of {len(rows)} test people")


def share_accepted(model, recourses):
    """The share of the recourses found that a model accepts; NaN if there are none."""
    points = recourses.points[recourses.found]
    return float((model.scores(points) > 0.0).mean()) if len(points) else float("nan")


def measures(kind, epsilon):
    """What is drawn over ε."""
    pair, both = pairs[kind, epsilon], found[kind, epsilon]
    people = split.test[rejected[kind]]
    two = both["natural"].found & both["robust"].found
    return {
        "natural": float(both["natural"].costs[two].mean()) if two.any() else float("nan"),
        "robust": float(both["robust"].costs[two].mean()) if two.any() else float("nan"),
        "robust's, by the natural model": share_accepted(pair.natural, both["robust"]),
        "natural's, by the robust model": share_accepted(pair.robust, both["natural"]),
        "accepted by the robust model as they are": float((pair.robust.scores(people) > 0.0).mean()),
        "accuracy of the robust model": float((np.sign(pair.robust.scores(split.test)) == split.test_labels).mean()),
    }


# %%
PANELS = {
    "Mean cost of a recourse": {"natural": NATURAL, "robust": ROBUST},
    "Recourses accepted by the other model": {
        "robust's, by the natural model": ROBUST,
        "natural's, by the robust model": NATURAL,
    },
    "Shares of people": {"accepted by the robust model as they are": ROBUST, "accuracy of the robust model": THIRD},
}
figure, axes = plt.subplots(2, 3, figsize=(11, 6), sharex=True)
for row, kind in enumerate(KINDS):
    values = [measures(kind, epsilon) for epsilon in EPSILONS]
    for axis, (title, curves) in zip(axes[row], PANELS.items(), strict=True):
        for curve, colour in curves.items():
            axis.plot(EPSILONS, [value[curve] for value in values], "o-", ms=4, color=colour, label=curve)
        axis.set_ylim(0.0, None if title.startswith("Mean") else 1.05)
        if row == 0:
            axis.set_title(title)
            axis.legend(frameon=False, fontsize=8, loc=(0.02, 0.35) if title == "Shares of people" else "lower left")
    axes[row, 0].set_ylabel({"linear": "linear models", "mlp": "ReLU networks"}[kind])
for axis in axes[1]:
    axis.set_xlabel("ε")
plt.show()

# %% [markdown]
# *Six panels over ε: above linear models, below ReLU networks. Left, what a recourse costs for each model, over the
# people who need one for both. Middle, how many recourses the other model accepts. Right, how many of these people the
# robust model accepts without any change, and how accurate it is.*
#
# On German credit the robust model asks for more, up to twice the cost, and half of what convinces the natural model
# does not convince it. It also accepts some of these people as they are: robust training moves the line, and some come
# to lie on the good side. On other data it may be otherwise, so measure yours.
#
# ## 2. Person by person
#
# Means hide people. Here is everybody who needs a recourse for both models.

# %%
last = EPSILONS[-1]
figure, axes = plt.subplots(1, 2, figsize=(9, 4))
for axis, kind in zip(axes, KINDS, strict=True):
    costs = {by: recourses.costs for by, recourses in found[kind, last].items()}
    axis.plot(costs["natural"], costs["robust"], "o", ms=4, color=ROBUST, alpha=0.7)
    axis.axline((0.0, 0.0), slope=1.0, color="black", lw=0.8)
    two = np.isfinite(costs["natural"]) & np.isfinite(costs["robust"])
    dearer = (costs["robust"] > costs["natural"])[two]
    title = {"linear": "linear models", "mlp": "ReLU networks"}[kind]
    axis.set(title=f"{title}: dearer for {dearer.sum()} of {dearer.size}", xlabel="cost for the natural model")
    axis.set(xlim=(0, None), ylim=(0, None))
axes[0].set_ylabel(f"cost for the robust model, ε = {last:g}")
plt.show()

# %% [markdown]
# *Each mark is a person: to the right their cost for the natural model, upwards for the robust one. Above the line the
# robust model is dearer.*
#
# ## 3. What is asked of one person
#
# Take the person for whom the cost rises the most, and see which columns the robust model wants changed, as ε grows.

# %%
rise = found["linear", last]["robust"].costs - found["linear", last]["natural"].costs
someone = int(np.nanargmax(rise))
changes = np.array([found["linear", epsilon]["robust"].changes[someone, :-1] for epsilon in EPSILONS])
columns = np.argsort(-np.nan_to_num(np.abs(changes)).max(axis=0))[:6]

figure, axis = plt.subplots(figsize=(8, 3.4))
limit = np.nanmax(np.abs(changes))
image = axis.imshow(changes[:, columns].T, cmap="PuOr", vmin=-limit, vmax=limit, aspect="auto")
for (row, column), value in np.ndenumerate(changes[:, columns].T):
    ink = "white" if abs(value) > 0.6 * limit else "black"
    if np.isfinite(value) and abs(value) > 0.005:
        axis.text(column, row, f"{value:+.2f}", ha="center", va="center", fontsize=9, color=ink)
axis.set_xticks(range(len(EPSILONS)), [f"ε = {epsilon:g}" for epsilon in EPSILONS])
axis.set_yticks(range(len(columns)), [split.names[column] for column in columns])
axis.set_title("What the robust model asks of one person")
figure.colorbar(image, label="change, standard deviations")
plt.show()

# %% [markdown]
# *Rows are columns of the data, from left to right ε grows. Numbers are changes in standard deviations; an empty cell
# is no change.*
#
# Robust training first forgets the columns that tell little. What is left to change are a few columns, and more of
# these is needed.
#
# ## 4. Groups
#
# Does it meet everybody alike? We compare people by a protected column if the data have one, and else by the size of
# their first column. With a few dozen people a mean is uncertain: the bars are two standard errors.

# %%
protected = data.protected[0] if data.protected else data.features[0].name
feature = next(one for one in data.features if one.name == protected)
values = data.values[split.test_rows, [one.name for one in data.features].index(protected)]
levels = feature.levels or ("small", "large")
member = values.astype(int) if feature.levels else (values > np.median(values)).astype(int)

figure, axis = plt.subplots(figsize=(7, 3.6))
place = np.array(EPSILONS)
for number, level in enumerate(levels):
    for by, colour in (("natural", NATURAL), ("robust", ROBUST)):
        costs = [found["linear", epsilon][by].costs[member[rejected["linear"]] == number] for epsilon in EPSILONS]
        costs = [some[np.isfinite(some)] for some in costs]
        mean = [some.mean() if some.size else np.nan for some in costs]
        error = [2.0 * some.std() / np.sqrt(some.size) if some.size else np.nan for some in costs]
        label = f"{by} model, {protected}: {level}"
        style = {"ls": "-" if number == 0 else "--", "marker": "os"[number % 2], "ms": 5, "capsize": 3}
        axis.errorbar(place + 0.002 * number, mean, error, color=colour, label=label, **style)
axis.set(xlabel="ε", ylabel="mean cost of a recourse", ylim=(0, None), title="Costs by group, linear models")
axis.legend(frameon=False, fontsize=8)
plt.show()

# %% [markdown]
# *Mean costs by group over ε, solid for the first group and dashed for the second, with bars of two standard errors.
# Where bars overlap, the data do not tell the groups apart.*
#
# A report makes this comparison for every protected column, with bootstrap intervals:
# `recourse-bounds report --dataset german --group Gender`.
#
# ## Where to go next
#
# - [Make a report](../docs/making-a-report.md) on many ε and seeds at once
# - [What was found](../docs/findings.md) on seven data sets
# - The next notebook writes a bound of its own
