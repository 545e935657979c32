"""What differs from student to student in graded work of lesson 06."""

from gammalab.check import vary

vary(
    "6.1",
    "one unit of `half_spread` is a {parts}th of the value, not a 10,000th.",
    lambda f, parts: (
        lambda shares, spot, half_spread, fee: f(shares, spot, half_spread * 1e4 / parts, fee)
    ),
    parts=[1_000 * k for k in range(1, 101) if k != 10],
)
