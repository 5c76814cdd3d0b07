// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "progressparser.h"

#include "terminal.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxLineBytes = 8192;
constexpr qsizetype maxMessageLength = 500;

std::optional<double> ratio(double done, double total)
{
    if (!(total > 0.0) || done < 0.0 || done > total)
        return std::nullopt;
    return done * 100.0 / total;
}

/// The pattern's last match in the line: what was printed last counts.
QRegularExpressionMatch lastMatch(const QRegularExpression &pattern, const QString &line)
{
    QRegularExpressionMatch last;
    auto matches = pattern.globalMatch(line);
    while (matches.hasNext())
        last = matches.next();
    return last;
}

} // namespace

ProgressParser::ProgressParser(QRegularExpression pattern)
    : m_pattern(std::move(pattern))
{
}

void ProgressParser::feed(const QByteArray &bytes)
{
    m_rest += bytes;
    qsizetype begin = 0;
    for (qsizetype i = 0; i < m_rest.size(); ++i) {
        if (m_rest[i] == '\n' || m_rest[i] == '\r') {
            readLine(m_rest.sliced(begin, i - begin), true);
            begin = i + 1;
        }
    }
    m_rest = m_rest.sliced(begin);
    // A bar that begins with CR has no end yet; a line without any end is not kept for ever.
    if (!m_rest.isEmpty())
        readLine(m_rest, false);
    if (m_rest.size() > maxLineBytes)
        m_rest.clear();
}

void ProgressParser::readLine(const QByteArray &line, bool complete)
{
    const QString text = Terminal::plain(QString::fromUtf8(line.last(std::min(line.size(), maxLineBytes)))).trimmed();
    if (text.isEmpty())
        return;
    // Half a number must not be taken for a whole one: it counts once something follows it.
    if (const auto progress = progressIn(complete ? text + u'\n' : text))
        m_progress = progress;
    if (complete)
        m_lastLine = text.left(maxMessageLength);
}

std::optional<double> ProgressParser::progressIn(const QString &line) const
{
    if (m_pattern) {
        const QRegularExpressionMatch match = lastMatch(*m_pattern, line);
        if (!match.hasMatch())
            return std::nullopt;
        if (m_pattern->captureCount() >= 2)
            return ratio(match.captured(1).toDouble(), match.captured(2).toDouble());
        return ratio(match.captured(m_pattern->captureCount() == 0 ? 0 : 1).toDouble(), 100.0);
    }

    static const QRegularExpression percent(uR"((?<![\d.])(\d{1,3}(?:\.\d+)?)\s?%)"_s);
    static const QRegularExpression fraction(uR"((?<![\d/.:-])(\d+)\s?/\s?(\d+)(?=[^\d/.]))"_s);
    if (const auto match = lastMatch(percent, line); match.hasMatch()) {
        if (const auto progress = ratio(match.captured(1).toDouble(), 100.0))
            return progress;
    }
    if (const auto match = lastMatch(fraction, line); match.hasMatch())
        return ratio(match.captured(1).toDouble(), match.captured(2).toDouble());
    return std::nullopt;
}

} // namespace Procession
