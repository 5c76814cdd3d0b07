// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentsession.h"

#include "documentsummary.h"
#include "terminal.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds requestTimeout{5000};
/// How often it is reported at least: the answer tells whether someone cancelled it.
constexpr std::chrono::milliseconds beat{1000};

} // namespace

DocumentSession::DocumentSession(ApiEndpoint endpoint, RunOptions options, const QString &path,
                                 const ExtractionOptions &extraction, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_api(std::move(endpoint), requestTimeout)
    , m_reporter(m_api, m_options, [this] { return compose(); })
    , m_heartbeat(this)
    , m_finalTimer(this)
    , m_extraction(std::make_unique<DocumentExtraction>(path, extraction))
{
    connect(m_extraction.get(), &DocumentExtraction::pageRead, this, [this](int, const QString &text) {
        if (m_beginning.size() < maxBeginning)
            m_beginning += text.left(maxBeginning - m_beginning.size()) + u'\n';
    });
    connect(m_extraction.get(), &DocumentExtraction::progressed, this, [this](int pagesDone, int pages) {
        m_pagesDone = pagesDone;
        m_pages = pages;
        m_reporter.touch();
    });
    connect(m_extraction.get(), &DocumentExtraction::finished, this, [this](const Result<DocumentText> &result) {
        m_result = result;
        Q_EMIT extracted(result);
        end(result ? ProcessStatus::Completed : ProcessStatus::Failed);
    });

    connect(&m_reporter, &RunReporter::reported, this, [this](const ProcessPtr &) {
        if (m_status != ProcessStatus::Running)
            Q_EMIT finished();
    });
    connect(&m_reporter, &RunReporter::overruled, this, [this](const ProcessPtr &process) {
        m_reporter.stop();
        if (m_status == ProcessStatus::Running) {
            Terminal::printError(u"%1 on the server."_s.arg(wireName((*process)->status)));
            m_extraction.reset();
            m_status = ProcessStatus::Cancelled;
            Q_EMIT cancelled();
        }
        Q_EMIT finished();
    });
    connect(&m_reporter, &RunReporter::refused, this, [this](const ApiError &error) {
        Terminal::printError(error.error.message + u" The document is read all the same, untracked."_s);
        if (m_status != ProcessStatus::Running)
            Q_EMIT finished();
    });
    connect(&m_reporter, &RunReporter::reachableChanged, this, [this](bool reachable, const QString &problem) {
        if (!reachable)
            Terminal::printError(problem + u" The document is read all the same, untracked."_s);
        if (!reachable && m_status != ProcessStatus::Running)
            Q_EMIT finished();
    });
    m_heartbeat.setInterval(beat);
    connect(&m_heartbeat, &QTimer::timeout, this, [this] { m_reporter.flush(); });
    m_finalTimer.setSingleShot(true);
    connect(&m_finalTimer, &QTimer::timeout, this, &DocumentSession::finished);
}

void DocumentSession::start()
{
    m_reporter.start();
    m_heartbeat.start();
    m_extraction->begin();
}

void DocumentSession::cancel()
{
    if (m_status != ProcessStatus::Running) {
        Q_EMIT finished();
        return;
    }
    m_extraction.reset();
    Q_EMIT cancelled();
    end(ProcessStatus::Cancelled);
}

/// Tells the server, where it is there.
void DocumentSession::end(ProcessStatus status)
{
    m_status = status;
    m_heartbeat.stop();
    if (m_reporter.isReachable() && !m_reporter.isStopped()) {
        m_finalTimer.start(m_options.finalWait);
        m_reporter.flush();
    } else {
        m_finalTimer.start(0);
    }
}

ReportChange DocumentSession::compose() const
{
    ReportChange report{.status = m_status};
    if (m_status == ProcessStatus::Running) {
        report.metadataUpdate = {{u"stage"_s, u"reading"_s}, {u"current_page"_s, m_pagesDone}};
        if (m_pagesDone > 0)
            report.message = pageMessage(m_pagesDone, m_pages);
        if (m_pages > 0)
            report.progress = std::min(100.0, 100.0 * m_pagesDone / m_pages);
    } else if (m_result && *m_result) {
        report.progress = 100;
        report.message = summaryMessage(**m_result);
        report.metadataUpdate = summaryMetadata(**m_result, m_beginning);
    } else if (m_result) {
        report.errorMessage = m_result->error().message;
        report.metadataUpdate = {{u"reason"_s, m_result->error().field}};
    }
    return report;
}

} // namespace Procession
