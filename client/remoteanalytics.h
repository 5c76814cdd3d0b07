// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analyticssource.h"
#include "apiclient.h"

namespace Procession {

/// Asks a remote server's summaries, over its REST API.
///
/// Threads: the one that it lives in, which needs an event loop. Owner: the caller; its end ends the questions that are
/// under way without an answer.
class RemoteAnalytics final : public AnalyticsSource
{
public:
    explicit RemoteAnalytics(const ApiEndpoint &endpoint);

    QFuture<Answer> ask(const AnalyticsQuery &query) override;

private:
    ApiClient m_api;
};

} // namespace Procession
