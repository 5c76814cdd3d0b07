// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"

#include "alertrows.h"
#include "alertrulejson.h"
#include "schedulejson.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <QQuickWindow>
#include <QSettings>
#include <QTest>

#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QByteArray toJson(const QVariantMap &fields)
{
    return QJsonDocument(QJsonObject::fromVariantMap(fields)).toJson(QJsonDocument::Compact);
}

} // namespace

bool Bench::begin(const QString &durability)
{
    end();
    m_alerts.reset();
    Settings settings;
    settings.store.durability = durabilityFromString(durability).value();
    return begin(settings, false);
}

bool Bench::beginWith(const QVariantMap &configuration)
{
    Settings settings;
    settings.store.durability = Durability::Normal;
    const QJsonObject tools = QJsonObject::fromVariantMap(configuration.value(u"tools"_s).toMap());
    for (auto it = tools.begin(); it != tools.end(); ++it) {
        const auto tool = toolFromJson(it.key(), it.value().toObject());
        if (!tool) {
            qWarning("%s", qPrintable(tool.error().message));
            return false;
        }
        settings.tools.tools.insert(it.key(), *tool);
    }
    const QJsonObject schedules = QJsonObject::fromVariantMap(configuration.value(u"schedules"_s).toMap());
    for (auto it = schedules.begin(); it != schedules.end(); ++it) {
        const auto schedule = scheduleFromJson(it.key(), it.value().toObject());
        if (!schedule) {
            qWarning("%s", qPrintable(schedule.error().message));
            return false;
        }
        settings.schedules.push_back(*schedule);
    }
    const QVariantMap documents = configuration.value(u"documents"_s).toMap();
    for (const auto &[name, text] : documents.asKeyValueRange()) {
        QFile file(m_documents.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toString().toUtf8()) < 0)
            return false;
    }
    settings.documents.allowed.folders = {QFileInfo(m_documents.path()).canonicalFilePath()};
    end();
    m_alerts.reset();
    if (configuration.contains(u"alerts"_s)) {
        m_alerts = std::make_unique<MadeAlerts>();
        tellAlerts(configuration.value(u"alerts"_s).toMap());
    }
    return begin(settings, configuration.value(u"remote"_s).toBool());
}

void Bench::tellAlerts(const QVariantMap &told)
{
    using What = AlertQuestion::What;
    const std::array lists{std::tuple(What::Ended, u"ended"_s, u"alerts"_s),
                           std::tuple(What::Silences, u"silences"_s, u"silences"_s),
                           std::tuple(What::Channels, u"channels"_s, u"channels"_s)};
    const QString error = told.value(u"error"_s).toString();
    for (const auto &[what, name, key] : lists) {
        if (error.isEmpty())
            m_alerts->tell(what, QJsonObject{{key, QJsonArray::fromVariantList(told.value(name).toList())}});
        else
            m_alerts->tell(what, Error{ErrorCode::Io, error, {}});
    }
    m_toldAlerts = told;
    if (m_runtime)
        putAlerts();
}

/// The open ones and the rules are told by the log.
void Bench::putAlerts()
{
    AlertNews news{.rule = {}, .episodes = {}, .isAll = true};
    for (const QVariant &episode : m_toldAlerts.value(u"open"_s).toList()) {
        news.episodes.push_back(
            std::make_shared<const AlertEpisode>(alertEpisodeFrom(QJsonObject::fromVariantMap(episode.toMap()))));
    }
    m_runtime->tracker().tellAlerts(std::move(news));
    for (const QVariant &value : m_toldAlerts.value(u"rules"_s).toList()) {
        const QJsonObject fields = QJsonObject::fromVariantMap(value.toMap());
        const auto rule = alertRuleFromJson(fields[u"name"_s].toString(), AlertRows::fieldsOf(fields));
        if (!rule || !m_runtime->tracker().putAlertRule(*rule, fields[u"configured"_s].toBool()))
            qWarning("a rule isn't understood");
    }
}

QString Bench::alertsAsked(const QString &what) const
{
    using What = AlertQuestion::What;
    static const QHash<QString, What> kinds{
        {u"acknowledge"_s, What::Acknowledge}, {u"silence"_s, What::Silence}, {u"end"_s, What::EndSilence},
        {u"test"_s, What::TestChannel},        {u"put"_s, What::PutRule},     {u"remove"_s, What::RemoveRule}};
    const QList<AlertQuestion> asked = m_alerts->asked(kinds.value(what));
    if (asked.isEmpty())
        return {};
    const QJsonObject &body = asked.constLast().body;
    return asked.constLast().name
        + (body.isEmpty() ? QString() : u' ' + QString::fromUtf8(QJsonDocument(body).toJson(QJsonDocument::Compact)));
}

bool Bench::begin(const Settings &given, bool isRemote)
{
    end();
    m_folder = std::make_unique<QTemporaryDir>();
    Settings settings = given;
    settings.server.port = 0;
    settings.dataDir = m_folder->path();
    settings.token = RunningServer::token();
    m_runtime = std::make_unique<Runtime>(settings);
    if (!m_runtime->start())
        return false;
    if (m_alerts)
        putAlerts();
    lookAt(isRemote);
    const QString url = m_runtime->url();
    m_dashboard->server()->setListening(url, u"curl %1/processes"_s.arg(url), u"processionctl run --url %1"_s.arg(url));
    connect(m_runtime.get(), &Runtime::subscriberCountChanged, m_dashboard->server(),
            &ServerStatus::setSubscriberCount);
    Q_EMIT begun();
    return true;
}

void Bench::lookAt(bool isRemote)
{
    if (isRemote) {
        m_remote = std::make_unique<Remote>(
            ApiEndpoint{.url = QUrl(m_runtime->url()), .token = RunningServer::token(), .tokenSource = {}}, m_clock);
        m_dashboard = std::make_unique<Dashboard>(Dashboard::Parts{.source = m_remote->source.processes(),
                                                                   .changes = m_remote->changes,
                                                                   .clock = m_clock,
                                                                   .history = &m_remote->history,
                                                                   .output = &m_remote->output,
                                                                   .series = &m_remote->series,
                                                                   .analytics = &m_remote->analytics});
        m_remote->source.open();
        return;
    }
    LocalWork work = m_runtime->work();
    if (m_alerts) {
        // The past is the server's.
        work.alerts = [made = m_alerts.get(), past = work.alerts](const AlertQuestion &question,
                                                                  const Operator::AlertsRead &done) {
            if (question.what == AlertQuestion::What::Rehearse)
                past(question, done);
            else
                done(made->ask(question));
        };
    }
    m_changes = std::make_unique<LocalOperator>(m_runtime->tracker(), m_runtime->store(), std::move(work));
    m_history = LocalHistory::of(m_runtime->archive());
    m_output = std::make_unique<LocalOutput>(m_runtime->output());
    m_series = std::make_unique<LocalSeries>(m_runtime->series());
    m_analytics = LocalAnalytics::of(m_runtime->analytics());
    m_dashboard = std::make_unique<Dashboard>(Dashboard::Parts{m_runtime->tracker(), *m_changes, m_clock,
                                                               m_history.get(), m_output.get(), m_runtime->durations(),
                                                               m_series.get(), m_analytics.get()});
}

void Bench::end()
{
    m_subscriber.reset();
    m_dashboard.reset();
    m_remote.reset();
    m_output.reset();
    m_series.reset();
    m_analytics.reset();
    m_changes.reset();
    m_history.reset();
    m_runtime.reset();
    m_folder.reset();
}

HttpAnswer Bench::request(const QByteArray &method, const QString &path, const QByteArray &body)
{
    return askHttp(m_runtime->url() + path, RunningServer::token(), method, body);
}

bool Bench::start(const QVariantMap &fields)
{
    QVariantMap whole{{u"process_type"_s, u"background_job"_s}, {u"name"_s, u"A job"_s}};
    whole.insert(fields);
    return request("POST", u"/processes"_s, toJson(whole)).status == 201;
}

bool Bench::report(const QString &processId, const QVariantMap &fields)
{
    return request("PATCH", u"/processes/"_s + processId, toJson(fields)).status == 200;
}

QVariant Bench::ask(const QString &processId, const QString &key)
{
    return request("GET", u"/processes/"_s + processId).json()[u"process"_s].toObject()[key].toVariant();
}

bool Bench::putSchedule(const QString &name, const QVariantMap &fields)
{
    return request("PUT", u"/schedules/"_s + name, toJson(fields)).status / 100 == 2;
}

bool Bench::putExpectation(const QString &name, const QVariantMap &fields)
{
    return request("PUT", u"/expectations/"_s + name, toJson(fields)).status / 100 == 2;
}

bool Bench::pingExpectation(const QString &name, const QVariantMap &ping)
{
    return request("POST", u"/expectations/%1/ping"_s.arg(name), toJson(ping)).status / 100 == 2;
}

bool Bench::removeSchedule(const QString &name)
{
    return request("DELETE", u"/schedules/"_s + name).status == 200;
}

QVariant Bench::askSchedule(const QString &name, const QString &key)
{
    return request("GET", u"/schedules/"_s + name).json()[u"schedule"_s].toObject()[key].toVariant();
}

QStringList Bench::processIds()
{
    QStringList ids;
    const QJsonArray processes = request("GET", u"/processes"_s).json()[u"processes"_s].toArray();
    for (const QJsonValue &process : processes)
        ids.append(process[u"process_id"_s].toString());
    return ids;
}

QString Bench::printed(const QString &processId)
{
    const HttpAnswer answer = request("GET", u"/processes/%1/output"_s.arg(processId));
    return QString::fromUtf8(answer.body).trimmed();
}

bool Bench::startMany(int count)
{
    QByteArray lines;
    for (int number = 0; number < count; ++number) {
        lines += toJson({{u"process_id"_s, u"p%1"_s.arg(number)},
                         {u"process_type"_s, u"background_job"_s},
                         {u"name"_s, u"Job %1"_s.arg(number)},
                         {u"status"_s, u"running"_s}})
            + '\n';
    }
    return request("POST", u"/processes/batch"_s, lines).status == 200;
}

bool Bench::startTool(const QString &name)
{
    return request("POST", u"/tools/"_s + name, {}).status / 100 == 2;
}

bool Bench::train(const QString &collection)
{
    const QJsonObject asked{{u"folder"_s, m_documents.path()}, {u"collection"_s, collection}};
    return request("POST", u"/rag/training"_s, toJson(asked.toVariantMap())).status / 100 == 2;
}

bool Bench::pauseQueue(const QString &type, const QString &reason)
{
    const auto found = type.isEmpty() ? ProcessType() : ProcessType::fromString(type);
    return found && m_runtime->tracker().pauseQueue(*found, {.reason = reason});
}

bool Bench::registerType(const QString &type)
{
    return request("PUT", u"/processes/types/"_s + type).status / 100 == 2;
}

bool Bench::subscribe()
{
    m_subscriber = std::make_unique<RawClient>(static_cast<quint16>(QUrl(m_runtime->url()).port()));
    m_subscriber->send(requestLines("GET /ws/processes", {},
                                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    return statusOf(m_subscriber->readAnswer(false)) == 101;
}

bool Bench::markQuiet(const QString &processId)
{
    const auto id = ProcessId::fromString(processId);
    const ProcessPtr process = id ? m_runtime->tracker().find(*id) : nullptr;
    return process
        && m_runtime->tracker()
               .markQuiet(*id, {.attempt = (*process)->attempt, .reportSeq = (*process)->reportSeq})
               .ok();
}

bool Bench::startLocally(const QString &processId)
{
    StartChange start;
    start.id = ProcessId::fromString(processId).value();
    start.type = ProcessType::backgroundJob();
    start.name = u"A job"_s;
    return m_runtime->tracker().start(start).ok();
}

bool Bench::startWork(const QString &processId, const QVariantMap &asked)
{
    StartChange start;
    start.id = ProcessId::fromString(processId).value();
    start.type = ProcessType::backgroundJob();
    start.name = u"A job"_s;
    start.status = ProcessStatus::Running;
    start.work = QString::fromUtf8(toJson(asked));
    return m_runtime->tracker().start(start).ok();
}

bool Bench::giveId(const QString &from, const QString &to)
{
    SqliteConnection connection;
    return connection.open(DataFolder::databaseIn(m_folder->path()), SqliteConnection::Mode::ReadWrite)
        && connection.run(u"UPDATE processes SET process_id = '%1' WHERE process_id = '%2'"_s.arg(to, from));
}

bool Bench::ageHistory(int seconds)
{
    SqliteConnection connection;
    if (!connection.open(DataFolder::databaseIn(m_folder->path()), SqliteConnection::Mode::ReadWrite))
        return false;
    const qint64 ms = seconds * 1000LL;
    for (const QString &change :
         {u"UPDATE events SET time = time - %1"_s,
          u"UPDATE processes SET created_at = created_at - %1, started_at = started_at - %1, "
          "completed_at = completed_at - %1, archived = iif(archived > 1, archived - %1, archived)"_s,
          u"UPDATE meta SET value = value - %1 WHERE key = 'known_since'"_s}) {
        if (!connection.run(change.arg(ms)))
            return false;
    }
    return true;
}

bool Bench::fillHistory(int count)
{
    ProcessTracker &tracker = m_runtime->tracker();
    for (int number = 0; number < count; ++number) {
        StartChange start;
        start.id = ProcessId::fromString(u"h%1"_s.arg(number)).value();
        start.type = ProcessType::backgroundJob();
        start.name = u"Job %1"_s.arg(number);
        start.status = ProcessStatus::Running;
        if (!tracker.start(start) || !tracker.report(start.id, {.status = ProcessStatus::Completed})
            || !tracker.archive(start.id))
            return false;
    }
    return QTest::qWaitFor([this] { return m_runtime->log().committed() == m_runtime->log().head(); });
}

bool Bench::import(QVariantMap process, int seconds, int secondsAgo)
{
    const double now = static_cast<double>(m_clock.wallMs()) / 1000.0 - secondsAgo;
    if (!process.contains(u"name"_s))
        process.insert(u"name"_s, u"A job"_s);
    process.insert({{u"process_type"_s, u"background_job"_s},
                    {u"created_at"_s, now - seconds},
                    {u"started_at"_s, now - seconds},
                    {u"updated_at"_s, now}});
    if (process.value(u"status"_s) == u"completed"_s)
        process.insert(u"completed_at"_s, now);
    const HttpAnswer answer = request("POST", u"/processes/import"_s, toJson(process) + '\n');
    return answer.status == 200 && answer.body.contains("\"status\":201");
}

bool Bench::importRun(const QString &processId, int seconds)
{
    return import({{u"process_id"_s, processId}, {u"status"_s, u"completed"_s}}, seconds);
}

bool Bench::importPast(const QString &processId, const QString &name, int secondsAgo, int seconds)
{
    return import({{u"process_id"_s, processId}, {u"status"_s, u"completed"_s}, {u"name"_s, name}}, seconds,
                  secondsAgo);
}

bool Bench::importRunning(const QString &processId, int seconds)
{
    return import({{u"process_id"_s, processId}, {u"status"_s, u"running"_s}}, seconds);
}

bool Bench::archive(const QString &processId)
{
    const auto id = ProcessId::fromString(processId);
    return id && m_runtime->tracker().archive(*id);
}

bool Bench::renameTables(const QString &from, const QString &to)
{
    SqliteConnection connection;
    if (!connection.open(DataFolder::databaseIn(m_folder->path()), SqliteConnection::Mode::ReadWrite))
        return false;
    for (const QString &table : {u"processes"_s, u"events"_s}) {
        if (!connection.run(u"ALTER TABLE %1 RENAME TO %2"_s.arg(from.arg(table), to.arg(table))))
            return false;
    }
    return true;
}

bool Bench::breakStore()
{
    return renameTables(u"%1"_s, u"hidden_%1"_s);
}

bool Bench::mendStore()
{
    return renameTables(u"hidden_%1"_s, u"%1"_s);
}

bool Bench::print(const QString &processId, int attempt, const QString &text, bool isError)
{
    const auto id = ProcessId::fromString(processId);
    const ProcessPtr process = id ? m_runtime->tracker().find(*id) : nullptr;
    const QByteArray bytes = text.toUtf8();
    const std::array chunks{
        OutputChunk{isError ? OutputStream::Stderr : OutputStream::Stdout, m_clock.wallMs(), bytes}};
    return process && m_runtime->output().append(OutputKey::of(**process, attempt), OutputStore::atEnd, chunks).ok();
}

void Bench::setPreference(const QString &name, const QVariant &value)
{
    QSettings().setValue(name, value);
}

void Bench::doubleClick(QQuickItem *item)
{
    const QPointF at = item->mapToScene(QPointF(item->width() / 2, item->height() / 2));
    QQuickWindow *window = item->window();
    constexpr quint64 apart = 20; // ms
    for (quint64 step = 0; step < 4; ++step) {
        const bool isPress = step % 2 == 0;
        QMouseEvent event(isPress ? QEvent::MouseButtonPress : QEvent::MouseButtonRelease, at, window->mapToGlobal(at),
                          Qt::LeftButton, isPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
        event.setTimestamp(m_lastClick += apart);
        QCoreApplication::sendEvent(window, &event);
    }
    m_lastClick += 1000; // whatever comes next is a click of its own
}

QString Bench::clipboardText() const
{
    return QGuiApplication::clipboard()->text();
}

void Bench::clearClipboard()
{
    QGuiApplication::clipboard()->clear();
}

} // namespace Procession
