"""What differs from student to student in graded work of lesson 03."""

from gammalab.check import vary

vary(
    "3.1",
    "the screen shows `theta` for {span} days, not for a year.",
    lambda f, span: lambda gamma, theta, move, days: f(gamma, theta * 365 / span, move, days),
    span=[*range(2, 91)],
)
