"""A small web service around tendlc: take customer documents over HTTP, say how far they are.

    python examples/web_service.py SANDBOX_URL DATA_FOLDER [PORT]

POST /customers/KEY takes a document as YAML or JSON, GET /customers/KEY says where it stands.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import tendlc


class Service:
    """The WSGI application; the server calls it in a thread for each request."""

    def __init__(self, app: tendlc.App) -> None:
        self._app = app
        self._asked = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        key = environ["PATH_INFO"].removeprefix("/customers/")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        try:
            answer = (
                self._take(body, key) if environ["REQUEST_METHOD"] == "POST" else self._show(key)
            )
            status = "200 OK"
        except tendlc.UnknownOnboarding as error:
            status, answer = "404 Not Found", {"error": error.code, "message": error.message}
        except tendlc.IntakeError as error:
            faults = [f"line {fault.line}: {fault.field} {fault.message}" for fault in error.faults]
            status, answer = "400 Bad Request", {"error": error.code, "faults": faults}
        except tendlc.TendlcError as error:
            status, answer = "409 Conflict", {"error": error.code, "message": error.message}
        start(status, [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    def _take(self, body: bytes, key: str) -> dict[str, Any]:
        self._app.add(tendlc.parse_document(body, default_key=key))
        self._asked.set()
        return self._show(key)

    def _show(self, key: str) -> dict[str, Any]:
        view = self._app.status(key)
        steps = {f"{line.number} {line.name}": str(line.outcome) for line in view.steps}
        tasks = [task.code for task in view.onboarding.tasks]
        return {"stage": str(view.onboarding.stage), "tasks": tasks, "steps": steps}

    def work(self) -> None:
        """Carry on whoever is due, now and whenever somebody asks; runs in a thread of its own."""
        while True:
            for key in self._app.due():
                try:
                    self._app.run(key)
                except tendlc.TendlcError as error:
                    print(f"{key}: {error.message}", file=sys.stderr)
            self._asked.wait(timeout=1)
            self._asked.clear()


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def main(sandbox: str, data: str, port: str = "0") -> None:
    with tendlc.open_app(tendlc.to_sandbox(sandbox), Path(data)) as app:
        service = Service(app)
        threading.Thread(target=service.work, daemon=True).start()
        with make_server("127.0.0.1", int(port), service, server_class=Server) as server:
            print(f"http://127.0.0.1:{server.server_port}", flush=True)
            server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
