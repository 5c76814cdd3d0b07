// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "embedder.h"
#include "ragoptions.h"

#include <functional>

namespace Procession {

/// Vectors that an OpenAI-compatible server makes of texts (`/v1/embeddings`).
///
/// Threads: any, several at once; each call waits in an event loop of its own.
class ApiEmbedder : public Embedder
{
public:
    /// While `goesOn` answers true it waits for the server; it is asked a few times a second.
    explicit ApiEmbedder(
        EmbeddingServer server, std::function<bool()> goesOn = [] { return true; });

    /// Tells these vectors from those of other servers and models. Empty where there is no server.
    static QString nameOf(const EmbeddingServer &server);

    /// Errors: Io, with what the server said; Conflict where it was ended.
    Result<std::vector<Vector>> embed(const QStringList &texts) const override;

private:
    Result<std::vector<Vector>> embedBatch(const QStringList &texts) const;

    const EmbeddingServer m_server;
    const std::function<bool()> m_goesOn;
};

} // namespace Procession
