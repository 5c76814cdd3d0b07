// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "thismachine.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// Which hosts a secret may be sent to without leaving this machine.
class TestThisMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTold_data();
    void isTold();
};

void TestThisMachine::isTold_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("isHere");
    for (const QString &host : {u"localhost"_s, u"LocalHost"_s, u"127.0.0.1"_s, u"127.9.8.7"_s, u"::1"_s,
                                u"0:0:0:0:0:0:0:1"_s, u"::ffff:127.0.0.1"_s})
        QTest::newRow(qPrintable(host)) << host << true;
    for (const QString &host : {u""_s, u"localhost.example.org"_s, u"127.0.0.1.example.org"_s, u"128.0.0.1"_s,
                                u"0.0.0.0"_s, u"::"_s, u"::ffff:10.0.0.1"_s, u"fe80::1"_s, u"127"_s, u"locälhost"_s})
        QTest::newRow(qPrintable(u"not "_s + host)) << host << false;
}

void TestThisMachine::isTold()
{
    QFETCH(QString, host);
    QTEST(isThisMachine(host), "isHere");
}

QTEST_APPLESS_MAIN(TestThisMachine)
#include "tst_thismachine.moc"
