"""Lesson 02, delta neutrality: its labs (`labs`), exercises (`problems`) and `questions`."""
