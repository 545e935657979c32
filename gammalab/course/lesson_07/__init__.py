"""Lesson 07, scalping risk: gaps, lags and slippage."""
