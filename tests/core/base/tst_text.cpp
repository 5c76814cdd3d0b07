// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text.h"

#include <QSet>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryCharacter_data();
    void keepsEveryCharacter();
    void copiesShareTheirBytes();
    void aChangedCopyLeavesTheOther();
    void comparesAndHashesByItsCharacters();
    void findsWhateverTheCase_data();
    void findsWhateverTheCase();
};

void TestText::keepsEveryCharacter_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qsizetype>("bytes");
    QTest::newRow("nothing") << QString() << qsizetype(0);
    QTest::newRow("empty") << u""_s << qsizetype(0);
    QTest::newRow("one letter") << u"a"_s << qsizetype(1);
    QTest::newRow("ASCII") << u"page 42 was analysed"_s << qsizetype(20);
    QTest::newRow("a zero inside") << u"a\0b"_s << qsizetype(3);
    QTest::newRow("the last of ASCII") << u"\u007f"_s << qsizetype(1);
    QTest::newRow("the first beyond") << u"\u0080"_s << qsizetype(2);
    QTest::newRow("umlauts") << u"Ümläut"_s << qsizetype(8);
    QTest::newRow("beyond the basic plane") << u"done \U0001f389"_s << qsizetype(9);
    QTest::newRow("a byte order mark") << u"\ufeffa"_s << qsizetype(4);
    QTest::newRow("long") << QString(100000, u'x') << qsizetype(100000);
}

void TestText::keepsEveryCharacter()
{
    QFETCH(const QString, text);
    QFETCH(const qsizetype, bytes);
    const Text kept = text;
    QCOMPARE(kept.toString(), text);
    QCOMPARE(kept.utf8().toByteArray(), text.toUtf8());
    QCOMPARE(kept.size(), bytes);
    QCOMPARE(kept.isEmpty(), bytes == 0);
    QVERIFY(Text::fromUtf8(text.toUtf8()) == kept);
}

void TestText::copiesShareTheirBytes()
{
    const Text text = u"shared"_s;
    const Text copy = text; // NOLINT(performance-unnecessary-copy-initialization): what is tested
    QCOMPARE(copy.utf8().data(), text.utf8().data());
}

void TestText::aChangedCopyLeavesTheOther()
{
    const Text text = u"stays"_s;
    Text cleared = text;
    cleared.clear();
    QVERIFY(cleared.isEmpty());
    Text other = text;
    other = u"another"_s;
    QCOMPARE(text.toString(), u"stays"_s);
    QCOMPARE(other.toString(), u"another"_s);
}

void TestText::comparesAndHashesByItsCharacters()
{
    QVERIFY(Text(u"a"_s) == Text(u"a"_s));
    QVERIFY(Text(u"a"_s) != Text(u"b"_s));
    QVERIFY(Text(u"a"_s) != Text(u"aa"_s));
    QVERIFY(Text() == Text(QString()));
    QVERIFY(Text(u"a"_s) == u"a"_s);
    QVERIFY(Text(u"a"_s) < Text(u"b"_s));
    QVERIFY(Text() < Text(u"a"_s));
    const QSet<Text> texts{u"a"_s, u"b"_s, u"a"_s, QString()};
    QCOMPARE(texts.size(), 3);
}

void TestText::findsWhateverTheCase_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::addColumn<bool>("found");
    QTest::newRow("the same") << u"Document Analysis"_s << u"Analysis"_s << true;
    QTest::newRow("another case") << u"Document Analysis"_s << u"aNALysis"_s << true;
    QTest::newRow("not there") << u"Document Analysis"_s << u"Synthesis"_s << false;
    QTest::newRow("longer than the text") << u"Doc"_s << u"Document"_s << false;
    QTest::newRow("in nothing") << QString() << u"a"_s << false;
    QTest::newRow("umlauts of another case") << u"Die Übersicht"_s << u"üBER"_s << true;
    QTest::newRow("umlauts in ASCII") << u"Overview"_s << u"ü"_s << false;
    QTest::newRow("ASCII in umlauts") << u"Die Übersicht"_s << u"SICHT"_s << true;
}

void TestText::findsWhateverTheCase()
{
    QFETCH(const QString, text);
    QFETCH(const QString, part);
    QTEST(Text(text).containsCaseInsensitive(part), "found");
}

QTEST_APPLESS_MAIN(TestText)
#include "tst_text.moc"
