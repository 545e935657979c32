"""What the reader can move: sliders and choices, described apart from any widget.

A control knows its name (a keyword of the lab's `compute`), its label, its unit and what it
allows. `widget()` makes the ipywidget; `shown` and `meant` translate between the number in the
lab's own units (0.20 a year) and the number on the slider (20 %).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral, Real

import ipywidgets

WHOLE = "{name} is {value!r}; it must be a whole number from {low} to {high}"
ANY = "{name} is {value!r}; it must be a number from {low} to {high}"


@dataclass(frozen=True)
class Slider:
    """A number between `low` and `high`, in steps of `step`; or one of the `stops`, a list.

    `name` is the keyword that `compute` takes; `label` is what the reader sees, `unit` follows it
    in brackets, `help` appears when the mouse rests on the slider. When `default`, `low`, `high`
    and `step` are all whole numbers, `compute` receives an int, otherwise a float.

    The unit "%" is for fractions: `Slider("vol", "Volatility", 0.20, 0.05, 0.80, 0.01, "%")`
    shows 20 on a scale from 5 to 80, and hands 0.20 to `compute`.

    Each key press moves to the next step, or to the next stop:
    `Slider("hedges", "Hedges", 1, stops=[1, 2, 3, 4, 6, 12])`.

    Raises ValueError when the numbers are not finite, out of order, or the default is outside.
    """

    name: str
    label: str
    default: float
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str = ""
    help: str = ""
    stops: Sequence | None = None

    def __post_init__(self):
        """Refuse what no slider can show."""
        _check_name(self.name)
        if self.stops is not None:
            self._take_stops()
            return
        for field in ("default", "low", "high", "step"):
            value = getattr(self, field)
            if not isinstance(value, Real) or not math.isfinite(value):
                raise ValueError(f"{field} of {self.name!r} is {value!r}; it must be a number")
        if not self.low < self.high:
            raise ValueError(f"low of {self.name!r} is {self.low}; it must be below {self.high}")
        if not 0 < self.step <= self.high - self.low:
            raise ValueError(
                f"step of {self.name!r} is {self.step}; "
                f"it must be above 0 and at most {self.high - self.low:g}"
            )
        self.check(self.default)

    def _take_stops(self):
        stops = tuple(self.stops)
        if any(number is not None for number in (self.low, self.high, self.step)):
            raise ValueError(f"stops of {self.name!r} are given; leave out low, high and step")
        numbers = all(isinstance(v, Real) and math.isfinite(v) for v in stops)
        if len(stops) < 2 or not numbers or any(a >= b for a, b in pairwise(stops)):
            raise ValueError(
                f"stops of {self.name!r} are {stops}; there must be two numbers or more, rising"
            )
        object.__setattr__(self, "stops", stops)
        object.__setattr__(self, "low", stops[0])
        object.__setattr__(self, "high", stops[-1])
        self.check(self.default)

    @property
    def whole(self):
        """Whether only whole numbers are allowed."""
        numbers = self.stops or (self.default, self.low, self.high, self.step)
        return all(isinstance(number, Integral) for number in numbers)

    @property
    def places(self):
        """Every value that a key can reach from `low`, in order.

        >>> Slider("n", "Hedges", 1, stops=[1, 2, 5]).places
        (1, 2, 5)
        >>> Slider("x", "X", 0.2, 0.1, 0.4, 0.1).places
        (0.1, 0.2, 0.3, 0.4)
        """
        if self.stops:
            return self.stops
        steps = range(math.floor((self.high - self.low) / self.step + 1e-9) + 1)
        return tuple(round(self.low + k * self.step, 9) for k in steps)

    @property
    def extremes(self):
        """The lowest and the highest value."""
        return (self.low, self.high)

    def check(self, value):
        """The value, if it is allowed; otherwise ValueError with what is."""
        if self.stops:
            if isinstance(value, bool) or value not in self.stops:
                allowed = ", ".join(map(str, self.stops))
                raise ValueError(f"{self.name} is {value!r}; it must be one of {allowed}")
            return self.stops[self.stops.index(value)]
        said = WHOLE if self.whole else ANY
        right_kind = isinstance(value, Integral if self.whole else Real)
        if not right_kind or isinstance(value, bool) or not self.low <= value <= self.high:
            raise ValueError(said.format(name=self.name, value=value, low=self.low, high=self.high))
        return int(value) if self.whole else float(value)

    def shown(self, value):
        """A value of the lab as the number on the slider."""
        return value if self.whole or self.stops else round(value * self._scale, 10)

    def meant(self, number):
        """The number on the slider as a value of the lab."""
        return number if self.whole or self.stops else round(number / self._scale, 12)

    def widget(self, value, continuous):
        """The ipywidget, standing at `value`."""
        words = {
            "description": f"{self.label} ({self.unit})" if self.unit else self.label,
            "tooltip": self.help or self.label,
            "continuous_update": continuous,
        }
        if self.stops:
            options = [(f"{stop * self._scale:g}", stop) for stop in self.stops]
            return ipywidgets.SelectionSlider(options=options, value=value, **words)
        step = self.shown(self.step)
        numbers = [self.shown(v) for v in (value, self.low, self.high)]
        on_integers = self.whole or all(float(n).is_integer() for n in [step, *numbers[1:]])
        # A default between two steps stays reachable only on a slider of floats.
        on_integers = on_integers and float(numbers[0]).is_integer()
        kind = ipywidgets.IntSlider if on_integers else ipywidgets.FloatSlider
        options = {} if on_integers else {"readout_format": f".{_decimals(step)}f"}
        number = int if on_integers else float
        return kind(
            **dict(zip(("value", "min", "max"), map(number, numbers), strict=True)),
            step=number(step),
            **words,
            **options,
        )

    @property
    def _scale(self):
        return 100 if self.unit == "%" and not self.whole else 1


@dataclass(frozen=True)
class Choice:
    """One of a few options: a mapping from what the reader sees to what `compute` receives.

    A sequence stands for options that are shown as they are. `default` is the value, not what is
    seen: `Choice("right", "Option", {"a call": "call", "a put": "put"}, "call")`.

    Raises ValueError when there are no options or the default is not among them.
    """

    name: str
    label: str
    options: Mapping | Sequence
    default: object
    help: str = ""

    def __post_init__(self):
        """Refuse what no menu can show."""
        _check_name(self.name)
        if not isinstance(self.options, Mapping):
            object.__setattr__(self, "options", {str(option): option for option in self.options})
        if not self.options:
            raise ValueError(f"options of {self.name!r} is empty; give at least one")
        self.check(self.default)

    @property
    def extremes(self):
        """All values: a choice has no order."""
        return tuple(self.options.values())

    places = extremes

    def check(self, value):
        """The value, if it is one of the options; otherwise ValueError with what is."""
        values = list(self.options.values())
        if value not in values:
            allowed = ", ".join(map(repr, values))
            raise ValueError(f"{self.name} is {value!r}; it must be one of {allowed}")
        return value

    def shown(self, value):
        """A value of the lab as the value of the menu: the same."""
        return value

    meant = shown

    def widget(self, value, continuous):
        """The ipywidget, standing at `value`; a menu has no in-between, so `continuous` is moot."""
        return ipywidgets.Dropdown(
            options=list(self.options.items()),
            value=value,
            description=self.label,
            tooltip=self.help or self.label,
        )


def _check_name(name):
    if not name.isidentifier():
        raise ValueError(f"name is {name!r}; it must be a keyword that compute takes")


def _decimals(step):
    """How many digits after the point a readout needs: 0.05 needs two.

    >>> [_decimals(step) for step in (0.05, 0.5, 2.0, 0.125)]
    [2, 1, 0, 3]
    """
    for digits in range(6):
        if math.isclose(step, round(step, digits), rel_tol=1e-9):
            return digits
    return 6
