// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QHash>
#include <QJsonArray>
#include <QSet>
#include <QWebSocket>

#include <deque>
#include <random>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int inEach = 50;

/// An even number below `below` that only depends on the text and the seed.
int drawn(const QString &text, int seed, int below)
{
    std::mt19937 random(static_cast<unsigned>(qHash(text, 7)) + static_cast<unsigned>(seed) * 7919U);
    return static_cast<int>(random() % static_cast<unsigned>(below));
}

/// The starts of random acyclic graphs, a line each, those that others depend on first.
QByteArray linesOf(int graphs)
{
    const QStringList rules{u"all_completed"_s, u"all_finished"_s, u"any_completed"_s, u"any_failed"_s};
    QByteArray lines;
    for (int graph = 0; graph < graphs; ++graph) {
        for (int node = 0; node < inEach; ++node) {
            const QString name = u"g%1-%2"_s.arg(graph).arg(node);
            QJsonObject start{{u"process_type"_s, u"background_job"_s}, {u"process_id"_s, name}, {u"name"_s, name}};
            QJsonArray on;
            for (int edge = node == 0 ? 0 : drawn(name, 1, 5); edge > 0; --edge) {
                const QString other = u"g%1-%2"_s.arg(graph).arg(drawn(name, 10 + edge, node));
                if (!on.contains(other))
                    on.append(other);
            }
            if (!on.isEmpty()) {
                start.insert(u"depends_on"_s, on);
                start.insert(u"dependency_rule"_s, rules.at(drawn(name, 2, 4)));
            }
            if (drawn(name, 3, 2) == 0) {
                start.insert(u"retry_policy"_s,
                             QJsonObject{{u"max_attempts"_s, 3}, {u"initial_delay"_s, 0.01}, {u"jitter"_s, false}});
            }
            lines += QJsonDocument(start).toJson(QJsonDocument::Compact) + '\n';
        }
    }
    return lines;
}

bool isOver(const QJsonObject &process)
{
    const QString status = process.value("status"_L1).toString();
    const bool isEnd = status != "pending"_L1 && status != "running"_L1;
    return isEnd && process.value("retry"_L1)["status"_L1].toString() != "scheduled"_L1;
}

/// A client that knows the server only by its feed: it begins whatever is released, ends it as chance has it, and judges
/// by the order of the messages whether anything began too early.
class Worker
{
public:
    explicit Worker(Daemon &daemon)
        : m_daemon(daemon)
    {
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &text) { read(QJsonDocument::fromJson(text.toUtf8()).object()); });
    }

    bool connectToFeed()
    {
        m_socket.abort();
        m_unanswered = 0;
        m_due.clear();
        m_asked.clear();
        m_hasSnapshot = false;
        QNetworkRequest request(QUrl(u"ws"_s + m_daemon.url().sliced(4) + u"/ws/processes?snapshot=1&full=1"_s));
        request.setRawHeader("Authorization", "Bearer " + m_daemon.token());
        m_socket.open(request);
        return QTest::qWaitFor([this] { return m_hasSnapshot; }, 60000);
    }

    int over() const { return static_cast<int>(m_over.size()); }
    int begun() const { return m_begun; }
    const QStringList &complaints() const { return m_complaints; }
    const QHash<QString, QJsonObject> &states() const { return m_states; }

private:
    void read(const QJsonObject &message)
    {
        const QString type = message.value("type"_L1).toString();
        if (type == "snapshot"_L1) {
            for (const QJsonValue &process : message.value("processes"_L1).toArray())
                take(process.toObject(), true);
            m_hasSnapshot = m_hasSnapshot || !message.value("more"_L1).toBool();
        } else if (type == "process_update"_L1) {
            take(message, false);
        } else if (message.value("status"_L1).isDouble()) {
            --m_unanswered;
            if (message.value("status"_L1).toInt() >= 300)
                readRefusal(message);
        }
        send();
    }

    /// One that was released may wait again, where one above it was retried meanwhile.
    void readRefusal(const QJsonObject &answer)
    {
        const QJsonObject process = answer.value("process"_L1).toObject();
        if (process.value("dependency"_L1)["state"_L1].toString() == "waiting"_L1)
            m_asked.remove(wishOf(process));
        else
            m_complaints.append(QString::fromUtf8(QJsonDocument(answer).toJson(QJsonDocument::Compact)));
    }

    static QString attemptOf(const QJsonObject &process)
    {
        return process.value("process_id"_L1).toString() + u'/' + QString::number(process.value("attempt"_L1).toInt());
    }
    static QString wishOf(const QJsonObject &process)
    {
        return attemptOf(process) + u'/' + process.value("status"_L1).toString();
    }

    void take(const QJsonObject &process, bool isOld)
    {
        const QString id = process.value("process_id"_L1).toString();
        const QString status = process.value("status"_L1).toString();
        const QString before = m_states.value(id).value("status"_L1).toString();
        m_states.insert(id, process);
        if (isOver(process))
            m_over.insert(id);
        else
            m_over.remove(id);
        if (status == "running"_L1 && before != "running"_L1 && !isOld) {
            ++m_begun;
            if (!holds(process))
                m_complaints.append(id + u" began too early"_s);
        }
        const QString state = process.value("dependency"_L1)["state"_L1].toString();
        const QString wish = wishOf(process);
        if (isOver(process) || (status == "pending"_L1 && state == "waiting"_L1) || m_asked.contains(wish))
            return;
        if (status == "pending"_L1 || status == "running"_L1) {
            m_asked.insert(wish);
            m_due.push_back({{u"process_id"_s, id},
                             {u"attempt"_s, process.value("attempt"_L1)},
                             {u"status"_s, status == "pending"_L1 ? u"running"_s : fateOf(attemptOf(process))}});
        }
    }

    static QString fateOf(const QString &attempt)
    {
        const int fate = drawn(attempt, 4, 10);
        return fate == 0 ? u"cancelled"_s : fate < 4 ? u"failed"_s : u"completed"_s;
    }

    bool holds(const QJsonObject &process) const
    {
        const QJsonArray on = process.value("depends_on"_L1).toArray();
        if (on.isEmpty())
            return true;
        qsizetype ended = 0;
        qsizetype completed = 0;
        qsizetype failed = 0;
        for (const QJsonValue &other : on) {
            const QJsonObject state = m_states.value(other.toString());
            if (!isOver(state))
                continue;
            ++ended;
            const QString status = state.value("status"_L1).toString();
            completed += status == "completed"_L1 ? 1 : 0;
            const bool hasFailed = status == "failed"_L1 || status == "timeout"_L1
                || state.value("dependency"_L1)["state"_L1].toString() == "failed"_L1;
            failed += hasFailed ? 1 : 0;
        }
        const QString rule = process.value("dependency"_L1)["rule"_L1].toString();
        if (rule == "all_completed"_L1)
            return completed == on.size();
        if (rule == "all_finished"_L1)
            return ended == on.size();
        return rule == "any_completed"_L1 ? completed > 0 : failed > 0;
    }

    /// Few at a time, so that the feed tells each change by itself.
    void send()
    {
        while (m_unanswered < 100 && !m_due.empty()) {
            m_socket.sendTextMessage(QString::fromUtf8(QJsonDocument(m_due.front()).toJson(QJsonDocument::Compact)));
            m_due.pop_front();
            ++m_unanswered;
        }
    }

    Daemon &m_daemon;
    QWebSocket m_socket;
    QHash<QString, QJsonObject> m_states;
    QSet<QString> m_over;
    QSet<QString> m_asked;
    std::deque<QJsonObject> m_due;
    QStringList m_complaints;
    int m_unanswered = 0;
    int m_begun = 0;
    bool m_hasSnapshot = false;
};

} // namespace

/// Graphs of processes that depend on each other, judged by a client outside.
class TestDependentGraphs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachBeginsAfterItsConditionHeld_data();
    void eachBeginsAfterItsConditionHeld();
};

void TestDependentGraphs::eachBeginsAfterItsConditionHeld_data()
{
    QTest::addColumn<int>("graphs");
    QTest::addColumn<bool>("isKilled");
    QTest::newRow("ten thousand in 200 graphs") << 200 << false;
    QTest::newRow("killed on the way") << 40 << true;
}

void TestDependentGraphs::eachBeginsAfterItsConditionHeld()
{
    QFETCH(int, graphs);
    QFETCH(bool, isKilled);
    const int count = graphs * inEach;
    Daemon daemon;
    QVERIFY(QDir(daemon.folder()).mkpath(u"procession"_s));
    QFile settings(daemon.folder() + u"/procession/procession.toml"_s);
    QVERIFY(settings.open(QIODevice::WriteOnly));
    settings.write("[cleanup]\nmax_finished = 20000\n");
    settings.close();
    QVERIFY(daemon.start());

    // All in one request.
    const HttpAnswer started =
        askHttp(daemon.url() + u"/processes/batch"_s, daemon.token(), "POST", linesOf(graphs), "application/x-ndjson");
    QCOMPARE(started.status, 200);
    const QList<QByteArray> answers = started.body.trimmed().split('\n');
    QCOMPARE(answers.size(), count);
    for (const QByteArray &answer : answers)
        QVERIFY2(answer.contains("\"status\":201"), answer.constData());

    Worker worker(daemon);
    QVERIFY(worker.connectToFeed());
    if (isKilled) {
        for (const int part : {4, 2}) {
            QVERIFY(QTest::qWaitFor([&] { return worker.over() > count / part; }, 120000));
            daemon.kill();
            QVERIFY(daemon.start());
            QVERIFY(worker.connectToFeed());
        }
    }
    QVERIFY2(QTest::qWaitFor([&] { return worker.over() == count; }, 300000),
             qPrintable(u"%1 of %2 are over"_s.arg(worker.over()).arg(count)));

    // Once more from those that failed, with all below them.
    int retried = 0;
    const QHash<QString, QJsonObject> states = worker.states();
    for (auto state = states.begin(); state != states.end(); ++state) {
        if (state->value("status"_L1).toString() == "failed"_L1 && drawn(state.key(), 5, 10) == 0) {
            int status = 0;
            daemon.ask("POST", u"/processes/%1/retry"_s.arg(state.key()), R"({"dependents":true})", &status);
            QVERIFY(status == 202 || status == 409); // one above it may have failed
            ++retried;
        }
    }
    QVERIFY(retried > 0);
    const auto live = [&daemon](const QString &status) {
        return daemon.ask("GET", u"/processes?limit=1&status="_s + status).value("processes"_L1).toArray().size();
    };
    QVERIFY(QTest::qWaitFor([&] { return worker.over() == count && live(u"pending"_s) + live(u"running"_s) == 0; },
                            300000));
    QVERIFY2(worker.complaints().isEmpty(), qPrintable(worker.complaints().mid(0, 5).join(u'\n')));
    QVERIFY(worker.begun() > count / 4);
}

QTEST_GUILESS_MAIN(TestDependentGraphs)
#include "tst_dependentgraphs.moc"
