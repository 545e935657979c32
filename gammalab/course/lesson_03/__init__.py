"""Lesson 03, the Taylor expansion: its labs (`labs`), exercises (`problems`) and `questions`."""
