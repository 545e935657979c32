"""The questions of lesson 02: three to recall, three predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_questions.py` computes it again. One
option is on one share, a year has 365 days, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "02.r1",
        "A call's delta is 0.52. That says …",
        (
            Option(
                "it moves like 0.52 shares",
                "Delta is a slope: for a small move of the share, now.",
            ),
            Option(
                "it ends in the money 52 times of 100",
                "Delta is close to that probability, and another number: it is N(d1), the "
                "risk-neutral probability is N(d2).",
                "M1",
            ),
            Option(
                "it costs 0.52", "That would be a price. Delta says how the price moves.", "M32"
            ),
        ),
    ),
    Question(
        "02.r2",
        "A call and a put at one strike (a straddle), at the money, have one day left. Their "
        "quoted theta is 0.42 a day, their price "
        "0.84. The share stands still. By the end of the day the straddle loses …",
        (
            Option(
                "0.42",
                "Theta is the rate of this moment, and it grows on the way: the whole day takes "
                "twice as much.",
                "M33",
            ),
            Option(
                "0.08, as it did with 30 days left",
                "Decay is not even: at the money it grows as the end comes nearer.",
                "M34",
            ),
            Option("0.84, all of it", "At expiry, at the money, nothing is left to pay."),
        ),
    ),
    Question(
        "02.r3",
        "A day's typical move is 1 %, and days know nothing of each other. "
        "The typical move of a month of 30 days is …",
        (
            Option("30 %", "Moves up and down partly cancel: it is variances that add.", "M35"),
            Option("5.5 %", "Thirty variances add: 1 % times the root of 30."),
            Option("1 %", "Moves that do not know of each other still wander off.", "M36"),
        ),
    ),
    Question(
        "02.1",
        "You own 100 calls bought at 30 %, hedged daily, no costs. Over the month the hedge sells "
        "at 101.01 on average and buys at 99.53. What was the profit of calls and hedge together?",
        (
            Option(
                "positive for sure: it sold above where it bought",
                "The shares are one leg. The calls lost what was paid for time.",
                "M4",
            ),
            Option(
                "zero: what the hedge earns pays the clock",
                "Only on average, when what happens is what was paid; one month is off by luck "
                "and by its own moves.",
                "M8",
            ),
            Option(
                "it cannot be told: what the calls did is missing",
                "On path 1 of the lab 24.9 % happened against 30 % paid: it lost 126, although the "
                "hedge sold above where it bought.",
            ),
            Option(
                "1.48 times the shares traded",
                "That leaves out the first trade and the last, and what the calls lost.",
                "M37",
            ),
        ),
    ),
    Question(
        "02.2",
        "100 straddles are bought at 20 % for 457 and hedged daily, no costs. The price climbs "
        "6 % in 30 equal daily steps, a straight line. The owner …",
        (
            Option(
                "gains 133, as with one jump of 6 %: long gamma wins on big moves",
                "Thirty small steps are small moves. Only 3.7 % happened, 20 % was paid.",
                "M38",
            ),
            Option(
                "loses 180",
                "3.7 % happened, 20 % was paid: each day's move earned less than the day cost.",
            ),
            Option(
                "makes 0: it is hedged",
                "Neutral holds for a small move, now. The clock's bill comes all the same.",
                "M39",
            ),
            Option(
                "gains 180: what the hedge sold on the way up",
                "In a rise the hedge only sells, and loses on all that it sold before.",
                "M4",
            ),
        ),
    ),
    Question(
        "02.3",
        "You pay 20 % for a straddle and 15 % happens: you overpaid. No drift, no costs, hedged "
        "at 20 %. From 1 hedge a month to 60, the share of losing months goes from 71 % to …",
        (
            Option(
                "fewer: hedging protects",
                "Hedging takes away noise, not the price you paid.",
                "M40",
            ),
            Option(
                "the same: the mean does not move",
                "The mean stays, the noise around it shrinks: fewer months are lucky.",
                "M5",
            ),
            Option("50 %: up and down even out", "Even odds need a fair price, and more.", "M41"),
            Option(
                "more: nearly all of them",
                "99.6 % of 2,000 months. Hedging takes out the luck; a bad price stays.",
            ),
        ),
    ),
    Question(
        "02.q1",
        "You are short a put, hedged. The price falls a little. To be neutral again, the hedge …",
        (
            Option(
                "buys shares",
                "The put's delta is negative, and you sold it: keep both signs.",
                "M3",
            ),
            Option(
                "does nothing: it was neutral",
                "Neutral holds for a small move, now. Delta has moved.",
                "M39",
            ),
            Option(
                "sells shares",
                "The delta of the short put rose from 0.49 to 0.69: the hedge is a larger short. "
                "Who is short gamma trades with the move.",
            ),
        ),
        trial="-gl.put(100, 30/365).delta([100, 97], 0.2)",
    ),
    Question(
        "02.q2",
        "A straddle bought at 20 %, and 20 % happens; no jumps, no drift, no costs, hedged at "
        "20 %. "
        "With 100 hedges a month instead of 25, what changes over many months?",
        (
            Option(
                "the mean profit doubles",
                "No hedge moves the mean: it is zero both times.",
                "M5",
            ),
            Option(
                "the spread of the profit halves",
                "Errors of steps do not know of each other: N errors of size 1/N. It holds because "
                "the volatility hedged with is the one that happens, and nothing jumps.",
            ),
            Option(
                "mean and spread both halve",
                "There is no mean to halve: the price was fair.",
                "M43",
            ),
        ),
        trial="[gl.replay(gl.straddle(100, 30/365), gl.GBM(0.2).simulate(100, 30/365, n, "
        "n_paths=2000, seed=2), paid_vol=0.2).pnl.std() for n in (25, 100)]",
    ),
    Question(
        "02.q3",
        "You own 100 straddles bought at 20 % for 457, hedged daily, no costs. The price rises by "
        "10 % in 30 equal steps. Your profit?",
        (
            Option(
                "a loss of 117",
                "Only 6.1 % happened. Far from the strike gamma was gone, and theta with it: the "
                "loss is smaller than with a rise of 6 %.",
            ),
            Option(
                "a gain of some 300: 10 % is a big move",
                "It is thirty small moves, and each was hedged before the next.",
                "M38",
            ),
            Option("0: you were hedged", "Hedged against direction, not against time.", "M39"),
        ),
        trial='gl.replay(100 * gl.straddle(100, 30/365), lab.market("rise", 0.10), '
        "paid_vol=0.2).pnl",
    ),
    Question(
        "02.q4",
        "You own calls; no costs. Over the month your hedge sold at 105 and bought at 101, on "
        "average. What was paid for the calls, and what happened, is not told. "
        "Did calls and hedge together make money?",
        (
            Option(
                "yes: it sold above where it bought",
                "Near the strike so does nearly every owner's hedge, also in months that all lose.",
                "M4",
            ),
            Option(
                "no: the clock takes more than that",
                "That depends on the price paid and on the moves; neither is told.",
                "M44",
            ),
            Option(
                "it cannot be told",
                "The owner's hedge sells rises and buys falls whatever was paid. "
                "Paid 30 % while 10 % happens, all months lose.",
            ),
        ),
        trial="(gl.replay(gl.call(100, 30/365), gl.GBM(0.1).simulate(100, 30/365, 30, "
        "n_paths=400, seed=1), paid_vol=0.3).pnl < 0).mean()",
    ),
)
