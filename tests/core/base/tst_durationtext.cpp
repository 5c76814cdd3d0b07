// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationtext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestDurationText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesADuration_data();
    void namesADuration();
};

void TestDurationText::namesADuration_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("before it began") << qint64(-5000) << u"0 s"_s;
    QTest::newRow("nothing") << qint64(0) << u"0 s"_s;
    QTest::newRow("not yet a second") << qint64(999) << u"999 ms"_s;
    QTest::newRow("a second") << qint64(1000) << u"1 s"_s;
    QTest::newRow("seconds") << qint64(59999) << u"59 s"_s;
    QTest::newRow("a minute") << qint64(60000) << u"1:00 min"_s;
    QTest::newRow("minutes") << qint64(3599000) << u"59:59 min"_s;
    QTest::newRow("an hour") << qint64(3600000) << u"1:00 h"_s;
    QTest::newRow("days are hours too") << qint64(100 * 3600000 + 5 * 60000) << u"100:05 h"_s;
}

void TestDurationText::namesADuration()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, expected);
    QCOMPARE(durationText(milliseconds), expected);
}

QTEST_GUILESS_MAIN(TestDurationText)
#include "tst_durationtext.moc"
