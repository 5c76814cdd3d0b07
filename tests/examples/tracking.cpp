// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The two usage examples of the document that Procession was commissioned with, in C++.
#include "clock.h"
#include "processtracker.h"

#include <QTextStream>

using namespace Procession;
using namespace std::chrono_literals;

int main()
{
    SystemClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);

    // Start tracking a process
    const ProcessId processId = *ProcessId::fromString(u"ai_task_12345");
    const auto started = tracker.start({
        .id = processId,
        .type = ProcessType::aiTask(),
        .name = QStringLiteral("Document Analysis"),
        .description = QStringLiteral("Analyzing construction document for compliance"),
        .metadata = {{QStringLiteral("document_id"), QStringLiteral("doc_abc123")},
                     {QStringLiteral("model"), QStringLiteral("deepseek-r1")}},
    });

    // Update process status
    const auto updated = tracker.report(processId,
                                        {
                                            .status = ProcessStatus::Running,
                                            .progress = 50,
                                            .metadataUpdate = {{QStringLiteral("stage"), QStringLiteral("processing")}},
                                        });

    // Complete process
    const auto completed =
        tracker.report(processId,
                       {
                           .status = ProcessStatus::Completed,
                           .progress = 100,
                           .metadataUpdate = {{QStringLiteral("result"), QStringLiteral("Compliance check passed")}},
                       });

    // Configure retry policy for AI tasks
    const auto configured = tracker.setRetryPolicy(ProcessType::aiTask(),
                                                   {
                                                       .maxAttempts = 3,
                                                       .initialDelay = 1s,
                                                       .maxDelay = 60s,
                                                       .exponentialBase = 2.0,
                                                       .jitter = true,
                                                   });

    if (!started || !updated || !completed || !configured)
        return 1;
    QTextStream(stdout) << (*completed)->json() << '\n';
    return 0;
}
