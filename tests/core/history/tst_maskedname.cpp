// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "maskedname.h"

#include <QTest>

using namespace Procession;

class TestMaskedName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masks_data();
    void masks();
};

void TestMaskedName::masks_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const char *masked) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(masked);
    };
    row("", "");
    row("Nightly backup", "Nightly backup");
    row("Import 2026-11-27 #123", "Import 0 #0");
    row("Import 2026-11-26 #7", "Import 0 #0");
    row("27.11.2026 10:22", "0 0");
    row("at 2026-11-27T10:22:01Z", "at 0T0Z");
    row("run7", "run0");
    row("v1.12.3", "v0");
    row("7 of 90", "0 of 0");
    row("job 3f2c8a10-1b2c-4d3e-8f00-aabbccddeeff.", "job 0.");
    row("job aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", "job 0");
    row("job 3f2c8a10-1b2c-4d3e-8f00-aabbccddeeffg", "job 0b0c-0d0e-0f0-aabbccddeeffg");
    row("build a1b2c3d", "build 0");
    row("build A1B2C3D4E5F60718", "build 0");
    row("decade facade", "decade facade");
    row("add2", "add0");
    row("1,000,000 rows", "0 rows");
    row("a - 1 - 2", "a - 0 - 0");
    row("Größe 12 µm", "Größe 0 µm");
    row("Größe12", "Größe0");
    row("--", "--");
}

void TestMaskedName::masks()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, masked);
    QCOMPARE(maskedName(name), masked);
}

QTEST_APPLESS_MAIN(TestMaskedName)
#include "tst_maskedname.moc"
