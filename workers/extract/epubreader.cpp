// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "htmltext.h"
#include "xmlpart.h"
#include "zippackage.h"

#include <QHash>
#include <QUrl>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostChapters = 10'000;

/// Where the list of the book's parts is.
QByteArray listOf(const ZipPackage &package)
{
    const Result<QByteArray> container = package.read("META-INF/container.xml");
    if (!container)
        return {};
    XmlPart xml(*container, {});
    while (xml.next()) {
        if (xml.starts() && xml.element() == "rootfile"_L1)
            return xml.attribute("full-path"_L1).toUtf8();
    }
    return {};
}

/// The chapters in their order, as the names of their parts.
Result<QByteArrayList> chaptersOf(const QByteArray &content, const QByteArray &list)
{
    const QString folder = QString::fromUtf8(list.left(list.lastIndexOf('/') + 1));
    QHash<QString, QByteArray> parts;
    QByteArrayList chapters;
    XmlPart xml(content, QString::fromUtf8(list));
    while (xml.next()) {
        if (!xml.starts())
            continue;
        if (xml.element() == "item"_L1 && xml.attribute("media-type"_L1).contains("html"_L1)) {
            const QString path = folder + QUrl::fromPercentEncoding(xml.attribute("href"_L1).toUtf8());
            parts.insert(xml.attribute("id"_L1), path.section(u'#', 0, 0).toUtf8());
        } else if (xml.element() == "itemref"_L1 && chapters.size() < mostChapters) {
            if (const QByteArray part = parts.value(xml.attribute("idref"_L1)); !part.isEmpty())
                chapters.append(part);
        }
    }
    if (auto read = xml.result(); !read)
        return read.error();
    return chapters;
}

} // namespace

Result<void> readEpub(const QByteArray &content, DocumentSink &sink)
{
    const Result<ZipPackage> package = ZipPackage::open(content);
    if (!package)
        return package.error();
    const QByteArray list = listOf(*package);
    const Result<QByteArray> parts = package->read(list);
    if (!parts)
        return documentError(DocumentFailure::malformed, u"The book has no list of its parts."_s);
    const Result<QByteArrayList> chapters = chaptersOf(*parts, list);
    if (!chapters)
        return chapters.error();
    const bool hasRights = package->contains("META-INF/rights.xml") || package->contains("META-INF/license.lcpl");
    TextFlow flow(sink.limits());
    for (const QByteArray &chapter : *chapters) {
        if (!package->contains(chapter) || flow.isFull())
            continue;
        const Result<QByteArray> text = package->read(chapter);
        if (!text)
            return text.error();
        if (auto appended = appendHtml(*text, flow); !appended) {
            return hasRights
                ? documentError(DocumentFailure::encrypted, u"The book is encrypted for the devices of its buyer."_s)
                : appended.error();
        }
        flow.breakParagraph();
    }
    return flow.writeTo(sink);
}

} // namespace Procession
