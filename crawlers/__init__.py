"""Brings the catalogues of members in."""
