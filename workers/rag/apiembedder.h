// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "embedder.h"
#include "ragoptions.h"

#include <stop_token>

class QNetworkAccessManager;

namespace Procession {

/// Vectors that an OpenAI-compatible server makes of texts (`/v1/embeddings`).
///
/// Threads: any, several at once. Each call blocks its thread and has a network thread of its own, so that nothing else
/// of the caller's thread runs meanwhile. Call it where blocking is right.
class ApiEmbedder : public Embedder
{
public:
    /// embed() gives up as soon as `stop` is requested.
    explicit ApiEmbedder(EmbeddingServer server, std::stop_token stop = {});

    /// Tells these vectors from those of other servers and models. Empty where there is no server.
    static QString nameOf(const EmbeddingServer &server);

    /// Errors: Io, with what the server said; Conflict where it was ended.
    Result<std::vector<Vector>> embed(const QStringList &texts) const override;

private:
    Result<std::vector<Vector>> embedAll(const QStringList &texts) const;
    Result<std::vector<Vector>> embedBatch(QNetworkAccessManager &network, const QStringList &texts) const;

    const EmbeddingServer m_server;
    const std::stop_token m_stop;
};

} // namespace Procession
