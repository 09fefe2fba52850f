"""The views of the SQLite file: what analysts ask most, with titles, and only what counts."""

from __future__ import annotations

from typing import NamedTuple


class View(NamedTuple):
    """A view: its name, what it gives in Dutch, and its query."""

    name: str
    said: str
    sql: str


VIEWS = (
    View("reuse", "Wie wat gebruikt: één rij per organisatie en oplossing die vandaag meetelt.",
         """SELECT r.subject AS organisation, r.subject_title AS organisation_title, o.type,
  o.province, o.inhabitants, r.object AS solution, r.object_title AS solution_title, r.role,
  r.since, r.strength, r.evidence, r.source, r.url, r.last_seen
FROM relations r JOIN organisations o ON o.id = r.subject
WHERE r.relation = 'uses' AND r.counts"""),
    View("users_per_solution", "Hoeveel gebruikers een oplossing heeft, en hoe zeker dat is: per "
         "sterkte van het beste bewijs. Een oplossing zonder bekende gebruikers heeft 0.",
         """SELECT s.id AS solution, s.title, COUNT(r.subject) AS users,
  COUNT(CASE r.strength WHEN 'own' THEN 1 END) AS own,
  COUNT(CASE r.strength WHEN 'maker' THEN 1 END) AS maker,
  COUNT(CASE r.strength WHEN 'third' THEN 1 END) AS third,
  COUNT(CASE r.strength WHEN 'derived' THEN 1 END) AS derived,
  s.unnamed_users
FROM solutions s LEFT JOIN relations r
  ON r.object = s.id AND r.relation = 'uses' AND r.counts
GROUP BY s.id, s.title, s.unnamed_users"""),
    View("products_with_solutions", "Welke oplossing welk product ondersteunt: rechtstreeks, of "
         "via een proces dat het product behandelt.",
         """SELECT p.id AS product, p.title AS product_title, s.id AS solution,
  s.title AS solution_title, NULL AS process, r.strength
FROM relations r JOIN products p ON p.id = r.object JOIN solutions s ON s.id = r.subject
WHERE r.relation = 'supports' AND r.counts
UNION ALL
SELECT p.id, p.title, s.id, s.title, h.subject, r.strength
FROM relations r JOIN solutions s ON s.id = r.subject
JOIN relations h ON h.subject = r.object AND h.relation = 'handles' AND h.counts
JOIN products p ON p.id = h.object
WHERE r.relation = 'supports' AND r.counts"""),
    View("not_counting", "Relaties die we tonen en niet meetellen, met de reden.",
         """SELECT subject, subject_title, relation, object, object_title, apart, role, state,
  doubt, claimant, source, url, last_seen
FROM relations WHERE NOT counts"""),
    View("stale_claims", "Beweringen die lang niet zijn gezien en daarom niet meer meetellen.",
         """SELECT subject, subject_title, relation, object, object_title, claimant, source, url,
  first_seen, last_seen
FROM statements WHERE state = 'stale'"""),
    View("members", "Wie lid is van welk samenwerkingsverband.",
         """SELECT subject AS member, subject_title AS member_title, object AS cooperation,
  object_title AS cooperation_title, role, since, strength
FROM relations WHERE relation = 'member_of' AND counts"""),
    View("costs_in_euros", "Kosten in euro, met de oplossing waar het document over gaat.",
         """SELECT c.document, c.document_title, c.nr, c.cents / 100.0 AS euros, c.kind, c.year,
  c.vat, c.per, c.what, r.object AS solution, r.object_title AS solution_title
FROM costs c LEFT JOIN relations r ON r.subject = c.document AND r.relation = 'about' AND r.counts
  AND r.object IN (SELECT id FROM solutions)"""),
    View("strength_per_relation", "Hoeveel relaties er per soort zijn, en hoe zeker.",
         """SELECT r.relation, COUNT(*) AS relations, SUM(r.counts) AS counting,
  COUNT(CASE r.strength WHEN 'own' THEN 1 END) AS own,
  COUNT(CASE r.strength WHEN 'maker' THEN 1 END) AS maker,
  COUNT(CASE r.strength WHEN 'third' THEN 1 END) AS third,
  COUNT(CASE r.strength WHEN 'derived' THEN 1 END) AS derived
FROM relations r GROUP BY r.relation"""),
)  # fmt: skip
