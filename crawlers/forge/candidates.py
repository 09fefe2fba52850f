"""Which files of a repository are worth reading, by their paths alone.

Products (publiccode.yml), the adopter's declaration (openCatalogi.yaml), texts and diagrams are
known by name. Exports and models have no name of their own: those are guesses, read last.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

PRODUCT_FILES = ("publiccode.yml", "publiccode.yaml")  # the first is the standard's own
ADOPTER_FILES = ("opencatalogi.yaml", "opencatalogi.yml", "publicorganisation.yaml",
                 "publicorganisation.yml")  # fmt: skip
NO_PRODUCTS = {"example", "examples", "voorbeeld", "voorbeelden", "template", "templates", "test",
               "tests", "fixture", "fixtures", "sample", "samples", "testdata", "vendor",
               "node_modules", "third_party"}  # fmt: skip
NO_GUESSES = NO_PRODUCTS | {"src", "static", "assets", "public", "locale", "i18n", "dist", "js"}
DOCUMENTATION = {"doc", "docs", "documentation", "documentatie", "documenten"}
TEXTS = (".md", ".markdown", ".rst", ".txt")
DIAGRAMS = (".bpmn", ".bpmn20.xml", ".dmn", ".cmmn", ".archimate")
SYMLINK = "120000"
_LICENCE = re.compile(r"(licen[cs]e|copying|eupl)([-_. ].*)?")
_EXPORT = re.compile(r"zaaktype|catalogus|openzaak|openforms|formulier|form-export|selectielijst")
_TOOLS = re.compile(r"(package(-lock)?|composer|tsconfig|renovate|openapi|swagger)\b.*|.*schema")
_MODEL = re.compile(r"archimate|ameff|gemma|navigator")
_ELEMENT = re.compile(r"([a-z]+)_[^/]+|folder")  # Archi's one file per element


def product_paths(tree: Iterable[str]) -> tuple[list[str], list[str]]:
    """List the publiccode files that can describe a product, the root's first; and their twins.

    A folder has one: `.yml` before `.yaml`. The other spelling is a twin and is not read.

    >>> product_paths(["docs/example/publiccode.yml", "api/publiccode.yaml", "publiccode.yml"])
    (['publiccode.yml', 'api/publiccode.yaml'], [])
    >>> product_paths(["publiccode.yaml", "publiccode.yml"])
    (['publiccode.yml'], ['publiccode.yaml'])
    """
    found: dict[str, list[str]] = {}
    for path in sorted(tree, key=_spelling):
        folder, _, name = path.lower().rpartition("/")
        if name in PRODUCT_FILES and not NO_PRODUCTS & set(folder.split("/")):
            found.setdefault(posixpath.dirname(path), []).append(path)
    chosen = sorted(
        (paths[0] for paths in found.values()), key=lambda path: (path.count("/"), path)
    )
    return chosen, sorted(path for paths in found.values() for path in paths[1:])


def _spelling(path: str) -> tuple[bool, str]:
    return not path.endswith(PRODUCT_FILES[0]), path


def adopter_paths(tree: Iterable[str]) -> list[str]:
    """List the files in the root in which the owner says what it uses, the newest name first.

    Both names with both endings, in any capitals (standards.md A.4).

    >>> adopter_paths(["publicorganisation.yml", "OpenCatalogi.yaml", "docs/openCatalogi.yml"])
    ['OpenCatalogi.yaml', 'publicorganisation.yml']
    """
    found = (path for path in tree if path.lower() in ADOPTER_FILES)
    return sorted(found, key=lambda path: (ADOPTER_FILES.index(path.lower()), path))


def licence_path(tree: Iterable[str]) -> str:
    """Give the path of the licence in the root, "" where there is none.

    >>> licence_path(["src/LICENSE", "LICENCE.md", "LICENSE"]), licence_path(["licensing.py"])
    ('LICENSE', '')
    """
    found = [path for path in tree if _LICENCE.fullmatch(path.lower()) and not path.endswith(".py")]
    return min(found, key=lambda path: (len(path), path), default="")


def text_paths(tree: Iterable[str]) -> list[str]:
    """List README, documentation and diagrams in order, and behind them the guesses.

    >>> text_paths(["README.md", "src/a.py", "docs/a.md", "p/x.bpmn", "src/README.md"])
    ['README.md', 'docs/a.md', 'p/x.bpmn']
    >>> text_paths(["zaaktypen/melding.zip", "docs/a.md", "model/b/BusinessProcess_1.xml"])
    ['docs/a.md', 'model/b/BusinessProcess_1.xml', 'zaaktypen/melding.zip']
    """
    paths = sorted(tree)
    known = [path for path in paths if _is_text(path)]
    return known + [path for path in paths if not _is_text(path) and is_guess(path)]


def _is_text(path: str) -> bool:
    *folders, name = path.lower().split("/")
    is_readme = not folders and name.partition(".")[0] == "readme"
    is_documentation = bool(DOCUMENTATION & set(folders)) and name.endswith(TEXTS)
    return is_readme or is_documentation or name.endswith(DIAGRAMS)


def is_guess(path: str) -> bool:
    """Tell whether a path may be of an export or a model: only reading it will tell.

    Exports of case types and forms are zips or JSON; models are ArchiMate exchange files, or
    Archi's one file per element, of which only processes and applications say something to us.

    >>> [is_guess(f"model/{name}_1.xml") for name in ("BusinessProcess", "FlowRelationship")]
    [True, False]
    >>> is_guess("formulieren/verhuizen.zip"), is_guess("openforms/package.json")
    (True, False)
    """
    *folders, name = path.lower().split("/")
    stem, _, ending = name.rpartition(".")
    if NO_GUESSES & set(folders) or any(folder.startswith(".") for folder in folders):
        return False
    if ending == "xml":
        element = _ELEMENT.fullmatch(stem) if "model" in folders else None
        if element:
            return element[1] in ("businessprocess", "applicationcomponent")
        return bool(_MODEL.search(path.lower()))
    if ending not in ("zip", "json") or (ending == "json" and _TOOLS.fullmatch(stem)):
        return False
    return bool(_EXPORT.search(path.lower()))


def target_of(path: str, link: bytes, tree: Mapping[str, str]) -> str:
    """Give the path in the same tree that a symbolic link names, "" where there is none.

    >>> target_of("docs/README.md", b"../README.md", {"README.md": "100644"})
    'README.md'
    >>> target_of("a.md", b"../../etc/passwd", {"a.md": "120000"})
    ''
    """
    written = link[:1000].decode("utf-8", "replace").strip()
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
    return target if tree.get(target, SYMLINK) != SYMLINK else ""
