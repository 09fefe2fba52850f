"""Ids and names that stay the same: of addresses, pages and organisations.

Rules: an id never depends on a title, on `http` or `https`, on `www.`, on a trailing slash or on
session and tracking parameters (model.md, Things; harvest.md P7).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

FORGES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org")  # paths ignore case there
_SCHEMES = {"standaarden.overheid.nl": "http"}  # OWMS and UPL identifiers are written with http
_NOISE = re.compile(
    r"^(utm_.*|mtm_.*|pk_.*|_ga|_gl|fbclid|gclid|dclid|yclid|msclkid|mc_[ce]id|phpsessid|jsessionid"
    r"|aspsessionid.*|cfid|cftoken|sid|session(id)?)$",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r";jsessionid=[^/]*|/\(S\([^/()]*\)\)", re.IGNORECASE)  # of Java and ASP.NET
_RESERVED = re.compile(r"index|404|search|assets|con|nul|prn|aux|(com|lpt)\d")
_CLONE = re.compile(r"^(?:(?:git\+)?(?:ssh|git)://(?:[^@/]*@)?|git\+https?://)")
_SCP = re.compile(r"^git@([\w.-]+):(?!/)")
_PLAIN = str.maketrans({"ø": "o", "Ø": "o", "ß": "ss", "æ": "ae", "ł": "l", "đ": "d", "ı": "i"})


def url_id(url: str) -> str:
    """Give the one spelling of an address under which a thing is known.

    The address of a git clone gets its web form. What is no web address stays as it is written.

    >>> url_id("http://www.GitHub.com/Amsterdam/Signals.git/")
    'https://github.com/amsterdam/signals'
    >>> url_id("https://example.nl/A%20b/?utm_source=x&id=7#top")
    'https://example.nl/A%20b?id=7'
    >>> url_id("git@github.com:Amsterdam/signals.git"), url_id("http://[")
    ('https://github.com/amsterdam/signals', 'http://[')
    """
    text = url.strip()
    if text.startswith(("git", "ssh")):
        text = _CLONE.sub("https://", _SCP.sub(r"https://\1/", text))
    if text[:4].lower() != "http":
        return url.strip()
    try:
        return _one_spelling(text.replace("\\", "/")) or url.strip()
    except ValueError:  # such as http://[, a port of six digits, half a character
        return url.strip()


def _one_spelling(address: str) -> str:
    """Give the id of a web address, "" where it is none; a ValueError where it is broken."""
    parts = urlsplit(address)
    host, port = _host(parts.hostname or ""), parts.port
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path = _unended(_IN_PATH.sub("", _spelled(parts.path)))
    path = _forge_path(host, path) if is_forge(host) else path
    place = host + (f":{port}" if port and port not in (80, 443) else "")
    query = [(k, v) for k, v in parse_qsl(parts.query, True) if not _NOISE.match(k)]
    scheme = _SCHEMES.get(host, "https")
    return f"{scheme}://{place}{path}" + (f"?{urlencode(sorted(query))}" if query else "")


def _host(name: str) -> str:
    """Give the one spelling of a host; a ValueError where it cannot be one."""
    if ":" in name:
        return f"[{name}]"
    name = name.rstrip(".")
    ascii_name = name if name.isascii() else name.encode("idna").decode()
    bare = ascii_name.removeprefix("www.")
    return bare if "." in bare else ascii_name


def _spelled(path: str) -> str:
    """Write each sign of a path in one way; an escaped slash (%2F) is no slash."""
    parts = re.split("%2[fF]", path)
    return "%2F".join(quote(unquote_to_bytes(part), safe="/:@!$&'()*+,;=~") for part in parts)


def is_forge(host: str) -> bool:
    """Tell whether paths on this host ignore case, as those of owners and repositories do."""
    return host in FORGES or host.startswith(("github.", "gitlab.", "code.", "git."))


def _forge_path(host: str, path: str) -> str:
    """Lower owner (or groups) and repository, keep the case of a file's path behind them."""
    parts, depth = path.split("/"), 3
    if host.startswith("gitlab."):  # where groups stand in groups
        ends = (n for n, part in enumerate(parts) if n > 2 and part in ("-", "blob", "raw", "tree"))
        depth = next(ends, len(parts))
    return "/".join([_unended("/".join(parts[:depth]).lower()), *parts[depth:]])


def _unended(path: str) -> str:
    """Take off slashes and `.git` at the end."""
    while (shorter := path.rstrip("/").removesuffix(".git")) != path:
        path = shorter
    return path


def standing_for(url: str, fetched: str, stands_for: str) -> str:
    """Give the public form of an address on a host that stands for another (a mirror, a proxy).

    `fetched` is any address on the host that was asked; `stands_for` its public origin or "".

    >>> standing_for("http://127.1.0.1:8765/a/b", "http://127.1.0.1:8765/api", "https://github.com")
    'https://github.com/a/b'
    """
    if not stands_for or urlsplit(url)[:2] != urlsplit(fetched)[:2]:
        return url
    parts = urlsplit(url)
    return stands_for.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")


def folded(text: str) -> str:
    """Give a text in lower case, without accents, every run of other signs as one blank.

    >>> folded("Gemeente 's-Hertogenbosch (Súd)")
    'gemeente s hertogenbosch sud'
    """
    bare = unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def slug(text: str, longest: int = 80) -> str:
    """Give a name for a file or page: ascii, lower case, never empty, never reserved.

    >>> slug("Súdwest-Fryslân"), slug("日本"), slug("CON")
    ('sudwest-fryslan', 'naamloos', 'con-1')
    """
    name = folded(text).replace(" ", "-")[:longest].strip("-") or "naamloos"
    return f"{name}-1" if _RESERVED.fullmatch(name) else name


def page_name(title: str, identifier: str) -> str:
    """Name the page of a harvested thing: a slug and 8 hex digits of its id (threats.md C.4)."""
    return f"{slug(title, 60)}-{digest(identifier)}"


def digest(text: str) -> str:
    """Give the first 8 hex digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def named_organisation(name: str) -> str:
    """Give the provisional id of an organisation of which only a name is known."""
    return f"noaber:organisatie/{slug(name)}"
