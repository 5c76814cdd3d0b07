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
        if (stream == Stream::Output || stream == Stream::Joined) {
            m_joined = stream == Stream::Joined;
            m_messages[0].feed(bytes, [this](QByteArrayView rest) { feedOutput(rest); });
        } else if (stream == Stream::Messages) {
            m_messages[1].feed(bytes, [](QByteArrayView) {});
        } else {
            feedParser(Stream::Error, bytes);
        }
    }
    if (!m_told.exchange(true))
        QMetaObject::invokeMethod(this, &CommandOutput::changed, Qt::QueuedConnection);
}

void CommandOutput::feedParser(Stream stream, QByteArrayView bytes)
{
    m_parsers[static_cast<size_t>(stream)].feed(bytes);
    m_newest = stream;
}

/// Of joined streams each line may be of an error.
void CommandOutput::feedOutput(QByteArrayView bytes)
{
    feedParser(m_joined ? Stream::Error : Stream::Output, bytes);
}

void CommandOutput::finish()
{
    const std::scoped_lock lock(m_mutex);
    m_messages[0].finish([this](QByteArrayView rest) { feedOutput(rest); });
    m_messages[1].finish([](QByteArrayView) {});
    for (ProgressParser &parser : m_parsers)
        parser.finish();
}

void CommandOutput::reset()
{
    const std::scoped_lock lock(m_mutex);
    m_parsers = {parserFor(m_readsProgress, m_pattern), parserFor(m_readsProgress, m_pattern)};
    m_messages = {};
    m_saysProgress = false;
    m_saysMessage = false;
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
        const auto progress = parser.progress();
        if (progress && std::exchange(seen.progress, progress) != progress && !m_saysProgress)
            m_state.progress = progress;
        const QString line = parser.lastLine();
        if (!line.isEmpty() && std::exchange(seen.line, line) != line && !m_saysMessage)
            m_state.message = line;
    }
    m_state.metadata = {};
    takeMessages();
    m_state.lastErrorLine = m_parsers[static_cast<size_t>(Stream::Error)].lastLine();
    return m_state;
}

void CommandOutput::takeMessages()
{
    for (MessageReader &reader : m_messages) {
        const CommandMessage said = reader.take();
        if (said.progress) {
            m_saysProgress = true;
            m_state.progress = said.progress;
        }
        if (!said.message.isEmpty()) {
            m_saysMessage = true;
            m_state.message = said.message;
        }
        for (auto it = said.metadata.begin(); it != said.metadata.end(); ++it)
            m_state.metadata.insert(it.key(), it.value());
    }
}

} // namespace Procession
