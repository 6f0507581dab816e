"""Problem sets with exact answers, to measure strategies on."""
