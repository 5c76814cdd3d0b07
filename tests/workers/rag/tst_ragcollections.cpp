// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collectionlock.h"
#include "collectionnames.h"
#include "ragcollections.h"
#include "ragindexwriter.h"
#include "ragrequests.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestRagCollections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void takesAnyName_data();
    void takesAnyName();
    void refusesNames_data();
    void refusesNames();
    void tellsWhatIsInThem();
    void pagesFiles();
    void saysWhatIsntThere();
    void deletes();
    void renames();
    void aTrainingKeepsItsCollection();
    void queriesKeepTheirState();
    void tellsOfOneOfAnEarlierVersion();
    void finishesWhatACrashLeft();

private:
    QString folderOf(const QString &name) const { return collectionFolder(m_options, name); }
    void make(const QString &name, const QStringList &files = {u"/docs/a.txt"_s});
    QStringList names() const
    {
        QStringList names;
        const auto all = RagCollections(m_options).list();
        for (const CollectionSummary &summary : all)
            names.append(summary.name);
        return names;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    RagOptions m_options;
};

void TestRagCollections::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_options.dataDir = m_folder->path();
}

/// A collection whose files have a passage each, but for those with an error: "error.txt".
void TestRagCollections::make(const QString &name, const QStringList &files)
{
    RagIndexWriter index;
    QVERIFY(index.open(folderOf(name)).ok());
    QVERIFY(index.beginTraining({}).ok());
    qint64 chunks = 0;
    for (const QString &file : files) {
        if (file.endsWith("error.txt"_L1)) {
            QVERIFY(index.replaceByError(file, "hash", u"It wants a password."_s, u"encrypted"_s).ok());
            continue;
        }
        QVERIFY(index
                    .replace(file, "hash", {{1, u"Heading"_s, u"A text."_s}},
                             {file.section(u'.', 1, 1), u"ru"_s, 1'600'000'000'250, 1000, 3})
                    .ok());
        ++chunks;
    }
    QVERIFY(index.setNotes({name, {u"/docs"_s}, 1'700'000'000'500}).ok());
    RagGeneration generation;
    generation.number = 1;
    generation.chunks = chunks;
    QVERIFY(index.finish(generation).ok());
}

void TestRagCollections::takesAnyName_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("as always") << u"debian-docs_2"_s;
    QTest::newRow("Russian, with blanks") << u"Договоры 2026"_s;
    QTest::newRow("a path") << u"../../etc/passwd"_s;
    QTest::newRow("an absolute path") << u"/etc"_s;
    QTest::newRow("dots") << u"..."_s;
    QTest::newRow("a hidden one") << u".deleted-1"_s;
    QTest::newRow("what looks encoded") << u"a%2Fb"_s;
    QTest::newRow("another case") << u"Default"_s;
    QTest::newRow("Chinese") << u"规范"_s;
    QTest::newRow("long") << QString(CollectionName::longest, u'я');
    QTest::newRow("beyond the first plane") << u"🏗"_s.repeated(CollectionName::longest);
    QTest::newRow("long and simple") << QString(CollectionName::longest, u'a');
}

void TestRagCollections::takesAnyName()
{
    QFETCH(const QString, name);
    const auto checked = CollectionName::checked(name, u"collection"_s);
    QVERIFY2(checked.ok(), checked ? "" : qPrintable(checked.error().message));
    QCOMPARE(*checked, name);
    make(u"default"_s);
    make(name);
    // Its folder lies where all do.
    QCOMPARE(QFileInfo(QDir::cleanPath(folderOf(name))).path(), m_folder->filePath(u"rag"_s));
    QVERIFY(QFileInfo(folderOf(name)).fileName().toUtf8().size() < 200);
    QVERIFY(names().contains(name));
    const auto found = RagCollections(m_options).find(name);
    QVERIFY(found.ok());
    QCOMPARE(found->name, name);
    QVERIFY(RagCollections(m_options).remove(name).ok());
    QCOMPARE(names(), QStringList{u"default"_s});
}

void TestRagCollections::refusesNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QString();
    QTest::newRow("blank") << u" "_s;
    QTest::newRow("a blank before") << u" a"_s;
    QTest::newRow("too long") << QString(CollectionName::longest + 1, u'a');
    QTest::newRow("a line end") << u"a\nb"_s;
    QTest::newRow("a null") << QString(QChar(0));
    QTest::newRow("an escape") << u"\x1b[31m"_s;
    QTest::newRow("half a character") << QString(QChar(0xD83C));
    QTest::newRow("not UTF-8") << QString::fromUtf8("\xff");
    QTest::newRow("a dot") << u"."_s;
    QTest::newRow("two dots") << u".."_s;
    QTest::newRow("all of them") << u"*"_s;
}

void TestRagCollections::refusesNames()
{
    QFETCH(const QString, name);
    const auto checked = CollectionName::checked(name, u"collection"_s);
    QVERIFY(!checked.ok());
    QCOMPARE(checked.error().code, ErrorCode::InvalidField);
    QCOMPARE(checked.error().field, u"collection"_s);
}

void TestRagCollections::tellsWhatIsInThem()
{
    make(u"norms"_s, {u"/docs/a.pdf"_s, u"/docs/b.html.gz"_s, u"/docs/c.html"_s, u"/docs/error.txt"_s});
    make(u"Сметы"_s);
    QCOMPARE(names(), QStringList({u"norms"_s, u"Сметы"_s}));
    const CollectionSummary summary = *RagCollections(m_options).find(u"norms"_s);
    QCOMPARE(summary.files, 3);
    QCOMPARE(summary.failed, 1);
    QCOMPARE(summary.passages, 3);
    QCOMPARE(summary.folders, QStringList{u"/docs"_s});
    QCOMPARE(summary.generation, 1);
    QCOMPARE(summary.trainedAtMs, 1'700'000'000'500);
    QVERIFY(summary.bytes > 0);
    QCOMPARE(summary.formats, (std::map<QString, qint64>{{u"html"_s, 2}, {u"pdf"_s, 1}}));
    QCOMPARE(summary.languages, (std::map<QString, qint64>{{u"ru"_s, 3}}));
    QCOMPARE(summary.problem, QString());
    QCOMPARE(summary.toJson().value("trained_at"_L1).toDouble(), 1'700'000'000.5);
}

void TestRagCollections::pagesFiles()
{
    make(u"norms"_s, {u"/docs/в.txt"_s, u"/docs/error.txt"_s, u"/docs/б.txt"_s, u"/docs/а.txt"_s});
    const RagCollections collections(m_options);
    QStringList paths;
    QString cursor;
    int pages = 0;
    do {
        const auto page = collections.files(u"norms"_s, 1, cursor);
        QVERIFY(page.ok());
        QCOMPARE(page->files.size(), size_t(1));
        const CollectionFile &file = page->files.front();
        paths.append(file.path);
        QCOMPARE(file.passages, file.path.contains("error"_L1) ? 0 : 1);
        QCOMPARE(file.reason, file.error.isEmpty() ? QString() : u"encrypted"_s);
        QCOMPARE(file.details.format, u"txt"_s);
        QCOMPARE(file.toJson().value("modified"_L1),
                 file.error.isEmpty() ? QJsonValue(1'600'000'000.25) : QJsonValue());
        QCOMPARE(file.error, file.path.contains("error"_L1) ? u"It wants a password."_s : QString());
        cursor = page->nextCursor;
        ++pages;
    } while (!cursor.isEmpty() && pages < 9);
    QCOMPARE(paths, QStringList({u"/docs/error.txt"_s, u"/docs/а.txt"_s, u"/docs/б.txt"_s, u"/docs/в.txt"_s}));
    const auto garbled = collections.files(u"norms"_s, 1, u"?"_s);
    QVERIFY(!garbled.ok());
    QCOMPARE(garbled.error().field, u"cursor"_s);
}

void TestRagCollections::saysWhatIsntThere()
{
    const RagCollections collections(m_options);
    QVERIFY(collections.list().empty());
    for (const QString &name : {u"no"_s, u".."_s, QString()}) {
        const auto removed = collections.remove(name);
        QVERIFY(!removed.ok());
        QCOMPARE(removed.error().code, ErrorCode::NotFinished);
    }
    QCOMPARE(collections.rename(u"no"_s, u"b"_s).error().code, ErrorCode::NotFinished);
    QCOMPARE(collections.files(u"no"_s, 1, {}).error().code, ErrorCode::NotFinished);
}

void TestRagCollections::deletes()
{
    make(u"a"_s);
    make(u"b"_s);
    QVERIFY(RagCollections(m_options).remove(u"a"_s).ok());
    QCOMPARE(QDir(m_folder->filePath(u"rag"_s)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"b"_s});
    make(u"a"_s, {}); // the name is free
    QCOMPARE(RagCollections(m_options).find(u"a"_s)->files, 0);
}

void TestRagCollections::renames()
{
    const RagCollections collections(m_options);
    make(u"a"_s);
    make(u"taken"_s);
    QVERIFY(collections.rename(u"a"_s, u"Договоры / 2026"_s).ok());
    QCOMPARE(names(), QStringList({u"taken"_s, u"Договоры / 2026"_s}));
    QCOMPARE(collections.find(u"Договоры / 2026"_s)->files, 1);
    const auto taken = collections.rename(u"Договоры / 2026"_s, u"taken"_s);
    QVERIFY(!taken.ok());
    QCOMPARE(taken.error().code, ErrorCode::Conflict);
    QCOMPARE(collections.rename(u"taken"_s, u".."_s).error().code, ErrorCode::InvalidField);
    QVERIFY(collections.rename(u"taken"_s, u"taken"_s).ok());
    QVERIFY(collections.rename(u"Договоры / 2026"_s, u"a"_s).ok());
    QCOMPARE(names(), QStringList({u"a"_s, u"taken"_s}));
}

void TestRagCollections::aTrainingKeepsItsCollection()
{
    make(u"a"_s);
    CollectionLock training;
    QVERIFY(*training.take(folderOf(u"a"_s), CollectionLock::Wait::Yes));
    const auto removed = RagCollections(m_options).remove(u"a"_s);
    QVERIFY(!removed.ok());
    QCOMPARE(removed.error().code, ErrorCode::Conflict);
    QVERIFY(removed.error().message.contains("A training of the collection \"a\" runs"_L1));
    QCOMPARE(RagCollections(m_options).rename(u"a"_s, u"b"_s).error().code, ErrorCode::Conflict);
    QCOMPARE(names(), QStringList{u"a"_s});
    training.release();
    QVERIFY(RagCollections(m_options).remove(u"a"_s).ok());
}

void TestRagCollections::queriesKeepTheirState()
{
    make(u"a"_s);
    RagIndexReader query;
    QVERIFY(query.open(folderOf(u"a"_s)).ok());
    QVERIFY(RagCollections(m_options).remove(u"a"_s).ok());
    make(u"a"_s, {});
    QCOMPARE(query.chunks({1})->size(), size_t(1));
}

/// It is listed, and can be deleted and renamed, though not asked.
void TestRagCollections::tellsOfOneOfAnEarlierVersion()
{
    make(u"a"_s);
    {
        SqliteConnection index;
        QVERIFY(index.open(RagDatabase::pathIn(folderOf(u"a"_s)), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(index.run(u"DELETE FROM meta WHERE key = 'collection'"_s).ok());
        QVERIFY(index.run(u"PRAGMA user_version = 1"_s).ok());
    }
    const RagCollections collections(m_options);
    QVERIFY(collections.rename(u"a"_s, u"Б"_s).ok());
    const auto found = collections.find(u"Б"_s);
    QVERIFY(found.ok());
    QVERIFY(found->problem.contains(u"\"Б\" was made by an earlier version"_s));
    QVERIFY(collections.remove(u"Б"_s).ok());
    QVERIFY(names().isEmpty());
}

void TestRagCollections::finishesWhatACrashLeft()
{
    make(u"a"_s);
    make(u"Новое имя"_s);
    const QDir all(m_folder->filePath(u"rag"_s));
    // Each at the worst moment: named anew and not moved; moved away and not removed.
    QVERIFY(QFile::rename(folderOf(u"Новое имя"_s), all.filePath(u"old"_s)));
    QVERIFY(QFile::rename(folderOf(u"a"_s), all.filePath(u".deleted-1"_s)));
    const RagCollections collections(m_options);
    collections.recover();
    QCOMPARE(names(), QStringList{u"Новое имя"_s});
    QVERIFY(collections.find(u"Новое имя"_s).ok());
    QVERIFY(!all.exists(u".deleted-1"_s));
}

QTEST_GUILESS_MAIN(TestRagCollections)
#include "tst_ragcollections.moc"
