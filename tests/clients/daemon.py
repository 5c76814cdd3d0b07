# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A processiond of a test's own, and the plainest REST client for it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Mapping, NamedTuple

# What of the machine's user must not reach a daemon or a client under test.
_FOREIGN = re.compile(r"PROCESSION_.*|SKIP_AUTH|LLM_.*|OPENAI_API_KEY|XDG_.*|.*_proxy", re.IGNORECASE)


class Answer(NamedTuple):
    """What a request came to."""

    status: int
    body: dict[str, Any]


def clean_environment(folder: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment in which nothing of the machine's user is found."""
    environment = {name: value for name, value in os.environ.items() if not _FOREIGN.fullmatch(name)}
    return {**environment, "HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_CONFIG_DIRS": folder, **(extra or {})}


class Daemon:
    """A processiond on a free port with its own data folder; stop() ends it."""

    def __init__(self, config: str = "", environment: Mapping[str, str] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="procession-test-")
        self.environment = clean_environment(self._folder.name, environment)
        settings = Path(self._folder.name, "settings.toml")
        settings.write_text(config, encoding="utf-8")
        data = Path(self._folder.name, "data")
        self._process = subprocess.Popen(
            [os.environ["PROCESSIOND"], "--port", "0", "--data-dir", str(data), "--config", str(settings)],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            self._read_greeting(data / "token")
        except BaseException:
            self.stop()
            raise

    def _read_greeting(self, token: Path) -> None:
        assert self._process.stdout
        greeting = ""
        for line in self._process.stdout:
            greeting += line
            if line.startswith("Try: "):
                break
        address = re.search(r"http://127\.0\.0\.1:(\d+)", greeting)
        assert address, f"processiond did not come up: {greeting}"
        self.port = int(address[1])
        self.token = token.read_text(encoding="utf-8").strip() if token.exists() else ""

    @property
    def feed(self) -> str:
        """Where the live feed is, without a query."""
        return f"ws://localhost:{self.port}/ws/processes"

    @property
    def bearer(self) -> dict[str, str]:
        """The header that lets a client in."""
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Sends one request."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {**self.bearer, "Content-Type": "application/json"})
            response = connection.getresponse()
            return Answer(response.status, json.loads(response.read() or "{}"))
        finally:
            connection.close()

    def must(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Sends a request that must succeed; its answer's body."""
        answer = self.ask(method, path, body)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer}"
        return answer.body

    def start(self, process_id: str, **more: Any) -> dict[str, Any]:
        """Starts a running process of that id."""
        body = {"process_id": process_id, "process_type": "ai_task", "name": process_id, "status": "running", **more}
        return self.must("POST", "/processes", body)["process"]

    def report(self, process_id: str, **report: Any) -> dict[str, Any]:
        """Reports on a process."""
        return self.must("PATCH", f"/processes/{process_id}", report)["process"]

    def ticket(self) -> str:
        """Buys a ticket for the feed."""
        return self.must("POST", "/ws-ticket")["ticket"]

    def terminate(self) -> None:
        """Asks it to end, as an init system would."""
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return self._process.wait(timeout=30)

    def stop(self) -> None:
        """Ends it, whatever it does, and removes its folder."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()
        self._folder.cleanup()
