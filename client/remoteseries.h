// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "seriessource.h"

namespace Procession {

/// Reads the courses that a remote server has recorded, over its REST API.
///
/// Threads: the one that it lives in, which needs an event loop. Owner: the caller; its end ends the reads that are under
/// way without a result.
class RemoteSeries final : public SeriesSource
{
public:
    explicit RemoteSeries(const ApiEndpoint &endpoint);

    /// The API tells only of the last process with an id: of an earlier one with the same id it gives the later one's.
    QFuture<Answer> read(const Process &process, int attempt) override;

private:
    ApiClient m_api;
};

} // namespace Procession
