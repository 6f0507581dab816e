"""Runs and replies kept on disk."""
