"""Tables of the names that organisations go by, for each rule under which a name is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.model import Organisation
from knowledge.organisations.naming import (
    KINDS,
    clean,
    id_key,
    is_id,
    legal_form,
    names_of,
    plain,
    split,
)

_TABLES = {  # where a name stands folded, by its rule; the others stand under "bare"
    "official-name": "whole",
    "preferred-name": "whole",
    "part-of": "part",
    "owms": "",
    "in-parentheses": "",
}


class NameTables:
    """The ids of organisations by id, by name as written and by folded name."""

    def __init__(self, organisations: Mapping[str, Organisation]) -> None:
        self._organisations = organisations
        self._ids: dict[str, list[str]] = {}
        self._named: dict[tuple[str, str], list[str]] = {}  # by rule and name
        self._folded: dict[tuple[str, str], list[str]] = {}  # by table and folded name
        for organisation in organisations.values():
            for key in (organisation.id, *filter(is_id, organisation.aliases)):
                self._ids.setdefault(id_key(key), []).append(organisation.id)
            for rule, name in names_of(organisation):
                key, table = plain(name), _TABLES.get(rule, "bare")
                listed = "without-kind" if rule == "in-parentheses" else rule
                _add(self._named, (listed, clean(name)), organisation.id)
                if table and rule != "of-kind":
                    _add(self._folded, (table, key), organisation.id)
                if table == "bare":
                    _add(self._folded, ("kind", key), organisation.id)

    def with_id(self, written: str) -> list[str]:
        """Give the organisations that have an id, in any spelling of it."""
        return self._ids.get(id_key(written), [])

    def bare(self, name: str) -> list[str]:
        """Give the organisations that have a name, however it is accented or capitalised."""
        return self._folded.get(("bare", plain(name)), [])

    def bare_names(self) -> dict[str, list[str]]:
        """Give every folded name without its kind, and whose it is."""
        return {name: ids for (table, name), ids in self._folded.items() if table == "kind"}

    def matches(self, text: str) -> Iterator[tuple[str, list[str]]]:
        """Give what each rule finds for a name, in the order of the rules."""
        kind, rest = split(text)
        names = self._named
        yield "id", self._ids.get(id_key(text), [])
        yield "official-name", names.get(("official-name", text), [])
        of_kind = names.get(("of-kind", rest), []) + names.get(("without-kind", rest), [])
        yield "preferred-name", names.get(("preferred-name", text), []) + self._only(kind, of_kind)
        of_kind = names.get(("alias", rest), [])
        yield "alias", names.get(("alias", text), []) + self._only(kind, of_kind)
        yield "without-kind", names.get(("without-kind", text), [])
        yield "owms", names.get(("owms", text), [])
        key = plain(text)
        if key:
            of_kind = self._folded.get(("kind", plain(rest)), [])
            yield "folded", self._folded.get(("whole", key), []) + self._only(kind, of_kind)
            yield "folded", self._folded.get(("bare", key), [])
            yield "legal-form", self._of_form(text)
            yield "part-of", self._folded.get(("part", key), [])

    def _only(self, kind: str, ids: list[str]) -> list[str]:
        """Keep the organisations of a kind; none where no kind was written."""
        return [key for key in ids if kind and self._organisations[key].type == kind]

    def _of_form(self, text: str) -> list[str]:
        """Give who has a name with this legal form: another form is another organisation."""
        name, form = legal_form(text)
        ids = self._folded.get(("bare", plain(name)), []) if form else []
        known = [self._organisations[key] for key in ids]
        return [
            one.id
            for one in known
            if one.type not in KINDS and legal_form(one.title)[1] in ("", form)
        ]


def _add(table: dict[tuple[str, str], list[str]], key: tuple[str, str], value: str) -> None:
    ids = table.setdefault(key, [])
    if value not in ids:
        ids.append(value)
