// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptsmodel.h"
#include "processes.h"
#include "selectedprocess.h"
#include "shownattempt.h"
#include "shownseries.h"
#include "tracked.h"

#include <QPromise>
#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Channel = AttemptSeries::Channel;

namespace {

/// Answers when the test wants it to.
class HeldSource final : public SeriesSource
{
public:
    struct Question
    {
        quint64 key;
        int attempt;
        std::shared_ptr<QPromise<Answer>> promise;
    };

    QFuture<Answer> read(const Process &process, int attempt) override
    {
        auto promise = std::make_shared<QPromise<Answer>>();
        promise->start();
        questions.push_back({process.createdSeq, attempt, promise});
        return promise->future();
    }
    void answer(Answer answer)
    {
        questions.back().promise->addResult(std::move(answer));
        questions.back().promise->finish();
    }

    std::vector<Question> questions;
};

ReportChange sampleOf(qint64 memory)
{
    ReportChange report;
    report.resources = Resources{.source = Resources::Source::Proc, .memory = memory};
    return report;
}

} // namespace

class TestShownSeries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void restsUntilItIsShown();
    void goesOnBehindTheAnswer();
    void aMomentCountsOnce();
    void anotherAttemptIsAskedFor();
    void aLateAnswerIsOfNoUse();
    void tellsWhyThereIsNone();
    void goesOnAfterALoss();
    void withoutASourceItBeginsWithTheLog();

private:
    static constexpr qsizetype logCapacity = 16;
    void make(SeriesSource *source);
    void report(const ReportChange &change)
    {
        m_parts->clock.advance(1s);
        QVERIFY(m_parts->tracker.report(id(u"a"), change).ok());
    }
    AttemptSeries recorded(std::initializer_list<double> memory);
    QList<double> memory() const;

    std::unique_ptr<Tracked> m_parts;
    std::unique_ptr<HeldSource> m_source;
    std::unique_ptr<ProcessListModel> m_list;
    std::unique_ptr<SelectedProcess> m_selected;
    std::unique_ptr<AttemptsModel> m_attempts;
    std::unique_ptr<ShownAttempt> m_attempt;
    std::unique_ptr<ShownSeries> m_series;
    qint64 m_begunMs = 0;
};

void TestShownSeries::init()
{
    m_parts = std::make_unique<Tracked>(logCapacity);
    m_source = std::make_unique<HeldSource>();
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.retryPolicy = retryAfter(std::chrono::milliseconds(1));
    QVERIFY(m_parts->tracker.start(start).ok());
    m_begunMs = m_parts->clock.wallMs();
    make(m_source.get());
}

void TestShownSeries::make(SeriesSource *source)
{
    m_series.reset();
    m_attempt.reset();
    m_list = std::make_unique<ProcessListModel>(m_parts->tracker);
    m_selected = std::make_unique<SelectedProcess>(*m_list);
    m_selected->setProcessId(u"a"_s);
    m_attempts = std::make_unique<AttemptsModel>(*m_selected);
    m_attempt = std::make_unique<ShownAttempt>(*m_selected, *m_attempts, nullptr);
    m_series = std::make_unique<ShownSeries>(*m_selected, *m_attempt, m_parts->log, source);
}

void TestShownSeries::cleanup()
{
    m_series.reset();
    m_attempt.reset();
    m_attempts.reset();
    m_selected.reset();
    m_list.reset();
    m_parts.reset();
    m_source.reset();
}

/// A sample for each second since the beginning.
AttemptSeries TestShownSeries::recorded(std::initializer_list<double> memory)
{
    AttemptSeries series;
    qint64 atMs = m_begunMs;
    for (const double value : memory) {
        AttemptSeries::Values values = AttemptSeries::noValues();
        values[static_cast<size_t>(Channel::Memory)] = value;
        series.add(atMs += 1000, values);
    }
    return series;
}

QList<double> TestShownSeries::memory() const
{
    QList<double> values;
    const AttemptSeries &series = m_series->series();
    for (size_t at = 0; at < series.size(); ++at)
        values.append(series.value(at, Channel::Memory).last);
    return values;
}

void TestShownSeries::restsUntilItIsShown()
{
    report(sampleOf(1));
    QTest::qWait(50);
    QVERIFY(m_source->questions.empty());
    QVERIFY(m_series->series().isEmpty());
    m_series->setShown(true);
    QCOMPARE(m_source->questions.size(), size_t(1));
    QCOMPARE(m_source->questions[0].attempt, 1);
    QCOMPARE(m_source->questions[0].key, (*m_selected->process())->createdSeq);
    QVERIFY(m_series->isLoading());
    m_series->setShown(false);
    QVERIFY(m_series->series().isEmpty());
    QVERIFY(!m_series->isLoading());
}

void TestShownSeries::goesOnBehindTheAnswer()
{
    m_series->setShown(true);
    m_parts->clock.advance(2s);
    report(sampleOf(30)); // comes while the answer is on its way
    QTRY_COMPARE(memory(), QList<double>({30.0}));
    m_source->answer(recorded({10.0, 20.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0, 20.0, 30.0}));
    QVERIFY(!m_series->isLoading());
    QSignalSpy changed(m_series.get(), &ShownSeries::changed);
    report(sampleOf(40));
    QTRY_COMPARE(memory(), QList<double>({10.0, 20.0, 30.0, 40.0}));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_source->questions.size(), size_t(1));
    report({}); // a sign of life says nothing
    QTest::qWait(50);
    QCOMPARE(changed.size(), 1);
}

/// The recorder may be ahead of the log's readers, or behind them.
void TestShownSeries::aMomentCountsOnce()
{
    report(sampleOf(10));
    report(sampleOf(20));
    m_series->setShown(true);
    m_source->answer(recorded({10.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0, 20.0}));
    m_series->setShown(false);
    m_series->setShown(true);
    m_source->answer(recorded({10.0, 20.0, 30.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0, 20.0, 30.0}));
    report(sampleOf(30));
    report(sampleOf(40));
    QTRY_COMPARE(memory().last(), 40.0);
}

void TestShownSeries::anotherAttemptIsAskedFor()
{
    m_series->setShown(true);
    m_source->answer(recorded({10.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0}));
    report(reportOf(ProcessStatus::Failed));
    m_parts->clock.advance(1s);
    QVERIFY(m_parts->tracker.retry(id(u"a")).ok());
    QTRY_COMPARE(m_source->questions.size(), size_t(2)); // the newest one is followed
    QCOMPARE(m_source->questions[1].attempt, 2);
    QVERIFY(memory().isEmpty());
    m_source->answer(AttemptSeries());
    m_attempt->choose(1);
    QCOMPARE(m_source->questions.size(), size_t(3));
    QCOMPARE(m_source->questions[2].attempt, 1);
    m_source->answer(recorded({10.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0}));
}

void TestShownSeries::aLateAnswerIsOfNoUse()
{
    report(reportOf(ProcessStatus::Failed));
    m_parts->clock.advance(1s);
    QVERIFY(m_parts->tracker.retry(id(u"a")).ok());
    QTRY_COMPARE(m_attempt->number(), 2);
    m_series->setShown(true);
    const auto first = m_source->questions.back().promise;
    m_attempt->choose(1);
    first->addResult(recorded({99.0}));
    first->finish();
    m_source->answer(recorded({10.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0}));
    QTest::qWait(20);
    QCOMPARE(memory(), QList<double>({10.0}));
}

void TestShownSeries::tellsWhyThereIsNone()
{
    m_series->setShown(true);
    m_source->answer(Error{ErrorCode::Io, u"The disk is broken."_s, {}});
    QTRY_COMPARE(m_series->error(), u"The disk is broken."_s);
    QVERIFY(!m_series->isLoading());
    m_parts->clock.advance(1s);
    report(sampleOf(30)); // it goes on all the same
    QTRY_COMPARE(memory(), QList<double>({30.0}));
    m_series->reload();
    QVERIFY(m_series->error().isEmpty());
    m_source->answer(recorded({10.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0, 30.0}));
}

void TestShownSeries::goesOnAfterALoss()
{
    m_series->setShown(true);
    m_source->answer(recorded({10.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0}));
    for (qsizetype more = 0; more < 2 * logCapacity; ++more)
        report({}); // before the reader has its turn
    QTRY_COMPARE(m_source->questions.size(), size_t(2));
    m_source->answer(recorded({10.0, 20.0}));
    QTRY_COMPARE(memory(), QList<double>({10.0, 20.0}));
}

void TestShownSeries::withoutASourceItBeginsWithTheLog()
{
    make(nullptr);
    report(sampleOf(10));
    m_series->setShown(true);
    QVERIFY(!m_series->isLoading());
    QCOMPARE(memory(), QList<double>({10.0}));
    report(sampleOf(20));
    QTRY_COMPARE(memory(), QList<double>({10.0, 20.0}));
}

QTEST_GUILESS_MAIN(TestShownSeries)
#include "tst_shownseries.moc"
