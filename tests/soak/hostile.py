#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Honest reporters beside clients who have a valid token and bad intentions, for as long as it is told to.

Runs a processiond of its own with a bounded address space. Checks that no honest report is lost, that nothing is read,
sent or ended that shouldn't be, and what memory it takes; prints how much slower the honest reports were.
"""

from __future__ import annotations

import argparse
import base64
import json
import multiprocessing
import os
import re
import resource
import secrets
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from array import array
from collections import Counter, deque
from pathlib import Path
from typing import Any, Callable, Iterator

HONEST_PROCESSES = 256
HONEST_CONNECTIONS = 64
FAT_PROCESSES = 300
FAT = "x" * 60_000  # near the 64 KiB that a process's metadata may take
ATTACKER = "127.0.0.2"  # another address than the honest ones have
TIMEOUT = 20.0
_FOREIGN = re.compile(r"PROCESSION_.*|SKIP_AUTH|LLM_.*|OPENAI_API_KEY|EMBEDDINGS_.*|XDG_.*|.*_proxy", re.IGNORECASE)


class Target:
    """The daemon under attack, and what it must not touch."""

    def __init__(self, daemon: str, address_space: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="procession-hostile-"))
        self.canary = "CANARY-" + secrets.token_hex(16)
        secret = self.folder / "secret"
        secret.mkdir()
        (secret / "letter.txt").write_text(f"Dear reader, {self.canary}.\n" * 20)
        self.secret_file = str(secret / "letter.txt")
        self.link = str(self.folder / "link.txt")
        os.symlink(self.secret_file, self.link)
        self.contacts = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.canary_port = self._listener.getsockname()[1]
        threading.Thread(target=self._count_contacts, daemon=True).start()

        settings = self.folder / "settings.toml"
        settings.write_text("quiet_after = 0\n")  # and no folder that may be read
        environment = {name: value for name, value in os.environ.items() if not _FOREIGN.fullmatch(name)}
        environment |= {"HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
        environment["LLM_BASE_URL"] = f"http://127.0.0.1:{self.canary_port}/v1"
        data = self.folder / "data"

        def limit() -> None:
            if address_space:
                resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))

        self.log_path = self.folder / "log.txt"
        self._log = self.log_path.open("wb")
        self.process = subprocess.Popen(
            [daemon, "--port", "0", "--data-dir", str(data), "--config", str(settings)],
            env=environment, stdout=subprocess.PIPE, stderr=self._log, preexec_fn=limit, text=True,
        )
        greeting = ""
        assert self.process.stdout
        for line in self.process.stdout:
            greeting += line
            if line.startswith("Try: "):
                break
        address = re.search(r"http://127\.0\.0\.1:(\d+)", greeting)
        if not address:
            self.stop()
            sys.exit(f"processiond did not come up: {greeting}")
        self.port = int(address[1])
        self.token = (data / "token").read_text().strip()

    def _count_contacts(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.contacts += 1
            connection.close()

    def peak_mb(self) -> float:
        """The most memory that it ever held, in MB."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return float("nan")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else float("nan")

    def stop(self) -> None:
        """Ends the daemon and removes what it wrote."""
        self.process.kill()
        self.process.wait()
        self._listener.close()
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def request_bytes(token: str, method: str, path: str, body: bytes = b"", more: str = "") -> bytes:
    """A request as bytes."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{more}"
    if body or method in ("POST", "PATCH", "PUT"):
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def frame(payload: bytes, first: int = 0x81) -> bytes:
    """A WebSocket frame of a client, with a mask of zeros."""
    size = len(payload)
    if size < 126:
        head = bytes([first, 0x80 | size])
    elif size < 65536:
        head = bytes([first, 0xFE]) + size.to_bytes(2, "big")
    else:
        head = bytes([first, 0xFF]) + size.to_bytes(8, "big")
    return head + bytes(4) + payload


class Client:
    """A blocking connection; whatever it reads is looked through for the canary."""

    def __init__(self, port: int, token: str, source: str = "127.0.0.1", canary: str = "") -> None:
        self.port, self.token, self.source = port, token, source
        self.canary = canary.encode()
        self.leaked = False
        self.socket: socket.socket | None = None
        self.buffer = b""

    def connected(self) -> socket.socket:
        """The socket, connected where it isn't."""
        if not self.socket:
            self.socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT, (self.source, 0))
            self.buffer = b""
        return self.socket

    def close(self) -> None:
        """Ends the connection."""
        if self.socket:
            self.socket.close()
            self.socket = None

    def receive(self, size: int = 65536) -> bytes:
        """The next bytes."""
        part = self.connected().recv(size)
        if not part:
            raise ConnectionError("closed")
        if self.canary and self.canary in self.buffer[-200:] + part:
            self.leaked = True
        return part

    def ask(self, method: str, path: str, body: Any = None, more: str = "") -> tuple[int, bytes]:
        """Sends a request and reads its answer."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.connected().sendall(request_bytes(self.token, method, path, content, more))
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.receive()
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length:\s*(\d+)", head)
        size = int(length[1]) if length and method != "HEAD" else 0
        while len(rest) < size:
            part = self.receive(1 << 20)
            self.buffer += part
            rest += part
        self.buffer = rest[size:]
        if re.search(rb"(?i)\r\nconnection:\s*close", head):
            self.close()
        return int(head.split(b" ", 2)[1]), rest[:size]

    def upgrade(self, query: str = "") -> bool:
        """Becomes a subscriber; whether it was let in."""
        key = base64.b64encode(os.urandom(16)).decode()
        more = f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        self.connected().sendall(request_bytes(self.token, "GET", "/ws/processes" + query, b"", more))
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.receive()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        return b" 101 " in head.split(b"\r\n")[0]

    def messages(self) -> Iterator[dict[str, Any]]:
        """The text messages that come, until the connection ends."""
        while True:
            while True:
                if len(self.buffer) < 2:
                    break
                size, header = self.buffer[1], 2
                if size == 126:
                    size, header = int.from_bytes(self.buffer[2:4], "big"), 4
                elif size == 127:
                    size, header = int.from_bytes(self.buffer[2:10], "big"), 10
                if len(self.buffer) < header + size:
                    break
                kind, payload = self.buffer[0], self.buffer[header : header + size]
                self.buffer = self.buffer[header + size :]
                if kind == 0x81:
                    yield json.loads(payload)
                elif kind == 0x89:
                    self.connected().sendall(frame(payload, 0x8A))
            self.buffer += self.receive()


# ---------------------------------------------------------------------------------------------- the honest ones


class HonestConnection:
    """One reporter: a report at a time, each confirmed before the next."""

    def __init__(self, port: int, processes: list[str]) -> None:
        self.processes = deque(processes)
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.sent_at = 0.0
        self.count = 0


def report_honestly(port: int, token: str, rate: float, seconds: float, results: Any) -> None:
    """Sends reports at the rate. Tells when each was sent, how long its confirmation took, and what was confirmed."""
    selector = selectors.DefaultSelector()
    sent, took = array("d"), array("d")
    confirmed: dict[str, int] = {}
    failures: Counter[str] = Counter()
    idle: deque[HonestConnection] = deque()
    for i in range(HONEST_CONNECTIONS):
        ids = [f"honest-{k}" for k in range(i, HONEST_PROCESSES, HONEST_CONNECTIONS)]
        idle.append(HonestConnection(port, ids))
        selector.register(idle[-1].socket, selectors.EVENT_READ, idle[-1])
    begin = time.monotonic()
    due = begin
    busy = 0
    while True:
        now = time.monotonic()
        ending = now >= begin + seconds
        if ending and (busy == 0 or now >= begin + seconds + TIMEOUT):
            break
        while idle and not ending and due <= now:
            connection = idle.popleft()
            process_id = connection.processes[0]
            connection.count += 1
            body = b'{"progress":%d,"message":"report %d","metadata_update":{"count":%d}}' % (
                connection.count % 100, connection.count, connection.count)
            connection.sent_at = time.monotonic()
            connection.socket.sendall(request_bytes(token, "PATCH", f"/processes/{process_id}", body))
            busy += 1
            due = max(due + 1 / rate, now - 1)  # what can't be made up for within a second is left out
        for key, _ in selector.select(0.001 if ending or not idle else max(0.0, min(due - now, 0.01))):
            connection = key.data
            try:
                part = connection.socket.recv(65536)
            except OSError:
                part = b""
            if not part:
                failures["connection lost"] += 1
                selector.unregister(connection.socket)
                busy -= 1
                continue
            connection.buffer += part
            head, separator, body = connection.buffer.partition(b"\r\n\r\n")
            if not separator:
                continue
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            if length and len(body) < int(length[1]):
                continue
            status = int(head[9:12])
            sent.append(connection.sent_at)
            took.append(time.monotonic() - connection.sent_at)
            if status == 200:
                confirmed[connection.processes[0]] = connection.count
            else:
                failures[f"answered {status}"] += 1
            connection.buffer = b""
            connection.processes.rotate(-1)
            idle.append(connection)
            busy -= 1
    if busy:
        failures["not answered"] += busy
    results.put({"sent": sent.tobytes(), "took": took.tobytes(), "confirmed": confirmed, "failures": dict(failures)})


# ---------------------------------------------------------------------------------------------- the hostile ones


class Attack:
    """What all attacks share."""

    def __init__(self, target: Target, until: float) -> None:
        self.port, self.token, self.canary = target.port, target.token, target.canary
        self.canary_port, self.secret_file, self.link = target.canary_port, target.secret_file, target.link
        self.until = until
        self.outcomes: Counter[str] = Counter()
        self.leaks: list[str] = []

    def client(self) -> Client:
        """A new connection of an attacker."""
        return Client(self.port, self.token, ATTACKER, self.canary)

    def run(self, name: str, attack: Callable[[], None]) -> None:
        """Goes on with one attack until the time is over."""
        while time.monotonic() < self.until:
            try:
                attack()
                self.outcomes[f"{name}: rounds"] += 1
            except (OSError, ConnectionError, ValueError, IndexError) as error:
                self.outcomes[f"{name}: {type(error).__name__}"] += 1
                time.sleep(0.05)

    def check(self, name: str, client: Client) -> None:
        """Notes where a client read what it must not."""
        if client.leaked and name not in self.leaks:
            self.leaks.append(name)

    def wait(self, seconds: float) -> None:
        """Holds on to what is open."""
        time.sleep(max(0.0, min(seconds, self.until - time.monotonic())))

    # Each of these is one round.

    def forged_work(self) -> None:
        """Work that the server would do itself, claimed by a client; and routes asked for what isn't allowed."""
        client = self.client()
        url = f"http://127.0.0.1:{self.canary_port}/v1"
        forged = [
            ("document_processing", {"path": self.secret_file}),
            ("document_processing", {"path": self.link}),
            ("ai_task", {"prompt": "hello", "model": "m"}),
            ("ai_task", {"prompt": "hello", "model": "m", "base_url": url, "url": url}),
            ("rag_training", {"folder": str(Path(self.secret_file).parent), "collection": "stolen"}),
        ]
        ids = []
        for kind, work in forged:
            process_id = f"forged-{len(ids)}"
            ids.append(process_id)
            marker = {"worker": "procession", "request": work}
            start = {"process_id": process_id, "process_type": kind, "name": "x"}
            client.ask("POST", "/processes", {**start, "work": {"kind": "documents", "request": work}})
            client.ask("POST", "/processes", {**start, "metadata": marker})
            client.ask("PATCH", f"/processes/{process_id}", {"metadata_update": marker})
        client.ask("POST", "/documents", {"path": self.secret_file})
        client.ask("POST", "/documents", {"path": self.link})
        client.ask("POST", "/rag/training", {"folder": str(Path(self.secret_file).parent)})
        client.ask("POST", "/rag/query", {"question": "Dear reader", "collection": "stolen"})
        for _ in range(10):  # as long as a worker may take
            self.wait(0.3)
            for process_id in ids:
                client.ask("GET", f"/processes/{process_id}")
        client.ask("GET", "/processes?process_type=document_processing&limit=50")
        for process_id in ids:
            client.ask("POST", f"/processes/{process_id}/cancel")
            client.ask("DELETE", f"/processes/{process_id}")
        self.check("forged work", client)
        client.close()

    def unread_batch(self) -> None:
        """A small batch with answers of gigabytes."""
        client = self.client()
        body = b'{"process_id":"fat-0"}\n' * 60_000
        client.connected().sendall(request_bytes(self.token, "POST", "/processes/batch", body))
        client.connected().settimeout(1)
        client.receive(1000)
        self.wait(3)
        client.close()

    def unread_lists(self) -> None:
        """Long lists that nobody reads."""
        clients = [self.client() for _ in range(20)]
        for client in clients:
            client.connected().sendall(request_bytes(self.token, "GET", "/processes?limit=10000") * 3)
        self.wait(3)
        for client in clients:
            client.close()

    def unread_answers(self) -> None:
        """Reports over sockets whose answers nobody reads; then the client is gone."""
        clients = [self.client() for _ in range(5)]
        for client in clients:
            if client.upgrade("?process_id=nobody"):
                client.connected().settimeout(0.5)
                try:
                    client.connected().sendall(frame(b'{"process_id":"fat-1"}') * 40_000)
                except OSError:
                    self.outcomes["unread answers: held up"] += 1
        self.wait(2)
        for client in clients:
            client.close()

    def unread_feeds(self) -> None:
        """Subscribers that ask for everything and read nothing, and half messages that never end."""
        clients = [self.client() for _ in range(40)]
        for i, client in enumerate(clients):
            if client.upgrade(("?snapshot=1&full=1", "?since=x-1", "?batch=1&full=1", "")[i % 4]):
                client.connected().sendall(frame(b"x" * 500_000, 0x01))
        self.wait(4)
        for client in clients:
            client.close()

    def look_alikes(self) -> None:
        """Subscribers whose filters read like another's."""
        clients = [self.client() for _ in range(10)]
        for client in clients:
            client.upgrade("?q=%0At:scheduled_task")
        self.wait(2)
        for client in clients:
            client.close()

    def broken_frames(self) -> None:
        """What isn't WebSocket, and clients that go away at the wrong moment."""
        for bytes_ in (frame(b"\xff\xfe"), frame(b"x", 0x82), b"\x81\x05hello", frame(b"a\xf0\x9f", 0x01) + frame(b"b"),
                       frame(b"\xed\xa0\x80", 0x81), frame(b"", 0x89) * 5000, frame(b'{"process_id":"fat-2"}') * 200):
            client = self.client()
            if client.upgrade():
                client.connected().sendall(bytes_)
            client.close()
        self.wait(0.1)

    def guesses(self) -> None:
        """Tokens, guessed."""
        client = self.client()
        for _ in range(200):
            client.token = secrets.token_hex(8)
            status, _ = client.ask("GET", "/processes?limit=1")
            if status == 200:
                self.leaks.append("a guessed token")
        client.close()

    def tickets(self) -> None:
        """Tickets that nobody uses."""
        client = self.client()
        for _ in range(200):
            status, _ = client.ask("POST", "/ws-ticket")
            self.outcomes[f"tickets: {status}"] += 1
        client.close()

    def everything_by_mistake(self) -> None:
        """Filters that are empty or misspelled, which must not mean everything."""
        client = self.client()
        filters: list[Any] = [{"q": ""}, {"q": " "}, {"q": None}, {"status": ""}, {"status": []}, {"statuss": "running"},
                              {"process_id": ""}, None, "", []]
        for verb in ("cancel", "retry"):
            for one in filters:
                status, _ = client.ask("POST", f"/processes/{verb}", {"filter": one})
                if status < 300:
                    self.leaks.append(f"bulk {verb} with {one!r}")
        client.close()
        self.wait(0.2)

    def two_lives(self) -> None:
        """Ids that are reserved or lived before."""
        client = self.client()
        lines = [{"process_id": name, "process_type": "background_job", "name": "n", "status": "completed",
                  "created_at": 1.0, "updated_at": 2.0, "completed_at": 2.0, "attempt": 1}
                 for name in ("types", "batch", "import", ".", "..", "twice")]
        client.ask("POST", "/processes/import", "\n".join(json.dumps(line) for line in lines).encode())
        start = {"process_id": "twice", "process_type": "background_job", "name": "n"}
        for _ in range(20):
            client.ask("POST", "/processes", start)
            client.ask("PATCH", "/processes/twice", {"status": "completed"})
            client.ask("DELETE", "/processes/twice")
        client.close()

    def retries(self) -> None:
        """Retries that nobody takes up."""
        client = self.client()
        for i in range(50):
            client.ask("POST", "/processes", {"process_id": f"retry-{i}", "process_type": "ai_task", "name": "n",
                                              "status": "running"})
            client.ask("PATCH", f"/processes/retry-{i}", {"status": "failed"})
        self.wait(1)
        client.close()

    def slow_requests(self) -> None:
        """Heads and bodies that never end."""
        clients = [self.client() for _ in range(50)]
        for i, client in enumerate(clients):
            whole = request_bytes(self.token, "POST", "/processes/batch", b"x" * 900_000)
            client.connected().sendall(whole[: 60 if i % 2 else -1])
        self.wait(3)
        for client in clients:
            client.close()

    def odd_queries(self) -> None:
        """Paths and parameters of all sorts."""
        client = self.client()
        for path in ("/processes?statuss=failed", "/processes?status=", "/processes/..%2f..%2fetc%2fpasswd",
                     "/processes/%00", "/../../etc/passwd", "/processes?cursor=" + "A" * 5000,
                     "/processes?q=" + "%25" * 2000, "/processes/fat-3/events?limit=1000"):
            client.ask("GET", path)
        client.close()
        self.wait(0.05)


ATTACKS = ("forged_work", "unread_batch", "unread_lists", "unread_answers", "unread_feeds", "look_alikes",
           "broken_frames", "guesses", "tickets", "everything_by_mistake", "two_lives", "retries", "slow_requests",
           "odd_queries")


def attack(target: Target, names: list[str], until: float, results: Any) -> None:
    """These attacks at once, each in a thread."""
    os.nice(10)  # what they take of the machine is not what is measured
    state = Attack(target, until)
    client = state.client()
    for i in range(FAT_PROCESSES):
        client.ask("POST", "/processes", {"process_id": f"fat-{i}", "process_type": "background_job", "name": "fat",
                                          "metadata": {"text": FAT}, "status": "running"})
    client.close()
    threads = [threading.Thread(target=state.run, args=(name, getattr(state, name)), daemon=True) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()) + 2 * TIMEOUT)
    results.put({"outcomes": dict(state.outcomes), "leaks": state.leaks})


class Victim:
    """An honest subscriber beside those whose filters look alike: each change of its process must reach it."""

    def __init__(self, target: Target) -> None:
        self.subscriber = Client(target.port, target.token, canary=target.canary)
        self.reporter = Client(target.port, target.token)
        self.sent = 0
        self.received = 0
        self.strangers = 0
        self.reporter.ask("POST", "/processes", {"process_id": "victim", "process_type": "scheduled_task", "name": "v",
                                                 "status": "running"})
        assert self.subscriber.upgrade("?process_type=scheduled_task")
        self.subscriber.connected().settimeout(None)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            for message in self.subscriber.messages():
                if message.get("process_id") == "victim":
                    self.received += 1
                else:
                    self.strangers += 1
        except (OSError, ValueError):
            pass

    def report_until(self, until: float) -> None:
        """Some changes a second."""
        while time.monotonic() < until:
            status, _ = self.reporter.ask("PATCH", "/processes/victim", {"progress": self.sent % 100})
            self.sent += status == 200
            time.sleep(0.1)
        end = time.monotonic() + TIMEOUT
        while self.received < self.sent and time.monotonic() < end:
            time.sleep(0.05)


def percentile(values: list[float], share: float) -> float:
    """Of sorted values."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--daemon", default=os.environ.get("PROCESSIOND", ""), help="the processiond to run")
    parser.add_argument("--seconds", type=float, default=600, help="of attack")
    parser.add_argument("--rate", type=float, default=2000, help="honest reports a second")
    parser.add_argument("--address-space-mb", type=int, default=4096, help="of the server; 0 for no bound")
    parser.add_argument("--max-memory-mb", type=float, default=500, help="resident, at the most; 0 to tell it only")
    parser.add_argument("--max-ratio", type=float, default=1.5,
                        help="of the honest reports' latency with and without the attack; 0 to tell it only")
    parser.add_argument("--attacks", nargs="+", choices=ATTACKS, default=list(ATTACKS), metavar="NAME",
                        help=f"of {', '.join(ATTACKS)}; all of them unless told")
    options = parser.parse_args()
    if not options.daemon:
        parser.error("name the processiond: --daemon or PROCESSIOND")

    multiprocessing.set_start_method("fork")
    target = Target(options.daemon, options.address_space_mb * 1024 * 1024)
    try:
        return soak(target, options)
    finally:
        target.stop()


def soak(target: Target, options: argparse.Namespace) -> int:
    """The whole run; the exit code."""
    quiet = min(60.0, max(3.0, options.seconds / 4))
    client = Client(target.port, target.token)
    for i in range(HONEST_PROCESSES):
        client.ask("POST", "/processes", {"process_id": f"honest-{i}", "process_type": "background_job",
                                          "name": "honest", "status": "running"})
    client.close()
    victim = Victim(target)

    honest_results: Any = multiprocessing.Queue()
    hostile_results: Any = multiprocessing.Queue()
    begin = time.monotonic()
    attack_at = begin + quiet
    until = attack_at + options.seconds
    honest = multiprocessing.Process(
        target=report_honestly, args=(target.port, target.token, options.rate, until - begin, honest_results))
    honest.start()
    time.sleep(max(0.0, attack_at - time.monotonic()))
    hostile = multiprocessing.Process(target=attack, args=(target, options.attacks, until, hostile_results))
    hostile.start()
    failures: list[str] = []
    try:
        victim.report_until(until)
    except (OSError, ConnectionError) as error:
        failures.append(f"the honest subscriber's reporter failed: {error}")

    def result(queue: Any, what: str) -> dict[str, Any]:
        try:
            return queue.get(timeout=3 * TIMEOUT)
        except Exception:  # the queue's own "empty"
            failures.append(f"{what} did not come to an end")
            return {}

    told = result(honest_results, "the honest reporters")
    hostile_told = result(hostile_results, "the attackers")
    for process in (honest, hostile):
        process.kill()
        process.join()
    peak = target.peak_mb()
    alive = target.process.poll() is None

    # What was confirmed is there.
    lost: list[str] = []
    ended: list[str] = []
    confirmed = told.get("confirmed", {})
    reader = Client(target.port, target.token, canary=target.canary)
    for process_id, count in confirmed.items() if alive else ():
        status, body = reader.ask("GET", f"/processes/{process_id}")
        process = json.loads(body).get("process", {}) if status == 200 else {}
        if process.get("metadata", {}).get("count", -1) < count:
            lost.append(process_id)
        if process.get("status") != "running":
            ended.append(process_id)

    sent, took = array("d"), array("d")
    sent.frombytes(told.get("sent", b""))
    took.frombytes(told.get("took", b""))
    calm = sorted(1000 * t for at, t in zip(sent, took) if begin + 1 <= at < attack_at)
    busy = sorted(1000 * t for at, t in zip(sent, took) if at >= attack_at)

    print(f"{'':34}{'without attack':>16}{'with attack':>16}{'ratio':>8}")
    print(f"{'honest reports a second':34}{len(calm) / (quiet - 1):16.0f}{len(busy) / options.seconds:16.0f}")
    ratios = {}
    for name, share in (("median", 0.5), ("99th percentile", 0.99)):
        one, other = percentile(calm, share), percentile(busy, share)
        ratios[name] = other / one if one else float("nan")
        print(f"{'latency, ms, ' + name:34}{one:16.2f}{other:16.2f}{ratios[name]:8.2f}")
    if busy:
        print(f"{'latency, ms, mean':34}{statistics.fmean(calm or [0]):16.2f}{statistics.fmean(busy):16.2f}")
    print(f"{'memory, MB, at the most':34}{'':16}{peak:16.0f}")
    print(f"{'log, kB':34}{'':16}{target.log_path.stat().st_size / 1000:16.0f}")
    print(f"{'honest subscriber: sent, received':34}{victim.sent:16}{victim.received:16}")
    for name, count in sorted(hostile_told.get("outcomes", {}).items()):
        print(f"  {name:50}{count:10}")

    checks = {
        "the server is alive": alive,
        "every honest report was confirmed": bool(confirmed) and not told.get("failures"),
        "what was confirmed is in the state": bool(confirmed) and not lost,
        "no honest process was ended": not ended,
        "the honest subscriber heard of each change of its own": 0 < victim.sent == victim.received,
        "the honest subscriber heard of nothing else": victim.strangers == 0,
        "nothing was read or done that must not": not hostile_told.get("leaks", []) and not reader.leaked
        and not victim.subscriber.leaked,
        "nothing was sent": target.contacts == 0,
        "the log stayed under 1 MB": target.log_path.stat().st_size < 1_000_000,
        "the attackers were at work": any(name.endswith("rounds") for name in hostile_told.get("outcomes", {})),
    }
    # Otherwise nothing could be read, whatever was asked for.
    checks["the server can read documents"] = (Path(options.daemon).parent / "procession-extract").exists()
    if options.max_memory_mb:
        checks[f"memory stayed under {options.max_memory_mb:.0f} MB"] = peak < options.max_memory_mb
    if options.max_ratio:
        for name, ratio in ratios.items():
            checks[f"the {name} is at most {options.max_ratio} times that without attack"] = ratio <= options.max_ratio
    details = [f"failures: {told.get('failures')}" if told.get("failures") else "",
               f"lost: {lost[:5]}" if lost else "", f"ended: {ended[:5]}" if ended else "",
               f"leaks: {hostile_told['leaks']}" if hostile_told.get("leaks") else "",
               f"contacts: {target.contacts}" if target.contacts else "",
               f"exit code: {target.process.poll()}" if not alive else ""]
    for what, good in checks.items():
        print(f"{'ok    ' if good else 'FAILED'}  {what}")
    for line in [*failures, *filter(None, details)]:
        print(f"        {line}")
    return 0 if all(checks.values()) and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
