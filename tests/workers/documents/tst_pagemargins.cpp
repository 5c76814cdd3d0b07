// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pagemargins.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestPageMargins : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesThemAway_data();
    void takesThemAway();
    void tellsWhereLinesAreNow();
    void takesThemWhereverTheyAreRead();
};

namespace {

QString page(int number, const QString &header, const QString &footer)
{
    QString text = header.isEmpty() ? QString() : header + u'\n';
    for (int line = 0; line < 9; ++line)
        text +=
            u"Page %1 says something of its own in line %2\n"_s.arg(QString(number, u'x')).arg(QString(line + 1, u'y'));
    return footer.isEmpty() ? text : text + footer.arg(number) + u'\n';
}

/// The lines as they stand in a text.
QList<PageMargins::Line> linesOf(const QString &text)
{
    QList<PageMargins::Line> lines;
    qsizetype begin = 0;
    for (const QString &line : text.split(u'\n')) {
        if (!line.isEmpty())
            lines.append({begin, line.size()});
        begin += line.size() + 1;
    }
    return lines;
}

} // namespace

void TestPageMargins::takesThemAway_data()
{
    QTest::addColumn<QStringList>("pages");
    QTest::addColumn<QStringList>("taken");
    const auto pages = [](int count, const QString &header, const QString &footer) {
        QStringList all;
        for (int number = 1; number <= count; ++number)
            all.append(page(number, header, footer));
        return all;
    };
    QTest::newRow("header and footer") << pages(5, u"СП 70.13330.2012"_s, u"Страница %1"_s)
                                       << QStringList{u"СП 70.13330.2012"_s, u"Страница 1"_s};
    QTest::newRow("number alone") << pages(5, {}, u"%1"_s) << QStringList{};
    QTest::newRow("two pages") << pages(2, u"Договор"_s, {}) << QStringList{u"Договор"_s};
    QTest::newRow("none") << pages(5, {}, {}) << QStringList{};
    QTest::newRow("one page") << pages(1, u"Title"_s, {}) << QStringList{};
    QTest::newRow("blank pages") << QStringList{{}, u"\n\n"_s, {}} << QStringList{};
    QTest::newRow("short pages") << QStringList{u"same\n"_s, u"same\n"_s, u"same\n"_s} << QStringList{};
}

void TestPageMargins::takesThemAway()
{
    QFETCH(const QStringList, pages);
    PageMargins margins;
    margins.learn(pages);
    for (const QString &one : pages) {
        const QString text = margins.strip(one, linesOf(one)).text;
        for (const QString &line : one.split(u'\n', Qt::SkipEmptyParts)) {
            if (line.startsWith(u"Page x"_s) || line == u"same"_s)
                QVERIFY2(text.contains(line), qPrintable(line));
        }
        QVERIFY(!text.contains(u"Страница"_s));
    }
    QTEST(margins.taken(), "taken");
}

void TestPageMargins::tellsWhereLinesAreNow()
{
    PageMargins margins;
    margins.learn({page(1, u"Head"_s, {}), page(2, u"Head"_s, {}), page(3, u"Head"_s, {})});
    const QString text = page(2, u"Head"_s, {});
    const PageMargins::Stripped stripped = margins.strip(text, linesOf(text));
    QCOMPARE(stripped.offsetOf(0), -1);
    QCOMPARE(stripped.offsetOf(5), 0);
    QVERIFY(stripped.text.startsWith(u"Page xx"_s));
}

/// A footer is read before the column at its right.
void TestPageMargins::takesThemWhereverTheyAreRead()
{
    const auto asPrinted = [](int number) { return page(number, {}, u"Лист %1 из 3"_s); };
    PageMargins margins;
    margins.learn({asPrinted(1), asPrinted(2), asPrinted(3)});
    const QString text = u"left\nЛист 2 из 3\nright\nlast\n"_s;
    const PageMargins::Stripped stripped = margins.strip(text, {{0, 4}, {17, 5}, {23, 4}, {5, 11}});
    QCOMPARE(stripped.text, u"left\nright\nlast\n"_s);
    QCOMPARE(stripped.offsetOf(text.indexOf(u"right"_s)), 5);
    QCOMPARE(stripped.offsetOf(text.indexOf(u"Лист"_s)), -1);
    QCOMPARE(margins.taken(), QStringList{u"Лист 2 из 3"_s});
}

QTEST_GUILESS_MAIN(TestPageMargins)
#include "tst_pagemargins.moc"
