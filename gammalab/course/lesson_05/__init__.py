"""Lesson 05, hedging in discrete time: its `labs`, exercises (`problems`) and `questions`."""
