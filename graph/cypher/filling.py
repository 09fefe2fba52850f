"""Fills a database in a process of its own: `python -I filling.py FILE`, statements as JSON.

It stands alone: nothing of noaber is imported, so that its heap holds nothing but the database.
"""

from __future__ import annotations

import json
import sys

import ladybug


def fill(path: str, statements: list[str]) -> None:
    """Run the statements on a new database, on one thread, and close it.

    Raises RuntimeError of LadybugDB where it refuses one.
    """
    database = ladybug.Database(path, max_num_threads=1, buffer_pool_size=1 << 30)
    connection = ladybug.Connection(database, num_threads=1)
    for statement in [*statements, "CHECKPOINT"]:
        connection.execute(statement)
    connection.close()
    database.close()


if __name__ == "__main__":
    fill(sys.argv[1], json.load(sys.stdin))
