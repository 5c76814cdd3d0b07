// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuttingproxy.h"
#include "expectationchange.h"
#include "expectationjson.h"
#include "fullprocess.h"
#include "processes.h"
#include "remotesource.h"
#include "runtime.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray token()
{
    return "the-test-token";
}

/// A whole server, whose port, clock and threads are its own.
std::unique_ptr<Runtime> serverIn(const QString &folder, qsizetype logCapacity)
{
    Settings settings;
    settings.server.port = 0;
    settings.server.maxSubscriberBuffer = 32 * 1024; // a reader that stalls is conflated soon
    settings.dataDir = folder;
    settings.token = token();
    settings.logCapacity = logCapacity;
    settings.store.durability = Durability::Normal;
    auto runtime = std::make_unique<Runtime>(settings);
    return runtime->start() ? std::move(runtime) : nullptr;
}

/// Changes a server at random, the way that all its clients and parts would. What is refused is refused.
class Workload
{
public:
    explicit Workload(quint32 seed)
        : m_random(seed)
    {
    }

    int number(int from, int to) { return std::uniform_int_distribution<int>(from, to)(m_random); }
    bool chance(int percent) { return number(1, 100) <= percent; }

    void step(ProcessTracker &tracker)
    {
        const ProcessId process = id(u"p%1"_s.arg(number(0, 40)));
        switch (number(0, 13)) {
        case 0:
        case 1:
            std::ignore = tracker.start(start(process, tracker));
            break;
        case 2:
        case 3:
        case 4:
            std::ignore = tracker.report(process, report(number(0, 2) == 0));
            break;
        case 5:
        case 6:
            std::ignore = tracker.report(process, ending());
            break;
        case 7:
            std::ignore = tracker.cancel(process);
            break;
        case 8:
            std::ignore = tracker.retry(process);
            break;
        case 9:
            std::ignore = tracker.remove(process);
            break;
        case 10:
            std::ignore = tracker.archive(process);
            break;
        case 11:
            if (const ProcessPtr quiet = tracker.find(process))
                std::ignore = tracker.markQuiet(process, {(*quiet)->attempt, (*quiet)->reportSeq});
            break;
        case 12:
            setting(tracker);
            break;
        default:
            std::ignore = tracker.import(imported(process));
        }
    }

    /// Reports much on few processes, so that a reader that stalls is owed more than is held for it.
    void flood(ProcessTracker &tracker)
    {
        for (int i = 0; i < 200; ++i) {
            const ProcessId process = id(u"big%1"_s.arg(number(0, 2)));
            if (!tracker.find(process))
                std::ignore = tracker.start(startOf(process.toString(), ProcessStatus::Running));
            ReportChange change = report(false);
            change.metadataUpdate.insert(u"much"_s, QString(60000, QChar('a' + i % 26)));
            std::ignore = tracker.report(process, change);
            if (chance(3) && tracker.cancel(process))
                std::ignore = tracker.archive(process);
        }
    }

private:
    void expectation(ProcessTracker &tracker)
    {
        using Change = ExpectationChange;
        const Text name(u"job_%1"_s.arg(number(0, 3)));
        switch (number(0, 6)) {
        case 0:
        case 1: {
            ExpectationDefinition definition;
            definition.name = name;
            definition.every = std::chrono::seconds(number(1, 9000));
            definition.graceFinish = chance(50) ? std::optional(90s) : std::nullopt;
            definition.tags = {Text(u"größe"_s)};
            std::ignore = tracker.changeExpectation(name, Change::Put{definition, newPingKey()});
            break;
        }
        case 2:
            std::ignore = tracker.changeExpectation(name, Change::Remove{});
            break;
        case 3:
            std::ignore = chance(50) ? tracker.changeExpectation(name, Change::Pause{u"because"_s})
                                     : tracker.changeExpectation(name, Change::Resume{});
            break;
        default:
            std::ignore = tracker.changeExpectation(
                name, Change::Hear{{.signal = static_cast<PingSignal>(number(0, 4)), .exitCode = number(0, 9)}});
        }
    }
    void setting(ProcessTracker &tracker)
    {
        const QList<ProcessType> types = tracker.types();
        if (chance(40))
            expectation(tracker);
        else if (chance(10))
            std::ignore = tracker.registerType(ProcessType::fromString(u"type_%1"_s.arg(number(0, 9))).value());
        else if (chance(30))
            std::ignore = tracker.setRetryPolicy(
                types[number(0, static_cast<int>(types.size()) - 1)],
                {.maxAttempts = number(1, 5), .initialDelay = std::chrono::milliseconds(number(1, 60))});
        else if (const ProcessType type = chance(20) ? ProcessType() : types.front(); chance(50))
            tracker.pauseQueue(type, {.actor = {}, .reason = u"because"_s});
        else
            tracker.resumeQueue(type);
    }
    StartChange start(const ProcessId &process, const ProcessTracker &tracker)
    {
        const QList<ProcessType> types = tracker.types();
        StartChange start = startOf(process.toString(), chance(50) ? ProcessStatus::Running : ProcessStatus::Pending,
                                    types[number(0, static_cast<int>(types.size()) - 1)]);
        start.name = u"Größe \"%1\""_s.arg(number(0, 999));
        if (chance(30))
            start.description = u"Zeile\n%1"_s.arg(number(0, 9));
        if (chance(30))
            start.metadata = {{u"n"_s, number(0, 9) / 8.0},
                              {u"deep"_s, QJsonObject{{u"list"_s, QJsonArray{1, u"é"_s}}}}};
        if (chance(20))
            start.timeout = std::chrono::milliseconds(number(100000, 999999));
        if (chance(20))
            start.heartbeatTimeout = std::chrono::milliseconds(number(100000, 999999));
        if (chance(20))
            start.pendingTimeout = std::chrono::milliseconds(number(100000, 999999));
        if (chance(30))
            start.retryPolicy = RetryPolicy{.maxAttempts = number(1, 5),
                                            .initialDelay = std::chrono::milliseconds(number(1, 60)),
                                            .maxDelay = 60s,
                                            .exponentialBase = 1.5,
                                            .jitter = chance(50)};
        if (chance(10)) { // that no worker of the server does
            start.type = ProcessType::backgroundJob();
            start.status = ProcessStatus::Running;
            start.work = u"{\"prompt\":\"%1\"}"_s.arg(number(0, 9));
        }
        return start;
    }
    ReportChange report(bool withStatus)
    {
        ReportChange report;
        if (withStatus)
            report.status = ProcessStatus::Running;
        if (chance(60))
            report.progress = number(0, 400) / 4.0;
        if (chance(50))
            report.message = chance(20) ? u""_s : u"Seite %1"_s.arg(number(0, 99));
        if (chance(30))
            report.metadataUpdate = {
                {u"k%1"_s.arg(number(0, 3)), chance(30) ? QJsonValue() : QJsonValue(number(0, 99))}};
        return report;
    }
    ReportChange ending()
    {
        ReportChange report = this->report(false);
        report.status = chance(60) ? ProcessStatus::Failed : ProcessStatus::Completed;
        if (chance(70))
            report.errorMessage = u"kein Platz %1"_s.arg(number(0, 9));
        if (chance(20))
            report.retryable = chance(50);
        if (chance(20))
            report.retryAfter = std::chrono::milliseconds(number(1, 90000));
        return report;
    }
    Process imported(const ProcessId &process)
    {
        Process whole = fullProcess();
        whole.id = process;
        whole.retry->nextAt.reset();
        return whole;
    }

    std::mt19937 m_random;
};

/// Follows a log by a snapshot and events, as a model does.
class Follower
{
public:
    explicit Follower(const ProcessSource &source)
        : m_source(source)
        , m_cursor(source.log())
    {
        begin();
    }

    void follow()
    {
        while (true) {
            const EventLog::Batch batch = m_cursor.take();
            if (batch.lost) {
                ++losses;
                begin();
                continue;
            }
            if (batch.events.empty())
                return;
            for (const Event &event : batch.events) {
                if (!event.process)
                    continue;
                if (endsTracking(event.kind))
                    m_states.erase((*event.process)->id);
                else
                    m_states[(*event.process)->id] = event.process;
            }
        }
    }
    const std::map<ProcessId, ProcessPtr> &states() const { return m_states; }

    int losses = 0;

private:
    void begin()
    {
        const ProcessSource::Snapshot snapshot = m_source.snapshot();
        m_cursor.seek(snapshot.seq);
        m_states.clear();
        for (const ProcessPtr &process : snapshot.processes)
            m_states[(*process)->id] = process;
    }

    const ProcessSource &m_source;
    EventCursor m_cursor;
    std::map<ProcessId, ProcessPtr> m_states;
};

/// What of a process isn't in the replica: by its place in Process, StartDigest.
constexpr auto localField = "24"_L1;

/// What clients see of all expectations.
QByteArray expectationsOf(const ProcessSource &source)
{
    QByteArray json;
    const std::vector<ExpectationPtr> expectations = source.expectations();
    for (const ExpectationPtr &expectation : expectations) {
        ObjectWriter object(json);
        writeExpectation(object, *expectation, 0);
    }
    return json;
}

/// How the replica differs from the original, in words; empty where it doesn't.
QString difference(const ProcessSource &original, const ProcessSource &replica)
{
    const std::vector<ProcessPtr> expected = original.snapshot().processes;
    const std::vector<ProcessPtr> actual = replica.snapshot().processes;
    for (size_t at = 0; at < std::max(expected.size(), actual.size()); ++at) {
        if (at >= expected.size())
            return u"%1 is too much"_s.arg((*actual[at])->id.toString());
        if (at >= actual.size() || (*actual[at])->id != (*expected[at])->id)
            return u"%1 is missing"_s.arg((*expected[at])->id.toString());
        const QStringList same = sameFields(**expected[at], **actual[at]);
        for (int field = 1; field <= 24; ++field) {
            if (const QString number = QString::number(field); number != localField && !same.contains(number)) {
                return u"field %1 of %2: %3 in place of %4"_s.arg(number, (*expected[at])->id.toString(),
                                                                  QString::fromUtf8(actual[at]->json()),
                                                                  QString::fromUtf8(expected[at]->json()));
            }
        }
    }
    // A server that is started again has its types in another order, which a reader that resumes isn't told.
    const auto sorted = [](QList<ProcessType> types) {
        std::sort(types.begin(), types.end());
        return types;
    };
    if (sorted(original.types()) != sorted(replica.types()))
        return u"the types differ"_s;
    if (original.snapshot().registry.policies() != replica.snapshot().registry.policies())
        return u"the policies differ"_s;
    const QueuePauses theirs = original.snapshot().registry.pauses();
    const QueuePauses ours = replica.snapshot().registry.pauses();
    const auto isSame = [](const auto &a, const auto &b) {
        return a.first == b.first && a.second.sinceMs == b.second.sinceMs
            && a.second.origin.reason == b.second.origin.reason;
    };
    if (!std::equal(theirs.begin(), theirs.end(), ours.begin(), ours.end(), isSame))
        return u"the pauses differ"_s;
    if (const QByteArray wanted = expectationsOf(original), found = expectationsOf(replica); wanted != found)
        return u"the expectations are %1 in place of %2"_s.arg(QString::fromUtf8(found), QString::fromUtf8(wanted));
    return original.counts() == replica.counts() ? QString() : u"the counts differ"_s;
}

} // namespace

/// A replica of a real server over its real feed, whatever happens to the connection.
class TestRemoteSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheOriginalWhateverIsCut_data();
    void isTheOriginalWhateverIsCut();
};

void TestRemoteSource::isTheOriginalWhateverIsCut_data()
{
    QTest::addColumn<int>("batchMs");
    QTest::addColumn<int>("logCapacity");
    QTest::newRow("each event") << 0 << 65536;
    QTest::newRow("batches") << 5 << 65536;
    QTest::newRow("a short log, which loses what a cut misses") << 0 << 64;
}

void TestRemoteSource::isTheOriginalWhateverIsCut()
{
    QFETCH(int, batchMs);
    QFETCH(int, logCapacity);
    constexpr int cuts = 200;
    constexpr int restart = cuts / 5;
    const quint32 seed = std::random_device()();
    qInfo("seed %u", seed);
    Workload workload(seed);

    std::vector<std::unique_ptr<QTemporaryDir>> folders;
    folders.push_back(std::make_unique<QTemporaryDir>());
    std::unique_ptr<Runtime> server = serverIn(folders.back()->path(), logCapacity);
    QVERIFY(server);
    const auto portOf = [](const Runtime &runtime) { return static_cast<quint16>(QUrl(runtime.url()).port()); };
    CuttingProxy proxy;
    proxy.leadTo(portOf(*server));
    const SystemClock clock;
    RemoteSource remote({.url = QUrl(u"http://127.0.0.1:%1"_s.arg(proxy.port())), .token = token()}, clock,
                        {.batch = std::chrono::milliseconds(batchMs), .times = {.firstRetry = 1ms}}, logCapacity);
    Follower follower(remote.processes());
    remote.open();

    const auto isSame = [&] { return difference(server->tracker(), remote.processes()).isEmpty(); };
    for (int cut = 1; cut <= cuts; ++cut) {
        for (int steps = workload.number(0, 60); steps > 0; --steps) {
            workload.step(server->tracker());
            if (workload.chance(10))
                QCoreApplication::processEvents();
        }
        if (cut % (cuts / 10) == 3) {
            proxy.setStalled(true);
            workload.flood(server->tracker());
            proxy.setStalled(false);
        }
        // There has to be something to cut.
        QVERIFY(QTest::qWaitFor([&] { return proxy.isInUse() && remote.state().isLive(); }, 60000));
        if (workload.chance(50)) {
            proxy.cutAfter(workload.number(0, 3000));
            for (int steps = workload.number(0, 20); steps > 0; --steps)
                workload.step(server->tracker());
            for (int turns = workload.number(0, 20); turns > 0; --turns)
                QCoreApplication::processEvents();
        }
        proxy.cut();
        if (cut % restart == 0) {
            proxy.leadTo(0);
            server.reset();
            if (cut % (2 * restart) == 0) // its data are lost
                folders.push_back(std::make_unique<QTemporaryDir>());
            server = serverIn(folders.back()->path(), logCapacity);
            QVERIFY(server);
            proxy.leadTo(portOf(*server));
        }
        if (cut % (cuts / 20) == 0) {
            if (!QTest::qWaitFor(isSame, 60000))
                QFAIL(
                    qPrintable(u"after %1 cuts, %2"_s.arg(cut).arg(difference(server->tracker(), remote.processes()))));
            follower.follow();
            const auto snapshot = remote.processes().snapshot();
            QCOMPARE(follower.states().size(), snapshot.processes.size());
            for (const ProcessPtr &process : snapshot.processes)
                QCOMPARE(follower.states().at((*process)->id), process);
        }
    }
    QVERIFY(proxy.cuts() >= cuts);
    QVERIFY(follower.losses >= 2); // a server without its data is another one
}

QTEST_GUILESS_MAIN(TestRemoteSource)
#include "tst_remotesource.moc"
