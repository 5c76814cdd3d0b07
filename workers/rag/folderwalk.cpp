// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "folderwalk.h"

#include <QDir>
#include <QFile>
#include <QSet>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// A folder deeper than that is a trap.
constexpr int mostLevels = 64;

bool looksBinary(const QString &path)
{
    constexpr qint64 probe = 4096;
    QFile file(path);
    // One that can't be opened is a document that fails, and is told.
    return file.open(QIODevice::ReadOnly) && file.read(probe).contains('\0');
}

bool isDocument(const QFileInfo &file)
{
    static const QSet<QString> formats{u"pdf"_s, u"docx"_s, u"doc"_s, u"odt"_s, u"rtf"_s};
    static const QSet<QString> texts{u"html"_s, u"htm"_s,  u"xhtml"_s, u"md"_s,   u"markdown"_s,
                                     u"txt"_s,  u"text"_s, u"rst"_s,   u"adoc"_s, u""_s};
    const QString suffix = file.suffix().toLower();
    if (formats.contains(suffix))
        return true;
    const bool isText = texts.contains(suffix) || file.fileName().startsWith("README"_L1);
    return isText && suffix != "gz"_L1 && !looksBinary(file.filePath());
}

} // namespace

FolderWalk findDocuments(const QString &folder, qsizetype maxFiles, const std::function<bool()> &goesOn)
{
    FolderWalk walk;
    struct Level
    {
        QString path;
        int depth;
    };
    QList<Level> open{{folder, 0}};
    while (!open.isEmpty() && goesOn()) {
        const Level level = open.takeLast();
        const QFileInfoList entries =
            QDir(level.path)
                .entryInfoList(QDir::Files | QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot, QDir::Name);
        const qsizetype before = open.size();
        for (const QFileInfo &entry : entries) {
            if (entry.isDir()) {
                // So that the first one is the next to be looked at.
                if (level.depth < mostLevels)
                    open.insert(before, {entry.filePath(), level.depth + 1});
            } else if (isDocument(entry)) {
                if (walk.files.size() >= maxFiles) {
                    walk.isCut = true;
                    open.clear();
                    break;
                }
                walk.files.append(entry.filePath());
            }
        }
    }
    walk.files.sort();
    return walk;
}

} // namespace Procession
