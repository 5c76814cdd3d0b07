// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "progressparser.h"

#include "plaintext.h"

#include <algorithm>
#include <cstring>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxTail = 16384;
constexpr qsizetype maxTailForPattern = 65536;
constexpr qsizetype maxPiece = 65536;           // fed at once; what a pump reads
constexpr qsizetype maxSearched = 1024 * 1024;  // of what no longer stands in the tail, between two questions
constexpr qsizetype searchedOfEachPiece = 4096; // after that
constexpr qsizetype maxLineBytes = 8192;
constexpr qsizetype aroundPlace = 512; // bytes on either side of a `%` or `/`
constexpr qsizetype maxMessageLength = 500;

bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

/// Where that character stands for the last time; -1 for nowhere. As fast as memory.
qsizetype lastOf(QByteArrayView bytes, char c)
{
    const void *found = bytes.isEmpty() ? nullptr : ::memrchr(bytes.data(), c, static_cast<size_t>(bytes.size()));
    return found ? static_cast<const char *>(found) - bytes.data() : -1;
}

/// The line around `at`, as far as `aroundPlace` reaches; with its end where that is in sight.
QByteArray placeAround(QByteArrayView bytes, qsizetype at)
{
    qsizetype begin = at;
    while (begin > 0 && at - begin < aroundPlace && !isLineEnd(bytes[begin - 1]))
        --begin;
    qsizetype end = at;
    while (end < bytes.size() && end - at < aroundPlace && !isLineEnd(bytes[end]))
        ++end;
    const bool isCut = begin > 0 && !isLineEnd(bytes[begin - 1]);
    // A word that is cut is made one that has no number.
    return (isCut ? QByteArray("\xe2\x80\xa6_") : QByteArray()) + bytes.sliced(begin, end - begin).toByteArray()
        + (end < bytes.size() && !isLineEnd(bytes[end]) ? QByteArray("_") : QByteArray());
}

QString textOf(QByteArrayView bytes)
{
    return PlainText::line(QString::fromUtf8(bytes.last(std::min(bytes.size(), maxLineBytes))));
}

/// The pattern's last match in the line: what was printed last counts.
QRegularExpressionMatch lastMatch(const QRegularExpression &pattern, const QString &line)
{
    QRegularExpressionMatch last;
    for (const QRegularExpressionMatch &match : pattern.globalMatch(line))
        last = match;
    return last;
}

} // namespace

ProgressParser::ProgressParser(QRegularExpression pattern)
    : m_pattern(std::move(pattern))
{
}

ProgressParser ProgressParser::withoutProgress()
{
    ProgressParser parser;
    parser.m_readsProgress = false;
    return parser;
}

qsizetype ProgressParser::keptBytes() const
{
    return m_pattern ? maxTailForPattern : maxTail;
}

void ProgressParser::feed(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return;
    for (; bytes.size() > maxPiece; bytes = bytes.sliced(maxPiece))
        take(bytes.first(maxPiece));
    take(bytes);
}

void ProgressParser::take(QByteArrayView bytes)
{
    m_isUnread = true;
    const qsizetype kept = keptBytes();
    if (bytes.size() >= kept) {
        drop(m_tail);
        drop(bytes.first(bytes.size() - kept));
        m_tailHasBegin =
            bytes.size() == kept ? m_tailHasBegin && m_tail.isEmpty() : isLineEnd(bytes[bytes.size() - kept - 1]);
        m_tail = bytes.last(kept).toByteArray();
        return;
    }
    m_tail.append(bytes);
    if (m_tail.size() > 2 * kept) { // not each time, so that small pieces cost little
        const qsizetype surplus = m_tail.size() - kept;
        drop(QByteArrayView(m_tail).first(surplus));
        m_tailHasBegin = isLineEnd(m_tail[surplus - 1]);
        m_tail.remove(0, surplus);
    }
}

/// Keeps of what is too long ago only what may be its last word.
void ProgressParser::drop(QByteArrayView bytes)
{
    // A flood costs no more than this.
    const qsizetype most = std::max(searchedOfEachPiece, maxSearched - m_searched);
    m_searched += std::min(bytes.size(), most);
    bytes = bytes.last(std::min(bytes.size(), most));
    if (m_readsProgress && !m_pattern) {
        if (const qsizetype at = std::max(lastOf(bytes, '%'), lastOf(bytes, '/')); at >= 0)
            m_droppedPlace = placeAround(bytes, at);
    }
    if (const qsizetype end = std::max(lastOf(bytes, '\n'), lastOf(bytes, '\r')); end >= 0) {
        const QByteArrayView whole = bytes.first(end);
        const QByteArrayView last = whole.last(std::min(whole.size(), aroundPlace));
        const qsizetype begin = std::max(lastOf(last, '\n'), lastOf(last, '\r')) + 1;
        if (const QByteArrayView line = last.sliced(begin).trimmed(); !line.isEmpty())
            m_droppedLine = line.toByteArray();
    }
}

void ProgressParser::finish()
{
    m_isUnread = true;
    m_isFinished = true;
}

std::optional<double> ProgressParser::progress()
{
    read();
    return m_progress;
}

QString ProgressParser::lastLine()
{
    read();
    return m_lastLine;
}

void ProgressParser::read()
{
    if (!std::exchange(m_isUnread, false))
        return;
    m_searched = 0;
    const QByteArray place = std::exchange(m_droppedPlace, {});
    if (const QByteArray line = std::exchange(m_droppedLine, {}); !line.isEmpty())
        m_lastLine = textOf(line).trimmed().left(maxMessageLength);
    if (!readLines(m_tail, m_tailHasBegin, m_isFinished) && !place.isEmpty()) {
        if (const auto progress = progressOf({textOf(place), true, true}))
            m_progress = progress;
    }
    // What was read isn't read again; what has no end may go on.
    const qsizetype end = std::max(lastOf(m_tail, '\n'), lastOf(m_tail, '\r'));
    if (end >= 0) {
        m_tail.remove(0, end + 1);
        m_tailHasBegin = true;
    }
    if (m_isFinished)
        m_tail.clear();
}

/// From the last line on backwards, until there is progress and a line. Whether there was progress.
bool ProgressParser::readLines(QByteArrayView bytes, bool hasBegin, bool hasEnd)
{
    bool needsLine = true;
    bool needsProgress = m_readsProgress;
    bool isWhole = hasEnd;
    for (qsizetype end = bytes.size(); end > 0 && (needsLine || needsProgress);) {
        const QByteArrayView before = bytes.first(end);
        const qsizetype begin = std::max(lastOf(before, '\n'), lastOf(before, '\r')) + 1;
        const QByteArrayView line = before.sliced(begin);
        const bool isCut = (begin == 0 && !hasBegin) || line.size() > maxLineBytes;
        const bool mayHoldProgress = needsProgress && (m_pattern || line.contains('%') || line.contains('/'));
        if (const QString text = needsLine || mayHoldProgress ? textOf(line) : QString(); !text.trimmed().isEmpty()) {
            if (needsLine && isWhole) {
                m_lastLine = text.trimmed().left(maxMessageLength);
                needsLine = false;
            }
            if (const auto progress = mayHoldProgress ? progressOf({text, !isCut, isWhole}) : std::nullopt) {
                m_progress = progress;
                needsProgress = false;
            }
        }
        end = begin - 1;
        isWhole = true;
    }
    return !needsProgress;
}

std::optional<double> ProgressParser::progressOf(const PrintedLine &line) const
{
    if (!m_readsProgress)
        return std::nullopt;
    if (!m_pattern)
        return progressIn(line);
    const QRegularExpressionMatch match = lastMatch(*m_pattern, line.text);
    // Half a number must not be taken for a whole one.
    if (!match.hasMatch() || (!line.hasEnd && match.capturedEnd() == line.text.size())
        || (!line.hasBegin && match.capturedStart() == 0))
        return std::nullopt;
    bool isNumber = false;
    const double done = match.captured(m_pattern->captureCount() == 0 ? 0 : 1).toDouble(&isNumber);
    const double total = m_pattern->captureCount() >= 2 ? match.captured(2).toDouble() : 100.0;
    if (!isNumber || !(total > 0.0) || !(done >= 0.0) || !(done <= total))
        return std::nullopt;
    return done * 100.0 / total;
}

} // namespace Procession
