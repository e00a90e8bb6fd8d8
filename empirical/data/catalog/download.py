"""One file fetched from one public address, into its place only if it is the expected one."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TIMEOUT = 30.0
"""Seconds without an answer after which an address is given up."""


def fetch(address: str, target: Path, expected_sha256: str) -> None:
    """Download a file; it is written aside, checked and then renamed, so that ``target`` is never half a file.

    Without a connection, an answer or a folder to write to, an ``OSError`` is raised; if another file is served, a
    ``ValueError``.

    Args:
        address: Where it is served, uncompressed.
        target: Where to put it; a file there that is not the expected one is replaced.
        expected_sha256: Checksum of its content.
    """
    import pooch

    pooch.get_logger().setLevel("WARNING")
    downloader: Any = pooch.HTTPDownloader(chunk_size=2**16, timeout=TIMEOUT)
    pooch.retrieve(address, f"sha256:{expected_sha256}", fname=target.name, path=target.parent, downloader=downloader)


def failure(address: str, error: Exception) -> str:
    """Why a download failed, in a few words.

    Args:
        address: Where the file should have come from.
        error: What ``fetch`` raised.

    Returns:
        The host and the reason; the texts of the libraries run over several lines.
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
