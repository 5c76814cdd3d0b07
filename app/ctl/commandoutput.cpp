// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandoutput.h"

namespace Procession {

namespace {

ProgressParser parserFor(const std::optional<QRegularExpression> &pattern)
{
    return pattern ? ProgressParser(*pattern) : ProgressParser();
}

} // namespace

CommandOutput::CommandOutput(std::optional<QRegularExpression> pattern, QObject *parent)
    : QObject(parent)
    , m_pattern(std::move(pattern))
    , m_parsers{parserFor(m_pattern), parserFor(m_pattern)}
{
}

void CommandOutput::feed(Stream stream, QByteArrayView bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        ProgressParser &parser = m_parsers[static_cast<size_t>(stream)];
        if (!parser.feed(bytes))
            return;
        collect(parser);
        m_state.lastErrorLine = m_parsers[static_cast<size_t>(Stream::Error)].lastLine();
    }
    if (!m_told.exchange(true))
        QMetaObject::invokeMethod(this, &CommandOutput::changed, Qt::QueuedConnection);
}

void CommandOutput::finish()
{
    const std::scoped_lock lock(m_mutex);
    for (ProgressParser &parser : m_parsers) {
        if (parser.finish())
            collect(parser);
    }
    m_state.lastErrorLine = m_parsers[static_cast<size_t>(Stream::Error)].lastLine();
}

void CommandOutput::reset()
{
    const std::scoped_lock lock(m_mutex);
    m_parsers = {parserFor(m_pattern), parserFor(m_pattern)};
    m_state = {};
}

CommandOutput::State CommandOutput::state() const
{
    m_told = false;
    const std::scoped_lock lock(m_mutex);
    return m_state;
}

void CommandOutput::collect(const ProgressParser &parser)
{
    if (parser.progress())
        m_state.progress = parser.progress();
    if (!parser.lastLine().isEmpty())
        m_state.message = parser.lastLine();
}

} // namespace Procession
