// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"
#include "handledrequest.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// `GET /processes?at=`: the list as it was at a moment.
class TestPastList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_parts.reset(); }
    void answers_data();
    void answers();
    void refuses_data();
    void refuses();
    void needsAHistory();
    void tellsHowFarItGoesBack();
    void tellsWhatIsKnown();
    void isPaged();
    void endsEarlyWhereLittleMatches();

private:
    struct Parts
    {
        ArchiveBench bench;
        Authenticator authenticator{"s3cret", bench.run.clock};
        ApiOptions options;
        HttpApi api{ServerParts{.tracker = bench.run.tracker,
                                .log = bench.run.log,
                                .clock = bench.run.clock,
                                .store = bench.run.store.get(),
                                .archive = &bench.archive},
                    authenticator, options, [] { return 0; }};
        HttpApi withoutHistory{
            ServerParts{.tracker = bench.run.tracker, .log = bench.run.log, .clock = bench.run.clock}, authenticator,
            options, [] { return 0; }};
    };
    static HttpResponse get(const HttpApi &api, const QByteArray &query, const QByteArray &path = "/processes");
    QJsonObject list(const QByteArray &query) const;
    static QString idsOf(const QJsonObject &list);

    std::unique_ptr<Parts> m_parts;
};

/// Five processes begin, a second apart; each but the last one ends ten seconds later.
void TestPastList::init()
{
    m_parts = std::make_unique<Parts>();
    FakeClock &clock = m_parts->bench.run.clock;
    ProcessTracker &tracker = m_parts->bench.run.tracker;
    for (int i = 0; i < 5; ++i) {
        const QString name = u"p"_s + QString::number(i);
        QVERIFY(tracker
                    .start(startOf(name, ProcessStatus::Running,
                                   i % 2 == 0 ? ProcessType::aiTask() : ProcessType::ragTraining()))
                    .ok());
        clock.advance(1s);
    }
    clock.advance(5s); // 10
    for (int i = 0; i < 4; ++i) {
        const ProcessId process = id(u"p"_s + QString::number(i));
        QVERIFY(tracker.report(process, reportOf(ProcessStatus::Completed)).ok());
        clock.advance(1s);
        QVERIFY(tracker.archive(process).ok());
    }
    QVERIFY(m_parts->bench.run.commit());
}

HttpResponse TestPastList::get(const HttpApi &api, const QByteArray &query, const QByteArray &path)
{
    HttpRequest request;
    request.path = path;
    request.query = query;
    request.headers = {{"host", "localhost:8000"}, {"authorization", "Bearer s3cret"}};
    return handle(api, request);
}

QJsonObject TestPastList::list(const QByteArray &query) const
{
    return QJsonDocument::fromJson(get(m_parts->api, query).body).object();
}

QString TestPastList::idsOf(const QJsonObject &list)
{
    QStringList ids;
    for (const QJsonValue &process : list["processes"_L1].toArray())
        ids.append(process["process_id"_L1].toString() + u' ' + process["status"_L1].toString());
    return ids.join(", "_L1);
}

void TestPastList::answers_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("ids");
    const auto row = [](const char *query, const QString &ids) { QTest::newRow(query) << QByteArray(query) << ids; };
    row("at=1700000000", u"p0 running"_s);
    row("at=1700000001.5", u"p0 running, p1 running"_s);
    row("at=1700000010.999", u"p0 completed, p1 running, p2 running, p3 running, p4 running"_s);
    row("at=1700000012", u"p2 completed, p3 running, p4 running"_s);
    row("at=1700000014", u"p4 running"_s);
    row("at=1700000003&sort=-created_at", u"p3 running, p2 running, p1 running, p0 running"_s);
    row("at=1700000003&sort=created_at&limit=2", u"p0 running, p1 running"_s);
    row("at=1700000010.5&status=completed", u"p0 completed"_s);
    row("at=1700000010.5&process_type=rag_training", u"p1 running, p3 running"_s);
    row("at=1700000010.5&process_id=p3&process_id=p0", u"p0 completed, p3 running"_s);
    row("at=1700000010.5&q=P2", u"p2 running"_s);
    row("at=1700000010.5&q=none", QString());
}

void TestPastList::answers()
{
    QFETCH(QByteArray, query);
    QTEST(idsOf(list(query)), "ids");
}

void TestPastList::refuses_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *query, const char *field) {
        QTest::newRow(query) << QByteArray(query) << QString::fromLatin1(field);
    };
    row("at=", "at");
    row("at=noon", "at");
    row("at=1700000014.001", "at");
    row("at=1699999999.999", "at");
    row("at=1700000003&sort=name", "sort");
    row("at=1700000003&full=1", "full");
    row("at=1700000003&finished_after=1", "finished_after");
    row("finished_before=1&at=1700000003", "finished_before");
    row("at=1700000003&limit=1001", "limit");
    row("at=1700000003&cursor=x", "cursor");
    row("at=1700000003&status=lost", "status");
}

void TestPastList::refuses()
{
    QFETCH(QByteArray, query);
    const HttpResponse answer = get(m_parts->api, query);
    QCOMPARE(answer.status, 400);
    const QJsonObject error = QJsonDocument::fromJson(answer.body)["error"_L1].toObject();
    QTEST(error["field"_L1].toString(), "field");
    QVERIFY(error["message"_L1].toString().endsWith(u'.'));
}

void TestPastList::needsAHistory()
{
    QCOMPARE(get(m_parts->withoutHistory, "at=1700000003").status, 404);
    QCOMPARE(get(m_parts->withoutHistory, "", "/history").status, 404);
}

void TestPastList::tellsHowFarItGoesBack()
{
    QCOMPARE(get(m_parts->api, "", "/history").body, QByteArray(R"({"begin":1700000000,"known_since":1700000000})"));
    QVERIFY(m_parts->bench.spoil());
    QCOMPARE(get(m_parts->api, "", "/history").status, 503);
    QVERIFY(m_parts->bench.mend());
}

void TestPastList::tellsWhatIsKnown()
{
    const QByteArray body = get(m_parts->api, "at=1700000010.5&process_id=p0").body;
    QCOMPARE(body,
             QByteArray(R"({"processes":[{"process_id":"p0","process_type":"ai_task","status":"completed",)"
                        R"("name":"A job","description":null,"progress":null,"message":null,"created_at":1700000000,)"
                        R"("started_at":1700000000,"updated_at":1700000010,"completed_at":1700000010,)"
                        R"("error_message":null,"attempt":1,"retry":null,"seq":6}],)"
                        R"("at":1700000010.5,"known_since":1700000000})"));
}

void TestPastList::isPaged()
{
    for (const auto &[order, expected] :
         {std::pair("created_at"_L1, "p0 running, p1 running|p2 running, p3 running|p4 running"_L1),
          {"-created_at"_L1, "p4 running, p3 running|p2 running, p1 running|p0 running"_L1}}) {
        QStringList pages;
        QString cursor;
        do {
            const QJsonObject page = list("at=1700000009&limit=2&sort=" + QByteArray(order.data(), order.size())
                                          + "&cursor=" + cursor.toLatin1());
            pages.append(idsOf(page));
            cursor = page["next_cursor"_L1].toString();
        } while (!cursor.isEmpty() && pages.size() < 10);
        QCOMPARE(pages.join(u'|'), expected);
    }
}

/// A request looks at some thousand processes at most: one that finds few among many is answered with what it found and a cursor.
void TestPastList::endsEarlyWhereLittleMatches()
{
    ProcessTracker &tracker = m_parts->bench.run.tracker;
    for (int i = 0; i < Archive::mostAtMoment; ++i)
        QVERIFY(tracker.start(startOf(u"more"_s + QString::number(i))).ok());
    QVERIFY(tracker.start(startOf(u"last")).ok());
    QVERIFY(m_parts->bench.run.commit());
    const QJsonObject first = list("at=1700000014&process_id=p4&process_id=last");
    QCOMPARE(idsOf(first), u"p4 running"_s);
    const QString cursor = first["next_cursor"_L1].toString();
    QVERIFY(!cursor.isEmpty());
    const QJsonObject second = list("at=1700000014&process_id=p4&process_id=last&cursor=" + cursor.toLatin1());
    QCOMPARE(idsOf(second), u"last pending"_s);
    QVERIFY(!second.contains("next_cursor"_L1));
}

QTEST_GUILESS_MAIN(TestPastList)
#include "tst_pastlist.moc"
