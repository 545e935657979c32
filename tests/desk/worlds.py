"""Small games for the tests: every kind of scenario that the lessons plan."""

from dataclasses import replace

import numpy as np

import gammalab as gl
from gammalab.desk import Question, Scenario, usual_rules
from gammalab.desk.words import KNOWS

MONTH = 30 / 365
STRADDLES = 100 * gl.straddle(100, MONTH)


def calm(seed, n_paths):
    return gl.GBM(vol=0.30).simulate(100, MONTH, steps=30, n_paths=n_paths, seed=seed)


def persistence(seed):
    """Hidden: whether the month trends."""
    return 0.8 if seed % 2 else 0.2


def trend_or_chop(seed, n_paths):
    world = gl.EqualMoves(vol=0.30, repeat=persistence(seed))
    return world.simulate(100, MONTH, steps=30, n_paths=n_paths, seed=seed)


def which_world(seed):
    return Question("Which world was it?", ("trend", "chop"), 0 if seed % 2 else 1, "Look back.")


def gap(seed, n_paths):
    """8 % lower from a hidden turn on."""
    paths = gl.GBM(vol=0.25).simulate(100, MONTH, steps=30, n_paths=n_paths, seed=seed)
    spots = paths.spots * np.where(np.arange(31) >= 10 + seed % 13, 0.92, 1.0)
    return gl.Paths(paths.times, spots)


def funded(seed, paths):
    """A perpetual whose funding follows the path, on margin."""
    rate = 0.05 + 0.5 * np.sign(np.diff(paths.spots, axis=1, prepend=paths.spots[:, :1]))
    margin = gl.Margin(collateral=20_000, maintenance=0.01, mode="cross")
    return {"venue": gl.Perpetual(funding=rate, margin=margin)}


def closed_soon(seed, paths):
    return {"venue": gl.Perpetual(margin=gl.Margin(collateral=400, maintenance=0.01))}


def masked(seed, n_paths):
    """Real months, their dates hidden and their prices set to 100."""
    closes = gl.markets.load("spx", "2014-01-02", "2018-12-31")["close"].to_numpy()
    starts = [seed % 50 * 21] if n_paths == 1 else [21 * k for k in range(50)]
    spots = np.array([closes[s : s + 22] for s in starts])
    return gl.Paths(np.arange(22) / 252, 100 * spots / spots[:, :1])


def _of(name, **fields):
    given = dict(
        lesson="99", name=name, title=name, brief="Money first.", book=STRADDLES, paths=calm,
        paid_vol=0.30, months=200,
    )  # fmt: skip
    return Scenario(**given | fields)


FREE = _of("free")
BLIND = _of("blind", shows="blind")
COSTS = _of("costs", costs=gl.HalfSpread(bps=5) + gl.FixedFee(1.0))
TREND = _of(
    "trend",
    paths=trend_or_chop,
    costs=gl.HalfSpread(bps=5),
    question=which_world,
    no_odds=KNOWS,
    equal_moves=True,
)
GAP = _of("gap", book=-STRADDLES, paths=gap, costs=gl.HalfSpread(bps=5),
          execution=gl.Execution(latency=1))  # fmt: skip
FUNDED = _of("funded", options=funded, costs=gl.HalfSpread(bps=5))
CLOSED = _of("closed", options=closed_soon)
MASKED = _of("masked", paths=masked, turns=21, book=10 * gl.straddle(100, 21 / 252), tick=0.1,
             costs=gl.HalfSpread(bps=2), rules=usual_rules(0.0002, 0.075),
             options=lambda seed, paths: {"paid_vol": 0.14},
             reveal=lambda seed: "It was a month of the S&P 500.")  # fmt: skip
ALL = (FREE, BLIND, COSTS, TREND, GAP, FUNDED, CLOSED, MASKED)


def with_another_future(scenario, step):
    """The same game up to `step`; then every move goes the other way."""

    def paths(seed, n_paths):
        known = scenario.paths(seed, n_paths)
        spots = np.array(known.spots)
        spots[:, step + 1 :] = 1.01 * spots[:, step : step + 1] ** 2 / spots[:, step + 1 :]
        return gl.Paths(known.times, spots)

    return replace(scenario, paths=paths)


def play_at_random(game, rng):
    """Every turn of a game: orders of up to 40 units, passes, neutral where it is shown."""
    while not game.over:
        kind = rng.choice(["trade", "trade", "pass", "neutral"])
        move = {"do": str(kind), "turn": game.turn}
        if kind == "trade":
            move["quantity"] = int(rng.integers(-40, 41)) * game.scenario.tick
        try:
            game.act(move)
        except ValueError:  # not shown, closed, or what takes back an order
            game.act({"do": "pass", "turn": game.turn})
    return game
