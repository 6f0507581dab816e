"""Measurements on disk, and what they say: how right each way to answer was, at what price."""
