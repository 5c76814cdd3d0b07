// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "outputpages.h"
#include "outputreader.h"

namespace Procession {

/// The output of one attempt on a remote server.
///
/// The server tells how long it is over a WebSocket (see OutputReader), and only that: it carries the lines that are asked
/// for, not every byte of an output that may come faster than the line to here.
/// Threads: the one that it lives in. Owner: who asked RemoteOutput for it; `api` must outlive it.
class RemoteOutputPages final : public OutputPages
{
    Q_OBJECT

public:
    RemoteOutputPages(ApiClient &api, const ProcessId &id, int attempt);

    OutputExtent extent() const override { return m_extent; }
    QFuture<Lines> lines(qint64 first, int count) override;
    QFuture<Line> lineAtOffset(qint64 offset) override;
    QFuture<Line> lineAtTime(qint64 timeMs) override;
    QFuture<Matches> search(const OutputQuery &query) override;
    QFuture<Bytes> bytes(qint64 offset, qint64 limit) override;

private:
    QString path(QLatin1StringView part) const;
    QUrlQuery parameters() const;
    QFuture<Line> lineAt(const QString &key, const QString &value);
    void take(const OutputExtent &extent);

    ApiClient &m_api;
    const ProcessId m_id;
    const int m_attempt;
    OutputReader m_news;
    OutputExtent m_extent;
};

} // namespace Procession
