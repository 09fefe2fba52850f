"""Imports members from a directory of organisations: a file or an address (`members import`)."""

from __future__ import annotations

import json

from crawlers.fetch import content
from knowledge.home import Home
from knowledge.members import MemberExistsError, import_directory, write_member
from knowledge.model import NoaberError, Problem
from knowledge.organisations import OrganisationRegister
from knowledge.register import load_organisations


def import_members(home: Home, where: str, allow: bool) -> tuple[list[str], list[Problem]]:
    """Read a directory and write a member file for each organisation in it.

    Gives the slugs that were written and what was wrong. Raises NoaberError where the directory
    cannot be read at all.
    """
    try:
        data = json.loads(content(where, allow).body)
    except ValueError as error:
        raise NoaberError(f"{where}: geen JSON ({error})") from None
    register = OrganisationRegister(load_organisations(home.registers))
    members, problems = import_directory(data, register)
    written = []
    for member in members:
        try:
            write_member(member, home.members)
        except MemberExistsError as error:
            problems.append(error.problem)
        else:
            written.append(member.slug)
    return written, problems
