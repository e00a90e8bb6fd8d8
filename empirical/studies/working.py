"""The work on a study by one process, beside any others on the same folder: each cell is done once, by one of them."""

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from empirical.checkpoints import Checkpoint, CheckpointFolder, checkpoints_in, without_checkpoints
from empirical.disk.locking import file_lock, is_held
from empirical.errors import InputError, UnwritableError, writing
from empirical.studies.cell import DIGITS, Cell
from empirical.studies.cell_folder import Content, problem, write_cell
from empirical.studies.cells import Plan
from empirical.studies.deaths import MOST, deaths, interrupted, marked, time_in
from empirical.studies.failures import one_line, record_failure
from empirical.studies.makers import made_by
from empirical.studies.study_folder import StudyFolder, clean, discard
from empirical.studies.task import Task, Training
from empirical.studies.work import work_of

PAUSE = 0.2
"""The seconds between two looks at cells that other processes work on."""


class State(Enum):
    """What became of a cell, as one process sees it."""

    DONE = "done"
    FAILED = "failed"
    BUSY = "another process works on it, or trains its models"


class Voice(NamedTuple):
    """How a study says what is going on.

    Attributes:
        stage: A function that is called with a few words on what comes next.
        tell: A function that is called with a line for the user.
    """

    stage: Callable[[str], object] = lambda _: None
    tell: Callable[[str], object] = lambda _: None


SILENT = Voice()
"""A voice that says nothing."""


class Worker:
    """One process that works on a study."""

    def __init__(self, folder: StudyFolder, made: Plan, voice: Voice, begun: float | None = None) -> None:
        """Prepare.

        Args:
            folder: The folder of the study.
            made: The plan, with the data.
            voice: How it says what is going on.
            begun: The time by the folder's clock when its run began; now if none is given.
        """
        self.folder, self.made, self.voice = folder, made, voice
        with writing(folder.root):
            self.begun = time_in(folder.work) if begun is None else begun
        self._stores: dict[str, Checkpoint] = {"": without_checkpoints}

    def work(self, cells: tuple[Cell, ...]) -> dict[str, State]:
        """Do all cells that are missing, and wait for those that other processes do.

        Args:
            cells: The cells; a share of the plan's.

        Returns:
            What became of each cell, by name.
        """
        states: dict[str, State] = {}
        pending = list(cells)
        while pending:
            left = [cell for cell in pending if self._died_at(cell) or not self._ended(cell, states)]
            if len(left) == len(pending):  # so it is time for those that processes died at
                left = [cell for cell in left if not (self._died_at(cell) and self._ended(cell, states))]
            if len(left) == len(pending):
                self.voice.stage(f"waiting for other processes: {len(left)} cells")
                time.sleep(PAUSE)
            pending = left
        clean(self.folder, frozenset(cell.name for cell in self.made.cells))
        return states

    def give_up(self, cells: tuple[Cell, ...]) -> None:
        """Let cells fail at which as many processes died as may, where no other process is left to say so.

        Args:
            cells: The cells.
        """
        for cell in cells:
            if self._died_at(cell) and deaths(self.folder, cell.name, self.begun) >= MOST:
                self.attempt(cell)

    def _died_at(self, cell: Cell) -> bool:
        return interrupted(self.folder, cell.name)

    def _ended(self, cell: Cell, states: dict[str, State]) -> bool:
        """Attempt a cell, and note what became of it, unless another process works on it."""
        state = self.attempt(cell)
        if state is State.BUSY:
            return False
        states[cell.name] = state
        return True

    def attempt(self, cell: Cell) -> State:
        """Do a cell, unless it is done, or another process works on it.

        Args:
            cell: The cell.

        Returns:
            What became of it.

        Raises:
            UnwritableError: If the folder of the study cannot be written.
        """
        with contextlib.ExitStack() as locks:
            state = self.take(cell, locks)
            if state is not None:
                return state
            died = deaths(self.folder, cell.name, self.begun) if is_held(self.folder.lock(cell.name)) else 0
            with writing(self.folder.root):
                locks.enter_context(marked(self.folder, cell.name, died))
            if died >= MOST:
                return self.conclude(cell, InputError(f"{died} processes died at it, perhaps of too little memory"))
            try:
                content = self._content(cell)
            except UnwritableError:
                raise
            except Exception as error:  # whatever it is, other cells may do
                return self.conclude(cell, error)
            return State.BUSY if content is None else self.conclude(cell, content)

    def take(self, cell: Cell, locks: contextlib.ExitStack) -> State | None:
        """Take a cell, so that no other process does it, unless nothing is left to do.

        Args:
            cell: The cell.
            locks: Where the lock of the cell goes, which is held until this is closed.

        Returns:
            What became of the cell; ``None`` if it is this process's to do.
        """
        place = self.folder.place(cell)
        if place.exists() and not problem(place, cell):
            self._forget_failure(cell)
            return State.DONE
        if not locks.enter_context(self._lock(cell.name)):
            return State.BUSY
        if place.exists():
            if not (wrong := problem(place, cell)):
                return State.DONE
            self.voice.tell(f"{cell.name} is done again: {wrong}")
            discard(place, self.folder)
        return State.FAILED if self._failed_since(cell) else None

    def conclude(self, cell: Cell, result: Content | Exception) -> State:
        """Write the files of a cell that this process has taken, or the reason why it failed.

        Args:
            cell: The cell.
            result: The files, or what was raised.

        Returns:
            What became of the cell.

        Raises:
            UnwritableError: If the folder of the study cannot be written.
        """  # noqa: DOC502
        failure = self.folder.failure(cell.name)
        if isinstance(result, Exception):
            line = one_line(result)
            self.voice.tell(f"{cell.name} failed: {line}")
            with writing(self.folder.root):
                record_failure(failure, cell, line)
            return State.FAILED
        with writing(self.folder.root):
            write_cell(result, cell, self.folder.place(cell), self.folder.work)
            self._forget_failure(cell)
        self.voice.tell(f"{cell.name} done in {sum(result.seconds.values()):.1f} s")
        return State.DONE

    def _forget_failure(self, cell: Cell) -> None:
        """Remove the reason why a cell failed, now that it is done."""
        with contextlib.suppress(OSError):
            self.folder.failure(cell.name).unlink(missing_ok=True)

    def _content(self, cell: Cell) -> Content | None:
        """Make the files of a cell; ``None`` if another process trains its models now."""
        task = Task(cell, self.made.dataset(cell), self.made.study.keep)
        work = work_of(task)
        work.check()
        begun = time.perf_counter()
        stores = [self._store(training, task) for training in work.trainings]
        trained = [store for store in stores if store is not None]
        if len(trained) < len(stores):
            return None
        seconds = {"training": time.perf_counter() - begun}

        def stage(words: str) -> None:
            self.voice.stage(f"{cell.name}: {words}")

        with self._checkpoints(cell, keeps=work.keeps_checkpoints) as checkpoint:
            return work.run(trained, checkpoint, stage, seconds)

    def _store(self, training: Training, task: Task) -> Checkpoint | None:
        """Train what is missing of one training; ``None`` if another process does that now."""
        key = training.key
        if key in self._stores:
            return self._stores[key]
        binding = self._binding(key)
        name = f"{key[:DIGITS]}-{hashlib.sha256(binding.encode()).hexdigest()[:DIGITS]}"
        with self._lock(f"training-{name}") as free:
            if not free:
                return None
            self.voice.stage(f"training {name}")
            place = self.folder.models / name
            with writing(self.folder.root):
                place.mkdir(parents=True, exist_ok=True)
                store = CheckpointFolder(place, binding, self.voice.tell)
            training.train(task, store)
        self._stores[key] = store.read_only
        return self._stores[key]

    def _checkpoints(self, cell: Cell, *, keeps: bool) -> contextlib.AbstractContextManager[Checkpoint]:
        """What keeps unfinished work of a cell: nothing where all of it takes no time."""
        if not keeps:
            return contextlib.nullcontext(without_checkpoints)
        place = self.folder.work / f"{cell.name}.checkpoints"
        return checkpoints_in(place, self._binding(cell.key), tell=self.voice.tell)

    def _binding(self, key: str) -> str:
        """Write down everything that decides stored numbers, beside what a key has."""
        return json.dumps([key, *made_by()])

    @contextlib.contextmanager
    def _lock(self, name: str) -> Iterator[bool]:
        with contextlib.ExitStack() as stack:
            with writing(self.folder.root):
                free = stack.enter_context(file_lock(self.folder.lock(name)))
            yield free

    def _failed_since(self, cell: Cell) -> bool:
        """Tell whether another process has failed at a cell since this one began."""
        try:
            return self.folder.failure(cell.name).stat().st_mtime >= self.begun
        except OSError:
            return False
