"""Ways to reason, one file each, each as short as its paper."""
