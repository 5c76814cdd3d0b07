// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandjob.h"

#include "metadatakeys.h"
#include "runfigures.h"

#include <QFile>

#include <semaphore>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds reportInterval{200};
constexpr qint64 maxSecretBytes = 65536;
constexpr qsizetype mostUnstored = 65536; // bytes of one stream

} // namespace

CommandJob::CommandJob(JobCommand command, const ProcessId &id, int attempt, const Clock &clock)
    : m_command(std::move(command))
    , m_id(id)
    , m_attempt(attempt)
    , m_stderr{.stream = OutputStream::Stderr, .read = CommandOutput::Stream::Error}
    , m_messages{.read = CommandOutput::Stream::Messages, .isStored = false}
    , m_output(true, std::nullopt)
    , m_reportTimer(this)
    , m_runner(CommandRunner::Place::Apart, {tapInto(m_stdout), tapInto(m_stderr), tapInto(m_messages)}, clock)
{
    m_reportTimer.setSingleShot(true);
    m_reportTimer.setInterval(reportInterval);
    connect(&m_reportTimer, &QTimer::timeout, this, &CommandJob::report);
    connect(&m_wait, &LockWait::over, this, &CommandJob::begin);
    connect(&m_output, &CommandOutput::changed, this, [this] {
        if (m_runner.isRunning() && !m_isStopping && !m_reportTimer.isActive())
            m_reportTimer.start();
    });
    connect(&m_runner, &CommandRunner::started, this, [this] {
        Q_EMIT reported({.metadataUpdate = {{MetadataKeys::pid, m_runner.processId()}}});
    });
    connect(&m_runner, &CommandRunner::sampled, this, [this](const ResourceSample &sample) {
        if (!m_isStopping)
            Q_EMIT reported({.resources = reportedSample(sample, m_sample ? &*m_sample : nullptr)});
        m_sample = sample;
    });
    connect(&m_runner, &CommandRunner::finished, this, &CommandJob::onEnded);
}

CommandJob::~CommandJob() = default;

void CommandJob::begin()
{
    if (m_isStopping)
        return; // it waited for an earlier attempt, and nobody waits for this one any more
    std::optional<RunLock::Holder> holder;
    m_lock = RunLock::take(m_command.lockFile, holder);
    if (holder && holder->problem != 0) {
        fail(u"The server can't note that it runs: %1"_s.arg(qt_error_string(holder->problem)), true);
    } else if (holder) {
        Q_EMIT reported({.message = u"Waits until the command of the earlier attempt has ended"_s});
        m_wait.begin(*holder);
    } else if (readSecrets()) {
        run();
    }
}

bool CommandJob::readSecrets()
{
    QByteArrayList values;
    for (const auto &[name, path] : m_command.secrets.asKeyValueRange()) {
        QFile file(path);
        const bool isRead = file.open(QIODevice::ReadOnly) && file.size() <= maxSecretBytes;
        QByteArray value = isRead ? file.read(maxSecretBytes) : QByteArray();
        while (value.endsWith('\n') || value.endsWith('\r'))
            value.chop(1);
        if (!isRead || value.contains('\0')) {
            fail(u"The server can't read the secret %1"_s.arg(name), true);
            return false;
        }
        m_secretVariables.append(name.toUtf8() + '=' + value);
        values.append(value);
    }
    for (Way *way : {&m_stdout, &m_stderr, &m_messages})
        way->mask = SecretMask(values);
    return true;
}

void CommandJob::run()
{
    if (!m_lock.begin(m_attempt)) {
        fail(u"The server can't note that it runs"_s, true);
        return;
    }
    QByteArrayList environment = m_command.environment + std::exchange(m_secretVariables, {});
    environment.append("PROCESSION_PROCESS_ID=" + m_id.bytes().toByteArray());
    environment.append("PROCESSION_ATTEMPT=" + QByteArray::number(m_attempt));
    m_runner.start({.command = m_command.argv,
                    .environment = environment,
                    .grace = m_command.grace,
                    .limits = resourceLimits(m_command.limits),
                    .folder = m_command.folder,
                    .lock = m_lock.descriptor()});
}

OutputPump::Tap CommandJob::tapInto(Way &way)
{
    return [this, &way](QByteArrayView bytes) { pass(way, way.mask.feed(bytes)); };
}

/// On the thread of the stream, which the command waits for where it prints faster than that.
void CommandJob::pass(Way &way, const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    m_output.feed(way.read, bytes);
    if (!m_sink || !way.isStored)
        return;
    m_sink->write(way.stream, bytes);
    way.unstored += bytes.size();
    if (way.unstored < mostUnstored)
        return;
    const auto isStored = std::make_shared<std::binary_semaphore>(0);
    m_sink->whenStored([isStored] { isStored->release(); });
    isStored->acquire();
    way.unstored = 0;
}

void CommandJob::report()
{
    const CommandOutput::State state = m_output.state();
    ReportChange change{.progress = state.progress, .metadataUpdate = saidMetadata(state.metadata)};
    if (!state.message.isEmpty())
        change.message = state.message;
    Q_EMIT reported(change);
}

bool CommandJob::stop()
{
    m_reportTimer.stop();
    m_isStopping = true;
    if (!m_runner.isRunning())
        return true;
    m_runner.terminate(m_command.grace);
    return false;
}

void CommandJob::onEnded(const CommandEnding &ending)
{
    m_reportTimer.stop();
    for (Way *way : {&m_stdout, &m_stderr, &m_messages})
        pass(*way, way->mask.finish());
    m_output.finish();
    m_lock = RunLock();
    const CommandOutput::State state = m_output.state();
    ReportChange change{.progress = state.progress, .metadataUpdate = saidMetadata(state.metadata)};
    if (auto totals = reportedTotals(ending.resources, m_sample ? &*m_sample : nullptr))
        change.resources = *totals;
    const bool saysMore = ending.limit || ending.resources == ResourceTotals{};
    change.exit = reportedExit(ending, saysMore ? ending.problem : QString());
    if (m_isStopping) {
        Q_EMIT reported({.resources = change.resources, .exit = change.exit});
        Q_EMIT stopped();
        return;
    }
    change.status = ending.exitCode == 0 ? ProcessStatus::Completed : ProcessStatus::Failed;
    if (!state.message.isEmpty())
        change.message = state.message;
    if (!ending.problem.isEmpty()) {
        change.errorMessage =
            state.lastErrorLine.isEmpty() ? ending.problem : ending.problem + u": "_s + state.lastErrorLine;
    }
    const bool wasNeverRun = ending.resources == ResourceTotals{} && (ending.exitCode == 126 || ending.exitCode == 127);
    if (wasNeverRun || (ending.limit && m_command.limits.retriesOver == false))
        change.retryable = false;
    change.metadataUpdate.insert(MetadataKeys::exitCode, ending.exitCode);
    Q_EMIT reported(change);
}

void CommandJob::fail(const QString &why, bool retryable)
{
    Q_EMIT reported({.status = ProcessStatus::Failed, .errorMessage = why, .retryable = retryable});
}

} // namespace Procession
