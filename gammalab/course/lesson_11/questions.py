"""The questions of lesson 11: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_11_questions.py` computes it
again. The price is 100, volatility 20 %, no interest, unless the question says otherwise.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "11.r1",
        "Four times the life, at the money, the same volatility. The gamma of the option is …",
        (
            Option("half", "It goes with one over the root of the time left."),
            Option(
                "twice: longer has more of everything", "That is its vega. Gamma halves.", "M240"
            ),
            Option(
                "four times", "Vega doubles, gamma halves: neither goes with time itself.", "M2"
            ),
        ),
    ),
    Question(
        "11.r2",
        "A book has a gamma of 0 now, and a speed of 0.10. At once the price rises by 5. Then its "
        "gamma is about …",
        (
            Option(
                "0, as it was",
                "That was the gamma of the old price. Speed is its slope.",
                "M7",
            ),
            Option("below 0: gamma fades", "It goes where its slope says: up.", "M61"),
            Option("0.5", "Speed times the move; so a gamma of 0 is 0 at one price."),
        ),
    ),
    Question(
        "11.r3",
        "Within one firm, one desk buys 60 shares for its hedge, another sells 50 at that moment. "
        "They send only the difference out. How many shares pay a spread?",
        (
            Option(
                "110: each trade pays",
                "The spread is paid on what goes to the market: 10.",
                "M247",
            ),
            Option("10", "100 shares that cross inside are saved."),
            Option(
                "55: half of them are saved", "It depends on what crosses; here, most does.", "M243"
            ),
        ),
    ),
    Question(
        "11.1",
        "You own a one-month straddle and have sold a three-month one, paid 20 %, delta hedged, no "
        "costs. Tomorrow the price is unchanged, and all implied volatilities are one point "
        "higher. You …",
        (
            Option("gain: long gamma", "Gamma pays on moves, and there was none.", "M2"),
            Option(
                "are about even: one owned, one sold",
                "The far one has 1.73 times the vega of the near one.",
                "M106",
            ),
            Option("lose about 0.20", "Vega takes 0.17, and the clock 0.03."),
            Option(
                "lose about 0.03: the clock",
                "That is the clock's part. The point costs five times as much.",
                "M6",
            ),
        ),
    ),
    Question(
        "11.2",
        "You own 68.3 straddles at 100 and have sold a hundred strangles at 95 and 105, one month, "
        "20 % paid for all. With its hedge the book's delta, gamma, vega and theta are about zero. "
        "At once the price moves 10 %, up or down; no costs. This …",
        (
            Option(
                "makes about 0: all are zero",
                "At 100 they are. On the way to 90 gamma is -3.",
                "M241",
            ),
            Option(
                "earns about 20: the straddles pay",
                "A hundred strangles take more than 68.3 straddles pay.",
                "M3",
            ),
            Option(
                "loses 30 on one side, gains 30 on the other",
                "The hedge took the direction out. Both sides lose.",
                "M246",
            ),
            Option(
                "loses 50 to 60 on either side",
                "60 down, 53 up: the next order that counts here is the fourth.",
            ),
        ),
    ),
    Question(
        "11.3",
        "S&P 500, 2014 to 2018: you own a 30-day call at the money, bought at the VIX, hedge it "
        "for one day, free of costs, and mark it at the next day's VIX. Which delta leaves the "
        "smallest error, day by day?",
        (
            Option(
                "a smaller one than Black-Scholes'",
                "Volatility falls when the index rises: the call gains less.",
            ),
            Option(
                "a larger one: calls gain when it rises",
                "That much is in delta already. Volatility then takes some back.",
                "M244",
            ),
            Option(
                "that of Black-Scholes: it is the delta",
                "It is the slope while volatility stays. On most days it does not.",
                "M242",
            ),
            Option(
                "any: vega is a risk of its own",
                "Not where it moves with the price: then a part of it can be hedged.",
                "M2",
            ),
        ),
    ),
    Question(
        "11.4",
        "You own a strangle, a put at 95 and a call at 105. One month, hedged daily at 2 bp, the "
        "first and the last trade included. Hedged as one book, it costs how much of what its two "
        "options cost, hedged apart?",
        (
            Option(
                "about a quarter",
                "So it is for the butterfly, which owns and sells. Here you own both.",
                "M243",
            ),
            Option(
                "about half: the two deltas cancel",
                "At the start they do. After a rise both hedges sell, after a fall both buy.",
                "M3",
            ),
            Option("about nine tenths", "The first trade nets. The re-hedges go the same way."),
            Option(
                "all of it: each option pays",
                "The first trade nets nearly to nothing.",
                "M247",
            ),
        ),
    ),
    Question(
        "11.q1",
        "You own a one-month straddle and have sold a three-month one, paid 20 %, hedged, no "
        "costs. At once the near volatility rises by one point and the far one by 0.58; the price "
        "stays. You …",
        (
            Option("lose 0.17", "So it is if both rise by a point.", "M245"),
            Option("are about even", "The near one gains 0.23, the far one costs as much."),
            Option("gain 0.23: long gamma", "The far straddle takes that back.", "M2"),
            Option("cannot know without the price", "It has not moved.", "M246"),
        ),
        trial="[lab.tomorrow(100, 0.01, kind=k) - lab.tomorrow(100, 0) for k in ('root', "
        "'parallel')]",
    ),
    Question(
        "11.q2",
        "A dashboard says: gamma 0. What does it tell of a fall of 7 %?",
        (
            Option(
                "that it makes nothing", "At 93 the book of round 2 has a gamma of -3.1.", "M241"
            ),
            Option(
                "that volatility risk is zero, too",
                "Vega is another sum, over other weights.",
                "M2",
            ),
            Option(
                "that a fall next week makes nothing",
                "The zero was for one price and one day.",
                "M7",
            ),
            Option("little: ask by strike, or revalue", "The sum is a point of a curve."),
        ),
        trial="lab.three_strikes().greeks(93, 0.2)['gamma']",
    ),
    Question(
        "11.q3",
        "An index: volatility falls 1.5 points when it rises by 1 %. You sold a put and hedge by "
        "selling shares short. The best hedge, compared with Black-Scholes', is short …",
        (
            Option("as many", "What volatility does is a part of delta.", "M242"),
            Option(
                "fewer",
                "A call's hedge gets smaller. The correction has one sign, and a put's delta is "
                "below zero already.",
                "M3",
            ),
            Option(
                "more", "A put that is owned has its delta made more negative; sold, short more."
            ),
        ),
        trial="[lab.errors(s, '95 put').std() for s in (0.0, -1.5, 1.0)]",
    ),
    Question(
        "11.q4",
        "Ten one-month straddles were sold at 100. On day 5, at 103, they need 4.45 shares, at "
        "1 bp. In their place you buy calls struck at 103, of 85 days, with as much delta, at "
        "half a point of volatility. Compared with the shares, this is …",
        (
            Option(
                "dearer, and it takes most of the vega away",
                "0.85 in place of 0.05, and vega a point goes from -1.8 to -0.1.",
            ),
            Option("the same: delta is delta", "It brings gamma and vega along.", "M31"),
            Option(
                "dearer, and it doubles the vega",
                "Sold straddles are short vega; owned calls are long.",
                "M3",
            ),
            Option(
                "free: the book nets",
                "Calls must be bought, and their spread is wide.",
                "M243",
            ),
        ),
        trial="lab.with_options()[['cost', 'vega']]",
    ),
)
