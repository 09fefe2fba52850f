"""A licence is recognised by its own text; what is not one of ours is unknown, never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.forge.candidates import licence_path
from crawlers.forge.licences import licence_of
from knowledge.home import CHECKOUT

BSD = (
    "Redistribution and use in source and binary forms, with or without modification, are\n"
    "permitted. THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AS IS."
)


@pytest.mark.parametrize("name", ["EUPL-1.2", "CC0-1.0", "CC-BY-4.0"])
def test_a_whole_licence_is_recognised(name: str) -> None:
    text = (CHECKOUT / "LICENSES" / f"{name}.txt").read_text()

    assert licence_of(text) == name
    assert licence_of(text.upper()) == name


@pytest.mark.parametrize(("text", "spdx"), [
    ("MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a\n"
     "copy, to deal without restriction. This notice shall be included in all copies.", "MIT"),
    ("                 Apache License\n           Version 2.0, January 2004", "Apache-2.0"),
    ("GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007", "GPL-3.0"),
    ("GNU AFFERO GENERAL PUBLIC LICENSE\n  Version 3, 19 November 2007", "AGPL-3.0"),
    ("Mozilla Public License Version 2.0\n======", "MPL-2.0"),
    (BSD, "BSD-2-Clause"), (BSD + "\nNeither the name of the holder may be used", "BSD-3-Clause"),
    ("# Licentie\n\nOPENBARE LICENTIE VAN DE EUROPESE UNIE v. 1.2", "EUPL-1.2"),
    ("Copyright 2026 Dorp\nLicensed under the EUPL, Version 1.2 or later", "EUPL-1.2"),
    ("// SPDX-License-Identifier: LGPL-2.1-or-later\n", "LGPL-2.1-or-later"),
])  # fmt: skip
def test_titles_and_conditions_say_which_it_is(text: str, spdx: str) -> None:
    assert licence_of(text) == spdx


@pytest.mark.parametrize("text", [
    "", "Alle rechten voorbehouden", "EUPL", "European Union Public Licence v. 1.1",
    "GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007",
    "GNU GENERAL PUBLIC LICENSE\n Version 2, June 1991",
    "Creative Commons Attribution-ShareAlike 4.0 International",
    "This software is under either the Apache License, Version 2.0 or the BSD license",
    "Code is EUPL-1.2, teksten zijn CC-BY-4.0.",
    BSD + "\nAll advertising materials must say so",
    "SPDX-License-Identifier: MIT OR Apache-2.0 WITH x",
])  # fmt: skip
def test_what_is_none_of_them_is_unknown(text: str) -> None:
    assert licence_of(text) == ""


@given(st.text())
def test_any_text_is_looked_at(text: str) -> None:
    assert isinstance(licence_of(text), str)


@pytest.mark.parametrize(("tree", "path"), [
    (["LICENSE", "LICENSE.md", "src/LICENSE"], "LICENSE"), (["licence.txt"], "licence.txt"),
    (["COPYING", "README.md"], "COPYING"), (["LICENSES/MIT.txt", "licensed.md"], ""),
    (["license.py"], ""), ([], ""),
])  # fmt: skip
def test_a_licence_stands_in_the_root(tree: list[str], path: str) -> None:
    assert licence_path(tree) == path
