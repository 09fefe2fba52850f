"""The pages for analysts: every question with its answer, tables and pictures.

A question gets its page by itself; `knowledge.analysis.wording` only has words for it. All rows
stand as JSON and CSV beside it, and the numbers on a page are those of the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from knowledge.analysis.cells import table_of
from knowledge.analysis.columns import column_word
from knowledge.analysis.matrix import DATA, MARKS, NOTHING, as_rows, matrix_of
from knowledge.analysis.pictures import CURVES, MAPS, files_of
from knowledge.analysis.telling import certainty_said
from knowledge.analysis.wording import GROUPS, LINKS, Link, group_of
from knowledge.shelf import natural
from knowledge.spreadsheets import as_csv
from knowledge.staging import Staging

SHOWN = 50  # rows of an answer on its page
FOLDER = "analyse"
_OPTIONS = {"together": "--with NAAM", "key": "--key SLEUTEL", "weights": "--weights GEWICHTEN",
            "per": "--per WAT"}  # fmt: skip


def analysis_pages(desk: Staging) -> None:
    """Stage the pages, their data files and the drawings of solutions."""
    for name, answer in desk.answers.items():
        _question(desk, name, answer)
    _matrix(desk)
    for thing in desk.shelf.things("solution"):
        for file, body in files_of(desk.shelf, desk.maps, desk.answers, thing).items():
            desk.write(desk.folder / file, body)
    desk.page(f"{FOLDER}/index.md", "analysis.html", "Analyse", kind=FOLDER,
              description="Vragen aan alle gegevens: bereik, buren, structuur en kosten.",
              groups=_grouped(desk.answers), links=_links(desk))  # fmt: skip
    for pattern in (f"{FOLDER}/vragen/*.md", f"{MAPS}/*.svg", f"{CURVES}/*.svg", "data/vragen/*"):
        for path in sorted(desk.folder.glob(pattern)):
            if path not in desk.written:
                path.unlink()


def _grouped(answers: Mapping[str, Any]) -> list[tuple[Any, list[Mapping[str, Any]]]]:
    """Give the questions by group, in the order of their words; groups without any never."""
    order = sorted(answers.values(), key=lambda one: (natural(one["question"]), one["name"]))
    found = [
        (group, [one for one in order
                 if group_of(one["name"], one.get("module", "")) == group.key])
        for group in GROUPS
    ]  # fmt: skip
    return [(group, questions) for group, questions in found if questions]


def _links(desk: Staging) -> list[tuple[Link, bool]]:
    """Give the pages beside the questions, each with whether it is there."""

    def is_there(address: str) -> bool:
        names = (f"{address.rstrip('/')}.md", f"{address}index.md")
        return any(desk.folder / name in desk.written for name in names)

    return [(link, is_there(link.address)) for link in LINKS]


def _question(desk: Staging, name: str, answer: Mapping[str, Any]) -> None:
    """Make the page of a question, and its rows as JSON (as `ask --json` gives) and CSV."""
    shelf, rows = desk.shelf, answer["rows"]
    desk.told(
        f"{FOLDER}/vragen/{name}",
        "analysis_question.html",
        answer["question"] or name,
        "Vraag aan alle gegevens van noaber, met antwoord, uitleg en bestanden.",
        _plain(desk, answer),
        data=f"vragen/{name}",
        kind=FOLDER,
        answer=answer,
        table=table_of(shelf, rows, SHOWN),
        columns=[(key, column_word(key)) for key in dict.fromkeys(k for row in rows for k in row)],
        sure=certainty_said(answer),
        group=next(one for one in GROUPS if one.key == group_of(name, answer.get("module", ""))),
        options=[_OPTIONS.get(one, f"--{one}") for one in answer["options"]],
    )
    desk.write(desk.folder / "data" / "vragen" / f"{name}.csv", answer["csv"])


def _plain(desk: Staging, answer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "question": answer["name"], "arguments": answer["arguments"], "options": {},
        "as_of": desk.shelf.day.isoformat(), "min_strength": "derived",
        "rows": answer["rows"], "unknown": answer["unknown"], "notes": answer["notes"],
        "strengths": answer["strengths"],
    }  # fmt: skip


def _matrix(desk: Staging) -> None:
    """Make the page of the matrix, and every pair as JSON and CSV."""
    found = matrix_of(desk.shelf)
    rows = as_rows(desk.shelf, found.pairs)
    legend = [*MARKS.values(), NOTHING]
    desk.page(f"{FOLDER}/matrix.md", "analysis_matrix.html", "Matrix: wie gebruikt wat?",
              kind=FOLDER, description="Organisaties en oplossingen naast elkaar, met bronnen.",
              matrix=found, legend=legend)  # fmt: skip
    told = {"licence": "CC0-1.0", "marks": {one.key: one.said for one in legend}, "rows": rows}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    folder = desk.folder / "data"
    desk.write(folder / "matrix.json", f"{text}\n")
    desk.write(folder / "matrix.csv", as_csv(DATA, ([row[one] for one in DATA] for row in rows)))
