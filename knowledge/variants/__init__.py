"""Versions of one product's process side by side: how alike they are, and what sets them apart."""
