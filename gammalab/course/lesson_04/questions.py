"""The questions of lesson 04: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_04_questions.py` computes it
again. One straddle is on one share, a year has 365 days, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "04.r1",
        "A hedged call at the money. The price jumps by one remaining standard deviation. "
        "Half gamma times the move squared promises 100. The owner gets about …",
        (
            Option(
                "100: that is what gamma is",
                "Gamma fades on the way, so the parabola promises a little too much.",
                "M60",
            ),
            Option(
                "50: gamma is gone",
                "It fades, but most of the way it is there.",
                "M84",
            ),
            Option(
                "92",
                "At the money gamma fades on the way, slowly: 90 for a rise, 95 for a fall.",
            ),
            Option(
                "108: a big move delivers more",
                "So it is when the move goes towards the strike. This one leaves it.",
                "M85",
            ),
        ),
    ),
    Question(
        "04.r2",
        "You own 100 straddles, 30 days left, bought at 20 %, hedged, no costs. Overnight the "
        "price rises by 3 % and they are quoted at 16 %. Your profit of the night?",
        (
            Option(
                "about +60: a big move, long gamma",
                "Gamma's term alone. Vega's is larger here, and against you.",
                "M64",
            ),
            Option(
                "0: hedged is hedged",
                "The hedge takes off delta. Gamma, vega and theta stay.",
                "M39",
            ),
            Option(
                "a gain: who is long gamma is long whatever comes",
                "Gamma pays on moves, vega on the price of moves. That fell by 4 points.",
                "M2",
            ),
            Option(
                "about -23",
                "The move brought less than the four points of vega took.",
            ),
        ),
    ),
    Question(
        "04.r3",
        "A straddle bought at 20 %, and 20 % happens; no drift, no costs, no jumps, hedged at "
        "20 %. You hedge four times as often. Over many months the profit has …",
        (
            Option(
                "the same mean, half the spread",
                "Errors of steps do not know of each other: the root of four.",
            ),
            Option("a higher mean", "No hedge moves the mean: it is zero both times.", "M5"),
            Option("a lower mean, half the spread", "The mean is zero both times.", "M43"),
            Option(
                "the same mean, a quarter of the spread",
                "The spread falls with the root of the number of hedges.",
                "M63",
            ),
        ),
    ),
    Question(
        "04.1",
        "Two owners of 100 straddles at the money, bought at 20 %, hedged. One has 60 days left "
        "and pays 5.39 for today's time. The other has 5 days left and pays 18.68. "
        "No costs. Who needs the bigger move today to come out at zero?",
        (
            Option(
                "the owner with 5 days, 3.5 times as big: he pays 3.5 times as much",
                "His gamma is 3.5 times as big, too.",
                "M80",
            ),
            Option(
                "the owner with 5 days, 1.9 times as big: the root of 3.5",
                "The root is right, and gamma is missing: it is 3.5 times as big, too.",
                "M81",
            ),
            Option(
                "both the same, about 1.05",
                "1.028 with 5 days, 1.045 with 60. Theta and gamma grow together, so their "
                "ratio stays.",
            ),
            Option(
                "the owner with 60 days: he has less gamma",
                "He also pays less for it, in the same proportion.",
                "M82",
            ),
        ),
    ),
    Question(
        "04.2",
        "100 straddles, 30 days left, bought at 20 %, hedged at each close, no costs, sold at 20 % "
        "after five days. Week A: +1, -1, +1, -1, +1 %. Week B: 0, 0, +5, 0, 0 %. "
        "Which week pays its owner?",
        (
            Option(
                "only week B",
                "A loses 4, B gains 133. The square of 5 is 25, five squares of 1 are 5.",
            ),
            Option(
                "neither: the average move is below the breakeven",
                "Each day's move is squared first, and then the squares are added.",
                "M10",
            ),
            Option(
                "only week A: five re-hedges lock in five profits",
                "Five moves of 1 % are five days just below the breakeven.",
                "M4",
            ),
            Option(
                "both the same: the average move is the same",
                "The averages agree, the squares do not.",
                "M86",
            ),
        ),
    ),
    Question(
        "04.3",
        "You paid 20 % for 100 straddles and know that 30 % will happen. You hedge daily at "
        "20 %, no costs, no drift. Your profit of the month is …",
        (
            Option(
                "229: ten points of vega",
                "That is the mean of many months. One month may pay 606, or lose 47.",
                "M87",
            ),
            Option(
                "a gain for sure; the path decides how much",
                "The path decides the sign, too, if the storm comes where little gamma is left.",
                "M83",
            ),
            Option("0: you are hedged", "Against direction, not against what happens.", "M39"),
            Option(
                "usually a gain; a loss is possible",
                "In the lab it runs from -47 to +904, each time with about 30 %. Of random months "
                "without drift fewer than 1 in 100 lose.",
            ),
        ),
    ),
    Question(
        "04.4",
        "You paid 20 %; 30 % happens and you know it. No drift, no costs, 16 hedges a day, marked "
        "at 20 %. You take the delta at 30 % and not at 20 %. What changes in the profit?",
        (
            Option(
                "more on average: 30 % is the right volatility",
                "With no drift the hedge moves no mean: 230 and 228, with errors of 2 and 6.",
                "M17",
            ),
            Option(
                "the same on average; the end far surer, the way rougher",
                "Spread 27 where it was 112. And 29 % of days lose, where it was 3 %.",
            ),
            Option(
                "the same on average; the way smoother, the end less sure",
                "The other way round: the smooth way belongs to the volatility paid.",
                "M88",
            ),
            Option(
                "nothing: the hedge is at the volatility paid anyway",
                "You may take any volatility for the delta. The price paid stays what it is.",
                "M89",
            ),
        ),
    ),
    Question(
        "04.q1",
        "Paid 32 %, no costs; the price is 50, at the strike. The market is open every day, and "
        "theta runs every day. At which move does a hedged day break even?",
        (
            Option(
                "0.67",
                "That is 0.8 of it: what a straddle of one day costs, not hedged.",
                "M9",
            ),
            Option("0.84", "50 times 32 %, over the root of 365."),
            Option(
                "1.01",
                "That is the root of 252. Where every day counts, the clock has 365.",
                "M90",
            ),
            Option("16", "That is a typical move of a year.", "M91"),
        ),
        trial="(gl.straddle(50, 30/365).breakevens(50, 0.32, 1/365), 50 * 0.32 / 365**0.5 "
        "* np.array([-1, 1]))",
    ),
    Question(
        "04.q2",
        "You paid 20 % for 100 straddles and hedge daily at 20 %, no costs. In this month exactly "
        "20 % happened. Your profit of the month is …",
        (
            Option(
                "0: what happened is what was paid",
                "The squares are right in sum, and each counts with the gamma of its own day.",
                "M14",
            ),
            Option(
                "0, and 0 on each single day",
                "Two days in three lose, and a month is no exact sum of zeros either.",
                "M8",
            ),
            Option(
                "a loss: the clock always wins",
                "At a fair price neither side wins on average.",
                "M44",
            ),
            Option(
                "not known: a gain or a loss of 30 would be nothing special",
                "Of 20,000 months some 600 had 20 %, give or take a tenth of a point. They spread "
                "by some 30 and ran from -119 to +139.",
            ),
        ),
        trial="(lambda m: gl.replay(100 * gl.straddle(100, 30/365), m, paid_vol=0.2).pnl"
        "[abs(m.realised_vol() - 0.2) < 0.001])"
        "(gl.GBM(0.2).simulate(100, 30/365, 30, n_paths=20000, seed=1))",
    ),
    Question(
        "04.q3",
        "You were paid 20 % for straddles and hedge daily at 20 %; no drift, no jumps, no costs. "
        "The clock brings you 20 a day. Do you earn anything on average?",
        (
            Option(
                "yes: time passes for sure",
                "It is the price of the gamma that you sold. If 20 % happens, moves take it all.",
                "M13",
            ),
            Option(
                "no: gamma takes more than that",
                "Not if less than 20 % happens.",
                "M92",
            ),
            Option(
                "yes, but not at weekends",
                "Prices move over a weekend, too, so it has its price.",
                "M12",
            ),
            Option(
                "that depends on what happens: less than 20 %, or more",
                "Your mean profit is the price at 20 % less the price at what happens.",
            ),
        ),
        trial="[gl.replay(-100 * gl.straddle(100, 30/365), gl.GBM(v).simulate(100, 30/365, 30, "
        "n_paths=5000, seed=1), paid_vol=0.2).pnl.mean() for v in (0.15, 0.2, 0.25)]",
    ),
    Question(
        "04.q4",
        "A straddle, bought at 20 % and hedged; no drift, no costs, no jumps. Which change moves "
        "the mean profit of many months?",
        (
            Option(
                "the volatility hedged with",
                "It moves the spread and the way, not the mean.",
                "M17",
            ),
            Option(
                "the volatility marked at",
                "A mark moves the profit of a day. At expiry nothing is marked.",
                "M16",
            ),
            Option(
                "the volatility paid",
                "And the one that happens: the mean is the price at the one less the price at "
                "the other.",
            ),
            Option("how often it is hedged", "That moves the spread.", "M5"),
        ),
        trial="[round(gl.replay(gl.straddle(100, 30/365), gl.GBM(0.25).simulate(100, 30/365, 60, "
        "n_paths=5000, seed=1), paid_vol=p, hedge_vol=h).pnl.mean(), 2) "
        "for p, h in ((0.2, 0.2), (0.25, 0.2), (0.2, 0.25))]",
    ),
)
