# %% [markdown]
# # Five minutes: your own table, to a page
#
# *Reading time: five minutes. You need no mathematics.*
#
# A bank refuses a loan. What could this person change, so that the bank says yes? Such a change is called a
# *recourse*. It has a *cost*: how far the person has to move.
#
# Now the bank trains a second model that withstands small manipulations of its inputs, a *robust* one. Does the same
# person pay more? Theorems give limits to that. This notebook takes a table through all of it, to a page that you can
# show to somebody.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import polars as pl

import recourse_bounds as rb

plt.rcParams |= {"figure.constrained_layout.use": True, "axes.spines.top": False, "axes.spines.right": False}
NATURAL, ROBUST = "0.35", "tab:purple"
LOWER, MEASURED, UPPER, BROKEN = "tab:blue", "tab:orange", "tab:green", "tab:red"

# %% [markdown]
# ## 1. A table
#
# Any CSV or Parquet file will do: one row for a person, one column to predict. Ours is made up here, in a temporary
# folder: 600 people who asked for a loan. Money is in thousands of euros.

# %%
folder = tempfile.TemporaryDirectory()
loans = Path(folder.name) / "loans.csv"

draw = np.random.default_rng(7)
people = 600
age = draw.integers(21, 68, people)
table = pl.DataFrame(
    {
        "age": age,
        "sex": draw.choice(["female", "male"], people),
        "income": draw.lognormal(3.5, 0.4, people).round(1),
        "savings": draw.gamma(1.5, 6.0, people).round(1),
        "debt": draw.gamma(2.0, 5.0, people).round(1),
        "years_employed": np.minimum(draw.integers(0, 25, people), age - 18),
        "housing": draw.choice(["rents", "owns"], people, p=[0.6, 0.4]),
    }
)
merit = 0.07 * table["income"] + 0.08 * table["savings"] - 0.14 * table["debt"] + 0.08 * table["years_employed"]
luck = draw.logistic(0.0, 0.8, people)
good = merit + 0.7 * (table["housing"] == "owns") + luck > 2.4
table = table.with_columns(approved=pl.Series(np.where(good, "yes", "no")))
table.write_csv(loans)
table.head(3)

# %%
figure, axis = plt.subplots(figsize=(7, 3.6))
for answer, mark, colour in (("yes", "o", "tab:green"), ("no", "x", "tab:red")):
    some = table.filter(approved=answer)
    axis.plot(some["income"], some["debt"], mark, color=colour, ms=4, alpha=0.7, label=f"approved: {answer}")
axis.set(xlabel="income, thousand € a year", ylabel="debt, thousand €", title="Who got the loan")
axis.legend(frameon=False)
plt.show()

# %% [markdown]
# *Each mark is a person. Loans go to those with much income and little debt, with exceptions: savings, work and
# housing count too, and there is luck.*
#
# ## 2. Say what the columns are
#
# The package guesses what a column holds, and says what it guessed. Two things it cannot guess: which value everybody
# hopes for, and what nobody can change. Some more can be said in a small file, the *schema*: units, and directions.

# %%
schema = Path(folder.name) / "loans.toml"
schema.write_text("""
[features]
income = {unit = "thousand €"}
savings = {unit = "thousand €"}
debt = {unit = "thousand €"}
years_employed = {unit = "years", direction = "up"}
""")
how = {"target": "approved", "favourable": "yes", "immutable": ("age", "sex"), "schema": str(schema)}

data = rb.load_data(str(loans), **how)
for feature in data.features:
    kind = " or ".join(feature.levels) or ("whole number" if feature.integer else "number")
    print(f"{feature.name:15} {kind:15} {feature.unit:12} {'nobody can change it' if feature.immutable else ''}")

# %% [markdown]
# ## 3. Two models
#
# The *natural* model is trained on the table as it is. The *robust* one is trained while an attacker moves every input
# by up to ε = 0.1 of a standard deviation. All else is equal. Both are linear: a column has a weight, and the weights
# say what counts.

# %%
pair = rb.train_pair(data, epsilon=0.1)
split = pair.split
for name, model in (("natural", pair.natural), ("robust", pair.robust)):
    right = np.sign(model.scores(split.test)) == split.test_labels
    print(f"the {name} model is right about {right.mean():.0%} of the test people")

# %%
assert isinstance(pair.natural, rb.LinearModel)
assert isinstance(pair.robust, rb.LinearModel)
names = [feature.name for feature in data.features]
place = np.arange(len(names))
labels = [f"{one.name}\n= {one.levels[1]}" if one.levels else one.name for one in data.features]
figure, axis = plt.subplots(figsize=(7, 3.2))
axis.bar(place - 0.2, pair.natural.weights[:-1], 0.4, color=NATURAL, label="natural model")
axis.bar(place + 0.2, pair.robust.weights[:-1], 0.4, color=ROBUST, label="robust model")
axis.axhline(0.0, color="black", lw=0.8)
axis.set_xticks(place, labels)
axis.set(ylabel="weight", title="What counts for whom")
axis.tick_params(axis="x", labelsize=8)
axis.legend(frameon=False)
plt.show()

# %% [markdown]
# *Bars are weights: to the top helps, to the bottom hurts. The robust model's weights are smaller, and some are nearly
# zero. An attacker can use every weight, so robust training shrinks them.*
#
# ## 4. One person
#
# Both models reject row 87 of the table. We ask for a recourse for this person, once for each model. `rb.changes`
# tells it in the units of the table.

# %%
person = split.test[split.test_rows == 87]
table[87]

# %%
found = {name: rb.recourse(getattr(pair, name), person, split.space) for name in ("natural", "robust")}
accepts = {name: {by: bool(getattr(pair, by).scores(found[name].points)[0] > 0.0) for by in found} for name in found}
for name, recourse in found.items():
    print(f"The {name} model would accept, at a cost of {recourse.costs[0]:.2f}:")
    for change in rb.changes(person, recourse.points, split).iter_rows(named=True):
        before, after = change["from_level"], change["to_level"]
        if before is None:
            before, after = f"{change['from']:.1f}", f"{change['to']:.1f}"
        print(f"  {change['column']:15} {before:>6} → {after}")
    print(f"  accepted by: {', '.join(by for by, yes in accepts[name].items() if yes)}\n")

# %%
figure, axis = plt.subplots(figsize=(7, 3.2))
for name, shift, colour in (("natural", 0.17, NATURAL), ("robust", -0.17, ROBUST)):
    moves = found[name].changes[0][:-1]
    axis.barh(place + shift, moves, 0.32, color=colour, label=f"for the {name} model, cost {found[name].costs[0]:.2f}")
axis.set_yticks(place, names)
axis.invert_yaxis()
axis.axvline(0.0, color="black", lw=0.8)
axis.set(xlabel="change, in standard deviations of the column", title="What this person could change")
axis.legend(frameon=False)
plt.show()

# %% [markdown]
# *Bars are changes: more to the right, less to the left; the step to the left in housing is from renting to owning. Age
# and sex stay as they are. The robust model does not look at housing, so it asks for larger steps elsewhere.*
#
# The cost is the length of the whole change in standard deviations. Cheap is good for the person.
#
# `rb.explain` says all of that in one call, with what the theorems guarantee for this person.

# %%
print(rb.explain(pair, 87, data=data).text())

# %% [markdown]
# ## 5. Everybody, and the theorems
#
# A report does this for everybody who is rejected, and checks every theorem for each of them.

# %%
report = rb.report(rb.TableFile(str(loans), **how), epsilons=0.1, out=Path(folder.name) / "report")
print(report)

# %%
panels = {"theorem1.printed": "As printed in the paper", "theorem1.sound": "What is true instead"}
figure, axes = plt.subplots(1, 2, figsize=(9, 3.6))
for axis, (claim, title) in zip(axes, panels.items(), strict=True):
    delta = "printed" if claim == "theorem1.printed" else "measured"
    rows = report.verdicts.filter(claim=claim, cost_source="returned", delta_source=delta).sort("value")
    broken = (rows["status"] == "violated").to_numpy()
    order = np.arange(rows.height)
    axis.plot(order, rows["lower"], color=LOWER, label="lower bound")
    axis.plot(order, rows["upper"], color=UPPER, label="upper bound")
    axis.plot(order[~broken], rows["value"].to_numpy()[~broken], ".", color=MEASURED, label="measured")
    axis.plot(order[broken], rows["value"].to_numpy()[broken], "x", color=BROKEN, label="breaks the bound")
    axis.set(title=f"{title}: {broken.sum()} of {rows.height} break it", xlabel="rejected people")
axes[0].set_ylabel("natural cost − robust cost")
axes[1].legend(frameon=False, fontsize=8)
plt.show()

# %% [markdown]
# *Each mark is a person: how much more the natural recourse costs than the robust one. Left, the printed bound of
# Theorem 1: nearly everybody lies outside. Right, a bound that is proved: everybody lies inside.*
#
# ## 6. The page
#
# The report is a folder. `report.html` in it is a page that opens in any browser, without a network: choose a person,
# and read what they could change, and what each theorem says about them. The tables are there as well.

# %%
for file in sorted((Path(folder.name) / "report").iterdir()):
    print(f"{file.name:20} {file.stat().st_size / 1024:7.0f} KiB")

# %%
folder.cleanup()

# %% [markdown]
# ## Where to go next
#
# The same from a shell:
#
# ```sh
# recourse-bounds report --data loans.csv --target approved --favourable yes --immutable age,sex
# ```
#
# - [Use your own data](../docs/data.md) says how a table is read, and what a schema can say.
# - [Use your own models](../docs/your-models.md) takes models of scikit-learn, XGBoost, PyTorch or JAX.
# - The next notebook is a tour of the claims: which of them are false, and what is true.
