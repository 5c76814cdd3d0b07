# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""AI tasks against an OpenAI-compatible server that we didn't write: @dwmkerr/mock-llm from npm.

MOCK_LLM names its program; without it npm is asked for it, and where that can't be had there is nothing to test.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, ClassVar

from daemon import Daemon

PACKAGE = "@dwmkerr/mock-llm@0.1.29"
PATIENCE = 30

ANSWER = "The quick brown fox jumps over the lazy dog, and then rests for a while in the shade."
RULES = f"""
streaming:
  chunkSize: 8
  chunkIntervalMs: 100
rules:
  - path: "/v1/models"
    response:
      status: 200
      content: |
        {{"object": "list", "data": [{{"id": "text-embedding-1"}}, {{"id": "mock-1"}}]}}
  - path: "/v1/chat/completions"
    match: "@"
    response:
      status: 200
      content: |
        {{"id": "c1", "object": "chat.completion", "created": 1, "model": "mock-1",
          "choices": [{{"index": 0, "finish_reason": "stop",
                        "message": {{"role": "assistant", "content": "{ANSWER}"}}}}],
          "usage": {{"prompt_tokens": 9, "completion_tokens": 21, "total_tokens": 30}}}}
  - path: "/v1/chat/completions"
    match: "contains(body.messages[-1].content, 'refuse')"
    response:
      status: 401
      content: |
        {{"error": {{"message": "Incorrect API key provided.", "type": "invalid_request_error",
                     "code": "invalid_api_key"}}}}
"""


def find_program(folder: str) -> str | None:
    """The server's program; nothing where it isn't to be had here."""
    if program := os.environ.get("MOCK_LLM"):
        return program
    npm = shutil.which("npm")
    if not npm:
        return None
    quick = ["--no-audit", "--no-fund", "--silent", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=20000"]
    command = [npm, "install", "--prefix", folder, *quick, PACKAGE]
    try:
        subprocess.run(command, check=True, timeout=120, stdin=subprocess.DEVNULL)
    except (subprocess.SubprocessError, OSError):
        return None
    return str(Path(folder, "node_modules", ".bin", "mock-llm"))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MockLlm(unittest.TestCase):
    """One such server for all; each test has a daemon."""

    url: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="procession-mock-llm-"))
        program = find_program(folder)
        if not program:
            raise unittest.SkipTest(f"npm can't install {PACKAGE} here")
        Path(folder, "mock-llm.yaml").write_text(RULES, encoding="utf-8")
        port = free_port()
        server = subprocess.Popen(
            [program],
            cwd=folder,
            env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

        def stop() -> None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

        cls.addClassCleanup(stop)
        cls.url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("mock-llm did not come up")

    def setUp(self) -> None:
        self.daemon = Daemon(environment={"LLM_BASE_URL": self.url})
        self.addCleanup(self.daemon.stop)

    def ask(self, prompt: str, **more: Any) -> str:
        """Starts a task; its id."""
        answer = self.daemon.ask("POST", "/ai/tasks", {"prompt": prompt, **more})
        self.assertEqual(answer.status, 202)
        self.assertEqual(answer.body["process"]["status"], "pending")
        self.assertEqual(answer.body["process"]["metadata"]["stage"], "queued")
        return answer.body["process"]["process_id"]

    def until_over(self, process_id: str) -> list[dict[str, Any]]:
        """The states of a process that were seen until it was over."""
        seen: list[dict[str, Any]] = []
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            seen.append(self.daemon.must("GET", f"/processes/{process_id}")["process"])
            if seen[-1]["status"] not in ("pending", "running"):
                return seen
            time.sleep(0.02)
        raise AssertionError(f"it doesn't end: {seen[-1]}")

    def test_the_answer_grows_and_is_kept(self) -> None:
        seen = self.until_over(self.ask("Tell me", max_tokens=100))
        last = seen[-1]
        self.assertEqual((last["status"], last["progress"]), ("completed", 100))
        self.assertEqual(last["metadata"]["answer"], ANSWER)
        self.assertEqual(last["metadata"]["stage"], "completed")
        self.assertEqual(last["metadata"]["model"], "mock-1")
        self.assertEqual(last["metadata"]["finish_reason"], "stop")
        self.assertGreater(last["metadata"]["tokens_per_second"], 0)
        growing = [state["metadata"]["answer"] for state in seen[:-1] if state["metadata"].get("answer")]
        self.assertTrue(growing)
        self.assertTrue(all(ANSWER.startswith(answer) for answer in growing))
        self.assertLess(len(growing[0]), len(ANSWER))

    def test_a_refusal_is_told_and_not_tried_again(self) -> None:
        last = self.until_over(self.ask("refuse it", model="mock-1"))[-1]
        self.assertEqual((last["status"], last["attempt"]), ("failed", 1))
        self.assertEqual(last["retry"]["status"], "exhausted")
        self.assertIn("Incorrect API key provided.", last["error_message"])

    def test_many_at_once_all_end(self) -> None:
        ids = [self.ask(f"task {i}", model="mock-1") for i in range(12)]
        for process_id in ids:
            self.assertEqual(self.until_over(process_id)[-1]["metadata"]["answer"], ANSWER)


if __name__ == "__main__":
    unittest.main()
