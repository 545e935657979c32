"""What differs from student to student in graded work of lesson 05."""

from gammalab.check import vary

vary(
    "5.7",
    "strike and price are {level}, not 100.",
    lambda f, level: lambda paid, seen, days, quantity: level / 100 * f(paid, seen, days, quantity),
    level=[*range(20, 100), *range(101, 500)],
)
