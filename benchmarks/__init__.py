"""Measurements: speed of the stages, and what other tools give on the same articles."""
