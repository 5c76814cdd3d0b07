// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <utility>
#include <vector>

namespace Procession {

/// Documents for the tests, good ones and bad ones, made when they are needed. The same in every run.
namespace Samples {

/// Some sentences in that language ("en", "de", "fr", "ru", "ja", "el", "zh").
QString prose(const QString &language);

/// A PDF, each page from its lines; a line that begins with `# ` is set as a heading.
QByteArray pdf(const QList<QStringList> &pages);
/// A PDF of one page that is as wide and tall as its lines need.
QByteArray largePdf(const QStringList &lines);
/// A PDF of numbered objects (from 1), the first of which is the catalog.
QByteArray pdfOf(const QList<QByteArray> &objects);
/// A stream object.
QByteArray pdfStream(const QByteArray &content, const QByteArray &entries = {});

using Parts = QList<std::pair<QByteArray, QByteArray>>; ///< names and contents
QByteArray zip(const Parts &parts, const QByteArray &password = {});
QByteArray gzip(const QByteArray &content);

/// A Word document whose body is this XML, with more parts. Its styles are Ttl, Sub and SubSub, which are headings,
/// and Hid and HidToo, which nobody sees.
QByteArray docx(const QByteArray &body, const QByteArray &beforeRoot = {}, const Parts &more = {});
/// An OpenDocument text whose body is this XML, and what styles.xml has, if any. Its styles are P1, on a new page, and
/// Hid, which nobody sees.
QByteArray odt(const QByteArray &body, const QByteArray &beforeRoot = {}, const QByteArray &styles = {});

struct Sample
{
    QString name;
    QByteArray content;
};
/// A good document of most formats.
std::vector<Sample> good();
/// What is made to break readers: bombs, mazes, lies. Each is good for nothing.
std::vector<Sample> hostile();
/// A good document in which something was damaged: which and how is told by `seed`.
QByteArray damaged(const QByteArray &content, quint32 seed);

} // namespace Samples

} // namespace Procession
