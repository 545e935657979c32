"""Write gammalab/markets/*.csv and the table of files in the README beside them.

The prices are facts, taken from the data sets that the PyPI packages `arch` and `skfolio` carry.
They are needed only here, so they are in no lock; only their files are read. To run this again,
with byte-identical output:

    python3 -m venv build/data-venv
    build/data-venv/bin/pip install --no-deps "arch==8.0.0" "skfolio==1.12.2"
    build/data-venv/bin/python tools/make_data.py

On Windows the two programs are in build\\data-venv\\Scripts.
"""

import csv
import gzip
import hashlib
from datetime import date, datetime
from importlib import metadata
from pathlib import Path

VERSIONS = {"arch": "8.0.0", "skfolio": "1.12.2"}
MARKETS = Path(__file__).resolve().parent.parent / "gammalab" / "markets"
BEGIN, END = "<!-- table by tools/make_data.py: begin -->", "<!-- table: end -->"
LAST_DAY = date(2018, 12, 31)  # whole years only; arch has two more days of VIX in 2019


def rows_of(package, file):
    """The rows of a CSV file inside a package, as dicts of text: read raw, so nothing is hidden."""
    packed = Path(metadata.distribution(package).locate_file(file)).read_bytes()
    return list(csv.DictReader(gzip.decompress(packed).decode("utf-8").splitlines()))


def day(row):
    """The day of a row; the source writes it as 1/31/1999."""
    return datetime.strptime(row["Date"], "%m/%d/%Y").date()


def spx():
    """S&P 500 bars. Single-precision noise of the source (1229.229980) is rounded to cents."""
    for row in rows_of("arch", "arch/data/sp500/sp500.csv.gz"):
        yield day(row), *(f"{float(row[key]):.2f}" for key in ("Open", "High", "Low", "Close"))


def vix(holidays):
    """VIX closes. Days on which the market was closed hold "." and are collected in `holidays`."""
    for row in rows_of("arch", "arch/data/vix/vix.csv.gz"):
        if row["vix"] == ".":
            holidays.append(day(row))
        else:
            yield day(row), f"{float(row['vix']):.2f}"


def spx_closes():
    """S&P 500 closes of 33 years, as they are in the source."""
    for row in rows_of("skfolio", "skfolio/datasets/data/sp500_index.csv.gz"):
        yield date.fromisoformat(row["Date"]), f"{float(row['SP500']):.2f}"


def write(name, columns, rows, last=LAST_DAY):
    """Write one CSV file; return its line of the README's table."""
    rows = sorted(row for row in rows if row[0] <= last)
    text = "".join(",".join(map(str, row)) + "\n" for row in [("date", *columns), *rows])
    path = MARKETS / name
    path.write_bytes(text.encode("ascii"))  # bytes: the same line ends on every system
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{name}: {len(rows)} rows, {rows[0][0]} to {rows[-1][0]}")
    return f"| `{name}` | {rows[0][0]} | {rows[-1][0]} | {len(rows)} | `{digest}` |"


def main():
    for package, version in VERSIONS.items():
        if metadata.version(package) != version:
            found = metadata.version(package)
            raise SystemExit(f"{package} {found} is installed; needed: {version}")
    holidays = []
    table = [
        "| file | first day | last day | rows | SHA-256 |",
        "|---|---|---|---|---|",
        write("spx.csv", ("open", "high", "low", "close"), spx()),
        write("spx_closes.csv", ("close",), spx_closes(), date(2022, 12, 31)),
        write("vix.csv", ("close",), vix(holidays)),
    ]
    in_range = sum(holiday <= LAST_DAY for holiday in holidays)
    print(f'vix.csv: {len(holidays)} "." rows dropped, {in_range} of them in its range')
    readme = MARKETS / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    text = before + BEGIN + "\n" + "\n".join(table) + "\n" + END + after
    readme.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
