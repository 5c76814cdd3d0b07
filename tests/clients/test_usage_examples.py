# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The usage examples that Procession was commissioned with, as they were written."""

from __future__ import annotations

import json
import subprocess
import unittest
from typing import Any

from daemon import Daemon

# Word for word the commission's "API Usage".
API_USAGE = """
# List all processes
curl -H "Authorization: Bearer $TOKEN" http://localhost:8000/processes

# Get specific process
curl -H "Authorization: Bearer $TOKEN" http://localhost:8000/processes/ai_task_12345

# Cancel process
curl -X POST -H "Authorization: Bearer $TOKEN" http://localhost:8000/processes/ai_task_12345/cancel
"""
LIST, GET, CANCEL = [line for line in API_USAGE.splitlines() if line.startswith("curl")]

# The commission's "Tracking an AI Task", call by call.
START = {
    "process_id": "ai_task_12345",
    "process_type": "ai_task",
    "name": "Document Analysis",
    "description": "Analyzing construction document for compliance",
    "metadata": {"document_id": "doc_abc123", "model": "deepseek-r1"},
}
UPDATE = {"status": "running", "progress": 50, "metadata_update": {"stage": "processing"}}
COMPLETE = {"status": "completed", "progress": 100, "metadata_update": {"result": "Compliance check passed"}}

# The commission's "Configuring Retry Policies".
POLICY = {"max_attempts": 3, "initial_delay": 1.0, "max_delay": 60.0, "exponential_base": 2.0, "jitter": True}


class UsageExamples(unittest.TestCase):
    """A user follows the examples from top to bottom."""

    def setUp(self) -> None:
        self.daemon = Daemon()
        self.addCleanup(self.daemon.stop)

    def curl(self, line: str, token: str | None = None) -> dict[str, Any]:
        """What the line prints, typed into a shell. Only the port is another."""
        self.assertIn("localhost:8000", line)
        result = subprocess.run(
            line.replace("localhost:8000", f"localhost:{self.daemon.port}"),
            shell=True,
            check=True,
            capture_output=True,
            env={**self.daemon.environment, "TOKEN": self.daemon.token if token is None else token},
            timeout=60,
        )
        return json.loads(result.stdout)

    def test_listing_all_processes(self) -> None:
        self.assertEqual(self.curl(LIST), {"processes": []})
        self.daemon.must("POST", "/processes", START)
        self.daemon.must("POST", "/processes", {"process_type": "rag_training", "name": "Training"})
        processes = self.curl(LIST)["processes"]
        self.assertEqual([process["name"] for process in processes], ["Document Analysis", "Training"])
        self.assertEqual({key: processes[0][key] for key in START}, START)

    def test_getting_a_specific_process(self) -> None:
        self.assertEqual(self.curl(GET)["error"]["code"], "unknown_process")
        self.daemon.must("POST", "/processes", START)
        self.assertEqual(self.curl(GET)["process"]["status"], "pending")
        self.daemon.must("PATCH", "/processes/ai_task_12345", UPDATE)
        process = self.curl(GET)["process"]
        self.assertEqual(process["status"], "running")
        self.assertEqual(process["progress"], 50)
        self.assertEqual(
            process["metadata"], {"document_id": "doc_abc123", "model": "deepseek-r1", "stage": "processing"}
        )

    def test_cancelling_a_process(self) -> None:
        self.daemon.must("POST", "/processes", START)
        self.daemon.must("PATCH", "/processes/ai_task_12345", UPDATE)
        self.assertEqual(
            self.curl(CANCEL), {"status": "success", "message": "Process ai_task_12345 cancelled"}
        )
        self.assertEqual(self.curl(GET)["process"]["status"], "cancelled")
        # The worker learns of it by its next report.
        refused = self.daemon.ask("PATCH", "/processes/ai_task_12345", COMPLETE)
        self.assertEqual(refused.status, 409)
        self.assertEqual(refused.body["process"]["status"], "cancelled")

    def test_tracking_a_task_to_its_end(self) -> None:
        self.daemon.must("POST", "/processes", START)
        self.daemon.must("PATCH", "/processes/ai_task_12345", UPDATE)
        self.daemon.must("PATCH", "/processes/ai_task_12345", COMPLETE)
        process = self.curl(GET)["process"]
        self.assertEqual(process["status"], "completed")
        self.assertEqual(process["progress"], 100)
        self.assertEqual(process["metadata"]["result"], "Compliance check passed")
        self.assertEqual(self.curl(CANCEL)["error"]["code"], "already_finished")
        self.assertEqual(self.curl(GET)["process"]["status"], "completed")

    def test_configuring_a_retry_policy(self) -> None:
        self.daemon.must("PUT", "/retry-policies/ai_task", POLICY)
        self.assertEqual(self.daemon.must("GET", "/retry-policies")["retry_policies"]["ai_task"], POLICY)
        self.daemon.must("POST", "/processes", START)
        self.daemon.must("PATCH", "/processes/ai_task_12345", {"status": "failed", "error_message": "out of memory"})
        retry = self.curl(GET)["process"]["retry"]
        self.assertEqual(retry["max_attempts"], 3)
        self.assertEqual(retry["last_error"], "out of memory")

    def test_without_the_token_the_lines_show_nothing(self) -> None:
        self.daemon.must("POST", "/processes", START)
        for line in (LIST, GET, CANCEL):
            for token in ("", "guess"):
                with self.subTest(line=line, token=token):
                    self.assertEqual(self.curl(line, token)["error"]["code"], "unauthorized")
        self.assertEqual(self.curl(GET)["process"]["status"], "pending")


if __name__ == "__main__":
    unittest.main()
