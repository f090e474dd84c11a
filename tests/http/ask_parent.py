"""Runs a parent of two processes and submits its form; a test starts this and reads its output."""

import http.client
import json
import sys
import threading

from workers.http.server import HttpServer
from workers.logs import configure_logs
from workers.processes.parent import Parent
from workers.settings.settings import Settings

if __name__ == "__main__":
    configure_logs("error", "text")
    settings = Settings(http_port=0, http_what_if=True, processes=2)
    idle = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    parent = Parent(settings, lambda slot, descriptor: idle)
    stop = threading.Event()
    running = threading.Thread(target=parent.run, args=(stop,))
    running.start()
    with HttpServer(settings, parent) as server:
        connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        connection.request("POST", "/what-if", "sample=rejected-several-problems", headers)
        response = connection.getresponse()
        page = response.read().decode()
        connection.request("GET", "/")
        status_page = connection.getresponse().read().decode()
        connection.close()
    stop.set()
    running.join()
    told = {
        "status": response.status,
        "judged": "Rejected: correct it and send it again." in page,
        "slots": "of 2 slots ready" in status_page,
        "kafka": "confluent_kafka" in sys.modules,
    }
    sys.stdout.write(json.dumps(told))
