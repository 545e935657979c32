"""Lesson 00, start here: its lab, its questions and its two exercises."""
