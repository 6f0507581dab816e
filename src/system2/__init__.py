"""Reasoning from the terminal, paid for on purpose."""
