"""Lesson 12, the capstone: its worlds, its score, its contest, its labs and its problems."""
