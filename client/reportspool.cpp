// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reportspool.h"

#include "apijson.h"
#include "backoff.h"
#include "changejson.h"
#include "privatefile.h"

#include <QDir>
#include <QJsonDocument>
#include <QLockFile>
#include <QLoggingCategory>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSpool, "procession.client.spool", QtWarningMsg)

bool isEnding(const ReportChange &report)
{
    return report.status && isTerminal(*report.status);
}

/// Whether the refusal of a report shows that it had arrived before.
bool hadArrived(const ReportChange &report, const Process &process)
{
    return isEnding(report) && process.status == *report.status
        && process.attempt == report.attempt.value_or(process.attempt);
}

} // namespace

ReportSpool::ReportSpool(ApiClient &api, SpoolOptions options, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_options(std::move(options))
    , m_retry(this)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ReportSpool::deliver);
}

ReportSpool::~ReportSpool() = default;

Result<void> ReportSpool::open()
{
    if (!PrivateFile::makeFolder(m_options.folder))
        return Error{ErrorCode::Io, u"%1 can't be made."_s.arg(m_options.folder), {}};
    const QDir folder(m_options.folder);
    m_lock = std::make_unique<QLockFile>(folder.filePath(u"lock"_s));
    m_lock->setStaleLockTime(0);
    if (!m_lock->tryLock(0))
        return Error{ErrorCode::Conflict, u"Another program holds the spool in %1."_s.arg(m_options.folder), {}};

    const QStringList names = folder.entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        auto entry = file.open(QIODevice::ReadOnly) ? read(file.readAll()) : std::nullopt;
        if (!entry) {
            qCWarning(lcSpool).noquote() << file.fileName() << "isn't understood, and is left alone";
            continue;
        }
        entry->number = name.section(u'.', 0, 0).toULongLong();
        entry->isOnDisk = true;
        m_nextNumber = std::max(m_nextNumber, entry->number + 1);
        m_entries.push_back(std::move(*entry));
    }
    deliver();
    return {};
}

Result<void> ReportSpool::start(const StartChange &start)
{
    return add({.id = start.id, .change = start});
}

Result<void> ReportSpool::report(const ProcessId &id, const ReportChange &report)
{
    const auto last =
        std::find_if(m_entries.rbegin(), m_entries.rend(), [&id](const Entry &entry) { return entry.id == id; });
    const bool isUnderWay = m_isInFlight && last != m_entries.rend() && &*last == &m_entries.front();
    auto *waiting = last == m_entries.rend() || isUnderWay ? nullptr : std::get_if<ReportChange>(&last->change);
    if (!waiting || isEnding(*waiting) || isEnding(report) || waiting->attempt != report.attempt)
        return add({.id = id, .change = report});
    waiting->merge(report);
    const Result<void> written = last->isOnDisk ? write(*last) : Result<void>();
    deliver();
    return written;
}

Result<void> ReportSpool::add(Entry entry)
{
    if (size() >= m_options.capacity && !makeRoom()) {
        return Error{ErrorCode::TooLarge,
                     u"%1 starts and endings wait for the server already, and no more are kept."_s.arg(size()),
                     {}};
    }
    entry.number = m_nextNumber++;
    m_entries.push_back(std::move(entry));
    const Result<void> written = m_isReachable ? Result<void>() : write(m_entries.back());
    deliver();
    return written;
}

/// Gives up the oldest report of progress. Whether there was one.
bool ReportSpool::makeRoom()
{
    const auto from = m_entries.begin() + (m_isInFlight ? 1 : 0);
    const auto oldest = std::find_if(from, m_entries.end(), [](const Entry &entry) {
        const auto *report = std::get_if<ReportChange>(&entry.change);
        return report && !isEnding(*report);
    });
    if (oldest == m_entries.end())
        return false;
    if (oldest->isOnDisk)
        QFile::remove(pathOf(*oldest));
    m_entries.erase(oldest);
    return true;
}

void ReportSpool::stop()
{
    m_isStopped = true;
    m_retry.stop();
}

void ReportSpool::deliver()
{
    if (m_isStopped || m_isInFlight || m_retry.isActive() || m_entries.empty())
        return;
    m_isInFlight = true;
    const auto callback = [this](const ApiReply<ProcessPtr> &reply) {
        m_isInFlight = false;
        if (!m_isStopped)
            answered(reply);
    };
    const Entry &first = m_entries.front();
    if (const auto *start = std::get_if<StartChange>(&first.change))
        m_api.start(*start, callback);
    else
        m_api.report(first.id, *std::get_if<ReportChange>(&first.change), callback);
}

void ReportSpool::answered(const ApiReply<ProcessPtr> &reply)
{
    const Entry &first = m_entries.front();
    const auto *report = std::get_if<ReportChange>(&first.change);
    if (!reply && reply.error().isTemporary()) {
        tryLater(reply.error());
        return;
    }
    m_failures = 0;
    setReachable(true, {});
    if (reply) {
        removeFirst();
        if (report)
            Q_EMIT reported(*reply);
        else
            Q_EMIT started(*reply);
        deliver();
        return;
    }
    const ApiError &error = reply.error();
    const ProcessPtr process = error.process;
    if (report && process && hadArrived(*report, **process)) {
        removeFirst();
        Q_EMIT reported(process);
        deliver();
    } else if (const auto again = report && error.status == 404 && m_options.startAgain
                       && std::exchange(m_startedAgain, first.number) != first.number
                   ? m_options.startAgain(first.id)
                   : std::nullopt) {
        startAgain(*again);
    } else {
        refuse(error);
    }
}

void ReportSpool::startAgain(const StartChange &start)
{
    qCDebug(lcSpool).noquote() << "the server forgot process" << start.id.toString() << "; starting it again";
    m_isInFlight = true;
    m_api.start(start, [this](const ApiReply<ProcessPtr> &reply) {
        m_isInFlight = false;
        if (m_isStopped)
            return;
        if (reply) {
            takenAgain(*reply);
        } else if (reply.error().isTemporary()) {
            tryLater(reply.error());
        } else {
            refuse(reply.error());
        }
    });
}

/// A server that forgot the process counts its attempts anew.
void ReportSpool::takenAgain(const ProcessPtr &process)
{
    for (Entry &entry : m_entries) {
        if (auto *report = std::get_if<ReportChange>(&entry.change); report && entry.id == (*process)->id)
            report->attempt = (*process)->attempt;
    }
    Q_EMIT started(process);
    deliver();
}

void ReportSpool::refuse(const ApiError &error)
{
    const ProcessId id = m_entries.front().id;
    if (error.status == 401 || error.status == 403) {
        stop();
        Q_EMIT refused(id, error);
        return;
    }
    const bool wasStart = std::holds_alternative<StartChange>(m_entries.front().change);
    removeFirst();
    // Reports behind a refused start are about a process that the server doesn't have from us.
    while (wasStart) {
        const auto next =
            std::find_if(m_entries.begin(), m_entries.end(), [&id](const Entry &entry) { return entry.id == id; });
        if (next == m_entries.end() || std::holds_alternative<StartChange>(next->change))
            break;
        if (next->isOnDisk)
            QFile::remove(pathOf(*next));
        m_entries.erase(next);
    }
    Q_EMIT refused(id, error);
    deliver();
}

void ReportSpool::removeFirst()
{
    if (m_entries.front().isOnDisk)
        QFile::remove(pathOf(m_entries.front()));
    m_entries.pop_front();
}

void ReportSpool::tryLater(const ApiError &error)
{
    for (Entry &entry : m_entries) {
        if (entry.isOnDisk)
            continue;
        const Result<void> written = write(entry);
        if (!std::exchange(m_isUnwritable, !written) && !written)
            qCWarning(lcSpool).noquote() << written.error().message;
        if (!written)
            break; // the disk is full for all of them; it is asked again at the next try, and told once
    }
    m_retry.start(backoff(m_failures++));
    setReachable(false, error.error.message);
}

void ReportSpool::setReachable(bool isReachable, const QString &problem)
{
    if (std::exchange(m_isReachable, isReachable) != isReachable)
        Q_EMIT reachableChanged(isReachable, problem);
}

QString ReportSpool::pathOf(const Entry &entry) const
{
    return u"%1/%2.json"_s.arg(m_options.folder).arg(entry.number, 20, 10, QLatin1Char('0'));
}

Result<void> ReportSpool::write(Entry &entry)
{
    if (m_options.folder.isEmpty())
        return {};
    QJsonObject object{{u"process_id"_s, entry.id.toString()}};
    if (const auto *start = std::get_if<StartChange>(&entry.change))
        object.insert(u"start"_s, toJson(*start));
    else
        object.insert(u"report"_s, toJson(*std::get_if<ReportChange>(&entry.change)));
    const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    PrivateFile::Replacement file(pathOf(entry));
    if (const auto opened = file.open(); !opened)
        return opened;
    if (file.file().write(text) != text.size())
        return Error{ErrorCode::Io, u"%1: %2."_s.arg(pathOf(entry), file.file().errorString()), {}};
    const Result<void> committed = file.commit();
    entry.isOnDisk = entry.isOnDisk || committed.ok();
    return committed;
}

std::optional<ReportSpool::Entry> ReportSpool::read(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    const auto id = ProcessId::fromString(object.value("process_id"_L1).toString());
    if (!id)
        return std::nullopt;
    if (const QJsonValue body = object.value("start"_L1); body.isObject()) {
        const auto start = startFromJson(body.toObject(), 0);
        return start ? std::optional(Entry{.id = *id, .change = *start}) : std::nullopt;
    }
    const QJsonValue body = object.value("report"_L1);
    const auto report = reportFromJson(body.toObject());
    return body.isObject() && report ? std::optional(Entry{.id = *id, .change = *report}) : std::nullopt;
}

} // namespace Procession
