// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputsession.h"

#include "commandsupport.h"
#include "processtext.h"
#include "terminal.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// How long the rest of an output is waited for once its process has ended, and while nothing of it comes.
constexpr std::chrono::seconds restOfOutput{5};

} // namespace

OutputSession::OutputSession(const ApiEndpoint &endpoint, const ProcessId &id, bool isJson)
    : FollowedSession(endpoint, id, u"process"_s)
    , m_isJson(isJson)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(restOfOutput);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        Terminal::printError(u"the rest of the output doesn't come; \"processionctl output %1\" reads it later."_s.arg(
            this->id().toString()));
        finish(*m_exitCode);
    });
}

void OutputSession::show(const ProcessPtr &process)
{
    if ((*process)->status != ProcessStatus::Pending && (*process)->attempt > m_attempt && !m_isJson)
        readAttempt((*process)->attempt);
    announceRetry(**process);
}

void OutputSession::readAttempt(int attempt)
{
    m_attempt = attempt;
    m_isRead = false;
    m_printer.finish();
    m_reader = std::make_unique<OutputReader>(
        endpoint(), id(), OutputReaderOptions{.attempt = attempt, .offset = 0, .tail = {}, .bringsEveryByte = true});
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
    m_exitCode = exitCodeOf(process);
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

} // namespace Procession
