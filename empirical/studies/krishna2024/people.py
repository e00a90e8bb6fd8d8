"""Figures of people and their recourses along ε: costs, validity, and how far searches go."""

import polars as pl

from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.series import Key, ordered, series

MAIN = "main"
"""Name of the part of the study with the paper's grid."""

ALL, PROMISING = "all methods", "methods that accept"
"""Names of methods taken together: all of them, and all but SCFE's minimisers at a fixed λ."""

POPULATION, TEST_SET = "people who need one", "test set"
"""What shares of accepted recourses are taken of."""

MINIMISERS = "scfe fixed"
"""Name of the method that gives minimisers, accepted or not."""

LAST = 0.3
"""The ε at which the paper varies depth and width."""

BOTH = ~pl.col("accepted_r") & pl.col("cost_nr").is_finite() & pl.col("cost_r").is_finite()
"""People whom both models reject and who have a recourse for each."""


def cost_difference(results: Results) -> pl.DataFrame:
    """Measure mean cost_R − mean cost_NR over the people whom both models reject and who have a recourse for each.

    Args:
        results: The tables of the study.

    Returns:
        A long table (:data:`~.series.SERIES`).

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> cost_difference(made_results())["value"].to_list()[:3]  # nothing at ε = 0, where both models are one
        [0.0, 0.0, 0.0]
    """
    return _difference(results.instances(MAIN))


def cost_by_budget(results: Results) -> pl.DataFrame:
    """Measure the cost difference for every number of points that searches try in a layer.

    Args:
        results: The tables of the study.

    Returns:
        A long table with the number of points as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> cost_by_budget(made_results())["variant"].unique().to_list()
        ['100 points']
    """
    points = pl.format("{} points", pl.col("samples"))
    return _difference(results.instances("budget").filter(pl.col("samples").is_not_null()), variant=points)


def cost_by_shape(results: Results) -> pl.DataFrame:
    """Measure the cost difference at ε = .3 along the depth and the width of networks.

    Args:
        results: The tables of the study.

    Returns:
        A long table with ``depth`` or ``width`` as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> cost_by_shape(made_results())["variant"].unique().to_list()
        ['depth']
    """
    return pl.concat(
        _difference(results.instances(name).filter(pl.col("epsilon") == LAST), at=at, variant=pl.lit(name))
        for name, at in _SHAPES.items()
    )


def validity(results: Results) -> pl.DataFrame:
    """Measure the share of recourses that the model accepts for which they were made.

    Over the people who need one, who are not accepted as they are; and over the test set, as section 5.1 of the paper
    defines it, of whose people those whom the natural model rejects get a recourse.

    Args:
        results: The tables of the study.

    Returns:
        A long table with what the share is taken of as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> table = validity(made_results())
        >>> table["variant"].unique().sort().to_list(), bool(table["value"].is_between(0.0, 1.0).all())
        (['people who need one', 'test set'], True)
    """
    return _validity(results, MAIN)


def mean_validity(results: Results) -> pl.DataFrame:
    """Average the validity over the recourse methods: over all, and over those that give accepted recourses.

    Args:
        results: The tables of the study.

    Returns:
        A long table with the methods taken together in the place of each.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> mean_validity(made_results())["method"].unique().sort().to_list()
        ['all methods', 'methods that accept']
    """
    each = validity(results)
    groups = {ALL: each, PROMISING: each.filter(pl.col("method") != MINIMISERS)}
    names = [name for name in Key._fields if name != "method"]
    return pl.concat(
        ordered(
            rows.group_by(*names, "at", "seed")
            .agg(pl.col("value").mean(), pl.col("people").sum())
            .with_columns(pl.lit(group).alias("method"))
        )
        for group, rows in groups.items()
    )


def validity_by_shape(results: Results) -> pl.DataFrame:
    """Measure the validity at ε = .3 along the depth and the width of networks.

    Args:
        results: The tables of the study.

    Returns:
        A long table with ``depth`` or ``width``, and what the share is taken of, as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> sorted(validity_by_shape(made_results())["variant"].unique())
        ['depth, people who need one', 'depth, test set']
    """
    return pl.concat(
        _validity(results, name, at=at, only=pl.col("epsilon") == LAST).with_columns(
            pl.format("{}, {}", pl.lit(name), pl.col("variant")).alias("variant")
        )
        for name, at in _SHAPES.items()
    )


def search_radius(results: Results) -> pl.DataFrame:
    """Measure how much further C-CHVAE searches for the robust model: mean r_R − mean r_NR.

    Args:
        results: The tables of the study.

    Returns:
        A long table.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> search_radius(made_results())["method"].unique().to_list()
        ['cchvae']
    """
    return series(results.instances(MAIN).filter(BOTH), pl.col("radius_r") - pl.col("radius_nr"))


_SHAPES = {"depth": "depth", "width": "widening"}
"""Parts of the study that vary the shape of networks, with the column along which they do."""


def _difference(people: pl.LazyFrame, *, at: str = "epsilon", variant: pl.Expr | None = None) -> pl.DataFrame:
    return series(people.filter(BOTH), pl.col("cost_r") - pl.col("cost_nr"), at=at, variant=variant)


def _validity(results: Results, part: str, *, at: str = "epsilon", only: pl.Expr | None = None) -> pl.DataFrame:
    people = results.instances(part).filter(pl.lit(value=True) if only is None else only)
    found = (pl.col("found_r").fill_null(value=False) & ~pl.col("accepted_r")).cast(pl.Float64)
    needy = people.filter(~pl.col("accepted_r"))
    names = ["cell", "seed", "steps", "ridge", "epsilon"]
    sizes = results.runs.lazy().select(*names, (pl.col("rejected") / pl.col("test")).alias("share"))
    everyone = people.join(sizes.unique(names), on=names, how="left", nulls_equal=True)
    return pl.concat(
        [
            series(needy, found, at=at, variant=pl.lit(POPULATION)),
            series(everyone, found * pl.col("share"), at=at, variant=pl.lit(TEST_SET)),
        ]
    )
