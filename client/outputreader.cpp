// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputreader.h"

#include "apijson.h"
#include "outputcodec.h"

#include <QJsonDocument>
#include <QLoggingCategory>
#include <QtEndian>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcOutput, "procession.client.output", QtWarningMsg)

} // namespace

OutputReader::OutputReader(ApiEndpoint endpoint, const ProcessId &id, const OutputReaderOptions &options,
                           QObject *parent)
    : QObject(parent)
    , m_id(id)
    , m_bringsEveryByte(options.bringsEveryByte)
    , m_bringsExtents(options.bringsExtents)
    , m_api(std::move(endpoint), options.times.silence)
    , m_socket(
          options.times, [this] { return nextRequest(); }, [this](const ApiSocket::Why &why) { askWhyRefused(why); })
    , m_place{.attempt = options.attempt, .offset = options.offset, .tail = options.tail}
    , m_offset(options.offset)
{
    connect(&m_socket, &ApiSocket::textReceived, this, &OutputReader::onText);
    connect(&m_socket, &ApiSocket::binaryReceived, this, &OutputReader::onBinary);
    connect(&m_socket, &ApiSocket::broken, this, [this](bool isRefused, const QString &problem) {
        if (!isRefused) {
            Q_EMIT interrupted(problem);
            return;
        }
        m_socket.stop();
        Q_EMIT refused(m_refusal.value_or(ApiError{403, {}, {ErrorCode::Io, problem, {}}, {}}));
    });
}

QNetworkRequest OutputReader::nextRequest() const
{
    QUrlQuery query;
    if (m_place.attempt)
        query.addQueryItem(u"attempt"_s, QString::number(*m_place.attempt));
    if (m_bringsExtents)
        query.addQueryItem(u"extents"_s, u"1"_s);
    else if (m_place.tail && !m_hasBegun)
        query.addQueryItem(u"tail"_s, QString::number(*m_place.tail));
    else
        query.addQueryItem(u"offset"_s, QString::number(m_offset));
    return m_api.endpoint().socketRequest(u"/ws/processes/"_s + m_id.toString() + u"/output"_s, query);
}

/// A byte of the same output is refused for the same reason, in words.
void OutputReader::askWhyRefused(const ApiSocket::Why &why)
{
    m_api.output(m_id, {.attempt = m_place.attempt, .limit = 1}, [this, why](const ApiReply<OutputPart> &reply) {
        m_refusal = reply ? std::nullopt : std::optional(reply.error());
        why(m_refusal);
    });
}

void OutputReader::onText(const QString &text)
{
    const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString type = message.value("type"_L1).toString();
    if (type == "begin"_L1) {
        if (std::exchange(m_hasBegun, true))
            return;
        m_place.attempt = message.value("attempt"_L1).toInt(1);
        m_offset = message.value("offset"_L1).toInteger();
        Q_EMIT begun(*m_place.attempt, m_offset);
    } else if (type == "extent"_L1) {
        if (const auto extent = outputExtentFrom(message); extent && m_bringsExtents)
            Q_EMIT extentReceived(*extent);
    } else if (type == "skipped"_L1) {
        skipTo(message.value("to"_L1).toInteger());
    } else if (type == "complete"_L1) {
        Q_EMIT completed(message.value("length"_L1).toInteger());
    } else if (type == "attempt"_L1) {
        Q_EMIT nextAttemptBegan(message.value("attempt"_L1).toInt());
    } else if (type == "error"_L1) {
        const ApiError error = apiErrorFrom(410, message);
        qCDebug(lcOutput).noquote() << "it ends:" << error.error.message;
        m_socket.stop();
        Q_EMIT refused(error);
    }
}

void OutputReader::onBinary(const QByteArray &message)
{
    constexpr qsizetype offsetSize = 8;
    const auto chunks = message.size() < offsetSize
        ? Result<std::vector<OutputChunk>>(Error{ErrorCode::InvalidField, u"It has no offset."_s, {}})
        : OutputCodec::decode(QByteArrayView(message).sliced(offsetSize));
    if (!chunks) {
        qCWarning(lcOutput).noquote() << "a message isn't understood:" << chunks.error().message;
        m_socket.reopen();
        return;
    }
    OutputBytes bytes{
        .offset = static_cast<qint64>(qFromBigEndian<quint64>(message.constData())), .bytes = {}, .runs = {}};
    for (const OutputChunk &chunk : *chunks)
        bytes.append(chunk);
    if (bytes.offset > m_offset)
        skipTo(bytes.offset);
    if (m_offset >= bytes.end() || m_offset < bytes.offset)
        return; // known already, or asked for again
    if (m_offset > bytes.offset)
        bytes = bytes.part(m_offset, bytes.end());
    m_offset = bytes.end();
    Q_EMIT received(bytes);
}

void OutputReader::skipTo(qint64 offset)
{
    if (offset <= m_offset)
        return;
    // What isn't kept is skipped again.
    if (m_bringsEveryByte && m_askedAgainAt != m_offset) {
        m_askedAgainAt = m_offset;
        m_socket.reopen();
        return;
    }
    const OutputRange range{m_offset, offset};
    m_offset = offset;
    Q_EMIT skipped(range);
}

} // namespace Procession
