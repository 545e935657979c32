"""What differs from student to student in graded work of lesson 09."""

from gammalab.check import vary

vary(
    "9.1",
    "`rate` is quoted for {hours} hours, and an interval has 8 of them.",
    lambda f, hours: (
        lambda hedge, spot, rate, intervals: f(hedge, spot, rate * 8 / hours, intervals)
    ),
    hours=[*range(1, 8), *range(9, 169)],
)
