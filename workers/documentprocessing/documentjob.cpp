// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentjob.h"

#include "documentsummary.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

ExtractionOptions extractionOptions(const DocumentOptions &options)
{
    ExtractionOptions result;
    result.limits = options.limits;
    result.allowed = options.allowed;
    result.keepPages = false;
    result.program = options.program;
    return result;
}

} // namespace

DocumentJob::DocumentJob(const QString &path, const DocumentOptions &options)
    : m_extraction(path, extractionOptions(options))
{
    connect(&m_extraction, &DocumentExtraction::progressed, this, &DocumentJob::tellProgress);
    connect(&m_extraction, &DocumentExtraction::pageRead, this, [this](int, const QString &text) {
        if (m_beginning.size() < maxBeginning)
            m_beginning += text.left(maxBeginning - m_beginning.size()) + u'\n';
    });
    connect(&m_extraction, &DocumentExtraction::finished, this, &DocumentJob::tellEnd);
}

void DocumentJob::tellProgress(int pagesDone, int pages)
{
    ReportChange report;
    report.message = pageMessage(pagesDone, pages);
    if (pages > 0)
        report.progress = std::min(100.0, 100.0 * pagesDone / pages);
    report.metadataUpdate = {{u"stage"_s, u"reading"_s}, {u"current_page"_s, pagesDone}};
    Q_EMIT reported(report);
}

void DocumentJob::tellEnd(const Result<DocumentText> &result)
{
    ReportChange report;
    if (result) {
        report.status = ProcessStatus::Completed;
        report.progress = 100;
        report.message = summaryMessage(*result);
        report.metadataUpdate = summaryMetadata(*result, m_beginning);
    } else {
        report.status = ProcessStatus::Failed;
        report.errorMessage = result.error().message;
        // The document will be no other the next time.
        report.retryable = result.error().field == DocumentFailure::broken;
        report.metadataUpdate = {{u"reason"_s, result.error().field}};
    }
    Q_EMIT reported(report);
}

} // namespace Procession
