"""Every metric that a worker exports, declared once: what it counts, its labels, and what to do when it changes.

Names, types and labels are part of the contract (schemas/CONTRACT.md, "Metrics"): dashboards and alert rules depend on
them. Label values come from closed sets defined by the code (outcomes, reasons, stages), the catalog (edits, repairs,
tables, profiles) or the deployment (topics, slots). Data from an event never becomes a label.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from schemas.unreadable import DeadLetterReason
from workers.kafka.isolation import FAILURE_CAUSES
from workers.kafka.observer import LOSS_CAUSES

MetricKind = Literal["counter", "gauge", "histogram"]

OUTCOMES: Final = frozenset({"ready", "rejected", "dead_letter"})
SEVERITIES: Final = frozenset({"REJECT", "WARN", "NOTICE", "SHADOW"})
STAGES: Final = frozenset({"decode", "repair", "enrich", "edit", "build", "publish"})
REBALANCES: Final = frozenset({"assigned", "revoked", "lost"})
RESULTS: Final = frozenset({"committed", "aborted"})
DEAD_LETTER_REASONS: Final[frozenset[str]] = frozenset(get_args(DeadLetterReason))

CHECK_STATUSES: Final = frozenset({"200", "400", "401", "408", "413", "415", "422", "429", "500", "503"})
CHECK_ENDS: Final = frozenset({"cpu-time", "error", "killed", "no-answer", "signal"})

ALERTED_ENDS: Final = ("1", "3", "4", "5", "70", "137")
"""The exit codes of child processes that an operator should know of."""

# With SIGHUP, SIGINT, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV and SIGTERM.
_EXIT_CODES: Final = frozenset({"0", "2", *ALERTED_ENDS, "129", "130", "132", "134", "135", "136", "139", "143"})

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

    `meaning` says what it counts and `action` what an operator should do about it. `closed` holds the allowed values
    of each label that the code knows completely. `buckets` are a histogram's upper bounds. `merge` says how to combine
    gauges of several processes that share a series.
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
    meaning="Events with a committed outcome.",
    action="If the share of rejections is far above normal, findings_total by edit shows the cause.",
)
FINDINGS: Final = Metric(
    name="claims_worker_findings_total",
    kind="counter",
    labels=("edit", "severity", "profile"),
    closed={"severity": SEVERITIES},
    meaning="Findings on committed outcomes, including those of shadow edits.",
    action="If one edit jumps, a source system or a code table changed; 'edits show' explains the edit.",
)
REPAIRS: Final = Metric(
    name="claims_worker_repairs_total",
    kind="counter",
    labels=("repair",),
    meaning="Fields that were normalized or derived.",
    action="If it jumps, a source system changed its formats: ask its owner. Claims are not affected.",
)
NOT_CHECKED: Final = Metric(
    name="claims_worker_not_checked_total",
    kind="counter",
    labels=("table",),
    meaning="Outcomes not checked by some edits because the code table is not loaded or does not cover the date.",
    action="Load the table or its next release with 'codes load'.",
)
DEAD_LETTERS: Final = Metric(
    name="claims_worker_dead_letters_total",
    kind="counter",
    labels=("reason",),
    closed={"reason": DEAD_LETTER_REASONS},
    meaning="Records that could not be read as an encounter event, or whose outcome could not be written.",
    action="List them with 'dead-letters list'; fix the producer, then replay them with 'dead-letters replay'.",
)
EDIT_FAILURES: Final = Metric(
    name="claims_worker_edit_failures_total",
    kind="counter",
    labels=("edit",),
    meaning="Edits that failed with an exception; listed in the outcome's not_checked.",
    action="This is a defect: turn the edit off in the payer profile and report it with the logged line.",
)
EVENT_AGE: Final = Metric(
    name="claims_worker_event_age_seconds",
    kind="histogram",
    buckets=_AGE,
    meaning="Seconds from an event's record timestamp to the commit of its outcome.",
    action="If it is above your target and lag grows, add processes or workers; otherwise check the brokers.",
)
BATCH_RECORDS: Final = Metric(
    name="claims_worker_batch_records",
    kind="histogram",
    buckets=_RECORDS,
    meaning="Records per transaction.",
    action="If it stays at CLAIMS_BATCH_SIZE while lag grows, the worker is at its limit: add processes.",
)
BATCH_DURATION: Final = Metric(
    name="claims_worker_batch_duration_seconds",
    kind="histogram",
    buckets=_DURATION,
    meaning="Seconds from reading a batch to its commit.",
    action="If it grows, compare stage_duration_seconds: 'publish' points to the brokers, others to this machine.",
)
STAGE_DURATION: Final = Metric(
    name="claims_worker_stage_duration_seconds",
    kind="histogram",
    labels=("stage",),
    closed={"stage": STAGES},
    buckets=_DURATION,
    meaning="Seconds that a batch spent in a stage.",
    action="Shows where time is spent; if 'edit' grows after an upgrade or a new code table, report a defect.",
)
LAG: Final = Metric(
    name="claims_worker_consumer_lag_records",
    kind="gauge",
    labels=("topic", "partition"),
    meaning="Input records whose outcome is not committed yet, per assigned partition; none while no broker answers.",
    action="If it grows for minutes, add processes or workers, up to the number of partitions.",
)
BLOCKED: Final = Metric(
    name="claims_worker_blocked_records",
    kind="gauge",
    labels=("topic", "partition"),
    meaning="Input records behind a transaction that a producer keeps open; part of the lag.",
    action="If it stays above 0, have the Kafka team end the hanging transaction: see the runbook.",
)
POSITIONS_LOST: Final = Metric(
    name="claims_worker_positions_lost_total",
    kind="counter",
    labels=("cause",),
    closed={"cause": frozenset(LOSS_CAUSES)},
    meaning="Partitions that could not continue at the committed offset: records were deleted, or the topic changed.",
    action="The log has the topic, the partition and both offsets; see the runbook.",
)
RECORD_FAILURES: Final = Metric(
    name="claims_worker_record_failures_total",
    kind="counter",
    labels=("cause",),
    closed={"cause": frozenset(FAILURE_CAUSES)},
    meaning="Times that a record ended the disposable process that checked it; after two, it is a dead letter.",
    action="This is a defect of the worker: the log has the record's position; see the runbook.",
)
PARTITION_STOPPED: Final = Metric(
    name="claims_worker_partition_stopped",
    kind="gauge",
    labels=("topic", "partition"),
    meaning="1 for each assigned partition that is stopped, because a position was lost or a record ends workers.",
    action="See /readyz for the reason and the setting to continue.",
)
REBALANCES_TOTAL: Final = Metric(
    name="claims_worker_rebalances_total",
    kind="counter",
    labels=("kind",),
    closed={"kind": REBALANCES},
    meaning="Changes in the partitions assigned to this worker.",
    action="On 'lost', or many outside a deployment, workers die or pause: check their exit codes and the brokers.",
)
TRANSACTIONS: Final = Metric(
    name="claims_worker_transactions_total",
    kind="counter",
    labels=("result", "slot"),
    closed={"result": RESULTS},
    meaning="Transactions committed or aborted.",
    action="If transactions abort in a row, the log names the error; after 20 the process exits with code 4.",
)
ASSIGNED_PARTITIONS: Final = Metric(
    name="claims_worker_assigned_partitions",
    kind="gauge",
    labels=("slot",),
    meaning="Partitions assigned to this slot.",
    action="If a ready slot stays at 0, there are more slots than partitions.",
)
LAST_COMMIT: Final = Metric(
    name="claims_worker_last_commit_timestamp_seconds",
    kind="gauge",
    labels=("slot",),
    meaning="Time of the last committed transaction, in seconds since 1970 UTC.",
    action="If it does not move while lag is above 0, the slot is stuck: check its log and restart it.",
)
PROCESS_ENDS: Final = Metric(
    name="claims_worker_process_ends_total",
    kind="counter",
    labels=("slot", "exit_code"),
    closed={"exit_code": _EXIT_CODES},
    meaning="Child processes that ended without being asked to, by exit code; 128 + n means that signal n ended them.",
    action="137 (signal 9) is most often the memory limit: raise it or lower CLAIMS_BATCH_SIZE. Others: see the log.",
)
SLOT_READY: Final = Metric(
    name="claims_worker_slot_ready",
    kind="gauge",
    labels=("slot",),
    merge="min",
    meaning="1 if the slot has joined its group, its code tables are loaded and a broker answers; otherwise 0.",
    action="If it is 0, /readyz gives the reason.",
)
READY: Final = Metric(
    name="claims_worker_ready",
    kind="gauge",
    merge="min",
    meaning="1 if every slot is ready; otherwise 0.",
    action="If it is 0, /readyz gives the reason.",
)
TABLE_LOADED: Final = Metric(
    name="claims_worker_code_table_loaded",
    kind="gauge",
    labels=("table", "release"),
    meaning="1 for each loaded code table, with its release.",
    action="If a table is missing, load it with 'codes load'; if two releases stay, a process did not reload.",
)
TABLE_EXPIRES: Final = Metric(
    name="claims_worker_code_table_expires_timestamp_seconds",
    kind="gauge",
    labels=("table",),
    merge="min",
    meaning="End of the last day that a code table covers, in seconds since 1970 UTC.",
    action="Within 30 days of it, load the next release; after it, later services are not checked.",
)
TABLE_NEWER: Final = Metric(
    name="claims_worker_code_table_newer_available",
    kind="gauge",
    labels=("table",),
    meaning="1 if 'codes fetch' saw a release that is in force now and is not loaded; otherwise 0.",
    action="If it stays 1, 'codes status' gives the reason: a license, a site that refuses, a check that failed.",
)
TABLE_CHECKED: Final = Metric(
    name="claims_worker_code_table_checked_timestamp_seconds",
    kind="gauge",
    labels=("table",),
    merge="min",
    meaning="When 'codes fetch' last read each source of a code table as expected, in seconds since 1970 UTC.",
    action="If it is days old, see the last run of 'codes fetch': its job, timer or log.",
)
BUILD_INFO: Final = Metric(
    name="claims_worker_build_info",
    kind="gauge",
    labels=("version", "catalogue"),
    meaning="Always 1; the labels are the versions of the worker and of its edit catalog.",
    action="If two versions run for longer than a deployment takes, the deployment is stuck.",
)
CHECK_REQUESTS: Final = Metric(
    name="claims_worker_check_requests_total",
    kind="counter",
    labels=("status",),
    closed={"status": CHECK_STATUSES},
    meaning="Requests to POST /check of 'serve', by HTTP status.",
    action="If 429 or 503 rise, add processes or pods; if 400 or 422 rise, a caller sends invalid encounters.",
)
CHECK_DURATION: Final = Metric(
    name="claims_worker_check_duration_seconds",
    kind="histogram",
    buckets=_DURATION,
    meaning="Seconds from receiving the head of a POST /check request to 'serve' until its response.",
    action="If the 99th percentile rises, callers send more than the processes can check; add processes.",
)
CHECKED: Final = Metric(
    name="claims_worker_checked_encounters_total",
    kind="counter",
    labels=("outcome", "profile"),
    closed={"outcome": OUTCOMES},
    meaning="Encounters that 'serve' answered. They are checked, not published.",
    action="None; the share of rejections is about the callers' drafts.",
)
CHECK_PROCESSES_ENDED: Final = Metric(
    name="claims_worker_check_processes_ended_total",
    kind="counter",
    labels=("cause",),
    closed={"cause": CHECK_ENDS},
    meaning="Processes of 'serve' that ended and were replaced.",
    action="Read the log: 'error' and 'signal' are defects, 'killed' most often means too little memory.",
)
PROCESS_CPU: Final = Metric(
    name="process_cpu_seconds_total",
    kind="counter",
    labels=("slot",),
    meaning="User and system CPU time, in seconds.",
    action="If it is near one core while lag grows, add processes.",
)
PROCESS_MEMORY: Final = Metric(
    name="process_resident_memory_bytes",
    kind="gauge",
    labels=("slot",),
    meaning="Resident memory in bytes.",
    action="If it keeps growing, restart the worker and report a defect.",
)
PROCESS_VIRTUAL: Final = Metric(
    name="process_virtual_memory_bytes",
    kind="gauge",
    labels=("slot",),
    meaning="Virtual memory in bytes.",
    action="None; watch resident memory instead.",
)
PROCESS_START: Final = Metric(
    name="process_start_time_seconds",
    kind="gauge",
    labels=("slot",),
    meaning="Start time of the process, in seconds since 1970 UTC.",
    action="If it keeps changing, the process is restarting; the log gives the exit codes.",
)
PROCESS_OPEN_FDS: Final = Metric(
    name="process_open_fds",
    kind="gauge",
    labels=("slot",),
    meaning="Open file descriptors.",
    action="If it is near process_max_fds, raise the limit; if it keeps growing, report a defect.",
)
PROCESS_MAX_FDS: Final = Metric(
    name="process_max_fds",
    kind="gauge",
    labels=("slot",),
    meaning="Limit on open file descriptors.",
    action="None; compare with process_open_fds.",
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
        BLOCKED,
        POSITIONS_LOST,
        RECORD_FAILURES,
        PARTITION_STOPPED,
        REBALANCES_TOTAL,
        TRANSACTIONS,
        ASSIGNED_PARTITIONS,
        LAST_COMMIT,
        PROCESS_ENDS,
        SLOT_READY,
        READY,
        TABLE_LOADED,
        TABLE_EXPIRES,
        TABLE_NEWER,
        TABLE_CHECKED,
        BUILD_INFO,
        CHECK_REQUESTS,
        CHECK_DURATION,
        CHECKED,
        CHECK_PROCESSES_ENDED,
        PROCESS_CPU,
        PROCESS_MEMORY,
        PROCESS_VIRTUAL,
        PROCESS_START,
        PROCESS_OPEN_FDS,
        PROCESS_MAX_FDS,
    )
}
