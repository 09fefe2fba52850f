"""What solutions cost, and how to divide it: facts, keys and the calculator."""
