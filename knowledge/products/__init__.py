"""Products, the front door: their themes, what is recognised as theirs, and their pages."""
