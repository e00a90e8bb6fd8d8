"""The download of one file from one public address; the file is put in its place only if it is the expected one."""

import gzip
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TIMEOUT = 30.0
"""Number of seconds without an answer after which an address is given up."""


def fetch(address: str, target: Path, expected_sha256: str) -> None:
    """Download a file, unless its target already has the expected content.

    The file is written beside the target, checked and then renamed, so that the target is never half a file. An
    ``OSError`` is raised without a connection, an answer or a folder to write to, and a ``ValueError`` if the address
    serves another file.

    Args:
        address: The address that serves the file; one that ends in ``.gz`` serves it compressed.
        target: The path of the downloaded file; a file there with other content is replaced.
        expected_sha256: The checksum of the expected content.

    Examples:
        >>> import tempfile
        >>> from hashlib import sha256
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     target = Path(folder) / "loans.csv"
        ...     _ = target.write_bytes(b"age,approved")
        ...     fetch("https://example.org/loans.csv", target, sha256(b"age,approved").hexdigest())
        ...     target.read_text()
        'age,approved'
    """
    import pooch

    pooch.get_logger().setLevel("WARNING")
    downloader: Any = pooch.HTTPDownloader(chunk_size=2**16, timeout=TIMEOUT)
    if address.endswith(".gz"):
        downloader = _Unpacked(downloader)
    pooch.retrieve(address, f"sha256:{expected_sha256}", fname=target.name, path=target.parent, downloader=downloader)


class _Unpacked:
    """A download that is unpacked before its checksum is compared."""

    def __init__(self, download: Any) -> None:
        self.download = download

    def __call__(self, address: str, target: str, pooch: Any) -> None:
        self.download(address, target, pooch)
        try:
            content = gzip.decompress(Path(target).read_bytes())
        except (EOFError, zlib.error, gzip.BadGzipFile):
            content = b""  # which is not the expected file
        Path(target).write_bytes(content)


def failure(address: str, error: Exception) -> str:
    """Explain in a few words why a download failed, since the libraries' messages run over several lines.

    Args:
        address: The address of the file.
        error: The exception that :func:`fetch` raised.

    Returns:
        The host of the address and the reason, in one line.

    Examples:
        >>> import requests
        >>> failure("https://example.org/loans.csv", requests.Timeout())
        'example.org: no answer within 30 s'
    """
    import requests

    match error:
        case requests.HTTPError(response=requests.Response(status_code=code)):
            why = f"status {code}"
        case requests.Timeout():
            why = f"no answer within {TIMEOUT:g} s"
        case requests.RequestException():
            why = f"no connection ({type(error).__name__})"
        case OSError():
            why = str(error.strerror or error).splitlines()[0]
        case _:
            why = "it serves another file than the expected one"
    return f"{urlsplit(address).hostname}: {why}"
