// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "documentextraction.h"
#include "processstatus.h"
#include "runoptions.h"
#include "runreporter.h"

#include <QTimer>

#include <optional>

namespace Procession {

/// Reads a document on this machine and reports it as a process, page by page, for as long as the server will have it:
/// a server that is away, or refuses, costs nothing but the report.
///
/// Threads: the one it lives in. Owner: the `document` command.
class DocumentSession : public QObject
{
    Q_OBJECT

public:
    DocumentSession(ApiEndpoint endpoint, RunOptions options, const QString &path, const ExtractionOptions &extraction,
                    QObject *parent = nullptr);

    void start();
    /// The user wants it to stop.
    void cancel();

Q_SIGNALS:
    /// The document was read, or can't be.
    void extracted(const Procession::Result<Procession::DocumentText> &result);
    /// Someone cancelled it; there is no text.
    void cancelled();
    /// The server was told how it ended, or isn't there.
    void finished();

private:
    void end(ProcessStatus status);
    ReportChange compose() const;

    const RunOptions m_options;
    ApiClient m_api;
    RunReporter m_reporter;
    QTimer m_heartbeat;
    QTimer m_finalTimer;
    std::unique_ptr<DocumentExtraction> m_extraction;
    int m_pagesDone = 0;
    int m_pages = 0;
    QString m_beginning;
    ProcessStatus m_status = ProcessStatus::Running;
    std::optional<Result<DocumentText>> m_result;
};

} // namespace Procession
