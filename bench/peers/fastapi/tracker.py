# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer that the original ran on: an in-memory tracker behind FastAPI, its feed with websockets.

TOKEN=... python3 -m uvicorn --app-dir bench/peers/fastapi --loop uvloop --http httptools tracker:app
"""

import json
import os
import time
from itertools import islice

from fastapi import Depends, FastAPI, HTTPException, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ValidationError, confloat

TOKEN = os.environ["TOKEN"]
TYPES = {"ai_task", "rag_training", "document_processing", "scheduled_task", "background_job", "tools_execution"}
TERMINAL = {"completed", "failed", "cancelled", "timeout"}
STATUSES = {"pending", "running"} | TERMINAL


class Start(BaseModel):
    process_id: str
    process_type: str
    name: str
    description: str | None = None
    metadata: dict = {}
    status: str = "pending"


class Report(BaseModel):
    status: str | None = None
    progress: confloat(ge=0, le=100) | None = None
    message: str | None = None
    error_message: str | None = None
    metadata_update: dict | None = None


class Tracker:
    """Processes by their id, oldest first, and who wants to hear of them."""

    def __init__(self):
        self.processes = {}
        self.subscribers = set()
        self.seq = 0

    async def broadcast(self, process):
        text = json.dumps(
            {
                "type": "process_update",
                "process_id": process["process_id"],
                "process_type": process["process_type"],
                "status": process["status"],
                "name": process["name"],
                "progress": process["progress"],
                "message": process["message"] or "Process updated",
                "timestamp": process["updated_at"],
                "metadata": process["metadata"],
                "seq": process["seq"],
            },
            separators=(",", ":"),
        )
        for subscriber in list(self.subscribers):
            await subscriber.send_text(text)

    async def start(self, start):
        if start.process_type not in TYPES or start.status not in STATUSES:
            raise HTTPException(422, "unknown process_type or status")
        if start.process_id in self.processes:
            raise HTTPException(409, "the id is taken")
        now = time.time()
        self.seq += 1
        process = {
            "process_id": start.process_id,
            "process_type": start.process_type,
            "status": start.status,
            "name": start.name,
            "description": start.description,
            "progress": None,
            "message": None,
            "created_at": now,
            "started_at": now if start.status == "running" else None,
            "updated_at": now,
            "completed_at": None,
            "error_message": None,
            "metadata": start.metadata,
            "attempt": 1,
            "retry": None,
            "seq": self.seq,
        }
        self.processes[start.process_id] = process
        await self.broadcast(process)
        return process

    async def report(self, process_id, report):
        process = self.processes.get(process_id)
        if process is None:
            raise HTTPException(404, "no such process")
        if process["status"] in TERMINAL:
            raise HTTPException(409, "it is over")
        if report.status is not None:
            if report.status not in STATUSES:
                raise HTTPException(422, "unknown status")
            process["status"] = report.status
        if report.progress is not None:
            # As a client that reports 75 expects it, and not 75.0.
            process["progress"] = int(report.progress) if report.progress.is_integer() else report.progress
        if report.message is not None:
            process["message"] = report.message
        if report.metadata_update:
            process["metadata"].update(report.metadata_update)
        process["updated_at"] = time.time()
        if process["status"] in TERMINAL:
            process["completed_at"] = process["updated_at"]
        self.seq += 1
        process["seq"] = self.seq
        await self.broadcast(process)
        return process


tracker = Tracker()
app = FastAPI()
bearer = HTTPBearer()


async def authorized(credentials: HTTPAuthorizationCredentials = Depends(bearer)):
    if credentials.credentials != TOKEN:
        raise HTTPException(401, "a wrong token")


@app.get("/processes", dependencies=[Depends(authorized)])
async def list_processes(status: str | None = None, limit: int = 100):
    matching = (process for process in tracker.processes.values() if status is None or process["status"] == status)
    return {"processes": list(islice(matching, limit))}


@app.get("/processes/{process_id}", dependencies=[Depends(authorized)])
async def get_process(process_id: str):
    process = tracker.processes.get(process_id)
    if process is None:
        raise HTTPException(404, "no such process")
    return {"process": process}


@app.post("/processes/batch", dependencies=[Depends(authorized)])
async def batch(request: Request):
    answers = ""
    for line in (await request.body()).splitlines():
        try:
            body = json.loads(line)
            if "process_type" in body:
                answer = {"status": 201, "process": await tracker.start(Start(**body))}
            else:
                answer = {"status": 200, "process": await tracker.report(body["process_id"], Report(**body))}
        except HTTPException as refusal:
            answer = {"status": refusal.status_code, "error": {"message": refusal.detail}}
        except (ValueError, KeyError, ValidationError) as problem:
            answer = {"status": 422, "error": {"message": str(problem)}}
        answers += json.dumps(answer, separators=(",", ":")) + "\n"
    return Response(answers, media_type="application/x-ndjson")


@app.websocket("/ws/processes")
async def feed(socket: WebSocket):
    if socket.headers.get("authorization") != f"Bearer {TOKEN}":
        await socket.close(1008)
        return
    await socket.accept()
    tracker.subscribers.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        tracker.subscribers.discard(socket)
