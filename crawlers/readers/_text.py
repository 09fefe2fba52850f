"""What readers share about text: decoding bytes, one line, readable names, dates, statements."""

from __future__ import annotations

import codecs
import re
from datetime import date
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from crawlers.readers import File
from knowledge.identity import url_id
from knowledge.model import Statement

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSETS = re.compile(r"utf-(8|16(-[lb]e)?)|iso8859-\d+|cp125\d|cp437|cp850|mac-roman|koi8-[ru]")
_WESTERN = {"ascii": "cp1252", "iso8859-1": "cp1252"}  # as browsers read these names
_LIKELY = ["utf_8", "cp1252", "utf_16_le", "utf_16_be", "mac_roman", "cp850"]
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TERM = re.compile(r"https?://(?:www\.)?standaarden\.overheid\.nl/owms/terms/([^\s<>\"|]{1,200})")
_TERMS = "http://standaarden.overheid.nl/owms/terms/"


class Decoded(NamedTuple):
    """A text, and the encoding that it turned out to have."""

    text: str
    encoding: str


def decoded(body: bytes, *charsets: str) -> Decoded:
    """Decode bytes by their mark, the charsets that are promised, else by looking; never fails.

    What reads as UTF-8 is UTF-8, whatever an old server says of it. Control characters other than
    tab and line end are left out, line ends become one sign. Order: threats.md C.4.
    """
    promised = [codec for charset in charsets if (codec := _codec(charset))]
    if b"\x00" not in body:  # every text of ours in UTF-16 has one beside each ASCII letter
        promised = [codec for codec in promised if not codec.startswith("utf-16")]
    promised.sort(key=lambda codec: not codec.startswith("utf-16"))
    if not promised or not promised[0].startswith("utf-16"):
        promised.insert(0, "utf-8")
    for mark, codec in _BOMS:
        if body.startswith(mark):
            body, promised = body.removeprefix(mark), [codec, *promised]
    for codec in promised:
        try:
            return Decoded(_cleaned(body.decode(codec)), codec)
        except UnicodeDecodeError:
            continue
    text, codec = _guessed(body)
    return Decoded(_cleaned(text), codec)


def _codec(charset: str) -> str:
    """Give the codec of a charset's name, "" for those that no page should have."""
    try:
        name = codecs.lookup(charset.strip().lower()).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    name = _WESTERN.get(name, name)
    return name if _CHARSETS.fullmatch(name) else ""


def _guessed(body: bytes) -> tuple[str, str]:
    """Let charset-normalizer look, among the encodings that Dutch and its neighbours use."""
    import charset_normalizer

    if b"\x00" not in body:  # short texts are too little to tell these two from UTF-16
        try:
            return body.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            pass
    best = charset_normalizer.from_bytes(body, cp_isolation=_LIKELY).best()
    return (str(best), best.encoding) if best else (body.decode("utf-8", "replace"), "utf-8")


def _cleaned(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_binary(body: bytes) -> bool:
    """Tell whether bytes are no text: by their first signs, or by many control characters."""
    head = body[:8_000]
    controls = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x00\x1b")
    return head.startswith(_MAGIC) or controls > len(head) // 20


def one_line(text: str | None) -> str:
    """Give a text on one line, every run of white space as one blank."""
    return " ".join(_CONTROL.sub(" ", text or "").split())


def clipped(text: str, longest: int) -> str:
    """Give at most so many characters, cut at a blank, with an ellipsis where it was cut.

    >>> clipped("een twee drie", 10)
    'een twee…'
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0].rstrip(" ,;:") or cut) + "…"


def readable_name(file: File) -> str:
    """Make a title of a file's name; of its folder's where the name says nothing.

    >>> readable_name(File("https://x.example/a/Eigen%20locatie_v2.bpmn", b""))
    'Eigen locatie v2'
    >>> readable_name(File("https://x.example/over-ons/index.md", b""))
    'Over ons'
    """
    path = file.path or unquote(urlsplit(file.url).path)
    parts = [part for part in path.split("/") if part.strip()]
    stem = re.sub(r"(\.bpmn20)?\.\w{1,8}$", "", parts[-1]) if parts else ""
    if stem.lower() in ("readme", "index") and len(parts) > 1:
        stem = parts[-2]
    elif stem.lower() in ("readme", "index") and file.repository:
        stem = file.repository.rstrip("/").rpartition("/")[2]
    if " " not in stem:
        stem = re.sub(r"(?<!\d)-|-(?!\d)", " ", stem)  # but not in dates
    name = one_line(stem.replace("_", " "))
    return name[:1].upper() + name[1:] or file.url


def day(text: str | None) -> str:
    """Give the day of an ISO 8601 date or time, "" where it is none or not of our time.

    >>> day("2024-02-30"), day("2024-03-01T10:00:00Z")
    ('', '2024-03-01')
    """
    found = re.match(r"\s*(\d{4}-\d\d-\d\d)(?!\d)", text or "")
    try:
        read = date.fromisoformat(found[1]) if found else None
    except ValueError:
        return ""
    return read.isoformat() if read and 1990 <= read.year <= 2100 else ""


def web_address(text: str) -> str:
    """Give the one spelling of a web address (A.13), "" where the text is none."""
    try:
        spelled = url_id(text)
    except ValueError:  # a port or an IPv6 address that cannot be
        return ""
    return spelled if spelled.startswith("https://") and " " not in spelled else ""


def products(text: str) -> list[str]:
    """List the ids of the products (UPL) whose address stands in a text, each once.

    Only terms that start with a small letter: those with a capital are organisations and laws.

    >>> products("Zie (https://standaarden.overheid.nl/owms/terms/verhuizing).")
    ['http://standaarden.overheid.nl/owms/terms/verhuizing']
    """
    found: dict[str, None] = {}
    for term in _TERM.findall(text):
        while term and (term[-1] in ".,;:!?'’”]}" or (term[-1] == ")" and "(" not in term)):
            term = term[:-1]
        if term[:1].islower():
            found[_TERMS + term] = None
    return list(found)


def own(file: File, subject: str, relation: str, thing: str) -> Statement:
    """Make a statement that a file's organisation makes about what is its own."""
    return Statement(
        subject=subject,
        relation=relation,
        object=thing,
        claimant=file.organisation,
        url=file.url,
        strength="own",
    )


def published(file: File, thing: str) -> list[Statement]:
    """Say that the file's organisation publishes the thing; nothing where it is not known."""
    return [own(file, file.organisation, "publishes", thing)] if file.organisation else []
