// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandoutput.h"

namespace Procession {

namespace {

ProgressParser parserFor(bool readsProgress, const std::optional<QRegularExpression> &pattern)
{
    if (!readsProgress)
        return ProgressParser::withoutProgress();
    return pattern ? ProgressParser(*pattern) : ProgressParser();
}

} // namespace

CommandOutput::CommandOutput(bool readsProgress, std::optional<QRegularExpression> pattern, QObject *parent)
    : QObject(parent)
    , m_readsProgress(readsProgress)
    , m_pattern(std::move(pattern))
    , m_parsers{parserFor(m_readsProgress, m_pattern), parserFor(m_readsProgress, m_pattern)}
{
}

void CommandOutput::feed(Stream stream, QByteArrayView bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_parsers[static_cast<size_t>(stream)].feed(bytes);
        m_newest = stream;
    }
    if (!m_told.exchange(true))
        QMetaObject::invokeMethod(this, &CommandOutput::changed, Qt::QueuedConnection);
}

void CommandOutput::finish()
{
    const std::scoped_lock lock(m_mutex);
    for (ProgressParser &parser : m_parsers)
        parser.finish();
}

void CommandOutput::reset()
{
    const std::scoped_lock lock(m_mutex);
    m_parsers = {parserFor(m_readsProgress, m_pattern), parserFor(m_readsProgress, m_pattern)};
    m_seen = {};
    m_state = {};
}

CommandOutput::State CommandOutput::state()
{
    m_told = false;
    const std::scoped_lock lock(m_mutex);
    // The stream that printed last comes last, so that its words are those that count.
    const Stream other = m_newest == Stream::Output ? Stream::Error : Stream::Output;
    for (const Stream stream : {other, m_newest}) {
        Seen &seen = m_seen[static_cast<size_t>(stream)];
        ProgressParser &parser = m_parsers[static_cast<size_t>(stream)];
        if (const auto progress = parser.progress(); progress && std::exchange(seen.progress, progress) != progress)
            m_state.progress = progress;
        if (const QString line = parser.lastLine(); !line.isEmpty() && std::exchange(seen.line, line) != line)
            m_state.message = line;
    }
    m_state.lastErrorLine = m_parsers[static_cast<size_t>(Stream::Error)].lastLine();
    return m_state;
}

} // namespace Procession
