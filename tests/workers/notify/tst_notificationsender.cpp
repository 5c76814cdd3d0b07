// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries.h"
#include "hostileaiserver.h"
#include "notificationsender.h"

#include <QJsonArray>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Kind = DeliveryOutcome::Kind;
using Server = HostileAiServer;

namespace {

ChannelSettings named(const QString &name, QJsonObject json)
{
    const auto channel = channelFromJson(name, json);
    if (!channel)
        qFatal("%s", qPrintable(channel.error().message));
    return *channel;
}

ChannelSettings webhook(const QString &name, const Server &server, int maxRunning = 2)
{
    return named(name,
                 {{u"kind"_s, u"webhook"_s},
                  {u"url"_s, server.url().toString() + u"/hook"_s},
                  {u"allow_http"_s, true},
                  {u"allow_private"_s, true},
                  {u"timeout"_s, 3600},
                  {u"max_running"_s, maxRunning}});
}

Notification numbered(int number)
{
    Notification message = someNotification();
    message.id = u"m%1"_s.arg(number);
    return message;
}

/// A sender and its answers.
struct Bench
{
    explicit Bench(const QList<ChannelSettings> &channels)
        : sender(channels, clock)
    {
        QObject::connect(&sender, &NotificationSender::answered, &sender,
                         [this](const QString &channel, const QString &id, const DeliveryOutcome &outcome) {
                             ids.append(channel + u'/' + id);
                             outcomes.append(outcome);
                         });
    }

    FakeClock clock;
    QStringList ids;
    QList<DeliveryOutcome> outcomes;
    NotificationSender sender;
};

void say200(QTcpSocket &socket)
{
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    socket.disconnectFromHost();
}

} // namespace

class TestNotificationSender : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersEach();
    void refusesAnUnknownChannel();
    void thereIsNoDesktop();
    void holdsUpNoOtherChannel();
    void sendsSoManyAtOnce();
    void stops();
};

void TestNotificationSender::answersEach()
{
    Server server([](QTcpSocket &socket, const Server::Request &) { say200(socket); });
    Bench bench({webhook(u"hook"_s, server),
                 named(u"run"_s, {{u"kind"_s, u"command"_s}, {u"argv"_s, QJsonArray{u"/bin/false"_s}}})});
    QCOMPARE(bench.sender.channelNames(), QStringList({u"hook"_s, u"run"_s}));
    QVERIFY(bench.sender.channel(u"hook"_s));
    QVERIFY(!bench.sender.channel(u"none"_s));
    bench.sender.send(u"hook"_s, numbered(1));
    bench.sender.send(u"run"_s, numbered(2));
    QVERIFY(bench.ids.isEmpty()); // never from within send()
    QTRY_COMPARE_WITH_TIMEOUT(bench.ids.size(), 2, 60000);
    QCOMPARE(bench.outcomes.value(bench.ids.indexOf(u"hook/m1"_s)).kind, Kind::Delivered);
    QCOMPARE(bench.outcomes.value(bench.ids.indexOf(u"run/m2"_s)).kind, Kind::Again);
    QCOMPARE(bench.sender.running(u"hook"_s) + bench.sender.running(u"run"_s), 0);
}

void TestNotificationSender::refusesAnUnknownChannel()
{
    Bench bench({});
    bench.sender.send(u"none"_s, numbered(1));
    QVERIFY(bench.ids.isEmpty());
    QTRY_COMPARE(bench.ids, QStringList(u"none/m1"_s));
    QCOMPARE(bench.outcomes.constFirst().kind, Kind::Never);
}

/// Nor, perhaps, Qt DBus.
void TestNotificationSender::thereIsNoDesktop()
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    Bench bench({named(u"here"_s, {{u"kind"_s, u"desktop"_s}})});
    bench.sender.send(u"here"_s, numbered(1));
    QTRY_COMPARE_WITH_TIMEOUT(bench.ids, QStringList(u"here/m1"_s), 60000);
    QVERIFY(bench.outcomes.constFirst().kind != Kind::Delivered);
    QVERIFY(!bench.outcomes.constFirst().reason.isEmpty());
}

void TestNotificationSender::holdsUpNoOtherChannel()
{
    Server silent([](QTcpSocket &, const Server::Request &) {});
    Server good([](QTcpSocket &socket, const Server::Request &) { say200(socket); });
    Bench bench({webhook(u"silent"_s, silent), webhook(u"good"_s, good)});
    for (int i = 0; i < 5; ++i)
        bench.sender.send(u"silent"_s, numbered(i));
    for (int i = 0; i < 5; ++i)
        bench.sender.send(u"good"_s, numbered(i));
    QTRY_COMPARE_WITH_TIMEOUT(bench.ids.size(), 5, 60000);
    QVERIFY(
        std::all_of(bench.ids.begin(), bench.ids.end(), [](const QString &id) { return id.startsWith("good/"_L1); }));
    QCOMPARE(bench.sender.running(u"silent"_s), 2);
    QCOMPARE(bench.sender.waiting(u"silent"_s), 3);
}

void TestNotificationSender::sendsSoManyAtOnce()
{
    std::vector<QPointer<QTcpSocket>> open;
    Server server([&open](QTcpSocket &socket, const Server::Request &) { open.emplace_back(&socket); });
    Bench bench({webhook(u"hook"_s, server, 3)});
    for (int i = 0; i < 8; ++i)
        bench.sender.send(u"hook"_s, numbered(i));
    for (int answeredBefore = 0; answeredBefore < 8; ++answeredBefore) {
        const auto expected = static_cast<size_t>(std::min(8, answeredBefore + 3));
        QTRY_COMPARE_WITH_TIMEOUT(open.size(), expected, 60000);
        QCOMPARE(bench.sender.running(u"hook"_s), static_cast<int>(expected) - answeredBefore);
        say200(*open.at(static_cast<size_t>(answeredBefore)));
        QTRY_COMPARE_WITH_TIMEOUT(bench.ids.size(), answeredBefore + 1, 60000);
    }
    QVERIFY(server.mostConnections() <= 4); // one may be closing
}

/// What is being sent is cancelled and answered; what waits is neither.
void TestNotificationSender::stops()
{
    Server silent([](QTcpSocket &, const Server::Request &) {});
    Bench bench({webhook(u"silent"_s, silent, 2)});
    for (int i = 0; i < 5; ++i)
        bench.sender.send(u"silent"_s, numbered(i));
    QTRY_COMPARE_WITH_TIMEOUT(silent.requests().size(), size_t(2), 60000);
    bench.sender.stop();
    bench.ids.sort();
    QCOMPARE(bench.ids, QStringList({u"silent/m0"_s, u"silent/m1"_s}));
    for (const DeliveryOutcome &outcome : std::as_const(bench.outcomes))
        QCOMPARE(outcome.kind, Kind::Again);
    QTRY_COMPARE(silent.openConnections(), 0);
    QCOMPARE(silent.requests().size(), size_t(2));
}

QTEST_GUILESS_MAIN(TestNotificationSender)
#include "tst_notificationsender.moc"
