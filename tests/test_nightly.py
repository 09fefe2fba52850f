"""The nightly job that others copy: its steps, two nights in a row, and what bad nights spare."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.example import FEDERATION, example_federation
from knowledge.home import CHECKOUT

NIGHTLY = CHECKOUT / "docs" / "nightly"
STEPS = ("restore", "crawl", "check", "build", "publish")
PYTHON = shlex.quote(sys.executable)
# does what it is told in place of noaber: `build` makes as many pages as PAGES says
PRETENDER = """#!/usr/bin/env bash
shift 2
echo "$@" >>"$LOG"
status=STATUS_${1//-/_}
[ "${!status:-0}" -eq 0 ] || [ "${!status}" -eq 3 ] || exit "${!status}"
case $1 in
  crawl)
    mkdir -p "$NOABER_HOME/data/harvest"
    echo "{\\"night\\": \\"$NIGHT\\"}" >>"$NOABER_HOME/data/harvest/dorp-website.jsonl" ;;
  build)
    rm -rf "$NOABER_HOME/build/site" && mkdir -p "$NOABER_HOME/build/site"
    for page in index $(seq 2 "${PAGES:-1}"); do
      echo "$NIGHT" >"$NOABER_HOME/build/site/$page.html"
    done ;;
esac
exit "${!status:-0}"
"""


class Night:
    """A home, a store and a public link, and the job over them."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.home, self.store, self.public = (folder / n for n in ("home", "store", "public"))
        self.home.mkdir(parents=True)
        self.settings = settings

    def run(self, *steps: str, **settings: str) -> subprocess.CompletedProcess[str]:
        places = {
            "NOABER_HOME": str(self.home),
            "NOABER_STORE": str(self.store),
            "NOABER_PUBLIC": str(self.public),
        }
        return subprocess.run(
            [str(NIGHTLY / "nightly.sh"), *(steps or STEPS)],
            env=os.environ | places | self.settings | settings,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def kept(self) -> dict[str, bytes]:
        """What the stored harvest holds, by name."""
        with tarfile.open(self.store / "harvest.tar.gz") as archive:
            files = [member for member in archive if member.isfile()]
            return {file.name: archive.extractfile(file).read() for file in files}

    def seen(self) -> dict[str, str]:
        """What a visitor of the site sees, by name."""
        return {path.name: path.read_text() for path in sorted(self.public.glob("*.html"))}

    def state(self) -> tuple[Any, ...]:
        """All that a bad night must leave as it was."""
        return self.kept(), self.seen(), self.public.readlink()


@pytest.fixture
def night(tmp_path) -> Night:
    """A night in which a pretender stands for noaber, after a first one that went well."""
    pretender = tmp_path / "pretender"
    pretender.write_text(PRETENDER)
    pretender.chmod(pretender.stat().st_mode | stat.S_IXUSR)
    made = Night(tmp_path / "place", NOABER=str(pretender), LOG=str(tmp_path / "log"), PAGES="4")
    done = made.run(NOABER_FIRST_RUN="yes", NIGHT="first")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Two nights on the example federation, the second in a home that has no harvest."""
    folder = tmp_path_factory.mktemp("nights")
    noaber = f"{PYTHON} -m noaber"
    night = Night(folder, NOABER=noaber, NOABER_CRAWL="--allow-loopback", PYTHONPATH=str(CHECKOUT))
    shutil.copytree(FEDERATION / "entries", night.home / "knowledge" / "entries")
    states, ends = [], []
    with example_federation() as address:
        imported = [sys.executable, "-m", "noaber", "--home", str(night.home), "members", "import"]
        subprocess.run([*imported, "--allow-loopback", address], check=True, cwd=CHECKOUT)
        for day, first in (("2026-11-22", "yes"), ("2026-11-23", "")):
            ends.append(night.run(NOABER_NOW=day, NOABER_FIRST_RUN=first))
            assert ends[-1].returncode == 0, ends[-1].stderr
            states.append(night.state())
            shutil.rmtree(night.home / "data")
            shutil.rmtree(night.home / "build")
    return night, states, ends


def records(kept: dict[str, bytes]) -> dict[str, Any]:
    lines = (line for name, body in sorted(kept.items()) if name.startswith("data/harvest/")
             for line in body.splitlines())  # fmt: skip
    return {record["id"]: record for record in map(json.loads, lines)}


def test_the_second_night_goes_on_from_the_harvest_of_the_first(nights):
    _, states, _ = nights
    first, second = (records(kept) for kept, *_ in states)

    assert len(second) > 30
    assert second.keys() == first.keys()
    assert {record["first_seen"] for record in second.values()} == {"2026-11-22"}
    assert {record["last_seen"] for record in second.values()} == {"2026-11-23"}


def test_the_reports_of_both_nights_are_kept(nights):
    _, states, _ = nights
    reports = [
        {n for n in kept if re.fullmatch(r"data/runs/[^/]+\.json", n)} for kept, *_ in states
    ]

    assert [len(names) for names in reports] == [1, 2]
    assert reports[0] < reports[1]


def test_each_night_shows_a_site_of_its_own_and_keeps_the_one_before(nights):
    night, states, _ = nights
    links = [link for *_, link in states]

    assert links[0] != links[1]
    assert night.public.readlink() == links[1]
    for link in links:
        assert (night.folder / link / "index.html").is_file()
        assert (night.folder / link / "bronnen" / "eikendaal" / "index.html").is_file()


def test_a_night_in_which_something_was_refused_is_done(nights):
    _, _, ends = nights

    assert all("crawl: done, but some things need a look" in end.stderr for end in ends)


def test_without_a_harvest_nothing_starts_unless_it_is_the_first_night(night):
    before = night.state()
    shutil.rmtree(night.home / "data")
    (night.store / "harvest.tar.gz").rename(night.store / "lost")

    done = night.run(NIGHT="second")

    assert done.returncode == 1
    assert "NOABER_FIRST_RUN=yes" in done.stderr
    (night.store / "lost").rename(night.store / "harvest.tar.gz")
    assert night.state() == before


@pytest.mark.parametrize("share", [0, 0.5, 0.99])
def test_a_damaged_harvest_stops_the_night_and_is_no_first_run(night, share):
    shutil.rmtree(night.home / "data")
    archive = night.store / "harvest.tar.gz"
    body = archive.read_bytes()
    archive.write_bytes(body[: int(len(body) * share)])

    done = night.run(NIGHT="second", NOABER_FIRST_RUN="yes")

    assert done.returncode == 1
    assert not (night.home / "data").exists()
    assert night.seen()["index.html"] == "first\n"


def test_an_archive_of_something_else_is_not_restored(night, tmp_path):
    shutil.rmtree(night.home / "data")
    (tmp_path / "else").mkdir()
    with tarfile.open(night.store / "harvest.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "else", "else")

    done = night.run("restore")

    assert done.returncode == 1
    assert "holds no harvest" in done.stderr


def test_a_home_with_its_own_harvest_keeps_it(night):
    accepted = night.home / "data" / "accepted" / "dorp-website.json"
    accepted.parent.mkdir()
    accepted.write_text("[]")

    done = night.run(NIGHT="second")

    assert done.returncode == 0
    assert accepted.exists()
    assert "data/accepted/dorp-website.json" in night.kept()


@pytest.mark.parametrize(
    ("step", "status"),
    [("crawl", 1), ("crawl", 2), ("build", 1), ("check", 2)],
)
def test_a_step_that_fails_publishes_nothing(night, step, status):
    before = night.state()

    done = night.run(NIGHT="second", **{f"STATUS_{step}": str(status)})

    assert done.returncode == 1
    assert f"nightly: {step}: " in done.stderr
    assert night.state() == before


@pytest.mark.parametrize(("step", "status"), [("crawl", 3), ("build", 3), ("check", 1)])
def test_a_step_that_refused_or_left_out_something_is_done(night, step, status):
    done = night.run(NIGHT="second", **{f"STATUS_{step}": str(status)})

    assert done.returncode == 0
    assert night.seen()["index.html"] == "second\n"


def test_a_crawl_that_leaves_no_harvest_publishes_nothing(night):
    before = night.state()
    for path in (night.home / "data" / "harvest").iterdir():
        path.write_text("")

    done = night.run("check", "build", "publish", NIGHT="second")

    assert done.returncode == 1
    assert "there is no harvest" in done.stderr
    assert night.state() == before


def test_a_site_that_was_not_built_to_its_end_is_not_published(night):
    before = night.state()
    night.run("build", NIGHT="second")
    (night.home / "build" / "site" / "4.html").unlink()

    done = night.run("publish")

    assert done.returncode == 1
    assert night.state() == before


def test_the_same_build_is_not_published_twice(night):
    done = night.run("publish")

    assert done.returncode == 1
    assert "no finished build" in done.stderr


def test_a_site_with_less_than_half_of_its_pages_needs_a_word(night):
    before = night.state()

    refused = night.run(NIGHT="second", PAGES="1")

    assert refused.returncode == 1
    assert "NOABER_SMALLER=yes" in refused.stderr
    assert night.state() == before
    assert night.run("publish", NOABER_SMALLER="yes").returncode == 0
    assert list(night.seen()) == ["index.html"]


def test_a_disk_that_fills_up_while_publishing_leaves_site_and_harvest(night, tmp_path):
    before = night.state()
    (tmp_path / "bin").mkdir()
    full = tmp_path / "bin" / "tar"
    full.write_text('#!/bin/sh\nfor last; do :; done\necho half >"$2"\nexit 1\n')
    full.chmod(0o755)

    done = night.run(NIGHT="second", PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")

    assert done.returncode != 0
    assert night.state() == before


def test_a_folder_in_the_place_of_the_link_is_left_alone(night):
    night.public.unlink()
    night.public.mkdir()
    (night.public / "own.html").write_text("eigen")

    done = night.run(NIGHT="second")

    assert done.returncode == 1
    assert (night.public / "own.html").read_text() == "eigen"


def test_the_last_three_sites_are_kept(night):
    for number in range(5):
        assert night.run(NIGHT=f"{number}").returncode == 0

    sites = [path.name for path in night.folder.glob("public.sites/*")]
    assert len(sites) == 3
    assert night.public.readlink().name in sites
    assert night.seen()["index.html"] == "4\n"


def test_the_harvest_of_the_night_before_is_kept_too(night):
    night.run(NIGHT="second")

    with tarfile.open(night.store / "previous.tar.gz") as archive:
        lines = archive.extractfile("data/harvest/dorp-website.jsonl").read()
    assert lines == b'{"night": "first"}\n'
    assert night.kept()["data/harvest/dorp-website.jsonl"].count(b"\n") == 2


def test_a_held_source_is_released_by_name_and_reason(night, tmp_path):
    reason = "opgeruimd; $(touch /tmp/x) 'en' \"verder\""

    done = night.run("accept", NOABER_ACCEPT="dorp-website", NOABER_REASON=reason)

    assert done.returncode == 0
    last = (tmp_path / "log").read_text().splitlines()[-1]
    assert last == f"accept-loss dorp-website --reason {reason}"


def test_a_release_without_a_reason_is_refused(night):
    assert night.run("accept", NOABER_ACCEPT="dorp-website").returncode != 0


def test_nobody_is_released_where_nobody_asks(night, tmp_path):
    before = (tmp_path / "log").read_text()

    assert night.run("accept").returncode == 0
    assert (tmp_path / "log").read_text() == before


def test_noaber_never_sees_the_tokens_of_the_platform(night, tmp_path):
    spy = tmp_path / "spy"
    spy.write_text(f'#!/bin/sh\nenv >"{tmp_path / "env"}"\n')
    spy.chmod(0o755)
    names = ("GH_TOKEN", "GITHUB_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "NOABER_READ_TOKEN")

    night.run("crawl", NOABER=str(spy), NOABER_TOKEN_CODE="mag", **dict.fromkeys(names, "geheim"))

    seen = (tmp_path / "env").read_text()
    assert "NOABER_TOKEN_CODE=mag" in seen
    assert "geheim" not in seen


@pytest.mark.parametrize("steps", [("opruimen",), ("",), ("restore", "alles")])
def test_an_unknown_step_is_refused(night, steps):
    assert night.run(*steps).returncode == 1


def jobs(name: str) -> dict[str, Any]:
    return yaml.load((NIGHTLY / name).read_text(), yaml.BaseLoader)


def steps_in(text: str) -> list[str]:
    called = re.findall(r"docs/nightly/nightly\.sh((?: [a-z]+)+)", text)
    return [step for line in called for step in line.split()]


def test_each_platform_calls_the_same_steps_in_the_same_order():
    found = {
        name: [s for s in steps_in(text) if s in STEPS]
        for name in ("github.yml", "gitlab.yml")
        if (text := (NIGHTLY / name).read_text())
    }
    cron = [line for line in (NIGHTLY / "crontab").read_text().splitlines() if line[:1].isdigit()]

    assert found == {"github.yml": [*STEPS], "gitlab.yml": [*STEPS]}
    assert [steps_in(line) for line in cron] == [[*STEPS]]


def test_the_job_that_collects_on_github_has_no_right_to_write():
    found = jobs("github.yml")

    assert found["permissions"] == {}
    assert found["jobs"]["collect"]["permissions"] == {"contents": "read", "actions": "read"}
    assert found["jobs"]["publish"]["permissions"] == {
        "contents": "read",
        "pages": "write",
        "id-token": "write",
    }


def test_only_the_step_that_fetches_the_last_harvest_has_a_token():
    steps = jobs("github.yml")["jobs"]["collect"]["steps"]
    holders = [s["name"] for s in steps if "token" in json.dumps(s.get("env", {})).lower()]

    assert holders == ["Fetch the last harvest"]
    assert all(
        step["with"]["persist-credentials"] == "false"
        for job in jobs("github.yml")["jobs"].values()
        for step in job["steps"]
        if "checkout" in step.get("uses", "")
    )


def test_every_action_is_pinned_by_commit_and_says_its_version():
    lines = [line for line in (NIGHTLY / "github.yml").read_text().splitlines() if "uses:" in line]

    assert len(lines) > 5
    for line in lines:
        assert re.search(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_no_text_that_somebody_types_gets_into_a_script():
    for job in jobs("github.yml")["jobs"].values():
        assert [step["run"] for step in job["steps"] if "${{" in step.get("run", "")] == []


def test_what_publishes_unpacks_by_name_only():
    text = (NIGHTLY / "github.yml").read_text()

    assert '-C "$NOABER_HOME" data build/site build/ready' in text
    assert jobs("gitlab.yml")["collect"]["artifacts"]["paths"] == [
        "data/",
        "build/site/",
        "build/ready",
    ]


def test_the_script_is_sound_bash_and_may_be_run():
    script = NIGHTLY / "nightly.sh"

    done = subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert os.access(script, os.X_OK)


def test_operators_find_each_setting_of_the_script_explained():
    names = set(re.findall(r"NOABER_[A-Z_]+", (NIGHTLY / "nightly.sh").read_text()))
    text = (CHECKOUT / "docs" / "operators.md").read_text()

    assert sorted(name for name in names if f"`{name}`" not in text) == []
