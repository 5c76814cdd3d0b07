// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apilines.h"
#include "localoutput.h"
#include "processes.h"
#include "remoteoutput.h"
#include "runtime.h"

#include <QFutureWatcher>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What every source of output gives, with a real server: this program's own, and one over REST.
class TestOutputSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void reads_data() { implementations(); }
    void reads();
    void follows_data() { implementations(); }
    void follows();
    void refusesWhatIsNoPattern_data() { implementations(); }
    void refusesWhatIsNoPattern();
    void takesNoMoreThanWasAsked_data();
    void takesNoMoreThanWasAsked();
    void searchesComeToAnEnd_data();
    void searchesComeToAnEnd();

private:
    static void implementations();
    template <typename Answer>
    static Answer answerOf(const QFuture<Answer> &future)
    {
        QFutureWatcher<Answer> watcher;
        watcher.setFuture(future);
        return QTest::qWaitFor([&future] { return future.isFinished(); }, 20000)
            ? future.result()
            : Answer(Error{ErrorCode::Io, u"none"_s, {}});
    }
    ProcessPtr start(QStringView processId);
    void print(const ProcessPtr &process, QByteArrayView bytes, qint64 timeMs);
    OutputSource &source();

    QTemporaryDir m_folder;
    std::unique_ptr<Runtime> m_server;
    std::unique_ptr<LocalOutput> m_local;
    std::unique_ptr<RemoteOutput> m_remote;
};

void TestOutputSource::implementations()
{
    QTest::addColumn<bool>("remote");
    QTest::newRow("local") << false;
    QTest::newRow("remote") << true;
}

void TestOutputSource::initTestCase()
{
    Settings settings;
    settings.server.port = 0;
    settings.dataDir = m_folder.path();
    settings.token = "secret";
    m_server = std::make_unique<Runtime>(settings);
    QVERIFY(m_server->start().ok());
    m_local = std::make_unique<LocalOutput>(m_server->output());
    m_remote =
        std::make_unique<RemoteOutput>(ApiEndpoint{.url = QUrl(m_server->url()), .token = "secret", .tokenSource = {}});
}

void TestOutputSource::cleanupTestCase()
{
    m_remote.reset();
    m_local.reset();
    m_server.reset();
}

OutputSource &TestOutputSource::source()
{
    QFETCH(const bool, remote);
    if (remote)
        return *m_remote;
    return *m_local;
}

ProcessPtr TestOutputSource::start(QStringView processId)
{
    const QString name = processId.toString() + QString::fromLatin1(QTest::currentDataTag());
    return m_server->tracker().start(startOf(name, ProcessStatus::Running)) ? m_server->tracker().find(id(name))
                                                                            : nullptr;
}

void TestOutputSource::print(const ProcessPtr &process, QByteArrayView bytes, qint64 timeMs)
{
    const std::array chunks{OutputChunk{OutputStream::Stderr, timeMs, bytes}};
    QVERIFY(m_server->output().append(OutputKey::of(**process), OutputStore::atEnd, chunks).ok());
}

void TestOutputSource::reads()
{
    const ProcessPtr process = start(u"reads-");
    QVERIFY(process);
    print(process, "one\ntwo\n", 1'000'000);
    print(process, "three \xff\n", 2'000'500);
    const auto pages = source().open(**process, 1);
    QTRY_COMPARE(pages->extent().lines, 3);
    QCOMPARE(pages->extent().length, 16);
    QCOMPARE(pages->extent().lastAt.value_or(0), 2'000'500);

    const OutputPages::Lines lines = answerOf(pages->lines(2, 5));
    QVERIFY(lines.ok());
    QCOMPARE(lines->lines.size(), size_t(2));
    QCOMPARE(lines->lines.front().number, 2);
    QCOMPARE(lines->lines.front().offset, 4);
    QCOMPARE(lines->lines.front().text, u"two"_s);
    QCOMPARE(lines->lines.back().text, u"three \ufffd"_s);
    QCOMPARE(lines->lines.back().timeMs, 2'000'500);
    QVERIFY(lines->lines.back().stream == OutputStream::Stderr);

    QCOMPARE(*answerOf(pages->lineAtOffset(5)), 2);
    QCOMPARE(*answerOf(pages->lineAtTime(1'500'000)), 3);
    QCOMPARE(*answerOf(pages->lineAtTime(3'000'000)), 4);

    OutputQuery query;
    query.text = u"T"_s;
    OutputPages::Matches found = answerOf(pages->search(query));
    QVERIFY(found.ok());
    QCOMPARE(found->matches.size(), size_t(2));
    QCOMPARE(found->matches.front().line.number, 2);
    QVERIFY((found->matches.front().spans == std::vector<std::pair<qsizetype, qsizetype>>{{0, 1}}));
    query.limit = 1;
    found = answerOf(pages->search(query));
    QCOMPARE(found->matches.size(), size_t(1));
    QVERIFY(found->nextLine.has_value());
    query.isCaseSensitive = true;
    QVERIFY(answerOf(pages->search(query))->matches.empty());

    const OutputPages::Bytes bytes = answerOf(pages->bytes(4, 4));
    QVERIFY(bytes.ok());
    QCOMPARE(bytes->content.bytes, "two\n");
    QCOMPARE(bytes->next(), 8);
}

void TestOutputSource::follows()
{
    const ProcessPtr process = start(u"follows-");
    QVERIFY(process);
    const auto pages = source().open(**process, 1);
    for (int line = 1; line <= 3; ++line) {
        print(process, "more\n", 1000 * line);
        QTRY_COMPARE_WITH_TIMEOUT(pages->extent().lines, line, 20000);
        QVERIFY(!pages->extent().complete);
    }
    QVERIFY(m_server->tracker().report((*process)->id, reportOf(ProcessStatus::Completed)).ok());
    QTRY_VERIFY_WITH_TIMEOUT(pages->extent().complete, 20000);
    print(process, "late\n", 9000);
    QTRY_COMPARE_WITH_TIMEOUT(pages->extent().lines, 4, 20000);
    QVERIFY(pages->extent().complete);
    QCOMPARE(pages->extent().length, 20);
}

void TestOutputSource::refusesWhatIsNoPattern()
{
    const ProcessPtr process = start(u"refuses-");
    QVERIFY(process);
    print(process, "one\n", 1000);
    const auto pages = source().open(**process, 1);
    OutputQuery query;
    query.text = u"("_s;
    query.isRegex = true;
    const OutputPages::Matches answer = answerOf(pages->search(query));
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().field, u"q"_s);
}

void TestOutputSource::takesNoMoreThanWasAsked_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<bool>("taken");
    QTest::newRow("none") << QByteArray("[]") << true;
    QTest::newRow("one") << QByteArray(R"([{"line":1,"offset":0,"text":"a"}])") << true;
    QTest::newRow("too many") << QByteArray(R"([{"line":1,"offset":0},{"line":2,"offset":1},{"line":3,"offset":2}])")
                              << false;
    QTest::newRow("not in order") << QByteArray(R"([{"line":2,"offset":0},{"line":1,"offset":1}])") << false;
    QTest::newRow("twice") << QByteArray(R"([{"line":2,"offset":0},{"line":2,"offset":1}])") << false;
    QTest::newRow("no number") << QByteArray(R"([{"offset":0}])") << false;
    QTest::newRow("negative") << QByteArray(R"([{"line":1,"offset":-5}])") << false;
    QTest::newRow("no line") << QByteArray(R"([7])") << false;
}

void TestOutputSource::takesNoMoreThanWasAsked()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const bool, taken);
    const auto body = QJsonDocument::fromJson(R"({"length": 9, "total_lines": 3, "lines": )" + lines + '}').object();
    QCOMPARE(outputLinesFrom(body, 2).ok(), taken);
}

void TestOutputSource::searchesComeToAnEnd_data()
{
    QTest::addColumn<QByteArray>("next");
    QTest::addColumn<bool>("backwards");
    QTest::addColumn<bool>("taken");
    QTest::newRow("the end") << QByteArray("null") << false << true;
    QTest::newRow("further") << QByteArray("6") << false << true;
    QTest::newRow("the same") << QByteArray("5") << false << false;
    QTest::newRow("back") << QByteArray("4") << false << false;
    QTest::newRow("backwards") << QByteArray("4") << true << true;
    QTest::newRow("backwards, further") << QByteArray("6") << true << false;
    QTest::newRow("none") << QByteArray("-1") << true << false;
}

void TestOutputSource::searchesComeToAnEnd()
{
    QFETCH(const QByteArray, next);
    QFETCH(const bool, backwards);
    QFETCH(const bool, taken);
    OutputQuery query;
    query.fromLine = 5;
    query.backwards = backwards;
    const auto body = QJsonDocument::fromJson(R"({"matches": [], "next_line": )" + next + '}').object();
    QCOMPARE(outputMatchesFrom(body, query).ok(), taken);
}

QTEST_GUILESS_MAIN(TestOutputSource)
#include "tst_outputsource.moc"
