"""What is certain of wide networks after how many passes: the table of docs/forecast.md, a process for each data set.

python benchmarks/forecast_wide.py breast-cancer german compas bail
python benchmarks/forecast_wide.py adult --people 100 --epsilons 0.1
"""

import argparse
import json
import resource
import subprocess
import sys
import time

PASSES = (0, 1, 2, 4, 6, 8, 12, 16, 24, 32)


def main() -> None:
    """Print the table, a row for each ε."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+")
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--epsilons", default="0.02,0.1")
    parser.add_argument("--passes", default=",".join(map(str, PASSES)))
    parser.add_argument("--memory", type=float, default=8.0)
    parser.add_argument("--alone", action="store_true", help="in this process, as JSON")
    given = parser.parse_args()
    if given.alone:
        print(json.dumps(measured(given, given.data[0])))
        return
    passes = given.passes.split(",")
    print(f"| data | training rows | people | ε | {' | '.join(passes)} | cost | within 1 % | seconds | GiB |")
    print("|---" * (len(passes) + 8) + "|")
    for name in given.data:
        options = [f"--{one}={getattr(given, one)}" for one in ("people", "epsilons", "passes", "memory")]
        options += [f"--rows={given.rows}"] if given.rows else []
        command = [sys.executable, __file__, name, "--alone", *options]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for row in found["rows"]:
            print(line(row, found), flush=True)


def measured(given: argparse.Namespace, name: str) -> dict:
    """Make a forecast, and say what was certain of how many."""  # noqa: DOC501
    import jax

    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    import recourse_bounds as rb

    begun = time.perf_counter()
    made = rb.forecast(
        name,
        model="ntk",
        epsilons=tuple(map(float, given.epsilons.split(","))),
        budgets=tuple(map(int, given.passes.split(","))),
        instances=given.people,
        rows=given.rows,
        memory=given.memory,
    )
    whole = time.perf_counter() - begun
    if made.violated:
        raise SystemExit(f"{made.violated} intervals of {name} do not hold")
    rows = [
        {"epsilon": key[0], **{column: part[column].to_list() for column in part.columns if column != "epsilon"}}
        for key, part in made.work.group_by("epsilon", maintain_order=True)
    ]
    return {
        "name": name,
        "people": made.people["instance"].n_unique(),
        "training": len(made.natural.weights),
        "rows": rows,
        "whole": whole,
        "intervals": sum(check.intervals for check in made.checks),
        "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def line(row: dict, found: dict) -> str:
    """Write a row of the table."""
    shares = " | ".join(f"{100.0 * share:.0f} %" for share in row["acceptance"])
    first = {name: first_of_most(row["passes"], row[name]) for name in ("cost", "close")}
    return (
        f"| {found['name']} | {found['training']:,} | {found['people']:,} | {row['epsilon']:g} | {shares} | "
        f"{first['cost']} | {first['close']} | {row['seconds'][-1]:.0f} | {found['gib']:.1f} |"
    )


def first_of_most(passes: list[int], shares: list[float]) -> str:
    """Say after how many passes something is certain of 99 % of the people, or of how many in the end."""
    return next(
        (str(one) for one, share in zip(passes, shares, strict=True) if share >= 0.99), f"{100.0 * shares[-1]:.0f} %"
    )


if __name__ == "__main__":
    main()
