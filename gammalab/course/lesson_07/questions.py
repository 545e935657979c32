"""The questions of lesson 07: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_07_questions.py` computes it
again. One straddle is on one share, a year has 365 days, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "07.r1",
        "You own straddles. Half the spread is 5 basis points. The price has moved by 0.1 %, and "
        "you re-hedge all of your gamma. What does this trade cost, against what the move brought?",
        (
            Option(
                "less: a re-hedge pays for itself",
                "Only after a larger move. The income grows with the square, the cost does not.",
                "M5",
            ),
            Option(
                "as much",
                "Half gamma times the move squared, against gamma times the move times 5 bp: equal "
                "at twice 5 bp.",
            ),
            Option(
                "more: costs always eat it",
                "Below 0.1 % they do, above it they do not.",
                "M19",
            ),
        ),
    ),
    Question(
        "07.r2",
        "Each day the price moves by the same size, up or down: the size that 30 % means. "
        "Straddles, bought and hedged at 30 %, each day, no costs, no drift. Months that trend "
        "bring the owner, on average, …",
        (
            Option(
                "a loss: scalping needs chop",
                "Who hedges each day earns each day's square, and the squares are the same.",
                "M18",
            ),
            Option(
                "a gain: the price goes far",
                "Far, in steps that are each hedged. Only their squares are earned.",
                "M38",
            ),
            Option(
                "about nothing, as months that chop",
                "All days have the same square. Who hedges every five days would gain from trends.",
            ),
            Option(
                "nothing at all, in each month",
                "On average. A month's squares count with its own gammas.",
                "M14",
            ),
        ),
    ),
    Question(
        "07.r3",
        "You own straddles. Your hedge was set three hours ago, and the price has fallen since. "
        "What is your net delta, options and shares together?",
        (
            Option("zero: it is hedged", "It was zero at the old price.", "M160"),
            Option(
                "positive: you are short too many shares",
                "The options' delta has fallen. The shares that you hold have not changed.",
                "M3",
            ),
            Option(
                "negative",
                "Gamma is positive: with the price the options' delta fell, and no share moved.",
            ),
        ),
    ),
    Question(
        "07.1",
        "You own 100 straddles struck at 100, 30 days left, paid 30 %. The price is 103, and your "
        "hedge was set there. Implied volatility stays at 30 %. The price opens at 96, through the "
        "strike. Your hedge did not move. No costs. The gap, theta apart, has …",
        (
            Option(
                "cost you: the hedge was left behind",
                "It was neutral at 103. From there the straddles gain more than the shares lose.",
                "M22",
            ),
            Option("brought you about 220", "And the seller has lost as much."),
            Option(
                "brought nothing: nobody could trade",
                "The straddles are worth what the new price says, traded or not.",
                "M170",
            ),
            Option(
                "cost you, for it went down; a rise would pay",
                "103 -> 110 pays, too: 174. Neutral is neutral to direction.",
                "M171",
            ),
        ),
    ),
    Question(
        "07.2",
        "Straddles, paid and hedged at 30 %; no costs, no drift, moves independent. You decide "
        "every 3 hours, and each order is filled 3 hours later, at the price then. Your profit "
        "spreads like that of a punctual hedger who trades every …",
        (
            Option(
                "3 hours: lateness averages out",
                "In the mean it does. The spread is 68, against 39.",
                "M161",
            ),
            Option(
                "6 hours: one late is every second step", "He spreads by 55, you by 68.", "M162"
            ),
            Option("9 hours", "68 and 67: twice the lateness, and one, is three steps."),
            Option(
                "none of these: lateness loses on average",
                "Both means are zero, within their errors.",
                "M163",
            ),
        ),
    ),
    Question(
        "07.3",
        "A share moves in small steps and about once a month jumps: sizes are normal, with a "
        "standard deviation of 6 %. You bought straddles at their fair price, hedged daily; no "
        "costs. The profit's standard deviation is 295. Hedged every 3 hours, it becomes …",
        (
            Option(
                "104: the root of 8",
                "So it would be without jumps. Each jump leaves its part whole.",
                "M164",
            ),
            Option("about 290", "Nearly all of it comes from jumps, and no hedge was in them."),
            Option(
                "about 200: half of the gain",
                "There is hardly any gain: the jumps' part stays whole, the rest is small.",
                "M165",
            ),
            Option(
                "larger: more trades in a wild market",
                "More hedging takes away what it can. Here that is little.",
                "M166",
            ),
        ),
    ),
    Question(
        "07.4",
        "You sold 100 calls at 100, paid 30 %, hedged daily; no drift, no costs. A stop sells all "
        "your shares, for good, at the first price at or below 95. Over many months it …",
        (
            Option(
                "brings money on average: it cuts losses",
                "With no drift it moves no mean: +0.2, with a standard error of 2.6.",
                "M167",
            ),
            Option(
                "costs money on average: it sells the low",
                "With no drift it moves no mean. When it is hit it helps in 78 % of months.",
                "M168",
            ),
            Option(
                "moves no mean, helps often, and sometimes hurts badly",
                "It helps in 78 % of the months in which it is hit. The worst of a hundred is six "
                "times as bad.",
            ),
            Option(
                "moves no mean and limits the loss",
                "It closes the hedge, not the calls: no shares stand against them then.",
                "M169",
            ),
        ),
    ),
    Question(
        "07.q1",
        "A gap through the strike; implied volatility is the same afterwards. The straddles were "
        "bought at 30 % and hedged just before, no costs. Whom does it cost money, theta apart?",
        (
            Option("the seller", "His gamma is negative. The larger the gap, the more."),
            Option("the owner", "He has what the seller lost.", "M22"),
            Option("nobody: no trade was made", "Options have a new value all the same.", "M170"),
            Option(
                "the owner on a fall, the seller on a rise",
                "Both were neutral. The size counts.",
                "M171",
            ),
        ),
        trial="[lab.gap_profit(103, to, side) for to in (96, 110) for side in (1, -1)]",
    ),
    Question(
        "07.q2",
        "You sold 100 straddles at 30 %, no costs, no drift. The price went from 100 to 103 and "
        "back. You did not re-hedge at 103, and are 80 better off than who did. Was your rule, "
        "to hedge more rarely, right?",
        (
            Option(
                "yes: the price came back",
                "In this month. Rules are judged on many months.",
                "M23",
            ),
            Option(
                "one path cannot say",
                "With no drift both rules have the same mean. The rarer hedge spreads more.",
            ),
            Option(
                "no: being late costs money on average",
                "With independent moves and no drift it costs nothing on average.",
                "M163",
            ),
        ),
        trial="[lab.mean_and_error(p) for p in (lambda a, b: (a, b, b - a, *map("
        "lab.spread_by_month, (a, b))))(*(gl.replay(-100 * gl.straddle(100, 30/365), gl.GBM(0.3)"
        ".simulate(100, 30/365, 240, 4000, 5), paid_vol=0.3, policy=gl.EveryN(n)).pnl "
        "for n in (1, 8)))]",
    ),
    Question(
        "07.q3",
        "About once a month a jump, normal with a standard deviation of 2 %; 30 % volatility in "
        "all. You bought straddles at their fair price; no costs. You hedge every 3 hours where it "
        "was daily. The standard deviation of the profit falls to about …",
        (
            Option("35 % of what it was", "The root of 8. But jumps leave a floor.", "M164"),
            Option(
                "half of what it was",
                "The small steps' part falls like the root of 8; the jumps' 38 stay.",
            ),
            Option(
                "all of what it was: jumps cannot be hedged",
                "They leave 38 of 112. The rest can be hedged away.",
                "M172",
            ),
        ),
        trial="[lab.profits(0.02)[n].std(ddof=1) for n in (30, 240)]",
    ),
    Question(
        "07.q4",
        "About once a month the price jumps: normal sizes, mean -2 %, standard deviation 6 %. You "
        "paid the fair price for straddles and hedge every 3 hours; no costs, no drift. In how "
        "many months do you lose?",
        (
            Option(
                "few: gamma is a safe thing to own",
                "The rent comes each day, the jump does not. Fair is the mean, not the month.",
                "M24",
            ),
            Option("half: the price is fair", "Fair is the mean: few large gains pay.", "M41"),
            Option(
                "two in three",
                "The owner loses in 68 %. The seller wins in 68 %, until a month like -1,260.",
            ),
            Option("all: the clock always wins", "The mean is zero at a fair price.", "M44"),
        ),
        trial="(gl.replay(100 * gl.straddle(100, 30/365), lab.world(0.06, -0.02).simulate(100, "
        "30/365, 240, 4000, 3), paid_vol=lab.fair_vol(0.06, -0.02)).pnl < 0).mean()",
    ),
)
