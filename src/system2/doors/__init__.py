"""Doors: the same runs, for programs that speak to a server."""
