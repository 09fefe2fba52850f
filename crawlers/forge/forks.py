"""Which copy of a repository is a product of its own: the four classes of the Dutch register.

standards.md A.3: only what the forge itself calls a fork is ever left out. A repository that is no
fork may say another `url` because it was renamed or moved, so it stays, with a warning. Addresses
are compared in their one spelling (A.13), so `.git`, capitals and a slash at the end do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from crawlers.forge.repository import renamed
from knowledge.identity import url_id
from knowledge.model import AnyRecord, Solution, Statement

ForkClass = Literal["", "TECHNICAL_FORK", "VARIANT_FORK", "GIT_FORK", "URL_MISTAKE"]


def fork_class(
    is_fork: bool, stated: str, repository: str, based_on: Iterable[str] = (), parent: str = ""
) -> ForkClass:
    """Say what a repository is: "" for an original that says its own address, or none.

    `stated` is the `url` of its publiccode.yml ("" without one), `repository` its address,
    `based_on` what the file says it is based on, `parent` what the forge says it was forked from.

    VARIANT_FORK: a fork whose makers gave the file its own `url`, or say what it is based on. As
    only the `isBasedOn` of the original is copied along with it, one that names the parent, or
    stands under the parent's `url`, tells the two apart. TECHNICAL_FORK: a fork with the file of
    its original. GIT_FORK: a fork without a file. URL_MISTAKE: no fork, but the address of another.

    >>> own, other = "https://github.com/dorp/app", "https://github.com/stad/app"
    >>> fork_class(True, other, own), fork_class(True, other, own, [other])
    ('TECHNICAL_FORK', 'VARIANT_FORK')
    >>> fork_class(True, "", own), fork_class(False, "HTTP://GitHub.com/Dorp/App.git", own)
    ('GIT_FORK', '')
    """
    here, said, origin = url_id(repository), url_id(stated), url_id(parent)
    elsewhere = {url_id(one) for one in based_on if one} - {here}
    if not is_fork:
        return "URL_MISTAKE" if said not in ("", here) else ""
    if not said:
        return "GIT_FORK"
    is_edited = bool(elsewhere & {said, origin}) or said == here
    is_unlike = bool(elsewhere) and said != origin  # the parent's file would say the parent's url
    return "VARIANT_FORK" if is_edited or is_unlike else "TECHNICAL_FORK"


def class_of(records: Iterable[AnyRecord], repository: str, parent: str) -> ForkClass:
    """Give the class of a fork by what its publiccode.yml in the root became."""
    solution = next((record for record in records if isinstance(record, Solution)), None)
    if solution is None:
        return "GIT_FORK"
    based = [said.object for said in solution.statements if said.relation == "based_on"]
    return fork_class(True, solution.id, repository, based, parent)


def as_variant(record: AnyRecord, repository: str, parent: str) -> AnyRecord:
    """Give the product of a variant under an id of its own, with what it is based on.

    Where it kept the `url` of its original, its repository is its id. That it is based on its
    parent follows from what the forge says, so that statement's strength is `derived`.
    """
    origin, own = url_id(parent), url_id(repository)
    based = {said.object for said in record.statements if said.relation == "based_on"}
    if record.id in {origin, *based} - {own}:
        record = renamed(record, own)
    if not origin or origin in (record.id, *based):
        return record
    derived = Statement(subject=record.id, relation="based_on", object=origin, url=record.url,
                        strength="derived")  # fmt: skip
    return record.model_copy(update={"statements": (*record.statements, derived)})
