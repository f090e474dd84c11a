"""The page RESULTS.md and its plot, from the figures that `make bench` wrote."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any, Final

from schemas.generator import Generator

FIGURES: Final = Path(__file__).with_name("figures.json")
PAGE: Final = FIGURES.with_name("RESULTS.md")
PLOT: Final = FIGURES.with_name("RESULTS.svg")
_BARE: Final = "bare"
_OURS: Final = ("compiled", "interpreted")
_SETTINGS: Final[Any] = {"svg.hashsalt": "results", "svg.fonttype": "none", "font.size": 9}


def costs_of(figures: Mapping[str, Any], traffic: str) -> Mapping[str, float]:
    """CPU microseconds an encounter by engine: the median of the rounds."""
    return {engine: median(rounds) for engine, rounds in figures["costs"][traffic].items()}


def results_page(figures: Mapping[str, Any]) -> str:
    """The page."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    machine, sizes = figures["machine"], figures["sizes"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    yield "# What an encounter costs"
    yield ""
    yield f"Measured on {machine['date']} by `make bench`, with {versions},"
    yield f"on {machine['cores']} cores of {machine['processor']} with {machine['memory_gib']} GiB."
    yield "Compare only figures of one run: the same job can take twice as long on a machine that others use too."
    yield ""
    yield "`bench` repeats ten samples. In `real26` all differ in people, amounts and dates of one year, one in"
    yield "eight has a fault, and about half have a code, number or name to repair. `real` has dates of five years."
    yield "Bytes of an encounter: " + ", ".join(f"{size:.0f} in `{name}`" for name, size in sizes.items()) + "."
    yield ""
    yield "## One core"
    yield ""
    rounds = sorted({len(each) for costs in figures["costs"].values() for each in costs.values()})
    yield f"CPU time of the process: the median of {' or '.join(map(str, rounds))} rounds in which all jobs take turns,"
    yield f"{figures['count']:,} encounters each. F is a loop that only reads and writes, in transactions of 500."
    yield ""
    yield from _cost_table(figures)
    yield ""
    yield "![CPU time of an encounter as a multiple of F](RESULTS.svg)"
    yield ""
    yield _PEERS
    found = figures["agreement"]
    yield f"On the cases of {found['edits']} checks and on varied traffic, both find the same {found['same']:,} times,"
    yield f"and {found['different']:,} times only one of them."
    yield ""
    yield "## First and later passes"
    yield ""
    yield "CPU µs an encounter without Kafka. In the first pass all caches are empty."
    yield ""
    yield from _pass_table(figures["passes"])
    yield ""
    yield from _hit_table(figures["hits"])
    yield ""
    yield "## Latency"
    yield ""
    yield "From the timestamp of a record to its commit: one compiled process, full default, `bench`, at shares of the"
    yield f"rate that it reached on a full topic, {median(figures['rates']):,.0f} a second."
    yield from _earlier(figures)
    yield ""
    yield "| Share of the top rate | Encounters a second | p50 | p99 |"
    yield "|---|---|---|---|"
    for row in figures["latency"]:
        yield f"| {row['share']}% | {row['rate']:,.0f} | {row['p50']:.0f} ms | {row['p99']:.0f} ms |"
    yield ""
    yield "## Processes and memory"
    yield ""
    yield "`claims-worker run` with every table on a full topic of `real26`, on all cores, which the broker uses too."
    yield "CPU time is that of all its processes; memory is that of one process that checks encounters."
    yield from _earlier(figures)
    yield ""
    yield "| Core | Processes | Encounters a second | CPU µs an encounter | RSS | PSS |"
    yield "|---|---|---|---|---|---|"
    for row in figures["product"]:
        yield (
            f"| {row['core']} | {row['processes']} | {row['rate']:,.0f} | {row['cost']:.0f} | {row['rss']:.0f} MB "
            f"| {row['pss']:.0f} MB |"
        )


_PEERS: Final = """\
The peers do the reference job with the same tables. *fastavro + pydantic* is the bare loop with the checks and repairs
of this repository between `schemaless_reader`, `validate_python`, `to_python` and `schemaless_writer`. *quixstreams*
runs the same in its data frame with its own Avro serializers, exactly once; with *our pipeline* it hands bytes to this
worker's interpreted pipeline. *Kafka Streams*, exactly once, has the 71 checks in Java and does no repairs; cold is the
first third of its records, warm the last."""


def _earlier(figures: Mapping[str, Any]) -> Iterator[str]:
    """What must be said of a section that the last run did not repeat."""
    if "earlier" in figures:
        yield figures["earlier"]


def _cost_table(figures: Mapping[str, Any]) -> Iterator[str]:
    by_traffic = {traffic: costs_of(figures, traffic) for traffic in figures["costs"]}
    yield "| Engine | " + " | ".join(f"{name} µs | {name} ÷ F | per core and second" for name in by_traffic) + " |"
    yield "|---" * (1 + 3 * len(by_traffic)) + "|"
    for engine in next(iter(by_traffic.values())):
        cells = [
            f"{costs[engine]:.1f} | {costs[engine] / costs[_BARE]:.1f} | {1e6 / costs[engine]:,.0f}"
            for costs in by_traffic.values()
        ]
        name = "bare loop (F)" if engine == _BARE else _words(engine)
        yield f"| {name} | " + " | ".join(cells) + " |"


def _words(engine: str) -> str:
    return f"**this worker, {engine}**" if engine.startswith(_OURS) else engine


def _pass_table(passes: Mapping[str, Any]) -> Iterator[str]:
    yield "| Traffic | Core | Job | 1 | 2 | 3 | first ÷ last |"
    yield "|---|---|---|---|---|---|---|"
    for traffic, cores in passes.items():
        for core, books in cores.items():
            for book, spent in books.items():
                row = " | ".join(f"{cost:.0f}" for cost in spent)
                yield f"| {traffic} | {core} | {book} | {row} | {spent[0] / spent[-1]:.2f} |"


def _hit_table(hits: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    names = list(next(iter(hits.values())))
    yield "Look-ups that a cache answers in the first pass, full default:"
    yield ""
    yield "| Traffic | " + " | ".join(names) + " |"
    yield "|---" * (1 + len(names)) + "|"
    for traffic, shares in hits.items():
        yield f"| {traffic} | " + " | ".join(f"{shares[name]:.1%}" for name in names) + " |"


def results_plot(figures: Mapping[str, Any]) -> bytes:
    """Bars: CPU time by engine as a multiple of F, for each kind of traffic."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    by_traffic = {traffic: costs_of(figures, traffic) for traffic in figures["costs"]}
    engines = [engine for engine in next(iter(by_traffic.values())) if engine != _BARE]
    drawn = BytesIO()
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(8, 0.45 * len(engines) + 1), layout="constrained")
        axes = figure.subplots()
        height = 0.8 / len(by_traffic)
        for place, (traffic, costs) in enumerate(by_traffic.items()):
            ratios = [costs[engine] / costs[_BARE] for engine in engines]
            at = [row + (place - 0.5) * height for row in range(len(engines))]
            axes.bar_label(axes.barh(at, ratios, height, label=traffic), fmt="%.0f", padding=2)
        axes.set_yticks(range(len(engines)), engines)
        axes.invert_yaxis()
        axes.set_xlabel("CPU time of an encounter ÷ F (a record that is only read and written)")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, loc="lower right")
        FigureCanvasSVG(figure)
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return drawn.getvalue()


def _make() -> Mapping[Path, str | bytes]:
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {PAGE: results_page(figures), PLOT: results_plot(figures)}


GENERATOR: Final = Generator(module="tests.benchmarks.results_page", make=_make)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())
