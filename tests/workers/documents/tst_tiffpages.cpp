// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tiffpages.h"

#include <QTest>
#include <QtEndian>

using namespace Procession;

namespace {

/// A TIFF file in either order of bytes, number by number.
struct Tiff
{
    explicit Tiff(bool isBigEndian)
        : isBig(isBigEndian)
        , bytes(isBigEndian ? "MM" : "II")
    {
        put<quint16>(42);
    }
    template <typename Number>
    Tiff &put(Number number)
    {
        Number swapped = isBig ? qToBigEndian(number) : qToLittleEndian(number);
        bytes.append(reinterpret_cast<const char *>(&swapped), sizeof swapped);
        return *this;
    }
    /// A directory of 30 bytes.
    Tiff &page(quint32 width, quint16 height, quint32 next)
    {
        put<quint16>(2).put<quint16>(256).put<quint16>(4).put<quint32>(1).put<quint32>(width);
        put<quint16>(257).put<quint16>(3).put<quint32>(1).put<quint16>(height).put<quint16>(0xffff);
        return put<quint32>(next);
    }

    bool isBig;
    QByteArray bytes;
};

} // namespace

class TestTiffPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsSizes_data();
    void tellsSizes();
    void endsWhereItIsDamaged();
};

void TestTiffPages::tellsSizes_data()
{
    QTest::addColumn<bool>("isBigEndian");
    QTest::newRow("little endian") << false;
    QTest::newRow("big endian") << true;
}

void TestTiffPages::tellsSizes()
{
    QFETCH(const bool, isBigEndian);
    Tiff tiff(isBigEndian);
    tiff.put<quint32>(8).page(100'000, 200, 38).page(3, 4, 0);
    QCOMPARE(tiffPages(tiff.bytes, 10), QList<TiffPage>({{8, 100'000, 200}, {38, 3, 4}}));
    QCOMPARE(tiffPages(tiff.bytes, 1), QList<TiffPage>({{8, 100'000, 200}}));
}

void TestTiffPages::endsWhereItIsDamaged()
{
    QCOMPARE(tiffPages({}, 10), {});
    QCOMPARE(tiffPages("II*", 10), {});
    QCOMPARE(tiffPages(Tiff(false).put<quint32>(0xffffffff).bytes, 10), {});
    const Tiff circle = Tiff(false).put<quint32>(8).page(1, 2, 38).page(3, 4, 8);
    QCOMPARE(tiffPages(circle.bytes, 10), QList<TiffPage>({{8, 1, 2}, {38, 3, 4}}));
    QCOMPARE(tiffPages(circle.bytes.chopped(5), 10), QList<TiffPage>({{8, 1, 2}})); // a directory is cut off
    const Tiff noSize = Tiff(false).put<quint32>(8).put<quint16>(1).put<quint32>(0).put<quint32>(0).put<quint32>(0);
    QCOMPARE(tiffPages(noSize.bytes, 10), QList<TiffPage>({{8, 0, 0}}));
}

QTEST_GUILESS_MAIN(TestTiffPages)
#include "tst_tiffpages.moc"
