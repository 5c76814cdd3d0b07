# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium, driven by chromedriver over the W3C WebDriver protocol."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from daemon import clean_environment

_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Browser:
    """One window. Scripts run in whatever page open() went to."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="procession-browser-", ignore_cleanup_errors=True)
        self._driver = subprocess.Popen(
            ["chromedriver", "--port=0"],
            env=clean_environment(self._folder.name),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._connection: http.client.HTTPConnection | None = None
        self._session = ""
        try:
            self._begin_session()
        except BaseException:
            self.close()
            raise

    def _begin_session(self) -> None:
        assert self._driver.stdout
        port = None
        for line in self._driver.stdout:
            port = re.search(r"started successfully on port (\d+)", line)
            if port:
                break
        assert port, "chromedriver did not come up"
        self._connection = http.client.HTTPConnection("127.0.0.1", int(port[1]), timeout=120)
        options = {"args": [*_FLAGS, f"--user-data-dir={self._folder.name}/profile"]}
        capabilities = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}
        self._session = self._ask("POST", "", {"capabilities": capabilities})["sessionId"]
        self._ask("POST", "/timeouts", {"script": 30000, "pageLoad": 60000})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        assert self._connection
        address = f"/session/{self._session}{path}" if self._session else "/session"
        self._connection.request(method, address, None if body is None else json.dumps(body))
        response = self._connection.getresponse()
        value = json.loads(response.read())["value"]
        assert response.status == 200, value
        return value

    def open(self, url: str) -> None:
        """Goes to a page."""
        self._ask("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """What the script, the body of an async function, returns."""
        wrapped = (
            "const done = arguments[arguments.length - 1];"
            f"(async (...given) => {{ {script} }})(...[...arguments].slice(0, -1))"
            ".then(done, error => done('threw ' + error));"
        )
        return self._ask("POST", "/execute/async", {"script": wrapped, "args": list(arguments)})

    def close(self) -> None:
        """Ends the browser."""
        try:
            if self._session:
                self._ask("DELETE", "")
        finally:
            if self._connection:
                self._connection.close()
            self._driver.terminate()
            self._driver.wait(timeout=30)
            assert self._driver.stdout
            self._driver.stdout.close()
            self._folder.cleanup()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802 (the library's name)
        content = b"<!DOCTYPE html><title>A page of someone's</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        pass


class WebSite:
    """A web server that is not Procession, with one empty page. It has two origins: by name and by address."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
        self._thread = threading.Thread(target=self._server.serve_forever)
        port = self._server.server_address[1]
        self.by_name = f"http://localhost:{port}"
        self.by_address = f"http://127.0.0.1:{port}"

    def __enter__(self) -> WebSite:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
