"""Lesson 01, the option and its Greeks: its labs (`labs`), exercises (`problems`), `questions`."""
