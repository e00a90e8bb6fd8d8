"""What a user chooses of a table: declarations with what options add to them, and the columns that become features."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from empirical.data.table.messages import listed, quoted
from empirical.data.table.notation import notation_of, pieces
from empirical.data.table.schema import Declared, Schema, read_schema
from empirical.data.table.table_file import TableFile
from empirical.errors import InputError


def chosen_schema(table: TableFile) -> Schema:
    """Read the declarations of the schema, and add what the options say.

    Args:
        table: The file, and how it is read.

    Returns:
        The declarations.

    Raises:
        InputError: If the schema cannot be used, or a mark of numbers is none.

    Examples:
        >>> chosen_schema(TableFile("loans.csv", "paid", "yes", missing_values=("?",), decimal=",")).notation.decimal
        ','
    """  # noqa: DOC502
    schema = Schema() if table.schema is None else read_schema(table.schema)
    told = notation_of(table.decimal, table.thousands, pieces(table.strip))
    notation = schema.notation._replace(
        decimal=told.decimal or schema.notation.decimal,
        thousands=told.thousands or schema.notation.thousands,
        strip=(*schema.notation.strip, *told.strip),
    )
    more = table.missing_values
    features = {
        name: declared if declared.missing is None else replace(declared, missing=(*declared.missing, *more))
        for name, declared in schema.features.items()
    }
    asked = table.constraints.by_column()
    features |= {name: _declared(features.get(name, Declared()), name, said) for name, said in asked.items()}
    return Schema((*schema.missing, *more), features, notation, schema.relations)


def chosen_features(names: Sequence[str], table: TableFile, schema: Schema) -> list[str]:
    """Choose the columns that become features, and refuse names of columns that the file does not have.

    Args:
        names: The names of all columns.
        table: The file, and how it is read.
        schema: The declarations.

    Returns:
        The names of all columns but the target and those to leave out, in the order of the file.

    Raises:
        InputError: If a name is none of the columns, stands in two lists that exclude each other, or no column is left.

    Examples:
        >>> chosen_features(["id", "age", "paid"], TableFile("loans.csv", "paid", "yes", drop=("id",)), Schema())
        ['age']
    """
    _check_names(names, table, schema)
    dropped = {*table.drop, *(name for name, declared in schema.features.items() if declared.drop), table.target}
    features = [name for name in names if name not in dropped]
    if not features:
        raise InputError("no column is left for a feature; drop fewer")
    for option, given in (("--protected", table.protected), ("--keep", table.keep)):
        absent = [name for name in given if name not in features]
        if absent:
            what = "protected" if option == "--protected" else "to be kept"
            raise InputError(f"{quoted(absent[0])} is {what}, but not among the features; drop it from one list")
    return features


def _declared(declared: Declared, name: str, said: dict[str, Any]) -> Declared:
    """A declaration with what options say; they decide the type as a schema does."""  # noqa: DOC501
    kinds = {"transitions": "category", "low": "number"}
    wanted = {kind for field, kind in kinds.items() if field in said} or {declared.kind} - {""}
    if "direction" in said and not wanted:
        wanted = {"number"}
    if len(wanted | ({declared.kind} - {""})) > 1:
        option = "--range" if "low" in said else "--transition"
        raise InputError(f"{option} is not for {quoted(name)}, a {declared.kind or 'category'}: leave it out")
    if "direction" in said and "category" in wanted and not declared.levels:
        raise InputError(
            f"the direction of {quoted(name)}, a category, needs its `levels` in a --schema, from the first to the last"
        )
    return replace(declared, kind=min(wanted, default=""), **said)


def _check_names(names: Sequence[str], table: TableFile, schema: Schema) -> None:
    given = {
        "--target": (table.target,),
        **{option: tuple(said) for option, said in table.constraints.by_option().items()},
        "--protected": table.protected,
        "--drop": table.drop,
        "--keep": table.keep,
        "the schema": tuple(schema.features),
    }
    existing = set(names)
    for place, texts in given.items():
        for name in texts:
            if name not in existing:
                raise InputError(f"no column {quoted(name)}, which {place} names; the columns are {listed(names)}")
            if name == table.target and place != "--target":
                raise InputError(f"{quoted(name)} is the target, and {place} names it as a feature; drop it there")
