"""A user's file, and what the user says of it."""

from dataclasses import dataclass

from empirical.data.constraints.asked import Constraints
from empirical.data.table.layout import Asked


@dataclass(frozen=True)
class TableFile:
    """A ``TableFile`` names a user's file and says how it is read as a data set.

    Attributes:
        path: The path of the file, CSV in UTF-8 or Parquet.
        target: The name of the column to predict.
        favourable: The favourable value of the target, several between commas, or a comparison such as ``>= 2000``; all
            other values are unfavourable.
        immutable: The names of immutable columns, beside those of the schema.
        protected: The names of the features by which outcomes are compared; by default the immutable categories.
        drop: The names of the columns to leave out, beside those of the schema.
        missing: The policy for missing cells: ``refuse`` them, ``drop`` their rows, or ``impute`` them.
        schema: The path of a TOML file that declares columns; ``None`` without one.
        separator: The separator between the cells of CSV.
        unfavourable: The unfavourable values of the target, between commas; all but the favourable ones if empty.
        keep: The names of columns to keep that would be left out, because they identify people or rows.
        names: The names of the columns of a file without a header.
        header: Whether the first row of CSV names the columns; ``None`` if the rows decide.
        missing_values: Texts of cells that count as missing, beside those of the schema.
        decimal: The decimal mark, ``.`` or ``,``; ``None`` if the cells decide.
        thousands: The mark between thousands, a comma, a point, ``'`` or ``space``; ``None`` if the cells decide.
        strip: Texts that are taken off numbers, such as ``%`` or ``months``, between spaces.
        directions: Columns with the direction in which recourses may change them, as ``age: up``.
        ranges: Numbers with the range that recourses keep, as ``age: 18..70``.
        transitions: Categories with the moves that recourses may make, as ``job: none>clerk, clerk>smith``.
        relations: Linear relations between numbers that recourses keep, as ``age >= years_employed + 16``.
    """

    path: str
    target: str
    favourable: str
    immutable: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    missing: str = "refuse"
    schema: str | None = None
    separator: str = ","
    unfavourable: str = ""
    keep: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    header: bool | None = None
    missing_values: tuple[str, ...] = ()
    decimal: str | None = None
    thousands: str | None = None
    strip: str = ""
    directions: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    transitions: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    @property
    def asked(self) -> Asked:
        """What is said of the lines of the file."""
        return Asked(self.separator, self.header, self.names, self.target, self.favourable)

    @property
    def constraints(self) -> Constraints:
        """What is asked of recourses, beside the schema."""
        return Constraints(self.immutable, self.directions, self.ranges, self.transitions, self.relations)
