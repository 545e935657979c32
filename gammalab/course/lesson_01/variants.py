"""What differs from student to student in graded work of lesson 01."""

from gammalab.check import vary

vary(
    "1.3",
    "the desk counts {year} days in a year, not 365.",
    lambda f, year: lambda spot, vol, days: f(spot, vol, days * 365 / year),
    year=[*range(240, 361)],
)
