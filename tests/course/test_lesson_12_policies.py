"""Policies of the capstone: which line of theirs is named, what they meant, and what they bet."""

import functools
import math
import types

import numpy as np
import pytest
from effort import sampled, thorough

import gammalab as gl
from gammalab._validate import owned
from gammalab.course.errors import mean_and_error
from gammalab.course.lesson_12 import blame, handed_in, meant, playing, rules, worlds
from gammalab.course.lesson_12.now import Seat

FEW = 24


def why(policy, of_world="calm"):
    """What is said of a policy that fails."""
    with pytest.raises(playing.Failed) as fault:
        playing.play(Seat(policy), worlds.world(of_world, FEW, 12))
    return str(fault.value)


# ---- the line that is named ---------------------------------------------------------------------


def within(width):
    if width < 0:
        raise ValueError("a negative width")
    return width


def calls_a_helper(now):
    return now.neutral + 1 / within(0)  # here


def a_helper_that_complains(now):
    width = within(-1)  # here
    return now.neutral + width


def decorated(function):
    @functools.wraps(function)
    def wrapper(*given, **named):
        return function(*given, **named)

    return wrapper


@decorated
def behind_a_decorator(now):
    return now.neutral + now.moves[:, -1]  # here


def in_a_comprehension(now):
    return np.array([absent for _ in now.spot])  # noqa: F821  # here


def on_the_third_line_of_a_call(now):
    return np.clip(
        now.hedge,
        now.neutral - absent,  # noqa: F821  # here
        now.neutral,
    )


def in_pandas(now):
    import pandas as pd

    return pd.Series(now.neutral)["nobody"]  # here


def in_scipy(now):
    from scipy.optimize import brentq

    return brentq(lambda x: 1.0, -1, 1)  # here


def of_ours(now):
    return now.at(-now.paid_vol).neutral  # here


def ends_an_iterator(now):
    return next(iter(()))  # here


def with_words_of_its_own(now):
    try:
        return now.absent
    except AttributeError as fault:
        raise ValueError("nothing there") from fault  # here


class Speechless(Exception):
    def __str__(self):
        raise RuntimeError


def says_nothing(now):
    raise Speechless  # here


class AClass:
    def __call__(self, now):
        return self.hedge(now)

    def hedge(self, now):
        return now.neutral + self.width  # here


def first_given(width, now):
    return now.neutral + width + absent  # noqa: F821  # here


LINES = {
    "helper": calls_a_helper,
    "complains": a_helper_that_complains,
    "decorator": behind_a_decorator,
    "comprehension": in_a_comprehension,
    "call": on_the_third_line_of_a_call,
    "pandas": in_pandas,
    "scipy": in_scipy,
    "ours": of_ours,
    "iterator": ends_an_iterator,
    "own words": with_words_of_its_own,
    "speechless": says_nothing,
    "class": AClass(),
    "partial": functools.partial(first_given, 0.1),
    "lambda": lambda now: now.absent,  # here
}


@pytest.mark.parametrize("name", LINES)
def test_the_line_that_helps_most_is_named(name):
    """Each policy has one line at fault, marked `here`: the innermost of its own, not a library's;
    and the call of a helper whose own words are in the message already."""
    said = why(LINES[name])
    named = said[said.index(", at `") :]
    assert "here" in named, said


def test_a_folders_name_does_not_hide_a_line(tmp_path):
    """Whoever works in a folder gammalab, or calls a file after numpy, is told the line."""
    for place in ("gammalab/mine.py", "numpy_rule.py", "my stdlib/policy.py"):
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text("def policy(now):\n    return now.absent\n")
        found = types.ModuleType("found")
        exec(compile(path.read_text(), str(path), "exec"), vars(found))
        assert "at `return now.absent`" in why(found.policy)


def test_a_line_without_source_is_told_by_its_number():
    space = {}
    exec("def policy(now):\n    x = 1\n    return now.absent\n", space)
    assert "at line 3 of `policy`" in why(space["policy"])

    def executes(now):
        exec("x = now.absent")
        return now.neutral

    assert 'at `exec("x = now.absent")`' in why(executes)


async def awaited(now):
    return now.neutral


def yields(now):
    yield now.neutral


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "policy, words",
    [
        (awaited, blame.AWAITED),
        (yields, blame.YIELDED),
        (lambda: 0, blame.ALONE),
        (lambda now, past: 0, blame.ALONE),
    ],
)
def test_a_policy_of_the_wrong_kind_is_told_the_right_one(policy, words):
    assert words in why(policy)


def test_what_is_long_is_cut():
    def long(now):
        raise ValueError("x" * 5000)

    assert len(why(long)) < 500
    space = {}
    text = f"lambda now: now.absent + {' + '.join(['1'] * 500)}"
    import linecache

    linecache.cache["<long>"] = len(text), None, [text], "<long>"
    exec(compile(f"policy = {text}", "<long>", "exec"), space)
    assert len(why(space["policy"])) < 400


# ---- what is meant ------------------------------------------------------------------------------


def wider(now):
    return np.abs(now.net_delta) > 0.1


MEANT = {
    "trade": [
        lambda now: now.neutral - now.hedge,
        lambda now: -now.net_delta,
        lambda now: rules.band(now) - now.hedge,
        lambda now: np.where(wider(now), -now.net_delta, 0.0),
        lambda now: 0.5 * (now.neutral - now.hedge),
        lambda now: now.neutral - now.hedge if now.step % 3 == 0 else 0.0 * now.hedge,
    ],
    "turned": [lambda now: now.net_delta, lambda now: now.hedge - now.neutral],
    "adds": [lambda now: now.hedge + now.neutral, lambda now: now.hedge - now.delta],
    "wrong sign": [lambda now: now.delta],
}
SAID = dict(zip(("trade", "turned", "adds", "wrong sign"), meant.READINGS, strict=True))


@pytest.mark.parametrize(
    "kind, number", [(k, n) for k, of in MEANT.items() for n in range(len(of))]
)
def test_what_an_answer_is_meant_to_be_is_told(kind, number):
    assert meant.otherwise(Seat(MEANT[kind][number])) == SAID[kind]


def lagging(steps=1):
    seen = {}

    def policy(now):
        seen[now.step] = now.neutral
        return seen[max(now.step - steps, 0)]

    return policy


def constant(units):
    return lambda now: np.full(now.spot.shape, units)


MEANS_IT = {
    **{f"constant {units}": constant(units) for units in (0.0, 0.001, 0.01, 0.1, 0.5, 1, -1, 2)},
    **{f"{most} at most": lambda now, m=most: np.clip(now.neutral, -m, m) for most in (0.1, 0.5)},
    **{
        f"{part} of it": lambda now, p=part: np.clip(p * now.neutral, -2, 2)
        for part in (0.1, 0.5, 2)
    },
    "lags": lagging(),
    "lags long": lagging(10),
    "half way": lambda now: (now.hedge + now.neutral) / 2,
    "slowly": lambda now: 0.95 * now.hedge + 0.05 * now.neutral,
    "holds": lambda now: now.hedge + 0,
    "by sign": lambda now: np.sign(now.neutral),
    "every other": lambda now: now.neutral if now.step % 2 else 0 * now.spot,
    "to and fro": lambda now: now.neutral * (-1) ** now.step,
    "whole units": lambda now: np.round(now.neutral),
    "against the last move": lambda now: (
        now.neutral - 0.5 * np.sign(now.moves[:, -1]) if now.step else now.neutral
    ),
    "against the price": lambda now: now.neutral - np.clip((now.spot - 100) / 10, -1, 1),
    "by gamma": lambda now: 3 * now.gamma,
    "fading": lambda now: now.neutral * (1 - now.step / now.steps),
    "wide": gl.DeltaBand(0.9),
    "never": gl.Never(),
}


@pytest.mark.parametrize("name", sampled(MEANS_IT))
def test_a_rule_that_means_what_it_returns_is_not_accused(name):
    assert meant.otherwise(Seat(MEANS_IT[name])) == ""


@pytest.mark.parametrize("name", rules.RULES)
def test_no_rule_of_the_course_is_accused(name):
    quiet = worlds.world("calm", meant.MONTHS, meant.SEED)
    assert meant.otherwise(Seat(rules.RULES[name](quiet))) == ""


def test_one_that_left_the_range_is_told_why():
    """`now.hedge + now.neutral` adds up: it leaves the range after some steps."""
    said = why_explained(MEANT["adds"][0])
    assert "within 2 units" in said and SAID["adds"] in said
    assert why_explained(lambda now: now.neutral + 3).endswith(
        "beyond 1 (world: calm, the owner, step 0)"
    )


def why_explained(policy):
    seat = Seat(policy)
    with pytest.raises(playing.Failed) as fault, meant.explained(seat):
        playing.play(seat, worlds.world("calm", FEW, 12))
    return str(fault.value)


# ---- what is bet --------------------------------------------------------------------------------


def on_the_last_move(units):
    return lambda now: now.neutral + (units * np.sign(now.moves[:, -1]) if now.step else 0)


def played(policy, of_world, months=handed_in.MONTHS, seed=5):
    world, said = worlds.world(of_world, months, seed), {}
    return playing.play(Seat(policy), world, said=said), handed_in._lean(said, world.pairs)


def test_a_bet_on_the_last_move_is_told_however_small():
    """u r E|move| on each step but the first: over its error the units drop out."""
    world = worlds.world("trending", 2, 5)
    one = world.paths.times[1] * 0.30**2
    move = 100 * math.sqrt(one) * math.sqrt(2 / math.pi) / worlds.noise_unit(0.30, worlds.MONTH)
    earns = 0.3 * 59 * move  # for each unit; the same at any volatility paid
    assert earns == pytest.approx(11.9, abs=0.1)
    for units in (0.001, 0.02):
        bet, error = mean_and_error(played(on_the_last_move(units), "trending")[0].bets)
        assert abs(bet - earns * units) < 4 * error and 12 < bet / error < 30
    small = handed_in.BET / earns
    assert 0.016 < small < 0.018  # units: what is let pass


def test_a_lean_is_told_without_noise():
    for units in (0.005, 0.02, -0.02):
        for of_world in ("trending", "thin"):
            _, lean = played(lambda now, u=units: now.neutral + u, of_world)
            assert lean.size == pytest.approx(units, abs=1e-3) and lean.error < 1e-3


def waits(now):
    """An owner who waits longer than a seller: no bet on direction."""
    return rules.band_at(now, rules.ww_width(now) * np.where(now.gamma > 0, 2.0, 0.7))


def careful(now):
    """Either side takes the volatility that is the worse for it."""
    factor = 0.9 if np.mean(now.gamma) > 0 else 1.1
    return rules.band(now.at(owned(now.paid_vol * factor)))


@pytest.mark.parametrize("name", [*rules.RULES, "waits", "careful"])
def test_no_hedge_is_called_a_bet(name):
    known = {"waits": lambda _: waits, "careful": lambda _: careful} | rules.RULES
    for of_world in ("trending", "thin"):
        policy = known[name](worlds.world(of_world, handed_in.MONTHS, 5))
        one, lean = played(policy, of_world)
        bet = handed_in.Gap(*mean_and_error(one.bets))
        assert not handed_in._beyond(lean, handed_in.LEANS)
        assert of_world != handed_in.TELLING or not handed_in._beyond(bet, handed_in.BET)
        if name in rules.RULES:
            assert abs(bet.size) < 1e-9  # both sides mirror each other


CHECKED = [
    (lambda now: now.neutral + 0.03, "wrong", "stands 0.03 above neutral: that is a bet"),
    (lambda now: now.neutral - 0.03, "wrong", "stands 0.03 below neutral: that is a bet"),
    (on_the_last_move(0.05), "wrong", "trending world it earns"),
    (on_the_last_move(-0.05), "wrong", "trending world it loses"),
    (lambda now: now.neutral - now.hedge, "wrong", SAID["trade"]),
    pytest.param(on_the_last_move(0.01), "right", "It bets a little", marks=thorough),
    pytest.param(waits, "right", "not far behind", marks=thorough),
    pytest.param(careful, "right", "not far behind", marks=thorough),
]


@pytest.mark.parametrize("policy, state, words", CHECKED)
def test_a_bet_that_can_be_told_is_no_hedge(policy, state, words):
    from gammalab.check import engine

    found, said = engine.find("12.8").assess(policy)
    assert found == state and words in said, said
