"""Watchers that show a run to a person."""
