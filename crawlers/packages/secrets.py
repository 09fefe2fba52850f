"""Looks for what may be a secret in a package: passwords, tokens, keys. It never gives their value.

A package with one in it is not offered: who publishes it must replace the secret, not only remove
it. A formula that fetches the secret when it runs, and an example, are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from crawlers.packages.notes import walked

_KEY = re.compile(
    r"(?:.*_)?(?:pass(?:word|wd|phrase)|wachtwoord|secret(?:_key)?|client_?secret|api_?key"
    r"|access_?key|private_?key|(?:access|auth|api|refresh|bearer|id)_?token|token|authorization"
    r"|credentials?)(?:_value)?"
)
_NO_SECRET = re.compile(
    r"\$\{|\{\{|\{%|#\{|^=|^[*x.•-]+$|<|\s|^https?://"
    r"|change_?me|example|voorbeeld|placeholder|dummy|^your|^uw|^(?:true|false|none|null|geen)$",
    re.I,
)
_LITERAL = re.compile(r'=\s*"([^"]*)"')  # a formula that is nothing but a text
_NAMES = ("name", "key", "id")
_VALUES = ("value", "initial_value", "initialValue", "default_value", "defaultValue")
_HOLDERS = ("value", "source", "stringValue")
_INSIDE = ("string", "value", "script", "expression")
_PLAIN = (  # what is a secret wherever it stands
    ("een geheime sleutel (PRIVATE KEY)", re.compile(rb"-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY")),
    ("een adres met een wachtwoord erin",
     re.compile(rb"://[^/\s:@\"'<>{}$]{1,80}:[^/\s:@\"'<>{}$]{3,80}@[\w-]{1,63}\.")),
    ("een token", re.compile(rb"\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{10}")),
    ("een token", re.compile(rb"\b(?:gh[pousr]_\w{30}|glpat-[\w-]{20}|AKIA[0-9A-Z]{16})")),
    ("een token", re.compile(rb"\b(?:Bearer|Basic) [A-Za-z0-9+/=._-]{20}")),
)  # fmt: skip


def is_secret(key: str, value: Any) -> bool:
    """Tell whether the value of a key looks like a secret.

    >>> is_secret("clientSecret", "hG7-kk2w9"), is_secret("password", "${env.PW}")
    (True, False)
    >>> is_secret("label", "Uw wachtwoord"), is_secret("token", "")
    (False, False)
    """
    if not isinstance(value, str) or not 6 <= len(value.strip()) <= 5_000 or len(key) > 100:
        return False
    if written := _LITERAL.fullmatch(value.strip()):
        return is_secret(key, written[1])
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower().replace("-", "_").replace(".", "_")
    return bool(_KEY.fullmatch(name)) and not _NO_SECRET.search(value.strip())


def secret_keys(pairs: Iterable[tuple[str, Any]]) -> list[str]:
    """List the names of what looks like a secret in keys and values, each once."""
    return list(dict.fromkeys(key for key, value in pairs if is_secret(key, value)))


def plain_secrets(body: bytes) -> list[str]:
    """Say what kinds of secrets stand plainly in bytes, whatever they are a file of."""
    return list(dict.fromkeys(what for what, pattern in _PLAIN if pattern.search(body)))


def secrets_in_json(data: Any) -> list[str]:
    """List the keys in JSON data whose value looks like a secret.

    A setting may also stand as a mapping of its own, with what it is called beside its value.
    """
    found = list(walked(data))
    pairs = [(key, value) for key, value in found if not isinstance(value, dict)]
    for one in (value for _, value in found if isinstance(value, dict)):
        names = [one[key] for key in _NAMES if isinstance(one.get(key), str)]
        pairs += [(name, one[key]) for name in names for key in _VALUES if key in one]
    return secret_keys(pairs)


def secrets_in_xml(root: Any) -> list[str]:
    """List the elements and attributes whose value looks like a secret.

    A parameter names what it is in its `name`, `key`, `id` or `target`; of a header `key` and
    `value` do. What a field of Flowable or a script holds stands in an element inside it.
    """
    pairs: list[tuple[str, str]] = []
    for element in root.iter():
        given: Mapping[str, str] = element.attrib
        pairs += [(_local(str(name)), value) for name, value in given.items()]
        texts = [element.text or "", *(given.get(key, "") for key in _HOLDERS)]
        names = [_local(str(element.tag)), *(given.get(key, "") for key in (*_NAMES, "target"))]
        texts += [one.text or "" for one in element if _local(str(one.tag)) in _INSIDE]
        pairs += [(name, text.strip()) for name in names if name for text in texts]
    return secret_keys(pairs)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
