"""The front matter of an entry: which keys each kind has, and what each may hold.

Keys and kinds: model.md, Entries. Every key is explained for contributors in CONTRIBUTING.md; a
test keeps the two together. A ValueError of a rule holds what the writer reads, in Dutch.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from knowledge.identity import url_id
from knowledge.model import Frozen, OrganisationType, State
from knowledge.parts import CostKind, Per, Vat
from knowledge.relations import RELATIONS
from knowledge.versions import KEYS as VERSION_KEYS
from knowledge.versions import NEVER

EntryKind = Literal[
    "organisation",
    "solution",
    "process",
    "statement",
    "experience",
    "cost",
    "initiative",
    "agreement",
]
ENTRY_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_TERM = re.compile(r"P(?=\w)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")


def _title(written: str) -> str:
    if not written.strip():
        raise ValueError("mag niet leeg zijn")
    return " ".join(written.split())


def _day(written: Any) -> Any:
    """Give a day, month or year as text: YAML reads 2024 as a number."""
    text = str(written) if type(written) is int else written
    if isinstance(text, str) and text:
        if not _DAY.fullmatch(text):
            raise ValueError("schrijf een datum als 2026-11-23, 2026-11 of 2026")
        try:
            date.fromisoformat((text + "-01-01")[:10])
        except ValueError:
            raise ValueError("deze dag bestaat niet; schrijf een datum als 2026-11-23") from None
    return text


def _year(written: Any) -> Any:
    if not re.fullmatch(r"\d{4}", str(written)):
        raise ValueError("schrijf een jaar als 2026")
    return str(written)


def _term(written: str) -> str:
    if not _TERM.fullmatch(written):
        raise ValueError("schrijf een termijn als P8W (acht weken), P30D (dertig dagen) of P1Y")
    return written


def _address(written: str) -> str:
    if not re.match(r"https?://[^\s/]", written) or re.search(r"\s", written):
        raise ValueError("schrijf een webadres dat met https:// begint, zonder spaties")
    return written


def _id(written: str) -> str:
    """Give an id in its one spelling."""
    known = url_id(written)
    if not re.fullmatch(r"https?://\[?[\w:.-]+\]?([/?]\S*)?|(noaber|urn):\S+", known):
        said = "schrijf een id: een webadres, of noaber:organisatie/naam van een lid zonder TOOI-id"
        raise ValueError(said)
    return known


def _named(written: str) -> str:
    if written != "named":
        said = "schrijf named of haal de regel weg; tellen of verbergen staat in het ledenbestand"
        raise ValueError(said)
    return written


Title = Annotated[str, AfterValidator(_title)]
Day = Annotated[str, BeforeValidator(_day)]
Year = Annotated[str, BeforeValidator(_year)]
Term = Annotated[str, AfterValidator(_term)]
Address = Annotated[str, AfterValidator(_address)]
Id = Annotated[str, AfterValidator(_id)]
Named = Annotated[str, AfterValidator(_named)]
Amount = Annotated[float, Field(strict=True, ge=0, lt=10**10)]


class EntryStatement(Frozen):
    """One statement as people write it; `disclosure` lets the user of a closed product be named."""

    subject: Id
    relation: Literal[tuple(RELATIONS)]  # type: ignore[valid-type]
    object: Id
    role: str = ""
    since: Day = ""
    until: Day = ""
    state: State = "current"
    url: Address = ""
    disclosure: Named = ""

    @field_validator("role")
    @classmethod
    def _of_relation(cls, role: str, before: ValidationInfo) -> str:
        relation = RELATIONS.get(before.data.get("relation", ""))
        if role and relation and relation.roles and role not in relation.roles:
            raise ValueError(f"kies uit {', '.join(relation.roles)}")
        return role

    @field_validator("until")
    @classmethod
    def _after_since(cls, until: str, before: ValidationInfo) -> str:
        if until and until < before.data.get("since", "")[: len(until)]:
            raise ValueError("deze dag ligt voor die bij `since`")
        return until


class EntryCost(Frozen):
    """One amount in euro as people write it; `knowledge.parts.Cost` says what the keys mean."""

    amount: Amount
    kind: CostKind = ""
    year: Year = ""
    vat: Vat = ""
    per: Per = ""
    what: str = ""
    payer: Id = ""


class FrontMatter(BaseModel):
    """The keys of front matter, all kinds together; `KEYS` says which kind may have which."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title
    owner: str = ""
    review_by: Day = ""
    sources: tuple[Address, ...] = ()
    about: tuple[Id, ...] = ()
    claimant: Id = ""
    statements: tuple[EntryStatement, ...] = ()
    id: Id = ""
    summary: str = ""
    type: OrganisationType | None = None
    website: Address = ""
    contact: str = ""
    inhabitants: Annotated[int, Field(strict=True, ge=0, lt=10**9)] | None = None
    inhabitants_year: Year = ""
    province: str = ""
    product: Id = ""
    publisher: Id = ""
    term: Term = ""
    channels: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    service_level: str = ""
    case_type: str = ""
    solution_type: str = ""
    phase: str = ""
    licence: str = ""
    lead: Id = ""
    amount: Amount | None = None
    year: Year = ""
    what: str = ""
    cost_kind: CostKind = ""
    vat: Vat = ""
    per: Per = ""
    costs: tuple[EntryCost, ...] = ()
    begins: Day = ""
    ends: Day = ""
    notice: Term = ""
    extension: Term = ""
    supplier: Id = ""
    disclosure: Named = ""
    wanted: str = ""
    starts: Day = ""
    deadline: Day = ""


COMMON = {"title", "owner", "review_by", "sources", "about", "claimant", "statements", "summary"}
KEYS: dict[str, set[str]] = {
    "organisation": COMMON
    | {"id", "type", "website", "contact", "inhabitants", "inhabitants_year", "province"},
    "solution": COMMON | {"id", "solution_type", "phase", "licence", "website"},
    "process": COMMON
    | {"id", "product", "publisher", "term", "channels", "legal_basis", "evidence", "partners"}
    | {"service_level", "case_type"},
    "statement": COMMON,
    "experience": COMMON,
    "cost": COMMON | {"amount", "year", "what", "cost_kind", "vat", "per", "costs", "disclosure"},
    "initiative": COMMON | {"id", "phase", "lead", "partners", "wanted", "starts", "deadline"},
    "agreement": COMMON
    | {"year", "begins", "ends", "notice", "extension", "supplier", "disclosure"},
}
_MEND = {
    "missing": "ontbreekt; vul dit in",
    "string_type": "moet tekst zijn; zet een getal tussen aanhalingstekens",
    "tuple_type": "moet een lijst zijn: zet elk onderdeel op een eigen regel met een streepje",
    "model_type": "hier horen sleutels te staan, zoals `subject: …`, elk op een eigen regel",
    "float_type": "schrijf een getal zonder punt voor duizend en met een punt voor de centen, "
    "zoals 46500 of 1250.50",
    "int_type": "schrijf een heel getal zonder punten, zoals 12800",
    "extra_forbidden": "deze sleutel kennen we hier niet",
}


def mending(error: Any) -> str:
    """Say in Dutch how to mend one error that pydantic found (of `ValidationError.errors()`)."""
    if error["type"] != "missing" and error["input"] in (None, ""):
        return "hier staat niets; vul iets in of haal de regel weg"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "extra_forbidden" and str(error["loc"][-1]).lower() in VERSION_KEYS:
        return NEVER
    if error["type"] == "literal_error":
        return f"kies uit {error['ctx']['expected'].replace(' or ', ' of ')}"
    return _MEND.get(error["type"], "wat hier staat kunnen we niet lezen")
