"""The questions of lesson 06: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_06_questions.py` computes it
again. One straddle is on one share, a year has 365 days, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "06.r1",
        "A straddle bought at 30 % and hedged with 30 %, and 30 % happens; no drift, no costs, "
        "moves that do not know of each other. You hedge eight times as often. The mean profit …",
        (
            Option("rises", "No hedge moves the mean: it is zero both times.", "M5"),
            Option(
                "rises by what each new trade brings",
                "A trade brings nothing by itself: the option stands against it.",
                "M4",
            ),
            Option("stays", "It is zero both times. The noise falls."),
            Option(
                "falls: smaller moves, squared",
                "There are more of them. On average their squares add up to the same.",
                "M140",
            ),
        ),
    ),
    Question(
        "06.r2",
        "A straddle at the money, bought at 30 %, hedged, no costs; a clock of 365 days. Which "
        "move pays for one day?",
        (
            Option("1.57 %", "30 % over the root of 365. Gamma and theta cancel."),
            Option(
                "1.25 %: 0.8 of it",
                "0.8 is for a straddle that is not hedged. A hedged day is paid by the square.",
                "M9",
            ),
            Option(
                "0.08 %: a 365th of 30 %",
                "Variances add up, not typical moves: take the root of 365.",
                "M35",
            ),
            Option(
                "1.89 %: 30 over 15.9",
                "15.9 is the root of 252. Here theta runs on all 365 days.",
                "M90",
            ),
        ),
    ),
    Question(
        "06.r3",
        "You own straddles and are neutral. The price rises. Your hedge must …",
        (
            Option(
                "buy: it follows the price",
                "That is the seller's hedge. Your delta has risen, and is to be sold.",
                "M141",
            ),
            Option("sell", "The delta of what you own has risen."),
            Option(
                "do nothing: you are neutral",
                "You were, at the old price. Gamma has changed your delta.",
                "M39",
            ),
        ),
    ),
    Question(
        "06.1",
        "You own 100 straddles. 30 % paid and hedged with, 30 % happens, no drift. The half spread "
        "is 5 bp, and there is no other cost; leave out the first and the last trade. You re-hedge "
        "every 3 hours instead of daily: 240 hedges, not 30. The month's cost is …",
        (
            Option(
                "eight times as much",
                "A spread counts shares, not trades. The trades are smaller.",
                "M142",
            ),
            Option("about 2.8 times as much", "17 and 49. The root of 8 is 2.8."),
            Option(
                "the same: the same shares, in pieces",
                "Only if the price went one way. To and fro, each piece is paid for.",
                "M143",
            ),
            Option(
                "earned back by gamma, which gets more",
                "Gamma's mean income is the same.",
                "M5",
            ),
        ),
    ),
    Question(
        "06.2",
        "A unit of noise less is worth 0.20 to you. Suppose that, at a half spread of 10 bp, "
        "your only cost, you found the number of hedges at which cost and noise together are "
        "least. The half spread falls to 5 bp; nothing else changes. The best number is now …",
        (
            Option(
                "the same: a good number is a good number",
                "It depends on the cost: the line of the cost has halved.",
                "M20",
            ),
            Option(
                "1.4 times as large",
                "Cost goes with the root of the number. The best number is where two such lines "
                "cross. In the lab 20 and 30 have the least sums; but the bowl is flat there.",
                "M144",
            ),
            Option(
                "as large as can be: hedging is cheap",
                "Cheap is not free. At 240 hedges you would pay 29 more than at 40, to save 11.",
                "M5",
            ),
            Option(
                "twice as large",
                "About 19, then about 38: it goes with one over the cost. The lab's sums of 30 "
                "and 40 differ by less than two errors.",
            ),
        ),
    ),
    Question(
        "06.3",
        "100 straddles, paid and hedged with 30 %, and 30 % happens; 5 bp, no drift. To neutral "
        "every day: 31 trades, the first and the last too, cost 21.7, noise 106. Instead you look "
        "every 3 hours, let delta drift by up to 15 shares, and then trade only what is beyond 15. "
        "That makes 65 trades, and noise 103. The cost is …",
        (
            Option(
                "some 30 % lower",
                "15.5. What comes back by itself is never traded.",
            ),
            Option(
                "about twice as high: twice the trades",
                "A spread counts shares, not trades.",
                "M142",
            ),
            Option(
                "about the same: noise has its price",
                "Not one price: some rules pay less for it.",
                "M20",
            ),
            Option(
                "lower only if you trade back to neutral",
                "With 24 shares, back to neutral leaves that noise, with 12 trades. It costs 19.4.",
                "M145",
            ),
        ),
    ),
    Question(
        "06.4",
        "In two markets each day moves by exactly 1.57 %. In one, each move reverses the last; in "
        "the other it repeats it. You own straddles, paid 30 %, hedged daily, 5 bp, first and last "
        "trade left out. Which loses the larger share of gamma's income to costs?",
        (
            Option(
                "the range: it cuts you to pieces",
                "It also pays you each time. 35 of 561 go, 6.3 %.",
                "M150",
            ),
            Option(
                "the run: the hedge sells all the way up",
                "It sells less and less: gamma fades. 5 of 79 go, 6.4 %.",
                "M18",
            ),
            Option("about the same: 6 %", "Twice the half spread over the size of the move."),
            Option(
                "the range: there gamma brings nothing",
                "It brings seven times as much there: the price stays near the strike.",
                "M146",
            ),
        ),
    ),
    Question(
        "06.q1",
        "You paid 30 % for 100 straddles; 34 % happens, no drift. You hedge daily with 30 %, at a "
        "half spread of 5 bp. Your mean profit after costs is …",
        (
            Option("negative: costs eat it up", "They take 23 of some 90.", "M19"),
            Option("negative: the clock takes some 320", "And gamma brings more than that.", "M44"),
            Option(
                "positive: 31 % are enough",
                "30.8 % for the cost of re-hedging, the rest for the first trade and the last.",
            ),
            Option(
                "positive, and more so with 240 hedges",
                "There costs are 57, and 32.5 % has to happen.",
                "M5",
            ),
        ),
        trial="[lab.mean_and_error(pnl) for pnl in (gl.replay(100 * gl.straddle(100, "
        "30/365), gl.GBM(0.34).simulate(100, 30/365, 240, n_paths=2000, seed=1).every(every), "
        "paid_vol=0.3, costs=gl.HalfSpread(bps=5)).pnl for every in (8, 1))]",
    ),
    Question(
        "06.q2",
        "A spread is your only cost, and a unit of noise is worth 0.20 to you. How many hedges a "
        "month are best?",
        (
            Option(
                "fewer, if the spread is wider",
                "The best number goes with one over the cost.",
            ),
            Option("30: one a day", "At 10 bp it is 19, at 5 bp 38.", "M20"),
            Option("as many as you have time for", "Each takes cost up and noise down.", "M5"),
            Option(
                "more, if the book is larger",
                "Cost and noise both go with its size, so it drops out.",
                "M147",
            ),
        ),
        trial="[round(lab.best_number(bps, worth=0.2)) for bps in (5, 10, 20)]",
    ),
    Question(
        "06.q3",
        "At 5 bp two rules hedged the same month. One, a band, made 51; the other, daily, lost 16. "
        "Which rule is better? To find out, you …",
        (
            Option(
                "need no more: the band",
                "In four months of ten they are as far apart, one way or the other.",
                "M23",
            ),
            Option(
                "try each on equal paths; compare cost and noise",
                "Their costs differ by 7.3, and that is known to 0.2.",
            ),
            Option(
                "try each on 100 months; compare the means",
                "Each mean would be off by 10 or so. The rules differ by less.",
                "M148",
            ),
            Option(
                "ask which of them trades less often",
                "A spread counts shares, not trades.",
                "M142",
            ),
        ),
        trial="gl.compare([gl.replay(100 * gl.straddle(100, 30/365), lab.months(500, 6), "
        "paid_vol=0.3, policy=lab.policy_of(*one), costs=gl.HalfSpread(bps=5)) "
        "for one in (('clock', 3), ('whalley', 4))], of='cost')",
    ),
    Question(
        "06.q4",
        "The price has fallen to 98, and your hedge should buy. You wait: there is “support” at "
        "97, a price where many expect a fall to end. In which line of the month does your waiting "
        "stand above all?",
        (
            Option("gamma: a better scalp", "Gamma's line is the book's. It does not wait.", "M21"),
            Option(
                "gamma, if the market ranges",
                "A range changes what waiting brings, not its line.",
                "M18",
            ),
            Option(
                "costs: you trade less",
                "Where three moves in four turn you save 21, and delta loses some 210.",
                "M145",
            ),
            Option(
                "delta: a bet on direction",
                "It pays in a run and loses in a range. If moves are independent, it is typically "
                "107 a month, either way; the costs that you save are 12.",
            ),
        ),
        trial="[lab.mean_and_error(gl.replay(100 * gl.straddle(100, 30/365), lab.ranging(repeat), "
        "paid_vol=0.3, policy=gl.PriceMove(0.03)).attribution()['delta']) "
        "for repeat in (0.25, 0.5, 0.75)]",
    ),
)
