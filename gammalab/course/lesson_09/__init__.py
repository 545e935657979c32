"""Lesson 09, crypto: perpetuals, funding, inverse options and liquidation."""
