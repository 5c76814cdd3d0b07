// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries.h"
#include "files.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace Procession;
using namespace Qt::StringLiterals;

using Kind = DeliveryOutcome::Kind;

namespace {

/// A channel that runs a line of sh, with the argument 1 after it.
ChannelSettings shell(const QString &line, const QJsonObject &more = {})
{
    QJsonObject json{{u"kind"_s, u"command"_s},
                     {u"argv"_s, QJsonArray{u"/bin/sh"_s, u"-c"_s, line, u"sh"_s, u"{{title}} $(false)"_s}}};
    for (auto it = more.begin(); it != more.end(); ++it)
        json.insert(it.key(), it.value());
    return channelOf(json);
}

bool isAlive(const QByteArray &pid)
{
    return QDir("/proc/"_L1 + QString::fromLatin1(pid.trimmed())).exists();
}

} // namespace

class TestCommandDelivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheMessage();
    void givesHostileWordsAsTheyAre();
    void previewsWhatItRuns();
    void judgesTheEnd_data();
    void judgesTheEnd();
    void endsTheTree();
    void stops();
    void needsNoReader();
};

void TestCommandDelivery::givesTheMessage()
{
    QTemporaryDir folder;
    writeFile(folder.filePath(u"secret"_s), "s3cret-of-mine\n");
    const auto channel =
        shell(u"cat > in; printf '%s' \"$1\" > argument; env > env; pwd > pwd; test \"$TOKEN\" = s3cret-of-mine"_s,
              {{u"folder"_s, folder.path()},
               {u"environment"_s, QJsonObject{{u"TEAM"_s, u"data"_s}}},
               {u"secrets"_s, QJsonObject{{u"TOKEN"_s, folder.filePath(u"secret"_s)}}}});
    qputenv("PROCESSION_TEST_HIDDEN", "1");
    QCOMPARE(deliverFrom(channel), DeliveryOutcome::delivered());
    QCOMPARE(QJsonDocument::fromJson(contentOf(folder.filePath(u"in"_s))).object(), toJson(someNotification()));
    QCOMPARE(contentOf(folder.filePath(u"argument"_s)), QByteArray("{{title}} $(false)"));
    QCOMPARE(contentOf(folder.filePath(u"pwd"_s)).trimmed(), folder.path().toUtf8());
    const QByteArrayList variables = contentOf(folder.filePath(u"env"_s)).split('\n');
    for (const QByteArray variable :
         {"PROCESSION_ALERT_ID=msg_0001", "PROCESSION_ALERT_EPISODE=nightly-failed-7", "PROCESSION_ALERT_KIND=fired",
          "PROCESSION_ALERT_SEVERITY=critical", "PROCESSION_ALERT_RULE=nightly-failed",
          "PROCESSION_ALERT_TITLE=3 × backup failed", "PROCESSION_ALERT_COUNT=3", "TEAM=data"})
        QVERIFY2(variables.contains(variable), variable.constData());
    QVERIFY(!variables.contains("PROCESSION_TEST_HIDDEN=1"));
}

void TestCommandDelivery::givesHostileWordsAsTheyAre()
{
    QTemporaryDir folder;
    const auto channel = shell(u"cat > in; env -0 > env"_s, {{u"folder"_s, folder.path()}});
    QCOMPARE(deliverFrom(channel, hostileNotification()).kind, Kind::Delivered);
    const QByteArray input = contentOf(folder.filePath(u"in"_s));
    QCOMPARE(input.count('\n'), 1);
    QCOMPARE(QJsonDocument::fromJson(input).object().keys(), toJson(someNotification()).keys());
    const QByteArrayList variables = contentOf(folder.filePath(u"env"_s)).split('\0');
    const auto ours = std::count_if(variables.begin(), variables.end(),
                                    [](const QByteArray &entry) { return entry.startsWith("PROCESSION_ALERT_"); });
    QCOMPARE(ours, 8);
    for (const QByteArray &variable : variables)
        QVERIFY(!variable.startsWith("PROCESSION_") || (!variable.contains('\n') && !variable.contains('\x1b')));
}

void TestCommandDelivery::previewsWhatItRuns()
{
    const auto channel = shell(u"true"_s,
                               {{u"environment"_s, QJsonObject{{u"TEAM"_s, u"data"_s}}},
                                {u"secrets"_s, QJsonObject{{u"TOKEN"_s, u"/none"_s}}}});
    const DeliveryPreview preview = previewOf(channel, someNotification(), 0);
    QCOMPARE(preview.method, QByteArray("RUN"));
    const QByteArray expected = R"#(["/bin/sh","-c","true","sh","{{title}} $(false)"])#";
    QCOMPARE(preview.target, expected);
    QVERIFY(preview.headers.contains(std::pair<QByteArray, QByteArray>("TEAM", "data")));
    QVERIFY(preview.headers.contains(std::pair<QByteArray, QByteArray>("TOKEN", "***")));
    QVERIFY(preview.headers.contains(std::pair<QByteArray, QByteArray>("PROCESSION_ALERT_COUNT", "3")));
    QCOMPARE(QJsonDocument::fromJson(preview.body).object(), toJson(someNotification()));
}

void TestCommandDelivery::judgesTheEnd_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<Kind>("expected");
    QTest::addColumn<QString>("reason");
    QTest::newRow("good") << u"exit 0"_s << Kind::Delivered << QString();
    QTest::newRow("bad") << u"echo first; echo no modem >&2; exit 3"_s << Kind::Again << u"no modem"_s;
    QTest::newRow("signal") << u"kill -9 $$"_s << Kind::Again << u"SIGKILL"_s;
    QTest::newRow("chatty") << u"yes | head -c 10000000; echo the end; exit 1"_s << Kind::Again << u"the end"_s;
    QTest::newRow("tells a secret") << u"echo key: $TOKEN; exit 1"_s << Kind::Again << u"key: ***"_s;
    QTest::newRow("steers a terminal") << u"printf 'a\\033[31mb'; exit 1"_s << Kind::Again << u": ab"_s;
    QTest::newRow("slow") << u"sleep 3600"_s << Kind::Again << u"longer than 0.5 s"_s;
    QTest::newRow("doesn't want to end") << u"trap '' TERM; sleep 3600"_s << Kind::Again << u"longer than 0.5 s"_s;
}

void TestCommandDelivery::judgesTheEnd()
{
    QFETCH(QString, line);
    QFETCH(Kind, expected);
    QFETCH(QString, reason);
    QTemporaryDir folder;
    writeFile(folder.filePath(u"secret"_s), "s3cret-of-mine\n");
    const bool isSlow = reason.contains("longer"_L1);
    const DeliveryOutcome outcome =
        deliverFrom(shell(line,
                          {{u"timeout"_s, isSlow ? 0.5 : 60.0},
                           {u"secrets"_s, QJsonObject{{u"TOKEN"_s, folder.filePath(u"secret"_s)}}}}));
    QCOMPARE(outcome.kind, expected);
    QVERIFY2(outcome.reason.contains(reason), qPrintable(outcome.reason));
    QVERIFY(outcome.reason.size() < 400);
    const auto missing = channelOf({{u"kind"_s, u"command"_s}, {u"argv"_s, QJsonArray{u"/none/such"_s}}});
    QCOMPARE(deliverFrom(missing).kind, Kind::Again);
}

/// Also what has a session of its own.
void TestCommandDelivery::endsTheTree()
{
    QTemporaryDir folder;
    const DeliveryOutcome outcome = deliverFrom(
        shell(u"setsid sh -c 'echo $$ > pid; exec sleep 3600' & while ! test -s pid; do sleep 0.01; done; sleep 3600"_s,
              {{u"folder"_s, folder.path()}, {u"timeout"_s, 1}}));
    QCOMPARE(outcome.kind, Kind::Again);
    const QByteArray pid = contentOf(folder.filePath(u"pid"_s));
    QVERIFY(!pid.isEmpty());
    QVERIFY(!isAlive(pid));
}

void TestCommandDelivery::stops()
{
    QTemporaryDir folder;
    std::stop_source stop;
    const std::jthread waiter([&] {
        while (contentOf(folder.filePath(u"pid"_s)).isEmpty())
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        stop.request_stop();
    });
    const DeliveryOutcome outcome = deliverFrom(shell(u"trap '' TERM; echo $$ > pid; while :; do sleep 1; done"_s,
                                                      {{u"folder"_s, folder.path()}, {u"timeout"_s, 3600}}),
                                                someNotification(), stop.get_token());
    QCOMPARE(outcome.kind, Kind::Again);
    QVERIFY(outcome.reason.startsWith("It was stopped"_L1));
    QVERIFY(!isAlive(contentOf(folder.filePath(u"pid"_s))));
}

/// A command that reads nothing of a long message isn't held up, nor is the sender.
void TestCommandDelivery::needsNoReader()
{
    Notification message = someNotification();
    message.text = QString(4 << 20, u'x');
    QCOMPARE(deliverFrom(shell(u"exit 0"_s), message), DeliveryOutcome::delivered());
    QCOMPARE(deliverFrom(shell(u"test $(wc -c) -gt 4194304"_s), message), DeliveryOutcome::delivered());
}

QTEST_GUILESS_MAIN(TestCommandDelivery)
#include "tst_commanddelivery.moc"
