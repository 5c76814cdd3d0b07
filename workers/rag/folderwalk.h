// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QStringList>

#include <stop_token>
#include <vector>

namespace Procession {

/// The end of a path, which says more than its beginning, in at most `most` characters.
QString endOfPath(const QString &path, qsizetype most);

/// The files of a folder that aren't read: for each reason a number and some names. Plain data; at most a few KiB.
class PassedOver
{
public:
    enum class Reason : quint8 {
        Format,           ///< none that is read, by the name; or binary data
        Hidden,           ///< its name begins with a dot
        Link,             ///< a symbolic link
        Special,          ///< a pipe, a socket, a device
        Name,             ///< it isn't UTF-8, so that nobody could name it
        Unlisted,         ///< a folder that may not be looked into, or lies too deep
        PagesWithoutText, ///< of documents that were read; they are images, or blank
    };

    /// Counts `count` more for that reason; `example` is the name of one.
    void add(Reason reason, const QString &example, qint64 count = 1);
    bool isEmpty() const { return m_entries.empty(); }
    /// How many files; pages don't count, since they are parts of files that were read.
    qint64 files() const;

    /// `[{"reason", "count", "examples"}]`, as it stands in a process's metadata.
    QJsonArray toJson() const;
    /// Such as "3 of a format that isn't read (a.xlsx, b.csv)"; empty where there is nothing.
    QString toText() const;

private:
    struct Entry
    {
        Reason reason = Reason::Format;
        qint64 count = 0;
        QStringList examples;
    };
    std::vector<Entry> m_entries;
};

/// The outcome of a walk through a folder. Plain data.
struct FolderWalk
{
    QStringList files;      ///< paths of documents, in order
    bool isCut = false;     ///< the folder has more documents than were asked for
    QStringList unlisted{}; ///< folders whose files nobody knows
    PassedOver passedOver{};
};

/// Finds the documents under a folder: files that a reader of formats knows by their names, and texts. Hidden ones,
/// symbolic links and what looks binary are passed over, and told. The walk ends
/// at the next folder after `stop`.
FolderWalk findDocuments(const QString &folder, qsizetype maxFiles, const std::stop_token &stop);

} // namespace Procession
