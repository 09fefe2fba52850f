"""Where pages are made: the templates, the folder, and what was written to it.

`knowledge.pages` has the pages of things and lists. A family of pages beside those, such as the
themes, is a module of its own with a function that takes a `Staging`, and stands in `FAMILIES` of
`knowledge.pages`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.maps.drawing import Maps
from knowledge.model import Problem
from knowledge.rendering import FRONT_MATTER, address_of, front_matter, root_of, templates, unfenced
from knowledge.shelf import Shelf

Neighbours = Mapping[str, Sequence[Mapping[str, Any]]]


class Staging:
    """The folder with staged pages: `page` renders one, `told` one with its JSON file.

    `answers` has what the graph answers, per question by name, as `graph.pages.answers_of` gives.
    """

    def __init__(self, shelf: Shelf, folder: Path, neighbours: Neighbours, maps: Maps,
                 answers: Mapping[str, Any] | None = None) -> None:  # fmt: skip
        self.shelf = shelf
        self.folder = folder
        self.neighbours = neighbours
        self.maps = maps
        self.answers = answers or {}
        self.problems: list[Problem] = []
        self.written: set[Path] = set()
        self.templates = templates()

    def told(
        self, name: str, template: str, title: str, said: str, plain: Any, data: str = "",
        **values: Any,
    ) -> None:  # fmt: skip
        """Make a page that is open data too: `plain` becomes a JSON file under `data/`."""
        kind = values.pop("kind", "over")
        self.page(f"{name}.md", template, title, description=said, kind=kind, **values)
        text = json.dumps(plain, ensure_ascii=False, indent=1)
        self.write(self.folder / "data" / f"{data or name}.json", f"{text}\n")

    def page(self, name: str, template: str, title: str, **values: Any) -> None:
        """Render one page and write it with its front matter."""
        front = {"title": title, **{key: values.pop(key, "") for key in FRONT_MATTER[1:]}}
        address = address_of(name)
        html = self.templates.get_template(template).render(
            values | front | {"shelf": self.shelf, "root": root_of(address), "address": address,
                              "neighbours": self.neighbours, "maps": self.maps,
                              "answers": self.answers}
        )  # fmt: skip
        lines = (line.strip() for line in html.split("\n"))
        body = "\n".join(line for line in lines if line) if "<pre" not in html else html.strip()
        self.write(self.folder / name, f"---\n{front_matter(front)}---\n\n{unfenced(body)}\n")

    def write(self, path: Path, text: str | bytes) -> None:
        """Write a file inside the folder where its content changed."""
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{path} staat buiten {self.folder}")
        body = text if isinstance(text, bytes) else text.encode()
        self.written.add(path)
        if not path.is_file() or path.read_bytes() != body:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
