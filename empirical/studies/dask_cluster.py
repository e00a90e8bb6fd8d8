"""A study on a Dask cluster, whose workers need the installed package, and neither data nor the folder of the study."""

import contextlib
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empirical.checkpoints import Arrays, Checkpoint, Key, without_checkpoints
from empirical.errors import InputError
from empirical.report.provenance import PACKAGES
from empirical.studies.cell import DIGITS, Cell
from empirical.studies.cell_folder import Content
from empirical.studies.description import Study
from empirical.studies.status import Status, status_of
from empirical.studies.study import begun
from empirical.studies.task import Task, Work
from empirical.studies.work import work_of
from empirical.studies.working import SILENT, Voice, Worker

if TYPE_CHECKING:
    from distributed import Client

Kept = dict[Key, Arrays]
"""What training leaves: arrays by the name of the checkpoint."""

Prepare = Callable[[], object]
"""A function that prepares a process for its first cell: it switches JAX to float64."""

WAIT = 30
"""The seconds after which a scheduler that does not answer is given up."""

AHEAD = 2
"""The number of cells for each thread of the cluster that are sent before one comes back; each is locked meanwhile."""

_ONE_AT_A_TIME = threading.Lock()
"""Held while a process works on a cell: its threads share one BLAS, whose number of threads is set meanwhile."""


def run_on_dask(study: Study, root: Path, address: str, *, prepare: Prepare, voice: Voice = SILENT) -> Status:
    """Run a study on an existing Dask cluster; the cell that a worker dies at is done again.

    Args:
        study: The description.
        root: The folder of the study, which only this process writes; what it has already is not done again.
        address: The address of the scheduler.
        prepare: A function that prepares a process of the cluster, by a name that it can import.
        voice: How it says what is going on.

    Returns:
        What is done of it then.

    Raises:
        InputError: If Dask is not installed, the scheduler does not answer or has no worker, or the folder is something
            else.

    Examples:
        >>> run_on_dask(Study.__new__(Study), Path("mine"), "nothing", prepare=print)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        empirical.errors.InputError: ...
    """  # noqa: DOC502
    with _client(address) as client, begun(study, root, voice) as (folder, made):
        worker = Worker(folder, made, voice)
        _Sender(client, worker, prepare).send(made.cells)
        worker.work(made.cells)  # those that other processes had taken; all that failed here have failed
    return status_of(root)


@contextlib.contextmanager
def _client(address: str) -> Any:
    """Connect to a scheduler."""  # noqa: DOC402, DOC501
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask needs Dask: pip install 'recourse-bounds[dask]'") from None
    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"--dask: no scheduler answers at {address} ({' '.join(str(error).split())})") from None
    with client, told_if_lost(address):
        try:
            client.wait_for_workers(1, WAIT)
        except (TimeoutError, OSError):
            raise InputError(f"--dask: the scheduler at {address} has no worker; start one") from None
        yield client


@contextlib.contextmanager
def told_if_lost(address: str) -> Iterator[None]:
    """Say in one line that the scheduler is gone.

    Args:
        address: The address of the scheduler.

    Yields:
        No value.

    Raises:
        InputError: If what the block waits for was cancelled, or its connection was closed.

    Examples:
        >>> with told_if_lost("tcp://host:8786"):
        ...     raise CancelledError
        Traceback (most recent call last):
        empirical.errors.InputError: --dask: the scheduler at tcp://host:8786 is gone; start the study again
    """
    from distributed.comm.core import CommClosedError

    try:
        yield
    except (CancelledError, CommClosedError):
        raise InputError(f"--dask: the scheduler at {address} is gone; start the study again") from None


class _Sender:
    """What sends cells to a cluster, and writes each as it comes back."""

    def __init__(self, client: "Client", worker: Worker, prepare: Prepare) -> None:
        self._client, self._worker, self._prepare = client, worker, prepare
        self._data: dict[Any, Any] = {}
        self._trainings: dict[str, Any] = {"": {}}
        self._uses: Counter[str] = Counter()
        self._sent: dict[Any, tuple[Cell, contextlib.ExitStack]] = {}

    def send(self, cells: tuple[Cell, ...]) -> None:
        """Do all cells that no other process does, some more at once than the cluster has threads."""
        from distributed import as_completed

        self._uses.update(one.key for cell in cells for one in self._work(cell).trainings)
        self._compare_versions()
        threads: Any = self._client.nthreads()
        ahead, left = AHEAD * max(1, sum(threads.values())), iter(cells)
        with self._client.as_current(), contextlib.ExitStack() as locks:
            locks.callback(self._let_go)
            coming = as_completed([])
            self._fill(coming, left, ahead)
            for future in coming:
                self._receive(future)
                self._fill(coming, left, ahead)

    def _fill(self, coming: Any, left: Iterator[Cell], ahead: int) -> None:
        """Send the next cells, until so many are on their way as are to be."""
        while len(self._sent) < ahead and (cell := next(left, None)) is not None:
            with contextlib.ExitStack() as locks:
                if self._worker.take(cell, locks) is None and self._fits(cell):
                    future = self._submit(cell)
                    self._sent[future] = (cell, locks.pop_all())
                    coming.add(future)
                else:
                    self._drop(cell)

    def _fits(self, cell: Cell) -> bool:
        """Tell whether a cell fits into its memory; else it has failed."""
        try:
            self._work(cell).check()
        except InputError as error:
            self._worker.conclude(cell, error)
            return False
        return True

    def _submit(self, cell: Cell) -> Any:
        source, made = cell.data, self._worker.made
        if source not in self._data:
            self._data[source] = self._client.submit(_given, made.dataset(cell), pure=False)
        trainings = self._work(cell).trainings
        for place, training in enumerate(trainings):
            if training.key not in self._trainings:
                how = (place, cell, self._data[source], self._prepare)
                name = f"training-{training.key[:DIGITS]}"
                self._trainings[training.key] = self._client.submit(_train, *how, key=name, pure=False)
        kept = [self._trainings[training.key] for training in trainings]
        how = (cell, self._data[source], kept, made.study.keep, self._prepare)
        self._worker.voice.stage(f"working on a cluster: {cell.name}")
        return self._client.submit(_run, *how, key=cell.name, pure=False)

    def _receive(self, future: Any) -> None:
        """Write a cell that came back."""
        cell, locks = self._sent.pop(future)
        with locks:
            self._worker.conclude(cell, result_of(future))
        future.release()
        self._drop(cell)

    def _drop(self, cell: Cell) -> None:
        """Let the cluster forget the training that no other cell needs."""
        for training in self._work(cell).trainings:
            self._uses[training.key] -= 1
            if training.key and not self._uses[training.key]:
                self._trainings.pop(training.key, None)

    def _work(self, cell: Cell) -> Work:
        return work_of(Task(cell, self._worker.made.dataset(cell)))

    def _let_go(self) -> None:
        for _, locks in self._sent.values():
            locks.close()

    def _compare_versions(self) -> None:
        """Tell where the packages of the cluster are others than here."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                self._client.get_versions(check=True, packages=list(PACKAGES))
        except (ValueError, Warning) as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            self._worker.voice.tell(f"the cluster has other versions than this process: {' '.join(lines)[:500]}")


def result_of(future: Any) -> Content | Exception:
    """Give what became of a cell that was sent to a cluster.

    Args:
        future: What stands for it, which has ended.

    Returns:
        Its files, or what was raised.

    Raises:
        CancelledError: If the scheduler is gone, which is no fault of the cell.

    Examples:
        >>> from concurrent.futures import Future
        >>> future = Future()
        >>> future.set_exception(InputError("it diverged"))
        >>> result_of(future)
        InputError('it diverged')
    """  # noqa: DOC502
    error = future.exception()
    if isinstance(error, CancelledError):
        raise error
    return future.result() if error is None else error


def _given(dataset: Any) -> Any:
    """Give the data: a task that a cluster can do again, where a worker that holds them dies."""
    return dataset


def _recorded(kept: Kept) -> Checkpoint:
    """Make a store of a dictionary."""

    def checkpoint(key: Key, compute: Callable[[], Arrays]) -> Arrays:
        if key not in kept:
            kept[key] = without_checkpoints(key, compute)
        return kept[key]

    return checkpoint


def _train(place: int, cell: Cell, dataset: Any, prepare: Prepare) -> Kept:
    kept: Kept = {}
    task = Task(cell, dataset)
    with _ONE_AT_A_TIME:
        prepare()
        work_of(task).trainings[place].train(task, _recorded(kept))
    return kept


def _run(cell: Cell, dataset: Any, trained: list[Kept], keep: tuple[str, ...], prepare: Prepare) -> Content:
    with _ONE_AT_A_TIME:
        prepare()
        return work_of(Task(cell, dataset, keep)).run([_recorded(dict(kept)) for kept in trained])
