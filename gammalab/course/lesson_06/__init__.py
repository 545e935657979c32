"""Lesson 06, what hedging costs: its labs (`labs`), exercises (`problems`), games and questions."""
