// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssereader.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// The events as one text each: `type|data`.
static QStringList texts(const std::vector<SseEvent> &events)
{
    QStringList list;
    for (const SseEvent &event : events)
        list.append(event.type + u'|' + event.data);
    return list;
}

class TestSseReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void isBounded_data();
    void isBounded();
};

void TestSseReader::reads_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QStringList>("events");
    QTest::newRow("nothing") << QByteArray() << QStringList();
    QTest::newRow("one event") << QByteArray("data: a\n\n") << QStringList{u"|a"_s};
    QTest::newRow("CRLF") << QByteArray("data: a\r\n\r\ndata: b\r\n\r\n") << QStringList{u"|a"_s, u"|b"_s};
    QTest::newRow("CR") << QByteArray("data: a\r\rdata: b\r\r") << QStringList{u"|a"_s, u"|b"_s};
    QTest::newRow("all three") << QByteArray("data: a\r\ndata: b\rdata: c\n\r\n") << QStringList{u"|a\nb\nc"_s};
    QTest::newRow("no space after the colon") << QByteArray("data:a\n\n") << QStringList{u"|a"_s};
    QTest::newRow("only one space goes") << QByteArray("data:  a\n\n") << QStringList{u"| a"_s};
    QTest::newRow("a colon in the data") << QByteArray("data: a: b\n\n") << QStringList{u"|a: b"_s};
    QTest::newRow("no colon") << QByteArray("data\n\ndata\ndata\n\n") << QStringList{u"|"_s, u"|\n"_s};
    QTest::newRow("comments") << QByteArray(": hello\n\n:\ndata: a\n: b\n\n") << QStringList{u"|a"_s};
    QTest::newRow("a type") << QByteArray("event: error\ndata: a\n\ndata: b\n\n") << QStringList{u"error|a"_s, u"|b"_s};
    QTest::newRow("a type without data") << QByteArray("event: error\n\ndata: b\n\n") << QStringList{u"|b"_s};
    QTest::newRow("other fields") << QByteArray("id: 1\nretry: 5\nfoo: bar\ndata: a\n\n") << QStringList{u"|a"_s};
    QTest::newRow("a byte order mark") << QByteArray("\xef\xbb\xbf"
                                                     "data: a\n\n")
                                       << QStringList{u"|a"_s};
    QTest::newRow("what is broken off is no event") << QByteArray("data: a\n\ndata: b\n") << QStringList{u"|a"_s};
    QTest::newRow("all alphabets") << u"data: ü建🏗\n\n"_s.toUtf8() << QStringList{u"|ü建🏗"_s};
    QTest::newRow("invalid UTF-8") << QByteArray("data: a\xff"
                                                 "b\n\n")
                                   << QStringList{u"|a\ufffdb"_s};
}

void TestSseReader::reads()
{
    QFETCH(QByteArray, body);
    QFETCH(QStringList, events);
    for (const qsizetype step : {qsizetype(1), qsizetype(2), qsizetype(3), std::max<qsizetype>(body.size(), 1)}) {
        SseReader reader;
        QStringList read;
        for (qsizetype i = 0; i < body.size(); i += step)
            read += texts(reader.feed(QByteArrayView(body).sliced(i, std::min(step, body.size() - i))));
        QCOMPARE(read, events);
        QVERIFY(!reader.hasOverflowed());
    }
}

void TestSseReader::isBounded_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("overflows");
    QTest::newRow("a line that just fits") << "data: " + QByteArray(94, 'a') + "\n\n" << false;
    QTest::newRow("a line too long") << "data: " + QByteArray(95, 'a') + "\n\n" << true;
    QTest::newRow("a line without an end") << QByteArray(101, ':') << true;
    QTest::newRow("many lines in one event") << QByteArray("data: aaaaaaaaa\n").repeated(11) << true;
    QTest::newRow("many events") << QByteArray("data: aaaaaaaaa\n\n").repeated(1000) << false;
}

void TestSseReader::isBounded()
{
    QFETCH(QByteArray, body);
    SseReader reader(100);
    reader.feed(body);
    QTEST(reader.hasOverflowed(), "overflows");
    if (reader.hasOverflowed())
        QVERIFY(reader.feed("\n\ndata: a\n\n").empty());
}

QTEST_GUILESS_MAIN(TestSseReader)
#include "tst_ssereader.moc"
