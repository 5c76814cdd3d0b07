// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processsearch.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestSearchWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void asksAgainWhatChanged();
};

void TestSearchWords::finds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    const auto row = [](const char *tag, const QString &name, const QString &text, bool found) {
        QTest::newRow(tag) << name << text << found;
    };
    row("nothing is asked for", u"Alpha"_s, u""_s, true);
    row("only spaces", u"Alpha"_s, u"  \t "_s, true);
    row("whatever the case", u"Alpha report"_s, u"ALPHA"_s, true);
    row("in another order", u"Import 4999 from Riga"_s, u"riga 4999"_s, true);
    row("each of the words", u"Import 4999 from Riga"_s, u"riga 5000"_s, false);
    row("a part of a word", u"Import 4999"_s, u"mpo 99"_s, true);
    row("over the end of a text", u"Alpha"_s, u"theidalpha"_s, false);
    row("without the umlaut", u"Züge nach München"_s, u"munchen"_s, true);
    row("with it, where the name has none", u"Munchen"_s, u"münchen"_s, true);
    row("decomposed by the client", u"Mu\u0308nchen"_s, u"münchen"_s, true);
    row("sharp s", u"STRASSE"_s, u"straße"_s, true);
    row("a stroke", u"Łódź, København"_s, u"lodz kobenhavn"_s, true);
    row("two letters in one", u"Æther œuvre"_s, u"aether oeuvre"_s, true);
    row("dotted capital I", u"İstanbul"_s, u"istanbul"_s, true);
    row("Cyrillic", u"Ёлка"_s, u"ЕЛКА"_s, true);
    row("Greek", u"Αθήνα"_s, u"ΑΘΗΝΑ"_s, true);
    row("full width", u"ＡＢＣ１２"_s, u"abc12"_s, true);
    row("beyond the basic plane", u"job 🚀 go"_s, u"🚀"_s, true);
    row("letters that ASCII lacks", u"Alpha"_s, u"ä漢"_s, false);
    row("in the id", u"x"_s, u"THE.ID"_s, true);
    row("in the description", u"x"_s, u"described"_s, true);
    row("in the message", u"x"_s, u"reading"_s, true);
    row("in the error", u"x"_s, u"disk full"_s, true);
    row("a value of the metadata", u"x"_s, u"c-13"_s, true);
    row("a key of the metadata", u"x"_s, u"customer"_s, true);
    row("what JSON escapes", u"x"_s, uR"(c:\temp\new)"_s, true);
    row("a quotation mark", u"x"_s, u"say\"hi\""_s, true);
    row("a lone accent asks for nothing", u"x"_s, u"\u0301"_s, true);

    row("a phrase", u"Import from Riga"_s, u"\"from riga\""_s, true);
    row("a phrase in another order", u"Import from Riga"_s, u"\"riga from\""_s, false);
    row("a phrase that is being typed", u"Import from Riga"_s, u"\"from ri"_s, true);
    row("a word that must not be there", u"Import from Riga"_s, u"import -riga"_s, false);
    row("a word that isn't there", u"Import from Riga"_s, u"import -oslo"_s, true);
    row("a phrase that must not be there", u"Import from Riga"_s, u"-\"from riga\""_s, false);
    row("a minus within", u"re-index"_s, u"re-index"_s, true);
    row("a lone minus", u"re-index"_s, u"-"_s, true);
    row("a status", u"x"_s, u"status:RUNNING"_s, true);
    row("another status", u"x"_s, u"status:failed"_s, false);
    row("not that status", u"x"_s, u"-status:failed"_s, true);
    row("a type", u"x"_s, u"type:ai_*"_s, true);
    row("a type is more than its begin", u"x"_s, u"type:ai"_s, false);
    row("a part of the error", u"x"_s, u"error:full"_s, true);
    row("not in the message", u"x"_s, u"message:full"_s, false);
    row("a phrase in a field", u"x"_s, u"error:\"disk full\""_s, true);
    row("a pattern is of the whole", u"x"_s, u"error:full*"_s, false);
    row("a pattern of an error", u"x"_s, u"error:*full"_s, true);
    row("attempts", u"x"_s, u"attempt:>1"_s, true);
    row("fewer attempts", u"x"_s, u"attempt:<=1"_s, false);
    row("that attempt", u"x"_s, u"attempt:2"_s, true);
    row("what isn't a number", u"x"_s, u"attempt:>x"_s, false);
    row("progress", u"x"_s, u"progress:>=12.5"_s, true);
    row("metadata", u"x"_s, u"customer:c-13"_s, true);
    row("metadata are the whole value", u"x"_s, u"customer:c"_s, false);
    row("a pattern of metadata", u"x"_s, u"customer:c-*"_s, true);
    row("metadata within", u"x"_s, u"model.name:deepseek*"_s, true);
    row("metadata within, another", u"x"_s, u"model.name:llama*"_s, false);
    row("a number of the metadata", u"x"_s, u"model.size:7.5"_s, true);
    row("an entry of a list", u"x"_s, u"tags:night"_s, true);
    row("a key with a dot", u"x"_s, u"a.b:yes"_s, true);
    row("a truth", u"x"_s, u"dry:true"_s, true);
    row("no such key", u"x"_s, u"stage:processing"_s, false);
    row("without such a key", u"x"_s, u"-stage:processing"_s, true);
    row("all of it", u"Import"_s, u"import customer:c-13 -status:failed \"disk full\""_s, true);
    row("an address is a word", u"see http://riga/x"_s, u"http://riga"_s, true);
    row("a time is a word", u"at 03:15"_s, u"03:15"_s, true);
    row("a key that is being typed is a word", u"see stage: two"_s, u"stage:"_s, true);
}

void TestSearchWords::finds()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(bool, found);
    Process process;
    process.id = ProcessId::fromString(u"the.id").value();
    process.name = name;
    process.description = u"Described"_s;
    process.message = u"Reading pages"_s;
    process.errorMessage = u"Disk FULL"_s;
    process.metadata = Metadata({{u"customer"_s, u"C-13"_s},
                                 {u"path"_s, uR"(C:\temp\new)"_s},
                                 {u"q"_s, u"say\"hi\""_s},
                                 {u"model"_s, QJsonObject{{u"name"_s, u"DeepSeek-R1"_s}, {u"size"_s, 7.5}}},
                                 {u"tags"_s, QJsonArray{u"db"_s, u"night"_s}},
                                 {u"a.b"_s, u"yes"_s},
                                 {u"dry"_s, true}});
    process.status = ProcessStatus::Running;
    process.type = ProcessType::aiTask();
    process.attempt = 2;
    process.progress = 12.5;
    QCOMPARE(SearchWords(text).areIn(process), found);
    ProcessSearch search;
    search.setText(text);
    QCOMPARE(search.finds(process), found);
    QCOMPARE(search.finds(process), found); // from memory
    process.name = name + u" é"_s;          // and folded
    QCOMPARE(SearchWords(text).areIn(process), found);
}

void TestSearchWords::asksAgainWhatChanged()
{
    ProcessSearch search;
    search.setText(u"two"_s);
    Process process;
    process.seq = 1;
    process.message = u"one"_s;
    QVERIFY(!search.finds(process));
    process.seq = 2;
    process.message = u"two"_s;
    QVERIFY(search.finds(process));
    search.setText(u"three"_s);
    QVERIFY(!search.finds(process));
}

QTEST_GUILESS_MAIN(TestSearchWords)
#include "tst_searchwords.moc"
