"""The questions of lesson 09: three to recall, three predictions, four for the quiz.

Each number was computed with the library; `tests/course/test_lesson_09_questions.py` computes it
again. One option is on one unit, a year has 365 days, the rate is 0.
"""

from gammalab.check.questions import Option, Question

QUESTIONS = (
    Question(
        "09.r1",
        "You sold 3 calls of delta 0.5, each on one unit. Which hedge makes you neutral?",
        (
            Option("1.5 units bought", "Minus 3 times 0.5 is your delta. The hedge is its mirror."),
            Option("1.5 units sold", "That doubles it: you sold the calls.", "M3"),
            Option("0.5 units bought", "That hedges one call of three.", "M209"),
        ),
    ),
    Question(
        "09.r2",
        "Moves are independent, no drift, no costs. Each of your re-hedges is filled late. "
        "On average this …",
        (
            Option("costs you money", "Only in a market with a memory.", "M163"),
            Option("changes nothing, and the spread grows", "It is noise, for both sides."),
            Option(
                "changes nothing at all: it averages out", "The mean does. Not the spread.", "M161"
            ),
        ),
    ),
    Question(
        "09.r3",
        "A gap of 20 % through the strike, hedge fresh, implied volatility unchanged. "
        "Whose worst case is it?",
        (
            Option("the owner's", "It is what he bought.", "M22"),
            Option("the seller's", "His gamma is negative: the cup hangs."),
            Option("nobody's: both are neutral", "Neutral is for small moves.", "M39"),
        ),
    ),
    Question(
        "09.1",
        "You sell the put at 62 %; 60 % happens, no drift in dollars, no fees. You hedge with a "
        "perpetual, three times a day. Funding is 0.01 % each time, paid by longs to shorts. On "
        "average, a put leaves you …",
        (
            Option(
                "+0.23: neutral, so funding nets out",
                "The hedge gets it, the put does not.",
                "M200",
            ),
            Option(
                "−0.19: a hedge pays funding", "The call's does. The put's hedge is short.", "M206"
            ),
            Option(
                "+0.65: it gets funding on 0.47 of a unit",
                "0.23 of edge, and 0.42 of funding on a short hedge of 0.47.",
            ),
            Option(
                "+1.13: funding on a whole unit", "The hedge is 0.47 of a unit, not one.", "M202"
            ),
        ),
    ),
    Question(
        "09.2",
        "You own the call: price 50,000, delta 0.534, worth 0.0685 coins. Your account counts "
        "coins, and holds nothing else. Which inverse perpetuals (a contract is one dollar) make "
        "it flat in coin?",
        (
            Option(
                "26,713 sold: the plain delta", "Flat in dollars. In coin it is too much.", "M26"
            ),
            Option("23,287 sold", "Delta less the option's price in coins, times the price."),
            Option(
                "23,287 bought", "In coin a call you own still gains when the price rises.", "M27"
            ),
            Option("30,140 sold: with the premium", "The premium is taken off.", "M203"),
        ),
    ),
    Question(
        "09.3",
        "Owner and seller of the same call, both hedged with perpetuals, each hedge in an account "
        "of its own that holds 10. Maintenance 1 %. 60 % was paid and happens. In which share of "
        "months is the hedge closed by the exchange?",
        (
            Option("neither: both are neutral", "The engine sees the leg, not the option.", "M28"),
            Option("both a fifth", "The two legs do not risk alike.", "M204"),
            Option(
                "owner 36 %, seller 0 %",
                "The seller's leg seldom loses much more than the premium of 6.85.",
            ),
            Option(
                "owner 0 %, seller 36 %", "The seller's leg gains when his option loses.", "M205"
            ),
        ),
    ),
    Question(
        "09.q1",
        "Funding is −0.02 % all month, and not in the price. No drift, fair price, all hedged with "
        "perpetuals. Whom does funding pay, on average?",
        (
            Option("the seller of the call", "His hedge is long, and shorts pay now: +0.96."),
            Option("the owner of the call", "His hedge is short, and pays.", "M201"),
            Option("nobody: it nets out", "The option neither pays nor gets any.", "M200"),
            Option("the seller of the put", "His hedge is short, and pays: −0.84.", "M206"),
        ),
        trial="[lab.funding_mean(right, -1, -2e-4, 0.60) for right in ('call', 'put')]",
    ),
    Question(
        "09.q2",
        "An exchange shows a delta total of 0.40. You own one call of delta 0.50, which cost 0.10 "
        "coins. Why 0.40?",
        (
            Option(
                "in coin, delta is less by the option's price in coins", "Δ − V/S: 0.50 − 0.10."
            ),
            Option("it is wrong: delta is delta, 0.50", "It is, in dollars.", "M26"),
            Option("it is wrong: a call is short in coin", "0.40 is long, and right.", "M27"),
            Option("it is wrong: the premium adds, 0.60", "It is taken off.", "M203"),
        ),
        trial="gl.crypto.premium_adjusted(0.50, 5_000, 50_000)",
    ),
    Question(
        "09.q3",
        "You own a call, hedged with a perpetual in an account of its own. Which move gets "
        "that account closed?",
        (
            Option("up", "The hedge is short. The call gains, in another account."),
            Option("down", "The option loses, and the leg gains.", "M207"),
            Option("neither: you are neutral", "The engine looks at the leg.", "M28"),
            Option("a gap only", "A slow rise does it, too.", "M22"),
        ),
        trial="[gl.crypto.liquidation_price(100, 5, 0.01, side) for side in ('long', 'short')]",
    ),
    Question(
        "09.q4",
        "A dated future with the option's own expiry is listed as well. Why hedge with the "
        "perpetual?",
        (
            Option(
                "you expect funding to be better than the basis",
                "And you take its risk: the basis is known today.",
            ),
            Option(
                "it is the same hedge anyway", "The future's basis is known, funding is not.", "M29"
            ),
            Option("it needs no margin", "Both do.", "M28"),
            Option(
                "its delta is one, the future's is not",
                "A future's may be a hundredth more: that is a size, no reason.",
                "M208",
            ),
        ),
        trial="[lab.spread(venue) for venue in ('perpetual', 'future')]",
    ),
)
