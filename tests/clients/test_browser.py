# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Procession as web pages in a real browser see it: those that may use it, and those that may not."""

from __future__ import annotations

import unittest
from typing import Any, ClassVar

from browser import Browser, WebSite
from daemon import Daemon

# Connects to the feed; messages gather in window.messages. Tells "open" or "closed CODE".
CONNECT = """
    const [url] = given;
    window.messages = [];
    window.feed = new WebSocket(url);
    feed.onmessage = message => messages.push(JSON.parse(message.data));
    return await new Promise(resolve => {
        feed.onopen = () => resolve('open');
        feed.onclose = event => resolve('closed ' + event.code);
    });
"""
# The messages, once there are that many.
MESSAGES = """
    const [count] = given;
    while (messages.length < count)
        await new Promise(resolve => setTimeout(resolve, 10));
    return messages;
"""
# Status and body of a REST request; "unreadable" where the browser keeps the answer from the page.
ASK = """
    const [method, url, token, body] = given;
    const headers = {'Content-Type': 'application/json'};
    if (token)
        headers.Authorization = 'Bearer ' + token;
    try {
        const response = await fetch(url, {method, headers, body});
        return [response.status, await response.json()];
    } catch (error) {
        return 'unreadable';
    }
"""
# What any page may send without asking first; its answer it may not read.
SEND_BLINDLY = """
    const [url, body] = given;
    await fetch(url, {method: 'POST', mode: 'no-cors', body});
    return 'sent';
"""


class BrowserCase(unittest.TestCase):
    """One browser for all; each test has a daemon that knows the site by name only."""

    browser: ClassVar[Browser]
    site: ClassVar[WebSite]

    @classmethod
    def setUpClass(cls) -> None:
        cls.site = cls.enterClassContext(WebSite())
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self) -> None:
        self.daemon = Daemon(config=f'allowed_origins = ["{self.site.by_name}"]\n')
        self.addCleanup(self.daemon.stop)
        self.url = f"http://localhost:{self.daemon.port}"

    def ask(self, method: str, path: str, token: str | None = None, body: str | None = None) -> Any:
        return self.browser.run(ASK, method, self.url + path, self.daemon.token if token is None else token, body)

    def connect_with_ticket(self) -> str:
        status, body = self.ask("POST", "/ws-ticket")
        self.assertEqual(status, 200)
        return self.browser.run(CONNECT, f"{self.daemon.feed}?ticket={body['ticket']}")


class AllowedPages(BrowserCase):
    """A page of an origin that the configuration names."""

    def setUp(self) -> None:
        super().setUp()
        self.browser.open(self.site.by_name)

    def test_it_buys_a_ticket_and_receives_updates(self) -> None:
        self.assertEqual(self.connect_with_ticket(), "open")
        self.daemon.start("ai_task_12345", name="Document Analysis", metadata={"stage": "processing"})
        self.daemon.report("ai_task_12345", progress=75, message="AI processing in progress...")
        started, updated = self.browser.run(MESSAGES, 2)
        self.assertEqual(started["message"], "Process started")
        self.assertEqual(updated["type"], "process_update")
        self.assertEqual(updated["progress"], 75)
        self.assertEqual(updated["message"], "AI processing in progress...")
        self.assertEqual(updated["metadata"], {"stage": "processing"})

    def test_it_may_use_the_token_in_the_address(self) -> None:
        self.assertEqual(self.browser.run(CONNECT, f"{self.daemon.feed}?token={self.daemon.token}"), "open")
        self.daemon.start("job")
        self.assertEqual(self.browser.run(MESSAGES, 1)[0]["process_id"], "job")

    def test_without_a_good_token_it_gets_no_feed(self) -> None:
        for query in ("", "?token=guess", "?ticket=guess"):
            with self.subTest(query=query):
                self.assertEqual(self.browser.run(CONNECT, self.daemon.feed + query), "closed 1006")

    def test_it_uses_the_whole_of_rest(self) -> None:
        status, body = self.ask("POST", "/processes", body='{"process_id":"job","process_type":"ai_task","name":"Job"}')
        self.assertEqual((status, body["process"]["status"]), (201, "pending"))
        status, body = self.ask("PATCH", "/processes/job", body='{"status":"running","progress":10}')
        self.assertEqual((status, body["process"]["progress"]), (200, 10))
        status, body = self.ask("PUT", "/retry-policies/ai_task", body='{"max_attempts":5}')
        self.assertEqual((status, body["retry_policy"]["max_attempts"]), (200, 5))
        status, body = self.ask("POST", "/processes/job/cancel")
        self.assertEqual((status, body["status"]), (200, "success"))
        status, body = self.ask("GET", "/processes")
        self.assertEqual((status, [process["status"] for process in body["processes"]]), (200, ["cancelled"]))

    def test_it_can_read_why_it_was_refused(self) -> None:
        status, body = self.ask("GET", "/processes/nobody")
        self.assertEqual((status, body["error"]["code"]), (404, "unknown_process"))
        for method, path, content in (("GET", "/processes", None), ("POST", "/processes", '{"name":"n"}')):
            with self.subTest(method=method):
                status, body = self.ask(method, path, "guess", content)
                self.assertEqual((status, body["error"]["code"]), (401, "unauthorized"))
        too_long = '{"name":"' + 2 * 1024 * 1024 * "n" + '"}'
        status, body = self.ask("POST", "/processes", body=too_long)
        self.assertEqual((status, body["error"]["code"]), (413, "body_too_large"))


class OwnPages(BrowserCase):
    """A page that processiond itself delivered."""

    def setUp(self) -> None:
        super().setUp()
        self.browser.open(f"{self.url}/health")

    def test_they_need_no_configuration(self) -> None:
        self.assertEqual(self.ask("GET", "/processes"), [200, {"processes": []}])
        self.assertEqual(self.connect_with_ticket(), "open")
        self.daemon.start("job")
        self.assertEqual(self.browser.run(MESSAGES, 1)[0]["process_id"], "job")


class ForeignPages(BrowserCase):
    """A page of any other origin, in the browser of someone who has the token."""

    def setUp(self) -> None:
        super().setUp()
        self.browser.open(self.site.by_address)
        self.daemon.start("job")

    def test_they_get_no_feed_even_with_the_token(self) -> None:
        for query in (f"?token={self.daemon.token}", f"?ticket={self.daemon.ticket()}"):
            with self.subTest(query=query):
                self.assertEqual(self.browser.run(CONNECT, self.daemon.feed + query), "closed 1006")
        self.daemon.report("job", progress=50)
        self.assertEqual(self.browser.run(MESSAGES, 0), [])

    def test_they_can_read_nothing_and_change_nothing(self) -> None:
        for path in ("/health", "/processes", "/processes/job"):
            with self.subTest(path=path):
                self.assertEqual(self.ask("GET", path), "unreadable")
        self.assertEqual(self.ask("POST", "/processes/job/cancel"), "unreadable")
        self.assertEqual(self.browser.run(SEND_BLINDLY, f"{self.url}/processes/job/cancel", ""), "sent")
        start = '{"process_type":"ai_task","name":"n"}'
        self.assertEqual(self.browser.run(SEND_BLINDLY, f"{self.url}/processes", start), "sent")
        processes = self.daemon.must("GET", "/processes")["processes"]
        self.assertEqual([(process["process_id"], process["status"]) for process in processes], [("job", "running")])

    def test_not_even_where_authentication_is_off(self) -> None:
        daemon = Daemon(environment={"SKIP_AUTH": "true"})
        self.addCleanup(daemon.stop)
        daemon.start("job")
        self.assertEqual(self.browser.run(CONNECT, daemon.feed), "closed 1006")
        url = f"http://localhost:{daemon.port}"
        self.assertEqual(self.browser.run(SEND_BLINDLY, f"{url}/processes/job/cancel", ""), "sent")
        self.assertEqual(self.browser.run(ASK, "GET", f"{url}/processes", "", None), "unreadable")
        self.assertEqual(daemon.must("GET", "/processes/job")["process"]["status"], "running")


if __name__ == "__main__":
    unittest.main()
