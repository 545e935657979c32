"""The questions of lesson 03: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_03_questions.py` computes it
again. One option is on one share, a year has 365 days, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "03.r1",
        "You sold 3 puts; the delta of one put is -0.40. How many shares hedge them?",
        (
            Option(
                "+1.2: buy 1.2 shares",
                "One put moves like -0.40 shares; three that you sold move like +1.2. The hedge "
                "is minus that.",
                "M3",
            ),
            Option(
                "-1.2: sell 1.2 shares",
                "Three sold puts move like +1.2 shares; the hedge is minus that.",
            ),
            Option(
                "+1.8: buy 1.8 shares",
                "0.60 is the delta of the call at that strike, and you sold puts.",
                "M62",
            ),
            Option(
                "none: a seller has taken the premium",
                "The puts that you sold still move when the share does: by +1.2 shares.",
                "M39",
            ),
        ),
    ),
    Question(
        "03.r2",
        "A straddle is bought at 20 %, hedged at 20 %, and 20 % happens; no jumps, no drift, no "
        "costs. You hedge four times as often. Mean and spread of the profit?",
        (
            Option("both higher", "No hedge moves the mean. The spread shrinks.", "M5"),
            Option(
                "the same mean, a quarter of the spread",
                "The variance is a quarter; the spread is its root.",
                "M63",
            ),
            Option("a lower mean, half the spread", "The mean is zero both times.", "M43"),
            Option(
                "the same mean, half the spread",
                "The errors of the steps do not know of each other: the spread goes like one over "
                "the root of their number.",
            ),
        ),
    ),
    Question(
        "03.r3",
        "You own a straddle bought at 20 % for 4.57, hedged daily, no costs. In 30 equal daily "
        "steps the price rises by 10 %. Your profit?",
        (
            Option("a loss of 1.17", "Only 6.1 % happened, and 20 % was paid."),
            Option(
                "a gain: it went far",
                "It went far in thirty small days, and each was hedged before the next.",
                "M38",
            ),
            Option(
                "a gain: each re-hedge locked something in",
                "In a rise the hedge only sells, and loses on all that it sold before.",
                "M4",
            ),
            Option("0: it was hedged", "Hedged against small moves, not against the clock.", "M39"),
        ),
    ),
    Question(
        "03.1",
        "You own 100 calls struck at 110, bought at 20 % and hedged once; 30 days left, no costs. "
        "The price jumps at once from 100 to 106; volatility stays. ½ gamma × 6² promises 33.0. "
        "What do you gain?",
        (
            Option(
                "33: that is what gamma means",
                "It holds for a small move. On the way to 106 gamma triples.",
                "M60",
            ),
            Option(
                "less: gamma fades on the way, as in August",
                "August ran away from its strike. This call runs towards its own.",
                "M61",
            ),
            Option(
                "more",
                "54.1. The call runs towards its strike, and gamma grows on the way.",
            ),
            Option(
                "0: a hedged position does not react to a move",
                "Neutral holds for a small move, now. Delta moves on the way.",
                "M39",
            ),
        ),
    ),
    Question(
        "03.2",
        "You own 100 straddles struck at 100, bought at 20 % with 30 days left, hedged once, no "
        "costs. Their vega is 22.9 a point. Overnight: +3 % in price, and volatility falls by 4 "
        "points, to 16 %. Your profit, at tomorrow's prices?",
        (
            Option(
                "a gain of about 55: the move was far above a day's rent",
                "Gamma made 62.6, and the fall of volatility took 91.5 through vega.",
                "M2",
            ),
            Option("a loss of about 23", "Gamma +62.6, theta -7.6, vega -91.5, the rest +13.1."),
            Option(
                "about 0: it was hedged",
                "Hedged against the direction of the price; gamma, theta and vega are still there.",
                "M39",
            ),
            Option(
                "a loss of about 91: the vega",
                "Vega is the biggest term, and gamma stands against it.",
                "M64",
            ),
        ),
    ),
    Question(
        "03.3",
        "A straddle at the money, 20 %; the move comes at once. With 5 days left the parabola is "
        "right to 10 % for moves up to about 2.75 %, up and down averaged. With 20 days left, up "
        "to about …",
        (
            Option(
                "2.75 %",
                "Small is no matter of per cent: with 20 days left the option has more ahead.",
                "M65",
            ),
            Option(
                "11 %: four times the time, four times the room",
                "What is left to move grows with the root of time.",
                "M66",
            ),
            Option(
                "1.4 %: more time, more that can go wrong",
                "With more time gamma changes more slowly along the price.",
                "M67",
            ),
            Option(
                "5.5 %",
                "Four times the time leaves twice as much to move: 4.9 up, 6.15 down.",
            ),
        ),
    ),
    Question(
        "03.4",
        "Straddle bought on 3 August 2015 at 12.56 %, hedged at each close, no costs; 29.4 % "
        "happened in that month. On 4 August the index falls by 0.22 %. The owner's profit "
        "of that day, in points?",
        (
            Option(
                "about +4.5: half ΓS² times the gap of the variances",
                "That gap is the month's. Put in the day's own move: 0.22 %, squared.",
                "M6",
            ),
            Option(
                "about -0.9",
                "The day's own move made 0.12, and the clock took 1.00.",
            ),
            Option(
                "about 0: gamma pays theta",
                "Only on average, at a fair price. A typical day at 12.56 % is 0.66 %.",
                "M8",
            ),
            Option(
                "about +0.6: 14.1 points in 22 days",
                "Two days made 20.4 points, the other twenty lost 6.3.",
                "M68",
            ),
        ),
    ),
    Question(
        "03.q1",
        "The strike is one remaining standard deviation away. You halve a small move, at once. "
        "The residual of the parabola, in currency, falls to about …",
        (
            Option("a half", "That would be an error of first order.", "M69"),
            Option("an eighth", "Third order: a half times a half times a half."),
            Option(
                "a quarter", "That is the tangent's residual: the parabola has the square.", "M70"
            ),
            Option(
                "it depends on the way it goes",
                "The sign does. The size falls to an eighth on both sides.",
                "M71",
            ),
        ),
        trial="[(lambda a, b: (b[0] - b[1]) / (a[0] - a[1]))(lab.kept(d, 30, z=1), "
        "lab.kept(2 * d, 30, z=1)) for d in (1, -1)]",
    ),
    Question(
        "03.q2",
        "Does each further term make an expansion better?",
        (
            Option(
                "yes", "August 2015: charm alone makes it worse, 10.81 unexplained for 8.80.", "M72"
            ),
            Option(
                "yes, as long as it is of second order",
                "Charm is: August has 8.80 unexplained without it, 10.81 with it.",
                "M73",
            ),
            Option(
                "not always",
                "Terms come in groups. Residuals of August, sizes added: 8.80; with charm 10.81; "
                "with charm and speed 2.72.",
            ),
        ),
        trial="[(lab.residual('theta') - more).abs().sum() for more in (0, lab.orders()['charm'])]",
    ),
    Question(
        "03.q3",
        "You own 100 calls struck at 100, bought at 20 % with 30 days left; no costs. For 15 days "
        "the price goes 100, 101, 100, … and ends at 101. You hedge daily. What does gamma earn, "
        "all days together?",
        (
            Option(
                "3.5: half of day-one gamma times 1²",
                "Those are the Greeks of day one, for the net move. Fifteen moves of 1 were made.",
                "M7",
            ),
            Option(
                "59.4",
                "Fifteen moves of 1, each with the gamma of its day. Theta took 65.7.",
            ),
            Option(
                "about 0: the price hardly moved",
                "It moved by 1 each day, and you hedged each day.",
                "M15",
            ),
        ),
        trial="gl.replay(100 * gl.call(100, 30/365), gl.Paths(np.arange(16) / 365, "
        "100 + np.arange(16) % 2), paid_vol=0.2).attribution()['gamma']",
    ),
    Question(
        "03.q4",
        "A straddle is bought at 20 % and hedged daily, 20 % happens; rate 0, no drift, no costs. "
        "On about what share of its days does gamma earn more than theta takes?",
        (
            Option("100 %", "Gamma pays theta on average, not each day.", "M8"),
            Option("50 %: the price is fair", "Fair is the mean. Most moves are small.", "M41"),
            Option("68 %", "That is the share of days that lose.", "M74"),
            Option(
                "32 %",
                "A day pays when its move is above the typical one: few days, with large moves.",
            ),
        ),
        trial="(np.abs(np.random.default_rng(1).standard_normal(100_000)) > 1).mean()",
    ),
)
