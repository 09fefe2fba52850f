"""Decisions of the merge desk: which things are one, which are not, and what a name means.

`knowledge/merges/<name>.yml` holds one decision each (model.md, Entries). Nothing decides but such
a file, and without the file all is as it was: noaber only proposes (`knowledge.merging.desk`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from knowledge.clean import linked, masked
from knowledge.findings import Findings, meant
from knowledge.front_matter import Address, mending
from knowledge.identity import slug, url_id
from knowledge.model import Problem
from knowledge.organisations.naming import plain

Sort = Literal["same", "different", "name"]
_SORTS: tuple[Sort, ...] = ("same", "different", "name")
_BESIDE: dict[Sort, str] = {"same": "keep", "different": "review_by", "name": "means"}
_ONE_OF = "schrijf precies een van deze drie: same, different of name"


def known_as(written: str) -> str:
    """Give an id in its one spelling; what stands inside a file (`…#deel`) stays as it is.

    >>> known_as("http://www.GitHub.com/Dorp/App.git"), known_as("https://d.nl/a.xml#Deel")
    ('https://github.com/dorp/app', 'https://d.nl/a.xml#Deel')
    """
    return written.strip() if "#" in written else url_id(written)


def _id(written: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", known_as(written)):
        raise ValueError("schrijf een id: een webadres, of zoiets als noaber:organisatie/naam")
    return known_as(written)


def _text(written: str) -> str:
    if not written.strip() or re.fullmatch(r"\s*\(.*\)\s*", written, re.S):
        raise ValueError("vul dit in, in uw eigen woorden en zonder haakjes eromheen")
    return " ".join(written.split())


def _team(written: str) -> str:
    said = "schrijf een team of rol met een functioneel adres, zoals: Team Data, data@voorbeeld.nl"
    if masked(written) != written:
        raise ValueError(f"dit is het adres van een persoon; {said}")
    if not any(where for _, where in linked(written)):
        raise ValueError(said)
    return written


def _day(written: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            raise ValueError
        date.fromisoformat(written)
    except ValueError:
        raise ValueError("schrijf een dag als 2026-11-23") from None
    return written


_Id = Annotated[str, AfterValidator(_id)]
_Text = Annotated[str, AfterValidator(_text)]
_Team = Annotated[_Text, AfterValidator(_team)]
_Day = Annotated[str, AfterValidator(_day)]


class _Written(BaseModel):
    """The keys of a decision as people write them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    same: tuple[_Id, ...] = ()
    keep: _Id = ""
    different: tuple[_Id, ...] = ()
    name: _Text = ""
    means: tuple[_Id, ...] = ()
    reason: _Text
    by: _Team
    date: _Day
    review_by: _Day = ""
    sources: tuple[Address, ...] = ()


@dataclass(frozen=True)
class Decision:
    """One decision: `sort` says what `ids` are (`same`, `different`, or what `written` means).

    `day` is when it was decided, `place` its file, `where` gives line and column of a key in it.
    """

    place: str
    sort: Sort
    ids: tuple[str, ...]
    reason: str
    by: str
    day: str
    keep: str = ""
    written: str = ""
    review_by: str = ""
    sources: tuple[str, ...] = ()
    where: Callable[..., tuple[int, int]] = field(
        default=lambda *_: (0, 0), repr=False, compare=False
    )

    def problem(
        self, code: str, message: str, *path: str | int,
        level: Literal["error", "warning", "hint"] = "error",
    ) -> Problem:  # fmt: skip
        """Give a problem of this decision, with its place in the file."""
        found = Findings(self.place, self.where)
        found.say(code, message, *path, level=level)
        return found.problems[0]

    def is_due(self, day: date) -> bool:
        """Tell whether it must be looked at again; a "no" is never for ever."""
        return bool(self.review_by) and self.review_by < day.isoformat()

    @property
    def away(self) -> tuple[str, ...]:
        """The ids that stand under another one: all that are the same but the one that is kept."""
        return tuple(one for one in self.ids if one != self.keep) if self.sort == "same" else ()


def load_merges(folder: Path) -> tuple[list[Decision], list[Problem]]:
    """Read all decisions, the oldest first, and what is wrong with any of them.

    A decision that is wrong, or that says the opposite of an older one, does not count.
    """
    read: list[Decision] = []
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix in (".yml", ".yaml") and path.is_file():
            decision, found = _load(path)
            problems += found.problems
            read += [decision] if decision else []
    read.sort(key=lambda decision: (decision.day, decision.place))
    return agreeing(read, problems), problems


def place_of(path: Path) -> str:
    """Give the path of a decision from the root of a home, which the site shows."""
    is_ours = path.parts[-3:-1] == ("knowledge", "merges")
    return "/".join(path.parts[-3:]) if is_ours else str(path)


def _load(path: Path) -> tuple[Decision | None, Findings]:
    found = Findings(place_of(path))
    loaded = found.loaded(path)
    if not loaded:
        return None, found
    if path.name != f"{slug(path.stem)}.yml":
        found.say("merge-form", f"noem dit bestand '{slug(path.stem)}.yml'")
    return _checked(loaded.data, found), found


def _checked(data: Any, found: Findings) -> Decision | None:
    """Give the decision of a file, or None; `found` gets what is wrong with its keys."""
    if not isinstance(data, dict):
        found.say("merge-form", f"hier horen sleutels te staan, elk op een eigen regel; {_ONE_OF}")
        return None
    keys = _Written.model_fields
    for key in [key for key in data if key not in keys]:
        choice = meant(key, keys) or f" Kies uit {', '.join(keys)}."
        found.say("merge-form", f"deze sleutel kennen we niet.{choice}", key)
    try:
        written = _Written.model_validate({key: data[key] for key in data if key in keys})
    except ValidationError as errors:
        for error in errors.errors():
            found.say("merge-form", mending(error), *error["loc"])
        return None
    sorts = [sort for sort in _SORTS if sort in written.model_fields_set]
    if len(sorts) != 1:
        found.say("merge-form", _ONE_OF, *sorts[1:2])
        return None
    _check_together(sorts[0], written, found)
    return None if found.problems else _decision(sorts[0], written, found)


def _check_together(sort: Sort, written: _Written, found: Findings) -> None:
    """Say which keys do not fit what is decided."""
    given = written.model_fields_set
    for other, key in _BESIDE.items():
        if other != sort and key in given - {"review_by"}:
            found.say("merge-form", f"dit hoort bij {other}, niet bij {sort}", key)
    is_no = sort == "different" or ("means" in given and not written.means)
    if sort != "name" and len(set(getattr(written, sort))) < 2:
        found.say("merge-form", "noem minstens twee verschillende ids", sort)
    if sort == "same" and written.keep not in written.same:
        found.say("merge-form", "noem hier een van de ids bij same: welke blijft?", "keep")
    if sort == "name" and "means" not in given:
        found.say("merge-form", "ontbreekt; schrijf means: [] als het geen ervan is", "means")
    if is_no and not written.review_by:
        said = "ontbreekt; schrijf wanneer iemand hier opnieuw naar kijkt, zoals 2027-11-23"
        found.say("merge-form", said, "review_by")
    if written.review_by and written.review_by <= written.date:
        found.say("merge-form", "deze dag moet na die bij date liggen", "review_by")


def _decision(sort: Sort, written: _Written, found: Findings) -> Decision:
    ids = written.means if sort == "name" else getattr(written, sort)
    return Decision(
        place=found.place, sort=sort, ids=tuple(dict.fromkeys(ids)), keep=written.keep,
        written=written.name, reason=written.reason, by=written.by, day=written.date,
        review_by=written.review_by, sources=written.sources, where=found.where,
    )  # fmt: skip


def agreeing(decisions: Iterable[Decision], problems: list[Problem]) -> list[Decision]:
    """Give the decisions that say nothing against an earlier one; `problems` gets the others."""
    counting: list[Decision] = []
    for decision in decisions:
        if other := _against(decision, counting):
            said = f"dit spreekt {other.place} tegen en telt daarom niet; haal een van de twee weg"
            problems.append(decision.problem("merge-conflict", said, decision.sort))
        else:
            counting.append(decision)
    return counting


def _against(decision: Decision, earlier: list[Decision]) -> Decision | None:
    """Give the earlier decision that does not go together with this one."""
    if decision.sort == "name":
        return next((other for other in earlier if _means_other(decision, other)), None)
    near = [other for other in earlier if other.away and set(other.ids) & set(decision.ids)]
    for other in near:
        if other.keep != decision.keep and set(other.away) & set(decision.away):
            return other
    kept = kept_of([*earlier, decision])
    if not all(last_of(one, kept) for one in decision.ids):
        return near[0]
    for no in (each for each in [*earlier, decision] if each.sort == "different"):
        if len({last_of(one, kept) for one in no.ids}) < len(no.ids):
            return near[0] if no is decision else no
    return None


def _means_other(decision: Decision, other: Decision) -> bool:
    is_name = other.sort == "name" and plain(other.written) == plain(decision.written)
    return is_name and set(other.ids) != set(decision.ids)


def kept_of(decisions: Iterable[Decision]) -> dict[str, str]:
    """Give for each id that stands under another one which that is."""
    return {one: decision.keep for decision in decisions for one in decision.away}


def last_of(one: str, kept: dict[str, str]) -> str:
    """Follow an id to the one under which it stands in the end, "" where they go in a circle."""
    seen = set()
    while one in kept and one not in seen:
        seen.add(one)
        one = kept[one]
    return "" if one in seen else one
