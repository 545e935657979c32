"""The questions of lesson 01: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_01_questions.py` computes it
again. One option is on one share, a year has 365 days unless a question says 252, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "01.r1",
        "You sell 13.5 shares at 103 and buy them back at 100. Trading is free. "
        "The two trades together made …",
        (
            Option("40.5", "3 on each of 13.5 shares."),
            Option(
                "1,390.5: what the sale brought in",
                "You spent 1,350 of it to buy the shares back.",
                "M100",
            ),
            Option(
                "3: the two prices differ by 3", "So each share made 3, and you had 13.5.", "M3"
            ),
        ),
    ),
    Question(
        "01.r2",
        "A sells B a paper for 3. A month later A has to pay B 5 on it. "
        "What have A and B made together?",
        (
            Option("2: B has 5 for 3", "And A has 2 less.", "M101"),
            Option("3: A keeps what he was given", "And A pays 5 afterwards.", "M100"),
            Option("0", "B has 2 more, and A has 2 less."),
        ),
    ),
    Question(
        "01.r3",
        "Take two numbers, 0 and 4. Square each, take the average of the squares, then its root. "
        "You get …",
        (
            Option("2", "That is the average of 0 and 4, with nothing squared.", "M10"),
            Option("2.8", "The squares are 0 and 16, their average is 8, and its root is 2.8."),
            Option(
                "8", "That is the average of the squares. Its root is still to be taken.", "M107"
            ),
        ),
    ),
    Question(
        "01.1",
        "On five days a share moves by 0, 0, 0, 0 and 5 %. What is its yearly volatility, counted "
        "with 252 days a year?",
        (
            Option(
                "16 %",
                "That is the average size, 1 % a day, times the root of 252.",
                "M10",
            ),
            Option(
                "35 %",
                "The squares are 0, 0, 0, 0 and 25; the root of their average is 2.24 %. "
                "Times the root of 252, some 15.9.",
            ),
            Option(
                "252 %",
                "That is 1 % on 252 days, all of them up. Moves up and down partly cancel.",
                "M35",
            ),
            Option(
                "0 %",
                "The day in the middle is still. But each day counts, by its square.",
                "M102",
            ),
        ),
    ),
    Question(
        "01.2",
        "A call, strike and price 100, a year left, 80 % volatility. The price has no drift: on "
        "average it will be 100. The call's delta is 0.66. How often does it end in the money?",
        (
            Option(
                "66 times in 100",
                "That is delta: how many shares the call moves like, now.",
                "M1",
            ),
            Option(
                "50 times in 100",
                "A few ends at 300 or 400 lift the average. So most lie below it.",
                "M103",
            ),
            Option(
                "34 times in 100",
                "34.5 %, and 100,000 random years say so below. Delta counts shares, not chances.",
            ),
            Option(
                "80 times in 100",
                "80 % measures the size of the moves, not how often the call pays.",
                "M104",
            ),
        ),
    ),
    Question(
        "01.3",
        "You own a straddle struck at 100. The price is 100, and one day is left. Theta is quoted "
        "as -0.42 a day. The price does not move all day. How much value is gone in the evening?",
        (
            Option(
                "0.42: so theta says",
                "Theta is the slope of this moment, and it gets steeper all day.",
                "M33",
            ),
            Option(
                "0.08: as on a day a month ago",
                "At the strike decay is not even: it grows as the end comes nearer.",
                "M34",
            ),
            Option(
                "nothing: too little time is left",
                "At the strike the last day still has a price, 0.84.",
                "M105",
            ),
            Option(
                "0.84: all that is left",
                "The value goes with the root of the time left. Its slope now is half of the "
                "whole fall.",
            ),
        ),
    ),
    Question(
        "01.4",
        "You own a 90-day straddle and sold a 30-day one, bought and sold at 20 %, strike and "
        "price 100, hedged, no costs. The price jumps by 3 %, and nothing else. Or, instead, the "
        "implied volatility of both rises by a point. Your book …",
        (
            Option(
                "gains from either: long vega is long gamma",
                "It is long vega, and short gamma: the 30-day straddle has more gamma.",
                "M2",
            ),
            Option(
                "loses 0.25 on the jump, gains 0.17 on the point",
                "The near straddle leads in gamma, the far one in vega. A fall of 3 % costs 0.26.",
            ),
            Option(
                "loses from either: the near one decides",
                "It decides about the jump. In vega the far one is larger.",
                "M108",
            ),
            Option(
                "does nothing: one is bought, one is sold",
                "They are not alike: gamma 0.080 and 0.139, vega 0.396 and 0.229.",
                "M106",
            ),
        ),
    ),
    Question(
        "01.q1",
        "A put, strike and price 100, a year left, 80 % volatility, no drift. Its delta, and its "
        "chance to pay?",
        (
            Option(
                "-0.34, and 34 %",
                "The size of delta is not the chance. The put pays where the call does not.",
                "M1",
            ),
            Option(
                "-0.34, and 66 %",
                "Most ends lie below 100, where the put pays. Delta is the slope: N(d1) - 1.",
            ),
            Option(
                "+0.34, and 34 %",
                "A put loses when the price rises, so its delta has a minus.",
                "M3",
            ),
        ),
        trial="(gl.black_scholes.delta(100, 100, 1, 0.8, right='put'), "
        "gl.black_scholes.probability_in_the_money(100, 100, 1, 0.8, right='put'))",
    ),
    Question(
        "01.q2",
        "The average size of a share's daily moves is 1 %. Its yearly volatility, counted with "
        "252 days a year, is …",
        (
            Option("252 %", "Moves of different days partly cancel: their squares add.", "M35"),
            Option(
                "16 %, whatever the single moves",
                "Only if all moves have one size.",
                "M10",
            ),
            Option(
                "16 %, or more if their sizes differ",
                "The root mean square is never below the average size. May 2017: 4.7 and 7.6 %.",
            ),
        ),
        trial="[252**0.5 * np.mean(np.square(m))**0.5 for m in ([1, 1, 1, 1, 1], [0, 0, 0, 0, 5])]",
    ),
    Question(
        "01.q3",
        "A straddle at the money. Three quarters of its time have passed, the price is at the "
        "strike, and its implied volatility is the same. How much of the premium is left?",
        (
            Option("half", "The value goes with the root of the time left: the root of a quarter."),
            Option("a quarter", "Decay is not even: it waits for the end.", "M34"),
            Option(
                "hardly anything", "At the strike the last quarter of the time holds half.", "M109"
            ),
        ),
        trial="[gl.straddle(100, days/365).value(100, 0.2) for days in (30, 7.5)]",
    ),
    Question(
        "01.q4",
        "You own a 120-day straddle and sold a 30-day one, bought and sold at 20 %, at the money, "
        "hedged, no costs. The price jumps by 3 %, and nothing else happens. You …",
        (
            Option(
                "lose",
                "Four times the life is half the gamma: you own 0.069 and are short 0.139.",
            ),
            Option(
                "gain: you are long vega",
                "A jump pays gamma. Vega is paid when implied volatility rises.",
                "M2",
            ),
            Option("neither: one against one", "Their gammas are not alike.", "M106"),
        ),
        trial="(lambda b: b.value(103, 0.2) - b.value(100, 0.2) - 3 * b.delta(100, 0.2))"
        "(gl.straddle(100, 120/365) - gl.straddle(100, 30/365))",
    ),
)
