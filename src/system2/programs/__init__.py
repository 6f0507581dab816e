"""Running an untrusted program in a sandbox."""
