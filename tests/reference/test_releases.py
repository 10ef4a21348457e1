"""Releases in their order, and the record of what each answered."""

import json

import pytest

from nablacheck.reference import releases
from nablacheck.reference.errors import InputError
from nablacheck.reference.releases import FOLDER, Record, age, read, recorded, running

PACKAGES = sorted(file.stem for file in FOLDER.glob("*.json"))


def test_releases_are_ordered_as_they_came_out():
    ours = ["0.4.30", "0.4.38", "0.9", "0.10.0", "0.10.2", "0.12.0.dev20261101", "0.12.0rc1", "0.12.0rc2"]
    order = [*ours, "0.12", "0.12.0.post1", "0.12.0.1", "2.13.0", "2.14.1"]

    assert sorted(set(order), key=age) == order
    assert age("0.12") == age("0.12.0")
    assert age("0.2.8 on jax 0.10.2") < age("0.2.8 on jax 0.12.0")
    assert age("0.2.7 on jax 0.12.0") < age("0.2.8 on jax 0.4.30")
    assert age("nightly") < age("0.1")


def of(number, **others):
    return lambda package: {"p": number, **others}.get(package)


def test_a_release_is_that_without_its_build_beside_what_it_stands_on(monkeypatch):
    monkeypatch.setattr(releases, "installed", of("2.13.0+cpu", optax="0.2.8", jax="0.12.0"))

    assert running("p") == "2.13.0"
    assert running("optax") == "0.2.8 on jax 0.12.0"
    assert running("q") is None


def three():
    record = Record("p")
    for release, answer in (("1.0", "a"), ("1.1", "a"), ("2.0", "b")):
        record.add(release, {"python": "3.11"}, {"what": answer})
    record.add("1.1", {}, {"other": "c"})
    return record


def test_a_record_knows_who_answered_what():
    record = three()

    assert record.asked("1.0") == {"what": "a"}
    assert record.asked("1.1") == {"other": "c"}, "what is taken a second time replaces the first"
    assert record.answer("what", "2.0") == "b"
    assert record.answer("what", "1.1") is None
    assert [record.before(release) for release in ("0.9", "1.0.5", "3.0", None)] == ["1.0", "1.0", "2.0", "2.0"]
    assert Record("q").before("1.0") is None


def test_a_record_is_read_as_it_was_written(tmp_path):
    (tmp_path / "p.json").write_text(three().written(), encoding="utf-8")

    assert read(tmp_path, "p") == three()
    assert read(tmp_path, "q") == Record("q")
    assert json.loads(three().written())["answers"]["what"] == {"a": ["1.0"], "b": ["2.0"]}


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"package": "p", "releases": {"1.0": {}}, "answers": {"what": 3}}'])
def test_a_file_that_is_no_record_is_refused(text, tmp_path):
    (tmp_path / "p.json").write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=r"p.json is no record of releases .*: remove it"):
        read(tmp_path, "p")


def test_a_folder_of_ones_own_is_read_too(monkeypatch, tmp_path):
    mine = Record("torch")
    mine.add("99.0", {}, {"what": "a"})
    (tmp_path / "torch.json").write_text(mine.written(), encoding="utf-8")
    recorded.cache_clear()
    monkeypatch.setenv("NABLACHECK_RECORDS", str(tmp_path))
    try:
        assert recorded("torch").order()[-1] == "99.0"
        assert recorded("torch").answer("what", "99.0") == "a"
        assert len(recorded("torch").order()) > 1
    finally:
        recorded.cache_clear()


def test_what_was_not_asked_is_what_the_release_before_answered(monkeypatch):
    monkeypatch.setattr(releases, "recorded", lambda package: three())
    for release, answer in (("1.0", "a"), ("1.1", "a"), ("1.9", "a"), ("2.1", "b"), ("0.1", "a"), (None, "b")):
        monkeypatch.setattr(releases, "installed", of(release))
        assert releases.here("p", "what") == answer
    assert releases.here("p", "unheard") is None


@pytest.mark.parametrize("package", PACKAGES)
def test_a_record_of_ours_is_written_as_it_would_be_again(package):
    record = read(FOLDER, package)

    assert record.package == package
    assert (FOLDER / f"{package}.json").read_text(encoding="utf-8") == record.written()
    assert all({"python", "machine"} <= machine.keys() for machine in record.releases.values())
