"""`claims-worker run`: run the worker."""

import os
import sys
import threading
from pathlib import Path

import click
import structlog

from workers.logs import configure_logs
from workers.processes.core_dumps import forbid_core_dumps
from workers.processes.new_secrets import run_with_new_secrets
from workers.processes.parent import run_parent
from workers.processes.single_process import run_single
from workers.processes.stop_signals import stop_on_signals
from workers.settings.environment import has_secret_files
from workers.settings.layer import PREFIX
from workers.settings.load import load_settings
from workers.settings.settings import Settings, SettingsError
from workers.settings.show import print_settings

WRONG_SETTING = 2
"""Exit code: a setting is invalid, found before connecting."""

_log = structlog.get_logger(__name__)


@click.command("run", short_help="Run the worker until it is stopped.")
@click.option("--processes", metavar="N", help="Number of worker processes [CLAIMS_PROCESSES, 1].")
@click.option(
    "--http-port-file", metavar="FILE", type=click.Path(path_type=Path), help="Write the HTTP port to this file."
)
@click.option("--config-file", metavar="FILE", help="TOML file with settings [CLAIMS_CONFIG_FILE].")
@click.option("--log-level", metavar="LEVEL", help="Log level: debug, info, warning or error [CLAIMS_LOG_LEVEL, info].")
@click.option("--log-format", metavar="FORMAT", help="Log format: auto, text or json [CLAIMS_LOG_FORMAT, auto].")
@click.option("--print-settings", "only_print", is_flag=True, help="Print the effective settings and exit.")
def run(
    processes: str | None,
    http_port_file: Path | None,
    config_file: str | None,
    log_level: str | None,
    log_format: str | None,
    *,
    only_print: bool,
) -> None:
    """Read encounter events and publish claims and rejections exactly once, until SIGTERM.

    Flags override CLAIMS_… environment variables, which override the settings file.

    \b
    Exit codes:
      0  stopped cleanly
      1  internal error, or C code held the interpreter
      2  invalid setting
      3  fenced by another worker
      4  broker unavailable
      5  refused by the broker or the schema registry
      70 hung
      128 + N  a process was ended by signal N
    """
    flags: dict[str, object] = {
        "processes": processes,
        "http_port_file": http_port_file,
        "config_file": config_file,
        "log_level": log_level,
        "log_format": log_format,
    }
    # The first process of a container ignores SIGTERM by default, so set the handler before anything else.
    stop = threading.Event()
    stop_on_signals(stop)
    try:
        settings = load_settings(flags, require_broker=not only_print)
        if only_print:
            click.echo(print_settings(settings), nl=False)
        # Import late: it loads the edits, which --help does not need.
        from workers.build_processor import check_settings

        check_settings(settings)
        if only_print:
            return
        if not settings.core_dumps:
            forbid_core_dumps()
        configure_logs(settings.log_level, settings.log_format)

        def work(chosen: Settings) -> int:
            return run_single(chosen, stop) if chosen.processes == 1 else run_parent(chosen, stop)

        def reload() -> Settings:
            return load_settings(flags, require_broker=True)

        secret_files = has_secret_files(os.environ)
        code = run_with_new_secrets(settings, work, reload, stop) if secret_files else work(settings)
    except SettingsError as wrong:
        _report(wrong, log_format or os.environ.get(f"{PREFIX}LOG_FORMAT"))
        sys.exit(WRONG_SETTING)
    sys.exit(code)


def _report(wrong: SettingsError, log_format: str | None) -> None:
    """Print the problems, or log them if the log is chosen to be JSON: a collector then reads all lines alike."""
    if log_format == "json":
        configure_logs("info", "json")
    for problem in wrong.problems:
        if log_format == "json":
            _log.error("invalid setting", problem=problem, exit_code=WRONG_SETTING)
        else:
            click.echo(problem, err=True)
