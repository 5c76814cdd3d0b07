// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputframes.h"

#include "outputcodec.h"
#include "outputextentjson.h"
#include "serverframes.h"

#include <QtEndian>

#include <array>

namespace Procession::OutputFrames {

namespace {

/// Appends a message of that type, of which `write` prints the other members.
template <typename Write>
void appendMessage(QByteArray &out, QByteArrayView type, Write write)
{
    QByteArray json;
    ObjectWriter message(json);
    message.ascii("type", type);
    write(message);
    message.close();
    ServerFrames::appendText(out, json);
}

} // namespace

void appendBegin(QByteArray &out, int attempt, qint64 offset, qint64 length)
{
    appendMessage(out, "begin", [=](ObjectWriter &message) {
        message.integer("attempt", attempt);
        message.integer("offset", offset);
        message.integer("length", length);
    });
}

void appendBytes(QByteArray &out, const OutputBytes &content)
{
    std::array<char, 8> offset{};
    qToBigEndian(static_cast<quint64>(content.offset), offset.data());
    const QByteArray records = OutputCodec::encode(content.chunks());
    ServerFrames::beginBinary(out, static_cast<qsizetype>(offset.size()) + records.size());
    out.append(offset.data(), offset.size());
    out.append(records);
}

void appendExtent(QByteArray &out, int attempt, const OutputExtent &extent)
{
    appendMessage(out, "extent", [&](ObjectWriter &message) { writeOutputExtent(message, attempt, extent); });
}

void appendSkipped(QByteArray &out, const OutputRange &range)
{
    appendMessage(out, "skipped", [&range](ObjectWriter &message) {
        message.integer("from", range.from);
        message.integer("to", range.to);
    });
}

void appendAttempt(QByteArray &out, int attempt)
{
    appendMessage(out, "attempt", [attempt](ObjectWriter &message) { message.integer("attempt", attempt); });
}

void appendComplete(QByteArray &out, qint64 length)
{
    appendMessage(out, "complete", [length](ObjectWriter &message) { message.integer("length", length); });
}

void appendRefusal(QByteArray &out, const Refusal &refusal)
{
    appendMessage(out, "error", [&refusal](ObjectWriter &message) { refusal.write(message); });
}

void appendTaking(QByteArray &out, int attempt, qint64 length, qint64 maxMessage)
{
    appendMessage(out, "begin", [=](ObjectWriter &message) {
        message.integer("attempt", attempt);
        message.integer("length", length);
        message.integer("max_message_bytes", maxMessage);
    });
}

void appendStored(QByteArray &out, qint64 length)
{
    appendMessage(out, "stored", [length](ObjectWriter &message) { message.integer("length", length); });
}

void appendRefused(QByteArray &out, const AppendRefusal &refused)
{
    appendMessage(out, "error", [&refused](ObjectWriter &message) { refused.write(message); });
}

} // namespace Procession::OutputFrames
