"""Prices through time: paths, clocks, and models of what the world does."""
