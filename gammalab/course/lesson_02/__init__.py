"""Lesson 02, delta neutrality: its labs (`labs`) and its exercises (`problems`)."""
