// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "processjsoncache.h"

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
};

void TestProcessJsonCache::saysWhatIsPrinted()
{
    ProcessJsonCache cache;
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
    ProcessJsonCache cache;
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
    ProcessJsonCache cache;
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
    ProcessJsonCache cache;
    const std::array large{stateOf(3, QString(ProcessJsonCache::longest, u'x'))};
    const std::array twin{stateOf(3, QString(ProcessJsonCache::longest, u'y'))};
    for (const auto *process : {&large, &twin}) {
        QCOMPARE(cache.json(*(*process)[0]), (*process)[0]->json());
    }
}

QTEST_APPLESS_MAIN(TestProcessJsonCache)
#include "tst_processjsoncache.moc"
