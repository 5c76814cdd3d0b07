# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live feed, as a client of Python's websockets library sees it."""

from __future__ import annotations

import asyncio
import json
import time
import unittest
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatusCode
from websockets.legacy.client import WebSocketClientProtocol, connect

from daemon import Daemon

# Word for word the commission's message.
COMMISSIONED = json.loads(
    """
{
  "type": "process_update",
  "process_id": "ai_task_12345",
  "process_type": "ai_task",
  "status": "running",
  "name": "Document Analysis",
  "progress": 75,
  "message": "AI processing in progress... 2 minutes elapsed",
  "timestamp": 1700000000.123,
  "metadata": {
    "stage": "processing",
    "elapsed_minutes": 2
  }
}
"""
)
PATIENCE = 30  # seconds until a message that doesn't come is given up


class FeedCase(unittest.IsolatedAsyncioTestCase):
    """A daemon, and subscribers to it."""

    environment: dict[str, str] = {}

    def setUp(self) -> None:
        self.daemon = Daemon(environment=self.environment)
        self.addCleanup(self.daemon.stop)

    async def asyncSetUp(self) -> None:
        # A REST request blocks this loop for a moment; it need not be told of that.
        asyncio.get_running_loop().slow_callback_duration = PATIENCE

    async def subscribe(self, query: str = "", with_header: bool = True) -> WebSocketClientProtocol:
        headers = self.daemon.bearer if with_header else {}
        feed = await connect(self.daemon.feed + query, extra_headers=headers, open_timeout=PATIENCE)
        self.addAsyncCleanup(feed.close)
        return feed

    async def receive_text(self, feed: WebSocketClientProtocol) -> str:
        text = await asyncio.wait_for(feed.recv(), PATIENCE)
        assert isinstance(text, str)
        return text

    async def receive(self, feed: WebSocketClientProtocol) -> dict[str, Any]:
        return json.loads(await self.receive_text(feed))

    async def receive_until(self, feed: WebSocketClientProtocol, process_id: str) -> list[dict[str, Any]]:
        """Messages up to the first of that process."""
        messages = [await self.receive(feed)]
        while messages[-1].get("process_id") != process_id:
            messages.append(await self.receive(feed))
        return messages


class Messages(FeedCase):
    """What is sent."""

    async def test_the_commissioned_message_field_by_field(self) -> None:
        self.daemon.start("ai_task_12345", name="Document Analysis", metadata={"stage": "waiting"})
        feed = await self.subscribe()
        before = time.time()
        self.daemon.report(
            "ai_task_12345",
            progress=75,
            message=COMMISSIONED["message"],
            metadata_update=COMMISSIONED["metadata"],
        )
        text = await self.receive_text(feed)
        message = json.loads(text)

        self.assertEqual(list(message), [*COMMISSIONED, "seq"])
        for key, value in COMMISSIONED.items():
            self.assertIs(type(message[key]), type(value), key)
            if key != "timestamp":
                self.assertEqual(message[key], value, key)
        self.assertIs(type(message["seq"]), int)
        self.assertIn('"progress":75,', text)
        self.assertIn('"elapsed_minutes":2', text)
        self.assertRegex(text, r'"timestamp":\d{10}(\.\d{1,3})?,')
        self.assertGreaterEqual(message["timestamp"], int(before * 1000) / 1000)
        self.assertLessEqual(message["timestamp"], time.time())

    async def test_a_broken_progress_keeps_its_fraction(self) -> None:
        self.daemon.start("job")
        feed = await self.subscribe()
        self.daemon.report("job", progress=33.25)
        self.assertIn('"progress":33.25,', await self.receive_text(feed))

    async def test_a_progress_that_nobody_told_is_there_and_null(self) -> None:
        feed = await self.subscribe()
        self.daemon.start("job")
        message = await self.receive(feed)
        self.assertEqual(list(message), [*COMMISSIONED, "seq"])
        self.assertIsNone(message["progress"])
        self.assertEqual(message["metadata"], {})

    async def test_every_alphabet_arrives_as_it_was_sent(self) -> None:
        feed = await self.subscribe()
        name = 'Prüfung "№ 1" \\ 建築 🏗 \u2028 \t\u0001'
        self.daemon.start("job", name=name)
        self.assertEqual((await self.receive(feed))["name"], name)

    async def test_default_messages_are_those_of_the_original(self) -> None:
        feed = await self.subscribe()
        self.daemon.start("job")
        self.daemon.report("job", progress=1)
        self.daemon.must("POST", "/processes/job/cancel")
        messages = [(await self.receive(feed))["message"] for _ in range(3)]
        self.assertEqual(messages, ["Process started", "Process updated", "Process cancelled"])

    async def test_an_error_message_stands_where_there_is_one(self) -> None:
        self.daemon.start("job", process_type="background_job")
        feed = await self.subscribe()
        self.daemon.report("job", progress=1)
        self.daemon.report("job", status="failed", error_message="disk full")
        self.assertNotIn("error_message", await self.receive(feed))
        message = await self.receive(feed)
        self.assertEqual(message["status"], "failed")
        self.assertEqual(message["error_message"], "disk full")

    async def test_a_plain_subscriber_gets_updates_and_nothing_else(self) -> None:
        self.daemon.start("earlier")
        feed = await self.subscribe()
        self.daemon.start("job")
        self.daemon.report("job", status="failed")  # with a retry that is scheduled
        self.daemon.must("POST", "/processes/job/retry")
        self.daemon.must("POST", "/processes/job/cancel")
        self.daemon.must("DELETE", "/processes/job")
        self.daemon.start("last")
        messages = await self.receive_until(feed, "last")
        self.assertEqual({message["type"] for message in messages}, {"process_update"})
        self.assertEqual({message["process_id"] for message in messages}, {"job", "last"})
        sequence = [message["seq"] for message in messages]
        self.assertEqual(sequence, sorted(set(sequence)))

    async def test_every_subscriber_gets_every_change(self) -> None:
        feeds = [await self.subscribe() for _ in range(10)]
        self.daemon.start("job")
        for progress in range(50):
            self.daemon.report("job", progress=progress)
        for feed in feeds:
            messages = [await self.receive(feed) for _ in range(51)]
            self.assertEqual([message["progress"] for message in messages], [None, *range(50)])

    async def test_a_worker_reports_over_the_same_socket(self) -> None:
        feed = await self.subscribe()
        await feed.send(json.dumps({"process_id": "job", "process_type": "ai_task", "name": "Job"}))
        messages = [await self.receive(feed), await self.receive(feed)]
        result = next(message for message in messages if message["type"] == "result")
        self.assertEqual(result["status"], 201)
        self.assertEqual(self.daemon.must("GET", "/processes/job")["process"]["name"], "Job")

    async def test_a_message_in_fragments_is_one_message(self) -> None:
        feed = await self.subscribe()
        await feed.send(iter(['{"process_id":"job",', '"process_type":"ai_task",', '"name":"In parts"}']))
        messages = [await self.receive(feed), await self.receive(feed)]
        self.assertEqual({message["type"] for message in messages}, {"result", "process_update"})
        self.assertEqual(self.daemon.must("GET", "/processes/job")["process"]["name"], "In parts")

    async def test_pings_are_answered(self) -> None:
        feed = await self.subscribe()
        pong = await feed.ping(b"hello")
        await asyncio.wait_for(pong, PATIENCE)


class Admission(FeedCase):
    """Who is let in, and how it ends."""

    async def assert_feeds(self, query: str, with_header: bool, process_id: str) -> None:
        feed = await self.subscribe(query, with_header)
        self.daemon.start(process_id)
        self.assertEqual((await self.receive(feed))["process_id"], process_id)

    async def assert_refused(self, query: str, headers: dict[str, str], status: int = 401) -> None:
        with self.assertRaises(InvalidStatusCode) as refusal:
            await connect(self.daemon.feed + query, extra_headers=headers, open_timeout=PATIENCE)
        self.assertEqual(refusal.exception.status_code, status)

    async def test_the_token_may_come_in_the_header_or_in_the_query(self) -> None:
        await self.assert_feeds("", True, "by-header")
        await self.assert_feeds(f"?token={self.daemon.token}", False, "by-query")

    async def test_a_ticket_is_good_for_one_connection(self) -> None:
        ticket = self.daemon.ticket()
        await self.assert_feeds(f"?ticket={ticket}", False, "by-ticket")
        await self.assert_refused(f"?ticket={ticket}", {})

    async def test_who_has_no_token_gets_401_and_no_feed(self) -> None:
        await self.assert_refused("", {})
        await self.assert_refused("", {"Authorization": "Bearer guess"})
        await self.assert_refused("", {"Authorization": f"Basic {self.daemon.token}"})
        await self.assert_refused("?token=", {})
        await self.assert_refused("?token=guess", {})
        await self.assert_refused("?ticket=guess", {})
        await self.assert_refused(f"?ticket={self.daemon.token}", {})

    async def test_a_foreign_page_is_refused_although_it_has_the_token(self) -> None:
        await self.assert_refused("", {**self.daemon.bearer, "Origin": "https://evil.example.com"}, 403)

    async def test_subscribers_are_told_when_the_server_goes(self) -> None:
        feed = await self.subscribe()
        self.daemon.terminate()
        with self.assertRaises(ConnectionClosed) as closed:
            await self.receive(feed)
        assert closed.exception.rcvd
        self.assertEqual(closed.exception.rcvd.code, 1001)
        self.assertEqual(self.daemon.wait(), 0)

    async def test_a_client_that_says_goodbye_gets_an_answer(self) -> None:
        feed = await self.subscribe()
        await feed.close(1000, "bye")
        self.assertEqual(feed.close_code, 1000)
        self.daemon.start("job")  # nobody is there any more


class OpenHouse(FeedCase):
    """SKIP_AUTH=true, as in the original."""

    environment = {"SKIP_AUTH": "true"}

    async def test_the_feed_is_open(self) -> None:
        feed = await self.subscribe(with_header=False)
        self.daemon.start("job")
        self.assertEqual((await self.receive(feed))["process_id"], "job")


class Wishes(FeedCase):
    """What a subscriber may ask for in its query."""

    async def test_a_snapshot_comes_first_and_then_what_happens_after_it(self) -> None:
        self.daemon.start("one")
        self.daemon.start("two", process_type="rag_training")
        feed = await self.subscribe("?snapshot=1")
        snapshot = await self.receive(feed)
        self.assertEqual(snapshot["type"], "snapshot")
        listed = self.daemon.must("GET", "/processes")["processes"]
        self.assertEqual(snapshot["processes"], listed)
        self.assertEqual(snapshot["seq"], listed[-1]["seq"])
        self.daemon.report("one", progress=10)
        update = await self.receive(feed)
        self.assertEqual((update["process_id"], update["progress"]), ("one", 10))
        self.assertGreater(update["seq"], snapshot["seq"])

    async def test_a_large_snapshot_comes_in_pages(self) -> None:
        for i in range(450):
            self.daemon.start(f"job-{i}")
        feed = await self.subscribe("?snapshot=1")
        ids: list[str] = []
        more = True
        while more:
            page = await self.receive(feed)
            self.assertEqual(page["type"], "snapshot")
            self.assertLess(len(page["processes"]), 450)
            ids += [process["process_id"] for process in page["processes"]]
            more = page["more"]
        self.assertEqual(ids, [f"job-{i}" for i in range(450)])

    async def test_who_comes_back_gets_what_was_missed(self) -> None:
        feed = await self.subscribe("?snapshot=1")
        snapshot = await self.receive(feed)
        self.daemon.start("seen")
        seen = await self.receive(feed)
        await feed.close()
        for progress in (10, 20, 30):
            self.daemon.report("seen", progress=progress)
        again = await self.subscribe(f"?since={snapshot['epoch']}-{seen['seq']}")
        self.daemon.start("later")
        missed = await self.receive_until(again, "later")
        self.assertEqual([message["progress"] for message in missed], [10, 20, 30, None])

    async def test_who_missed_too_much_is_told_and_starts_again(self) -> None:
        self.daemon.start("job")
        feed = await self.subscribe("?since=another-run-1")
        self.assertEqual(await self.receive(feed), {"type": "reset"})
        snapshot = await self.receive(feed)
        self.assertEqual(snapshot["type"], "snapshot")
        self.assertEqual([process["process_id"] for process in snapshot["processes"]], ["job"])

    async def test_a_batch_holds_the_latest_state_of_each_process(self) -> None:
        feed = await self.subscribe("?batch=100")
        for process_id in ("one", "two"):
            self.daemon.start(process_id)
            for progress in range(1, 11):
                self.daemon.report(process_id, progress=progress)
        states: dict[str, Any] = {}
        place = 0
        while states != {"one": 10, "two": 10}:
            message = await self.receive(feed)
            self.assertEqual(message["type"], "process_updates")
            self.assertGreater(message["seq"], place)
            place = message["seq"]
            ids = [update["process_id"] for update in message["updates"]]
            self.assertEqual(len(ids), len(set(ids)))
            self.assertTrue(ids)
            states |= {update["process_id"]: update["progress"] for update in message["updates"]}

    async def test_filters_let_through_what_they_name(self) -> None:
        types = await self.subscribe("?process_type=rag_training&process_type=tools_execution")
        statuses = await self.subscribe("?status=completed&status=cancelled")
        ids = await self.subscribe("?process_id=a&process_id=c")
        self.daemon.start("a", process_type="ai_task")
        self.daemon.start("b", process_type="rag_training")
        self.daemon.start("c", process_type="tools_execution")
        self.daemon.report("a", status="completed")
        self.daemon.must("POST", "/processes/b/cancel")
        self.daemon.report("c", status="completed")

        async def told(feed: WebSocketClientProtocol, count: int) -> list[tuple[str, str]]:
            messages = [await self.receive(feed) for _ in range(count)]
            return [(message["process_id"], message["status"]) for message in messages]

        self.assertEqual(
            await told(types, 4),
            [("b", "running"), ("c", "running"), ("b", "cancelled"), ("c", "completed")],
        )
        self.assertEqual(
            await told(statuses, 3), [("a", "completed"), ("b", "cancelled"), ("c", "completed")]
        )
        self.assertEqual(
            await told(ids, 4), [("a", "running"), ("c", "running"), ("a", "completed"), ("c", "completed")]
        )

    async def test_a_wish_that_makes_no_sense_is_refused(self) -> None:
        for query in ("process_type=nonsense", "status=happy", "batch=0", "batch=x", "since=yesterday", "snapshot=2"):
            with self.subTest(query=query):
                with self.assertRaises(InvalidStatusCode) as refusal:
                    await connect(f"{self.daemon.feed}?{query}", extra_headers=self.daemon.bearer)
                self.assertEqual(refusal.exception.status_code, 400)


if __name__ == "__main__":
    unittest.main()
