"""`claims-worker serve`: check encounters over HTTP."""

import sys
import threading
from pathlib import Path

import click

from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.logs import configure_logs
from workers.processes.core_dumps import forbid_core_dumps
from workers.processes.stop_signals import stop_on_signals
from workers.settings.load import load_settings
from workers.settings.settings import SettingsError


@click.command("serve", short_help="Check encounters over HTTP.")
@click.option("--port", "--http-port", "http_port", metavar="N", help="Port to listen on [CLAIMS_HTTP_PORT, 9465].")
@click.option("--processes", metavar="N", help="Processes that check [CLAIMS_PROCESSES, one per core].")
@click.option(
    "--http-port-file", metavar="FILE", type=click.Path(path_type=Path), help="Write the HTTP port to this file."
)
@click.option("--config-file", metavar="FILE", help="TOML file with settings [CLAIMS_CONFIG_FILE].")
@click.option("--log-level", metavar="LEVEL", help="Log level: debug, info, warning or error [CLAIMS_LOG_LEVEL, info].")
@click.option("--log-format", metavar="FORMAT", help="Log format: auto, text or json [CLAIMS_LOG_FORMAT, auto].")
def serve(
    http_port: str | None,
    processes: str | None,
    http_port_file: Path | None,
    config_file: str | None,
    log_level: str | None,
    log_format: str | None,
) -> None:
    """Check encounters over HTTP until SIGTERM, without Kafka: POST /check, described at /openapi.json.

    Nothing is stored, published or logged. Settings come from flags, environment variables (CLAIMS_…) and a file, in
    this order. CLAIMS_SERVE_TOKENS, CLAIMS_SERVE_TLS_CERTIFICATE and CLAIMS_SERVE_TLS_KEY protect it.

    \b
    Exit codes:
      0  stopped cleanly
      2  invalid setting
    """
    # The first process of a container ignores SIGTERM by default, so set the handler before anything else.
    stop = threading.Event()
    stop_on_signals(stop)
    flags: dict[str, object] = {
        "http_port": http_port,
        "processes": processes,
        "http_port_file": http_port_file,
        "config_file": config_file,
        "log_level": log_level,
        "log_format": log_format,
    }
    try:
        # Import late: it is an extra.
        from workers.serve.server import run_service, settings_of_service
    except ModuleNotFoundError as missing:
        if missing.name != "starlette":
            raise
        end_with(COULD_NOT_RUN, "serve: needs the extra serve: pip install 'claims-worker[serve]'")
    from workers.build_processor import check_settings

    try:
        settings = settings_of_service(load_settings(flags, require_broker=False))
        check_settings(settings.model_copy(update={"schemas": "embedded"}))
        if not settings.core_dumps:
            forbid_core_dumps()
        configure_logs(settings.log_level, settings.log_format)
        run_service(settings, stop)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    sys.exit(0)
