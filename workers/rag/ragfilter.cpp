// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragfilter.h"

#include "jsonreader.h"

#include <QJsonArray>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto filterKey = "filter"_L1;
constexpr auto filesKey = "files"_L1;
constexpr auto folderKey = "folder"_L1;
constexpr auto fromKey = "modified_from"_L1;
constexpr auto toKey = "modified_to"_L1;
constexpr auto formatsKey = "formats"_L1;
constexpr auto languagesKey = "languages"_L1;
constexpr qsizetype mostEntries = 100;
constexpr qsizetype longestEntry = 4096; // PATH_MAX
constexpr qsizetype mostStars = 16;      // so that a pattern is compared in a moment

/// A list of texts, each of which isn't empty.
std::optional<QStringList> textsFrom(JsonReader &reader, QLatin1StringView key)
{
    const auto array = reader.array(key);
    if (!array)
        return std::nullopt;
    QStringList texts;
    for (const QJsonValue &value : *array) {
        const QString text = value.toString();
        if (text.isEmpty() || text.size() > longestEntry) {
            reader.fail(key, u"%1 must be a list of texts, none of them empty."_s.arg(key));
            return std::nullopt;
        }
        texts.append(text);
    }
    if (texts.size() > mostEntries)
        reader.fail(key, u"%1 may have at most %2 entries."_s.arg(key).arg(mostEntries));
    return texts;
}

/// The name that formats have here, for the suffix that people know them by.
QString formatNamed(const QString &name)
{
    const QString lower = name.toLower();
    if (lower == "md"_L1)
        return u"markdown"_s;
    if (lower == "txt"_L1)
        return u"text"_s;
    return lower == "htm"_L1 ? u"html"_s : lower;
}

QRegularExpression patternOf(const QString &glob)
{
    QString text = glob.startsWith(u'/') ? u"\\A"_s : u"(?:\\A|/)"_s;
    QString body = glob;
    while (body.size() > 1 && body.endsWith(u'/'))
        body.chop(1);
    for (qsizetype i = 0; i < body.size(); ++i) {
        const QChar c = body[i];
        if (c == u'*') {
            const bool isDeep = i + 1 < body.size() && body[i + 1] == u'*';
            text += isDeep ? u".*"_s : u"[^/]*"_s;
            i += isDeep ? 1 : 0;
        } else if (c == u'?') {
            text += u"[^/]"_s;
        } else {
            text += QRegularExpression::escape(QStringView(&c, 1));
        }
    }
    return QRegularExpression(text + u"(?:/|\\z)"_s, QRegularExpression::DotMatchesEverythingOption);
}

} // namespace

RagFilter RagFilter::fromJson(JsonReader &reader)
{
    RagFilter filter;
    const auto object = reader.object(filterKey);
    if (!object)
        return filter;
    JsonReader inner(*object);
    inner.onlyKeys({filesKey, folderKey, fromKey, toKey, formatsKey, languagesKey});
    filter.files = textsFrom(inner, filesKey);
    if (filter.files && std::any_of(filter.files->cbegin(), filter.files->cend(), [](const QString &glob) {
            return glob.count(u'*') > mostStars;
        }))
        inner.fail(filesKey, u"A pattern of files may have at most %1 stars."_s.arg(mostStars));
    filter.folder = inner.text(folderKey, longestEntry).value_or(QString());
    if (inner.has(folderKey) && filter.folder.isEmpty())
        inner.fail(folderKey, u"folder must be the path of a folder, or the end of one."_s);
    while (filter.folder.size() > 1 && filter.folder.endsWith(u'/'))
        filter.folder.chop(1);
    filter.modifiedFromMs = inner.moment(fromKey);
    filter.modifiedToMs = inner.moment(toKey);
    filter.formats = textsFrom(inner, formatsKey);
    filter.languages = textsFrom(inner, languagesKey);
    if (filter.formats)
        std::transform(filter.formats->cbegin(), filter.formats->cend(), filter.formats->begin(), formatNamed);
    reader.failWithin(filterKey, inner);
    return filter;
}

FileMatcher::FileMatcher(const RagFilter &filter)
    : m_filter(filter)
{
    if (m_filter.files) {
        for (const QString &glob : *m_filter.files)
            m_patterns.push_back(patternOf(glob));
    }
}

bool FileMatcher::matches(const QString &path, const FileDetails &details) const
{
    const QString &folder = m_filter.folder;
    if (!folder.isEmpty() && !path.startsWith(folder == "/"_L1 ? folder : folder + u'/')
        && (folder.startsWith(u'/') || !path.contains(u'/' + folder + u'/')))
        return false;
    if (m_filter.modifiedFromMs && details.modifiedMs < *m_filter.modifiedFromMs)
        return false;
    if (m_filter.modifiedToMs && details.modifiedMs > *m_filter.modifiedToMs)
        return false;
    if (m_filter.formats && !m_filter.formats->contains(details.format))
        return false;
    if (m_filter.languages && !m_filter.languages->contains(details.language, Qt::CaseInsensitive))
        return false;
    return !m_filter.files
        || std::any_of(m_patterns.begin(), m_patterns.end(),
                       [&path](const QRegularExpression &pattern) { return pattern.match(path).hasMatch(); });
}

} // namespace Procession
