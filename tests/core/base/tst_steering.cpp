// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "steering.h"

#include <QTest>

using namespace Procession;

class TestSteering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areTheseCharactersAlone();
};

void TestSteering::areTheseCharactersAlone()
{
    const QList<std::pair<int, int>> steering{
        {0x00, 0x1f}, {0x7f, 0x9f}, {0x2028, 0x2029}, {0x202a, 0x202e}, {0x2066, 0x2069}};
    for (int c = 0; c <= 0xffff; ++c) {
        const bool expected = std::any_of(steering.begin(), steering.end(),
                                          [c](const auto &range) { return c >= range.first && c <= range.second; });
        QVERIFY2(isSteering(QChar(static_cast<char16_t>(c))) == expected, qPrintable(QString::number(c, 16)));
    }
}

QTEST_APPLESS_MAIN(TestSteering)
#include "tst_steering.moc"
