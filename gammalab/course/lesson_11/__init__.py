"""Lesson 11, a book of options: what its totals say, and what they hide."""
