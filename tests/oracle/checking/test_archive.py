"""Reading an archive: whatever the bytes are, it is arrays or one sentence, and nothing is executed."""

import io
import os
import pickle
import zipfile

import numpy as np
import pytest

from nablacheck.oracle.checking import archive
from nablacheck.oracle.checking.archive import arrays_in
from nablacheck.reference.errors import InputError


def npy(shape, data=b"", descr="'<f8'"):
    """An array whose header says what it is told."""
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data


def zipped(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as whole:
        for name, content in members:
            whole.NameToInfo.pop(name, None)  # else a second one of the same name is a warning
            whole.writestr(name, content)
    return file.getvalue()


ONE = npy("(1,)", bytes(8))
DAMAGED = "its array 'x' holds Python objects, or is damaged"
REFUSED = {
    "nothing": (b"", "it is no zip file, or a damaged one"),
    "text": (b"PK, said he", "it is no zip file, or a damaged one"),
    "half a file": (zipped(("x.npy", ONE))[:-30], "it is no zip file, or a damaged one"),
    "a flipped bit": (zipped(("x.npy", ONE)).replace(bytes(8), bytes(7) + b"\x01"), "it is no zip file, or a damaged one"),
    "a text in it": (zipped(("read.me", b"hello")), "its part 'read.me' is no array"),
    "one name twice": (zipped(("x.npy", ONE), ("x.npy", ONE)), "it holds 'x' twice"),
    "a pickle": (
        zipped(("x.npy", npy("(1,)", pickle.dumps([1]), "'|O'"))),
        DAMAGED,
    ),
    "a cut array": (zipped(("x.npy", npy("(2,)", bytes(8)))), DAMAGED),
    "a long array": (zipped(("x.npy", npy("(1,)", bytes(9)))), "its array 'x' is longer than it says"),
    "a huge array": (zipped(("x.npy", npy("(10000000000000000,)"))), "its array 'x' says that it is larger than the memory"),
    "code": (zipped(("x.npy", npy("print('now')"))), DAMAGED),
    "a name that moves the cursor": (zipped(("\x1b[2J", b"")), "its part '\\x1b[2J' is no array"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_archive_of_arrays_is_one_sentence(tmp_path, name, capsys):
    content, says = REFUSED[name]
    path = tmp_path / "mine.npz"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        arrays_in(path)

    assert str(error.value) == f"{path} is not a NumPy archive of plain arrays: {says}; write one with numpy.savez."
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(InputError, match=r"there is no file .*mine\.npz"):
        arrays_in(tmp_path / "mine.npz")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.mkdir(), "it is a folder"),
        (lambda path: os.mkfifo(path), "it is no regular file"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    ],
)
def test_what_is_no_file_is_one_sentence(tmp_path, make, says):
    path = tmp_path / "mine.npz"
    make(path)
    with pytest.raises(InputError) as error:
        arrays_in(path)

    assert f" is not a NumPy archive of plain arrays: {says}; write one" in str(error.value)


def test_more_than_the_memory_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "memory", lambda: 100)
    np.savez(tmp_path / "mine.npz", x=np.zeros(100))
    with pytest.raises(InputError, match="its arrays take 928 bytes, more than the memory of this machine"):
        arrays_in(tmp_path / "mine.npz")


def test_arrays_of_another_byte_order_are_turned(tmp_path):
    np.savez(tmp_path / "mine.npz", x=np.arange(3.0).astype(">f8"))
    array = arrays_in(tmp_path / "mine.npz")["x"]

    assert array.dtype == np.dtype("=f8")
    assert array.tolist() == [0, 1, 2]
