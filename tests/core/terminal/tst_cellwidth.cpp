// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cellwidth.h"

#include <QTest>

using namespace Procession;

class TestCellWidth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsTheColumnsOfACharacter_data();
    void knowsTheColumnsOfACharacter();
};

void TestCellWidth::knowsTheColumnsOfACharacter_data()
{
    QTest::addColumn<char32_t>("character");
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("alone");
    QTest::addColumn<bool>("invisible");
    const auto row = [](const char *tag, char32_t character, int width, bool alone, bool invisible = false) {
        QTest::newRow(tag) << character << width << alone << invisible;
    };
    row("letter", U'a', 1, true);
    row("umlaut", U'ü', 1, true);
    row("cyrillic", U'ж', 1, true);
    row("box", U'─', 1, true);
    row("block", U'█', 1, true);
    row("braille spinner", U'⠋', 1, true);
    row("tick", U'✓', 1, true);
    row("han", U'度', 2, true);
    row("kana", U'カ', 2, true);
    row("half-width kana", U'ｶ', 1, true);
    row("syllable", U'한', 2, true);
    row("full-width letter", U'Ａ', 2, true);
    row("the last before the wide ones", 0x10ff, 1, true);
    row("han beyond 16 bits", 0x20000, 2, true);
    row("emoji", 0x1f600, 2, true);
    row("mathematical letter", 0x1d400, 1, true);
    row("acute accent", 0x301, 0, true);
    row("variation selector", 0xfe0f, 0, true);
    row("joiner", 0x200d, 0, true);
    row("colour of skin", 0x1f3fd, 0, true);
    row("arabic", U'م', 1, false);
    row("hebrew", U'ש', 1, false);
    row("devanagari", U'क', 1, false);
    row("thai", U'ก', 1, false);
    row("byte order mark", 0xfeff, 1, true, true);
    row("soft hyphen", 0xad, 1, true, true);
    row("mark of direction", 0x200e, 1, true, true);
    row("arabic number sign", 0x600, 1, false);
}

void TestCellWidth::knowsTheColumnsOfACharacter()
{
    QFETCH(char32_t, character);
    QFETCH(bool, invisible);
    QCOMPARE(isInvisible(character), invisible);
    if (invisible)
        return;
    QTEST(cellWidth(character), "width");
    if (cellWidth(character) > 0)
        QTEST(standsAlone(character), "alone");
}

QTEST_GUILESS_MAIN(TestCellWidth)
#include "tst_cellwidth.moc"
