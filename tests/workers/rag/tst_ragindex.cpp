// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragindexreader.h"
#include "ragindexwriter.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

Chunk chunk(const QString &text, const QString &heading = {}, int page = 1)
{
    return {page, heading, text, {}, {}};
}

} // namespace

class TestRagIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void knowsWhatItWasGiven();
    void queriesSeeTheLastFinishedState();
    void readersSeeOneState();
    void aFileThatChangedTwiceInOneTrainingLeavesNothingBehind();
    void takesOutWhatIsGone();
    void beginsAnewOnlyOnce();
    void readsAllAnewWherePassagesAreCutOtherwise();
    void keepsBoughtVectorsOfWhatStays();
    void whatFitsEquallyComesInTheOrderOfFiles();
    void saysWhatIsMissing();
    void keepsWhatIsKnownOfFilesAndPassages();
    void refusesTheFileOfALaterVersion();
    void makesTheFileOfAnEarlierVersionAnew();

private:
    /// The texts that those words lead to, the best first, in the last finished state.
    QStringList found(const QString &words);
    void finish(qint64 number);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RagIndexWriter> m_index;
};

void TestRagIndex::init()
{
    m_index.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_index = std::make_unique<RagIndexWriter>();
    QVERIFY(m_index->open(m_folder->filePath(u"index"_s)).ok());
    QVERIFY(m_index->beginTraining({}).ok());
}

QStringList TestRagIndex::found(const QString &words)
{
    RagIndexReader reader;
    if (const auto opened = reader.open(m_folder->filePath(u"index"_s)); !opened) {
        if (opened.error().code != ErrorCode::NotFinished)
            qFatal("can't read the index");
        return {};
    }
    const auto found = reader.withWords(words, 10);
    std::vector<qint64> ids;
    for (const RagHit &hit : *found)
        ids.push_back(hit.chunk);
    QStringList texts;
    const auto hits = reader.chunks(ids);
    for (const IndexedChunk &hit : *hits)
        texts.append(hit.path + u": "_s + hit.chunk.text);
    return texts;
}

void TestRagIndex::finish(qint64 number)
{
    RagGeneration generation;
    generation.number = number;
    QVERIFY(m_index->finish(generation).ok());
}

void TestRagIndex::knowsWhatItWasGiven()
{
    QVERIFY(m_index->replace(u"/b"_s, "hash b", {chunk(u"mounting a disk"_s, u"Disks"_s, 3), chunk(u"cables"_s)}).ok());
    QVERIFY(m_index->replace(u"/a"_s, "hash a", {chunk(u"printers"_s)}).ok());
    QVERIFY(m_index->replaceByError(u"/c"_s, "hash c", u"It wants a password."_s).ok());
    finish(1);

    QCOMPARE((*m_index->file(u"/b"_s))->hash, "hash b"_ba);
    QCOMPARE((*m_index->file(u"/b"_s))->chunks, 2);
    QCOMPARE((*m_index->file(u"/c"_s))->error, u"It wants a password."_s);
    QVERIFY(!m_index->file(u"/d"_s)->has_value());
    QCOMPARE(*m_index->chunkCount(), 3);

    QStringList all;
    QVERIFY(m_index
                ->eachChunk([&all](const IndexedChunk &each) {
                    all.append(u"%1 %2 %3 %4 %5"_s.arg(each.path)
                                   .arg(each.ordinal)
                                   .arg(each.chunk.page)
                                   .arg(each.chunk.heading, each.chunk.text));
                    return true;
                })
                .ok());
    QCOMPARE(all, (QStringList{u"/a 0 1  printers"_s, u"/b 0 3 Disks mounting a disk"_s, u"/b 1 1  cables"_s}));
    // Words are found in any form, and in headings.
    QCOMPARE(found(u"mounted"_s), QStringList{u"/b: mounting a disk"_s});
    QCOMPARE(found(u"disks"_s), QStringList{u"/b: mounting a disk"_s});
    QCOMPARE(found(u"unheard"_s), QStringList{});
}

void TestRagIndex::queriesSeeTheLastFinishedState()
{
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"old words"_s)}).ok());
    QVERIFY(m_index->replace(u"/b"_s, "1", {chunk(u"steady words"_s)}).ok());
    QVERIFY(found(u"words"_s).isEmpty()); // nothing is finished yet
    QVERIFY(*m_index->isChanged());
    finish(1);
    QVERIFY(!*m_index->isChanged());
    QCOMPARE(found(u"words"_s).size(), 2);

    QVERIFY(m_index->beginTraining({}).ok());
    QVERIFY(m_index->replace(u"/a"_s, "2", {chunk(u"new words"_s)}).ok());
    QVERIFY(m_index->replace(u"/c"_s, "1", {chunk(u"more words"_s)}).ok());
    QCOMPARE(*m_index->removeAbsent(u"/"_s, {u"/a"_s, u"/c"_s}), 1);
    QCOMPARE(*m_index->chunkCount(), 2);
    QCOMPARE(found(u"words"_s).size(), 2);
    QCOMPARE(found(u"old"_s), QStringList{u"/a: old words"_s});
    QCOMPARE(found(u"steady"_s), QStringList{u"/b: steady words"_s});
    QCOMPARE(found(u"new"_s), QStringList{});
    QVERIFY(*m_index->isChanged());
    finish(2);
    QCOMPARE(found(u"old steady"_s), QStringList{});
    QCOMPARE(found(u"new"_s), QStringList{u"/a: new words"_s});
    QCOMPARE(found(u"words"_s).size(), 2);
    QVERIFY(!m_index->file(u"/b"_s)->has_value());
}

/// A reader that was there before a training finished goes on reading what it found.
void TestRagIndex::readersSeeOneState()
{
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"old words"_s)}).ok());
    finish(1);
    RagIndexReader reader;
    QVERIFY(reader.open(m_folder->filePath(u"index"_s)).ok());
    QVERIFY(m_index->beginTraining({}).ok());
    QVERIFY(m_index->replace(u"/a"_s, "2", {chunk(u"new words"_s)}).ok());
    finish(2);
    QCOMPARE(reader.generation().number, 1);
    QVERIFY(reader.withWords(u"new"_s, 10)->empty());
    const auto hits = reader.withWords(u"old"_s, 10);
    QCOMPARE(hits->size(), size_t(1));
    QCOMPARE(reader.chunks({hits->front().chunk})->front().chunk.text, u"old words"_s);
    QCOMPARE(found(u"words"_s), QStringList{u"/a: new words"_s});
}

void TestRagIndex::aFileThatChangedTwiceInOneTrainingLeavesNothingBehind()
{
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"first words"_s)}).ok());
    QVERIFY(m_index->replace(u"/a"_s, "2", {chunk(u"second words"_s), chunk(u"third words"_s)}).ok());
    QVERIFY(m_index->replaceByError(u"/a"_s, "3", u"Gone bad."_s).ok());
    QVERIFY(m_index->replace(u"/a"_s, "4", {chunk(u"last words"_s)}).ok());
    QCOMPARE(*m_index->chunkCount(), 1);
    finish(1);
    QCOMPARE(found(u"words"_s), QStringList{u"/a: last words"_s});
    QCOMPARE((*m_index->file(u"/a"_s))->error, u""_s);
}

void TestRagIndex::takesOutWhatIsGone()
{
    for (const QString &path : {u"/docs/a"_s, u"/docs/sub/b"_s, u"/docsother/c"_s, u"/else/d"_s})
        QVERIFY(m_index->replace(path, "1", {chunk(u"words"_s)}).ok());
    finish(1);
    QCOMPARE(*m_index->removeAbsent(u"/docs"_s, {u"/docs/a"_s}), 1);
    QCOMPARE(*m_index->removeAbsent(u"/docs"_s, {u"/docs/a"_s}), 0);
    finish(2);
    QCOMPARE(found(u"words"_s).size(), 3);
    // It comes back as a new file.
    QVERIFY(!m_index->file(u"/docs/sub/b"_s)->has_value());
    QVERIFY(m_index->replace(u"/docs/sub/b"_s, "1", {chunk(u"words"_s)}).ok());
    finish(3);
    QCOMPARE(found(u"words"_s).size(), 4);
}

void TestRagIndex::beginsAnewOnlyOnce()
{
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"words"_s)}).ok());
    finish(1);
    QVERIFY(m_index->beginTraining(u"training 2"_s).ok());
    QVERIFY((*m_index->file(u"/a"_s))->hash.isEmpty());
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"words"_s)}).ok());
    // The same training, after a restart.
    QVERIFY(m_index->beginTraining(u"training 2"_s).ok());
    QCOMPARE((*m_index->file(u"/a"_s))->hash, "1"_ba);
    QVERIFY(m_index->beginTraining(u"training 3"_s).ok());
    QVERIFY((*m_index->file(u"/a"_s))->hash.isEmpty());
    QCOMPARE(found(u"words"_s), QStringList{u"/a: words"_s});
}

void TestRagIndex::readsAllAnewWherePassagesAreCutOtherwise()
{
    QVERIFY(m_index->beginTraining({}, u"1000 150"_s).ok());
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"words"_s)}).ok());
    finish(1);
    QVERIFY(m_index->beginTraining({}, u"1000 150"_s).ok());
    QCOMPARE((*m_index->file(u"/a"_s))->hash, "1"_ba);
    QVERIFY(m_index->beginTraining({}, u"500 150"_s).ok());
    QVERIFY((*m_index->file(u"/a"_s))->hash.isEmpty());
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"words"_s)}).ok());
    QVERIFY(m_index->beginTraining({}, u"500 150"_s).ok());
    QCOMPARE((*m_index->file(u"/a"_s))->hash, "1"_ba);
}

void TestRagIndex::keepsBoughtVectorsOfWhatStays()
{
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"one"_s), chunk(u"two"_s)}).ok());
    std::vector<qint64> ids;
    QVERIFY(m_index
                ->eachChunk([&ids](const IndexedChunk &each) {
                    ids.push_back(each.id);
                    return true;
                })
                .ok());
    QVERIFY(m_index->keepVectors({{ids[0], "vector one"}, {ids[1], "vector two"}}).ok());
    finish(1);
    QCOMPARE(*m_index->vectorOf(ids[0]), "vector one"_ba);
    QVERIFY(m_index->beginTraining({}).ok());
    QVERIFY(m_index->replace(u"/a"_s, "2", {chunk(u"three"_s)}).ok());
    finish(2);
    QCOMPARE(*m_index->vectorOf(ids[0]), QByteArray());
}

void TestRagIndex::whatFitsEquallyComesInTheOrderOfFiles()
{
    for (const QString &path : {u"/c"_s, u"/a"_s, u"/b"_s})
        QVERIFY(m_index->replace(path, "1", {chunk(u"equal words"_s), chunk(u"equal words"_s)}).ok());
    finish(1);
    RagIndexReader reader;
    QVERIFY(reader.open(m_folder->filePath(u"index"_s)).ok());
    auto hits = reader.withWords(u"equal"_s, 10);
    QVERIFY(reader.settleTies(*hits).ok());
    std::vector<qint64> ids;
    for (const RagHit &hit : *hits)
        ids.push_back(hit.chunk);
    const auto chunks = reader.chunks(ids);
    QStringList places;
    for (const IndexedChunk &each : *chunks)
        places.append(each.path + QString::number(each.ordinal));
    QCOMPARE(places, (QStringList{u"/a0"_s, u"/a1"_s, u"/b0"_s, u"/b1"_s, u"/c0"_s, u"/c1"_s}));
}

void TestRagIndex::saysWhatIsMissing()
{
    const auto other = RagIndexReader().open(m_folder->filePath(u"other"_s));
    QVERIFY(!other.ok());
    QCOMPARE(other.error().code, ErrorCode::NotFinished);
    QCOMPARE(other.error().message, u"Nothing was trained on in the collection \"other\" yet. There is: index."_s);
    const auto unfinished = RagIndexReader().open(m_folder->filePath(u"index"_s));
    QVERIFY(!unfinished.ok());
    QCOMPARE(unfinished.error().code, ErrorCode::NotFinished);
    QVERIFY(unfinished.error().message.contains("isn't finished yet"_L1));
}

void TestRagIndex::keepsWhatIsKnownOfFilesAndPassages()
{
    const FileDetails details{u"pdf"_s, u"ru"_s, 1'700'000'000'123, 4321, 7};
    Chunk clause = chunk(u"бетонные работы"_s, u"3 Работы"_s, 2);
    clause.clause = u"3.2.1"_s;
    clause.confidence = 87;
    QVERIFY(m_index->replace(u"/a"_s, "1", {clause, chunk(u"прочие работы"_s)}, details).ok());
    finish(1);
    RagIndexReader reader;
    QVERIFY(reader.open(m_folder->filePath(u"index"_s)).ok());
    const auto found = reader.chunks({1, 2});
    QCOMPARE(found->size(), size_t(2));
    QVERIFY((*found)[0].chunk == clause);
    QVERIFY(!(*found)[1].chunk.confidence);
    QVERIFY((*found)[0].file == details);
}

void TestRagIndex::makesTheFileOfAnEarlierVersionAnew()
{
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"old words"_s)}).ok());
    finish(4);
    const QString folder = m_folder->filePath(u"index"_s);
    SqliteConnection file;
    QVERIFY(file.open(RagDatabase::pathIn(folder), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(file.run(u"PRAGMA user_version=1"_s).ok());
    file.close();

    const auto asked = RagIndexReader().open(folder);
    QVERIFY(!asked.ok());
    QCOMPARE(asked.error().code, ErrorCode::NotFinished);
    QVERIFY2(asked.error().message.contains("train on its folder once more"_L1), qPrintable(asked.error().message));

    m_index = std::make_unique<RagIndexWriter>();
    QVERIFY(m_index->open(folder).ok());
    QVERIFY(m_index->isMadeAnew());
    QVERIFY(m_index->beginTraining({}).ok());
    QCOMPARE(*m_index->chunkCount(), 0);
    QVERIFY(m_index->replace(u"/a"_s, "1", {chunk(u"new words"_s)}).ok());
    finish(1);
    QCOMPARE(found(u"words"_s), QStringList{u"/a: new words"_s});
}

void TestRagIndex::refusesTheFileOfALaterVersion()
{
    SqliteConnection file;
    QVERIFY(file.open(RagDatabase::pathIn(m_folder->filePath(u"index"_s)), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(file.run(u"PRAGMA user_version=99"_s).ok());
    const auto opened = RagIndexWriter().open(m_folder->filePath(u"index"_s));
    QVERIFY(!opened.ok());
    QVERIFY(opened.error().message.contains("later version"_L1));
}

QTEST_GUILESS_MAIN(TestRagIndex)
#include "tst_ragindex.moc"
