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
    void tellsHowMuchWentBefore();
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
        const QString text = margins.strip(one).text;
        for (const QString &line : one.split(u'\n', Qt::SkipEmptyParts)) {
            if (line.startsWith(u"Page x"_s) || line == u"same"_s)
                QVERIFY2(text.contains(line), qPrintable(line));
        }
        QVERIFY(!text.contains(u"Страница"_s));
    }
    QTEST(margins.taken(), "taken");
}

void TestPageMargins::tellsHowMuchWentBefore()
{
    PageMargins margins;
    margins.learn({page(1, u"Head"_s, {}), page(2, u"Head"_s, {}), page(3, u"Head"_s, {})});
    const PageMargins::Stripped stripped = margins.strip(page(2, u"Head"_s, {}));
    QCOMPARE(stripped.removedAtTop, 5);
    QVERIFY(stripped.text.startsWith(u"Page xx"_s));
}

QTEST_GUILESS_MAIN(TestPageMargins)
#include "tst_pagemargins.moc"
