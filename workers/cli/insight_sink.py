"""`claims-worker insight sink`: write the facts of outcomes to the store."""

import sys
import threading
from pathlib import Path

import click

from workers.cli.insight_store import open_store_or_exit, store_folder
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.logs import configure_logs
from workers.processes.core_dumps import forbid_core_dumps
from workers.processes.stop_signals import stop_on_signals
from workers.settings.load import load_settings
from workers.settings.settings import SettingsError


@click.command("sink", short_help="Write outcomes to the store until it is stopped.")
@click.option("--accept-gap", is_flag=True, help="Record outcomes that are missing at the start, and continue.")
@click.option(
    "--http-port-file", metavar="FILE", type=click.Path(path_type=Path), help="Write the HTTP port to this file."
)
@click.option("--config-file", metavar="FILE", help="TOML file with settings [CLAIMS_CONFIG_FILE].")
@click.option("--log-level", metavar="LEVEL", help="Log level: debug, info, warning or error [CLAIMS_LOG_LEVEL, info].")
@click.option("--log-format", metavar="FORMAT", help="Log format: auto, text or json [CLAIMS_LOG_FORMAT, auto].")
def sink(
    http_port_file: Path | None,
    config_file: str | None,
    log_level: str | None,
    log_format: str | None,
    *,
    accept_gap: bool,
) -> None:
    """Follow both outcome topics and write their facts to the store, each outcome exactly once, until SIGTERM.

    The store is the folder CLAIMS_INSIGHT_STORE. Several sinks with the same settings share the partitions.

    \b
    Exit codes:
      0  stopped cleanly
      1  internal error
      2  invalid setting, or a store that cannot be opened
      4  broker unavailable
      5  refused by the broker or the schema registry
      6  outcomes would be missing, or the store cannot be written
    """
    flags: dict[str, object] = {
        "http_port_file": http_port_file,
        "config_file": config_file,
        "log_level": log_level,
        "log_format": log_format,
    }
    stop = threading.Event()
    stop_on_signals(stop)
    try:
        settings = load_settings(flags, require_broker=True)
        folder = store_folder(settings)
        if settings.insight_key_file is None:
            end_with(
                COULD_NOT_RUN, "CLAIMS_INSIGHT_KEY_FILE: required; set a file with a secret of 32 characters or more"
            )
        store, keys = open_store_or_exit(folder, settings.insight_key_file, create=True)
        from workers.insight.run_sink import run_sink

        if not settings.core_dumps:
            forbid_core_dumps()
        configure_logs(settings.log_level, settings.log_format)
        code = run_sink(settings, store, keys, stop, accept_gap=accept_gap)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    sys.exit(code)
