// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The peer from Node: an in-memory tracker behind fastify, its feed with ws.
//   node server.js PORT TOKEN
import fastify from 'fastify';
import { WebSocketServer } from 'ws';

const [port, token] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const types = new Set(['ai_task', 'rag_training', 'document_processing', 'scheduled_task', 'background_job',
  'tools_execution']);
const terminal = new Set(['completed', 'failed', 'cancelled', 'timeout']);
const statuses = new Set(['pending', 'running', ...terminal]);
const processes = new Map();
let seq = 0;

const subscribers = new WebSocketServer({ noServer: true, perMessageDeflate: false });

function broadcast(process) {
  const text = JSON.stringify({
    type: 'process_update',
    process_id: process.process_id,
    process_type: process.process_type,
    status: process.status,
    name: process.name,
    progress: process.progress,
    message: process.message ?? 'Process updated',
    timestamp: process.updated_at,
    metadata: process.metadata,
    seq: process.seq,
  });
  for (const client of subscribers.clients) client.send(text);
}

function refuse(status, message) {
  return { status, error: { message } };
}

function start(body) {
  if (!types.has(body.process_type)) return refuse(422, 'unknown process_type');
  if (typeof body.name !== 'string' || body.name === '') return refuse(422, 'a name is missing');
  if (processes.has(body.process_id)) return refuse(409, 'the id is taken');
  const now = Date.now() / 1000;
  const process = {
    process_id: body.process_id,
    process_type: body.process_type,
    status: body.status ?? 'pending',
    name: body.name,
    description: body.description ?? null,
    progress: null,
    message: null,
    created_at: now,
    started_at: body.status === 'running' ? now : null,
    updated_at: now,
    completed_at: null,
    error_message: null,
    metadata: body.metadata ?? {},
    attempt: 1,
    retry: null,
    seq: ++seq,
  };
  processes.set(process.process_id, process);
  broadcast(process);
  return { status: 201, process };
}

function report(id, body) {
  const process = processes.get(id);
  if (!process) return refuse(404, 'no such process');
  if (terminal.has(process.status)) return refuse(409, 'it is over');
  const { status, progress, message } = body;
  if (status !== undefined && !statuses.has(status)) return refuse(422, 'unknown status');
  if (progress !== undefined && !(progress >= 0 && progress <= 100)) return refuse(422, 'progress is 0 to 100');
  const now = Date.now() / 1000;
  if (status !== undefined) process.status = status;
  if (progress !== undefined) process.progress = progress;
  if (message !== undefined) process.message = message;
  if (body.metadata_update) Object.assign(process.metadata, body.metadata_update);
  if (terminal.has(process.status)) process.completed_at = now;
  process.updated_at = now;
  process.seq = ++seq;
  broadcast(process);
  return { status: 200, process };
}

const nullable = (type) => ({ type, nullable: true });
const processSchema = {
  type: 'object',
  properties: {
    process_id: { type: 'string' },
    process_type: { type: 'string' },
    status: { type: 'string' },
    name: { type: 'string' },
    description: nullable('string'),
    progress: nullable('number'),
    message: nullable('string'),
    created_at: { type: 'number' },
    started_at: nullable('number'),
    updated_at: { type: 'number' },
    completed_at: nullable('number'),
    error_message: nullable('string'),
    metadata: { type: 'object', additionalProperties: true },
    attempt: { type: 'integer' },
    retry: { type: 'object', nullable: true, additionalProperties: true },
    seq: { type: 'integer' },
  },
};

const app = fastify({ logger: false, keepAliveTimeout: 3600 * 1000 });
app.addHook('onRequest', async (request, reply) => {
  if (request.headers.authorization !== authorization) return reply.code(401).send();
});
app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => done(null, body));

app.get('/processes/:id', {
  schema: { response: { 200: { type: 'object', properties: { process: processSchema } } } },
}, (request, reply) => {
  const process = processes.get(request.params.id);
  if (!process) return reply.code(404).send({ error: { message: 'no such process' } });
  return reply.send({ process });
});

app.post('/processes/batch', (request, reply) => {
  let answers = '';
  for (const line of request.body.split('\n')) {
    if (line === '') continue;
    const body = JSON.parse(line);
    answers += JSON.stringify(body.process_type ? start(body) : report(body.process_id, body)) + '\n';
  }
  return reply.type('application/x-ndjson').send(answers);
});

await app.ready();
app.server.on('upgrade', (request, socket, head) => {
  if (request.headers.authorization !== authorization) return socket.destroy();
  return subscribers.handleUpgrade(request, socket, head, () => {});
});
await app.listen({ host: '127.0.0.1', port: Number(port), backlog: 8192 });
