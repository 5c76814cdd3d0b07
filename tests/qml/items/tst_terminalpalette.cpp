// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminalpalette.h"

#include <QTest>

using namespace Procession;

class TestTerminalPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsTheStandardColours_data();
    void knowsTheStandardColours();
    void showsStyles();
    void keepsAllTextReadable_data();
    void keepsAllTextReadable();
    void measuresContrast();
};

namespace {

TerminalColor indexed(quint32 index)
{
    return {TerminalColor::Kind::Indexed, index};
}

TerminalColor direct(quint32 color)
{
    return {TerminalColor::Kind::Direct, color};
}

} // namespace

void TestTerminalPalette::knowsTheStandardColours_data()
{
    QTest::addColumn<quint32>("index");
    QTest::addColumn<QColor>("color");
    const auto row = [](quint32 index, QRgb color) { QTest::addRow("%u", index) << index << QColor(color); };
    row(16, 0x000000);
    row(17, 0x00005f);
    row(46, 0x00ff00);
    row(196, 0xff0000);
    row(208, 0xff8700);
    row(231, 0xffffff);
    row(232, 0x080808);
    row(255, 0xeeeeee);
}

void TestTerminalPalette::knowsTheStandardColours()
{
    QFETCH(quint32, index);
    QTEST(TerminalPalette().look({.background = indexed(index)}).background, "color");
}

void TestTerminalPalette::showsStyles()
{
    TerminalPalette palette;
    palette.setText(QColor(0x101010));
    palette.setGround(QColor(0xffffff));
    palette.setNamed({QColor(0x111111), QColor(0xaa0000)});
    QCOMPARE(palette.look({}).foreground, QColor(0x101010));
    QVERIFY(!palette.look({}).background.isValid());
    QCOMPARE(palette.look({.foreground = indexed(1)}).foreground, QColor(0xaa0000));
    QCOMPARE(palette.look({.foreground = direct(0x123456)}).foreground, QColor(0x123456));
    const auto inverse = palette.look({.foreground = indexed(1), .inverse = true});
    QCOMPARE(inverse.foreground, QColor(0xffffff));
    QCOMPARE(inverse.background, QColor(0xaa0000));
    // Dim is nearer to the ground.
    QVERIFY(TerminalPalette::contrast(palette.look({.dim = true}).foreground, Qt::white)
            < TerminalPalette::contrast(palette.look({}).foreground, Qt::white));
}

void TestTerminalPalette::keepsAllTextReadable_data()
{
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<QColor>("text");
    QTest::newRow("light") << QColor(0xffffff) << QColor(0x1b2027);
    QTest::newRow("dark") << QColor(0x1c1f25) << QColor(0xe8eaed);
}

void TestTerminalPalette::keepsAllTextReadable()
{
    QFETCH(QColor, ground);
    QFETCH(QColor, text);
    TerminalPalette palette;
    palette.setText(text);
    palette.setGround(ground);
    std::vector<TerminalColor> colors{{}};
    for (quint32 index = 0; index < 256; ++index)
        colors.push_back(indexed(index));
    colors.push_back(direct(ground.rgb() & 0xffffff)); // text that hides
    const auto check = [&](const TerminalStyle &style) {
        const auto look = palette.look(style);
        const QColor under = look.background.isValid() ? look.background : ground;
        QVERIFY2(TerminalPalette::contrast(look.foreground, under) >= 4.5, qPrintable(look.foreground.name()));
    };
    for (const TerminalColor &color : colors) {
        for (const bool dim : {false, true}) {
            check({.foreground = color, .dim = dim});
            check({.foreground = color, .dim = dim, .inverse = true});
            check({.foreground = color, .background = color, .dim = dim});
            check({.background = color, .dim = dim});
            const QColor selection(0x2c4a78);
            const QColor selected = palette.lookOn({.foreground = color, .dim = dim}, selection);
            QVERIFY(TerminalPalette::contrast(selected, selection) >= 4.5);
        }
    }
}

void TestTerminalPalette::measuresContrast()
{
    QCOMPARE(TerminalPalette::contrast(Qt::white, Qt::black), 21.0);
    QCOMPARE(TerminalPalette::contrast(Qt::red, Qt::red), 1.0);
    QVERIFY(qAbs(TerminalPalette::contrast(QColor(0x767676), Qt::white) - 4.54) < 0.01);
}

QTEST_GUILESS_MAIN(TestTerminalPalette)
#include "tst_terminalpalette.moc"
