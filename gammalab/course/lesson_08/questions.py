"""The questions of lesson 08: three to recall, four predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_08_questions.py` computes it
again. Impact is linear and stays: a unit that is bought lifts the price by 0.01.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "08.r1",
        "You sold 100 puts and hedged them. The price falls. To be neutral again, the hedge must …",
        (
            Option(
                "sell",
                "A put's delta falls, from -0.5 to -0.6, say. You sold it, so yours rises: sell.",
            ),
            Option(
                "buy: puts go against the price",
                "An owner buys. You sold, so the sign turns.",
                "M3",
            ),
            Option(
                "stand still: the premium covers it",
                "The premium pays for the trade. It does not make it.",
                "M13",
            ),
        ),
    ),
    Question(
        "08.r2",
        "A share swings all day and closes unchanged. Before the clock takes its rent: what did "
        "gamma bring to an owner who hedges every five minutes, no costs, straddles paid at 20 %?",
        (
            Option(
                "nothing: it closed unchanged",
                "So it is for who hedges at the close.",
                "M15",
            ),
            Option("something", "Half gamma times the square of each five minutes' move."),
            Option(
                "what it brings to who hedges at the close",
                "He saw one move, of nothing. You saw 78, in a session of 6.5 hours.",
                "M20",
            ),
        ),
    ),
    Question(
        "08.r3",
        "Straddles are bought at 25 % and hedged daily; 30 % is realised; no drift, no costs. What "
        "is the owner's edge?",
        (
            Option("the rent that the clock pays", "The owner pays it.", "M13"),
            Option(
                "one gain for each scalp",
                "The shares are one leg. What counts is the sum of squares against what was paid.",
                "M4",
            ),
            Option("realised less paid: 5 points", "Times vega, roughly."),
        ),
    ),
    Question(
        "08.1",
        "News alone moves a price at 20 %. Dealers who own 60 gamma hedge at once, impact 0.01: "
        "the market moves at 12.5 %. Now they are short the same 60. It moves at …",
        (
            Option(
                "27.5 %: long in a mirror",
                "Long took off 7.5 points. Short adds 30: it divides by 0.4, not by 1.6.",
                "M180",
            ),
            Option(
                "32 %: 60 % more",
                "That is one round. The hedge's own push calls for the next hedge.",
                "M181",
            ),
            Option("50 %: divided by 0.4", "20 % / (1 - 0.6): all the rounds together."),
            Option(
                "20 %: hedgers only react",
                "They react with trades, and here trades move the price.",
                "M182",
            ),
        ),
    ),
    Question(
        "08.2",
        "Dealers are long: x = +0.5. News alone moves the market at 20 %, and with hedges at once "
        "it would move at 13.3 %. Now each hedge comes one hour late. From hourly prices you "
        "measure …",
        (
            Option(
                "13.3 %: late is the same, only later",
                "From daily prices it nearly is: 13.7 %. By the hour you see the swing.",
                "M183",
            ),
            Option(
                "20 %: late hedges do nothing",
                "Their trades come all the same, on top of the next hour's news.",
                "M184",
            ),
            Option(
                "23.1 %: wilder than news", "More than news alone. And from daily prices 13.7 %."
            ),
            Option(
                "40 %: late turns long into short",
                "Short dealers, at once, would make it 40 %. These still trade against the move.",
                "M185",
            ),
        ),
    ),
    Question(
        "08.3",
        'From an exchange\'s file a site prints: "gamma exposure +503, flip level 99.8". Its rule: '
        "dealers own the calls and have sold the puts. In fact they sold the calls and own the "
        "puts. What is so?",
        (
            Option(
                "the flip stays, calm and wild change places",
                "Each term of the sum turns its sign; where it is zero, it stays zero.",
            ),
            Option(
                "all as printed: open interest is what it is",
                "The file counts contracts. Who owns them is not in it.",
                "M25",
            ),
            Option(
                "the flip moves to the price's other side",
                "The sum is zero where it was; only its sign turns.",
                "M186",
            ),
            Option(
                "the exposure is half: the sides net out",
                "Nothing nets by itself: +503 becomes -503.",
                "M187",
            ),
        ),
    ),
    Question(
        "08.4",
        "Right below the price stand leveraged longs, 50 units per 1.00, without end. Who is "
        "reached must sell. Impact 0.01, depth stays. A seller pushes the price down by 2.50. It "
        "stops after a fall of about …",
        (
            Option(
                "2.5: what was sold is sold",
                "The fall reaches longs, and they must sell.",
                "M182",
            ),
            Option(
                "3.75: half as much again",
                "That is one round: 125 units. Their push reaches more.",
                "M181",
            ),
            Option("5: twice as much", "2.5 / (1 - 0.5); 4.88 with steps of 0.25."),
            Option(
                "all: a cascade never stops",
                "Each round is half of the one before. From 100 units per 1.00 on it would not.",
                "M188",
            ),
        ),
    ),
    Question(
        "08.q1",
        "Within an hour a site's gamma exposure turns from positive to negative. Open interest, "
        "days to expiry and implied volatility are put in as before. What has happened, as far as "
        "anybody can know?",
        (
            Option(
                "dealers changed sides",
                "The file does not know on which side they were.",
                "M25",
            ),
            Option(
                "volatility will double: short is wild",
                "Near the flip x is near zero: next to nothing, on either side.",
                "M180",
            ),
            Option(
                "the price will fall: exposure is direction",
                "At best it says how far, not where.",
                "M189",
            ),
            Option(
                "the price crossed the guess's flip level",
                "Same file, same guess, another price.",
            ),
        ),
        trial="[round(lab.exposure(1, -1, spot).total) for spot in (101, 99)]",
    ),
    Question(
        "08.q2",
        "Dealers own 25 gamma and hedge at once, impact 0.01. News alone moves the market at 20 %. "
        "With them it moves at …",
        (
            Option("15 %", "One round. The next ones give a little back.", "M181"),
            Option("16 %", "0.20 / 1.25."),
            Option("26.7 %", "That is dealers who are short 25.", "M3"),
            Option("20 %", "Their trades are part of the move.", "M182"),
        ),
        trial="gl.feedback.FeedbackMarket(0.2, 0.01, gl.feedback.ConstantGamma(25))"
        ".simulate(100, 30/365, 240, 300, 1).realised_vol().mean()",
    ),
    Question(
        "08.q3",
        "News alone moves the market at 30 %. Desks bought straddles at 25 % until x = 0.2 for all "
        "of them together; they hedge at once, no drift, no costs. On average each of them earns …",
        (
            Option(
                "5 points times its vega, as a small desk",
                "A small one alone would. Together they have calmed the market to 25 %.",
                "M190",
            ),
            Option("nothing", "30 % / 1.2 is 25 %: what they paid."),
            Option(
                "less than nothing: costs eat it",
                "There are none. Their own pressure has eaten it.",
                "M19",
            ),
            Option("its theta", "Owners pay theta.", "M13"),
        ),
        trial="lab.profit(20, news=0.30, paid=0.25)",
    ),
    Question(
        "08.q4",
        "All dealers are long, and each hedge comes one bar of five minutes late. You know both. "
        "What does a bar tell you of the next one?",
        (
            Option(
                "to follow it: moves go on",
                "That would be short dealers. Long ones sell what rose.",
                "M18",
            ),
            Option("nothing: long gamma is calm", "At once it is. Late, it swings.", "M183"),
            Option(
                "to expect a bigger one, the same way",
                "The late hedge goes against the bar.",
                "M185",
            ),
            Option("to expect a part of it back", "Their correlation is -x."),
        ),
        trial="gl.feedback.FeedbackMarket(0.2, 0.01, gl.feedback.ConstantGamma(30), hedge='late')"
        ".run(100, 30/365, 720, 20, 1).autocorrelation()",
    ),
)
