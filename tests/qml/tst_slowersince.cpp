// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "heldanalytics.h"
#include "pagedhistory.h"
#include "processes.h"
#include "slowersince.h"

#include <QJsonArray>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 dayMs = 24LL * 3600 * 1000;
constexpr qint64 begin = 20'000 * dayMs; // a midnight in UTC

QJsonObject day(int number, double median, int count)
{
    return {{u"from"_s, static_cast<double>(begin + number * dayMs) / 1000.0},
            {u"duration"_s, QJsonObject{{u"p50"_s, median}, {u"count"_s, count}}}};
}

} // namespace

/// The first run since which a name is slower.
class TestSlowerSince : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void findsTheRun_data();
    void findsTheRun();
    void readsNoMoreThanTwoDays();
    void findsNothingWhereNoDayIsSlower();
    void tellsGroupsApart();
    void looksAtOneNameAfterTheOther();
    void endsWhereThereIsTooMuch();
    void findsNothingWhereItCannotRead();
    void stops();

private:
    void add(const QString &processId, qint64 endMs, qint64 durationMs, const QString &name = u"Import 12"_s,
             const QString &group = {});
    /// The ids that are found.
    QStringList find(const std::vector<SlowerSince::Name> &names, qint64 days = 2);
    static SlowerSince::Name name(const QByteArray &text = "Import 0", const QByteArray &group = {})
    {
        return {.type = ProcessType::backgroundJob(), .name = text, .group = group, .levelMs = 10'000};
    }

    std::unique_ptr<PagedHistory> m_history;
    std::unique_ptr<HeldAnalytics> m_analytics;
    std::unique_ptr<SlowerSince> m_since;
    QStringList m_found;
};

void TestSlowerSince::init()
{
    m_since.reset();
    m_history = std::make_unique<PagedHistory>();
    m_analytics = std::make_unique<HeldAnalytics>();
    m_since = std::make_unique<SlowerSince>(*m_history, *m_analytics);
    m_found.clear();
    connect(m_since.get(), &SlowerSince::found, this,
            [this](const SlowerSince::Name &, const ProcessPtr &process) { m_found << (*process)->id.toString(); });
}

void TestSlowerSince::add(const QString &processId, qint64 endMs, qint64 durationMs, const QString &name,
                          const QString &group)
{
    Process process;
    process.id = id(processId);
    process.type = ProcessType::backgroundJob();
    process.name = name;
    process.status = ProcessStatus::Completed;
    process.startedAt = endMs - durationMs;
    process.completedAt = endMs;
    if (!group.isEmpty())
        process.metadata = Metadata(QJsonObject{{u"group"_s, group}});
    m_history->processes.push_back(std::make_shared<const ProcessState>(process));
}

QStringList TestSlowerSince::find(const std::vector<SlowerSince::Name> &names, qint64 days)
{
    m_since->find(names, begin, begin + days * dayMs);
    for (int i = 0; i < 50; ++i)
        QCoreApplication::processEvents();
    return m_found;
}

void TestSlowerSince::findsTheRun_data()
{
    QTest::addColumn<QList<int>>("seconds"); // of each run, in their order
    QTest::addColumn<QString>("expected");   // the number of the run, or empty
    QTest::newRow("a step") << QList<int>{5, 6, 5, 20, 21, 20} << u"3"_s;
    QTest::newRow("after the first page") << QList<int>{5, 6, 5, 5, 5, 5, 5, 20, 21, 20} << u"7"_s;
    QTest::newRow("one slow run before") << QList<int>{5, 300, 5, 5, 20, 21, 20} << u"4"_s;
    QTest::newRow("slow from the first that is kept") << QList<int>{20, 21, 20} << QString();
    QTest::newRow("never slower") << QList<int>{5, 5, 5} << QString();
    QTest::newRow("no run is kept") << QList<int>{} << QString();
}

void TestSlowerSince::findsTheRun()
{
    QFETCH(QList<int>, seconds);
    QFETCH(QString, expected);
    for (qsizetype i = 0; i < seconds.size(); ++i) {
        add(QString::number(i), begin + (i + 1) * 3'600'000, seconds[i] * 1000, u"Import %1"_s.arg(i));
        add(u"other%1"_s.arg(i), begin + (i + 1) * 3'600'000, 1, u"Export"_s);
    }
    QCOMPARE(find({name()}).join(u' '), expected);
    const HistoryQuery &query = m_history->asked.front();
    QCOMPARE(query.filter.text, u"Import"_s); // a word that they have in common
    QCOMPARE(query.filter.types, QSet<ProcessType>{ProcessType::backgroundJob()});
    QCOMPARE(query.filter.statuses, QSet<ProcessStatus>{ProcessStatus::Completed});
    QVERIFY(m_analytics->questions.empty());
}

/// Over a long time the days tell where to look.
void TestSlowerSince::readsNoMoreThanTwoDays()
{
    for (int i = 0; i < 10; ++i)
        add(QString::number(i), begin + i * dayMs + 3'600'000, i < 6 ? 5000 : 20'000);
    find({name()}, 28);
    QVERIFY(m_history->asked.empty());
    QCOMPARE(m_analytics->questions.size(), 1u);
    const AnalyticsQuery &query = m_analytics->questions.front().query;
    QCOMPARE(query.groupBy, AnalyticsQuery::GroupBy::Day);
    QCOMPARE(query.name, std::optional(QByteArray("Import 0")));
    QCOMPARE(query.utcOffsetMinutes, 0);
    HeldAnalytics::answer(
        m_analytics->questions.front(),
        QJsonObject{{u"groups"_s, QJsonArray{day(1, 5, 10), day(5, 5.5, 20), day(6, 20, 20), day(8, 21, 20)}}});
    QTRY_COMPARE(m_found, QStringList(u"6"_s));
    QCOMPARE(m_history->asked.front().finishedAfter, std::optional(begin + 5 * dayMs - 1));
    QCOMPARE(m_history->asked.front().finishedBefore, std::optional(begin + 7 * dayMs));
}

void TestSlowerSince::findsNothingWhereNoDayIsSlower()
{
    find({name()}, 28);
    HeldAnalytics::answer(m_analytics->questions.front(),
                          QJsonObject{{u"groups"_s, QJsonArray{day(1, 5, 10), day(5, 5.5, 20)}}});
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents();
    QVERIFY(m_history->asked.empty() && m_found.isEmpty());
    find({name()}, 28);
    HeldAnalytics::answer(m_analytics->questions.back(), Error{ErrorCode::Io, u"The disk is gone."_s, {}});
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents();
    QVERIFY(m_history->asked.empty() && m_found.isEmpty());
}

void TestSlowerSince::tellsGroupsApart()
{
    add(u"a"_s, begin + 1000, 5000, u"Import 1"_s, u"one"_s);
    add(u"b"_s, begin + 2000, 50'000, u"Import 2"_s, u"two"_s);
    add(u"c"_s, begin + 3000, 5000, u"Import 3"_s, u"one"_s);
    add(u"d"_s, begin + 4000, 50'000, u"Import 4"_s, u"one"_s);
    QCOMPARE(find({name("Import 0", "one")}), QStringList(u"d"_s));
}

void TestSlowerSince::looksAtOneNameAfterTheOther()
{
    add(u"a"_s, begin + 1000, 5000);
    add(u"b"_s, begin + 2000, 50'000);
    add(u"c"_s, begin + 3000, 5000, u"Export"_s);
    add(u"d"_s, begin + 4000, 50'000, u"Export"_s);
    QCOMPARE(find({name(), name("Nothing"), name("Export")}), QStringList({u"b"_s, u"d"_s}));
}

void TestSlowerSince::endsWhereThereIsTooMuch()
{
    m_history->isEndless = true;
    add(u"a"_s, begin + 1000, 5000);
    add(u"b"_s, begin + 2000, 50'000);
    m_since->find({name()}, begin, begin + dayMs);
    QTRY_COMPARE(m_history->asked.size(), static_cast<size_t>(SlowerSince::mostPages));
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents();
    QCOMPARE(m_history->asked.size(), static_cast<size_t>(SlowerSince::mostPages));
    QVERIFY(m_found.isEmpty()); // it would be a guess
}

void TestSlowerSince::findsNothingWhereItCannotRead()
{
    add(u"a"_s, begin + 1000, 5000);
    add(u"b"_s, begin + 2000, 50'000);
    m_history->isBroken = true;
    QVERIFY(find({name()}).isEmpty());
    m_history->isBroken = false;
    QCOMPARE(find({name()}), QStringList(u"b"_s));
}

void TestSlowerSince::stops()
{
    add(u"a"_s, begin + 1000, 5000);
    add(u"b"_s, begin + 2000, 50'000);
    m_since->find({name()}, begin, begin + dayMs);
    m_since->stop();
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents();
    QVERIFY(m_found.isEmpty());
}

QTEST_GUILESS_MAIN(TestSlowerSince)
#include "tst_slowersince.moc"
