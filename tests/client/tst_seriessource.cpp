// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localseries.h"
#include "processes.h"
#include "remoteseries.h"
#include "runtime.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using SeriesChannel = AttemptSeries::Channel;

/// What every source of courses keeps, with a real server: this program's own, and one over REST.
class TestSeriesSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();

    void tellsEachAttempt_data() { implementations(); }
    void tellsEachAttempt();
    void tellsOneOfTheHistory_data() { implementations(); }
    void tellsOneOfTheHistory();
    void nothingRecordedIsEmpty_data() { implementations(); }
    void nothingRecordedIsEmpty();
    void aCancelledReadComesToNothing_data() { implementations(); }
    void aCancelledReadComesToNothing();
    void saysThatNobodyIsThere();

private:
    static void implementations();
    static SeriesSource::Answer answerOf(const QFuture<SeriesSource::Answer> &future);
    ProcessPtr startSampled(const QString &name, qint64 memory);
    SeriesSource::Answer read(const ProcessPtr &process, int attempt)
    {
        return answerOf(m_series->read(**process, attempt));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Runtime> m_server;
    std::unique_ptr<LocalSeries> m_local;
    std::unique_ptr<RemoteSeries> m_remote;
    SeriesSource *m_series = nullptr;
};

void TestSeriesSource::implementations()
{
    QTest::addColumn<bool>("remote");
    QTest::newRow("local") << false;
    QTest::newRow("remote") << true;
}

void TestSeriesSource::initTestCase()
{
    Settings settings;
    settings.server.port = 0;
    settings.dataDir = m_folder.path();
    settings.token = "the-test-token";
    m_server = std::make_unique<Runtime>(settings);
    QVERIFY(m_server->start().ok());
    m_local = std::make_unique<LocalSeries>(m_server->series());
    m_remote = std::make_unique<RemoteSeries>(
        ApiEndpoint{.url = QUrl(m_server->url()), .token = "the-test-token", .tokenSource = {}});
    const ProcessPtr first = startSampled(u"first"_s, 1);
    QVERIFY(first);
    QTRY_VERIFY(m_server->series().find((*first)->createdSeq, 1)); // it records from here on
}

void TestSeriesSource::cleanupTestCase()
{
    m_remote.reset();
    m_local.reset();
    m_server.reset();
}

void TestSeriesSource::init()
{
    m_series = m_local.get();
    if (QTest::currentDataTag() && QByteArrayView(QTest::currentDataTag()) == "remote")
        m_series = m_remote.get();
}

SeriesSource::Answer TestSeriesSource::answerOf(const QFuture<SeriesSource::Answer> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30000) || future.resultCount() == 0)
        return Error{ErrorCode::Conflict, u"no answer came"_s, {}};
    return future.result();
}

/// A running process whose name no test before has used.
ProcessPtr TestSeriesSource::startSampled(const QString &name, qint64 memory)
{
    const QString process = name + u'-' + QString::fromUtf8(QTest::currentDataTag());
    StartChange start = startOf(process, ProcessStatus::Running);
    start.retryPolicy = retryAfter(std::chrono::milliseconds(1));
    ReportChange report = progressOf(25);
    report.resources = Resources{.source = Resources::Source::Proc, .memory = memory};
    ProcessTracker &tracker = m_server->tracker();
    if (!tracker.start(start) || !tracker.report(start.id, report))
        return nullptr;
    return tracker.find(start.id);
}

void TestSeriesSource::tellsEachAttempt()
{
    const ProcessPtr process = startSampled(u"two"_s, 4096);
    QVERIFY(process);
    ProcessTracker &tracker = m_server->tracker();
    const ProcessId &name = (*process)->id;
    QVERIFY(tracker.report(name, reportOf(ProcessStatus::Failed)).ok());
    QTRY_COMPARE((*tracker.find(name))->attempt, 2);
    ReportChange second = reportOf(ProcessStatus::Running);
    second.resources = Resources{.source = Resources::Source::Cgroup, .memory = 8192};
    QVERIFY(tracker.report(name, second).ok());
    const auto memoryOf = [&](int attempt) {
        const SeriesSource::Answer series = read(process, attempt);
        return series && !series->isEmpty() ? series->value(0, SeriesChannel::Memory).last : 0.0;
    };
    QTRY_COMPARE(memoryOf(1), 4096.0);
    QTRY_COMPARE(memoryOf(2), 8192.0);
    QVERIFY(read(process, 1)->source() == Resources::Source::Proc);
    QVERIFY(read(process, 2)->source() == Resources::Source::Cgroup);
    QCOMPARE(read(process, 1)->value(0, SeriesChannel::Progress).last, 25.0);
}

void TestSeriesSource::tellsOneOfTheHistory()
{
    const ProcessPtr process = startSampled(u"old"_s, 12345);
    QVERIFY(process);
    const ProcessId &name = (*process)->id;
    QVERIFY(m_server->tracker().report(name, reportOf(ProcessStatus::Completed)).ok());
    QTRY_VERIFY(!m_server->series().find((*process)->createdSeq, 1)); // it is on the disk alone
    QVERIFY(m_server->tracker().archive(name).ok());
    QTRY_COMPARE(m_server->log().committed(), m_server->log().head());
    const SeriesSource::Answer series = read(process, 1);
    QVERIFY2(series.ok(), series ? "" : qPrintable(series.error().message));
    QCOMPARE(series->value(0, SeriesChannel::Memory).last, 12345.0);
}

void TestSeriesSource::nothingRecordedIsEmpty()
{
    StartChange start = startOf(u"none-"_s + QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY(m_server->tracker().start(start).ok());
    QTRY_COMPARE(m_server->log().committed(), m_server->log().head());
    const SeriesSource::Answer series = read(m_server->tracker().find(start.id), 1);
    QVERIFY2(series.ok(), series ? "" : qPrintable(series.error().message));
    QVERIFY(series->isEmpty());
}

void TestSeriesSource::aCancelledReadComesToNothing()
{
    const ProcessPtr process = startSampled(u"cancelled"_s, 1);
    QVERIFY(process);
    QFuture<SeriesSource::Answer> future = m_series->read(**process, 1);
    future.cancel();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.isCanceled());
}

void TestSeriesSource::saysThatNobodyIsThere()
{
    const ProcessPtr process = startSampled(u"nobody"_s, 1);
    QVERIFY(process);
    RemoteSeries nowhere({.url = QUrl(u"http://127.0.0.1:1"_s), .token = {}, .tokenSource = {}});
    const SeriesSource::Answer answer = answerOf(nowhere.read(**process, 1));
    QVERIFY(!answer.ok());
    QVERIFY(!answer.error().message.isEmpty());
}

QTEST_MAIN(TestSeriesSource)
#include "tst_seriessource.moc"
