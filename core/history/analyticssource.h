// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analyticsquery.h"

#include <QFuture>
#include <QJsonObject>

namespace Procession {

/// Asks what past runs of a server have in common, this one or another, for those who show it.
///
/// A reader watches the future that it gets with a QFutureWatcher, which answers in the reader's thread. A cancelled future
/// may end without a result.
/// Threads: the one that it lives in. Owner: app/; outlives its readers.
class AnalyticsSource
{
public:
    using Answer = Result<QJsonObject>;

    /// What `GET /analytics` tells. Errors: InvalidField, Io.
    virtual QFuture<Answer> ask(const AnalyticsQuery &query) = 0;

protected:
    ~AnalyticsSource() = default;
};

} // namespace Procession
