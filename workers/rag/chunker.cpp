// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chunker.h"

#include "clausenumber.h"

#include <algorithm>
#include <map>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestHeading = 200;

bool isBlank(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
}

/// Where to cut a text so that the first part has at most `most` characters: after a sentence, else before a word.
qsizetype cutAt(QStringView text, qsizetype most)
{
    if (text.size() <= most)
        return text.size();
    qsizetype word = 0;
    for (qsizetype i = most; i > most / 2; --i) {
        if (!text[i].isSpace())
            continue;
        const QChar before = text[i - 1];
        if (before == u'.' || before == u'!' || before == u'?' || before == u':' || text[i] == u'\n')
            return i;
        word = std::max(word, i);
    }
    if (word > 0)
        return word;
    // One long word: not within a surrogate pair.
    return text[most].isLowSurrogate() ? most - 1 : most;
}

/// The end of a text, at most so long, from the beginning of a word or better a sentence.
QStringView tailOf(QStringView text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    qsizetype word = text.size();
    for (qsizetype i = text.size() - most; i < text.size(); ++i) {
        if (!text[i - 1].isSpace())
            continue;
        word = std::min(word, i);
        if (i >= 2 && (text[i - 2] == u'.' || text[i - 2] == u'!' || text[i - 2] == u'?'))
            return text.sliced(i);
    }
    return text.sliced(word);
}

class Cutter
{
public:
    /// `confidences` are those of the pages, as DocumentText has them.
    Cutter(const ChunkSize &size, const QList<int> &confidences)
        : m_size(size)
        , m_confidences(confidences)
    {
    }

    void beginSection(const Heading &heading)
    {
        if (m_own >= m_size.least)
            flush();
        if (m_own == 0)
            m_text.clear(); // what the earlier section ended with says nothing about this one
        m_headings.erase(m_headings.lower_bound(heading.level), m_headings.end());
        m_headings.insert_or_assign(heading.level, heading.text.simplified().left(longestHeading));
        if (const ClauseNumber number = clauseNumber(heading.text, true); number.depth > 0)
            m_clause = number.text;
        if (m_own == 0)
            m_heading = headingPath();
    }

    void addParagraph(int page, QStringView paragraph)
    {
        paragraph = paragraph.trimmed();
        if (const ClauseNumber number = clauseNumber(paragraph, false); number.depth > 0) {
            if (m_own >= m_size.least)
                flush();
            m_clause = number.text;
        }
        addText(page, paragraph);
    }

    /// A row of a table. A passage that begins with it has the heads before it.
    void addRow(int page, QStringView row, const QString &head)
    {
        row = row.trimmed();
        const bool fits = m_text.size() + row.size() + 1 <= m_size.target;
        if (m_own > 0 && !fits)
            flush();
        if (m_own == 0)
            m_text = head.size() <= m_size.target / 2 ? head : QString();
        if (m_text.size() + row.size() + 1 > m_size.target) {
            addText(page, row);
            return;
        }
        append(page, row, u"\n");
    }

    std::vector<Chunk> take()
    {
        flush();
        return std::move(m_chunks);
    }

private:
    void addText(int page, QStringView paragraph)
    {
        while (!paragraph.isEmpty()) {
            const qsizetype room = m_size.target - m_text.size() - 2;
            if (paragraph.size() > room && m_own >= m_size.least)
                overflow();
            const qsizetype length = cutAt(paragraph, std::max(m_size.target - m_text.size() - 2, m_size.least));
            append(page, paragraph.first(length));
            paragraph = paragraph.sliced(length).trimmed();
            if (!paragraph.isEmpty())
                overflow();
        }
    }

    QString headingPath() const
    {
        QStringList path;
        for (const auto &[level, text] : m_headings) {
            if (!text.isEmpty())
                path.append(text);
        }
        return path.join(u" › "_s);
    }

    void append(int page, QStringView text, QStringView separator = u"\n\n")
    {
        if (m_own == 0) {
            m_page = page;
            m_heading = headingPath();
            m_clauseOfPassage = m_clause;
            m_confidence.reset();
        }
        if (const int sure = m_confidences.value(page - 1, -1); sure >= 0)
            m_confidence = std::min(sure, m_confidence.value_or(sure));
        if (!m_text.isEmpty())
            m_text += separator;
        m_text += text;
        m_own += text.size();
    }

    /// The passage is full and its section goes on: the next one begins with the end of this.
    void overflow()
    {
        const QString tail = tailOf(m_text, m_size.overlap).toString();
        flush();
        m_text = tail;
    }

    void flush()
    {
        if (m_own > 0)
            m_chunks.push_back({m_page, m_heading, m_text, m_clauseOfPassage, m_confidence});
        m_text.clear();
        m_own = 0;
    }

    const ChunkSize m_size;
    const QList<int> m_confidences;
    std::vector<Chunk> m_chunks;
    std::map<int, QString> m_headings; // by level: those above what is read
    int m_page = 1;
    QString m_heading;
    QString m_clause; // of what is read
    QString m_clauseOfPassage;
    std::optional<int> m_confidence; // the least of its pages that were recognised
    QString m_text;
    qsizetype m_own = 0; // how much of it isn't of the passage before
};

} // namespace

std::vector<Chunk> chunksOf(const DocumentText &document, const ChunkSize &size)
{
    Cutter cutter(size, document.confidences);
    auto heading = document.headings.cbegin();
    auto table = document.tables.cbegin();
    const auto isBefore = [](int page, qsizetype offset, int otherPage, qsizetype otherOffset) {
        return std::pair(page, offset) < std::pair(otherPage, otherOffset);
    };
    for (qsizetype i = 0; i < document.pages.size(); ++i) {
        const int page = static_cast<int>(i) + 1;
        const QStringView text = document.pages[i];
        qsizetype begin = 0;
        while (begin < text.size()) {
            while (heading != document.headings.cend()
                   && (heading->page < page || (heading->page == page && heading->offset <= begin)))
                cutter.beginSection(*heading++);
            while (table != document.tables.cend() && !isBefore(page, begin, table->endPage, table->endOffset))
                ++table;
            const bool isInTable =
                table != document.tables.cend() && !isBefore(page, begin, table->page, table->offset);
            // A paragraph ends at an empty line, or where a heading or the rows of a table begin; a row at its line's end.
            qsizetype end = begin;
            qsizetype limit = text.size();
            if (heading != document.headings.cend() && heading->page == page)
                limit = std::min(limit, heading->offset);
            if (table != document.tables.cend() && !isInTable && table->page == page)
                limit = std::min(limit, table->offset);
            while (end < limit) {
                qsizetype lineEnd = text.indexOf(u'\n', end);
                if (lineEnd < 0 || lineEnd >= limit)
                    lineEnd = limit;
                const bool isEmpty = isBlank(text.sliced(end, lineEnd - end));
                end = std::min(lineEnd + 1, limit);
                if (isEmpty || isInTable)
                    break;
            }
            const QStringView part = text.sliced(begin, end - begin);
            if (!isInTable)
                cutter.addParagraph(page, part);
            else if (!isBlank(part))
                cutter.addRow(page, part, table->head);
            begin = end;
        }
    }
    return cutter.take();
}

} // namespace Procession
