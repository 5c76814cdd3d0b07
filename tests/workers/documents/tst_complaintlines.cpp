// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "complaintlines.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestComplaintLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesLines_data();
    void givesLines();
    void endsSomeTime();
};

void TestComplaintLines::givesLines_data()
{
    QTest::addColumn<QList<QByteArray>>("pieces");
    QTest::addColumn<QStringList>("lines");
    const auto row = [](const char *name, const QList<QByteArray> &pieces, const QStringList &lines) {
        QTest::newRow(name) << pieces << lines;
    };
    row("nothing", {}, {});
    row("a line", {"Syntax Error: bad xref\n"}, {u"Syntax Error: bad xref"_s});
    row("one in pieces", {"Syntax ", "Error", "\n"}, {u"Syntax Error"_s});
    row("two at once", {"a\nb\n"}, {u"a"_s, u"b"_s});
    row("without an end", {"a\nb"}, {u"a"_s, u"b"_s});
    row("empty ones", {"\n \r\n\na\r\n"}, {u"a"_s});
    row("no UTF-8", {"\xff\xfe\n"}, {u"\ufffd\ufffd"_s});
    row("a long one", {QByteArray(1'000'000, 'x'), QByteArray(1'000'000, 'y'), "\nb\n"},
        {QString(ComplaintLines::longestLine, u'x'), u"b"_s});
}

void TestComplaintLines::givesLines()
{
    QFETCH(const QList<QByteArray>, pieces);
    ComplaintLines lines;
    QStringList all;
    for (const QByteArray &piece : pieces)
        all += lines.feed(piece);
    all += lines.finish();
    QTEST(all, "lines");
}

void TestComplaintLines::endsSomeTime()
{
    ComplaintLines lines;
    QStringList all;
    for (int i = 0; i < 1000; ++i)
        all += lines.feed("complaint\n");
    all += lines.finish();
    QCOMPARE(all.size(), ComplaintLines::mostLines + 1);
    QVERIFY(all.constLast().contains("left out"_L1));
}

QTEST_GUILESS_MAIN(TestComplaintLines)
#include "tst_complaintlines.moc"
