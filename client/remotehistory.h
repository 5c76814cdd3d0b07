// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "historysource.h"

#include <memory>

namespace Procession {

/// Reads the history that a remote server keeps, over its REST API.
///
/// A search reads page after page, and looks through them here. Threads: the one that it lives in, which needs an event
/// loop. Owner: the caller; its end ends the reads that are under way without a result.
class RemoteHistory final : public HistorySource
{
public:
    explicit RemoteHistory(const ApiEndpoint &endpoint);

    QFuture<Finished> finished(const HistoryQuery &query, const Wanted &wanted) override;
    /// The API tells only the life of the last process with an id. UnknownProcess, where that is a later one.
    QFuture<Life> life(const ProcessPtr &process) override;
    QFuture<Finished> then(const PastQuery &query, const Wanted &wanted) override;
    QFuture<Range> range() override;

private:
    struct Search;
    struct LifeRead;
    struct PastRead;
    void readOn(const std::shared_ptr<Search> &search);
    void readOn(const std::shared_ptr<LifeRead> &read);
    void readOn(const std::shared_ptr<PastRead> &read);

    ApiClient m_api;
};

} // namespace Procession
