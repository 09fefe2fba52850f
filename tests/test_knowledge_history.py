"""When entries were made, as git knows it."""

import subprocess
from datetime import date

import pytest

from knowledge.history import Dates, entry_dates
from knowledge.home import Home


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path)
    (home.entries / "cost").mkdir(parents=True)
    return home


def commit(home, day, **files):
    for name, text in files.items():
        (home.entries / "cost" / f"{name}.md").write_text(text)
    who = ["-c", "user.name=n", "-c", "user.email=n@noaber.example"]
    when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00", "GIT_COMMITTER_DATE": f"{day}T12:00:00"}
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", home.root, *command], check=True, env=when)


def test_an_entry_was_made_on_its_first_and_changed_on_its_last_commit(home):
    commit(home, "2026-01-02", a="1", b="1")
    commit(home, "2026-03-04", a="2")
    (home.entries / "cost" / "new.md").write_text("niet vastgelegd")

    assert entry_dates(home) == {
        "cost/a.md": Dates(date(2026, 1, 2), date(2026, 3, 4)),
        "cost/b.md": Dates(date(2026, 1, 2), date(2026, 1, 2)),
    }


def test_a_home_outside_git_has_no_dates(home):
    (home.entries / "cost" / "a.md").write_text("x")

    assert entry_dates(home) == {}


def test_a_home_without_entries_has_no_dates(tmp_path):
    assert entry_dates(Home(tmp_path)) == {}
