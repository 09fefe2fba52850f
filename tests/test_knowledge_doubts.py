"""Which claims look copied along: pasted lists and names left from an example."""

from knowledge.doubts import doubted, load_examples
from knowledge.home import CHECKOUT
from knowledge.identity import named_organisation
from knowledge.model import Statement
from knowledge.strict_yaml import load_yaml

CLIENTS = ("Gemeente Dorp", "Gemeente Stad", "Gemeente Meer")


def claims(solution, *names, **more):
    return [
        Statement(
            **{
                "subject": named_organisation(name),
                "subject_name": name,
                "relation": "uses",
                "object": f"https://code.example/maker/{solution}",
                "claimant": "noaber:organisatie/m",
                "source": "m-forge",
                "url": f"https://code.example/maker/{solution}/publiccode.yml",
                "strength": "maker",
                **more,
            }
        )
        for name in names
    ]


def based_on(copy, original):
    place = "https://code.example/maker/"
    return Statement(subject=place + copy, relation="based_on", object=place + original, source="s")


def doubts(*said, examples=None):
    return {
        (one.object.rpartition("/")[2], one.subject_name)
        for one in doubted([one for some in said for one in some], examples)
        if one.doubt
    }


def test_the_same_list_with_several_solutions_is_doubtful():
    said = doubted([*claims("a", *CLIENTS), *claims("b", *CLIENTS), *claims("c", "Gemeente Dorp")])

    assert [bool(one.doubt) for one in said] == [True] * 6 + [False]
    assert said[0].doubt == ("dezelfde lijst van gebruikers staat ook bij code.example/maker/b")


def test_a_list_in_another_order_is_the_same_list():
    assert len(doubts(claims("a", *CLIENTS), claims("b", *reversed(CLIENTS)))) == 6


def test_a_list_that_differs_in_one_name_is_not_doubted():
    assert doubts(claims("a", *CLIENTS), claims("b", *CLIENTS, "Gemeente Hoek")) == set()


def test_one_client_of_many_products_is_not_doubted():
    assert doubts(*(claims(str(n), "Gemeente Dorp") for n in range(9))) == set()


def test_two_clients_are_doubted_from_three_solutions_on():
    two = CLIENTS[:2]

    assert doubts(claims("a", *two), claims("b", *two)) == set()
    assert len(doubts(claims("a", *two), claims("b", *two), claims("c", *two))) == 6


def test_the_same_solution_in_two_sources_is_no_pasted_list():
    assert doubts(claims("a", *CLIENTS), claims("a", *CLIENTS, source="other")) == set()


def test_a_fork_has_the_list_of_its_original_and_only_the_fork_is_doubted():
    found = doubts(claims("fork", *CLIENTS), claims("a", *CLIENTS), [based_on("fork", "a")])

    assert {solution for solution, _ in found} == {"fork"}


def test_what_an_organisation_says_of_itself_is_never_doubted():
    own = [claims(one, *CLIENTS, strength="own") for one in "abc"]

    assert doubts(*own) == set()


def test_other_relations_are_not_doubted():
    makers = [claims(one, *CLIENTS, relation="makes") for one in "abc"]

    assert doubts(*makers) == set()


def test_names_left_from_an_example_are_doubtful_and_say_of_which():
    examples = {"de standaard": frozenset({"comune uno", "comune due"})}

    left = doubted(claims("a", "Comune Uno", "Comune Due"), examples)
    mixed = doubts(claims("b", "Comune Uno", "Gemeente Dorp"), examples=examples)

    assert all("het voorbeeld van de standaard" in one.doubt for one in left)
    assert mixed == set()


def test_the_examples_of_the_register_name_their_source():
    folder = CHECKOUT / "knowledge" / "registers"
    data = load_yaml((folder / "examples.yml").read_bytes(), "examples.yml").data

    assert load_examples(folder)["publiccode.yml"] == {"comune di firenze", "comune di roma"}
    assert all(one["source"].startswith("https://") for one in data.values())


def test_without_a_register_there_are_no_examples(tmp_path):
    assert load_examples(tmp_path) == {}


def test_statements_keep_their_order_and_nothing_else_changes():
    said = [*claims("a", *CLIENTS), *claims("b", *CLIENTS)]

    assert [one.model_copy(update={"doubt": ""}) for one in doubted(said)] == said
