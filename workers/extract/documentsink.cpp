// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentsink.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxHeadings = 2000;
constexpr qsizetype maxHeadingLength = 300;
constexpr int maxTables = 2000;
constexpr qsizetype maxTableHeadLength = 500;
constexpr qsizetype maxPageBytes = 1024 * 1024;
constexpr qsizetype sampleLength = 64 * 1024;

/// Typesetters' ligatures, from U+FB00 on.
constexpr char16_t firstLigature = u'\ufb00';
constexpr std::array<QStringView, 7> ligatures{u"ff", u"fi", u"fl", u"ffi", u"ffl", u"st", u"st"};

bool isInvisible(QChar c)
{
    return c == u'\u00ad' || c == u'\u2060' || c == u'\ufeff';
}

/// The text in one form for all formats, so that the same word is always the same characters: Unicode's form C, letters
/// in place of ligatures, no soft hyphens or invisible marks, spaces in place of control characters.
QString cleaned(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        const bool isSpace = c == u'\n' || c == u'\t';
        const int ligature = c.unicode() - firstLigature;
        if (isInvisible(c))
            continue;
        if ((c.category() == QChar::Other_Control && !isSpace) || c == u'\ufffe' || c == u'\uffff')
            result += u' ';
        else if (ligature >= 0 && ligature < static_cast<int>(ligatures.size()))
            result += ligatures[static_cast<size_t>(ligature)];
        else
            result += c;
    }
    return result.normalized(QString::NormalizationForm_C);
}

} // namespace

DocumentSink::DocumentSink(Output output, const ExtractionLimits &limits)
    : m_output(std::move(output))
    , m_limits(limits)
{
}

Result<void> DocumentSink::expectPages(qsizetype pages)
{
    if (pages > m_limits.pages) {
        return documentError(DocumentFailure::tooLarge,
                             u"The document has %1 pages; at most %2 are read."_s.arg(pages).arg(m_limits.pages));
    }
    m_expected = static_cast<int>(pages);
    return {};
}

Result<void> DocumentSink::addPage(const QString &text, std::optional<int> confidence)
{
    if (m_pages >= m_limits.pages) {
        return documentError(DocumentFailure::tooLarge, u"The document has more than %1 pages."_s.arg(m_limits.pages));
    }
    const QString clean = cleaned(text);
    const qsizetype bytes = clean.toUtf8().size();
    m_textBytes += bytes;
    if (bytes > maxPageBytes) {
        return documentError(DocumentFailure::tooLarge, u"Page %1 has more than 1 MiB of text."_s.arg(m_pages + 1));
    }
    if (m_textBytes > m_limits.textBytes) {
        return documentError(DocumentFailure::tooLarge,
                             u"The document has more than %1 MiB of text."_s.arg(m_limits.textBytes >> 20));
    }
    ++m_pages;
    m_hasText = m_hasText || !clean.trimmed().isEmpty();
    if (clean != text)
        m_originals.insert(m_pages, text);
    m_words += countWords(clean);
    if (m_sample.size() < sampleLength)
        m_sample += clean.left(sampleLength - m_sample.size()) + u'\n';
    QJsonObject page{{u"text"_s, clean}, {u"pages"_s, m_expected}};
    if (confidence)
        page.insert(u"confidence"_s, *confidence);
    write(page);
    return {};
}

void DocumentSink::addHeading(const Heading &heading)
{
    const QString text = cleaned(heading.text).simplified().left(maxHeadingLength);
    if (text.isEmpty() || heading.page < 1 || heading.page > m_pages || ++m_headings > maxHeadings)
        return;
    write({{u"heading"_s, text},
           {u"level"_s, std::clamp(heading.level, 1, 6)},
           {u"page"_s, heading.page},
           {u"offset"_s, offsetIn(heading.page, heading.offset)}});
}

void DocumentSink::addTable(const Table &table)
{
    const QString head = cleaned(table.head).left(maxTableHeadLength);
    if (head.isEmpty() || table.page < 1 || table.endPage < table.page || table.endPage > m_pages
        || ++m_tables > maxTables)
        return;
    write({{u"table"_s, head},
           {u"page"_s, table.page},
           {u"offset"_s, offsetIn(table.page, table.offset)},
           {u"end_page"_s, table.endPage},
           {u"end_offset"_s, offsetIn(table.endPage, table.endOffset)}});
}

/// Where a character of a page's text stands once the text is cleaned.
qint64 DocumentSink::offsetIn(int page, qint64 offset) const
{
    const qint64 given = std::max<qint64>(offset, 0);
    const auto original = m_originals.constFind(page);
    return original == m_originals.cend() ? given : cleaned(original->left(given)).size();
}

void DocumentSink::finish(const QString &format)
{
    write({{u"format"_s, format},
           {u"language"_s, detectLanguage(m_sample)},
           {u"words"_s, m_words},
           {u"without_text"_s, m_pagesWithoutText},
           {u"why_without_text"_s, m_whyWithoutText}});
}

void DocumentSink::write(const QJsonObject &message)
{
    m_output(QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace Procession
