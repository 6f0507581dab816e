"""What users of system2 can rely on, said as tests; a package, so that `python -m tests.server` runs."""
