"""The size classes of municipalities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.organisations.sizes import CLASSES, size_class


@pytest.mark.parametrize(
    ("inhabitants", "number"),
    [
        (0, 1), (4_999, 1), (5_000, 2), (9_999, 2), (10_000, 3), (19_999, 3), (20_000, 4),
        (49_999, 4), (50_000, 5), (99_999, 5), (100_000, 6), (149_999, 6), (150_000, 7),
        (249_999, 7), (250_000, 8), (931_298, 8),
    ],
)  # fmt: skip
def test_a_class_begins_at_its_lower_bound(inhabitants, number):
    assert size_class(inhabitants).number == number


@pytest.mark.parametrize(
    ("inhabitants", "number"), [(107_106, 6), (34_258, 4), (150_889, 7), (54_208, 5)]
)
def test_municipalities_are_in_the_class_that_cbs_put_them_in(inhabitants, number):
    """Four rows of the table Gebieden in Nederland 2015 (82949NED)."""
    assert size_class(inhabitants).number == number


def test_unknown_inhabitants_have_no_class():
    assert size_class(None) is None


def test_classes_are_numbered_from_one_to_eight():
    assert [one.number for one in CLASSES] == [1, 2, 3, 4, 5, 6, 7, 8]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_inhabitants_are_never_a_smaller_class(one, other):
    low, high = sorted((one, other))

    assert size_class(low).number <= size_class(high).number


@given(st.integers(0, 10**7))
def test_the_name_of_a_class_says_how_many_inhabitants_it_has(inhabitants):
    label = size_class(inhabitants).label
    bounds = [int(word.replace(".", "")) for word in label.split() if word[0].isdigit()]
    low = 0 if label.startswith("minder") else bounds[0]
    high = 10**10 if label.endswith("meer") else bounds[-1]

    assert low <= inhabitants < high
