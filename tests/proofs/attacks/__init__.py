"""Attacks on the money, each run checked against the server's own log by a sum of its own.

`python -m tests.proofs` makes them; the same seed makes the same inputs, replies and moments, counted in requests.
"""
