// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentsink.h"

#include "textcleaning.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxHeadings = 2000;
constexpr qsizetype maxHeadingLength = 300;
constexpr qsizetype maxPageBytes = 1024 * 1024;
constexpr qsizetype sampleLength = 64 * 1024;

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

Result<void> DocumentSink::addPage(const QString &text)
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
    write({{u"text"_s, clean}, {u"pages"_s, m_expected}});
    return {};
}

void DocumentSink::addHeading(const Heading &heading)
{
    const QString text = cleaned(heading.text).simplified().left(maxHeadingLength);
    if (text.isEmpty() || heading.page < 1 || heading.page > m_pages || ++m_headings > maxHeadings)
        return;
    qint64 offset = std::max<qint64>(heading.offset, 0);
    if (const auto original = m_originals.constFind(heading.page); original != m_originals.cend())
        offset = cleaned(original->left(offset)).size();
    write({{u"heading"_s, text},
           {u"level"_s, std::clamp(heading.level, 1, 6)},
           {u"page"_s, heading.page},
           {u"offset"_s, offset}});
}

void DocumentSink::finish(const QString &format)
{
    write({{u"format"_s, format},
           {u"language"_s, detectLanguage(m_sample)},
           {u"words"_s, m_words},
           {u"without_text"_s, m_pagesWithoutText}});
}

void DocumentSink::write(const QJsonObject &message)
{
    m_output(QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace Procession
