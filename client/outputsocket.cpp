// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputsocket.h"

#include "outputcodec.h"

#include <QJsonDocument>
#include <QtEndian>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds longestIdle{10};
constexpr qsizetype offsetSize = sizeof(quint64);

QNetworkRequest requestFor(const ApiEndpoint &endpoint, const ProcessId &id, int attempt)
{
    QUrlQuery query;
    query.addQueryItem(u"attempt"_s, QString::number(attempt));
    return endpoint.socketRequest(u"/ws/processes/"_s + id.toString() + u"/output/append"_s, query);
}

} // namespace

OutputSocket::OutputSocket(const ApiEndpoint &endpoint, const ProcessId &id, int attempt, QObject *parent)
    : QObject(parent)
    , m_socket(
          {}, [&endpoint, id, attempt] { return requestFor(endpoint, id, attempt); },
          [](const ApiSocket::Why &why) { why(std::nullopt); })
    , m_idle(this)
{
    connect(&m_socket, &ApiSocket::textReceived, this, &OutputSocket::onText);
    connect(&m_socket, &ApiSocket::broken, this, [this] {
        m_maxRecords = 0;
        Q_EMIT broken();
    });
    m_idle.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, &OutputSocket::idle);
    m_idle.start(longestIdle);
    m_socket.open();
}

void OutputSocket::send(qint64 offset, const QByteArray &records)
{
    QByteArray message(offsetSize, Qt::Uninitialized);
    message.reserve(offsetSize + records.size());
    qToBigEndian(static_cast<quint64>(offset), message.data());
    message.append(records);
    m_socket.sendBinary(message);
    m_idle.start(longestIdle);
}

void OutputSocket::onText(const QString &text)
{
    const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString type = message.value("type"_L1).toString();
    if (type == "begin"_L1) {
        const qint64 records = message.value("max_message_bytes"_L1).toInteger() - offsetSize;
        m_maxRecords = records > OutputCodec::headSize ? records : 0; // for less, requests do
    } else if (type == "stored"_L1) {
        Q_EMIT stored(message.value("length"_L1).toInteger());
    }
}

} // namespace Procession
