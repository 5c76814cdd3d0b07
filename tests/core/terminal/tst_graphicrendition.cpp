// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphicrendition.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestGraphicRendition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void appliesParameters_data();
    void appliesParameters();
    void startsFromTheStyleThatIs();
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

Q_DECLARE_METATYPE(Procession::TerminalStyle)

void TestGraphicRendition::appliesParameters_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<TerminalStyle>("style");
    const auto row = [](const char *parameters, const TerminalStyle &style) {
        QTest::newRow(parameters) << QByteArray(parameters) << style;
    };
    row("", {});
    row("0", {});
    row("1", {.bold = true});
    row("2", {.dim = true});
    row("3", {.italic = true});
    row("4", {.underline = true});
    row("4:3", {.underline = true});
    row("4:0", {});
    row("4:3;1", {.bold = true, .underline = true});
    row("21", {.underline = true});
    row("7", {.inverse = true});
    row("9", {.strikeOut = true});
    row("1;2;22", {});
    row("3;4;7;9;23;24;27;29", {});
    row("1;0", {});
    row("1;", {}); // a parameter that isn't there is 0
    row(";1", {.bold = true});
    row("31", {.foreground = indexed(1)});
    row("97", {.foreground = indexed(15)});
    row("44", {.background = indexed(4)});
    row("100", {.background = indexed(8)});
    row("31;39", {});
    row("41;49", {});
    row("38;5;208", {.foreground = indexed(208)});
    row("48;5;0", {.background = indexed(0)});
    row("38;5;256", {});
    row("38:5:208", {.foreground = indexed(208)});
    row("38;2;1;2;3", {.foreground = direct(0x010203)});
    row("48;2;255;0;255;1", {.background = direct(0xff00ff), .bold = true});
    row("38;2;256;0;0", {});
    row("38:2:1:2:3", {.foreground = direct(0x010203)});
    row("38:2::1:2:3", {.foreground = direct(0x010203)});
    row("38:2:0:1:2:3:0:0;1", {.foreground = direct(0x010203), .bold = true});
    row("58;2;1;2;3;1", {.bold = true}); // not 1, 2, 3
    row("58:5:3;1", {.bold = true});
    row("38", {});
    row("38;5", {});
    row("38;2;1;2", {});
    row("38;7;1", {.bold = true});
    row("5;6;8;25;28;53;1", {.bold = true});
    row("99999999999999999999;1", {.bold = true});
}

void TestGraphicRendition::appliesParameters()
{
    QFETCH(QByteArray, parameters);
    QFETCH(TerminalStyle, style);
    TerminalStyle result;
    applyGraphicRendition(result, parameters);
    QVERIFY(result == style);
}

void TestGraphicRendition::startsFromTheStyleThatIs()
{
    TerminalStyle style{.foreground = indexed(2), .underline = true};
    applyGraphicRendition(style, "1;42");
    QVERIFY(
        (style == TerminalStyle{.foreground = indexed(2), .background = indexed(2), .bold = true, .underline = true}));
    applyGraphicRendition(style, "");
    QVERIFY(style == TerminalStyle());
}

QTEST_GUILESS_MAIN(TestGraphicRendition)
#include "tst_graphicrendition.moc"
