"""Which API speaks for an address, and to whom a token may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from crawlers.forge.choice import api_class, secret, token_for, variable

GITHUB = "https://api.github.com"
LABEL = r"[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?"
HOSTS = st.from_regex(rf"{LABEL}(\.{LABEL}){{0,3}}", fullmatch=True)


@pytest.mark.parametrize(("root", "name"), [
    (GITHUB, "GitHub"), (f"{GITHUB}/", "GitHub"), ("https://git.dorp.nl/api/v3", "GitHub"),
    ("https://dorp.nl/gitlab/api/v4/", "GitLab"), ("https://codeberg.org/api/v1", "Gitea"),
])  # fmt: skip
def test_the_path_says_which_api_it_is(root: str, name: str) -> None:
    found = api_class(root)

    assert found
    assert found.__name__ == name


@pytest.mark.parametrize("root", ["https://github.com", "https://git.dorp.nl/api/v5", "", "x"])
def test_another_path_is_none_that_we_know(root: str) -> None:
    assert api_class(root) is None


@pytest.mark.parametrize(("url", "root", "name"), [
    (f"{GITHUB}/orgs/dorp/repos", GITHUB, "GITHUB_TOKEN"),
    ("https://gitlab.com/api/v4/x", "https://gitlab.com/api/v4", "GITLAB_TOKEN"),
    ("https://git.dorp.nl/api/v4/x", "https://git.dorp.nl/api/v4", "NOABER_TOKEN_GIT_DORP_NL"),
    ("http://127.0.0.1:81/api/v3/x", "http://127.0.0.1:81/api/v3", "NOABER_TOKEN_127_0_0_1"),
    # another host, port or scheme, or one that only looks alike
    ("https://raw.githubusercontent.com/dorp/a/main/b", GITHUB, ""),
    ("https://github.com/dorp", GITHUB, ""), ("http://api.github.com/orgs/dorp", GITHUB, ""),
    ("https://api.github.com:8443/orgs", GITHUB, ""),
    ("https://api.github.com@dorp.example/orgs", GITHUB, ""),
    ("http://git.dorp.nl/api/v4/x", "http://git.dorp.nl/api/v4", ""),  # anybody could read it
    ("http://127.0.0.1:82/api/v3/x", "http://127.0.0.1:81/api/v3", ""),
    ("https://api-github.com/x", "https://api-github.com/", ""),
    ("https://gitlab.com.dorp.nl/api/v4", "https://gitlab.com.dorp.nl/api/v4", ""),
])  # fmt: skip
def test_a_token_goes_to_its_own_host_only(url: str, root: str, name: str) -> None:
    names = ("GITHUB_TOKEN", "GITLAB_TOKEN", "NOABER_TOKEN_GIT_DORP_NL", "NOABER_TOKEN_127_0_0_1")

    assert token_for(url, root, dict.fromkeys(names, "x")) == name


def test_a_token_for_one_host_goes_before_the_well_known_one() -> None:
    both = {"GITHUB_TOKEN": "a", "NOABER_TOKEN_API_GITHUB_COM": "b"}

    assert token_for(GITHUB, GITHUB, both) == "NOABER_TOKEN_API_GITHUB_COM"


@given(one=HOSTS, other=HOSTS)
def test_no_two_hosts_share_a_variable(one: str, other: str) -> None:
    assert (variable(one) == variable(other)) is (one == other)


@pytest.mark.parametrize("written", ["", " ", "a b", "a\r\nX-Injected: 1", "é", "x" * 1001])
def test_what_fits_in_no_header_is_no_token(written: str) -> None:
    assert secret("T", {"T": written}) == ""
    assert secret("T", {"T": " goed\n"}) == "goed"


@pytest.mark.parametrize(("target", "is_sent"), [
    (f"{GITHUB}/repositories/5", True), ("https://raw.githubusercontent.com/a", False),
    ("http://api.github.com/repositories/5", False), ("https://api.github.com:444/a", False),
])  # fmt: skip
def test_a_redirect_takes_a_token_to_the_same_host_only(target: str, is_sent: bool) -> None:
    crawler = get_crawler()
    follows = RedirectMiddleware.from_crawler(crawler)
    follows.handle_referer = lambda *_: None  # type: ignore[method-assign]
    asked = Request(f"{GITHUB}/repos/dorp/oud", headers={"Authorization": "Bearer geheim"})
    response = Response(asked.url, 301, headers={"Location": target})

    after = follows.process_response(asked, response)

    assert isinstance(after, Request)
    assert after.url == target
    assert ("Authorization" in after.headers) is is_sent
