// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reporter.h"

#include "rawclient.h"

#include <QJsonDocument>

#include <chrono>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// How many of its processes are live at once, and how many reports each of them gets.
constexpr qsizetype liveProcesses = 10;
constexpr int lastStep = 40;
/// A server may be stopped for a while.
constexpr std::chrono::seconds patience{20};

} // namespace

Reporter::Reporter(QString name, QByteArray token)
    : m_name(std::move(name))
    , m_token(std::move(token))
{
}

Reporter::~Reporter()
{
    end();
}

void Reporter::begin(quint16 port, int perSecond)
{
    m_ends = false;
    m_thread = std::thread([this, port, perSecond] { run(port, perSecond); });
}

void Reporter::end()
{
    m_ends = true;
    if (m_thread.joinable())
        m_thread.join();
}

void Reporter::run(quint16 port, int perSecond)
{
    RawClient client(port, RawClient::Receives::Much, patience);
    if (client.socket().state() != QAbstractSocket::ConnectedState)
        return; // killed already
    const auto begin = std::chrono::steady_clock::now();
    for (qint64 i = 0; !m_ends && reportNext(client); ++i) {
        if (perSecond > 0)
            std::this_thread::sleep_until(begin + std::chrono::microseconds(i * 1'000'000 / perSecond));
    }
}

bool Reporter::reportNext(RawClient &client)
{
    if (m_live.size() < liveProcesses) {
        const QString id = u"%1-%2"_s.arg(m_name).arg(++m_started);
        Record &record = m_records[id];
        record.unanswered = Known{u"running"_s, 0, 0};
        const auto answer = ask(client, u"POST /processes"_s,
                                {{u"process_id"_s, id},
                                 {u"process_type"_s, u"scheduled_task"_s},
                                 {u"name"_s, u"Job of "_s + m_name},
                                 {u"status"_s, u"running"_s},
                                 {u"metadata"_s, QJsonObject{{u"step"_s, 0}}}});
        if (!answer)
            return false;
        if (answer->first != 201) {
            m_problem = u"start of %1: %2"_s.arg(id).arg(answer->first);
            return false;
        }
        record.confirmed = record.unanswered;
        record.confirmed->seq = static_cast<quint64>(answer->second["process"_L1]["seq"_L1].toInteger());
        record.unanswered.reset();
        m_live.append(id);
        ++m_confirmedCount;
        return true;
    }

    m_turn = (m_turn + 1) % m_live.size();
    const QString id = m_live.at(m_turn);
    Record &record = m_records[id];
    Known next = *record.confirmed;
    ++next.step;
    if (next.step == lastStep)
        next.status = next.seq % 2 == 0 ? u"completed"_s : u"failed"_s;
    record.unanswered = next;
    const auto answer = ask(client, u"PATCH /processes/"_s + id,
                            {{u"status"_s, next.status},
                             {u"progress"_s, 100.0 * next.step / lastStep},
                             {u"message"_s, u"step %1 of %2"_s.arg(next.step).arg(lastStep)},
                             {u"metadata_update"_s, QJsonObject{{u"step"_s, next.step}}}});
    if (!answer)
        return false;
    if (answer->first != 200) {
        m_problem = u"report of %1: %2 %3"_s.arg(id)
                        .arg(answer->first)
                        .arg(QString::fromUtf8(QJsonDocument(answer->second).toJson(QJsonDocument::Compact)));
        return false;
    }
    const auto seq = static_cast<quint64>(answer->second["process"_L1]["seq"_L1].toInteger());
    if (seq <= next.seq) {
        m_problem = u"report of %1: seq %2 after %3"_s.arg(id).arg(seq).arg(next.seq);
        return false;
    }
    next.seq = seq;
    record.confirmed = next;
    record.unanswered.reset();
    if (next.step == lastStep)
        m_live.removeAt(m_turn);
    ++m_confirmedCount;
    return true;
}

std::optional<std::pair<int, QJsonObject>> Reporter::ask(RawClient &client, const QString &methodAndPath,
                                                         const QJsonObject &body)
{
    const QByteArray json = QJsonDocument(body).toJson(QJsonDocument::Compact);
    client.send(requestLines(methodAndPath.toUtf8(), json, {}, m_token));
    const std::optional<QByteArray> answer = client.wholeAnswer();
    if (!answer)
        return std::nullopt;
    return std::pair(statusOf(*answer), QJsonDocument::fromJson(bodyOf(*answer)).object());
}

QString Reporter::reconcile(const QHash<QString, QJsonObject> &processes)
{
    for (auto it = m_records.begin(); it != m_records.end(); ++it) {
        const QString &id = it.key();
        Record &record = it.value();
        const auto found = processes.constFind(id);
        if (found == processes.cend()) {
            if (record.confirmed)
                return u"%1 was confirmed and is gone"_s.arg(id);
            record.unanswered.reset(); // its start never arrived
            continue;
        }
        const Known stands{found->value("status"_L1).toString(), found->value("metadata"_L1)["step"_L1].toInt(-1),
                           static_cast<quint64>(found->value("seq"_L1).toInteger())};
        const auto explains = [&stands](const std::optional<Known> &known) {
            return known && known->status == stands.status && known->step == stands.step && known->seq <= stands.seq;
        };
        if (!explains(record.confirmed) && !explains(record.unanswered)) {
            return u"%1 stands at step %2 (%3, seq %4); confirmed was step %5 (%6, seq %7)"_s.arg(id)
                .arg(stands.step)
                .arg(stands.status)
                .arg(stands.seq)
                .arg(record.confirmed ? record.confirmed->step : -1)
                .arg(record.confirmed ? record.confirmed->status : QString())
                .arg(record.confirmed ? record.confirmed->seq : 0);
        }
        const bool wasLive = m_live.contains(id);
        const bool isLive = stands.status == "running"_L1;
        if (isLive && !wasLive)
            m_live.append(id);
        else if (!isLive && wasLive)
            m_live.removeOne(id);
        record.confirmed = stands;
        record.unanswered.reset();
    }
    return {};
}

} // namespace Procession
