"""Lesson 04, theta against gamma: its labs (`labs`), exercises (`problems`) and `questions`."""
