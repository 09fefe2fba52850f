"""What is near a place: boxes in squares, so that not all of them need be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from knowledge.model import Box

Item = TypeVar("Item")
_SQUARE = 200  # units
_MANY = 400  # squares: what covers more is in the way everywhere
_CROWD = 60  # items of one square, and large ones, that are looked at: no reader sees through more
_ROOM = 200_000  # squares of all items together


class Near(Generic[Item]):
    """Items by the squares that their boxes touch."""

    def __init__(self) -> None:
        self._squares: dict[tuple[int, int], list[tuple[Box, Item]]] = defaultdict(list)
        self._large: list[tuple[Box, Item]] = []
        self._room = _ROOM

    def add(self, box: Box, item: Item) -> None:
        """Put an item where its box is; what comes where it is too crowded is left out."""
        if _count(box) > _MANY:
            places = [self._large]
        else:
            places = [self._squares[square] for square in _squares(box)]
        self._room -= len(places)
        for place in places if self._room >= 0 else ():
            if len(place) < _CROWD:
                place.append((box, item))

    def touching(self, box: Box) -> list[tuple[Box, Item]]:
        """List what shares a place with a box, each once."""
        if _count(box) > _MANY:
            return []
        here = [one for square in _squares(box) for one in self._squares.get(square, ())]
        unique = {id(one): one for one in [*here, *self._large]}
        return [one for one in unique.values() if overlap(one[0], box) > 0]

    def at(self, point: tuple[float, float]) -> Iterable[Item]:
        """Give the items whose square holds a point; the caller looks closer."""
        square = int(point[0] // _SQUARE), int(point[1] // _SQUARE)
        return (item for _, item in [*self._squares.get(square, ()), *self._large])


def overlap(one: Box, other: Box) -> float:
    """Give how large a place two boxes share."""
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return max(across, 0) * max(down, 0)


def _count(box: Box) -> float:
    return (box.width / _SQUARE + 2) * (box.height / _SQUARE + 2)


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    for x in range(int(box.left // _SQUARE), int((box.left + box.width) // _SQUARE) + 1):
        for y in range(int(box.top // _SQUARE), int((box.top + box.height) // _SQUARE) + 1):
            yield x, y
