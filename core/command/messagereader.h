// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <functional>
#include <optional>

namespace Procession {

/// What a command said of itself. Plain data; what it didn't say is empty.
struct CommandMessage
{
    std::optional<double> progress; ///< 0 to 100
    QString message;                ///< one line, at most 500 characters
    QJsonObject metadata;           ///< at most MessageReader::maxMetadataBytes as compact text

    bool isEmpty() const { return !progress && message.isEmpty() && metadata.isEmpty(); }
};

/// Finds in what a command writes the lines by which it speaks of itself: each one a JSON object with `progress` (0 to 100),
/// `message` (a text) or `metadata` (an object), and nothing else.
///
/// A line that isn't quite that is what the command prints. A line may come in pieces, and one of more than 64 KiB is no
/// message. What it says is data: nothing is done by it. One reader for each stream; one thread at a time.
class MessageReader
{
public:
    static constexpr qsizetype maxLineBytes = 65536;
    static constexpr qsizetype maxMetadataBytes = 16384;
    /// Takes what is no message, in order.
    using Rest = std::function<void(QByteArrayView bytes)>;

    /// Takes the next bytes that were written. What may become a message is held back until its line is whole.
    void feed(QByteArrayView bytes, const Rest &rest);
    /// Nothing more comes: a last line counts without its end.
    void finish(const Rest &rest);
    /// All that was said since the last call, as one: of each thing the newest, metadata merged key by key. Metadata that
    /// would become too much are left out.
    CommandMessage take() { return std::exchange(m_said, {}); }
    bool hasMessage() const { return !m_said.isEmpty(); }

private:
    void endLine(const Rest &rest);

    QByteArray m_line; // that may become a message
    bool m_isMessage = false;
    bool m_isAtBegin = true; // of a line
    CommandMessage m_said;
};

/// The message that the line is; nothing where it is none. Pure.
std::optional<CommandMessage> messageIn(QByteArrayView line);

} // namespace Procession
