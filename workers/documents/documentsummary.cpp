// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentsummary.h"

#include <QJsonArray>
#include <QLocale>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxHeadings = 100;
constexpr qsizetype maxHeadingBytes = 20 * 1024; // of all
constexpr qsizetype bytesBeside = 50;            // a heading's level, page and punctuation

QString counted(qint64 number, const QString &one, const QString &many)
{
    return number == 1 ? u"1 "_s + one : QLocale(QLocale::English).toString(number) + u' ' + many;
}

} // namespace

QString pageMessage(int pagesDone, int pages)
{
    return pages > 0 ? u"page %1 of %2"_s.arg(pagesDone).arg(pages) : u"page %1"_s.arg(pagesDone);
}

QString summaryMessage(const DocumentText &document)
{
    QString message =
        counted(document.pageCount, u"page"_s, u"pages"_s) + u", "_s + counted(document.words, u"word"_s, u"words"_s);
    if (document.pagesWithoutText > 0)
        message += u"; "_s + counted(document.pagesWithoutText, u"page"_s, u"pages"_s) + u" without text"_s;
    if (document.pagesWithoutText > 0 && !document.whyWithoutText.isEmpty())
        message += u" ("_s + document.whyWithoutText + u')';
    if (const int recognized = document.recognizedPages(); recognized > 0) {
        message += u"; "_s + counted(recognized, u"page"_s, u"pages"_s)
            + u" recognised in images, %1 % sure"_s.arg(document.meanConfidence());
    }
    return message;
}

QJsonObject summaryMetadata(const DocumentText &document)
{
    QJsonArray headings;
    qsizetype bytes = 0;
    for (const Heading &heading : document.headings) {
        bytes += heading.text.toUtf8().size() + bytesBeside;
        if (headings.size() >= maxHeadings || bytes > maxHeadingBytes)
            break;
        headings.append(QJsonObject{{u"level"_s, heading.level}, {u"text"_s, heading.text}, {u"page"_s, heading.page}});
    }
    QJsonObject metadata{
        {u"stage"_s, u"done"_s},
        {u"current_page"_s, document.pageCount},
        {u"format"_s, document.format},
        {u"pages"_s, document.pageCount},
        {u"language"_s, document.language},
        {u"words"_s, document.words},
        {u"headings"_s, headings},
        {u"text_beginning"_s, document.beginning.trimmed()},
    };
    if (document.pagesWithoutText > 0)
        metadata.insert(u"pages_without_text"_s, document.pagesWithoutText);
    if (const int recognized = document.recognizedPages(); recognized > 0) {
        metadata.insert(u"pages_recognized"_s, recognized);
        metadata.insert(u"mean_confidence"_s, document.meanConfidence());
    }
    if (const qsizetype left = document.headings.size() - headings.size(); left > 0)
        metadata.insert(u"headings_left_out"_s, left);
    return metadata;
}

} // namespace Procession
