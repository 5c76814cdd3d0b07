// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "questionwords.h"
#include "sqliteconnection.h"
#include "wordranking.h"
#include "wordtokenizer.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Procession;
using namespace Qt::StringLiterals;

/// The tokenizer and the ranking in a real FTS5.
class TestWordTokenizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void indexesStemsAndExactForms_data();
    void indexesStemsAndExactForms();
    void takesAnyBytes();
    void takesOutWhatItPutIn();
    void ranks_data();
    void ranks();
    void takesLongQuestions();

private:
    void add(qint64 row, const QString &text, const QString &language = u"ru"_s, const QString &heading = {});
    QStringList terms();

    QTemporaryDir m_folder;
    // In this order: the connection calls the ranking.
    std::unique_ptr<WordRanking> m_ranking;
    std::unique_ptr<SqliteConnection> m_connection;
    int m_files = 0;
};

void TestWordTokenizer::init()
{
    m_connection = std::make_unique<SqliteConnection>();
    m_ranking = std::make_unique<WordRanking>();
    const QString path = m_folder.filePath(QString::number(++m_files));
    QVERIFY(m_connection->open(path, SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(WordTokenizer::addTo(m_connection->handle()).ok());
    QVERIFY(m_ranking->addTo(m_connection->handle()).ok());
    for (const QString &sql :
         {u"PRAGMA synchronous=OFF"_s, u"PRAGMA journal_mode=MEMORY"_s,
          u"CREATE VIRTUAL TABLE words USING fts5(heading, text, name, content='', tokenize='words')"_s,
          u"CREATE VIRTUAL TABLE terms USING fts5vocab(words, instance)"_s})
        QVERIFY(m_connection->run(sql).ok());
}

void TestWordTokenizer::add(qint64 row, const QString &text, const QString &language, const QString &heading)
{
    QVERIFY(m_connection
                ->run(u"INSERT INTO words (rowid, heading, text, name) VALUES (?, ?, ?, '')"_s, row,
                      WordTokenizer::marked(heading.toUtf8(), language), WordTokenizer::marked(text.toUtf8(), language))
                .ok());
}

QStringList TestWordTokenizer::terms()
{
    QStringList found;
    const auto take = [&found](const SqliteStatement &row) { found.append(row.text(0) + row.text(1)); };
    [&] { QVERIFY(m_connection->forEachRow(u"SELECT offset, term FROM terms ORDER BY 1, 2"_s, take).ok()); }();
    return found;
}

void TestWordTokenizer::indexesStemsAndExactForms_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("terms"); // with their places
    QTest::newRow("russian") << u"ru"_s << u"Сводные таблицы"_s
                             << QStringList{u"0=сводные"_s, u"0сводн"_s, u"1=таблицы"_s, u"1таблиц"_s};
    QTest::newRow("stop words have one form")
        << u"en"_s << u"the disks"_s << QStringList{u"0the"_s, u"1=disks"_s, u"1disk"_s};
    QTest::newRow("numbers") << u"ru"_s << u"3.2.1"_s << QStringList{u"03.2"_s, u"03.2.1"_s, u"0=3.2.1"_s};
    QTest::newRow("no rules") << u"uk"_s << u"договір"_s << QStringList{u"0договір"_s};
    QTest::newRow("no spaces") << u"zh"_s << u"混凝土"_s << QStringList{u"0混凝"_s, u"1凝土"_s, u"1土"_s};
    QTest::newRow("nothing") << u"ru"_s << u" … "_s << QStringList();
}

void TestWordTokenizer::indexesStemsAndExactForms()
{
    QFETCH(QString, language);
    QFETCH(QString, text);
    QFETCH(QStringList, terms);
    add(1, text, language);
    QStringList found = this->terms();
    std::sort(found.begin(), found.end());
    std::sort(terms.begin(), terms.end());
    QCOMPARE(found, terms);
}

void TestWordTokenizer::takesAnyBytes()
{
    qint64 row = 0;
    for (const QByteArray &bytes : {QByteArray(), "\x02"_ba, "\x02ru"_ba, "\x02\x03"_ba,
                                    "\x02"
                                    "aaaaaaaaaaaaaaaaaaaa\x03"_ba,
                                    "\xff\xfe word \xd0"_ba, QByteArray("a\0b", 3), QByteArray(200'000, 'x'),
                                    QByteArray(200'000, '\xd0'), "\xed\xa0\x80 word"_ba}) {
        QVERIFY(m_connection->run(u"INSERT INTO words (rowid, text) VALUES (?, ?)"_s, ++row, bytes).ok());
    }
    QVERIFY(terms().contains(u"0=word"_s));
    QVERIFY(m_connection->run(u"INSERT INTO words (words) VALUES ('integrity-check')"_s).ok());
}

void TestWordTokenizer::takesOutWhatItPutIn()
{
    const QByteArray text = WordTokenizer::marked(u"Verträge und Häuser, 3.2.1"_s.toUtf8(), u"de"_s);
    QVERIFY(m_connection->run(u"INSERT INTO words (rowid, text) VALUES (1, ?)"_s, text).ok());
    QVERIFY(!terms().isEmpty());
    QVERIFY(m_connection->run(u"INSERT INTO words (words, rowid, text) VALUES ('delete', 1, ?)"_s, text).ok());
    QCOMPARE(terms(), QStringList());
}

void TestWordTokenizer::ranks_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QStringList>("texts"); // in the order in which they are to be found
    QTest::newRow("the exact form first") << u"договора"_s << QStringList{u"срок договора"_s, u"срок договору"_s};
    QTest::newRow("the word before its root") << u"удаление"_s << QStringList{u"удаления пакета"_s, u"удалить пакет"_s};
    QTest::newRow("the number before what belongs to it")
        << u"пункт 3.2"_s << QStringList{u"пункт 3.2 здесь"_s, u"пункт 3.2.1 здесь"_s, u"пункт 4.5 здесь"_s};
    QTest::newRow("words that follow each other")
        << u"сводная таблица"_s
        << QStringList{u"про сводные таблицы и прочее тут"_s, u"таблица и прочее для тех сводных"_s};
    QTest::newRow("the rarer word") << u"бетонная смесь"_s
                                    << QStringList{u"смесь одна"_s, u"бетон один"_s, u"бетон два"_s, u"бетон три"_s};
}

void TestWordTokenizer::ranks()
{
    QFETCH(QString, question);
    QFETCH(QStringList, texts);
    for (qsizetype i = texts.size(); i > 0; --i)
        add(i, texts.at(i - 1));
    for (int i = 0; i < 20; ++i)
        add(100 + i, u"ничего такого"_s);
    const auto words = questionWords(question, {u"ru"_s});
    m_ranking->begin(words);
    QVERIFY(m_connection
                ->forEachRow(
                    u"SELECT word_rank(words) FROM words WHERE words MATCH ?"_s, [](const SqliteStatement &) {},
                    matchExpression(words))
                .ok());
    std::vector<WordMatch> found = m_ranking->take();
    std::stable_sort(found.begin(), found.end(),
                     [](const WordMatch &a, const WordMatch &b) { return a.score > b.score; });
    QCOMPARE(found.size(), static_cast<size_t>(texts.size()));
    for (size_t i = 0; i < found.size(); ++i) {
        QCOMPARE(found[i].chunk, static_cast<qint64>(i) + 1);
        QVERIFY(found[i].coverage > 0 && found[i].coverage <= 1.0001);
        if (i > 0 && texts.size() == 2)
            QVERIFY(found[i].score < found[i - 1].score);
    }
}

/// As many words as a question may have, looked for by the rules of five languages.
void TestWordTokenizer::takesLongQuestions()
{
    QString question;
    for (int i = 0; i < 100; ++i)
        question += u"Verträge%1%2ungen "_s.arg(QChar(u'a' + i % 26)).arg(QChar(u'a' + i / 26));
    add(1, question, u"de"_s);
    const auto words = questionWords(question, {u"de"_s, u"fr"_s, u"en"_s, u"ru"_s, u"es"_s});
    QCOMPARE(words.size(), size_t(64));
    m_ranking->begin(words);
    const auto asked = m_connection->forEachRow(
        u"SELECT word_rank(words) FROM words WHERE words MATCH ?"_s, [](const SqliteStatement &) {},
        matchExpression(words));
    QVERIFY2(asked.ok(), asked.ok() ? "" : qPrintable(asked.error().message));
    const std::vector<WordMatch> found = m_ranking->take();
    QCOMPARE(found.size(), size_t(1));
    QVERIFY(found.front().coverage > 0.99);
}

QTEST_GUILESS_MAIN(TestWordTokenizer)
#include "tst_wordtokenizer.moc"
