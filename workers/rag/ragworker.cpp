// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragworker.h"

#include "metadatakeys.h"
#include "ragtraining.h"

#include <QJsonDocument>
#include <QThread>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// A training in a thread of its own. Deleting it ends the training and waits for that: a moment.
class RagJob : public Job
{
public:
    RagJob(RagOptions options, const Clock &clock, QJsonObject request, QString id, RagWorker::MakeSource makeSource)
        : m_options(std::move(options))
        , m_clock(clock)
        , m_request(std::move(request))
        , m_id(std::move(id))
        , m_makeSource(std::move(makeSource))
    {
        m_thread.setObjectName(u"rag"_s);
    }
    ~RagJob() override
    {
        m_stop.request_stop();
        m_thread.quit();
        m_thread.wait();
    }

    void begin() override
    {
        // The configuration may have become stricter since the training was planned.
        const auto request = RagTrainingRequest::fromJson(m_request, m_options);
        if (!request) {
            Q_EMIT reported(
                {.status = ProcessStatus::Failed, .errorMessage = request.error().message, .retryable = false});
            return;
        }
        ExtractionOptions extraction;
        extraction.limits = m_options.documents.limits;
        extraction.limits.fileBytes = std::min(extraction.limits.fileBytes, m_options.maxFileBytes);
        extraction.allowed = {{request->folder}};
        extraction.program = m_options.documents.program;
        auto *training =
            new RagTraining(m_options, *request, m_id, m_stop.get_token(), m_makeSource(extraction), m_clock);
        training->moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, training, &QObject::deleteLater);
        connect(training, &RagTraining::reported, this, &Job::reported);
        connect(training, &RagTraining::printed, this, &Job::printed);
        m_thread.start(QThread::LowPriority);
        QMetaObject::invokeMethod(training, &RagTraining::begin, Qt::QueuedConnection);
    }

private:
    const RagOptions m_options;
    const Clock &m_clock;
    const QJsonObject m_request;
    const QString m_id;
    const RagWorker::MakeSource m_makeSource;
    std::stop_source m_stop;
    QThread m_thread;
};

} // namespace

RagWorker::RagWorker(RagOptions options, const Clock &clock, MakeSource makeSource)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_makeSource(makeSource ? std::move(makeSource) : [](const ExtractionOptions &extraction) {
        return std::unique_ptr<DocumentSource>(std::make_unique<ExtractedDocuments>(extraction));
    })
{
}

Result<Plan> RagWorker::plan(const QJsonObject &request) const
{
    const auto checked = RagTrainingRequest::fromJson(request, m_options);
    if (!checked)
        return checked.error();
    return Plan{.name = u"Train on %1"_s.arg(checked->folder),
                .description = u"Collection %1"_s.arg(checked->collection),
                .request = checked->toJson(),
                .metadata = {{MetadataKeys::collection, checked->collection}}};
}

QString RagWorker::group(const Process &process) const
{
    const QByteArray request = process.dispatch.work()->request.utf8().toByteArray(); // metadata is anybody's to write
    return u"collection "_s + QJsonDocument::fromJson(request).object().value(MetadataKeys::collection).toString();
}

std::unique_ptr<Job> RagWorker::attempt(const Process &process, const QJsonObject &request)
{
    return std::make_unique<RagJob>(m_options, m_clock, request, process.id.toString(), m_makeSource);
}

} // namespace Procession
