"""The libraries for the browser: only the file that we know, by its hash, gets onto the site."""

from __future__ import annotations

import hashlib
import json

import pytest

from knowledge import libraries
from knowledge.home import CHECKOUT
from knowledge.libraries import LIBRARIES, staged, versions

NAME = "cytoscape.js"
PATH, HASH = LIBRARIES[NAME]


def _fetched(folder, body):
    file = folder / PATH
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
    return folder


def test_a_library_with_the_right_hash_is_staged(tmp_path, monkeypatch):
    body = b"window.cytoscape = () => 1;"
    wanted = {NAME: (PATH, hashlib.sha256(body).hexdigest())}
    monkeypatch.setattr(libraries, "LIBRARIES", wanted)

    files, problems = staged(_fetched(tmp_path, body))

    assert files == {NAME: body}
    assert problems == []


def test_a_library_with_one_other_byte_is_not_staged_and_says_what_to_do(tmp_path):
    files, (problem,) = staged(_fetched(tmp_path, b"window.cytoscape = () => 2;"))

    assert files == {}
    assert (problem.code, problem.level) == ("no-library", "warning")
    assert "make libraries" in problem.message


def test_a_library_that_was_not_fetched_is_a_warning_and_no_failure(tmp_path):
    files, problems = staged(tmp_path)

    assert files == {}
    assert [problem.place for problem in problems] == [f"site/{PATH}"]


def test_the_lock_file_has_one_version_and_a_hash_for_each_library():
    locked = json.loads((CHECKOUT / "site" / "package-lock.json").read_text(encoding="utf-8"))
    asked = json.loads((CHECKOUT / "site" / "package.json").read_text(encoding="utf-8"))
    packages = {path: one for path, one in locked["packages"].items() if path}

    assert {path.partition("/")[0] for path, _ in LIBRARIES.values()} <= set(versions())
    assert asked["dependencies"] == versions()
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())


def test_what_is_fetched_now_is_what_the_site_expects():
    if not libraries.FETCHED.is_dir():
        pytest.skip("the libraries are absent: make libraries")

    assert staged()[1] == []


def test_no_library_is_in_the_checkout_itself():
    found = [path for path in (CHECKOUT / "site").rglob("*cytoscape*") if path.is_file()]

    assert found == []
    assert len(HASH) == 64
