// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "processjsoncache.h"
#include "tracked.h"

#include <QTest>

#include <array>

using namespace Procession;

namespace {

ProcessPtr stateOf(quint64 seq, const QString &name)
{
    Process process;
    process.id = id(u"job");
    process.type = ProcessType::aiTask();
    process.name = name;
    process.seq = seq;
    return std::make_shared<const ProcessState>(process);
}

} // namespace

class TestProcessJsonCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsPrinted();
    void listsHaveCommas();
    void statesThatShareASlotArentMixedUp();
    void whatIsTooLongIsPrintedAnew();
    void whatStillIsWaitedForIsLookedUp();
};

void TestProcessJsonCache::saysWhatIsPrinted()
{
    auto [clock, log, tracker] = Tracked();
    ProcessJsonCache cache(tracker);
    const std::array process{stateOf(1, QStringLiteral("a"))};
    for (int time = 0; time < 3; ++time) {
        QCOMPARE(cache.json(*process[0]), process[0]->json());
    }
    // What was printed once is taken as it stands.
    const std::array twin{stateOf(1, QStringLiteral("b"))};
    QCOMPARE(cache.json(*twin[0]), process[0]->json());
}

void TestProcessJsonCache::listsHaveCommas()
{
    auto [clock, log, tracker] = Tracked();
    ProcessJsonCache cache(tracker);
    const std::array processes{stateOf(1, QStringLiteral("a")), stateOf(2, QStringLiteral("b"))};
    QByteArray out;
    ArrayWriter list(out);
    cache.write(list, {});
    QVERIFY(list.isEmpty());
    cache.write(list, processes);
    list.close();
    QCOMPARE(out, '[' + processes[0]->json() + ',' + processes[1]->json() + ']');
}

void TestProcessJsonCache::statesThatShareASlotArentMixedUp()
{
    auto [clock, log, tracker] = Tracked();
    ProcessJsonCache cache(tracker);
    const std::array first{stateOf(7, QStringLiteral("a"))};
    const std::array second{stateOf(7 + ProcessJsonCache::slotCount, QStringLiteral("b"))};
    for (int time = 0; time < 2; ++time) {
        for (const auto *process : {&first, &second}) {
            QCOMPARE(cache.json(*(*process)[0]), (*process)[0]->json());
        }
    }
}

void TestProcessJsonCache::whatIsTooLongIsPrintedAnew()
{
    auto [clock, log, tracker] = Tracked();
    ProcessJsonCache cache(tracker);
    const std::array large{stateOf(3, QString(ProcessJsonCache::longest, u'x'))};
    const std::array twin{stateOf(3, QString(ProcessJsonCache::longest, u'y'))};
    for (const auto *process : {&large, &twin}) {
        QCOMPARE(cache.json(*(*process)[0]), (*process)[0]->json());
    }
}

void TestProcessJsonCache::whatStillIsWaitedForIsLookedUp()
{
    auto [clock, log, tracker] = Tracked();
    ProcessJsonCache cache(tracker);
    for (const QStringView name : {u"a", u"b"})
        QVERIFY(tracker.start(startOf(name)).ok());
    StartChange child = startOf(u"child");
    child.dependencies.on = {{id(u"a")}, {id(u"b")}};
    QVERIFY(tracker.start(child).ok());
    const ProcessPtr waiting = tracker.find(id(u"child"));
    QVERIFY(cache.json(*waiting).contains(R"("waiting_for":["a","b"])"));
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QCOMPARE(tracker.find(id(u"child")), waiting); // the same state
    QVERIFY(cache.json(*waiting).contains(R"("waiting_for":["b"])"));
    QVERIFY(tracker.report(id(u"b"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(!cache.json(*tracker.find(id(u"child"))).contains("waiting_for"));
}

QTEST_APPLESS_MAIN(TestProcessJsonCache)
#include "tst_processjsoncache.moc"
