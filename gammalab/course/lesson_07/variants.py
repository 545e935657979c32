"""What differs from student to student in graded work of lesson 07."""

from gammalab.check import vary

vary(
    "7.7",
    "`late` counts the rounds of a batch, and a round takes {steps} steps.",
    lambda f, steps: lambda on_time, late: f(on_time, steps * late),
    steps=[*range(2, 60)],
)
