// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "folderwalk.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QSet>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <dirent.h>
#include <memory>
#include <optional>
#include <sys/stat.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// A folder deeper than that is a trap.
constexpr int mostLevels = 64;
constexpr qsizetype mostExamples = 3; // of each reason
constexpr qsizetype longestExample = 100;

struct CloseFolder
{
    void operator()(DIR *folder) const { ::closedir(folder); }
};

struct Wording
{
    QLatin1StringView key;
    QStringView words;
};

const Wording &wordingOf(PassedOver::Reason reason)
{
    static const std::array<Wording, 7> wordings{{{"format"_L1, u"of a format that isn't read"},
                                                  {"hidden"_L1, u"hidden"},
                                                  {"link"_L1, u"symbolic links"},
                                                  {"special"_L1, u"no regular files"},
                                                  {"name"_L1, u"with a name that isn't UTF-8"},
                                                  {"unlisted"_L1, u"folders that can't be looked into"},
                                                  {"pages_without_text"_L1, u"pages without text"}}};
    return wordings[static_cast<size_t>(reason)];
}

/// A name as people can read it: bytes that are no UTF-8 as `\xe9`.
QString shownName(const QByteArray &name)
{
    QString shown;
    for (const char c : name) {
        const auto byte = static_cast<uchar>(c);
        shown += byte >= 0x20 && byte < 0x7f ? QString(QLatin1Char(c)) : u"\\x%1"_s.arg(byte, 2, 16, QLatin1Char('0'));
    }
    return shown;
}

QByteArray beginningOf(const QString &path)
{
    constexpr qint64 probe = 4096;
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(probe) : QByteArray();
}

/// One that has no mark of UTF-16, in which every second byte is NUL.
bool looksBinary(const QByteArray &beginning)
{
    const bool isMarked = beginning.startsWith("\xff\xfe") || beginning.startsWith("\xfe\xff");
    return !isMarked && beginning.contains('\0');
}

/// What stands after the last dot of "SP 70.13330.2012" is no suffix.
QString suffixOf(const QString &name)
{
    constexpr qsizetype longestSuffix = 8;
    const QString suffix = QFileInfo(name).suffix().toLower();
    const bool isOne = suffix.size() <= longestSuffix && !suffix.isEmpty() && !suffix.front().isDigit()
        && std::all_of(suffix.cbegin(), suffix.cend(), [](QChar c) { return c.isLetterOrNumber(); });
    return isOne ? suffix : QString();
}

bool isDocument(const QString &path, const QString &name)
{
    // What these claim to be is told where it isn't true.
    static const QSet<QString> formats{u"pdf"_s,   u"docx"_s, u"doc"_s,  u"odt"_s,      u"rtf"_s, u"html"_s, u"htm"_s,
                                       u"xhtml"_s, u"md"_s,   u"mkd"_s,  u"markdown"_s, u"txt"_s, u"text"_s, u"rst"_s,
                                       u"adoc"_s,  u"xlsx"_s, u"xlsm"_s, u"ods"_s,      u"csv"_s, u"tsv"_s,  u"pptx"_s,
                                       u"pptm"_s,  u"docm"_s, u"epub"_s, u"eml"_s,      u"png"_s, u"jpg"_s,  u"jpeg"_s,
                                       u"tif"_s,   u"tiff"_s, u"webp"_s, u"gif"_s,      u"bmp"_s, u"odp"_s,  u"dxf"_s};
    QString suffix = suffixOf(name);
    if (suffix == "gz"_L1)
        suffix = suffixOf(name.chopped(3));
    else if (suffix.isEmpty() || name.startsWith("README"_L1)) {
        const QByteArray beginning = beginningOf(path);
        // One that can't be opened is a document that fails, and is told.
        return beginning.contains("%PDF-") || !looksBinary(beginning);
    }
    return formats.contains(suffix);
}

} // namespace

QString endOfPath(const QString &path, qsizetype most)
{
    return path.size() <= most ? path : u'…' + path.right(most - 1);
}

void PassedOver::add(Reason reason, const QString &example, qint64 count)
{
    auto entry = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &e) { return e.reason == reason; });
    if (entry == m_entries.end())
        entry = m_entries.insert(m_entries.end(), {reason, 0, {}});
    entry->count += count;
    if (entry->examples.size() >= mostExamples)
        return;
    // Of formats one example each, as there may be many of one.
    const auto isAlike = [&](const QString &known) { return suffixOf(known) == suffixOf(example); };
    if (reason != Reason::Format || std::none_of(entry->examples.cbegin(), entry->examples.cend(), isAlike))
        entry->examples.append(endOfPath(example, longestExample));
}

qint64 PassedOver::files() const
{
    qint64 all = 0;
    for (const Entry &entry : m_entries)
        all += entry.reason == Reason::PagesWithoutText ? 0 : entry.count;
    return all;
}

QJsonArray PassedOver::toJson() const
{
    QJsonArray told;
    for (const Entry &entry : m_entries) {
        told.append(QJsonObject{{u"reason"_s, wordingOf(entry.reason).key},
                                {u"count"_s, entry.count},
                                {u"examples"_s, QJsonArray::fromStringList(entry.examples)}});
    }
    return told;
}

QString PassedOver::toText() const
{
    QStringList parts;
    for (const Entry &entry : m_entries) {
        parts.append(u"%1 %2 (%3)"_s.arg(QString::number(entry.count), wordingOf(entry.reason).words.toString(),
                                         entry.examples.join(u", "_s)));
    }
    return parts.join(u", "_s);
}

FolderWalk findDocuments(const QString &folder, qsizetype maxFiles, const std::stop_token &stop)
{
    using Reason = PassedOver::Reason;
    FolderWalk walk;
    struct Level
    {
        QString path;
        int depth;
    };
    const auto shown = [&folder](const QString &path) { return path.mid(folder.size() + 1); };
    QList<Level> open{{folder, 0}};
    while (!open.isEmpty() && !stop.stop_requested()) {
        const Level level = open.takeLast();
        // Not QDir, which leaves out in silence what it can't name or look into.
        const std::unique_ptr<DIR, CloseFolder> stream(
            level.depth > mostLevels ? nullptr : ::opendir(QFile::encodeName(level.path).constData()));
        if (!stream) {
            walk.unlisted.append(level.path);
            walk.passedOver.add(Reason::Unlisted, level.depth == 0 ? level.path : shown(level.path));
            continue;
        }
        QByteArrayList names;
        while (const dirent *entry =
                   ::readdir(stream.get())) { // NOLINT(concurrency-mt-unsafe): each has its own stream
            const QByteArray name(static_cast<const char *>(entry->d_name));
            if (name != "." && name != "..")
                names.append(name);
        }
        std::sort(names.begin(), names.end());
        const qsizetype before = open.size();
        for (const QByteArray &name : std::as_const(names)) {
            QStringDecoder decoder(QStringDecoder::Utf8);
            const QString decoded = decoder(name);
            const QString path = level.path + u'/' + decoded;
            struct stat about = {};
            std::optional<Reason> reason;
            if (decoder.hasError() || decoded.toUtf8() != name) {
                walk.passedOver.add(Reason::Name, shown(level.path + u'/') + shownName(name));
                continue;
            }
            if (name.startsWith('.'))
                reason = Reason::Hidden;
            else if (::lstat(QFile::encodeName(path).constData(), &about) != 0)
                continue; // it is gone meanwhile
            else if (S_ISLNK(about.st_mode))
                reason = Reason::Link;
            else if (S_ISDIR(about.st_mode)) // so that the first one is the next to be looked at
                open.insert(before, {path, level.depth + 1});
            else if (!S_ISREG(about.st_mode))
                reason = Reason::Special;
            else if (!isDocument(path, decoded))
                reason = Reason::Format;
            else if (walk.files.size() >= maxFiles)
                walk.isCut = true;
            else
                walk.files.append(path);
            if (reason)
                walk.passedOver.add(*reason, shown(path));
            if (walk.isCut) {
                open.clear();
                break;
            }
        }
    }
    walk.files.sort();
    return walk;
}

} // namespace Procession
