// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "closeguard.h"
#include "preferences.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestCloseGuard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void saysWhy_data();
    void saysWhy();
    void asksWhateverElseTheFileSays();
};

void TestCloseGuard::decides_data()
{
    QTest::addColumn<QString>("setting");
    QTest::addColumn<int>("live");
    QTest::addColumn<int>("subscribers");
    QTest::addColumn<CloseGuard::Outcome>("onClose");
    QTest::addColumn<CloseGuard::Outcome>("onQuit");
    QTest::newRow("ask, nobody") << u"ask"_s << 0 << 0 << CloseGuard::Quit << CloseGuard::Quit;
    QTest::newRow("ask, live") << u"ask"_s << 2712 << 0 << CloseGuard::Ask << CloseGuard::Ask;
    QTest::newRow("ask, followed") << u"ask"_s << 0 << 1 << CloseGuard::Ask << CloseGuard::Ask;
    QTest::newRow("keep, nobody") << u"keep"_s << 0 << 0 << CloseGuard::Quit << CloseGuard::Quit;
    QTest::newRow("keep, live") << u"keep"_s << 1 << 0 << CloseGuard::Keep << CloseGuard::Ask;
    QTest::newRow("keep, followed") << u"keep"_s << 0 << 3 << CloseGuard::Keep << CloseGuard::Ask;
    QTest::newRow("quit, live") << u"quit"_s << 1 << 1 << CloseGuard::Quit << CloseGuard::Quit;
    QTest::newRow("another word") << u"Keep"_s << 1 << 0 << CloseGuard::Ask << CloseGuard::Ask;
}

void TestCloseGuard::decides()
{
    QFETCH(QString, setting);
    QFETCH(int, live);
    QFETCH(int, subscribers);
    QTEST(CloseGuard::onClose(setting, live, subscribers), "onClose");
    QTEST(CloseGuard::onQuit(setting, live, subscribers), "onQuit");
}

void TestCloseGuard::saysWhy_data()
{
    QTest::addColumn<int>("live");
    QTest::addColumn<int>("subscribers");
    QTest::addColumn<QString>("reason");
    QTest::newRow("one process") << 1 << 0 << u"1 process is live."_s;
    QTest::newRow("processes") << 12 << 0 << u"12 processes are live."_s;
    QTest::newRow("one subscriber") << 0 << 1 << u"1 subscriber follows this server."_s;
    QTest::newRow("subscribers") << 0 << 5 << u"5 subscribers follow this server."_s;
    QTest::newRow("one of each") << 1 << 1 << u"1 process is live, and 1 subscriber follows."_s;
    QTest::newRow("many") << 2712 << 3 << u"2,712 processes are live, and 3 subscribers follow."_s;
}

void TestCloseGuard::saysWhy()
{
    QFETCH(int, live);
    QFETCH(int, subscribers);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QTEST(CloseGuard::reason(live, subscribers), "reason");
}

void TestCloseGuard::asksWhateverElseTheFileSays()
{
    const QTemporaryDir folder;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    QCoreApplication::setOrganizationName(u"procession-test"_s);
    QCOMPARE(Preferences().onClose(), u"ask"_s);
    QSettings().setValue(u"onClose"_s, u"never"_s);
    QCOMPARE(Preferences().onClose(), u"ask"_s);
    Preferences().setOnClose(u"keep"_s);
    QCOMPARE(Preferences().onClose(), u"keep"_s);
    QVERIFY(Preferences().areDetailsDocked());
    QCOMPARE(Preferences().detailsWidth(), 0);
}

QTEST_GUILESS_MAIN(TestCloseGuard)
#include "tst_closeguard.moc"
