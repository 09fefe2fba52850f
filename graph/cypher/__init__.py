"""Cypher on the reuse graph: the database, the gate before it, and a child process that asks."""

from graph.cypher.asking import Answer as Answer
from graph.cypher.asking import ask as ask
from graph.cypher.database import write_database as write_database
from graph.cypher.place import database_of as database_of
from graph.cypher.tokens import CypherError as CypherError
