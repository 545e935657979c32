"""The questions of lesson 00: one prediction, and a quiz of two.

`tests/course/test_lesson_00.py` computes each number again.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "00.1",
        "You paid 343 for the 100 calls, and hedge every day, without costs. The price goes up by "
        "x % on one day and back on the next, for 30 days, and ends at 100. When do you gain?",
        (
            Option(
                "never: it ends where it began",
                "The hedge trades on the way. What it earns there does not ask where the price "
                "ends.",
                "M15",
            ),
            Option(
                "always: it sells high and buys low",
                "It does, each time. But the clock takes its rent each day: with 1 % you lose 219.",
                "M4",
            ),
            Option(
                "only if x is large enough",
                "With 1 % you lose 219, with 2 % you gain 127, with 3 % you gain 640.",
            ),
            Option(
                "nobody can tell: it is luck",
                "No luck is in these days: each x gives one result, and from 1.7 % on it is a "
                "gain.",
                "M45",
            ),
        ),
    ),
    Question(
        "00.q1",
        "You paid 343 for the calls and hedge daily, without costs. For a month the price stands "
        "still. What have you lost?",
        (
            Option(
                "nothing: the hedge takes out the risk",
                "It takes out the direction. The clock takes the whole 343.",
                "M39",
            ),
            Option("all of the 343", "Nothing moved, so nothing was earned against the rent."),
            Option(
                "nothing: the rent is your income",
                "The owner pays the rent. It is the seller's.",
                "M13",
            ),
        ),
        trial="lab.month(0.0)['pnl'].iloc[-1]",
    ),
    Question(
        "00.q2",
        "Your friend sold you the calls for what you paid, and hedges daily, too; no costs. From "
        "100 to 103 and back you gained 29. And your friend?",
        (
            Option("lost 29", "All that you hold, he holds the other way round."),
            Option(
                "gained 29 as well",
                "He hedges with the opposite trades: he buys where you sell.",
                "M101",
            ),
            Option(
                "gained the rent of two days, 12",
                "The rent is his, but the move cost him 41.",
                "M13",
            ),
        ),
        trial="lab.round_trip(100, 103, 100, calls=-100)['profit'].iloc[-1]",
    ),
)
