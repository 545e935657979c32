"""What differs from student to student in graded work of lesson 04."""

from gammalab.check import vary

vary(
    "4.1",
    "the market is open on {year} days of a year, and `days` are such days.",
    lambda f, year: lambda spot, vol, days: f(spot, vol, days * 365 / year),
    year=[*range(240, 361)],
)
