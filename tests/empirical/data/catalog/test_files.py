"""Where data files come from, in which order, and what happens to files that are not the expected ones."""

import gzip
import os
import threading
import tracemalloc
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from empirical.data.catalog import download, files
from empirical.data.catalog.files import FOLDER_VARIABLE, DataFile, UnavailableError, read
from empirical.errors import InputError

CONTENT = b"age,label\n30,1\n40,0\n" * 50
MIRRORS = ("https://one.example/table.csv", "https://two.example/table.csv")
FILE = DataFile("some/table.csv", sha256(CONTENT).hexdigest(), MIRRORS)


@pytest.fixture
def folder(monkeypatch, tmp_path) -> Path:
    """The folder that the user names."""
    place = tmp_path / "folder"
    (place / "some").mkdir(parents=True)
    monkeypatch.setenv(FOLDER_VARIABLE, str(place))
    return place


@pytest.fixture
def no_folder(monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path) -> Path:
    """An empty cache."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "cache" / name)
    return files.cache_folder()


@pytest.fixture
def fetched(monkeypatch) -> list[str]:
    """The net, which serves the file; the addresses that were asked."""
    asked = []

    def fetch(address, target, expected_sha256):
        asked.append(address)
        put(target, CONTENT)

    monkeypatch.setattr(download, "fetch", fetch)
    return asked


@pytest.fixture
def offline(monkeypatch):
    def fetch(address, target, expected_sha256):
        raise requests.ConnectionError("a text\nof several lines")

    monkeypatch.setattr(download, "fetch", fetch)


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def one_line(caught) -> str:
    message = str(caught.value)
    assert "\n" not in message
    return message


# The order of the places.


@pytest.mark.parametrize(
    ("name", "stored"), [("table.csv", CONTENT), ("table.csv.gz", gzip.compress(CONTENT))], ids=["plain", "gz"]
)
def test_the_folder_comes_first(folder, cache, fetched, name, stored):
    put(folder / "some" / name, stored)
    put(cache / FILE.path, b"not even looked at")
    assert read(FILE) == CONTENT
    assert fetched == []


def test_plain_before_gz(folder, fetched):
    put(folder / "some/table.csv", CONTENT)
    put(folder / "some/table.csv.gz", b"not even looked at")
    assert read(FILE) == CONTENT


@pytest.mark.parametrize("named", [None, "", "elsewhere"])
def test_then_the_cache(monkeypatch, tmp_path, cache, fetched, named):
    if named is None:
        monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(FOLDER_VARIABLE, named and str(tmp_path / named))
    put(cache / FILE.path, CONTENT)
    assert read(FILE) == CONTENT
    assert fetched == []


def test_then_the_net_and_from_then_on_the_cache(no_folder, cache, fetched):
    assert [read(FILE), read(FILE)] == [CONTENT, CONTENT]
    assert fetched == [MIRRORS[0]]
    assert (cache / FILE.path).read_bytes() == CONTENT


def test_a_mirror_that_fails_is_followed_by_the_next(no_folder, monkeypatch, fetched):
    serve = download.fetch

    def fetch(address, target, expected_sha256):
        if address == MIRRORS[0]:
            raise ValueError("SHA256 hash of downloaded file does not match")
        serve(address, target, expected_sha256)

    monkeypatch.setattr(download, "fetch", fetch)
    assert read(FILE) == CONTENT
    assert fetched == [MIRRORS[1]]


# Files in the user's folder that are not the expected ones are never passed over.


@pytest.mark.parametrize(
    ("name", "stored", "message"),
    [
        ("table.csv", CONTENT.replace(b"30", b"31", 1), "is not the expected file"),
        ("table.csv", CONTENT[:-1], "is not the expected file"),
        ("table.csv", b"", "is not the expected file"),
        ("table.csv.gz", gzip.compress(CONTENT.replace(b"30", b"31", 1)), "is not the expected file"),
        ("table.csv.gz", gzip.compress(CONTENT)[:-20], "is damaged"),
        ("table.csv.gz", gzip.compress(CONTENT)[:-4] + b"\0\0\0\0", "is damaged"),
        ("table.csv.gz", CONTENT, "is damaged"),
        ("table.csv.gz", gzip.compress(CONTENT)[:10] + b"\xff" * 40, "is damaged"),
        ("table.csv.gz", b"", "is not the expected file"),
    ],
    ids=["changed", "shortened", "empty", "gz-changed", "gz-truncated", "gz-crc", "gz-not", "gz-garbage", "gz-empty"],
)
def test_a_damaged_file_in_the_folder(folder, cache, fetched, name, stored, message):
    put(folder / "some" / name, stored)
    put(cache / FILE.path, CONTENT)
    with pytest.raises(InputError, match=message) as caught:
        read(FILE)
    text = one_line(caught)
    assert text.startswith(str(folder / "some" / name))
    assert "fetch it again" in text
    assert not isinstance(caught.value, UnavailableError)  # so that no other source is tried either
    assert fetched == []


def test_the_message_names_both_checksums(folder):
    put(folder / FILE.path, b"other")
    with pytest.raises(InputError, match=f"{sha256(b'other').hexdigest()[:12]}…, not {FILE.sha256[:12]}…"):
        read(FILE)


def test_a_directory_in_the_place_of_the_file(folder):
    (folder / FILE.path).mkdir()
    with pytest.raises(InputError, match=r"cannot be read \(not a plain file\)"):
        read(FILE)


def test_a_pipe_in_the_place_of_the_file_does_not_hang(folder):
    os.mkfifo(folder / FILE.path)
    with pytest.raises(InputError, match=r"cannot be read \(not a plain file\)"):
        read(FILE)


def test_an_unreadable_file(folder):
    (folder / FILE.path).symlink_to(folder / FILE.path)  # a loop, which root cannot read either
    with pytest.raises(InputError, match=r"cannot be read \(Too many levels of symbolic links\): mend that"):
        read(FILE)


def test_the_variable_names_a_file(monkeypatch, tmp_path):
    put(tmp_path / "file", b"")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(InputError, match=r"cannot be read \(Not a directory\)"):
        read(FILE)


@pytest.mark.parametrize("compressed", [True, False])
def test_what_is_read_is_bounded(folder, monkeypatch, compressed):
    monkeypatch.setattr(files, "MOST_BYTES", 2**20)
    zeros = bytes(2**26)
    put(folder / f"some/table.csv{'.gz' * compressed}", gzip.compress(zeros, 1) if compressed else zeros)
    del zeros
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="it holds more than 1 MiB"):
            read(FILE)
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()


# The cache.


@pytest.mark.parametrize("stored", [CONTENT[:-1], b""])
def test_a_damaged_file_in_the_cache_is_fetched_again(no_folder, cache, fetched, stored):
    put(cache / FILE.path, stored)
    assert read(FILE) == CONTENT
    assert fetched == [MIRRORS[0]]
    assert (cache / FILE.path).read_bytes() == CONTENT


def test_a_damaged_file_in_the_cache_without_a_net(no_folder, cache, offline):
    put(cache / FILE.path, CONTENT[:-1])
    with pytest.raises(UnavailableError, match=r"table\.csv is damaged") as caught:
        read(FILE)
    one_line(caught)


def test_no_place_has_it(no_folder, offline):
    with pytest.raises(UnavailableError, match=f"set {FOLDER_VARIABLE} to the folder that holds it") as caught:
        read(FILE)
    text = one_line(caught)
    assert text.startswith("some/table.csv is needed")
    assert f"{FOLDER_VARIABLE} is not set" in text
    assert "one.example: no connection (ConnectionError), two.example: no connection" in text


def test_the_folder_lacks_it_and_no_other_place_has_it(folder, offline):
    with pytest.raises(UnavailableError, match=f"{folder} has neither it nor its .gz") as caught:
        read(FILE)
    one_line(caught)


def test_a_cache_that_cannot_be_written(no_folder, monkeypatch, tmp_path):
    put(tmp_path / "cache", b"a file in the place of the folder")
    monkeypatch.setattr(requests, "get", lambda *args, **kwargs: pytest.fail("the net was asked"))
    with pytest.raises(
        UnavailableError, match=r"one\.example: .*File exists|one\.example: .*Not a directory"
    ) as caught:
        read(FILE)
    one_line(caught)


# Real downloads, from a server on this machine.


class Handler(BaseHTTPRequestHandler):
    answering = threading.Event()

    def do_GET(self):
        name = self.path.strip("/")
        if name == "missing":
            self.send_error(404)
            return
        if name == "silent":
            self.answering.wait(10)
            return
        body = CONTENT.replace(b"30", b"31", 1) if name == "changed" else CONTENT
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if name == "truncated" else body)

    log_message: Any = staticmethod(lambda *args: None)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    Handler.answering.set()
    served.shutdown()
    served.server_close()
    thread.join()
    Handler.answering.clear()


def test_a_download(no_folder, cache, server, capfd):
    assert read(FILE._replace(mirrors=(f"{server}/table.csv",))) == CONTENT
    assert [path.name for path in (cache / "some").iterdir()] == ["table.csv"]
    assert capfd.readouterr() == ("", "")


def test_a_download_replaces_a_damaged_copy(no_folder, cache, server):
    put(cache / FILE.path, CONTENT[:-1])
    assert read(FILE._replace(mirrors=(f"{server}/table.csv",))) == CONTENT


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", "status 404"),
        ("changed", "it serves another file than the expected one"),
        ("truncated", "no connection (ChunkedEncodingError)"),
        ("silent", "no answer within 0.1 s"),
    ],
)
def test_a_download_that_fails_leaves_nothing_behind(no_folder, cache, server, monkeypatch, name, reason):
    monkeypatch.setattr(download, "TIMEOUT", 0.1)
    with pytest.raises(UnavailableError) as caught:
        read(FILE._replace(mirrors=(f"{server}/{name}",)))
    assert f"127.0.0.1: {reason}" in one_line(caught)
    assert [path for path in cache.rglob("*") if path.is_file()] == []
    assert read(FILE._replace(mirrors=(f"{server}/{name}", f"{server}/table.csv"))) == CONTENT


def test_a_port_that_nobody_listens_at(no_folder, server):
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1: no connection \(ConnectionError\)"):
        read(FILE._replace(mirrors=("http://127.0.0.1:1/table.csv",)))


# Compressed files of mirrors.


@pytest.mark.parametrize(
    ("served", "arrives"),
    [(gzip.compress(CONTENT), True), (CONTENT, False), (gzip.compress(CONTENT)[:-9], False)],
    ids=["whole", "not compressed", "cut short"],
)
def test_a_compressed_file_is_unpacked_before_it_is_compared(tmp_path, monkeypatch, served, arrives):
    import pooch

    class Served:
        def __init__(self, **options):
            pass

        def __call__(self, address, target, pooch):
            Path(target).write_bytes(served)

    monkeypatch.setattr(pooch, "HTTPDownloader", Served)
    target = tmp_path / "table.csv"
    if arrives:
        download.fetch("https://example.org/table.csv.gz", target, FILE.sha256)
        assert target.read_bytes() == CONTENT
    else:
        with pytest.raises(ValueError, match="SHA256"):
            download.fetch("https://example.org/table.csv.gz", target, FILE.sha256)
        assert not target.exists()
