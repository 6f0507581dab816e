"""Ways to judge a path, one file each."""
