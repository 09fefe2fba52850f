"""Reads a PDF: one document with the text of its pages.

Its title comes from the meta data, else from the name of the file where that has words, else from
the first line (in a diagram that is any box). Where the text bears out the name and not the meta
data, the name goes first: meta data are often those of the file it was made from. The author in
them is a person and is not kept. A scan, which has no text, still gives a record with its title and
address. Limits: threats.md C.3; time and memory are those of the process it runs in.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crawlers.readers import File, Reading
from crawlers.readers._text import (
    clipped,
    day,
    one_line,
    own,
    products,
    published,
    readable_name,
    web_address,
)
from knowledge.language import language
from knowledge.model import Document

NAME = "pdf"
ORDER = 40
MOST_PAGES = 300
LONGEST_TEXT = 200_000  # characters
_UNPACKED = 20_000_000  # bytes that one stream may become; pypdf itself allows 75 million
_MARK = b"%PDF-"
_SUMMARY = 300
# what programs write for a title when nobody gave one
_TOOL = re.compile(r"^(?:microsoft (?:word|powerpoint|excel)|word|powerpoint)\s*-\s*", re.I)
_NO_TITLE = re.compile(
    r"^(?:(?:van|aan|verzonden|datum|from|to|date)\s*:.*|untitled|naamloos|document\s?\d*"
    r"|presentati(?:e|on)\s?\d*|titel|title|slide \d+|dia \d+|print"
    r"|powerpoint[- ]presentati(?:e|on)|scan\w*|\W*|\S+\.(?:docx?|pptx?|xlsx?|pdf|indd|odt))$",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"(\s.*)\.(?:docx?|pptx?|xlsx?|odt|pdf)$", re.I)  # after several words
_START = 3_000  # characters in which a title has to be borne out
_UNTOLD = "mis"  # no language has this code
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")


def accepts(file: File) -> bool:
    """Accept PDF by its first bytes or media type; a name alone may be of anything."""
    kind = file.media_type.partition(";")[0].strip().lower()
    return _MARK in file.body[:1024] or kind == "application/pdf"


def read(file: File) -> Reading:
    """Give the document of a PDF; one that is locked, or is no PDF, gives a problem only."""
    reading = Reading(format="pdf")
    if _MARK not in file.body[:1024]:
        said = "dit is geen PDF, al zegt de host dat. Kijk of het juiste bestand er staat."
        reading.problem("not-pdf", said, place=file.url)
        return reading
    found = re.search(rb"%PDF-(\d\.\d)", file.body[:1024])
    reading.version = found[1].decode() if found else ""
    with _quiet():
        _read(file, reading)
    return reading


def _read(file: File, reading: Reading) -> None:
    """Add the document and what is wrong with it; pypdf fails in many ways on a broken file."""
    from pypdf import PdfReader, apply_configuration
    from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError

    try:
        with apply_configuration(**_limits()):
            pdf = PdfReader(io.BytesIO(file.body), strict=False)
            if pdf.is_encrypted and not pdf.decrypt(""):
                raise FileNotDecryptedError
            text = _text(pdf, file, reading)
            reading.records.append(_document(file, pdf, text))
    except (FileNotDecryptedError, DependencyError, NotImplementedError):
        said = "de PDF is met een wachtwoord gesloten. Publiceer haar zonder wachtwoord."
        reading.problem("encrypted", said, place=file.url)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file must cost no more than itself
        reason = "" if isinstance(error, PdfReadError) else f" ({type(error).__name__})"
        said = f"de PDF is beschadigd en niet te lezen{reason}. Maak haar opnieuw."
        reading.problem("broken-pdf", said, place=file.url)


def _limits() -> dict[str, Any]:
    """Give the limits of pypdf that are ours: what a stream may become, and no other program."""
    names = ("zlib", "lzw", "run_length", "array_based_stream", "brotli", "jbig2")
    return {f"{name}_maximum_output_length": _UNPACKED for name in names} | {
        "jbig2dec_binary": None
    }


def _text(pdf: Any, file: File, reading: Reading) -> str:
    """Give the text of the pages up to the limits, with a warning where there is more, or none."""
    parts: list[str] = []
    length, broken, total = 0, 0, len(pdf.pages)
    for number in range(min(total, MOST_PAGES)):
        try:
            part = _cleaned(pdf.pages[number].extract_text())
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - one page must not cost the others
            broken += 1
            continue
        parts.append(part)
        length += len(part)
        if length > LONGEST_TEXT:
            break
    text = "\n\n".join(filter(None, parts))
    if broken:
        said = f"de tekst van {broken} van de {total} pagina's is onleesbaar"
        reading.problem("unread-pages", said, level="warning", place=file.url)
    elif not text:
        said = "de PDF heeft geen tekst, waarschijnlijk een scan. Publiceer haar met tekst erin."
        reading.problem("no-text", said, level="warning", place=file.url)
    if length > LONGEST_TEXT or total > MOST_PAGES:
        said = f"de PDF is lang ({total} pagina's); alleen het begin is gelezen"
        reading.problem("cut-off", said, level="warning", place=file.url)
    return text[:LONGEST_TEXT]


def _cleaned(text: str) -> str:
    """Give the lines that say something, words that were cut at the end of a line made whole."""
    whole = _HYPHEN.sub("", text.encode("utf-8", "ignore").decode())
    lines = (one_line(line) for line in whole.split("\n"))
    return "\n".join(line for line in lines if re.search(r"\w", line))


def _document(file: File, pdf: Any, text: str) -> Document:
    identifier = web_address(file.url) or file.url
    said = [own(file, identifier, "about", one) for one in products(text)]
    said += [own(file, identifier, "about", file.about)] if file.about else []
    return Document(
        id=identifier,
        title=_title(file, pdf, text),
        url=file.url,
        summary=clipped(_value(pdf, "/Subject"), _SUMMARY),
        language=_language(pdf, text),
        text_licence=file.licence,
        genre="pdf",
        date=_date(pdf),
        text=text,
        statements=(*published(file, identifier), *said),
    )


def _value(pdf: Any, key: str) -> str:
    """Give a value of the meta data as text, "" where it is absent or unreadable."""
    try:
        return one_line(str((pdf.metadata or {}).get(key) or ""))
    except Exception:  # noqa: BLE001 - meta data that cannot be read is meta data that is absent
        return ""


def _title(file: File, pdf: Any, text: str) -> str:
    """Give the title of the meta data, a telling file name, or the first line that can be one."""
    name = readable_name(file)
    told = name if len(re.findall(r"[^\W\d]{3,}", name)) >= 3 else ""
    lines = (line for line in text.split("\n", 8)[:8] if len(line.split()) > 1)
    stated = _OFFICE.sub(r"\1", _TOOL.sub("", _value(pdf, "/Title")))
    start = text[:_START].casefold()
    is_told_better = _borne_out(told, start) > _borne_out(stated, start)
    tried = [told, stated, *lines] if is_told_better else [stated, told, *lines]
    fit = (line for line in tried if 5 <= len(line) <= 200 and re.search(r"[^\W\d]{3}", line))
    return next((line for line in fit if not _NO_TITLE.match(line)), name)


def _borne_out(title: str, text: str) -> float:
    """Give which part of the words of a title its text has too."""
    words = set(re.findall(r"\w{4,}", title.casefold()))
    return sum(word in text for word in words) / len(words) if words else 0.0


def _date(pdf: Any) -> str:
    """Give the day of the last change, else of making (`D:20261101…`, PDF 32000-1, 7.9.4)."""
    for key in ("/ModDate", "/CreationDate"):
        found = re.match(r"D?:?\s*(\d{4})(\d\d)(\d\d)", _value(pdf, key))
        if found and (read := day("-".join(found.groups()))):
            return read
    return ""


def _language(pdf: Any, text: str) -> str:
    """Give the language of the text where that is clear, else what the file says of itself."""
    if (told := language(text, _UNTOLD)) != _UNTOLD:
        return told or "nl"
    try:
        found = re.match(r"([a-z]{2})(?![a-z])", str(pdf.root_object.get("/Lang", "")).lower())
    except Exception:  # noqa: BLE001 - as above
        return ""
    return found[1] if found else ""


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf from writing what it thinks of a file: the reading says it."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
