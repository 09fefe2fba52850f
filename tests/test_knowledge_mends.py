"""What publishers can do: each code that anybody may meet has a sentence of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.home import CHECKOUT
from knowledge.mends import DEFAULTS, MENDS, mend

ROOMS = ("crawlers", "knowledge", "graph")
MODULES = sorted(path for room in ROOMS for path in (CHECKOUT / room).rglob("*.py"))
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NO_STATUS = {"status-404", "status-503", "status-301", "status-418"}


def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in MODULES}


def takers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Name each function or class that takes a `code`, and at which place in a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            makers = [f for f in node.body if getattr(f, "name", "") == "__init__"]
            yield from ((node.name, at) for maker in makers for at in place_of_code(maker))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from ((node.name, at) for at in place_of_code(node))


def place_of_code(function: ast.AST) -> list[int]:
    names = [argument.arg for argument in function.args.args]
    names = names[1:] if names[:1] in (["self"], ["cls"]) else names
    return [names.index("code")] if "code" in names else []


def literals(node: ast.AST | None) -> Iterator[str]:
    """Give the codes that an expression may be: a word, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def codes_in(tree: ast.AST, places: dict[str, set[int]]) -> Iterator[str]:
    """Give each code written in a module: in a call, or in a pair of a code and a sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for at in places.get(name, ()):
                yield from literals(node.args[at] if len(node.args) > at else None)
            for keyword in node.keywords:
                if keyword.arg == "code":
                    yield from literals(keyword.value)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and is_code(node):
            yield from pair(node.value)
        elif isinstance(node, ast.For) and is_code(node):
            yield from (word for row in getattr(node.iter, "elts", ()) for word in pair(row))
        elif isinstance(node, ast.FunctionDef) and "tuple[str, str]" in ast.unparse(
            node.returns or ast.Constant("")
        ):
            ends = (n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value)
            yield from (word for end in ends if isinstance(end, ast.Tuple) for word in pair(end))
        elif isinstance(node, ast.Tuple):
            yield from sentence_pair(node)


def is_code(node: ast.Assign | ast.AnnAssign | ast.For) -> bool:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    first = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
    return isinstance(first, ast.Name) and first.id == "code"


def pair(node: ast.AST) -> Iterator[str]:
    yield from literals(node.elts[0] if isinstance(node, ast.Tuple) else node)


def sentence_pair(node: ast.Tuple) -> Iterator[str]:
    """Give the code of `code, "words of a sentence"`, as a refusal is written."""
    for first, second in zip(node.elts, node.elts[1:], strict=False):
        code = next(literals(first), "")
        said = "".join(words_of(second))
        if CODE.fullmatch(code) and said.count(" ") >= 3 and said[:1].islower():
            yield code


def words_of(node: ast.AST) -> Iterator[str]:
    """Give the fixed words of a sentence, also of one that names something in between."""
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        yield from literals(part)


def all_codes() -> dict[str, str]:
    known = trees()
    places: dict[str, set[int]] = {"say": {0}}  # of Findings, where it is the first
    for tree in known.values():
        for name, at in takers(tree):
            places.setdefault(name, set()).add(at)
    return {
        code: path.relative_to(CHECKOUT).as_posix()
        for path, tree in known.items()
        for code in codes_in(tree, places)
        if CODE.fullmatch(code)
    }


def test_each_code_that_is_written_somewhere_has_a_sentence():
    missing = {
        code: where
        for code, where in all_codes().items()
        if code not in MENDS and mend(code) == DEFAULTS["error"]
    }

    assert missing == {}


def test_the_search_for_codes_finds_each_way_in_which_one_is_written():
    found = all_codes()

    assert {
        "duplicate",  # report.refuse(place, code, …)
        "no-steps",  # reading.problem(code, …)
        "loop",  # raise Unfetched(code, …)
        "too-few",  # Problem(code=…)
        "scheme",  # return code, words
        "timeout",  # a row of a table
        "host-down",  # raise Stopped(code, …)
        "lost",  # code, why = …
        "bad-entry",  # what people write
    } <= found.keys()


def test_no_sentence_is_for_a_code_that_nobody_writes():
    assert sorted(MENDS.keys() - all_codes().keys()) == []


@pytest.mark.parametrize("code", sorted([*MENDS, *NO_STATUS]))
def test_a_sentence_is_one_that_a_publisher_can_read(code):
    text = mend(code)

    assert text[0].isupper()
    assert text.endswith(".")
    assert len(text) <= 180
    assert " je " not in f" {text.lower()} "


def test_an_unknown_code_gets_the_sentence_of_its_level():
    texts = [mend("nog-nooit-gezien", level) for level in ("error", "warning", "hint")]

    assert texts == [DEFAULTS["error"], DEFAULTS["warning"], DEFAULTS["hint"]]
    assert len(set(texts)) == 3


def test_a_level_nobody_knows_counts_as_an_error():
    assert mend("nog-nooit-gezien", "fatal") == DEFAULTS["error"]


@pytest.mark.parametrize(
    ("status", "word"),
    [(401, "wachtwoord"), (403, "filter"), (404, "verwijzing"), (410, "verwijzing"),
     (301, "https"), (408, "logboek"), (500, "logboek"), (503, "logboek")],
)  # fmt: skip
def test_a_status_says_what_to_do_about_it(status, word):
    assert word in mend(f"status-{status}")


def test_an_odd_status_gets_the_sentence_of_its_level():
    assert mend("status-418", "warning") == DEFAULTS["warning"]
    assert mend("status-", "warning") == DEFAULTS["warning"]
