"""Checkpoints of a long computation, on disk: a report that was killed goes on where it stood.

A checkpoint is a dictionary of arrays under a key of a few words. A folder holds the checkpoints of one computation. A
digest of whatever decides its numbers stands in every one of them, so that those of another one do not pass for them.
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

from empirical.errors import InputError, writing

Arrays = dict[str, np.ndarray]
Key = tuple[str, ...]
Checkpoint = Callable[[Key, Callable[[], Arrays]], Arrays]
"""A function from a key, and what computes its arrays, to these arrays: computed now, or read where finished."""

BLOCK = 1024
"""Number of instances of one checkpoint."""

SEAL = "seal"
_OURS = re.compile(r"[0-9a-f]{16}-[0-9a-f]{32}\.npz(\.aside)?")
_PREFIX = "="


def without_checkpoints(key: Key, compute: Callable[[], Arrays]) -> Arrays:  # noqa: ARG001
    """Compute arrays and keep them nowhere.

    Args:
        key: The name of the checkpoint that this could be.
        compute: The function that computes the arrays.

    Returns:
        The arrays, laid out in memory as those from a folder are: with another layout sums round otherwise.

    Examples:
        >>> without_checkpoints(("seed 0", "weights"), lambda: {"weights": [1.0, 2.0]})
        {'weights': array([1., 2.])}
    """
    return {name: np.asarray(value, order="C") for name, value in compute().items()}


class Blocks(NamedTuple):
    """Work on instances, each on their own, in blocks that become checkpoints.

    Attributes:
        checkpoint: What keeps a finished block.
        key: The name of the pair of models; empty where nothing takes long enough to be kept: then all instances are
            one block.
    """

    checkpoint: Checkpoint = without_checkpoints
    key: Key = ()

    @property
    def of_natural(self) -> "Blocks":
        """Blocks of what concerns the non-robust model alone, which is the same for every ε."""
        return self._replace(key=self.key[:2])

    def __call__(self, subject: str, function: Callable[..., Arrays], *arrays: np.ndarray) -> Arrays:
        """Apply a function to instances, block by block.

        Args:
            subject: What the function computes, for the checkpoints' names.
            function: From arrays whose first axis is the instances' to such arrays by name.
            *arrays: The function's arguments for all instances.

        Returns:
            What the function returns for all instances.
        """
        if not self.key:
            return function(*arrays)
        blocks = []
        for start in range(0, max(len(arrays[0]), 1), BLOCK):
            rows = [array[start : start + BLOCK] for array in arrays]
            blocks.append(self.checkpoint((*self.key, subject, f"instances {start}"), partial(function, *rows)))
        return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


AT_ONCE = Blocks()
"""Blocks of work that takes no time: all instances at once, kept nowhere."""


class CheckpointFolder:
    """Checkpoints in a folder: a function from a key, and what computes its arrays, to these arrays.

    Attributes:
        finished: How many checkpoints were there from an earlier attempt.
        discarded: How many there were of other settings, other data or other versions.
    """

    def __init__(self, folder: Path, binding: str, tell: Callable[[str], object]) -> None:
        """Look at what is there, and remove what does not belong to this computation.

        Args:
            folder: An existing folder that no other process uses.
            binding: Whatever decides the numbers.
            tell: Called with a line that the user should read.
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
        """Give the arrays of a key: from the folder if they are there and whole, else computed and put there.

        Args:
            key: The name of the checkpoint.
            compute: The function that computes the arrays.

        Returns:
            The arrays, to the bit the same in both cases.

        Raises:
            InputError: If the checkpoint cannot be written.
            TypeError: If it holds Python objects, which only a pickle could bring back.
        """  # noqa: DOC502
        path = self._folder / f"{self._binding[:16]}-{_digest(self._binding, key, {}).hex()[:32]}.npz"
        if path.exists():
            known = self._load(path, key)
            if known is not None:
                return known
            self._tell(f"a damaged checkpoint is computed again: {', '.join(key)}")
        arrays = without_checkpoints(key, compute)
        if any(value.dtype.hasobject for value in arrays.values()):
            raise TypeError(f"the checkpoint {key} holds Python objects")
        with writing(self._folder):
            _save(path, arrays, _digest(self._binding, key, arrays))
        return arrays

    def _load(self, path: Path, key: Key) -> Arrays | None:
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                found = {name: stored[name] for name in stored.files}
            seal = found.pop(SEAL).tobytes()
        except Exception:  # whatever a damaged archive makes of itself
            return None
        arrays = {name.removeprefix(_PREFIX): value for name, value in found.items()}
        return arrays if seal == _digest(self._binding, key, arrays) else None


@contextlib.contextmanager
def checkpoints_in(
    folder: Path, binding: str, *, tell: Callable[[str], object] = lambda _: None
) -> Iterator[CheckpointFolder]:
    """Keep checkpoints that outlive a kill of this process, until the block comes to its end.

    Args:
        folder: Their folder; made if need be, and removed at the end, or if nothing was finished.
        binding: Whatever decides the numbers: checkpoints that were made under another one are discarded.
        tell: Called with a line that the user should read.

    Yields:
        The checkpoints.

    Raises:
        InputError: If the folder cannot be made, or another process uses it.
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
            folder.rmdir()  # unless there is something left in it
        os.close(descriptor)


def _locked(folder: Path) -> int:
    """The folder made, opened and locked; the lock goes with the process, however that ends."""
    while True:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        _lock(descriptor, folder)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), folder.stat()):
                return descriptor
        os.close(descriptor)  # another process had just finished with that folder, and removed it


def _lock(descriptor: int, folder: Path) -> None:
    import fcntl  # on Unix alone; all else here is imported everywhere

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if not isinstance(error, BlockingIOError):
            raise
        raise InputError(f"another process works in {folder}; wait for it, or choose another folder") from None


def _our_files(folder: Path) -> list[Path]:
    """Our files in a folder, and nothing else."""
    return sorted(path for path in folder.iterdir() if _OURS.fullmatch(path.name))


def _digest(binding: str, key: Key, arrays: Arrays) -> bytes:
    """A digest of a part, and of what it is a part of."""
    digest = hashlib.sha256(repr((binding, key)).encode())
    for name, value in sorted(arrays.items()):
        digest.update(repr((name, value.dtype.str, value.shape)).encode())
        digest.update(np.ascontiguousarray(value).reshape(-1).view(np.uint8).data)
    return digest.digest()


def _save(path: Path, arrays: Arrays, seal: bytes) -> None:
    """Write aside, rename, and make sure of both: a checkpoint is there and whole, or not there."""
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
