"""What differs from student to student in graded work of lesson 02."""

from gammalab.check import vary

vary(
    "2.1",
    "one option is on {size} shares, not on one; `delta` is that for one of these shares.",
    lambda f, size: lambda delta, quantity: size * f(delta, quantity),
    size=[*range(2, 100)],
)
