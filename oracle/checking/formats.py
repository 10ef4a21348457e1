"""Files of other languages: the arrays and texts in them by name, each format through the library that is kept for it.

Whatever a file holds, the answer is arrays or one sentence. Reading one executes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.oracle.checking.archive import MissingFile, arrays_in, content_of
from nablacheck.reference.errors import InputError, MissingFramework, optional, unknown
from nablacheck.reference.quoting import printable, raised

Array = np.ndarray[Any, Any]
Arrays = Mapping[str, Any]
SPEC = "spec"
"""The name of the text that says what the numbers are."""


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is called, how its own language writes one, and how it is read and written here."""

    title: str
    written: str
    read: Callable[[Path], dict[str, Any]]
    write: Callable[[Path, Arrays], None]


def read_arrays(path: Path) -> dict[str, Any]:
    """The arrays by name; InputError, with the file's name, for a file that cannot be read, MissingFramework for a library."""
    if "\0" in str(path):
        raise InputError(f"{printable(path)} is no name of a file: it has a null character in it.")
    kind = _format(path)
    if kind is NPZ:
        return arrays_in(path)
    with _said(path, f"cannot be read as a {kind.title}", f"; write one with {kind.written}"):
        if kind is not CSV:
            content_of(path)  # a pipe or a device is not waited for
        return {str(name): _plain(value) for name, value in kind.read(path).items()}


def write_arrays(path: Path, arrays: Arrays) -> Path:
    """Writes arrays to a new file, or for NAME.csv to a new folder NAME, and says where; InputError where it cannot."""
    path, kind = (path.with_suffix(""), CSV) if path.suffix == ".csv" else (path, _format(path))
    if path.exists() or path.is_symlink():
        raise InputError(f"{printable(path)} cannot be written: it exists; give a new name in a folder that exists.")
    if path.suffix and path.suffix not in FORMATS:
        raise unknown("kind of file", path.suffix, FORMATS)
    with _said(path, "cannot be written", "; give a new name in a folder that exists"):
        kind.write(path, arrays)
    return path


def _format(path: Path) -> Format:
    """By the end of the name; a folder holds .csv files, and everything else is taken for an archive of NumPy."""
    return CSV if path.is_dir() else FORMATS.get(path.suffix, NPZ)


@contextmanager
def _said(path: Path, what: str, so: str = "") -> Iterator[None]:
    """Whatever a library raises on foreign bytes, as one sentence."""
    try:
        yield
    except (MissingFramework, MissingFile):
        raise
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"{printable(path)} {what}: {why}{so}.") from error
    except MemoryError:
        raise InputError(f"{printable(path)} {what}: it holds more than fits in memory.") from None
    except Exception as error:
        why = str(error) if isinstance(error, InputError) else raised(error)
        raise InputError(f"{printable(path)} {what}: {why.rstrip('.')}{so}.") from error


def _plain(value: Any) -> Any:
    """An array, or a text; what a library wraps around a single one is taken off."""
    if isinstance(value, bytes):
        return np.asarray(value.decode(errors="replace"))
    array = value if isinstance(value, np.ndarray) else np.asarray(value)
    if array.dtype.kind in "US" and array.size == 1:
        return array.reshape(())
    if array.dtype == object:
        raise InputError("it holds something that is neither an array of numbers nor a text")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _needs(library: str) -> Any:
    return optional(library, who="reading and writing such a file needs {}", install="'nablacheck[files]'")


def _read_mat(path: Path) -> dict[str, Any]:
    """MATLAB's up to version 7, and since 7.3, which is HDF5."""
    with _needs("scipy"):
        from scipy.io import loadmat
    try:
        found = loadmat(path, chars_as_strings=True)
    except NotImplementedError:
        with _needs("mat73"):
            import mat73
        found = mat73.loadmat(str(path))
    return {name: _double(value) for name, value in found.items() if not name.startswith("__")}


def _double(value: Any) -> Any:
    """Doubles that are whole are kept in fewer bytes in a MAT-file, and come as integers."""
    array = np.asarray(value)
    return array.astype(np.float64) if array.dtype.kind in "iu" else array


def _write_mat(path: Path, arrays: Arrays) -> None:
    with _needs("scipy"):
        from scipy.io import savemat
    with path.open("xb") as file:
        savemat(file, dict(arrays))


def _read_h5(path: Path) -> dict[str, Any]:
    """Arrays at the top, or as Octave has them, in a group with a type and a value; a text may be an attribute."""
    with _needs("h5py"):
        import h5py
    with h5py.File(path, "r") as file:
        found = {name: part["value"] if isinstance(part, h5py.Group) else part for name, part in file.items()}
        return {
            **dict(file.attrs),
            **{name: _text_of_h5(part[()]) if name == SPEC else part[()] for name, part in found.items()},
        }


def _text_of_h5(value: Any) -> Any:
    """Octave keeps a text as a row of bytes."""
    array = np.asarray(value)
    return array.tobytes().decode(errors="replace") if array.dtype == np.int8 else value


def _write_h5(path: Path, arrays: Arrays) -> None:
    with _needs("h5py"):
        import h5py
    with h5py.File(path, "x") as file:
        for name, value in arrays.items():
            file[name] = value


def _read_safetensors(path: Path) -> dict[str, Any]:
    """The texts are its metadata."""
    with _needs("safetensors"):
        from safetensors import safe_open
    with safe_open(path, framework="np") as file:
        return {**(file.metadata() or {}), **{name: file.get_tensor(name) for name in file.keys()}}  # noqa: SIM118 - no mapping


def _write_safetensors(path: Path, arrays: Arrays) -> None:
    with _needs("safetensors"):
        from safetensors.numpy import save_file
    numbers = {name: np.ascontiguousarray(value) for name, value in arrays.items() if name != SPEC}
    save_file(numbers, path, metadata={SPEC: str(arrays[SPEC])})


def _read_json(path: Path) -> dict[str, Any]:
    """Numbers in nested lists, an array row by row; the specification is a text or an object."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise InputError("it must be an object with x, y, w2, …, b2, … and spec")
    spec = found.get(SPEC, "")
    return {name: _rows(name, value) for name, value in found.items() if name != SPEC} | (
        {SPEC: spec if isinstance(spec, str) else json.dumps(spec)} if spec else {}
    )


def _rows(name: str, value: Any) -> Array:
    """Whole numbers are floats here: JavaScript writes 1 for 1.0."""
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{printable(name)} is no array of numbers: write its rows as lists of equal length") from None


def _write_json(path: Path, arrays: Arrays) -> None:
    found = {name: json.loads(value) if name == SPEC else np.asarray(value).tolist() for name, value in arrays.items()}
    with path.open("x", encoding="utf-8") as file:
        json.dump(found, file, indent=1)


def _read_rds(path: Path) -> dict[str, Any]:
    with _needs("rdata"):
        import rdata
    found = rdata.read_rds(path)
    if not isinstance(found, dict):
        raise InputError("it must be a list with names: x, y, w2, …, b2, … and spec")
    return found


def _write_rds(path: Path, arrays: Arrays) -> None:
    with _needs("rdata"):
        import rdata
    doubles = {name: np.asarray(value, dtype=np.float64) for name, value in arrays.items() if name != SPEC}
    rdata.write_rds(path, {**doubles, SPEC: str(arrays[SPEC])})


def _read_csv(path: Path) -> dict[str, Any]:
    """A folder with a file for each array, numbers alone, and spec.json."""
    files = sorted(path.glob("*.csv"))
    if not files:
        raise InputError("it is a folder without .csv files; put in x.csv, y.csv, w2.csv, … and spec.json")
    found: dict[str, Any] = {file.stem: np.loadtxt(file, delimiter=",", ndmin=2) for file in files}
    spec = path / f"{SPEC}.json"
    return found | ({SPEC: spec.read_text(encoding="utf-8")} if spec.exists() else {})


def _write_csv(path: Path, arrays: Arrays) -> None:
    path.mkdir()
    for name, value in arrays.items():
        if name == SPEC:
            (path / f"{SPEC}.json").write_text(str(value), encoding="utf-8")
        else:
            np.savetxt(path / f"{name}.csv", np.asarray(value, dtype=np.float64), fmt="%.17g", delimiter=",")


def _write_npz(path: Path, arrays: Arrays) -> None:
    with path.open("xb") as file:
        np.savez(file, **arrays)


NPZ = Format("NumPy archive of plain arrays", "numpy.savez", arrays_in, _write_npz)
CSV = Format("folder of .csv files", "numbers alone, no names of rows and columns", _read_csv, _write_csv)
MAT = Format("MAT-file", "save, in Octave save -v7", _read_mat, _write_mat)
H5 = Format("HDF5 file", "a dataset for each array", _read_h5, _write_h5)
FORMATS: Mapping[str, Format] = {
    ".npz": NPZ,
    ".mat": MAT,
    ".h5": H5,
    ".hdf5": H5,
    ".safetensors": Format("file of safetensors", "save_file", _read_safetensors, _write_safetensors),
    ".json": Format("JSON file of arrays", "numbers in nested lists", _read_json, _write_json),
    ".rds": Format("file of R's saveRDS", "saveRDS of a list with names", _read_rds, _write_rds),
    ".csv": CSV,
}
"""By the end of a file's name; a folder has .csv files in it."""
