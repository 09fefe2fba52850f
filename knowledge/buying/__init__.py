"""Buying together: whose contracts end at the same time, who seeks the same."""
