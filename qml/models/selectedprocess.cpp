// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "selectedprocess.h"

#include "durationtext.h"
#include "errortext.h"
#include "metadatakeys.h"
#include "rowtext.h"
#include "timetext.h"

#include <QJsonDocument>
#include <QLocale>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto requestKey = "request"_L1;
constexpr auto promptKey = "prompt"_L1;

QJsonObject metadataOf(const ProcessPtr &process)
{
    return process ? (*process)->metadata.toObject() : QJsonObject();
}

/// What the server was asked to do itself.
QJsonObject requestOf(const ProcessPtr &process)
{
    const Work *work = process ? (*process)->dispatch.work() : nullptr;
    return work ? QJsonDocument::fromJson(work->request.utf8().toByteArray()).object() : QJsonObject();
}

/// Such as `120, 34.5 a second, the first after 0.81 s`.
QString tokens(const QJsonObject &metadata)
{
    const QJsonValue received = metadata.value(MetadataKeys::tokensReceived);
    if (!received.isDouble())
        return {};
    QString text = QLocale().toString(received.toInteger());
    if (const QJsonValue rate = metadata.value(MetadataKeys::tokensPerSecond); rate.isDouble())
        text += SelectedProcess::tr(", %1 a second").arg(rate.toDouble());
    if (const QJsonValue first = metadata.value(MetadataKeys::timeToFirstToken); first.isDouble())
        text += SelectedProcess::tr(", the first after %1 s").arg(first.toDouble(), 0, 'g', 2);
    return text;
}

QString retryInWords(const RetryState &retry)
{
    const auto words = [&retry](const QString &text) { return text.arg(retry.attempt).arg(retry.maxAttempts); };
    switch (retry.status) {
    case RetryState::Status::Scheduled:
        return words(SelectedProcess::tr("Waits for attempt %1 of %2"));
    case RetryState::Status::Executing:
        return words(SelectedProcess::tr("Attempt %1 of %2 is being made"));
    case RetryState::Status::Success:
        return words(SelectedProcess::tr("Attempt %1 of %2 succeeded"));
    case RetryState::Status::Failed:
        return words(SelectedProcess::tr("Attempt %1 of %2 failed"));
    case RetryState::Status::Exhausted:
        return SelectedProcess::tr("No attempt of %1 is left").arg(retry.maxAttempts);
    case RetryState::Status::Cancelled:
        return words(SelectedProcess::tr("Attempt %1 of %2 was called off"));
    }
    Q_UNREACHABLE();
}

} // namespace

SelectedProcess::SelectedProcess(const ProcessListModel &source, QObject *parent)
    : QObject(parent)
    , m_source(source)
{
    connect(&source, &ProcessListModel::archived, this, &SelectedProcess::keepArchived);
    connect(&source, &ProcessListModel::merged, this, [this] {
        if (refresh())
            tell();
    });
}

void SelectedProcess::setProcessId(const QString &id)
{
    if (id == processId() && !m_isExact)
        return;
    choose(ProcessId::fromString(id), nullptr);
}

void SelectedProcess::select(const ProcessPtr &process)
{
    choose(process ? std::optional((*process)->id) : std::nullopt, process);
}

void SelectedProcess::choose(const std::optional<ProcessId> &id, const ProcessPtr &process)
{
    m_id = id;
    m_process = process;
    m_isExact = process != nullptr;
    m_isKept = m_isExact;
    refresh();
    tell();
}

void SelectedProcess::tell()
{
    m_fields = m_process ? fieldsOf(**m_process) : QStringList();
    Q_EMIT changed();
}

void SelectedProcess::keepArchived(const ProcessPtr &last)
{
    if (!m_process || (*m_process)->createdSeq != (*last)->createdSeq)
        return;
    m_process = last;
    m_isKept = true;
}

/// Whether that changed anything.
bool SelectedProcess::refresh()
{
    const int row = m_id ? m_source.rowOf(*m_id) : -1;
    ProcessPtr tracked = row < 0 ? nullptr : m_source.processAt(row);
    if (tracked && m_isExact && (*tracked)->createdSeq != (*m_process)->createdSeq)
        tracked.reset();
    const bool isTracked = tracked != nullptr;
    if (isTracked)
        m_isKept = m_isExact;
    const ProcessPtr now = isTracked || !m_isKept ? tracked : m_process;
    const bool isSame = now == m_process && isTracked == m_isTracked;
    m_process = now;
    m_isTracked = isTracked;
    return !isSame;
}

QString SelectedProcess::name() const
{
    return m_process ? shownText((*m_process)->name) : QString();
}

StatusText::Status SelectedProcess::shownState() const
{
    return m_process ? StatusText::of(**m_process) : StatusText::All;
}

QString SelectedProcess::errorMessage() const
{
    return m_process ? shownLines((*m_process)->errorMessage) : QString();
}

QString SelectedProcess::errorCause() const
{
    return causeLine(errorMessage());
}

QString SelectedProcess::errorPlace() const
{
    return summaryOf(errorMessage()).place;
}

double SelectedProcess::retryAt() const
{
    return m_process && (*m_process)->retry ? static_cast<double>((*m_process)->retry->nextAt.value_or(0)) : 0.0;
}

int SelectedProcess::nextAttempt() const
{
    return m_process && (*m_process)->retry ? (*m_process)->retry->attempt : 0;
}

int SelectedProcess::maxAttempts() const
{
    return m_process && (*m_process)->retry ? (*m_process)->retry->maxAttempts : 0;
}

QString SelectedProcess::prompt() const
{
    return shownLines(requestOf(m_process).value(promptKey).toString());
}

QString SelectedProcess::answer() const
{
    return shownLines(metadataOf(m_process).value(MetadataKeys::answer).toString());
}

bool SelectedProcess::isAnswerTruncated() const
{
    return metadataOf(m_process).value(MetadataKeys::answerTruncated).toBool();
}

/// What is shown as text isn't shown as JSON again, where its lines would be one.
QString SelectedProcess::metadata() const
{
    QJsonObject metadata = metadataOf(m_process);
    if (metadata.value(MetadataKeys::answer).isString())
        metadata.remove(MetadataKeys::answer);
    QJsonObject request = requestOf(m_process);
    request.remove(promptKey);
    if (!request.isEmpty())
        metadata.insert(requestKey, request);
    return metadata.isEmpty() ? QString() : shownLines(QString::fromUtf8(QJsonDocument(metadata).toJson()).trimmed());
}

QStringList SelectedProcess::fieldsOf(const Process &process)
{
    QStringList fields;
    const auto add = [&fields](const QString &label, const QString &value) {
        if (!value.isEmpty())
            fields << label << shownLines(value);
    };
    const auto addTime = [&add](const QString &label, std::optional<qint64> time) {
        add(label, time ? TimeText::moment(*time) : QString());
    };
    add(tr("Id"), process.id.toString());
    add(tr("Type"), process.type.toString());
    add(tr("Description"), process.description);
    add(tr("Message"), process.message);
    const QJsonObject metadata = process.metadata.toObject();
    add(tr("Stage"), metadata.value(MetadataKeys::stage).toString());
    add(tr("Model"), metadata.value(MetadataKeys::model).toString());
    add(tr("Tokens"), tokens(metadata));
    add(tr("Attempt"), QString::number(process.attempt));
    if (process.retry) {
        add(tr("Retry"), retryInWords(*process.retry));
        addTime(tr("Next attempt"), process.retry->nextAt);
        if (process.retry->lastError != process.errorMessage)
            add(tr("Last error"), causeLine(process.retry->lastError));
    }
    addTime(tr("Created"), process.createdAt);
    addTime(tr("Started"), process.startedAt);
    addTime(tr("Updated"), process.updatedAt);
    addTime(tr("Ended"), process.completedAt);
    addTime(process.status == ProcessStatus::Pending ? tr("Not taken up since") : tr("Quiet since"),
            process.quietSince);
    if (process.startedAt && process.completedAt)
        add(tr("Took"), durationText(*process.completedAt - *process.startedAt));
    if (process.timeout)
        add(tr("Timeout"), durationText(process.timeout->count()));
    if (process.heartbeatTimeout)
        add(tr("Heartbeat timeout"), durationText(process.heartbeatTimeout->count()));
    return fields;
}

bool SelectedProcess::canCancel() const
{
    return m_isTracked && isLive(**m_process);
}

bool SelectedProcess::canRetry() const
{
    return m_isTracked && isRetryable((*m_process)->status);
}

} // namespace Procession
