"""The questions of lesson 12: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_12_questions.py` computes it
again.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "12.r1",
        "You bought options at a fair price, and trade without cost. Daily moves of one size tend "
        "to follow each other. Who hedges every fifth day …",
        (
            Option("gains on average", "Five days together move by more than what was paid for."),
            Option("loses: scalping needs chop", "Chop is what hurts the slow owner.", "M18"),
            Option("breaks even: the days are fair", "Seen every five days they are not.", "M5"),
        ),
    ),
    Question(
        "12.r2",
        "The half spread doubles, gamma does not change. Whalley and Wilmott's band …",
        (
            Option("doubles, as the cost does", "The width goes with the third root.", "M20"),
            Option("stays: risk is what it was", "It weighs risk against cost.", "M19"),
            Option("becomes 1.26 times as wide", "The third root of 2."),
        ),
    ),
    Question(
        "12.r3",
        "In one month a rule lost, and another one won on the same path. So the first is …",
        (
            Option("not known to be worse", "One month is one draw. Judge on many."),
            Option("worse: the path was the same", "That path may have suited the other.", "M23"),
            Option("better: luck turns", "Luck has no debt.", "M264"),
        ),
    ),
    Question(
        "12.1",
        "A calm world, no drift: what happens is three quarters of what was paid. Each month of a "
        "straddle is played twice: owned, then sold. Cost 5 bp. Rule A hedges with the band of "
        "lesson 06. Rule B hedges on day 0 and goes home. In what share of months does B "
        "make more money than A?",
        (
            Option("under 10 %", "Then one month would tell a good rule from a bad one.", "M260"),
            Option(
                "about 50 %",
                "51.4 %. B carries nearly four times as much luck, and luck goes either way.",
            ),
            Option("over 90 %", "It pays less; costs are small beside what B carries.", "M19"),
        ),
    ),
    Question(
        "12.2",
        "Calm world. In the long run hedging at every step scores 0.05 more than the band. Each "
        "rule is tried on months of its own. How long, on average, until the difference that they "
        "show exceeds 0.01 by three standard errors?",
        (
            Option("about 12 months: a year", "A year hardly names the better one.", "M23"),
            Option("about 60 months", "As real studies have. It is too few.", "M261"),
            Option("about 2,400 months", "Two hundred years. On equal paths about 840 months."),
        ),
    ),
    Question(
        "12.3",
        "Thirty bands whose width wobbles with the price, each in its own way. On 60 months of "
        "each world the best leads the middle one by 0.030. On 1,000 fresh months it leads by …",
        (
            Option("about 0.030: a record is a record", "It was the luckiest.", "M262"),
            Option("about nothing", "+0.002, and rank 10 of 30: the wobble is of no use."),
            Option("minus 0.030: luck turns", "Luck has no debt.", "M264"),
        ),
    ),
    Question(
        "12.4",
        "Four changes to the band. Which one adds most to its score over all nine worlds?",
        (
            Option("hedge at every step", "It pays more, and is level with the band.", "M5"),
            Option("widen it where the spread is wide", "It helps in one world of nine.", "M268"),
            Option(
                "measure volatility, and hedge with it",
                "About +0.05. Where something else happens than was paid, it finds out.",
            ),
            Option(
                "wait where moves go on",
                "The owner earns by it what the seller loses, and both risk more.",
                "M18",
            ),
        ),
    ),
    Question(
        "12.q1",
        "On 24 months, the same for both, rule A scored more than rule B, a close rival. So …",
        (
            Option(
                "A is better", "24 months name the better rule in about 70 of 100 tries.", "M23"
            ),
            Option("B is due to win", "Luck has no debt.", "M264"),
            Option("little is known", "In about 30 of 100 tries the worse one leads."),
        ),
        trial="lab.named_right('every step', 'band', 'calm', months=24)",
    ),
    Question(
        "12.q2",
        "Two rules met the same months. The error bars of their scores overlap. Are they level?",
        (
            Option("yes: the bars overlap", "The bars hold luck that both share.", "M263"),
            Option("look at the difference", "Its own bar may be far shorter."),
            Option("no: the higher one is better", "Noise has an order, too.", "M269"),
        ),
        trial="lab.months_needed('reads trends', 'band', 'trending')",
    ),
    Question(
        "12.q3",
        "Thirty rules were tried. The best one leads the middle by two standard errors. That is …",
        (
            Option("real: two errors are 95 %", "For one rule, chosen beforehand.", "M262"),
            Option("what luck gives the best of thirty", "Equal rules do the same."),
            Option("too few tries: take sixty", "Then the luckiest leads by more.", "M265"),
            Option("a sign to take the second", "It was the second luckiest.", "M264"),
        ),
        trial="lab.alike(rules=30, months=60).lead_afterwards",
    ),
    Question(
        "12.q4",
        "Moves tend to go on. You are short gamma, with a band. You make it …",
        (
            Option("narrower", "What goes on against you is hedged before it has gone far."),
            Option("wider: wait for the chop", "Waiting pays the owner, and costs you.", "M18"),
            Option("as wide: a hedge is neutral", "Between two hedges it is not.", "M5"),
        ),
        trial="lab.wrong_way('trending')",
    ),
)
