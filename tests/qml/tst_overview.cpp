// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "heldanalytics.h"
#include "modelrecorder.h"
#include "overview.h"
#include "pagedhistory.h"

#include <QDateTime>
#include <QJsonArray>
#include <QLocale>
#include <QTest>

#include <cmath>
#include <numeric>
#include <vector>

using namespace Procession;
using namespace Qt::StringLiterals;

using GroupBy = AnalyticsQuery::GroupBy;
using Sort = AnalyticsQuery::Sort;

namespace {

constexpr double hour = 3600.0;

QJsonObject durations(double p50, double p95)
{
    return {{u"count"_s, 100}, {u"p50"_s, p50}, {u"p95"_s, p95}};
}

QJsonObject runsOf(int runs, int failed)
{
    return {{u"runs"_s, runs},
            {u"completed"_s, runs - failed},
            {u"failed"_s, failed},
            {u"timeout"_s, 0},
            {u"recovered"_s, 1},
            {u"success_rate"_s, static_cast<double>(runs - failed) / runs},
            {u"duration"_s, durations(10.0, 65.0)},
            {u"waiting"_s, durations(0.25, 2.0)}};
}

/// The answer that a server with some runs gives.
QJsonObject answerTo(const AnalyticsQuery &query, int runs)
{
    QJsonArray groups;
    QJsonObject group = runsOf(std::max(1, runs), 10);
    switch (query.groupBy) {
    case GroupBy::Total: {
        QJsonObject before = runsOf(100, 5);
        before[u"duration"_s] = durations(5.0, 65.0);
        group[u"before"_s] = before;
        break;
    }
    case GroupBy::Hour:
    case GroupBy::Day:
    case GroupBy::Week:
        group[u"from"_s] = (static_cast<double>(query.toMs) / 1000.0 - 3.0 * hour) / hour;
        group[u"from"_s] = std::floor(group[u"from"_s].toDouble()) * hour;
        break;
    case GroupBy::WeekHour:
        group[u"week_hour"_s] = 25;
        break;
    case GroupBy::Reason:
        group = {{u"reason"_s, u"exit code # of backup"_s}, {u"count"_s, 12}, {u"count_before"_s, 3}};
        break;
    default:
        group[u"name"_s] = u"Import 0 files"_s;
        group[u"process_type"_s] = u"background_job"_s;
        if (query.sort == Sort::Change)
            group[u"before"_s] = QJsonObject{{u"duration"_s, durations(4.0, 9.0)}};
    }
    if (runs > 0)
        groups.append(group);
    return {{u"groups"_s, groups}};
}

} // namespace

/// The overview's questions, and what it makes of the answers.
class TestOverview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksNothingUntilItIsShown();
    void showsWhatItIsTold();
    void saysWhatIsMissing_data();
    void saysWhatIsMissing();
    void saysWhyItFailed();
    void dropsAnswersToEarlierQuestions();
    void asksForTheFilter();
    void leadsToTheFirstSlowerRun();
    void knowsWhatACellCounts_data();
    void knowsWhatACellCounts();
    void hasNothingWithoutSummaries();

private:
    static void answerAll(HeldAnalytics &source, int matching = 110, int all = 110);
    static QString text(OverviewRows *rows, int row, OverviewRows::Role role)
    {
        return rows->index(row).data(role).toString();
    }

    FakeClock m_clock;
};

void TestOverview::answerAll(HeldAnalytics &source, int matching, int all)
{
    const auto questions = std::exchange(source.questions, {});
    for (const auto &question : questions) {
        const bool isFiltered = question.query.type || !question.query.text.isEmpty();
        HeldAnalytics::answer(question, answerTo(question.query, isFiltered ? matching : all));
    }
}

void TestOverview::asksNothingUntilItIsShown()
{
    HeldAnalytics source;
    Overview overview(&source, nullptr, m_clock);
    overview.setPeriod(Overview::Day);
    overview.reload();
    source.questions.clear();
    Overview other(&source, nullptr, m_clock);
    other.setPeriod(Overview::Year);
    QVERIFY(source.questions.empty());
    QCOMPARE(other.state(), Overview::Loading);
    other.setShown(true);
    QVERIFY(!source.questions.empty());
    QVERIFY(other.isBusy());
    for (const auto &question : source.questions) {
        // Hours aren't kept for a year.
        const bool isByHour = question.query.groupBy == GroupBy::WeekHour || question.query.groupBy == GroupBy::Hour;
        QVERIFY(!isByHour
                || question.query.toMs - question.query.fromMs <= AnalyticsQuery::mostHours * qint64(hour * 1000.0));
    }
}

void TestOverview::showsWhatItIsTold()
{
    HeldAnalytics source;
    Overview overview(&source, nullptr, m_clock);
    const ModelRecorder figures(*overview.figures());
    const ModelRecorder slower(*overview.slower());
    const ModelRecorder reasons(*overview.reasons());
    overview.setShown(true);
    answerAll(source);
    QTRY_COMPARE(overview.state(), Overview::Ready);
    QVERIFY(!overview.isBusy());
    OverviewRows *rows = overview.figures();
    QCOMPARE(rows->count(), 7);
    QCOMPARE(text(rows, 0, OverviewRows::ValueRole), QLocale().toString(110));
    QCOMPARE(text(rows, 0, OverviewRows::DetailRole), u"10% more"_s);
    QCOMPARE(text(rows, 2, OverviewRows::DetailRole), u"%1 times"_s.arg(QLocale().toString(2.0, 'f', 1)));
    QCOMPARE(rows->index(2).data(OverviewRows::ToneRole).toInt(), int(OverviewRows::Worse));
    QCOMPARE(text(rows, 4, OverviewRows::ValueRole), u"10 s"_s);
    QCOMPARE(text(rows, 5, OverviewRows::ValueRole), u"1:05 min"_s);
    QCOMPARE(text(rows, 5, OverviewRows::DetailRole), u"unchanged"_s);
    QCOMPARE(text(overview.slower(), 0, OverviewRows::DetailRole), u"10 s, before 4 s"_s);
    // What all runs behind it have in common.
    QCOMPARE(text(overview.slower(), 0, OverviewRows::SearchRole), u"Import files"_s);
    QCOMPARE(text(overview.reasons(), 0, OverviewRows::SearchRole), u"exit code of backup"_s);
    QCOMPARE(overview.slowest()->count(), 1);
    QCOMPARE(overview.flakiest()->count(), 1);
    QCOMPARE(overview.weekFailures().value(25), 10.0);
    QCOMPARE(overview.weekFailures().size(), 168);
    QVERIFY(overview.trendRuns().size() >= 168);
    QCOMPARE(std::accumulate(overview.trendRuns().begin(), overview.trendRuns().end(), 0.0), 110.0);
}

void TestOverview::saysWhatIsMissing_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("all");
    QTest::addColumn<Overview::State>("expected");
    QTest::newRow("nothing ran") << u""_s << 0 << Overview::Nothing;
    QTest::newRow("nothing ran, with a filter") << u"x"_s << 0 << Overview::Nothing;
    QTest::newRow("the filter hides it") << u"x"_s << 110 << Overview::Hidden;
}

void TestOverview::saysWhatIsMissing()
{
    QFETCH(QString, text);
    QFETCH(int, all);
    QFETCH(Overview::State, expected);
    HeldAnalytics source;
    Overview overview(&source, nullptr, m_clock);
    overview.setText(text);
    overview.setShown(true);
    answerAll(source, 0, all);
    QTRY_COMPARE(overview.state(), expected);
    overview.clearFilter();
    QVERIFY(!overview.isFiltered());
    answerAll(source, 0, all);
    QTRY_COMPARE(overview.state(), all > 0 ? Overview::Ready : Overview::Nothing);
}

void TestOverview::saysWhyItFailed()
{
    HeldAnalytics source;
    Overview overview(&source, nullptr, m_clock);
    overview.setShown(true);
    HeldAnalytics::answer(source.questions[2], Error{ErrorCode::Io, u"no disk"_s, {}});
    QTRY_COMPARE(overview.state(), Overview::Failed);
    QCOMPARE(overview.error(), u"no disk"_s);
    QVERIFY(!overview.isBusy());
    source.questions.clear();
    overview.reload();
    answerAll(source);
    QTRY_COMPARE(overview.state(), Overview::Ready);
    QVERIFY(overview.error().isEmpty());
}

void TestOverview::dropsAnswersToEarlierQuestions()
{
    HeldAnalytics source;
    Overview overview(&source, nullptr, m_clock);
    overview.setShown(true);
    const auto early = std::exchange(source.questions, {});
    overview.setPeriod(Overview::Day);
    answerAll(source, 110, 110);
    QTRY_COMPARE(overview.state(), Overview::Ready);
    const QString runs = text(overview.figures(), 0, OverviewRows::ValueRole);
    for (const auto &question : early)
        HeldAnalytics::answer(question, answerTo(question.query, 999));
    QCoreApplication::processEvents();
    QCoreApplication::processEvents();
    QCOMPARE(text(overview.figures(), 0, OverviewRows::ValueRole), runs);
    QVERIFY(!overview.isBusy());
}

void TestOverview::asksForTheFilter()
{
    HeldAnalytics source;
    Overview overview(&source, nullptr, m_clock);
    overview.setText(u" Import 2026 "_s);
    overview.setType(u"ai_task"_s);
    overview.setShown(true);
    int unfiltered = 0;
    for (const auto &question : source.questions) {
        if (!question.query.type) {
            ++unfiltered;
            continue;
        }
        QCOMPARE(*question.query.type, ProcessType::aiTask());
        QCOMPARE(question.query.text, QByteArray("Import 0")); // as names are kept
    }
    QCOMPARE(unfiltered, 1);
}

void TestOverview::leadsToTheFirstSlowerRun()
{
    HeldAnalytics source;
    PagedHistory history;
    for (const auto &[name, duration] : {std::pair(u"a"_s, 4000), {u"b"_s, 4000}, {u"c"_s, 20'000}, {u"d"_s, 20'000}}) {
        Process process;
        process.id = *ProcessId::fromString(name);
        process.type = ProcessType::backgroundJob();
        process.name = u"Import 7 files"_s;
        process.completedAt = m_clock.wallMs() - 1000;
        process.startedAt = *process.completedAt - duration;
        history.processes.push_back(std::make_shared<const ProcessState>(process));
    }
    Overview overview(&source, &history, m_clock);
    const ModelRecorder slower(*overview.slower());
    overview.setPeriod(Overview::Day);
    overview.setShown(true);
    answerAll(source);
    QTRY_COMPARE(text(overview.slower(), 0, OverviewRows::SinceIdRole), u"c"_s);
    QCOMPARE(text(overview.slower(), 0, OverviewRows::SinceRole),
             u"Since "_s
                 + QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(m_clock.wallMs() - 21'000), u"d MMM, HH:mm"_s));
    QVERIFY(text(overview.slowest(), 0, OverviewRows::SinceIdRole).isEmpty());
    // It stays while the same is read again, and nobody looks for it again.
    const size_t asked = history.asked.size();
    overview.reload();
    answerAll(source);
    QTRY_VERIFY(!overview.isBusy());
    QCOMPARE(text(overview.slower(), 0, OverviewRows::SinceIdRole), u"c"_s);
    QCOMPARE(history.asked.size(), asked);
    // Another period may have another.
    overview.setPeriod(Overview::Week);
    answerAll(source);
    QTRY_COMPARE(source.questions.size(), 1u); // for its days
    QCOMPARE(source.questions.front().query.groupBy, GroupBy::Day);
    QCOMPARE(text(overview.slower(), 0, OverviewRows::SinceIdRole), QString());
}

void TestOverview::knowsWhatACellCounts_data()
{
    QTest::addColumn<Overview::Period>("period");
    QTest::addColumn<int>("hours");
    QTest::newRow("day") << Overview::Day << 24;
    QTest::newRow("week") << Overview::Week << 7 * 24;
    QTest::newRow("year: of the last twelve weeks") << Overview::Year << 12 * 7 * 24;
}

void TestOverview::knowsWhatACellCounts()
{
    QFETCH(Overview::Period, period);
    QFETCH(int, hours);
    HeldAnalytics source;
    Overview overview(&source, nullptr, m_clock);
    overview.setPeriod(period);
    overview.setText(u"Import 12"_s);
    overview.setShown(true);
    const FailureHour cell = overview.failureHour(25);
    QCOMPARE(cell.weekHour, 25);
    QCOMPARE(cell.nameText, QByteArray("Import 0"));
    const auto asked = std::find_if(source.questions.begin(), source.questions.end(),
                                    [](const auto &question) { return question.query.groupBy == GroupBy::WeekHour; });
    QVERIFY(asked != source.questions.end());
    const auto wholeHours = static_cast<qint64>(hour * 1000.0);
    QCOMPARE(cell.utcOffsetMinutes, asked->query.utcOffsetMinutes);
    QCOMPARE(cell.fromMs, asked->query.fromMs / wholeHours * wholeHours);
    QVERIFY(cell.toMs >= asked->query.toMs && cell.toMs < asked->query.toMs + wholeHours);
    QCOMPARE(cell.toMs - cell.fromMs, (hours + 1) * wholeHours); // it is 22:13
}

void TestOverview::hasNothingWithoutSummaries()
{
    Overview overview(nullptr, nullptr, m_clock);
    overview.setShown(true);
    overview.reload();
    QCOMPARE(overview.state(), Overview::Unavailable);
    QVERIFY(!overview.isBusy());
}

QTEST_GUILESS_MAIN(TestOverview)
#include "tst_overview.moc"
