"""Diagrams: a process drawn as SVG, from where its own file says that each part stands."""
