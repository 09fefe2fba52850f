"""Addresses as parts: joined to that of their page, and with other parameters."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit


def joined(base: str, href: str) -> str:
    """Join an address to that of its page; one that is no address at all stays as it is."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def with_parameters(url: str, **values: str) -> str:
    """Give an address with these parameters; others stay, in their order.

    >>> with_parameters("https://dorp.example/items?source=3&page=1", page="2")
    'https://dorp.example/items?source=3&page=2'
    """
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True)) | values
    return parts._replace(query=urlencode(asked, quote_via=quote), fragment="").geturl()
