"""Mentions and syntax → figure records."""
