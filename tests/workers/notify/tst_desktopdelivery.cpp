// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs under dbus-run-session, on a session bus of its own.
#include "deliveries.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Kind = DeliveryOutcome::Kind;

/// A desktop that shows messages.
class Desktop : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        QString summary;
        QString body;
        QVariantMap hints;
    };

    explicit Desktop(const QStringList &capabilities)
        : m_capabilities(capabilities)
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        if (!bus.registerObject(u"/org/freedesktop/Notifications"_s, this, QDBusConnection::ExportScriptableSlots)
            || !bus.registerService(u"org.freedesktop.Notifications"_s))
            qFatal("no session bus");
    }
    ~Desktop() override
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        bus.unregisterService(u"org.freedesktop.Notifications"_s);
        bus.unregisterObject(u"/org/freedesktop/Notifications"_s);
    }
    Q_DISABLE_COPY_MOVE(Desktop)

    std::vector<Shown> shown;
    bool refuses = false;
    std::function<void()> silence{}; // called in place of an answer

public Q_SLOTS:
    Q_SCRIPTABLE QStringList GetCapabilities() { return m_capabilities; } // NOLINT: the name is the protocol's
    Q_SCRIPTABLE uint Notify(const QString &, uint, const QString &, const QString &summary, const QString &body,
                             const QStringList &, const QVariantMap &hints, int)
    {
        if (silence) {
            setDelayedReply(true);
            silence();
        } else if (refuses) {
            sendErrorReply(u"org.example.Full"_s, u"no room\x1b[31m"_s);
        }
        shown.push_back({summary, body, hints});
        return static_cast<uint>(shown.size());
    }

private:
    const QStringList m_capabilities;
};

class TestDesktopDelivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsAMessage_data();
    void showsAMessage();
    void nobodyShowsIt();
    void isRefused();
    void stops();

private:
    const ChannelSettings m_channel = channelOf({{u"kind"_s, u"desktop"_s}});
};

void TestDesktopDelivery::showsAMessage_data()
{
    QTest::addColumn<QStringList>("capabilities");
    QTest::addColumn<QString>("expected");
    QTest::newRow("markup") << QStringList{u"body"_s, u"body-markup"_s} << u"&lt;b&gt;a&lt;/b&gt; &amp; b"_s;
    QTest::newRow("plain") << QStringList{u"body"_s} << u"<b>a</b> & b"_s;
}

void TestDesktopDelivery::showsAMessage()
{
    QFETCH(QStringList, capabilities);
    QFETCH(QString, expected);
    Desktop desktop(capabilities);
    Notification message = someNotification();
    message.text = u"<b>a</b> & b"_s;
    QCOMPARE(deliverFrom(m_channel, message), DeliveryOutcome::delivered());
    QCOMPARE(deliverFrom(m_channel, hostileNotification()), DeliveryOutcome::delivered());
    QCOMPARE(desktop.shown.size(), size_t(2));
    QCOMPARE(desktop.shown.front().summary, u"3 × backup failed"_s);
    QVERIFY2(desktop.shown.front().body.startsWith(expected), qPrintable(desktop.shown.front().body));
    QCOMPARE(desktop.shown.front().hints.value(u"urgency"_s).toInt(), 2);
    QCOMPARE(desktop.shown.back().body.contains(u'<'), !capabilities.contains(u"body-markup"_s));
}

void TestDesktopDelivery::nobodyShowsIt()
{
    const DeliveryOutcome outcome = deliverFrom(m_channel);
    QCOMPARE(outcome.kind, Kind::Again);
    QVERIFY2(outcome.reason.startsWith("The desktop doesn't show it: "_L1), qPrintable(outcome.reason));
}

void TestDesktopDelivery::isRefused()
{
    Desktop desktop({});
    desktop.refuses = true;
    QCOMPARE(deliverFrom(m_channel), DeliveryOutcome::again(u"The desktop doesn't show it: no room"_s));
}

void TestDesktopDelivery::stops()
{
    std::stop_source stop;
    Desktop desktop({});
    desktop.silence = [&stop] { stop.request_stop(); };
    const DeliveryOutcome outcome = deliverFrom(m_channel, someNotification(), stop.get_token());
    QCOMPARE(outcome.kind, Kind::Again);
    QVERIFY(outcome.reason.startsWith("It was stopped"_L1));
}

QTEST_GUILESS_MAIN(TestDesktopDelivery)
#include "tst_desktopdelivery.moc"
