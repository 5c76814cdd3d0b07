#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays scenarios.txt to our rules, by the given bench_messages, and to a real Alertmanager, sixty times as fast, as a
Prometheus that evaluates each 15 seconds would tell it; prints the messages of both. Alertmanager is configured as its
documentation has it: group_wait 30s, group_interval 5m, repeat_interval 4h."""
import http.server
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import datetime, timedelta, timezone

SPEED = 60
EVALUATED_EACH = 15
ENDS_AFTER = 24 * 3600 # Prometheus says four minutes and tells each again; that comes to the same as long as it lives
UNITS = {"s": 1, "m": 60, "h": 3600}


def seconds(text):
    return sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([smh])", text))


def scenarios(path):
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            name, rule, script, until = (part.strip() for part in line.split("|"))
            yield name, json.loads(rule), expand(script), until


def expand(script):
    """FLAP TIMES EACH: it fails, and is well after half of that time."""
    if not script.startswith("FLAP"):
        return script
    _, times, each = script.split()
    each = seconds(each)
    return "; ".join(f"+{i * each}s fail imp; +{i * each + each // 2}s done imp" for i in range(int(times)))


def steps(script):
    """(time, name, whether it fails) of each run, in order of time."""
    for line in script.split(";"):
        words = line.split()
        at, verb, name = seconds(words[0]), words[1], words[2]
        if verb not in ("fail", "retry", "done"):
            continue # an acknowledgement: Alertmanager has none, but silences
        times = int(words[3][1:]) if len(words) > 3 else 1
        over = seconds(words[5]) if len(words) > 3 else 0
        for i in range(times):
            yield at + over * i / times, name.replace("%", str(i)), verb != "done"


class Receiver(http.server.BaseHTTPRequestHandler):
    messages = {}

    def do_POST(self):
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.messages.setdefault(told["groupLabels"]["scenario"], []).append((time.monotonic(), told))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Scenario:
    def __init__(self, name, rule, script, until):
        self.name, self.rule, self.script, self.until = name, rule, script, seconds(until)
        self.told_until = until
        self.together = rule.get("group_by") == "type"
        self.steps = list(steps(script))
        self.failing, self.sent = {}, {}
        self.over = []

    def evaluate(self, now):
        """What Prometheus finds changed at that moment."""
        while self.steps and self.steps[0][0] <= now:
            _, name, fails = self.steps.pop(0)
            if fails:
                self.failing.setdefault(name, now)
            elif name in self.failing:
                began = self.failing.pop(name)
                if self.sent.pop(name, None) is not None: # Prometheus never saw what was over before it looked
                    self.over.append((name, began, now))
        due = [(name, began, None) for name, began in self.failing.items() if name not in self.sent]
        self.sent.update((name, now) for name, *_ in due)
        ended, self.over = self.over, []
        return due + ended


def main():
    with tempfile.TemporaryDirectory() as folder:
        receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        def scaled(text):
            return f"{int(seconds(text) * 1000 / SPEED)}ms"
        config = pathlib.Path(folder, "alertmanager.yml")
        config.write_text(f"""
route:
  receiver: hook
  group_by: [scenario, job]
  group_wait: {scaled("30s")}
  group_interval: {scaled("5m")}
  repeat_interval: {scaled("4h")}
receivers:
  - name: hook
    webhook_configs:
      - url: http://127.0.0.1:{receiver.server_port}/
        send_resolved: true
""")
        port = 19093
        manager = subprocess.Popen(["prometheus-alertmanager", f"--config.file={config}", f"--storage.path={folder}/data",
                                    f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            play(port)
        finally:
            manager.kill()
            manager.wait()


def play(port):
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/-/ready").close()
            break
        except OSError:
            time.sleep(0.1)
    played = [Scenario(*one) for one in scenarios(pathlib.Path(__file__).with_name("scenarios.txt"))]
    begin, wall = time.monotonic(), datetime.now(timezone.utc)

    def stamp(at):
        return (wall + timedelta(seconds=at / SPEED)).isoformat()

    now, longest = 0, max(one.until for one in played)
    while now <= longest:
        alerts = []
        for one in played:
            for name, began, ended in one.evaluate(now) if now <= one.until else []:
                labels = {"alertname": "JobFailed", "scenario": one.name, "instance": name}
                if not one.together:
                    labels["job"] = name
                alerts.append({"labels": labels, "startsAt": stamp(began),
                               "endsAt": stamp(ended if ended is not None else now + ENDS_AFTER)})
        for at in range(0, len(alerts), 2000):
            request = urllib.request.Request(f"{url}/api/v2/alerts", json.dumps(alerts[at:at + 2000]).encode(),
                                             {"Content-Type": "application/json"})
            urllib.request.urlopen(request).close()
        now += EVALUATED_EACH
        time.sleep(max(0, begin + now / SPEED - time.monotonic()))
    print("| scenario | Procession | Alertmanager |\n|---|---|---|")
    for one in played:
        told = [(round((at - begin) * SPEED), message) for at, message in Receiver.messages.get(one.name, [])
                if (at - begin) * SPEED <= one.until + 60]
        theirs = [f"{spoken(at)} {message['status']} x{len(message['alerts'])}" for at, message in told]
        print(f"| {one.name} | {cell(ours(one))} | {cell(theirs)} |", flush=True)


def ours(one):
    """`90s fired CAUSE x3`, and of what is over how long it lasted."""
    lines = subprocess.run([sys.argv[1], json.dumps(one.rule), one.script, one.told_until], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    for words in map(str.split, lines):
        at = int(words[0][:-2]) // 1000 if words[0].endswith("ms") else int(words[0][:-1])
        yield f"{spoken(at)} {words[1]} {words[3]}"


def spoken(at):
    return f"{at} s" if at < 120 else f"{round(at / 60)} min" if at < 7200 else f"{round(at / 3600, 1):g} h"


def cell(lines):
    lines = list(lines)
    more = "; …" if len(lines) > 6 else ""
    return f"**{len(lines)}**: {'; '.join(lines[:6])}{more}" if lines else "**0**"


if __name__ == "__main__":
    sys.exit(main())
