"""Serving: what counts as a change, and what is said before there is a site."""

import threading
import urllib.error
import urllib.request

import pytest

from knowledge import serve as serving
from knowledge.home import Home
from knowledge.model import NoaberError
from knowledge.serve import site_server


def test_before_there_is_a_site_it_says_what_to_do(tmp_path):
    with pytest.raises(NoaberError, match="noaber build"):
        serving.serve(Home(tmp_path), 0, lambda: None, lambda _: None)


def test_where_a_port_is_taken_a_free_one_is_used(tmp_path):
    with site_server(tmp_path, 0) as first, site_server(tmp_path, first.server_port) as second:
        assert second.server_port != first.server_port


def test_what_is_not_there_gets_the_page_of_the_site(tmp_path):
    (tmp_path / "404.html").write_text("niet gevonden in deze hub")
    with site_server(tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/weg/", timeout=10)
        body = answer.value.read().decode()
        answer.value.close()
        server.shutdown()

    assert (answer.value.code, body) == (404, "niet gevonden in deze hub")


def test_a_file_that_vanishes_while_looking_is_no_error(tmp_path):
    home = Home(tmp_path)
    home.entries.mkdir(parents=True)
    (home.entries / ".swap").symlink_to("nergens")
    (home.entries / "a.md").write_text("a")

    assert home.entries / "a.md" in serving.written(home)


def test_a_rebuild_that_fails_is_told_and_serving_goes_on(tmp_path, monkeypatch):
    home, said, done = Home(tmp_path), [], threading.Event()
    (home.build / "site").mkdir(parents=True)
    (home.build / "site" / "index.html").write_text("<h1>hallo</h1>")
    changes = iter([{}, {tmp_path: 1}])

    def written(_):
        try:
            return next(changes)
        except StopIteration:
            address = said[0].split()[0]
            assert b"hallo" in urllib.request.urlopen(address).read()
            done.set()
            raise KeyboardInterrupt from None

    def rebuild():
        raise NoaberError("register kapot")

    monkeypatch.setattr(serving, "written", written)
    monkeypatch.setattr(serving.time, "sleep", lambda _: None)
    serving.serve(home, 0, rebuild, said.append)

    assert done.is_set()
    assert said[-1] == "register kapot"
