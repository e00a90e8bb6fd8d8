"""A study from its description to its tables, in this process."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from empirical.disk.locking import in_use
from empirical.errors import writing
from empirical.studies.cell_folder import read_record
from empirical.studies.cells import Plan, plan
from empirical.studies.description import Study
from empirical.studies.makers import maker
from empirical.studies.opening import USERS, open_study
from empirical.studies.plain import from_plain
from empirical.studies.share import WHOLE, Shard
from empirical.studies.status import Status, status_of
from empirical.studies.study_folder import StudyFolder, read_plan
from empirical.studies.working import SILENT, Voice, Worker


def run_study(study: Study, root: Path, *, share: Shard = WHOLE, voice: Voice = SILENT) -> Status:
    """Run a study in this process, beside any others that work on the same folder. Needs float64.

    Args:
        study: The description.
        root: The folder of the study; what it has already is not done again.
        share: The share of the cells that this process does.
        voice: How it says what is going on.

    Returns:
        What is done of it then.

    Raises:
        InputError: If the folder is something else, or cannot be written.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.description import Part
        >>> from empirical.studies.scanning import scan
        >>> mine = Study("mine", (Part("main", options={"steps": (5,), "instances": (4,)}),))
        >>> with tempfile.TemporaryDirectory() as name:
        ...     status = run_study(mine, Path(name) / "mine")
        ...     len(status.done), scan(Path(name) / "mine", "instances").collect().height
        (1, 4)
    """  # noqa: DOC502
    with begun(study, root, voice) as (folder, made):
        Worker(folder, made, voice).work(share(made.cells))
    return status_of(root)


@contextlib.contextmanager
def begun(study: Study, root: Path, voice: Voice) -> Iterator[tuple[StudyFolder, Plan]]:
    """Plan a study, and make its folder or take up an earlier one, whose plan stays until the ``with`` block ends.

    Args:
        study: The description.
        root: The folder of the study.
        voice: How it says what is going on, such as that data cannot be read.

    Yields:
        The folder and the plan.

    Raises:
        InputError: If the folder is something else, or cannot be written.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.description import Part
        >>> with tempfile.TemporaryDirectory() as name:
        ...     with begun(Study("mine", (Part("main"),)), Path(name) / "mine", SILENT) as (folder, made):
        ...         len(made.cells), described(folder.root).name
        (1, 'mine')
    """  # noqa: DOC502
    voice.stage("loading data")
    made = plan(study)
    for one in made.lacking:
        voice.tell(f"{one.dataset} is left out, with {one.cells} cells: {one.line}")
    with open_study(root, made, voice.tell) as folder:
        records = [(cell, read_record(folder.place(cell))) for cell in made.cells]
        others = [cell for cell, one in records if one and one.get("key") == cell.key and one.get("maker") != maker()]
        if others:
            voice.tell(
                f"{len(others)} cells were made by other code, other versions or another kind of machine; remove "
                f"{folder.cells} to do them again"
            )
        yield folder, made


def described(root: Path) -> Study:
    """Read the description of a study from its folder.

    Args:
        root: The folder.

    Returns:
        The description, without the options of a quick try.

    Raises:
        InputError: If the folder is no study's.

    Examples:
        >>> described(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    return from_plain(read_plan(root)["study"])


def join(root: Path, voice: Voice = SILENT, begun: float | None = None) -> None:
    """Work on a study that another process has begun, until all of it is done. Needs float64.

    Args:
        root: The folder of the study.
        voice: How it says what is going on.
        begun: The time by the folder's clock when that process began; now if none is given.

    Raises:
        InputError: If the folder is no study's, or cannot be written.

    Examples:
        >>> join(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    folder, made = StudyFolder(root), plan(described(root))
    with contextlib.ExitStack() as stack:
        with writing(root):
            stack.enter_context(in_use(folder.lock(USERS)))
        Worker(folder, made, voice, begun).work(made.cells)
