"""Every metric that `insight sink` exports, besides those of its process."""

from collections.abc import Mapping
from typing import Final

from workers.metrics.declared import (
    PROCESS_CPU,
    PROCESS_MAX_FDS,
    PROCESS_MEMORY,
    PROCESS_OPEN_FDS,
    PROCESS_START,
    PROCESS_VIRTUAL,
    Metric,
)

INSIGHT_ROWS: Final = Metric(
    name="claims_insight_rows_total",
    kind="counter",
    labels=("kind",),
    closed={"kind": frozenset({"fact", "withheld", "unreadable"})},
    meaning="Outcomes committed to the store, by what is kept of each.",
    action="If 'unreadable' grows, upgrade the sink: workers write a schema that it does not know.",
)
INSIGHT_ERASED: Final = Metric(
    name="claims_insight_erased_claims_total",
    kind="counter",
    meaning="Claims whose rows were deleted because their topic has a null value for them.",
    action="None; 'insight compact' deletes their files a week later.",
)
INSIGHT_REFUSED: Final = Metric(
    name="claims_insight_refused_commits_total",
    kind="counter",
    meaning="Commits that were refused because another program changed the store first; the sink retries them.",
    action="If it keeps growing, sinks of two groups write to one store: give them the same CLAIMS_GROUP_ID.",
)
INSIGHT_LAG: Final = Metric(
    name="claims_insight_lag_records",
    kind="gauge",
    labels=("topic", "partition"),
    meaning="Outcomes that are not in the store yet, per assigned partition.",
    action="If it grows for hours, start another sink with the same settings.",
)
INSIGHT_BEHIND: Final = Metric(
    name="claims_insight_behind_seconds",
    kind="gauge",
    meaning="Age of the oldest outcome that is not in the store yet; 0 if there is none, absent if unknown.",
    action="Keep it well below min.compaction.lag.ms of the topics: after that, older versions are deleted unread.",
)
INSIGHT_READY: Final = Metric(
    name="claims_insight_ready",
    kind="gauge",
    merge="min",
    meaning="1 if the sink has joined its group and a broker answers; otherwise 0.",
    action="If it is 0, /readyz gives the reason.",
)

INSIGHT_METRICS: Final[Mapping[str, Metric]] = {
    metric.name: metric
    for metric in (INSIGHT_ROWS, INSIGHT_ERASED, INSIGHT_REFUSED, INSIGHT_LAG, INSIGHT_BEHIND, INSIGHT_READY)
}

SINK_METRICS: Final[Mapping[str, Metric]] = {
    **INSIGHT_METRICS,
    **{
        metric.name: metric
        for metric in (
            PROCESS_CPU,
            PROCESS_MEMORY,
            PROCESS_VIRTUAL,
            PROCESS_START,
            PROCESS_OPEN_FDS,
            PROCESS_MAX_FDS,
        )
    },
}
"""Everything at the sink's `/metrics`."""
