// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptsmodel.h"
#include "durationspread.h"
#include "heldanalytics.h"
#include "processes.h"
#include "selectedprocess.h"
#include "shownattempt.h"
#include "tracked.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Bins = QList<QList<double>>; // from, to and count, in seconds

QJsonObject durationOf(const Bins &bins, double median)
{
    QJsonArray histogram;
    for (const QList<double> &bin : bins)
        histogram.append(QJsonObject{{u"from"_s, bin[0]}, {u"to"_s, bin[1]}, {u"count"_s, bin[2]}});
    return {{u"p50"_s, median}, {u"histogram"_s, histogram}};
}

QJsonObject answerOf(const Bins &bins, double median)
{
    if (bins.isEmpty())
        return {{u"groups"_s, QJsonArray()}};
    return {{u"groups"_s, QJsonArray{QJsonObject{{u"duration"_s, durationOf(bins, median)}}}}};
}

} // namespace

/// Bars of past runs, and where a run stands among them.
class TestDurationSpread : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tellsTheShareBelow_data();
    void tellsTheShareBelow();
    void barsHoldAllRuns_data();
    void barsHoldAllRuns();
    void readsPastNonsense();
    void asksOnlyWhileItIsShown();
    void marksARun_data();
    void marksARun();
    void aRunningOneMoves();
    void takesTheTypeWhereTheNameIsNew();
    void saysThatThereIsNothing();
    void saysWhyItFailed();
    void onlyTheShownProcessCounts();
    void hasNothingWithoutSummaries();

private:
    void start(const QString &name, const QString &processId);

    struct Parts : Tracked
    {
        ProcessListModel list{tracker};
        SelectedProcess selected{list};
        AttemptsModel attempts{selected};
        ShownAttempt attempt{selected, attempts, nullptr};
        HeldAnalytics source;
        DurationSpread spread{selected, attempt, &source, clock};
    };
    std::unique_ptr<Parts> m_parts;
};

void TestDurationSpread::init()
{
    m_parts = std::make_unique<Parts>();
}

void TestDurationSpread::cleanup()
{
    m_parts.reset();
}

void TestDurationSpread::start(const QString &name, const QString &processId)
{
    StartChange change = startOf(processId, ProcessStatus::Running);
    change.name = name;
    QVERIFY(m_parts->tracker.start(change).ok());
    QTRY_VERIFY(m_parts->list.rowOf(id(processId)) >= 0);
}

void TestDurationSpread::tellsTheShareBelow_data()
{
    QTest::addColumn<Bins>("bins");
    QTest::addColumn<double>("seconds");
    QTest::addColumn<double>("share");
    const Bins two{{1, 2, 30}, {10, 20, 10}};
    QTest::newRow("below all") << two << 0.5 << 0.0;
    QTest::newRow("at the first begin") << two << 1.0 << 0.0;
    QTest::newRow("in the middle of the first, by its logarithm") << two << std::sqrt(2.0) << 15.0 / 40;
    QTest::newRow("between") << two << 5.0 << 30.0 / 40;
    QTest::newRow("in the second") << two << 10 * std::sqrt(2.0) << 35.0 / 40;
    QTest::newRow("above all") << two << 21.0 << 1.0;
    QTest::newRow("of nothing") << Bins() << 1.0 << 0.0;
    QTest::newRow("of less than a millisecond") << Bins{{0, 0, 5}, {1, 2, 5}} << 0.5 << 0.5;
}

void TestDurationSpread::tellsTheShareBelow()
{
    QFETCH(Bins, bins);
    QFETCH(double, seconds);
    QFETCH(double, share);
    const DurationBars bars(durationOf(bins, 1.0));
    QVERIFY(std::abs(bars.shareBelow(seconds * 1000) - share) < 1e-6);
}

void TestDurationSpread::barsHoldAllRuns_data()
{
    QTest::addColumn<Bins>("bins");
    QTest::addColumn<double>("runSeconds"); // negative for none
    QTest::newRow("one length") << Bins{{9.9, 10.1, 7}} << -1.0;
    QTest::newRow("one length, and the run") << Bins{{9.9, 10.1, 7}} << 10.0;
    QTest::newRow("two") << Bins{{1, 1.02, 1}, {100, 102, 3}} << 5.0;
    QTest::newRow("a run that is far longer") << Bins{{1, 1.02, 1}, {2, 2.04, 3}} << 1000.0;
    QTest::newRow("a run that is far shorter") << Bins{{100, 102, 3}} << 0.2;
    QTest::newRow("zeros") << Bins{{0, 0, 3}, {1, 1.02, 1}} << 0.0;
    QTest::newRow("wide bins") << Bins{{1, 10, 9}, {10, 100, 1}} << -1.0;
}

void TestDurationSpread::barsHoldAllRuns()
{
    QFETCH(Bins, bins);
    QFETCH(double, runSeconds);
    const DurationBars bars(durationOf(bins, 1.0));
    const DurationBars::Axis axis = bars.axis(runSeconds * 1000);
    const QList<double> heights = bars.bars(axis);
    QCOMPARE(heights.size(), DurationBars::count);
    QCOMPARE(*std::max_element(heights.begin(), heights.end()), 1.0);
    QVERIFY(*std::min_element(heights.begin(), heights.end()) >= 0.0);
    // The bars above a bin hold its share of the runs.
    const double sum = std::accumulate(heights.begin(), heights.end(), 0.0);
    const double middle = std::sqrt(bins.back()[0] * bins.back()[1]) * 1000;
    double below = 0.0;
    for (qsizetype at = 0; at < heights.size(); ++at) {
        if ((static_cast<double>(at) + 1.0) / DurationBars::count <= axis.placeOf(middle))
            below += heights[at];
    }
    QVERIFY(below / sum <= 1.0 - 0.4 * bins.back()[2] / bars.runs());
    QCOMPARE(heights.front() + heights.back(), 0.0); // room round them
    if (runSeconds >= 0) {
        QVERIFY(axis.placeOf(runSeconds * 1000) >= 0.0 && axis.placeOf(runSeconds * 1000) < 1.0);
        QVERIFY(axis.toMs > runSeconds * 1000);
    }
}

void TestDurationSpread::readsPastNonsense()
{
    QVERIFY(DurationBars(QJsonObject()).isEmpty());
    QVERIFY(DurationBars(QJsonObject{{u"histogram"_s, u"none"_s}}).isEmpty());
    const DurationBars bars(durationOf({{1, 2, -3}, {2, 1, 4}, {-5, -6, 2}}, 1.0));
    const QList<double> heights = bars.bars(bars.axis(-1.0));
    for (const double height : heights)
        QVERIFY(height >= 0.0 && height <= 1.0);
    QVERIFY(DurationBars().bars(DurationBars().axis(5.0)).count(0.0) == DurationBars::count);
}

void TestDurationSpread::asksOnlyWhileItIsShown()
{
    start(u"Import 12"_s, u"a"_s);
    SelectedProcess &selected = m_parts->selected;
    HeldAnalytics &source = m_parts->source;
    DurationSpread &spread = m_parts->spread;
    selected.setProcessId(u"a"_s);
    QVERIFY(source.questions.empty());
    QCOMPARE(spread.state(), DurationSpread::Unavailable);
    spread.setShown(true);
    QCOMPARE(source.questions.size(), 1u);
    QCOMPARE(spread.state(), DurationSpread::Loading);
    const AnalyticsQuery query = source.questions.front().query;
    QCOMPARE(query.name, std::optional(QByteArray("Import 0")));
    QCOMPARE(query.type, std::optional(ProcessType::backgroundJob()));
    QVERIFY(query.tellsHistogram);
    QCOMPARE(query.toMs, m_parts->clock.wallMs());
    QVERIFY(m_parts->tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QTRY_COMPARE(selected.shownState(), StatusText::Completed);
    QCOMPARE(source.questions.size(), 1u); // it is the same process
}

void TestDurationSpread::marksARun_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("short") << 1 << u"Shorter than each of 400 runs of this name"_s;
    QTest::newRow("at the begin of the shortest") << 10 << u"Shorter than each of 400 runs of this name"_s;
    QTest::newRow("between") << 50 << u"Longer than 75% of 400 runs of this name"_s;
    QTest::newRow("long") << 300 << u"Longer than each of 400 runs of this name"_s;
}

void TestDurationSpread::marksARun()
{
    QFETCH(int, seconds);
    QFETCH(QString, sentence);
    start(u"Import"_s, u"a"_s);
    m_parts->clock.advance(std::chrono::seconds(seconds));
    QVERIFY(m_parts->tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    m_parts->clock.advance(1h); // what is over goes on no longer
    m_parts->selected.setProcessId(u"a"_s);
    QTRY_COMPARE(m_parts->selected.shownState(), StatusText::Completed);
    DurationSpread &spread = m_parts->spread;
    QSignalSpy changed(&spread, &DurationSpread::changed);
    spread.setShown(true);
    HeldAnalytics::answer(m_parts->source.questions.front(), answerOf({{10, 20, 300}, {100, 110, 100}}, 15));
    QTRY_COMPARE(spread.state(), DurationSpread::Ready);
    QVERIFY(!changed.isEmpty());
    QCOMPARE(spread.sentence(), sentence);
    QCOMPARE(spread.bars().size(), DurationBars::count);
    QVERIFY(spread.mark() > 0.0 && spread.mark() < 1.0);
    QVERIFY(spread.median() > 0.0 && spread.median() < 1.0);
    QCOMPARE(spread.mark() > spread.median(), seconds > 15);
    QCOMPARE(spread.medianText(), u"15 s"_s);
    QVERIFY(!spread.markText().isEmpty() && !spread.leastText().isEmpty() && !spread.mostText().isEmpty());
}

void TestDurationSpread::aRunningOneMoves()
{
    start(u"Import"_s, u"a"_s);
    m_parts->clock.advance(5s);
    m_parts->selected.setProcessId(u"a"_s);
    DurationSpread &spread = m_parts->spread;
    spread.setShown(true);
    HeldAnalytics::answer(m_parts->source.questions.front(), answerOf({{10, 20, 300}}, 15));
    QTRY_COMPARE(spread.state(), DurationSpread::Ready);
    QCOMPARE(spread.sentence(), u"So far shorter than each of 300 runs of this name"_s);
    const double before = spread.mark();
    QSignalSpy changed(&spread, &DurationSpread::changed);
    m_parts->clock.advance(60s);
    QTRY_VERIFY(!changed.isEmpty()); // by itself
    QCOMPARE(spread.sentence(), u"Longer than each of 300 runs of this name"_s);
    QVERIFY(spread.mark() > before);
    // One that has not begun has no mark.
    StartChange pending = startOf(u"b");
    QVERIFY(m_parts->tracker.start(pending).ok());
    QTRY_VERIFY(m_parts->list.rowOf(id(u"b")) >= 0);
    m_parts->selected.setProcessId(u"b"_s);
    QCOMPARE(m_parts->source.questions.size(), 2u);
    HeldAnalytics::answer(m_parts->source.questions.back(), answerOf({{10, 20, 300}}, 15));
    QTRY_COMPARE(spread.state(), DurationSpread::Ready);
    QCOMPARE(spread.mark(), -1.0);
    QCOMPARE(spread.sentence(), u"Half of 300 runs of this name took at most 15 s"_s);
}

void TestDurationSpread::takesTheTypeWhereTheNameIsNew()
{
    start(u"Import"_s, u"a"_s);
    m_parts->clock.advance(15s);
    m_parts->selected.setProcessId(u"a"_s);
    DurationSpread &spread = m_parts->spread;
    spread.setShown(true);
    HeldAnalytics::answer(m_parts->source.questions.front(), answerOf({{10, 20, 4}}, 15));
    QTRY_COMPARE(m_parts->source.questions.size(), 2u);
    QVERIFY(!m_parts->source.questions.back().query.name);
    QCOMPARE(m_parts->source.questions.back().query.type, std::optional(ProcessType::backgroundJob()));
    HeldAnalytics::answer(m_parts->source.questions.back(), answerOf({{1, 2, 4}}, 1.5));
    QTRY_COMPARE(spread.state(), DurationSpread::Ready);
    QCOMPARE(spread.sentence(), u"Longer than each of 4 runs of this type"_s);
}

void TestDurationSpread::saysThatThereIsNothing()
{
    start(u"Import"_s, u"a"_s);
    m_parts->selected.setProcessId(u"a"_s);
    m_parts->spread.setShown(true);
    HeldAnalytics::answer(m_parts->source.questions.front(), answerOf({}, 0));
    QTRY_COMPARE(m_parts->source.questions.size(), 2u);
    HeldAnalytics::answer(m_parts->source.questions.back(), answerOf({}, 0));
    QTRY_COMPARE(m_parts->spread.state(), DurationSpread::Nothing);
    QCOMPARE(m_parts->spread.sentence(), QString());
    QCOMPARE(m_parts->spread.mark(), -1.0);
}

void TestDurationSpread::saysWhyItFailed()
{
    start(u"Import"_s, u"a"_s);
    m_parts->selected.setProcessId(u"a"_s);
    m_parts->spread.setShown(true);
    HeldAnalytics::answer(m_parts->source.questions.front(), Error{ErrorCode::Io, u"The disk is gone."_s, {}});
    QTRY_COMPARE(m_parts->spread.state(), DurationSpread::Failed);
    QCOMPARE(m_parts->spread.error(), u"The disk is gone."_s);
    m_parts->spread.reload();
    QCOMPARE(m_parts->spread.state(), DurationSpread::Loading);
    QCOMPARE(m_parts->spread.error(), QString());
}

void TestDurationSpread::onlyTheShownProcessCounts()
{
    start(u"Import"_s, u"a"_s);
    start(u"Export"_s, u"b"_s);
    m_parts->selected.setProcessId(u"a"_s);
    m_parts->spread.setShown(true);
    m_parts->selected.setProcessId(u"b"_s);
    QCOMPARE(m_parts->source.questions.size(), 2u);
    HeldAnalytics::answer(m_parts->source.questions[1], answerOf({{10, 20, 30}}, 15));
    HeldAnalytics::answer(m_parts->source.questions[0], answerOf({{10, 20, 90}}, 15));
    QTRY_COMPARE(m_parts->spread.state(), DurationSpread::Ready);
    QCoreApplication::processEvents();
    QCOMPARE(m_parts->spread.sentence(), u"So far shorter than each of 30 runs of this name"_s);
    m_parts->spread.setShown(false);
    m_parts->spread.setShown(true);
    QCOMPARE(m_parts->source.questions.size(), 3u); // more may have ended
}

void TestDurationSpread::hasNothingWithoutSummaries()
{
    start(u"Import"_s, u"a"_s);
    m_parts->selected.setProcessId(u"a"_s);
    DurationSpread spread(m_parts->selected, m_parts->attempt, nullptr, m_parts->clock);
    spread.setShown(true);
    spread.reload();
    QCOMPARE(spread.state(), DurationSpread::Unavailable);
    QCOMPARE(spread.bars().size(), 0);
}

QTEST_GUILESS_MAIN(TestDurationSpread)
#include "tst_durationspread.moc"
