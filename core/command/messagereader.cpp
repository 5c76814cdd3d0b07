// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "messagereader.h"

#include "plaintext.h"

#include <QJsonDocument>

#include <algorithm>
#include <cstring>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxMessageLength = 500;

/// Where a line begins with a brace, behind the first byte; -1 for nowhere. As fast as memory.
qsizetype nextBrace(QByteArrayView bytes)
{
    const void *found = bytes.isEmpty() ? nullptr : ::memmem(bytes.data(), static_cast<size_t>(bytes.size()), "\n{", 2);
    return found ? static_cast<const char *>(found) - bytes.data() + 1 : -1;
}

/// Whether it is worth reading: a program that prints JSON a line costs little.
bool mayBeMessage(QByteArrayView line)
{
    const QByteArrayView inner = line.sliced(1).trimmed();
    return inner.startsWith("\"progress\"") || inner.startsWith("\"message\"") || inner.startsWith("\"metadata\"");
}

qsizetype sizeOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).size();
}

} // namespace

std::optional<CommandMessage> messageIn(QByteArrayView line)
{
    line = line.trimmed();
    if (!line.startsWith('{') || !line.endsWith('}') || line.size() > MessageReader::maxLineBytes
        || !mayBeMessage(line))
        return std::nullopt;
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(line.toByteArray(), &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject())
        return std::nullopt;
    CommandMessage message;
    const QJsonObject object = document.object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QJsonValue value = it.value();
        if (it.key() == "progress"_L1 && value.isDouble() && value.toDouble() >= 0 && value.toDouble() <= 100)
            message.progress = value.toDouble();
        else if (it.key() == "message"_L1 && value.isString())
            message.message = PlainText::line(value.toString()).trimmed().left(maxMessageLength);
        else if (it.key() == "metadata"_L1 && value.isObject())
            message.metadata = value.toObject();
        else
            return std::nullopt;
    }
    if (!message.message.isEmpty() && message.message.back().isHighSurrogate())
        message.message.chop(1);
    if (sizeOf(message.metadata) > MessageReader::maxMetadataBytes)
        return std::nullopt;
    return message;
}

void MessageReader::feed(QByteArrayView bytes, const Rest &rest)
{
    while (!bytes.isEmpty()) {
        if (!m_isMessage && m_isAtBegin && bytes.front() == '{')
            m_isMessage = true;
        if (!m_isMessage) {
            const qsizetype brace = nextBrace(bytes);
            const QByteArrayView plain = brace < 0 ? bytes : bytes.first(brace);
            m_isAtBegin = plain.back() == '\n';
            rest(plain);
            bytes = bytes.sliced(plain.size());
            continue;
        }
        const void *found = std::memchr(bytes.data(), '\n', static_cast<size_t>(bytes.size()));
        const qsizetype end = found ? static_cast<const char *>(found) - bytes.data() + 1 : bytes.size();
        m_line.append(bytes.first(end));
        bytes = bytes.sliced(end);
        if (found || m_line.size() > maxLineBytes) {
            m_isAtBegin = found;
            endLine(rest);
        }
    }
}

void MessageReader::finish(const Rest &rest)
{
    endLine(rest);
    m_isAtBegin = true;
}

void MessageReader::endLine(const Rest &rest)
{
    m_isMessage = false;
    const QByteArray line = std::exchange(m_line, {});
    if (line.isEmpty())
        return;
    const auto message = messageIn(line);
    if (!message) {
        rest(line);
        return;
    }
    if (message->progress)
        m_said.progress = message->progress;
    if (!message->message.isEmpty())
        m_said.message = message->message;
    QJsonObject merged = m_said.metadata;
    for (auto it = message->metadata.begin(); it != message->metadata.end(); ++it)
        merged.insert(it.key(), it.value());
    if (sizeOf(merged) <= maxMetadataBytes)
        m_said.metadata = std::move(merged);
}

} // namespace Procession
