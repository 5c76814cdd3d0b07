// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "localoutput.h"
#include "outputstore.h"

#include <QFutureWatcher>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestLocalOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsWhatIsThere();
    void tellsWhatComes();
    void keepsAttemptsApart();
    void refusesWhatIsNoPattern();
    void endsBesideAnswersThatNobodyTook();

private:
    void print(int attempt, QByteArrayView bytes)
    {
        const std::array chunks{OutputChunk{OutputStream::Stdout, m_clock.wallMs(), bytes}};
        QVERIFY(m_store->append(OutputKey::of(m_process, attempt), OutputStore::atEnd, chunks).ok());
    }
    template <typename T>
    static T wait(const QFuture<T> &future)
    {
        QFutureWatcher<T> watcher;
        QSignalSpy finished(&watcher, &QFutureWatcherBase::finished);
        watcher.setFuture(future);
        finished.wait();
        return future.result();
    }

    FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OutputStore> m_store;
    Process m_process;
};

void TestLocalOutput::init()
{
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<OutputStore>(m_folder->filePath(u"output"_s), OutputStore::Durability::Normal, m_clock);
    m_process.id = ProcessId::fromString(u"one"_s).value();
    m_process.createdSeq = 7;
}

void TestLocalOutput::tellsWhatIsThere()
{
    print(1, "one\ntwo\n");
    const qint64 later = m_clock.wallMs() + 1000;
    m_clock.advance(std::chrono::seconds(1));
    print(1, "three\n");
    LocalOutput source(*m_store);
    const auto pages = source.open(m_process, 1);
    QSignalSpy changed(pages.get(), &OutputPages::extentChanged);
    QVERIFY(changed.wait());
    QCOMPARE(pages->extent().lines, 3);
    QCOMPARE(pages->extent().length, 14);

    const OutputPages::Lines lines = wait(pages->lines(2, 5));
    QVERIFY(lines.ok());
    QCOMPARE(lines->lines.size(), size_t(2));
    QCOMPARE(lines->lines.front().text, u"two"_s);
    QCOMPARE(*wait(pages->lineAtOffset(5)), 2);
    QCOMPARE(*wait(pages->lineAtTime(later)), 3);
    OutputQuery query;
    query.text = u"t"_s;
    QCOMPARE(wait(pages->search(query))->matches.size(), size_t(2));
    QCOMPARE(wait(pages->bytes(4, 4))->content.bytes, "two\n");
}

void TestLocalOutput::tellsWhatComes()
{
    LocalOutput source(*m_store);
    const auto pages = source.open(m_process, 1);
    QSignalSpy changed(pages.get(), &OutputPages::extentChanged);
    for (int line = 1; line <= 3; ++line) {
        print(1, "more\n");
        QTRY_COMPARE(pages->extent().lines, line);
    }
    QCOMPARE(changed.count(), 3);
    QVERIFY(m_store->finish(OutputKey::of(m_process, 1)).ok());
    QTRY_VERIFY(pages->extent().complete);
}

void TestLocalOutput::keepsAttemptsApart()
{
    print(1, "first\n");
    print(2, "second\n");
    LocalOutput source(*m_store);
    const auto second = source.open(m_process, 2);
    QCOMPARE(wait(second->lines(1, 5))->lines.front().text, u"second"_s);
    Process namesake = m_process;
    namesake.createdSeq = 8;
    const auto other = source.open(namesake, 1);
    QVERIFY(wait(other->lines(1, 5))->lines.empty());
}

void TestLocalOutput::refusesWhatIsNoPattern()
{
    print(1, "one\n");
    LocalOutput source(*m_store);
    const auto pages = source.open(m_process, 1);
    OutputQuery query;
    query.text = u"("_s;
    query.isRegex = true;
    const OutputPages::Matches answer = wait(pages->search(query));
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().field, u"q"_s);
}

void TestLocalOutput::endsBesideAnswersThatNobodyTook()
{
    for (int line = 0; line < 1000; ++line)
        print(1, "some line or other\n");
    LocalOutput source(*m_store);
    std::vector<QFuture<OutputPages::Matches>> answers;
    {
        const auto pages = source.open(m_process, 1);
        OutputQuery query;
        query.text = u"nowhere"_s;
        for (int times = 0; times < 20; ++times)
            answers.push_back(pages->search(query));
        answers.back().cancel();
    }
    for (QFuture<OutputPages::Matches> &answer : answers)
        answer.waitForFinished();
    QVERIFY(answers.front().resultCount() == 1);
    QVERIFY(answers.back().isCanceled());
}

QTEST_GUILESS_MAIN(TestLocalOutput)
#include "tst_localoutput.moc"
