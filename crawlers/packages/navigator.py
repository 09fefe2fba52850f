"""Case types of i-Navigator as packages; no specification of the export is public."""

from __future__ import annotations

from crawlers.packages.content import Content
from crawlers.packages.notes import Notes
from crawlers.readers._xml import text_of
from knowledge.model import AnyRecord


class Navigator:
    """The case types of one export, to be noted one by one."""

    def __init__(self, content: Content) -> None:
        head = content.root.find("{*}preambule") if content.root is not None else None
        said = {
            name: text_of(head.find(f"{{*}}{name}")) if head is not None else ""
            for name in ("beheersapplicatie", "specificatieversie")
        }
        self.made_with = said["beheersapplicatie"][:60] or "i-Navigator"
        self.form = said["specificatieversie"].removeprefix("ICR")[:20]

    def note(self, record: AnyRecord, notes: Notes) -> bool:
        """Note what there is to say of the case type that a record was made from."""
        notes.made_with = self.made_with
        notes.works_with.append(f"i-Navigator (uitwisseling ICR {self.form})".replace(" )", ")"))
        for name, one, more in (
            ("steps", "status", "statussen"),
            ("results", "resultaat", "resultaten"),
            ("lanes", "rol", "rollen"),
            ("data", "soort document", "soorten documenten"),
        ):
            notes.count(len(getattr(record, name, ())), one, more)
        notes.change("Organisatie: vervang eigenaar, afdelingen en medewerkers van de maker.")
        notes.change("Open Zaak leest dit bestand niet zelf. Zet het eerst om naar een catalogus.")
        return True
