"""Fetching one address outside a crawl goes behind the same guard."""

from __future__ import annotations

import datetime
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawlers import fetch as fetching
from crawlers import settings
from crawlers.fetch import content, fetch
from knowledge.model import NoaberError, SourceError


def test_an_address_gives_its_bytes_and_type(serve: Any, answer: Any) -> None:
    site = serve({"/a": answer("hé".encode("latin-1"), media_type="text/plain; charset=latin1")})

    fetched = fetch(f"{site.url}/a", allow_loopback=True)

    assert (fetched.body, fetched.media_type, fetched.charset) == (b"h\xe9", "text/plain", "latin1")
    assert site.hits[0].headers["User-Agent"] == settings.USER_AGENT


def test_a_redirect_on_the_same_host_is_followed(serve: Any, answer: Any) -> None:
    site = serve({"/a": answer(status=301, headers={"Location": "/b"}), "/b": "b"})

    assert fetch(f"{site.url}/a", allow_loopback=True).url == f"{site.url}/b"


def test_loopback_is_closed_unless_it_is_opened(serve: Any) -> None:
    site = serve({"/a": "a"})

    with pytest.raises(SourceError, match="niet openbaar"):
        fetch(f"{site.url}/a")
    assert site.hits == []


@pytest.mark.parametrize("place", ["127.0.0.1:{}", "127.1:{}", "2130706433:{}", "0x7f000001:{}",
                                   "[::ffff:127.0.0.1]:{}", "localhost:{}", "u@127.0.0.1:{}",
                                   "%31%32%37.0.0.1:{}", "127.0.0.1.:{}"])  # fmt: skip
def test_a_redirect_to_another_port_inside_is_refused(serve: Any, answer: Any, place: str) -> None:
    inside = serve({"/a": "geheim"})
    target = f"http://{place.format(inside.place.partition(':')[2])}/a"
    site = serve({"/a": answer(status=302, headers={"Location": target})})

    with pytest.raises(SourceError):
        fetch(f"{site.url}/a", allow_loopback=True)
    assert inside.hits == []


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/a", "data:,a",
                                    "gopher://127.0.0.1/", "http://[::1/"])  # fmt: skip
def test_a_redirect_to_another_scheme_is_refused(serve: Any, answer: Any, target: str) -> None:
    site = serve({"/a": answer(status=302, headers={"Location": target})})

    with pytest.raises(SourceError):
        fetch(f"{site.url}/a", allow_loopback=True)


def test_a_redirect_without_end_is_refused(serve: Any, answer: Any) -> None:
    ways = {f"/{n}": answer(status=302, headers={"Location": f"/{n + 1}"}) for n in range(20)}
    site = serve(ways)

    with pytest.raises(SourceError, match="HTTP 302"):
        fetch(f"{site.url}/0", allow_loopback=True)
    assert len(site.hits) == settings.REDIRECT_MAX_TIMES + 1


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://127.1/", "https://u@dorp.nl/",
                                 "http://[::1/", "http://[fe80::1]/"])  # fmt: skip
def test_an_address_that_is_not_public_is_refused_before_anything_is_dialled(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_dial", lambda _: pytest.fail("dialled"))

    with pytest.raises(SourceError):
        fetch(url, allow_loopback=True)


@pytest.mark.parametrize("inside", ["10.0.0.1", "127.0.0.1", "::1", "169.254.169.254", "12.7.0"])
def test_a_name_that_points_inside_is_not_dialled(
    inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (inside, 80))])
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("dialled"))

    with pytest.raises(SourceError, match="niet openbaar"):
        fetch("http://dorp.nl/", allow_loopback=True)


@pytest.mark.parametrize("url", ["http://dorp.nl/", "https://dorp.nl/"])
def test_the_address_that_is_checked_is_the_one_that_is_dialled(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled: list[Any] = []
    answers = [("10.0.0.1", 80), ("145.97.20.20", 80)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", a) for a in answers])

    def connect(address: Any, *_: Any) -> None:
        dialled.append(address)
        raise OSError("geen net")

    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(SourceError, match="geen net"):
        fetch(url)
    assert dialled == [("145.97.20.20", 443 if url.startswith("https") else 80)]


def test_only_loopback_itself_is_opened_for_an_open_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("12.7.0.1", 80))])
    dialled: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda address, *_: dialled.append(address))
    dial = fetching._dial(frozenset({"localhost:80"}))

    dial(("localhost", 80))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.0.0.1", 80))])

    assert dialled == [("12.7.0.1", 80)]  # a public address; 127 is no prefix of text
    with pytest.raises(OSError, match="niet openbaar"):
        dial(("localhost", 80))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start,
                                   start.replace(year=2040)).sign(key, hashes.SHA256())  # fmt: skip
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())  # fmt: skip
    path = tmp_path / "certificate.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(serve: Any, certificate: Path) -> Any:
    """A site that speaks TLS with that certificate."""
    site = serve({"/": "<a href='/a'>a</a>", "/a": "geheim"})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.server.handle_error = lambda *_: None  # the other side hangs up, as it should
    site.server.get_request = lambda: site.server.socket.accept()
    return site


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Any) -> None:
    with pytest.raises(SourceError, match="certificate"):
        fetch(f"https://{secure.place}/a", allow_loopback=True)
    assert secure.hits == []


def test_the_crawl_refuses_such_a_certificate_too(tmp_path: Path, secure: Any, crawl: Any) -> None:
    source = {"protocol": "files", "url": f"https://{secure.place}/"}

    run = crawl(tmp_path, {"dorp": [source]})

    assert secure.hits == []
    assert run.codes("dorp-files") == {f"https://{secure.place}/": "certificate"}


def test_an_answer_that_is_too_large_is_refused(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DOWNLOAD_MAXSIZE", 1_000)
    site = serve({"/a": "a" * 1_000, "/b": "a" * 1_001})

    assert len(fetch(f"{site.url}/a", allow_loopback=True).body) == 1_000
    with pytest.raises(SourceError, match="te groot"):
        fetch(f"{site.url}/b", allow_loopback=True)


def test_an_answer_that_breaks_off_is_refused(serve: Any, answer: Any) -> None:
    site = serve({"/a": answer("half", cut=100)})

    with pytest.raises(SourceError, match="brak af"):
        fetch(f"{site.url}/a", allow_loopback=True)


def test_an_answer_that_never_ends_is_given_up(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DOWNLOAD_TIMEOUT", 0.0001)
    monkeypatch.setattr(fetching, "CHUNK", 10)
    site = serve({"/a": "a" * 100_000})
    monkeypatch.setattr(fetching.urllib.request.OpenerDirector, "open", _patient)

    with pytest.raises(SourceError, match="niet op tijd"):
        fetch(f"{site.url}/a", allow_loopback=True)


_open = fetching.urllib.request.OpenerDirector.open


def _patient(self: Any, request: Any, timeout: float) -> Any:
    """Open with time enough to connect, so that only the body is slow."""
    return _open(self, request, timeout=10)


@pytest.mark.parametrize("status", [404, 500])
def test_an_answer_with_an_error_says_which(serve: Any, answer: Any, status: int) -> None:
    site = serve({"/a": answer("weg", status)})

    with pytest.raises(SourceError, match=f"HTTP {status}"):
        fetch(f"{site.url}/a", allow_loopback=True)


def test_a_host_that_is_not_there_is_unreachable(serve: Any) -> None:
    site = serve()
    site.server.server_close()

    with pytest.raises(SourceError, match="onbereikbaar"):
        fetch(f"{site.url}/a", allow_loopback=True)


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.bpmn"
    path.write_bytes(b"\x00\xff")

    assert content(str(path)).body == b"\x00\xff"


@pytest.mark.parametrize("name", ["", "bestaat-niet.yml", "a\0b", "file:///etc/hostname"])
def test_a_file_that_cannot_be_read_is_said_in_one_line(name: str) -> None:
    with pytest.raises(NoaberError, match="niet te lezen"):
        content(name)
