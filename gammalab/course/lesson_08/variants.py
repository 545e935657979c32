"""What differs from student to student in graded work of lesson 08."""

from gammalab.check import vary

vary(
    "8.5",
    "`impact` is the push of {units} units that are bought at once, not of one.",
    lambda f, units: (
        lambda news, paid, gamma_each, impact: f(news, paid, gamma_each, impact / units)
    ),
    units=[*range(2, 200)],
)
