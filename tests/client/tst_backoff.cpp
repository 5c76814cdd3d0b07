// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backoff.h"

#include <QTest>

using namespace Procession;

class TestBackoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doublesUpToTenSeconds_data();
    void doublesUpToTenSeconds();
};

void TestBackoff::doublesUpToTenSeconds_data()
{
    QTest::addColumn<int>("failures");
    QTest::addColumn<int>("longest");
    QTest::newRow("the first") << 0 << 500;
    QTest::newRow("the second") << 1 << 1000;
    QTest::newRow("the fifth") << 4 << 8000;
    QTest::newRow("the sixth") << 5 << 10000;
    QTest::newRow("after a night") << 5000 << 10000;
}

void TestBackoff::doublesUpToTenSeconds()
{
    QFETCH(int, failures);
    QFETCH(int, longest);
    bool differ = false;
    const auto first = backoff(failures);
    for (int i = 0; i < 200; ++i) {
        const auto delay = backoff(failures).count();
        QVERIFY(delay >= longest / 2 && delay <= longest);
        differ = differ || delay != first.count();
    }
    QVERIFY(differ); // not all clients come back at the same moment
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
