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
    if (!(total > 0.0) || !(done >= 0.0) || !(done <= total))
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

QByteArrayView endOf(QByteArrayView line)
{
    return line.last(std::min(line.size(), maxLineBytes));
}

QString textOf(QByteArrayView line)
{
    return Terminal::plain(QString::fromUtf8(endOf(line)));
}

} // namespace

ProgressParser::ProgressParser(QRegularExpression pattern)
    : m_pattern(std::move(pattern))
{
}

bool ProgressParser::feed(QByteArrayView bytes)
{
    m_rest.append(bytes);
    bool found = false;
    QByteArrayView lastWithText;
    qsizetype begin = 0;
    for (qsizetype i = 0; i < m_rest.size(); ++i) {
        if (m_rest[i] != '\n' && m_rest[i] != '\r')
            continue;
        const QByteArrayView line = QByteArrayView(m_rest).sliced(begin, i - begin);
        begin = i + 1;
        if (line.trimmed().isEmpty())
            continue;
        // A flood of lines costs a look at each, no more: only the last one becomes the message.
        lastWithText = line;
        if (mayHoldProgress(line))
            found = readLine(line, Line::Whole) || found;
    }
    if (!lastWithText.isEmpty())
        found = readLine(lastWithText, Line::Whole) || found;
    m_rest.remove(0, begin);
    // A bar that begins with CR has no end yet.
    if (!m_rest.isEmpty() && mayHoldProgress(m_rest))
        found = readLine(m_rest, Line::Begun) || found;
    if (m_rest.size() > maxLineBytes)
        m_rest = endOf(m_rest).toByteArray();
    return found;
}

bool ProgressParser::finish()
{
    return readLine(std::exchange(m_rest, {}), Line::Whole);
}

bool ProgressParser::mayHoldProgress(QByteArrayView line) const
{
    return m_pattern || line.contains('%') || line.contains('/');
}

bool ProgressParser::readLine(QByteArrayView line, Line kind)
{
    const QString text = textOf(line);
    if (text.trimmed().isEmpty())
        return false;
    const auto progress = progressIn(text, kind);
    if (progress)
        m_progress = progress;
    if (kind == Line::Whole)
        m_lastLine = text.trimmed().left(maxMessageLength);
    return progress || kind == Line::Whole;
}

std::optional<double> ProgressParser::progressIn(const QString &line, Line kind) const
{
    // Half a number must not be taken for a whole one: in a line that goes on, something must follow it.
    const auto isWhole = [&](const QRegularExpressionMatch &match) {
        return match.hasMatch() && (kind == Line::Whole || match.capturedEnd() < line.size());
    };
    if (m_pattern) {
        const QRegularExpressionMatch match = lastMatch(*m_pattern, line);
        if (!isWhole(match))
            return std::nullopt;
        bool isNumber = false;
        const double first = match.captured(m_pattern->captureCount() == 0 ? 0 : 1).toDouble(&isNumber);
        if (!isNumber)
            return std::nullopt;
        return ratio(first, m_pattern->captureCount() >= 2 ? match.captured(2).toDouble() : 100.0);
    }

    static const QRegularExpression percent(uR"((?<![\d.])(\d{1,3}(?:\.\d+)?)\s?%)"_s);
    static const QRegularExpression fraction(uR"((?<![\w/.:-])(\d+)\s?/\s?(\d+)(?![\d/-]|\.\d))"_s);
    if (const auto match = lastMatch(percent, line); match.hasMatch()) {
        if (const auto progress = ratio(match.captured(1).toDouble(), 100.0))
            return progress;
    }
    if (const auto match = lastMatch(fraction, line); isWhole(match))
        return ratio(match.captured(1).toDouble(), match.captured(2).toDouble());
    return std::nullopt;
}

} // namespace Procession
