"""Where things are kept and what the user has settled once for all."""
