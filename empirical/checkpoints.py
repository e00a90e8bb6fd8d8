"""Checkpoints of a long computation, on disk: a report that was killed continues from its last checkpoint.

A checkpoint is a dictionary of arrays under a key of a few words. A folder holds the checkpoints of one computation.
Every checkpoint has a digest of everything that decides the numbers of the computation, so that a checkpoint of another
computation is never read in its place.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from empirical.disk.locking import lock
from empirical.errors import InputError, writing

Arrays = dict[str, np.ndarray]
"""Arrays by name: the content of a checkpoint."""

Key = tuple[str, ...]
"""The name of a checkpoint: a few words, of which the first ones name the pair of models."""

Checkpoint = Callable[[Key, Callable[[], Arrays]], Arrays]
"""A function from a key, and a function that computes arrays, to these arrays: computed now, or read if finished."""

BLOCK = 1024
"""Largest number of instances of one checkpoint."""

SEAL = "seal"
"""Name of the array that holds the digest of a checkpoint."""

_OURS = re.compile(r"[0-9a-f]{16}-[0-9a-f]{32}\.npz(\.aside)?")
_PREFIX = "="


def without_checkpoints(key: Key, compute: Callable[[], Arrays]) -> Arrays:  # noqa: ARG001
    """Compute arrays without a checkpoint.

    Args:
        key: The name that the checkpoint would have.
        compute: The function that computes the arrays.

    Returns:
        The arrays, in the memory layout that arrays from a folder have: sums of arrays in another layout round
        differently.

    Examples:
        >>> without_checkpoints(("seed 0", "weights"), lambda: {"weights": [1.0, 2.0]})
        {'weights': array([1., 2.])}
    """
    return {name: np.asarray(value, order="C") for name, value in compute().items()}


class Blocks(NamedTuple):
    """Blocks of instances on which work is done one block at a time, each with a checkpoint.

    Attributes:
        checkpoint: The store of finished blocks.
        key: The name of the pair of models; empty where the work is too fast for checkpoints, so that all instances are
            one block.
        natural_key: The name of the non-robust model of the pair, which pairs of other ε share.
    """

    checkpoint: Checkpoint = without_checkpoints
    key: Key = ()
    natural_key: Key = ()

    @classmethod
    def of(cls, training: Any, checkpoint: Checkpoint) -> "Blocks":
        """Make the blocks of a pair of models.

        Args:
            training: The settings by which the pair was trained, with ``checkpoint_key`` and ``natural_key``.
            checkpoint: The store of finished blocks.

        Returns:
            The blocks.
        """
        return cls(checkpoint, training.checkpoint_key, training.natural_key)

    @property
    def of_natural(self) -> "Blocks":
        """Blocks of what concerns the non-robust model alone."""
        return self._replace(key=self.natural_key)

    def __call__(self, subject: str, function: Callable[..., Arrays], *arrays: np.ndarray) -> Arrays:
        """Apply a function to instances, block by block.

        Args:
            subject: The name of the function's result, for the keys of the checkpoints.
            function: A function from arrays with the instances as their first axis to such arrays by name; each
                instance's result depends on that instance alone.
            *arrays: The function's arguments for all instances.

        Returns:
            The function's results for all instances.

        Examples:
            >>> blocks = Blocks(key=("seed 0", "ridge 1", "epsilon 0.1"))
            >>> blocks("doubles", lambda values: {"double": 2.0 * values}, np.array([1.0, 2.0]))
            {'double': array([2., 4.])}
        """
        if not self.key:
            return function(*arrays)
        blocks = []
        for start in range(0, max(len(arrays[0]), 1), BLOCK):
            rows = [array[start : start + BLOCK] for array in arrays]
            blocks.append(self.checkpoint((*self.key, subject, f"instances {start}"), partial(function, *rows)))
        return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


AT_ONCE = Blocks()
"""Blocks of fast work: all instances at once, without checkpoints."""


class CheckpointFolder:
    """Checkpoints in a folder: a function from a key, and a function that computes its arrays, to these arrays.

    Attributes:
        finished: The number of checkpoints from an earlier attempt.
        discarded: The number of checkpoints of other settings, other data or other versions, which are removed.
    """

    def __init__(self, folder: Path, binding: str, tell: Callable[[str], object]) -> None:
        """Count the checkpoints in a folder, and remove those of other computations.

        Args:
            folder: An existing folder that no other process uses.
            binding: A text of everything that decides the numbers of the computation.
            tell: A function that is called with a line for the user.
        """
        self._folder, self._tell = folder, tell
        self._binding = hashlib.sha256(binding.encode()).hexdigest()
        mine = f"{self._binding[:16]}-"
        self.finished = self.discarded = 0
        for path in _our_files(folder):
            if path.suffix == ".npz" and path.name.startswith(mine):
                self.finished += 1
            else:
                self.discarded += path.suffix == ".npz"
                path.unlink()

    def __call__(self, key: Key, compute: Callable[[], Arrays]) -> Arrays:
        """Give the arrays of a key: from the folder if they are there and undamaged, else computed and written there.

        Args:
            key: The name of the checkpoint.
            compute: The function that computes the arrays.

        Returns:
            The arrays, to the bit the same in both cases.

        Raises:
            InputError: If the checkpoint cannot be written.
            TypeError: If an array holds Python objects, which only a pickle could restore.
        """  # noqa: DOC502
        path = self._path(key)
        if path.exists():
            stored = self._load(path, key)
            if stored is not None:
                return stored
            self._tell(f"a damaged checkpoint is computed again: {', '.join(key)}")
        arrays = without_checkpoints(key, compute)
        if any(value.dtype.hasobject for value in arrays.values()):
            raise TypeError(f"the checkpoint {key} holds Python objects")
        with writing(self._folder):
            _save(path, arrays, _digest(self._binding, key, arrays))
        return arrays

    def read_only(self, key: Key, compute: Callable[[], Arrays]) -> Arrays:
        """Give the arrays of a key without writing them, which needs no lock of the folder.

        Args:
            key: The name of the checkpoint.
            compute: The function that computes the arrays if they are not there, or damaged.

        Returns:
            The arrays, to the bit the same in both cases.
        """
        stored = self._load(self._path(key), key)
        return without_checkpoints(key, compute) if stored is None else stored

    def _path(self, key: Key) -> Path:
        return self._folder / f"{self._binding[:16]}-{_digest(self._binding, key, {}).hex()[:32]}.npz"

    def _load(self, path: Path, key: Key) -> Arrays | None:
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                content = {name: stored[name] for name in stored.files}
            seal = content.pop(SEAL).tobytes()
        except Exception:  # a damaged archive raises exceptions of many kinds
            return None
        arrays = {name.removeprefix(_PREFIX): value for name, value in content.items()}
        return arrays if seal == _digest(self._binding, key, arrays) else None


@contextlib.contextmanager
def checkpoints_in(
    folder: Path, binding: str, *, tell: Callable[[str], object] = lambda _: None
) -> Iterator[CheckpointFolder]:
    """Keep checkpoints that survive a kill of this process, until the ``with`` block ends.

    Args:
        folder: The folder of the checkpoints. It is created if it does not exist, and removed when the block ends, or
            when no checkpoint was finished.
        binding: A text of everything that decides the numbers; checkpoints under another text are discarded.
        tell: A function that is called with a line for the user.

    Yields:
        The checkpoints of the folder.

    Raises:
        InputError: If the folder cannot be created, or another process uses it.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, checkpoints_in(Path(folder) / "kept", "seed 0") as checkpoint:
        ...     first = checkpoint(("weights",), lambda: {"weights": np.ones(2)})
        ...     again = checkpoint(("weights",), lambda: {"weights": np.zeros(2)})  # not called: there is a checkpoint
        >>> again
        {'weights': array([1., 1.])}
    """  # noqa: DOC502
    with writing(folder):
        descriptor = _locked(folder)
    try:
        with writing(folder):
            checkpoints = CheckpointFolder(folder, binding, tell)
        if checkpoints.discarded:
            tell(f"{checkpoints.discarded} checkpoints of other settings, data or versions are discarded")
        if checkpoints.finished:
            tell(f"continuing: {checkpoints.finished} checkpoints are finished")
        yield checkpoints
        with contextlib.suppress(OSError):
            for path in _our_files(folder):
                path.unlink()
    finally:
        with contextlib.suppress(OSError):
            folder.rmdir()  # unless there are files in it
        os.close(descriptor)


def _locked(folder: Path) -> int:
    """Make, open and lock the folder; the lock ends with the process, however that ends."""  # noqa: DOC501
    while True:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        try:
            descriptor = lock(folder)
        except BlockingIOError:
            raise InputError(f"another process works in {folder}; wait for it, or choose another folder") from None
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), folder.stat()):
                return descriptor
        os.close(descriptor)  # another process had just finished with that folder, and removed it


def _our_files(folder: Path) -> list[Path]:
    """List the files of a folder that have the name of a checkpoint."""
    return sorted(path for path in folder.iterdir() if _OURS.fullmatch(path.name))


def _digest(binding: str, key: Key, arrays: Arrays) -> bytes:
    """Digest a checkpoint together with the computation that it belongs to."""
    digest = hashlib.sha256(repr((binding, key)).encode())
    for name, value in sorted(arrays.items()):
        digest.update(repr((name, value.dtype.str, value.shape)).encode())
        digest.update(np.ascontiguousarray(value).reshape(-1).view(np.uint8).data)
    return digest.digest()


def _save(path: Path, arrays: Arrays, seal: bytes) -> None:
    """Write aside, rename, and sync both: a checkpoint is there and complete, or not there."""
    named: Any = {SEAL: np.frombuffer(seal, np.uint8), **{_PREFIX + name: value for name, value in arrays.items()}}
    aside = path.with_name(f"{path.name}.aside")
    try:
        with aside.open("wb") as file:
            np.savez(file, **named)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
