"""Every figure a worker exports, declared once: what it counts, under which labels, and what to do when it moves.

Names, types and labels are a promise (schemas/CONTRACT.md, "Metrics"): dashboards and alert rules rely on them.
Label values come from closed sets: of the code (outcomes, reasons, stages), of the catalogue (edits, repairs, tables,
profiles) or of the deployment (topics, slots). Nothing of an event ever becomes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from schemas.unreadable import DeadLetterReason

MetricKind = Literal["counter", "gauge", "histogram"]

OUTCOMES: Final = frozenset({"ready", "rejected", "dead_letter"})
SEVERITIES: Final = frozenset({"REJECT", "WARN", "NOTICE", "SHADOW"})
STAGES: Final = frozenset({"decode", "repair", "enrich", "edit", "build", "publish"})
REBALANCES: Final = frozenset({"assigned", "revoked", "lost"})
RESULTS: Final = frozenset({"committed", "aborted"})
DEAD_LETTER_REASONS: Final[frozenset[str]] = frozenset(get_args(DeadLetterReason))

_AGE: Final = (
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
    60.0,
    300.0,
    900.0,
    3600.0,
    21600.0,
    86400.0,
)
_RECORDS: Final = (1.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10000.0)
_DURATION: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One exported metric.

    `meaning` says what it counts, `action` what an operator does about it; `closed` holds the values a label may have
    where the code knows them all; `buckets` are a histogram's upper bounds; `merge` joins the gauges of several
    processes that share a series.
    """

    name: str
    kind: MetricKind
    labels: tuple[str, ...] = ()
    meaning: str
    action: str
    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    buckets: tuple[float, ...] = ()
    merge: Literal["max", "min"] = "max"


EVENTS: Final = Metric(
    name="claims_worker_events_total",
    kind="counter",
    labels=("outcome", "profile"),
    closed={"outcome": OUTCOMES},
    meaning="Events whose outcome is committed.",
    action="A share of rejections far above the usual: look at findings_total by edit for the cause.",
)
FINDINGS: Final = Metric(
    name="claims_worker_findings_total",
    kind="counter",
    labels=("edit", "severity", "profile"),
    closed={"severity": SEVERITIES},
    meaning="Findings on committed outcomes, those of edits in shadow included.",
    action="A jump of one edit: a source system changed, or a code-table release did; 'edits show' says what it asks.",
)
REPAIRS: Final = Metric(
    name="claims_worker_repairs_total",
    kind="counter",
    labels=("repair",),
    meaning="Fields written in their standard form or derived.",
    action="A jump: a source system sends another form than before; ask it, nothing is lost meanwhile.",
)
NOT_CHECKED: Final = Metric(
    name="claims_worker_not_checked_total",
    kind="counter",
    labels=("table",),
    meaning="Outcomes some edits could not judge because the table is not loaded or does not cover the date.",
    action="Load the table or its next release with 'codes load'.",
)
DEAD_LETTERS: Final = Metric(
    name="claims_worker_dead_letters_total",
    kind="counter",
    labels=("reason",),
    closed={"reason": DEAD_LETTER_REASONS},
    meaning="Events that could not be read, or whose outcome could not be written.",
    action="Look at them with 'dead-letters list'; mend the producer, then send them back with 'dead-letters replay'.",
)
EDIT_FAILURES: Final = Metric(
    name="claims_worker_edit_failures_total",
    kind="counter",
    labels=("edit",),
    meaning="Edits that raised instead of judging; the outcome says so.",
    action="A defect: switch the edit off in the profile, report it with the line that was logged.",
)
EVENT_AGE: Final = Metric(
    name="claims_worker_event_age_seconds",
    kind="histogram",
    buckets=_AGE,
    meaning="Seconds from an event's record timestamp to the commit of its outcome.",
    action="Above the objective: add processes or workers while lag grows; else look at the brokers.",
)
BATCH_RECORDS: Final = Metric(
    name="claims_worker_batch_records",
    kind="histogram",
    buckets=_RECORDS,
    meaning="Records in one transaction.",
    action="Always at CLAIMS_BATCH_SIZE while lag grows: the worker is at its limit, add processes.",
)
BATCH_DURATION: Final = Metric(
    name="claims_worker_batch_duration_seconds",
    kind="histogram",
    buckets=_DURATION,
    meaning="Seconds from the first record of a batch to its commit.",
    action="Growing: compare stage_duration_seconds; 'publish' points at the brokers, the others at this machine.",
)
STAGE_DURATION: Final = Metric(
    name="claims_worker_stage_duration_seconds",
    kind="histogram",
    labels=("stage",),
    closed={"stage": STAGES},
    buckets=_DURATION,
    meaning="Seconds a batch spent in one stage.",
    action="Says where time goes; 'edit' growing after a release of edits or tables is a defect to report.",
)
LAG: Final = Metric(
    name="claims_worker_consumer_lag_records",
    kind="gauge",
    labels=("topic", "partition"),
    meaning="Committed input records whose outcome is not committed yet, for each partition owned.",
    action="Growing for minutes: add processes or workers, up to the number of partitions.",
)
REBALANCES_TOTAL: Final = Metric(
    name="claims_worker_rebalances_total",
    kind="counter",
    labels=("kind",),
    closed={"kind": REBALANCES},
    meaning="Changes of the partitions this worker owns.",
    action="'lost', or many without a deployment: workers die or pause; look at their exits and at the brokers.",
)
TRANSACTIONS: Final = Metric(
    name="claims_worker_transactions_total",
    kind="counter",
    labels=("result", "slot"),
    closed={"result": RESULTS},
    meaning="Transactions ended.",
    action="Aborts in a row: the log names the error; after twenty the process ends with 4.",
)
ASSIGNED_PARTITIONS: Final = Metric(
    name="claims_worker_assigned_partitions",
    kind="gauge",
    labels=("slot",),
    meaning="Partitions owned.",
    action="0 for a long time on a ready slot: there are more slots than partitions.",
)
LAST_COMMIT: Final = Metric(
    name="claims_worker_last_commit_timestamp_seconds",
    kind="gauge",
    labels=("slot",),
    meaning="When the last transaction was committed, in seconds since 1970 UTC.",
    action="Standing still while lag is above 0: the slot is stuck; look at its log, restart it.",
)
SLOT_READY: Final = Metric(
    name="claims_worker_slot_ready",
    kind="gauge",
    labels=("slot",),
    merge="min",
    meaning="1 where the slot is a member of its group, its tables are open and a broker answers.",
    action="0: /readyz gives the reason in words.",
)
READY: Final = Metric(
    name="claims_worker_ready",
    kind="gauge",
    merge="min",
    meaning="1 where every slot is ready.",
    action="0: /readyz gives the reason in words.",
)
TABLE_LOADED: Final = Metric(
    name="claims_worker_code_table_loaded",
    kind="gauge",
    labels=("table", "release"),
    meaning="1 for each code table open, with its release.",
    action="A table is missing: load it with 'codes load'; two releases of one for long: a process did not reload.",
)
TABLE_EXPIRES: Final = Metric(
    name="claims_worker_code_table_expires_timestamp_seconds",
    kind="gauge",
    labels=("table",),
    merge="min",
    meaning="The end of the last day a code table covers, in seconds since 1970 UTC.",
    action="Within 30 days: load the next release; once past, claims say 'not checked'.",
)
BUILD_INFO: Final = Metric(
    name="claims_worker_build_info",
    kind="gauge",
    labels=("version", "catalogue"),
    meaning="Always 1; the labels tell the version of the worker and of its edit catalogue.",
    action="Two versions for longer than a deployment takes: it is stuck.",
)
PROCESS_CPU: Final = Metric(
    name="process_cpu_seconds_total",
    kind="counter",
    labels=("slot",),
    meaning="User and system time spent, in seconds.",
    action="Near one core while lag grows: add processes.",
)
PROCESS_MEMORY: Final = Metric(
    name="process_resident_memory_bytes",
    kind="gauge",
    labels=("slot",),
    meaning="Resident memory in bytes.",
    action="Growing without end: a defect; restart the worker and report it.",
)
PROCESS_VIRTUAL: Final = Metric(
    name="process_virtual_memory_bytes",
    kind="gauge",
    labels=("slot",),
    meaning="Virtual memory in bytes.",
    action="None by itself: resident memory is what costs.",
)
PROCESS_START: Final = Metric(
    name="process_start_time_seconds",
    kind="gauge",
    labels=("slot",),
    meaning="When the process started, in seconds since 1970 UTC.",
    action="Young again and again: it is being restarted; the log gives the exit codes.",
)
PROCESS_OPEN_FDS: Final = Metric(
    name="process_open_fds",
    kind="gauge",
    labels=("slot",),
    meaning="Open file descriptors.",
    action="Near process_max_fds: raise the limit, and report it as a defect if it grows without end.",
)
PROCESS_MAX_FDS: Final = Metric(
    name="process_max_fds",
    kind="gauge",
    labels=("slot",),
    meaning="File descriptors allowed.",
    action="None by itself: see process_open_fds.",
)

METRICS: Final[Mapping[str, Metric]] = {
    metric.name: metric
    for metric in (
        EVENTS,
        FINDINGS,
        REPAIRS,
        NOT_CHECKED,
        DEAD_LETTERS,
        EDIT_FAILURES,
        EVENT_AGE,
        BATCH_RECORDS,
        BATCH_DURATION,
        STAGE_DURATION,
        LAG,
        REBALANCES_TOTAL,
        TRANSACTIONS,
        ASSIGNED_PARTITIONS,
        LAST_COMMIT,
        SLOT_READY,
        READY,
        TABLE_LOADED,
        TABLE_EXPIRES,
        BUILD_INFO,
        PROCESS_CPU,
        PROCESS_MEMORY,
        PROCESS_VIRTUAL,
        PROCESS_START,
        PROCESS_OPEN_FDS,
        PROCESS_MAX_FDS,
    )
}
