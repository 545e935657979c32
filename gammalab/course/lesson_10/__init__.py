"""Lesson 10, a real market: what options of five years cost, and your own data."""
