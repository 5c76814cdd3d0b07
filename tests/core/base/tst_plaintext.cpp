// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plaintext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestPlainText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void steersNothing_data();
    void steersNothing();
    void jsonSaysTheSame();
};

void TestPlainText::steersNothing_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("lines");
    const auto row = [](const char *name, const QString &text, const QString &line, const QString &lines) {
        QTest::newRow(name) << text << line << lines;
    };
    const auto same = [&row](const char *name, const QString &text, const QString &plain) {
        row(name, text, plain, plain);
    };
    same("nothing", u""_s, u""_s);
    same("letters", u"Grüße, 木 🚢"_s, u"Grüße, 木 🚢"_s);
    same("colours", u"\x1b[1;31mred\x1b[0m"_s, u"red"_s);
    same("a cursor that moves", u"a\x1b[2J\x1b[Hb"_s, u"ab"_s);
    same("a private sequence", u"\x1b[?1049hx\x1b[>4;2m"_s, u"x"_s);
    same("a title", u"\x1b]0;owned\x07x"_s, u"x"_s);
    same("a title with its other end", u"\x1b]0;owned\x1b\\x"_s, u"x"_s);
    same("a link", u"\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\"_s, u"click"_s);
    same("the clipboard", u"\x1b]52;c;cm0gLXJm\x07x"_s, u"x"_s);
    same("a string without an end", u"a\x1b]0;owned"_s, u"a"_s);
    same("a device control string", u"\x1bPq#0\x1b\\x"_s, u"x"_s);
    same("an application's string", u"\x1b_G\x1b\\x"_s, u"x"_s);
    same("a reset",
         u"\x1b"
         "cx"_s,
         u"x"_s);
    same("another character set", u"\x1b(0x"_s, u"x"_s);
    same("an escape alone", u"x\x1b"_s, u"x "_s);
    same("a sequence without an end", u"x\x1b["_s, u"x"_s);
    same("a sequence of one character", u"\u009b31mred"_s, u"red"_s);
    same("a string of one character", u"\u009d0;owned\u009cx"_s, u"x"_s);
    same("other C1", u"a\u0085b\u0084c"_s, u"a b c"_s);
    same("a carriage return", u"safe\rrm -rf"_s, u"safe rm -rf"_s);
    same("backspaces", u"abc\b\b\bxyz"_s, u"abc   xyz"_s);
    same("a bell, NUL and DEL", u"a\ab"_s + QChar(0) + u"c\u007f"_s, u"a b c "_s);
    same("a form feed", u"a\fb\vc"_s, u"a b c"_s);
    same("an override", u"cod\u202eexe.txt\u202c"_s, u"cod exe.txt "_s);
    same("an isolate", u"a\u2066b\u2069c"_s, u"a b c"_s);
    same("an embedding", u"a\u202ab\u202bc"_s, u"a b c"_s);
    same("separators of lines", u"a\u2028b\u2029c"_s, u"a b c"_s);
    same("Hebrew stays", u"שלום"_s, u"שלום"_s);
    same("a family stays one", u"👩‍👧"_s, u"👩‍👧"_s);
    row("a line end", u"a\nb"_s, u"a b"_s, u"a\nb"_s);
    row("Windows' line end", u"a\r\nb"_s, u"a  b"_s, u"a\nb"_s);
    row("a tab", u"a\tb"_s, u"a b"_s, u"a\tb"_s);
    row("a string doesn't swallow the next line", u"\x1b]0;a\nb"_s, u" b"_s, u"\nb"_s);
    same("a sequence that is put together anew", u"\x1b\x1b[m[31mred"_s, u" [31mred"_s);
}

void TestPlainText::steersNothing()
{
    QFETCH(QString, text);
    QTEST(PlainText::line(text), "line");
    QTEST(PlainText::lines(text), "lines");
    for (const QString &plain : {PlainText::line(text), PlainText::lines(text)}) {
        QVERIFY(!plain.contains(u'\x1b'));
        QCOMPARE(PlainText::lines(plain), plain);
    }
}

void TestPlainText::jsonSaysTheSame()
{
    const QJsonObject object{{u"name"_s, u"a\x1b[31m\u009b31m\u202e\u2066\u2028\u007f\r\t\nü🚢"_s}};
    const QString json = PlainText::json(QJsonDocument(object).toJson(QJsonDocument::Compact));
    QCOMPARE(QJsonDocument::fromJson(json.toUtf8()).object(), object);
    QCOMPARE(PlainText::line(json), json);
}

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_plaintext.moc"
