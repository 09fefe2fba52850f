"""Reads the one-file-per-element form in which Archi keeps a model in git (standards.md A.12).

A business process gives a process, an application component a solution. All files of one model
stand under one name, whatever their folder: repository (else host) and the id of the element. What
stands between elements is in files of its own, without their names: those give no record.
"""

from __future__ import annotations

import re

from crawlers.readers import File, Reading
from crawlers.readers._archimate import (
    ARCHI,
    PROCESS,
    application_of,
    element_in,
    has_name,
    local,
    process_of,
)
from crawlers.readers._text import web_address
from crawlers.readers._xml import parsed

NAME = "archi"
ORDER = 24
_COMPONENT = "ApplicationComponent"
# not root_name: these files hold all text in the first tag, which may be longer than it looks at
_ROOT = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>)?\s*<(\w{1,40}):(?!model[\s>])\w+'
                   rb'\s[^>]{0,400}?xmlns:\1="' + re.escape(ARCHI.encode()) + rb'"')  # fmt: skip


def accepts(file: File) -> bool:
    """Accept XML whose root is anything of Archi but a whole model."""
    return bool(_ROOT.match(file.body[:1024]))


def read(file: File) -> Reading:
    """Give the process or the application of the file.

    Files of other elements, of relations, folders and views give a hint (`no-process`).
    """
    reading = Reading(format="archi")
    root = parsed(file, reading)
    if root is None:
        return reading
    kind = local(root)
    if kind not in (PROCESS, _COMPONENT):
        said = f"dit bestand van Archi ({kind[:60]}) is geen bedrijfsproces en geen applicatie. "
        said += "Wilt u ook de verbanden tonen, publiceer dan een uitwisselbestand (AMEFF)."
        reading.problem("no-process", said, level="hint", place=file.url)
        return reading
    element = element_in(root, kind)
    if not element.id or not has_name(element):
        said = "dit onderdeel heeft geen naam of geen id. Geef het een naam in uw model."
        reading.problem("no-name", said, place=file.url, line=element.line)
        return reading
    identifier = f"{_model(file)}#{element.id}"
    make = process_of if kind == PROCESS else application_of
    reading.records.append(make(file, identifier, element))
    return reading


def _model(file: File) -> str:
    """Give what all files of one model share: the repository, else the host."""
    known = web_address(file.repository)
    address = web_address(file.url)
    return known or "/".join(address.split("/")[:3]) or file.url
