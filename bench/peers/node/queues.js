// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Queues for Node, with work that does nothing: who submits and who works are threads of one process, with a connection
// of their own each. Prints a line "NAME VALUE" for each figure, as bench_workqueue does.
//   node queues.js bullmq|graphile PORT filled JOBS
//   node queues.js bullmq|graphile PORT steady RATE SECONDS
import { Worker as Thread, isMainThread, parentPort, workerData } from 'node:worker_threads';

const now = () => Number(process.hrtime.bigint()) / 1e6; // ms, the same clock in all threads
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const atOnce = 64;
const batch = 1000;

/// One that submits, and one that works; each only as far as it is used.
const queues = {
  async bullmq(port) {
    const { Queue, Worker } = await import('bullmq');
    const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
    let queue;
    const jobs = (list) => list.map((data) => ({ name: 'nothing', data, opts: { removeOnComplete: true } }));
    return {
      async prepare() {
        queue = new Queue('bench', { connection });
        await queue.waitUntilReady();
      },
      add: (data) => queue.add('nothing', data, { removeOnComplete: true }),
      addMany: (list) => queue.addBulk(jobs(list)),
      async work(begun, ended) {
        const worker = new Worker('bench', async (job) => begun(job.data), { connection, concurrency: atOnce });
        worker.on('completed', ended);
        await worker.waitUntilReady();
      },
    };
  },
  async graphile(port) {
    const { Logger, makeWorkerUtils, run, runMigrations } = await import('graphile-worker');
    const { default: pg } = await import('pg');
    const logger = new Logger(() => () => {});
    const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: atOnce + 2 });
    let utils;
    return {
      async prepare() {
        await runMigrations({ pgPool: pool, logger });
        utils = await makeWorkerUtils({ pgPool: pool, logger });
      },
      add: (data) => utils.addJob('nothing', data),
      addMany: (list) => pool.query(`SELECT graphile_worker.add_jobs(array(
        SELECT row('nothing', payload, NULL, NULL, NULL, NULL, NULL, NULL)::graphile_worker.job_spec
        FROM json_array_elements($1) payload))`, [JSON.stringify(list)]),
      async work(begun, ended) {
        const runner = await run({
          pgPool: pool, logger, concurrency: atOnce, noHandleSignals: true, taskList: { nothing: async (data) => begun(data) },
        });
        runner.events.on('job:complete', ended);
      },
    };
  },
};

async function submitSteadily(queue, rate, count) {
  await queue.prepare();
  const begin = now();
  const pending = [];
  for (let i = 0; i < count;) {
    for (; i < count && now() - begin >= (i * 1000) / rate; i += 1) pending.push(queue.add({ at: now() }));
    await sleep(1);
  }
  parentPort.postMessage({ rate: (count * 1000) / (now() - begin) });
  await Promise.all(pending);
}

async function main([kind, port, mode, number, seconds]) {
  const queue = await queues[kind](Number(port));
  await queue.prepare();
  const count = mode === 'filled' ? Number(number) : Number(number) * Number(seconds);
  const waits = [];
  let over = 0;
  let finish;
  const finished = new Promise((resolve) => { finish = resolve; });
  const work = () => queue.work(
    ({ at }) => { if (at) waits.push(now() - at); },
    () => { over += 1; if (over === count) finish(); },
  );
  if (mode === 'filled') {
    let begin = now();
    for (let i = 0; i < count; i += batch) {
      await queue.addMany(Array.from({ length: Math.min(batch, count - i) }, () => ({})));
    }
    console.log(`submitted ${((count * 1000) / (now() - begin)).toFixed(1)}`);
    begin = now();
    await work();
    await finished;
    console.log(`finished ${((count * 1000) / (now() - begin)).toFixed(1)}`);
  } else {
    await work();
    await sleep(300); // until it waits for jobs
    const thread = new Thread(new URL(import.meta.url), { workerData: { kind, port, rate: Number(number), count } });
    const rate = new Promise((resolve, reject) => {
      thread.on('message', (message) => resolve(message.rate));
      thread.on('error', reject);
    });
    console.log(`rate ${(await rate).toFixed(1)}`);
    await finished;
    waits.sort((a, b) => a - b);
    console.log(`median ${waits[Math.floor(count / 2)].toFixed(4)}\np99 ${waits[Math.floor(count * 0.99)].toFixed(4)}`);
  }
  process.exit(0);
}

if (isMainThread) {
  await main(process.argv.slice(2));
} else {
  await submitSteadily(await queues[workerData.kind](Number(workerData.port)), workerData.rate, workerData.count);
}
