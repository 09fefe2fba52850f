"""Processes side by side: what is the same, what differs, what only one of them has."""
