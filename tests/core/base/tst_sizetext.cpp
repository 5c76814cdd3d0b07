// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sizetext.h"

#include <QTest>

#include <limits>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestSizeText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysHowLong_data();
    void saysHowLong();
};

void TestSizeText::saysHowLong_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");
    constexpr qint64 kib = 1024;
    constexpr qint64 mib = kib * kib;
    const auto row = [](qint64 bytes, const QString &text) { QTest::addRow("%lld", bytes) << bytes << text; };
    row(-5, u"0 B"_s);
    row(0, u"0 B"_s);
    row(1023, u"1023 B"_s);
    row(kib, u"1 KiB"_s);
    row(1536, u"1.5 KiB"_s);
    row(kib * 995 / 100, u"9.9 KiB"_s);
    row(10 * kib - 1, u"10 KiB"_s);
    row(10 * kib + 500, u"10 KiB"_s);
    row(1023 * kib, u"1023 KiB"_s);
    row(mib - 1, u"1 MiB"_s);
    row(63 * mib, u"63 MiB"_s);
    row(1024 * mib, u"1 GiB"_s);
    row(1500 * mib, u"1.5 GiB"_s);
    row(std::numeric_limits<qint64>::max(), u"8 EiB"_s);
}

void TestSizeText::saysHowLong()
{
    QFETCH(qint64, bytes);
    QTEST(sizeText(bytes), "text");
}

QTEST_GUILESS_MAIN(TestSizeText)
#include "tst_sizetext.moc"
