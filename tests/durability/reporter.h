// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace Procession {

class RawClient;

/// A program that reports its own processes over one connection, one request after the other, and keeps what was
/// confirmed and what may have been done without that.
///
/// Threads: begin() runs it on a thread of its own until end(); the rest is for the caller between the two.
class Reporter
{
public:
    /// How a process must stand by what was confirmed, or may stand since its last report was not answered.
    struct Known
    {
        QString status;
        int step = 0;    ///< what its metadata's `step` says
        quint64 seq = 0; ///< of the last confirmed change
    };
    struct Record
    {
        std::optional<Known> confirmed; ///< nothing where not even its start was
        std::optional<Known> unanswered;
    };

    /// `name` is the beginning of the ids of all its processes.
    Reporter(QString name, QByteArray token);
    ~Reporter();

    /// Reports to the server on that port, `perSecond` times (0: as often as it can).
    void begin(quint16 port, int perSecond);
    void end();

    const QHash<QString, Record> &records() const { return m_records; }
    /// Why it stopped by itself; empty where it didn't: an answer that should not be.
    const QString &problem() const { return m_problem; }
    qint64 confirmedCount() const { return m_confirmedCount; }

    /// Takes what the server says of each process (by its id), now that it is up again: whether every record is
    /// explained. Empty, or what is wrong. From then on that is what is known.
    QString reconcile(const QHash<QString, QJsonObject> &processes);

private:
    void run(quint16 port, int perSecond);
    bool reportNext(RawClient &client);
    /// The answer's status and body; nothing where the connection broke before it came.
    std::optional<std::pair<int, QJsonObject>> ask(RawClient &client, const QString &methodAndPath,
                                                   const QJsonObject &body);

    const QString m_name;
    const QByteArray m_token;
    std::thread m_thread;
    std::atomic<bool> m_ends = false;
    QHash<QString, Record> m_records;
    QList<QString> m_live; // the ids that are reported in turn
    qsizetype m_turn = 0;
    int m_started = 0;
    qint64 m_confirmedCount = 0;
    QString m_problem;
};

} // namespace Procession
