"""Runs one sink with its HTTP pages, from start to end, and returns its exit code."""

import threading
from typing import Final

import structlog

from schemas.schema_source import RegistryRefused, RegistryUnavailable
from workers.http.probes import Probes
from workers.http.server import HttpServer
from workers.insight.keys import Keys
from workers.insight.sink import Sink
from workers.insight.sink_observer import SinkObserver
from workers.insight.store import FactStore
from workers.insight.store_notes import StoreUnusable
from workers.kafka.worker_exit import WorkerExit
from workers.metrics.insight_declared import SINK_METRICS
from workers.settings.settings import Settings, SettingsError

STORE_UNUSABLE: Final = 6
"""Exit code: the store cannot be read or written, or outcomes would be missing in it."""

_log = structlog.get_logger(__name__)


def run_sink(settings: Settings, store: FactStore, keys: Keys, stop: threading.Event, *, accept_gap: bool) -> int:
    """Follow the outcome topics until `stop` is set or it fails; the reason is logged.

    Raises:
        SettingsError: the HTTP server cannot listen on the configured address.
    """
    observer = SinkObserver(settings)
    with HttpServer(settings, observer, answers=Probes(observer, SINK_METRICS)) as server:
        _log.info(f"listening on {server.address}", store=str(store.folder))
        code = _run(settings, store, keys, observer, stop, accept_gap=accept_gap)
        observer.left(code)
    return code


def _run(
    settings: Settings,
    store: FactStore,
    keys: Keys,
    observer: SinkObserver,
    stop: threading.Event,
    *,
    accept_gap: bool,
) -> int:
    try:
        Sink(settings, store, keys, observer, stop, accept_gap=accept_gap).run()
    except StoreUnusable as reason:
        return _failed(STORE_UNUSABLE, str(reason))
    except WorkerExit as ended:
        return _failed(ended.code, ended.message)
    except RegistryUnavailable as away:
        return _failed(4, str(away))
    except RegistryRefused as refused:
        return _failed(5, str(refused))
    except SettingsError as wrong:
        return _failed(2, "; ".join(wrong.problems))
    except Exception as error:  # noqa: BLE001 (any other error ends the sink with 1; its text is not logged)
        _log.error("sink failed", exit_code=1, exc_info=error)
        return 1
    _log.info("stopped")
    return 0


def _failed(code: int, reason: str) -> int:
    _log.error("sink failed", exit_code=code, reason=reason)
    return code
