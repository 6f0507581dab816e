"""What a question asks for and how hard it looks, from its words alone; no call is spent on it."""
