"""The parts, versions and origin of case types, for the readers of their exports."""
