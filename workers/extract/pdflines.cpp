// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pdflines.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <memory>
#include <poppler-qt6.h>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Words = std::vector<std::unique_ptr<Poppler::TextBox>>;

constexpr double smaller = 0.8;         // than the words beside it, for a mark
constexpr qsizetype linesToLookAt = 60; // for the rest of a word
constexpr double sameEdge = 2;          // of lines in a cell, in heights of a line
constexpr double nextLine = 1.2;        // how far below the rest of a word begins, in heights of a line

bool isFigures(const QString &text)
{
    static const QRegularExpression form(u"^[1-9][0-9]?$"_s);
    return form.match(text).hasMatch();
}

/// Whether it is in smaller type than the word beside it, and higher.
bool isRaisedBeside(const Poppler::TextBox &word, const Poppler::TextBox &other)
{
    const QRectF box = word.boundingBox();
    const QRectF line = other.boundingBox();
    return box.height() < line.height() * smaller && box.center().y() < line.center().y();
}

/// The marks of the notes at the foot of a page, as far as lines begin with figures that may be one.
class NoteMarks
{
public:
    explicit NoteMarks(const Words &words)
        : m_words(words)
    {
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (!isFirst(i))
                continue;
            const QString text = words[i]->text();
            if (isFigures(text) && isRaisedBefore(i))
                m_below.insert(text);
            else if (const QString mark = markIn(text); !mark.isEmpty())
                m_below.insert(mark);
        }
    }

    /// A word as it is read. A mark is behind a word of letters or a full stop; behind one or two letters, where figures
    /// are an exponent mostly ("m2"), only if its note stands on the page. It is in front of the note as well.
    QString textOf(std::size_t index)
    {
        const QString text = m_words[index]->text();
        if (isFirst(index)) {
            if (isFigures(text) && isRaisedBefore(index))
                return u"[%1] "_s.arg(text);
            // As large as the note itself, and without a space: it is one where the page has it above.
            const QString mark = markIn(text);
            return m_above.contains(mark) ? u"[%1] "_s.arg(mark) + text.sliced(mark.size()) : text;
        }
        if (!isFigures(text) || !isMark(*m_words[index - 1], *m_words[index]))
            return text;
        m_above.insert(text);
        return u"[%1]"_s.arg(text);
    }

private:
    bool isFirst(std::size_t index) const { return index == 0 || !m_words[index - 1]->nextWord(); }

    bool isRaisedBefore(std::size_t index) const
    {
        return m_words[index]->nextWord() && index + 1 < m_words.size()
            && isRaisedBeside(*m_words[index], *m_words[index + 1]);
    }

    /// Figures at the beginning of a word, which are no mark in "3D" and "2nd".
    static QString markIn(const QString &text)
    {
        static const QRegularExpression form(uR"(^([1-9][0-9]?)(?=\p{Lu}\p{L}|\p{Ll})(?!(?:st|nd|rd|th)\b))"_s);
        return form.match(text).captured(1);
    }

    bool isMark(const Poppler::TextBox &before, const Poppler::TextBox &word) const
    {
        static const QRegularExpression marked(uR"((?:\p{L}{3}|[.,;:»"”])$)"_s);
        static const QRegularExpression unit(uR"((?:^|[^\p{L}])[kcdmксдм]?[mм]$)"_s);
        if (before.hasSpaceAfter() || !isRaisedBeside(word, before))
            return false;
        const QString text = before.text();
        return marked.match(text).hasMatch() || (m_below.contains(word.text()) && !unit.match(text).hasMatch());
    }

    const Words &m_words;
    QSet<QString> m_below;
    QSet<QString> m_above; // that were read
};

bool isParted(const QString &line)
{
    return line.size() > 1 && (line.back() == u'-' || line.back() == u'\u2010' || line.back() == u'\u00ad')
        && line[line.size() - 2].isLetter();
}

/// Whether the other one is the next line in the same cell.
bool isBelow(const PdfLine &line, const PdfLine &other)
{
    const double height = std::max(line.box.height(), 1.0);
    const double gap = other.box.top() - line.box.bottom();
    return gap > -height / 2 && gap < height * nextLine
        && std::abs(other.box.left() - line.box.left()) < height * sameEdge;
}

} // namespace

bool PdfLine::isBeside(const PdfLine &other) const
{
    const qreal middle = other.box.center().y();
    return box.top() < middle && middle < box.bottom();
}

QList<PdfLine> pdfLines(const Poppler::Page &page)
{
    const Words words = page.textList();
    NoteMarks marks(words);
    QList<PdfLine> lines;
    PdfLine line;
    for (std::size_t i = 0; i < words.size(); ++i) {
        line.text += marks.textOf(i);
        const QRectF box = words[i]->boundingBox();
        if (std::isfinite(box.top() + box.bottom() + box.left() + box.right())) // damaged files have anything
            line.box |= box;
        if (!words[i]->nextWord())
            lines.append(std::exchange(line, {}));
        else if (words[i]->hasSpaceAfter())
            line.text += u' ';
    }
    return lines;
}

void joinInCells(QList<PdfLine> &lines, const Dehyphenation &hyphens)
{
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
        // Where the rest is what is read next, it is joined as in any text.
        if (!isParted(lines[i].text) || isBelow(lines[i], lines[i + 1]))
            continue;
        const qsizetype end = std::min(lines.size(), i + linesToLookAt);
        const auto rest = std::find_if(lines.begin() + i + 1, lines.begin() + end,
                                       [&](const PdfLine &other) { return isBelow(lines[i], other); });
        if (rest == lines.begin() + end || rest->text.isEmpty() || !rest->text.front().isLower())
            continue;
        QString joined = lines[i].text + u'\n';
        hyphens.join(joined, rest->text);
        lines[i].text = joined.chopped(1);
        if (rest->text.isEmpty())
            lines.erase(rest);
    }
}

} // namespace Procession
