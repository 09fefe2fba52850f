"""Search: Dutch words, filters, snippets and odd queries."""

import pytest

from knowledge.hub import Edge, Hub, Thing
from knowledge.model import Document, NoaberError, Organisation, Process, Solution, Statement, Step
from knowledge.search import Searcher, analyzer, build_index, lines_of

E, V = "noaber:organisatie/eikendaal", "noaber:organisatie/vossenbeek"


def sample() -> Hub:
    records = [
        Organisation(id=E, title="Voorbeeldgemeente Eikendaal"),
        Organisation(id=V, title="Voorbeeldgemeente Vossenbeek"),
        Solution(
            id="https://c.example/e/verhuisformulier",
            title="Verhuisformulier",
            summary="Een verhuizing doorgeven met DigiD.",
        ),
        Document(
            id="https://c.example/d",
            title="Verslag",
            text="Wij spraken over vergunningen. " * 40 + "Ook het verhuisformulier kwam langs.",
        ),
        Process(
            id="https://c.example/p.bpmn",
            title="Bijzondere bijstand",
            steps=(Step(id="a", name="Draagkracht berekenen", kind="userTask", lane=""),),
        ),
    ]
    said = Statement(subject=E, relation="makes", object="https://c.example/e/verhuisformulier")
    return Hub(
        things={r.id: Thing(r.id, r.kind, f"s{n}", (r,)) for n, r in enumerate(records)},
        edges=(Edge(said.subject, said.relation, said.object, (said,)),),
    )


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search") / "index"
    assert build_index(sample(), folder) == 5
    return Searcher(folder)


def titles(found):
    return [row["title"] for row in found["results"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vergunning", "vergunningen"),
        ("gemeente", "gemeenten"),
        ("uitkering", "uitkeringen"),
        ("formulier", "formulieren"),
        ("melding", "meldingen"),
        ("gemeentelijk", "gemeentelijke"),
        ("privé", "prive"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other):
    stems = [[token.text for token in analyzer()(word)] for word in (one, other)]

    assert stems[0] == stems[1] != []


@pytest.mark.parametrize(("one", "other"), [("gebied", "bieden"), ("gemeente", "menen")])
def test_words_that_only_look_alike_have_stems_of_their_own(one, other):
    stems = [[token.text for token in analyzer()(word)] for word in (one, other)]

    assert stems[0] != stems[1]


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(searcher):
    assert titles(searcher.search("verhuisformulier")) == ["Verhuisformulier", "Verslag"]


def test_a_plural_finds_the_singular(searcher):
    assert titles(searcher.search("vergunning")) == ["Verslag"]


def test_the_steps_of_a_process_are_found(searcher):
    assert titles(searcher.search("draagkracht")) == ["Bijzondere bijstand"]


def test_results_can_be_kept_to_one_kind(searcher):
    assert titles(searcher.search("verhuisformulier", kinds=("document",))) == ["Verslag"]


def test_results_can_be_kept_to_one_organisation(searcher):
    assert titles(searcher.search("verhuisformulier", organisation=E)) == ["Verhuisformulier"]
    assert searcher.search("verhuisformulier", organisation=V)["total"] == 0


@pytest.mark.parametrize(
    "term", [E, "s0", "Voorbeeldgemeente Eikendaal", "voorbeeldgemeente eikendaal"]
)
def test_an_organisation_can_be_named_by_id_page_or_name(searcher, term):
    assert searcher.search("verhuisformulier", organisation=term)["total"] == 1


def test_an_unknown_organisation_is_an_error(searcher):
    with pytest.raises(NoaberError, match="'nergens' is niet bekend"):
        searcher.search("verhuisformulier", organisation="nergens")


def test_an_unknown_kind_is_an_error_that_names_the_kinds(searcher):
    with pytest.raises(NoaberError, match="solution"):
        searcher.search("x", kinds=("oplossing",))


def test_a_snippet_is_the_part_of_the_text_in_which_the_word_stands(searcher):
    found = searcher.search("verhuisformulier", kinds=("document",))["results"][0]

    assert "verhuisformulier kwam langs" in found["snippet"]
    assert len(found["snippet"]) < 300


def test_hits_are_counted_by_kind_and_organisation(searcher):
    facets = searcher.search("verhuisformulier")["facets"]

    assert facets == {"kind": {"document": 1, "solution": 1}, "organisation": {E: 1}}


def test_where_no_thing_has_all_words_any_may_occur(searcher):
    found = searcher.search("verhuisformulier zeppelin")

    assert found["match"] == "some"
    assert "Verhuisformulier" in titles(found)


def test_a_typing_error_gets_a_suggestion(searcher):
    found = searcher.search("verhuisformullier")

    assert found["total"] == 0
    assert found["suggestion"] == "verhuisformulier"
    assert "bedoelde u" in next(lines_of(found))


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "de het een",
        "*",
        "a*" * 200,
        '"',
        "(",
        "NOT",
        "kind:document",
        "x" * 5000,
        "{{7*7}}",
        "\x00",
    ],
)
def test_an_odd_query_is_answered_without_a_crash(searcher, query):
    found = searcher.search(query)

    assert found["query"] == query
    assert found["total"] >= len(found["results"])


def test_the_shape_of_an_answer_is_that_of_the_model(searcher):
    found = searcher.search("bijstand")

    assert {"query", "total", "facets", "suggestion", "results"} <= set(found)
    assert set(found["results"][0]) == {"id", "kind", "title", "url", "score", "snippet", "product"}
    assert found["results"][0]["url"] == "processen/s4/"


def test_without_an_index_the_error_says_what_to_do(tmp_path):
    with pytest.raises(NoaberError, match="noaber build"):
        Searcher(tmp_path / "none")


def test_an_index_can_be_built_again_over_an_old_one(tmp_path):
    build_index(sample(), tmp_path / "index")

    assert build_index(Hub(), tmp_path / "index") == 0
    assert Searcher(tmp_path / "index").search("verhuisformulier")["total"] == 0


@pytest.mark.parametrize("number", [0, 1])
def test_an_index_of_nothing_or_one_thing_answers(tmp_path, number):
    things = list(sample().things.values())[:number]
    build_index(Hub(things={thing.id: thing for thing in things}), tmp_path / "index")
    searcher = Searcher(tmp_path / "index")

    assert searcher.search("eikendaal")["total"] == number
    assert searcher.search("vossenbek")["results"] == []
    assert searcher.search("")["total"] == 0


def test_a_name_of_two_organisations_is_answered_with_both(tmp_path):
    things = {
        f"noaber:organisatie/{n}": Organisation(id=f"noaber:organisatie/{n}", title="Bergen")
        for n in (1, 2)
    }
    hub = Hub(things={i: Thing(i, r.kind, f"bergen-{i[-1]}", (r,)) for i, r in things.items()})
    build_index(hub, tmp_path / "index")

    with pytest.raises(NoaberError, match=r"(?s)organisatie/1.*organisatie/2"):
        Searcher(tmp_path / "index").search("x", organisation="Bergen")
