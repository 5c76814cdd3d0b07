// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationjson.h"

#include "process.h"

#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Definitions as clients send them, and expectations as they are told.
class TestExpectationJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void refuses_data();
    void refuses();
    void neverTellsItsKey();
    void scopes_data();
    void scopes();
    void damagedBytesAreNothing();
};

namespace {

QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

void TestExpectationJson::reads()
{
    const auto read = expectationFromJson(u"nightly"_s, json(R"({"cron": "0 3 * * *", "time_zone": "Europe/Berlin",
        "grace_start": "30m", "grace_finish": 7200, "scope": {"types": ["background_job"], "name": "backup *"},
        "tags": ["db", "night"], "description": "d"})"));
    QVERIFY2(read.ok(), read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->graceStart, 30min);
    QCOMPARE(*read->graceFinish, 2h);
    QCOMPARE(read->every, 0ms);
    QCOMPARE(read->scope.name.toString(), u"backup *"_s);
    QCOMPARE(read->tags.size(), size_t(2));

    const auto usual = expectationFromJson(u"x"_s, json(R"({"every": 90})"));
    QVERIFY(usual.ok());
    QCOMPARE(usual->every, 90s);
    QCOMPARE(usual->graceStart, 1h);
    QCOMPARE(*usual->graceFinish, 1h);
    const auto endless = expectationFromJson(u"x"_s, json(R"({"every": "1d", "grace_finish": null})"));
    QVERIFY(endless.ok());
    QVERIFY(!endless->graceFinish);
}

void TestExpectationJson::refuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("field");
    QTest::newRow("name") << u"a/b"_s << QByteArray(R"({"every": 90})") << u"name"_s;
    QTest::newRow("neither") << u"x"_s << QByteArray("{}") << u"every"_s;
    QTest::newRow("both") << u"x"_s << QByteArray(R"({"every": 90, "cron": "* * * * *"})") << u"cron"_s;
    QTest::newRow("period") << u"x"_s << QByteArray(R"({"every": 0.5})") << u"every"_s;
    QTest::newRow("text") << u"x"_s << QByteArray(R"({"every": "often"})") << u"every"_s;
    QTest::newRow("cron") << u"x"_s << QByteArray(R"({"cron": "61 * * * *"})") << u"cron"_s;
    QTest::newRow("never") << u"x"_s << QByteArray(R"({"cron": "0 0 30 2 *"})") << u"cron"_s;
    QTest::newRow("zone") << u"x"_s << QByteArray(R"({"cron": "* * * * *", "time_zone": "Europe/Berlinn"})")
                          << u"time_zone"_s;
    QTest::newRow("grace") << u"x"_s << QByteArray(R"({"every": 90, "grace_start": -1})") << u"grace_start"_s;
    QTest::newRow("finish") << u"x"_s << QByteArray(R"({"every": 90, "grace_finish": 0})") << u"grace_finish"_s;
    QTest::newRow("scope") << u"x"_s << QByteArray(R"({"every": 90, "scope": {}})") << u"scope"_s;
    QTest::newRow("type") << u"x"_s << QByteArray(R"({"every": 90, "scope": {"types": ["No Type"]}})") << u"scope"_s;
    QTest::newRow("tags") << u"x"_s << QByteArray(R"({"every": 90, "tags": [""]})") << u"tags"_s;
    QTest::newRow("unknown") << u"x"_s << QByteArray(R"({"every": 90, "grace": 5})") << u"grace"_s;
}

void TestExpectationJson::refuses()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, body);
    const auto read = expectationFromJson(name, json(body));
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidField);
    QTEST(read.error().field, "field");
}

void TestExpectationJson::neverTellsItsKey()
{
    Expectation expectation;
    expectation.id = QUuid::createUuid();
    expectation.key = "0123456789abcdef0123456789abcdef";
    expectation.definition = *expectationFromJson(u"x"_s, json(R"({"cron": "0 3 * * *"})"));
    expectation.lastPing = Ping{.text = u"secret words"_s, .atMs = 5};
    QByteArray told;
    {
        ObjectWriter object(told);
        writeExpectation(object, expectation, 0);
    }
    QVERIFY(!told.contains(expectation.key));
    QVERIFY(!told.contains(expectation.id.toByteArray(QUuid::WithoutBraces)));
    QVERIFY(!told.contains("secret words"));
    QVERIFY(!json(told).isEmpty());
    QVERIFY(expectationToBytes(expectation).contains(expectation.key));
    told.clear();
    {
        ObjectWriter object(told);
        writeExpectation(object, expectation, 0, true);
    }
    QVERIFY(told.contains("secret words"));
}

void TestExpectationJson::scopes_data()
{
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<bool>("fits");
    QTest::newRow("type") << QByteArray(R"({"types": ["background_job"]})") << true;
    QTest::newRow("another type") << QByteArray(R"({"types": ["ai_task"]})") << false;
    QTest::newRow("name") << QByteArray(R"({"name": "backup*"})") << true;
    QTest::newRow("another name") << QByteArray(R"({"name": "backup"})") << false;
    QTest::newRow("both") << QByteArray(R"({"types": ["background_job", "ai_task"], "name": "*of?db"})") << true;
    QTest::newRow("one of both") << QByteArray(R"({"types": ["ai_task"], "name": "backup*"})") << false;
}

void TestExpectationJson::scopes()
{
    QFETCH(const QByteArray, scope);
    const auto read = expectationFromJson(u"x"_s, json(R"({"every": 90, "scope": )" + scope + '}'));
    QVERIFY(read.ok());
    Process process;
    process.type = *ProcessType::fromString(u"background_job"_s);
    process.name = u"backup of db"_s;
    QTEST(read->scope.matches(process), "fits");
    QVERIFY(!ExpectationScope().matches(process));
}

void TestExpectationJson::damagedBytesAreNothing()
{
    QVERIFY(!expectationFromBytes({}));
    QVERIFY(!expectationFromBytes("{}"));
    QVERIFY(!expectationFromBytes("[1"));
}

QTEST_GUILESS_MAIN(TestExpectationJson)
#include "tst_expectationjson.moc"
