"""Libraries for the browser: fetched by make (`site/package-lock.json` has versions and hashes).

They are never committed and never loaded from elsewhere: `staged` gives their files to the site.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from knowledge.home import CHECKOUT
from knowledge.model import Problem

FETCHED = CHECKOUT / ".venv" / "libraries" / "node_modules"
# by its name on the site: the file in its package, and the sha256 of that file
LIBRARIES = {
    "cytoscape.js": (
        "cytoscape/dist/cytoscape.min.js",
        "081591ab735b2b6a3b31a3c60f8f3a3e2fee8c92939e0c7820ad1208571b6cd8",
    ),
}


def staged(fetched: Path = FETCHED) -> tuple[dict[str, bytes], list[Problem]]:
    """Give the files of `assets/libraries/` by name, and a problem for each that is not right."""
    files, problems = {}, []
    for name, (path, wanted) in LIBRARIES.items():
        body = (fetched / path).read_bytes() if (fetched / path).is_file() else b""
        if hashlib.sha256(body).hexdigest() == wanted:
            files[name] = body
        else:
            said = f"{name} is er niet of is een andere versie; haal het op met `make libraries`"
            problems.append(
                Problem(level="warning", code="no-library", message=said, place=f"site/{path}")
            )
    return files, problems


def versions() -> dict[str, str]:
    """Give the version of each package in the lock file."""
    locked = json.loads((CHECKOUT / "site" / "package-lock.json").read_text(encoding="utf-8"))
    packages = locked["packages"].items()
    return {path.partition("/")[2]: one["version"] for path, one in packages if path}
