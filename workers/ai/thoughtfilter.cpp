// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "thoughtfilter.h"

#include <algorithm>
#include <array>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

struct Marks
{
    QLatin1StringView begin;
    QLatin1StringView end;
};

/// As models write them that were taught to think, each where nobody parts their answer for them.
constexpr std::array<Marks, 5> knownMarks{{{"<think>"_L1, "</think>"_L1},
                                           {"<thinking>"_L1, "</thinking>"_L1},
                                           {"<thought>"_L1, "</thought>"_L1},
                                           {"<reasoning>"_L1, "</reasoning>"_L1},
                                           {"[THINK]"_L1, "[/THINK]"_L1}}};

/// More of a line doesn't matter.
constexpr qsizetype longestLine = 64 * 1024;

bool beginsThought(QStringView line)
{
    return std::any_of(knownMarks.begin(), knownMarks.end(),
                       [line](const Marks &marks) { return line.contains(marks.begin, Qt::CaseInsensitive); });
}

bool endsThought(QStringView line)
{
    const QStringView mark = line.trimmed();
    return std::any_of(knownMarks.begin(), knownMarks.end(),
                       [mark](const Marks &marks) { return mark.compare(marks.end, Qt::CaseInsensitive) == 0; });
}

/// How many of the last characters may be the first ones of the mark.
qsizetype beginningAtEnd(QStringView text, QStringView mark)
{
    qsizetype length = std::min(text.size(), mark.size() - 1);
    while (length > 0 && !mark.startsWith(text.last(length), Qt::CaseInsensitive))
        --length;
    return length;
}

} // namespace

ThoughtFilter::Parts ThoughtFilter::feed(const QString &piece)
{
    if (m_place == Place::Answer)
        return m_watches ? watch(piece) : Parts{piece};
    Parts parts;
    m_held += piece;
    while (m_place != Place::Answer) {
        if (m_place == Place::Thought) {
            parts.hasThought = parts.hasThought || !m_held.isEmpty();
            const qsizetype end = m_held.indexOf(m_end, 0, Qt::CaseInsensitive);
            if (end < 0) {
                m_held = m_held.last(beginningAtEnd(m_held, m_end));
                return parts;
            }
            m_held.remove(0, end + m_end.size());
            m_place = Place::AfterThought;
            continue;
        }
        // White space before a thought, and between it and the answer, is no part of either.
        const auto first = std::find_if(m_held.cbegin(), m_held.cend(), [](QChar c) { return !c.isSpace(); });
        const QStringView rest = QStringView(m_held).sliced(first - m_held.cbegin());
        const auto begins = [&rest](const Marks &marks) { return rest.startsWith(marks.begin, Qt::CaseInsensitive); };
        const auto mayBegin = [&rest](const Marks &marks) {
            return rest.size() < marks.begin.size() && marks.begin.startsWith(rest, Qt::CaseInsensitive);
        };
        if (const auto *marks = std::find_if(knownMarks.begin(), knownMarks.end(), begins); marks != knownMarks.end()) {
            m_end = marks->end;
            m_held = rest.sliced(marks->begin.size()).toString();
            m_place = Place::Thought;
            parts.hasThought = true;
            m_watches = false;
        } else if (std::any_of(knownMarks.begin(), knownMarks.end(), mayBegin)) {
            return parts;
        } else {
            const QString answer = m_place == Place::AfterThought ? rest.toString() : m_held;
            m_held.clear();
            m_place = Place::Answer;
            if (m_watches)
                return watch(answer);
            parts.answer = answer;
        }
    }
    return parts;
}

/// Looks for the end of a thought whose beginning nobody sent.
ThoughtFilter::Parts ThoughtFilter::watch(const QString &piece)
{
    for (qsizetype i = 0; i < piece.size(); ++i) {
        if (piece[i] != u'\n') {
            if (m_line.size() < longestLine)
                m_line += piece[i];
            continue;
        }
        const QString line = std::exchange(m_line, {});
        if (!m_isCode && endsThought(line)) {
            m_watches = false;
            m_place = Place::AfterThought;
            Parts parts = feed(piece.sliced(i + 1));
            parts.hasThought = true;
            parts.discards = true;
            return parts;
        }
        if (beginsThought(line)) { // it speaks of such marks
            m_watches = false;
            return {piece};
        }
        if (line.trimmed().startsWith("```"_L1) || line.trimmed().startsWith("~~~"_L1))
            m_isCode = !m_isCode;
    }
    return {piece};
}

QString ThoughtFilter::finish()
{
    const QString held = std::exchange(m_held, {});
    const bool isAnswer = m_place == Place::Start || (m_place == Place::AfterThought && !held.trimmed().isEmpty());
    return isAnswer ? held : QString();
}

} // namespace Procession
