"""Lesson 08, gamma pressure: when hedging moves the market."""
