"""The questions of lesson 10: three to recall, three predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_10_questions.py` computes it
again. One straddle is on one unit of the S&P 500, a month is 21 trading days of 252, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "10.r1",
        "A stock moves by 1 % on each of 252 trading days, up or down. Its volatility is about …",
        (
            Option(
                "20 % a year: the day over 0.8",
                "0.8 belongs to the price of a straddle. Here all moves have one size.",
                "M9",
            ),
            Option("16 % a year", "1 % times the root of 252."),
            Option("252 % a year", "Variances add, and volatilities do not.", "M35"),
            Option("1 %, for a day as for a year", "A year has 252 of them.", "M36"),
        ),
    ),
    Question(
        "10.r2",
        "You paid 20 % for a month's straddle, hedge at each close, and 20 % happens; no costs. "
        "What is the profit of this one month?",
        (
            Option(
                "exactly nothing, whatever the path",
                "Days count by gamma times the price squared.",
                "M14",
            ),
            Option(
                "about nothing, give or take 4 points of volatility",
                "20 points times 0.886 over the root of 21, by lesson 05.",
            ),
            Option("the premium is lost", "What happened paid the rent, about.", "M13"),
            Option(
                "more than nothing, if hedged by the hour",
                "Then it is nearer to nothing.",
                "M5",
            ),
        ),
    ),
    Question(
        "10.r3",
        "Moves do not know of each other. You hedge twice as often, at the same half spread. The "
        "month's cost …",
        (
            Option("doubles: twice the trades", "Each of them is smaller.", "M142"),
            Option("stays: each trade is half as large", "It is 0.7 times as large.", "M225"),
            Option(
                "grows by the root of 2, about",
                "Twice the trades, each smaller by the root of 2. Noise falls by about as much.",
            ),
        ),
    ),
    Question(
        "10.1",
        "On the first trading day of each month, 2014 to 2018, you buy a month's straddle on the "
        "S&P 500, paid at the VIX, and hedge at each close; no costs. What does your average month "
        "bring, in points of volatility?",
        (
            Option(
                "about 0: a market's price is fair",
                "The owner lost 3 points a month: 6 standard errors.",
                "M220",
            ),
            Option("about -3", "-3.18, with a standard error of 0.53; 48 of 59 months lost."),
            Option(
                "about +2: August 2015 and February 2018 pay",
                "They brought 2.4 and 9.2. The 59 together lost 188.",
                "M221",
            ),
            Option("about -14: all that was paid", "About a fifth of it was lost, not all.", "M13"),
        ),
    ),
    Question(
        "10.2",
        "August 2015: paid 12.6 %, and 28.5 % happened, the largest gap of all; hedged at each "
        "close, no costs, marked at what was paid. The owner made only 2.4 points. Why so little?",
        (
            Option(
                "the hedge bought all the way down",
                "So it did, until the 21st. The option gained what the shares lost. Hedged only "
                "once he made 26: a bet on the end, and won.",
                "M222",
            ),
            Option(
                "the large moves came far from the strike",
                "There was hardly any gamma left: the Monday of -3.9 % brought 0.04 points.",
            ),
            Option(
                "implied volatility fell back",
                "All was marked at the volatility paid.",
                "M16",
            ),
            Option(
                "it should have been hedged more often",
                "That changes luck. When the largest moves came, no gamma was left to hedge.",
                "M5",
            ),
        ),
    ),
    Question(
        "10.3",
        "You sell these straddles, hedged at each close, no costs. By 2014 to 2018 you choose a "
        "size at which no month costs more than 10 % of capital. Then it is 1990 to 2022, and you "
        "are paid last month's volatility plus 3 points. Your worst month is …",
        (
            Option("about -10 %: the size saw to it", "It saw 59 months.", "M30"),
            Option("about -13 %: a little worse", "The worst of 59 bounds nothing.", "M223"),
            Option(
                "about -30 %",
                "-29.7 %, December 2000: 32 % happened for 23 %, within 5 % of the strike. March "
                "2020: -25.3 %.",
            ),
            Option(
                "ruin",
                "Not at this size: sold on each trading day from 1 to 19, the worst is -54 %. "
                "At 3.64 % of capital a point it is.",
                "M228",
            ),
        ),
    ),
    Question(
        "10.q1",
        "59 months that share hardly any days: standard error 0.53 points. Of the same five years "
        "you now take a straddle a day: 1,236 of them, each of 21 days. About how large is the "
        "error of their average?",
        (
            Option("0.12: 1,236 rows", "Neighbours share 20 of 21 days.", "M224"),
            Option("0.35 or a little more", "More than with independent rows, less than 0.53."),
            Option("0.03: 0.53 over 21", "Not even 21 times the days would do that.", "M226"),
        ),
        trial="gl.markets.mean_with_error(lab.every_day(), overlap=21)",
    ),
    Question(
        "10.q2",
        "Paid 12.6 %, 28.5 % happened. The owner hedged at each close, had no costs, and made 2.4 "
        "points, not 16. Which is it?",
        (
            Option(
                "a bug: the formula says 16",
                "The formula weighs each day by gamma times the price squared.",
                "M14",
            ),
            Option("hedged too seldom", "When the largest moves came, nothing was left.", "M5"),
            Option("the moves came when gamma had gone", "Weighted by it, 17.1 % happened."),
            Option("the VIX fell at the end", "It marks nothing here.", "M16"),
        ),
        trial="lab.by_day('August 2015')",
    ),
    Question(
        "10.q3",
        "A seller who hedged daily was paid 3.2 points a month for five years, costs left out; his "
        "worst month was -9.2. What does that say of the worst month to come?",
        (
            Option(
                "it will be near -9.2", "At the VIX of 2008 and 2020 it was -21 and -24.", "M30"
            ),
            Option("at most twice as bad", "At the VIX of March 2020 it was 2.5 times.", "M223"),
            Option("little", "Rare months are rare: 59 need not hold one."),
            Option("nothing, nor does the average", "The average stands 6 errors from 0.", "M227"),
        ),
        trial="lab.priced_later().nlargest(3)",
    ),
    Question(
        "10.q4",
        "2014 to 2018, straddles paid at the VIX, no costs. Hedged every five days instead of "
        "every day, the average month brought 0.18 points more, with a standard error of 0.78. "
        "Which hedge earns more?",
        (
            Option("daily: more scalps", "Not by these months.", "M5"),
            Option("weekly: it lets trends run", "0.18 is a quarter of an error.", "M18"),
            Option("these months cannot tell", "The gap is small against its error."),
        ),
        trial="gl.markets.mean_with_error(lab.owner_points(every=5) - lab.owner_points())",
    ),
)
