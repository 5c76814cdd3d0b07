// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "webhookreceiver.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A real daemon is killed between deciding on a message and knowing that it was taken.
class TestAlertSent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachMessageArrivesWhateverIsKilled();
};

namespace {

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// A rule of its own for each round, so that no flood puts their causes together.
QByteArray ruleFor(const QString &job)
{
    return json({{u"condition"_s, QJsonObject{{u"kind"_s, u"failed"_s}}},
                 {u"scope"_s, QJsonObject{{u"name"_s, job}}},
                 {u"reminders"_s, QJsonObject{{u"most"_s, 0}}},
                 {u"channels"_s, QJsonArray{u"ops"_s}}});
}

} // namespace

/// PROCESSION_TEST_KILLS says how often, 20 times unless it is set.
void TestAlertSent::eachMessageArrivesWhateverIsKilled()
{
    bool isSet = false;
    const int wanted = qEnvironmentVariableIntValue("PROCESSION_TEST_KILLS", &isSet);
    const int rounds = isSet ? wanted : 20;
    QRandomGenerator random(20260101);
    WebhookReceiver receiver;
    Daemon daemon;
    QFile config(daemon.folder() + u"/procession.toml"_s);
    const QByteArray text = receiver.channel("ops");
    QVERIFY(config.open(QIODevice::WriteOnly) && config.write(text) == text.size());
    config.close();
    const QStringList arguments{u"--config"_s, config.fileName()};
    QVERIFY(daemon.start(arguments));
    for (int round = 0; round < rounds; ++round) {
        const QString job = u"job "_s + QChar(u'a' + round % 26) + QString(round / 26, u'x');
        const QString id = u"p%1"_s.arg(round);
        int status = 0;
        daemon.ask("PUT", u"/alert-rules/rule-%1"_s.arg(round), ruleFor(job), &status);
        QCOMPARE(status, 201);
        daemon.ask("POST", u"/processes"_s,
                   json({{u"process_id"_s, id},
                         {u"process_type"_s, u"background_job"_s},
                         {u"name"_s, job},
                         {u"status"_s, u"running"_s}}));
        // Every other time the receiver takes the message, and its answer doesn't get there.
        receiver.status = round % 2 == 0 ? 204 : 0;
        daemon.ask("PATCH", u"/processes/"_s + id, json({{u"status"_s, u"failed"_s}}), &status);
        QCOMPARE(status, 200);
        QTest::qWait(random.bounded(80));
        daemon.kill();
        receiver.status = 204;
        QVERIFY(daemon.start(arguments));
        const auto arrived = [&] {
            return std::any_of(receiver.taken.begin(), receiver.taken.end(),
                               [&](const auto &one) { return one.title() == job + u" failed"_s; });
        };
        QVERIFY2(QTest::qWaitFor(arrived, 30000), qPrintable(job));
    }

    // What was decided was decided once: one episode of each, of which one message was sent.
    const QJsonArray alerts = daemon.ask("GET", u"/alerts"_s)["alerts"_L1].toArray();
    QCOMPARE(alerts.size(), rounds);
    for (const QJsonValue &alert : alerts) {
        QCOMPARE(alert["number"_L1].toInt(), 1);
        QCOMPARE(alert["count"_L1].toInt(), 1);
    }
    QHash<QString, QByteArray> ids; // by title
    for (const auto &delivery : receiver.taken + receiver.others) {
        QVERIFY(!delivery.id.isEmpty());
        QCOMPARE(ids.value(delivery.title(), delivery.id), delivery.id); // a repetition says so
        ids.insert(delivery.title(), delivery.id);
    }
    QCOMPARE(ids.size(), rounds);
    QCOMPARE(QSet<QByteArray>(ids.cbegin(), ids.cend()).size(), rounds);
    qInfo("%d kills, %lld messages, %lld deliveries, %lld of them without an answer", rounds, qint64(ids.size()),
          qint64(receiver.taken.size() + receiver.others.size()), qint64(receiver.others.size()));

    // Nothing of it is sent again.
    const qsizetype before = receiver.taken.size();
    daemon.stop();
    QVERIFY(daemon.start(arguments));
    QTest::qWait(500);
    QCOMPARE(receiver.taken.size(), before);
}

QTEST_GUILESS_MAIN(TestAlertSent)
#include "tst_alertsent.moc"
