"""The questions of lesson 05: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_05_questions.py` computes it
again. One straddle is on one share, a year has 365 days unless it says so, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "05.r1",
        "You own a straddle at the money, bought at 20 %, and hedge at each close; no costs. The "
        "price rises by 1 % a day for five days. What did the shares of your hedge make, "
        "for themselves?",
        (
            Option(
                "a profit: each re-hedge locks some in",
                "The hedge is short and sells more as the price rises: it loses all the way.",
                "M4",
            ),
            Option(
                "a loss",
                "They are short while the price rises. Whether the options gained more is "
                "another question.",
            ),
            Option(
                "nothing: neutral is neutral",
                "Neutral are options and shares together, for a small move. One leg is not.",
                "M39",
            ),
        ),
    ),
    Question(
        "05.r2",
        "A straddle at the money with a month left, bought at 20 % and hedged; no costs; a year "
        "of 365 days. Which day pays for its theta?",
        (
            Option(
                "a day that moves by 0.84 %",
                "That is 0.8 of it: what an unhedged straddle of one day costs.",
                "M9",
            ),
            Option(
                "each day, if 20 % happens",
                "Only on average: most days bring less, a few bring far more.",
                "M8",
            ),
            Option(
                "none: theta is lost",
                "Theta is the price of gamma. A day that moves enough earns it back.",
                "M44",
            ),
            Option("a day that moves by 1.05 %", "20 % over the root of 365."),
        ),
    ),
    Question(
        "05.r3",
        "On four days of five a price stands still, on the fifth it moves by 5 %. What is its "
        "volatility, with 252 days a year?",
        (
            Option(
                "16 %: the average move is 1 %",
                "Squares are averaged, not sizes.",
                "M10",
            ),
            Option(
                "79 %: a wild day is 5 %",
                "Still days count, too: the squares are averaged over all five.",
                "M129",
            ),
            Option("35 %", "The root of 25/5 is 2.24 % a day, times the root of 252."),
        ),
    ),
    Question(
        "05.1",
        "You paid 20 % for straddles, and 30 % happens. You hedge at each close at 20 %; no drift, "
        "no costs. In 99 months of 100 you gain. On what share of the days do you lose?",
        (
            Option(
                "hardly any: more happens than I paid for",
                "Most days are small, in this world too. The edge shows in the sum.",
                "M120",
            ),
            Option(
                "about a third",
                "32 % is the fair owner's share of winning days. A day loses when its move is "
                "below paid over happened, two thirds of a standard deviation.",
                "M121",
            ),
            Option(
                "nearly half",
                "49 % of first days. Over whole months 44 % cost more than a cent; late, far from "
                "the strike, some days are worth nothing.",
            ),
            Option(
                "two in three, as at a fair price",
                "68 % is right if 20 % happens. Here more moves are above the breakeven.",
                "M122",
            ),
        ),
    ),
    Question(
        "05.2",
        "You paid 20 % for straddles, and 30 % happens. You hedge with the delta at 20 %, evenly "
        "spread; no drift, no costs. From 60 hedges a month to 240, the spread of the profit …",
        (
            Option(
                "falls by less than a fifth",
                "Exactly computed, from 1.29 to 1.11. With hedges without end 1.04 is left: how "
                "much gamma the price meets, no hedge decides.",
            ),
            Option(
                "halves: one over the root of four",
                "So it is where the delta is taken at what happens. Here it falls to a floor.",
                "M123",
            ),
            Option(
                "halves, and the mean doubles",
                "The mean stays: 2.3, the price at 30 % less the price at 20 %.",
                "M5",
            ),
            Option(
                "is nearly gone: 240 are as good as all the time",
                "They are nearly as good, and all the time still leaves 1.04.",
                "M124",
            ),
        ),
    ),
    Question(
        "05.3",
        "Each day moves by 1.57 %: 30 % a year, and you paid 30 %. It trends: four times in five "
        "the next day has the same direction; up as often as down, so no drift. No costs, hedged "
        "at each close at 30 %. The mean profit of a straddle that cost 6.86?",
        (
            Option(
                "about -3: trends hurt a hedger",
                "Each day pays for its own move, whatever direction the next one takes.",
                "M18",
            ),
            Option(
                "about +4: trends pay who owns gamma",
                "Gamma is paid by the squared move between two hedges, and that is a day's.",
                "M125",
            ),
            Option(
                "about nothing",
                "0.00, with an error of 0.01. Each move between two hedges is worth its day.",
            ),
            Option(
                "it cannot be told without the drift",
                "There is none, and the hedge would take out a moderate one.",
                "M126",
            ),
        ),
    ),
    Question(
        "05.4",
        "The same trend: 1.57 % a day, 30 % paid, no drift, no costs. You hedge at every fifth "
        "close only. The mean profit of the straddle that cost 6.86?",
        (
            Option(
                "about nothing: 30 % paid, 30 % happens",
                "Day by day. Over five days, moves that go on come to some 48.5 % a year.",
                "M14",
            ),
            Option(
                "about +4",
                "3.9: who looks every five days sees some 48.5 %, and paid 30 %.",
            ),
            Option(
                "about nothing: fewer hedges add spread only",
                "So it is where days do not know of each other. Here they do.",
                "M128",
            ),
            Option(
                "about -3: the price runs away from the hedge",
                "It runs, and the owner of gamma is carried along: his delta grows with it.",
                "M18",
            ),
        ),
    ),
    Question(
        "05.q1",
        "You sold straddles, were paid 20 %, and 20 % happens. You hedge at each close; no drift, "
        "no costs. On what share of the days do you gain?",
        (
            Option(
                "about two in three",
                "The price is fair: many small gains of yours pay for a few large losses.",
            ),
            Option(
                "about half: the price is fair",
                "Fair is the mean, not the share. The owner gains rarely, and much.",
                "M127",
            ),
            Option(
                "nearly all: theta comes in each day",
                "It does, and on one day in three a move takes more.",
                "M13",
            ),
        ),
        trial="(np.mean(lab.months(0.20)[1] < -0.01), np.mean(lab.months(0.20)[1]))",
    ),
    Question(
        "05.q2",
        "You paid 20 % for a straddle and know that 30 % will happen; no drift, no costs. You "
        "hedge 30 times a month at 20 %. What would make the profit of a single month surest?",
        (
            Option(
                "240 hedges a month, still at 20 %",
                "A floor of 1.04 stays, however often.",
                "M124",
            ),
            Option(
                "trading more months",
                "That makes their mean surer. A single month keeps its spread.",
                "M132",
            ),
            Option(
                "marking it at 30 %",
                "A mark moves the profit from day to day, not the end.",
                "M16",
            ),
            Option(
                "240 hedges a month, at 30 %",
                "Then the spread falls like one over the root: to 0.39.",
            ),
        ),
        trial="[lab.profits(n, vol, 0.30).std() for n, vol in ((30, 0.20), (240, 0.20), "
        "(240, 0.30))]",
    ),
    Question(
        "05.q3",
        "You own a straddle of 30 days at the money, bought at 20 %, hedged in the morning; no "
        "costs. At noon the price is 2 % higher, and at the close it is back. Did it matter "
        "whether you hedged at noon?",
        (
            Option(
                "no: the price closed where it opened",
                "You are paid for the moves between your hedges, not from close to close.",
                "M15",
            ),
            Option(
                "yes: it made the day a gain",
                "+46 for 100 of them, and -8 without it. Had the price gone on from 102 to 104, "
                "it would have taken 54 away.",
            ),
            Option(
                "yes: a hedge at noon always pays",
                "When the price goes on, the noon hedge has sold too early.",
                "M4",
            ),
        ),
        trial="[gl.replay(100 * gl.straddle(100, 30/365), gl.Paths([0, .5/365, 1/365], p).every(n),"
        " paid_vol=.2).pnl[0] for p in ([100, 102, 100], [100, 102, 104]) for n in (1, 2)]",
    ),
    Question(
        "05.q4",
        "Each month you pay 20 % for a straddle and hedge it 15 times; no costs, no drift. After "
        "100 months the mean profit is +0.10, with a spread of 1.00 from month to month. "
        "Was the price good?",
        (
            Option(
                "yes: 100 months are enough",
                "At a fair price such a mean strays by 0.10. This one is no surprise.",
                "M130",
            ),
            Option(
                "no: 0.10 is nothing beside the 1.00 of a month",
                "The 1.00 is of one month. The mean of 100 strays by a tenth of that.",
                "M131",
            ),
            Option(
                "not known: luck alone strays by 0.10",
                "The standard error: 1.00 over the root of 100.",
            ),
            Option(
                "not known: the drift is missing",
                "A moderate drift hardly moves the mean of a hedge that follows.",
                "M126",
            ),
        ),
        trial="lab.profits(15, 0.20, 0.20).reshape(10, 100).mean(axis=1)",
    ),
)
