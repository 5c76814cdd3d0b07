// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime.h"

#include "aiworker.h"
#include "alertroutes.h"
#include "alertservice.h"
#include "alertwindow.h"
#include "commandworker.h"
#include "documentworker.h"
#include "epolldispatcher.h"
#include "expectationengine.h"
#include "localcommand.h"
#include "notifyworker.h"
#include "outputkeeper.h"
#include "queueroutes.h"
#include "ragroutes.h"
#include "rehearsalcontroller.h"
#include "rehearser.h"
#include "scheduleengine.h"
#include "tokenfile.h"
#include "toolworker.h"
#include "workroutes.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Runs `function` in the object's thread and waits for it.
template <typename Function>
void runIn(QObject *object, Function &&function)
{
    QMetaObject::invokeMethod(object, std::forward<Function>(function), Qt::BlockingQueuedConnection);
}

/// The types and policies that the settings name, beside the built-in ones.
TypeRegistry registryOf(const Settings &settings)
{
    TypeRegistry registry;
    for (const ProcessType &type : settings.processTypes)
        std::ignore = registry.apply({type});
    for (const auto &[type, policy] : settings.retryPolicies.asKeyValueRange())
        std::ignore = registry.apply({type, policy}); // the settings were checked when they were read
    const ProcessType deliveries = NotifyWorker::processType();
    if (!settings.alerts.channels.isEmpty()) {
        std::ignore = registry.apply({deliveries});
        if (!settings.retryPolicies.contains(deliveries))
            std::ignore = registry.apply({deliveries, NotifyWorker::retryPolicy()});
    }
    return registry;
}

/// Starts a thread, and returns once its event loop runs: a loop needs descriptors, and a program that is out of them
/// would end where it starts one.
void startThread(QThread &thread, const QString &name, QObject *first)
{
    thread.setObjectName(name);
    first->moveToThread(&thread);
    thread.start();
    runIn(first, [] {});
}

/// Deletes the object that lives in the thread, where there is one, and ends the thread.
template <typename Object>
void endThread(QThread &thread, std::unique_ptr<Object> &object)
{
    if (!object)
        return;
    runIn(object.get(), [&object] { object.reset(); });
    thread.quit();
    thread.wait();
}

} // namespace

Runtime::Runtime(const Settings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_log(settings.logCapacity,
            settings.store.durability == Durability::Memory ? EventLog::Commits::OnAppend : EventLog::Commits::ByStore)
    , m_tracker(m_log, m_clock, settings.tracker, registryOf(settings))
{
    m_settings.rag.dataDir = m_settings.dataDir;
    m_settings.rag.documents = m_settings.documents;
    m_rag = std::make_unique<RagServices>(m_settings.rag);
}

Runtime::~Runtime()
{
    stopAll();
}

void Runtime::stopAll()
{
    // Who makes events goes first, so that the store can write the last of them.
    endThread(m_serverThread, m_server);
    m_rehearser.reset(); // reads the history
    if (m_work)
        runIn(m_work.get(), [] {});      // may wait for the alerts as it begins
    endThread(m_alertsThread, m_alerts); // asks the queue
    endThread(m_workersThread, m_work);
    m_workOutput.reset();
    m_durations = nullptr;
    if (m_series)
        runIn(m_series.get(), [this] { m_series.reset(); });
    endThread(m_keeperThread, m_keeper);
    m_history.reset();
    m_outputTimes.reset();
    m_output.reset();
    m_outputFolder.reset();
    if (m_store)
        runIn(m_store.get(), [this] { m_store->close(); });
    endThread(m_storeThread, m_store);
    endThread(m_analyticsThread, m_rollups);
}

/// The lineage of the log.
Result<LogLineage> Runtime::openStore()
{
    if (m_settings.store.durability == Durability::Memory)
        return LogLineage::after({}, {});

    auto store = std::make_unique<SqliteStore>(m_tracker, m_clock, m_settings.dataDir, m_settings.store);
    // Read in this thread, whose heap grows faster than those of others: they grow by a page at a time.
    Result<SqliteStore::Loaded> loaded = store->open();
    if (!loaded)
        return loaded.error();
    m_log.restore(loaded->head, std::move(loaded->tail));
    m_tracker.restore(loaded->processes, loaded->settings, loaded->schedules, loaded->alertRules, loaded->expectations);
    m_store = std::move(store);
    startThread(m_storeThread, u"store"_s, m_store.get());
    runIn(m_store.get(), [this] { m_store->follow(); });
    m_archive = std::make_unique<Archive>(DataFolder::databaseIn(m_settings.dataDir));
    m_settings.retry.clockMoved = m_settings.deadlines.clockMoved = loaded->clockMoved;
    return loaded->lineage;
}

/// Summaries are kept beside the store, by a reader that no other waits for.
void Runtime::startAnalytics()
{
    if (!m_archive)
        return;
    const QString path = RollupFile::pathIn(m_settings.dataDir);
    m_rollups = std::make_unique<RollupRecorder>(
        m_log, *m_archive, m_clock, RollupRecorder::Options{.path = path, .retention = m_settings.analytics});
    m_analytics = std::make_unique<Analytics>(path);
    startThread(m_analyticsThread, u"analytics"_s, m_rollups.get());
    QMetaObject::invokeMethod(m_rollups.get(), &RollupRecorder::start);
}

/// The server is handed them, so they are there before it. The history is read in the background.
void Runtime::startEstimates()
{
    runIn(m_keeper.get(), [this] {
        m_history = LocalHistory::of(m_archive.get());
        m_durations = new DurationHistory(m_tracker, m_history.get(), {}, m_keeper.get());
    });
}

/// Output goes to files beside the store; without a store they are gone with this.
Result<void> Runtime::openOutput()
{
    QString folder = DataFolder::outputIn(m_settings.dataDir);
    if (!m_store) {
        m_outputFolder = std::make_unique<QTemporaryDir>();
        if (!m_outputFolder->isValid()) {
            return Error{
                ErrorCode::Io, u"There is no temporary folder for output: %1"_s.arg(m_outputFolder->errorString()), {}};
        }
        folder = m_outputFolder->path();
    }
    const bool syncs = m_settings.store.durability == Durability::Full;
    m_output = std::make_unique<OutputStore>(
        folder, syncs ? OutputStore::Durability::Full : OutputStore::Durability::Normal, m_clock,
        OutputLimits{.bytesPerAttempt = m_settings.output.maxBytesPerAttempt,
                     .bytesInAll = m_settings.output.maxBytes});
    m_outputTimes = std::make_unique<OutputTimes>(*m_output);
    return {};
}

/// The courses of attempts are recorded beside the store; without one the last of them are in memory.
void Runtime::makeSeries()
{
    SeriesDisk disk;
    if (m_archive) {
        disk.write = [archive = m_archive.get()](const auto &records) { return archive->keepSeries(records); };
        disk.readLive = [archive = m_archive.get()] { return archive->liveSeries(); };
        disk.read = [archive = m_archive.get()](quint64 key, int attempt) { return archive->series(key, attempt); };
    }
    m_series = std::make_unique<SeriesRecorder>(m_tracker, m_clock, std::move(disk));
    m_series->moveToThread(&m_keeperThread);
}

void Runtime::startKeeper()
{
    // Nobody waits for it to have looked at every process: it begins with a snapshot, whenever it does.
    QMetaObject::invokeMethod(m_keeper.get(), [this] {
        new DeadlineMonitor(m_tracker, m_clock, m_settings.deadlines,
                            {.output = m_outputTimes.get(), .runsHere = &runsOnThisMachine}, m_keeper.get());
        new RetryEngine(m_tracker, m_clock, m_settings.retry, m_keeper.get());
        new Cleanup(m_tracker, m_clock, m_settings.cleanup, m_keeper.get());
        new OutputKeeper(m_tracker, m_archive.get(), *m_output, m_settings.output.maxBytes, m_keeper.get());
        m_series->start();
        new ScheduleEngine(m_tracker, m_clock, *m_runStarter, m_keeper.get());
        new ExpectationEngine(m_tracker, m_clock, m_keeper.get());
    });
}

/// The work that Procession does itself. A new kind of work is one line here, and one in workRoutes() where clients
/// may ask for it.
void Runtime::makeWorkers()
{
    m_workOutput = std::make_unique<OutputWriter>(*m_output, m_clock);
    m_work = std::make_unique<WorkQueue>(m_tracker, m_workOutput.get(), m_settings.room);
    m_work->add(std::make_unique<AiWorker>(m_settings.ai, m_settings.tracker.maxMetadataBytes, m_clock));
    if (!DocumentExtraction::findProgram(m_settings.documents.program).isEmpty())
        m_work->add(std::make_unique<DocumentWorker>(m_settings.documents));
    m_rag->addWorker(*m_work, m_clock);
    const QString commands = m_settings.dataDir + "/commands"_L1;
    m_work->add(std::make_unique<ToolWorker>(m_settings.tools, commands, m_clock));
    m_work->add(std::make_unique<CommandWorker>(m_settings.tools, commands, m_clock));
    m_messages = std::make_unique<PendingMessages>();
    if (!m_settings.alerts.channels.isEmpty())
        m_work->add(std::make_unique<NotifyWorker>(m_settings.alerts.channels, m_clock, *m_messages));
    m_runStarter = std::make_unique<RunStarter>(
        m_tracker, m_clock, [queue = m_work.get()](const ProcessType &type, const QJsonObject &request) {
            return queue->prepare(type, request);
        });
    startThread(m_workersThread, u"workers"_s, m_work.get());
}

/// Those of the configuration file are as they stand there, and those that no longer stand there are gone.
void Runtime::takeConfiguredSchedules()
{
    const Origin origin = Origin::ofServer(u"configuration");
    for (const ScheduleDefinition &definition : m_settings.schedules)
        std::ignore = m_tracker.changeSchedule(definition.name, ScheduleChange::Put{definition, true}, origin);
    const std::vector<SchedulePtr> schedules = m_tracker.schedules();
    for (const SchedulePtr &schedule : schedules) {
        const bool stands = std::any_of(m_settings.schedules.begin(), m_settings.schedules.end(),
                                        [&](const auto &one) { return one.name == schedule->definition.name; });
        if (schedule->isConfigured && !stands) {
            std::ignore = m_tracker.changeSchedule(schedule->definition.name, ScheduleChange::Remove{true}, origin);
        }
    }
}

/// Likewise.
void Runtime::takeConfiguredAlertRules()
{
    const Origin origin = Origin::ofServer(u"configuration");
    QList<AlertRule> configured = m_settings.alerts.rules;
    const auto isAboutChannels = [](const AlertRule &rule) {
        return rule.condition.kind == AlertCondition::Kind::ChannelDead;
    };
    const bool isTold = std::any_of(configured.begin(), configured.end(), isAboutChannels);
    if (m_settings.alerts.channels.size() > 1 && !isTold) {
        AlertRule rule; // the others tell of a channel through which nothing gets
        rule.name = u"channel-dead"_s;
        rule.severity = AlertSeverity::Critical;
        rule.condition.kind = AlertCondition::Kind::ChannelDead;
        rule.channels = m_settings.alerts.channelNames();
        configured.append(rule);
    }
    for (const AlertRule &rule : configured) {
        if (const auto kept = m_tracker.putAlertRule(rule, true, origin); !kept)
            qWarning().noquote() << kept.error().message;
    }
    const AlertBoard board = m_tracker.alerts();
    for (const auto &[name, kept] : board.rules()) {
        const bool stands = std::any_of(configured.begin(), configured.end(),
                                        [&name = name](const AlertRule &rule) { return rule.name == name; });
        if (kept->isConfigured && !stands)
            std::ignore = m_tracker.removeAlertRule(name, true, origin);
    }
}

/// Alerts read the log like any other reader; without a store they are forgotten with this.
void Runtime::startAlerts(const LogLineage &lineage)
{
    const QString folder = m_store ? m_settings.dataDir : m_outputFolder->path();
    m_alerts = std::make_unique<AlertService>(
        m_tracker, m_store.get(), m_clock,
        AlertServiceOptions{
            .path = AlertFile::pathIn(folder),
            .dataFolder = folder,
            .settings = m_settings.alerts,
            .lineage = lineage,
            .clockMoved = m_settings.deadlines.clockMoved,
            .overdueAfterMs = [durations =
                                   m_durations](const Process &process) { return durations->overdueAfterMs(process); },
            .messages = m_messages.get(),
            .plan = [queue = m_work.get()](const ProcessType &type,
                                           const QJsonObject &request) { return queue->prepare(type, request); },
            .output = m_output.get(),
            .analytics = m_analytics.get()});
    startThread(m_alertsThread, u"alerts"_s, m_alerts.get());
    QMetaObject::invokeMethod(m_alerts.get(), &AlertService::start);
    if (m_archive)
        m_rehearser = std::make_unique<Rehearser>(*m_archive, m_clock);
    m_alertWindow = std::make_shared<const AlertWindow>(routesOfAlerts());
}

std::vector<Route> Runtime::routesOfAlerts()
{
    std::vector<Route> routes = alertRoutes(*m_alerts, m_tracker);
    if (m_rehearser) {
        std::vector<Route> more = rehearsalRoutes(*m_rehearser);
        std::move(more.begin(), more.end(), std::back_inserter(routes));
    }
    return routes;
}

Result<QByteArray> Runtime::findToken()
{
    if (m_settings.skipAuth)
        return QByteArray();
    if (!m_settings.token.isEmpty())
        return m_settings.token;
    m_tokenFile = TokenFile::pathIn(m_settings.dataDir);
    return TokenFile::loadOrCreate(m_tokenFile);
}

Result<void> Runtime::start()
{
    const Result<QByteArray> token = findToken();
    if (!token)
        return token.error();

    const Result<LogLineage> lineage = openStore();
    if (!lineage)
        return lineage.error();

    if (auto opened = openOutput(); !opened)
        return opened;

    m_keeper = std::make_unique<QObject>();
    startThread(m_keeperThread, u"keeper"_s, m_keeper.get());
    startAnalytics();
    startEstimates();
    makeSeries();
    makeWorkers();
    takeConfiguredSchedules();
    takeConfiguredAlertRules();
    startAlerts(*lineage);

    auto *dispatcher = new EpollDispatcher;
    m_serverThread.setEventDispatcher(dispatcher);
    // The store and the others take what came in one turn in one go.
    connect(
        dispatcher, &EpollDispatcher::aboutToBlock, this, [this] { m_log.wakeReaders(); }, Qt::DirectConnection);
    std::vector<Route> routes = workRoutes(*m_work, m_settings.tools);
    for (std::vector<Route> more :
         {ragRoutes(*m_work, m_tracker, *m_rag), queueRoutes(*m_work, m_tracker), routesOfAlerts()})
        std::move(more.begin(), more.end(), std::back_inserter(routes));
    m_server = std::make_unique<Server>(
        Server::Parts{m_tracker, m_log, m_clock, m_store.get(), m_archive.get(), std::move(routes), m_durations,
                      m_output.get(), m_series.get(), m_runStarter.get(), m_analytics.get(),
                      [queue = m_work.get()](const ProcessId &id) { return queue->place(id); }},
        m_settings.server, *token, *lineage);
    connect(m_server.get(), &Server::subscriberCountChanged, this, &Runtime::subscriberCountChanged);
    connect(m_server.get(), &Server::finished, this, &Runtime::finished);
    startThread(m_serverThread, u"server"_s, m_server.get());

    Result<void> listening;
    runIn(m_server.get(), [&] {
        m_log.gatherWakeUps();
        listening = m_server->listen();
        m_url = listening ? m_server->url() : QString();
    });
    if (!listening) {
        stopAll(); // the program may exit at once, and the store must not look as if it had crashed
        return listening;
    }
    startKeeper();
    QMetaObject::invokeMethod(m_work.get(), [this] {
        runIn(m_alerts.get(), [] {}); // which has put the messages there that an earlier run didn't deliver
        m_work->start();
        m_rag->watch(*m_work, m_tracker);
    });
    return listening;
}

LocalWork Runtime::work() const
{
    return {
        .runSchedule = [this](const Text &name, const Origin &origin) { return m_runStarter->runNow(name, origin); },
        .startTool =
            [this](const QString &tool, const QJsonObject &parameters, const Origin &origin) {
                return m_work->submit(ProcessType::toolsExecution(), {{u"tool"_s, tool}, {u"parameters"_s, parameters}},
                                      origin);
            },
        .placeInQueue = [this](const ProcessId &id) -> std::optional<Operator::PlaceInQueue> {
            const auto place = m_work->place(id);
            if (!place)
                return std::nullopt;
            return Operator::PlaceInQueue{place->place, place->waiting, place->message};
        },
        .documents =
            [answers = m_rag->answers(*m_work, m_tracker)](Operator::AboutDocuments what, const QJsonObject &asked) {
                return RagServices::answer(answers, what, asked);
            },
        .alerts = [window = m_alertWindow](const AlertQuestion &question,
                                           const Operator::AlertsRead &done) { window->ask(question, done); },
        .tools = shownTools(m_settings.tools)};
}

QString Runtime::tryLine() const
{
    if (m_settings.skipAuth)
        return u"curl %1/processes"_s.arg(m_url);
    const QString token = m_tokenFile.isEmpty() ? u"$PROCESSION_TOKEN"_s : u"$(cat %1)"_s.arg(m_tokenFile);
    return u"curl -H \"Authorization: Bearer %1\" %2/processes"_s.arg(token, m_url);
}

QString Runtime::runLine() const
{
    // In a build folder the program stands beside this one; installed, it is found by its name.
    const QString name = u"processionctl"_s;
    const QString beside = QCoreApplication::applicationDirPath() + u'/' + name;
    QString line = QStandardPaths::findExecutable(name).isEmpty() && QFileInfo::exists(beside) ? beside : name;
    line += u" run"_s;
    if (m_url != u"http://127.0.0.1:8000"_s)
        line += u" --url %1"_s.arg(m_url);
    if (!m_tokenFile.isEmpty() && m_settings.dataDir != defaultDataDir())
        line += u" --data-dir %1"_s.arg(m_settings.dataDir);
    return line + u" --name 'My first process' -- sh -c 'for i in 20 40 60 80 100; do echo $i%; sleep 2; done'"_s;
}

void Runtime::shutDown()
{
    if (!m_server) {
        QMetaObject::invokeMethod(this, &Runtime::finished, Qt::QueuedConnection);
        return;
    }
    QMetaObject::invokeMethod(m_server.get(), [server = m_server.get()] { server->shutDown(); });
}

} // namespace Procession
