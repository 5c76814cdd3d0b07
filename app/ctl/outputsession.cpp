// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputsession.h"

#include "commandsupport.h"
#include "processtext.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// How long the rest of an output is waited for once its process has ended, and while nothing of it comes.
constexpr std::chrono::seconds restOfOutput{5};

} // namespace

OutputSession::OutputSession(const ApiEndpoint &endpoint, const ProcessId &id, bool isJson)
    : m_id(id)
    , m_isJson(isJson)
    , m_api(endpoint)
    , m_follower(endpoint, id)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(restOfOutput);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        Terminal::printError(
            u"the rest of the output doesn't come; \"processionctl output %1\" reads it later."_s.arg(m_id.toString()));
        finish(*m_exitCode);
    });
    connect(&m_follower, &ProcessFollower::changed, this, &OutputSession::show);
    connect(&m_follower, &ProcessFollower::ended, this, &OutputSession::onEnded);
    connect(&m_follower, &ProcessFollower::forgotten, this, [this] {
        Terminal::printError(u"the server no longer knows the process."_s);
        finish(ExitCode::notFound);
    });
    connect(&m_follower, &ProcessFollower::interrupted, this,
            [] { Terminal::printError(u"the connection broke; trying again."_s); });
    connect(&m_follower, &ProcessFollower::refused, this, [this](const QString &problem) {
        Terminal::printError(problem);
        finish(ExitCode::refused);
    });
}

int OutputSession::run()
{
    m_follower.start();
    return QCoreApplication::exec();
}

void OutputSession::cancel()
{
    if (std::exchange(m_cancelling, true)) {
        finish(ExitCode::cancelled);
        return;
    }
    m_api.cancel(m_id, {}, [this](const ApiReply<void> &reply) {
        // 409: it has ended meanwhile, which the feed tells.
        if (!reply && reply.error().status != 409) {
            reportProblem(reply.error());
            finish(ExitCode::cancelled);
        }
    });
}

void OutputSession::show(const ProcessPtr &process)
{
    if ((*process)->status != ProcessStatus::Pending && (*process)->attempt > m_attempt && !m_isJson)
        readAttempt((*process)->attempt);
    const bool waits = isTerminal((*process)->status) && isLive(**process) && !m_cancelling;
    if (waits && std::exchange(m_announced, (*process)->attempt) != (*process)->attempt)
        Terminal::printError(retryAnnouncement(**process));
}

void OutputSession::readAttempt(int attempt)
{
    m_attempt = attempt;
    m_isRead = false;
    m_printer.finish();
    m_reader = std::make_unique<OutputReader>(
        m_api.endpoint(), m_id,
        OutputReaderOptions{.attempt = attempt, .offset = 0, .tail = {}, .bringsEveryByte = true});
    connect(m_reader.get(), &OutputReader::received, this, [this](const OutputBytes &bytes) {
        if (m_rest.isActive())
            m_rest.start();
        m_printer.print(bytes);
    });
    connect(m_reader.get(), &OutputReader::skipped, this,
            [this](const OutputRange &range) { m_printer.tellCut(range); });
    const auto read = [this] {
        m_isRead = true;
        if (m_exitCode)
            finish(*m_exitCode);
    };
    connect(m_reader.get(), &OutputReader::completed, this, read);
    connect(m_reader.get(), &OutputReader::refused, this, read);
    m_reader->open();
}

void OutputSession::onEnded(const ProcessPtr &last)
{
    const Process &process = **last;
    const bool isCancelled = process.status == ProcessStatus::Cancelled || m_cancelling;
    m_exitCode = process.status == ProcessStatus::Completed ? ExitCode::ok
        : isCancelled                                       ? ExitCode::cancelled
        : process.status == ProcessStatus::Timeout          ? ExitCode::timedOut
                                                            : ExitCode::refused;
    if (m_isJson)
        printJson({{u"process"_s, QJsonDocument::fromJson(last->json()).object()}});
    if (process.status != ProcessStatus::Completed) {
        Terminal::printError(process.errorMessage.isEmpty() ? u"it is %1."_s.arg(wireName(process.status))
                                                            : process.errorMessage.toString());
    }
    if (m_isRead)
        finish(*m_exitCode);
    else
        m_rest.start();
}

void OutputSession::finish(int exitCode)
{
    if (std::exchange(m_isFinished, true))
        return;
    m_printer.finish();
    QMetaObject::invokeMethod(
        qApp, [exitCode] { QCoreApplication::exit(exitCode); }, Qt::QueuedConnection);
}

} // namespace Procession
