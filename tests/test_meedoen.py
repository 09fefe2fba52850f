"""What the page for contributors shows as an example is an entry that the check accepts."""

import pytest
from lxml import html

from knowledge.check import check
from knowledge.entries import load_entry, records_of
from knowledge.home import CHECKOUT, Home

PAGE = CHECKOUT / "site" / "pages" / "meedoen.md"


def examples():
    page = html.fromstring(PAGE.read_text().split("---\n", 2)[2])
    return {block.get("data-soort"): block.text_content()
            for block in page.xpath("//pre[@data-soort]")}  # fmt: skip


@pytest.mark.parametrize("kind", ["cost", "agreement"])
def test_an_example_for_contributors_passes_the_check(kind, tmp_path):
    path = tmp_path / "knowledge" / "entries" / kind / "voorbeeld.md"
    path.parent.mkdir(parents=True)
    path.write_text(examples()[kind])

    errors = [one for one in check(Home(tmp_path), path) if one.level == "error"]

    assert errors == []


def test_the_examples_are_read_as_figures(tmp_path):
    read = {}
    for kind, text in examples().items():
        path = tmp_path / kind / "voorbeeld.md"
        path.parent.mkdir()
        path.write_text(text)
        (read[kind],) = records_of(load_entry(path)[0])

    assert [(one.cents, one.kind, one.per) for one in read["cost"].cost_facts] == [
        (620_000, "eenmalig", ""), (75, "jaarlijks", "inwoner"),
    ]  # fmt: skip
    assert read["agreement"].contract.ends == "2028-06-30"
