// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragindexreader.h"
#include "ragoptions.h"

#include <QJsonObject>

#include <map>

namespace Procession {

/// A collection and its statistics. Plain data.
struct CollectionSummary
{
    QString name;
    QStringList folders;                 ///< that it was trained on, in order
    qint64 files = 0;                    ///< that were read, and are in it
    qint64 failed = 0;                   ///< that couldn't be read
    qint64 passages = 0;                 ///< that questions find
    qint64 bytes = 0;                    ///< on the disk
    QString embedder;                    ///< how its vectors are made; empty: it has none
    qint64 generation = 0;               ///< of finished trainings that changed something; 0: none yet
    qint64 trainedAtMs = 0;              ///< when the last training was finished; 0: not known
    std::map<QString, qint64> formats;   ///< how many files have each
    std::map<QString, qint64> languages; ///< likewise, where it is known
    QString problem;                     ///< why it can't be asked; empty where it can

    /// All but whether it is being trained, which a collection doesn't know.
    QJsonObject toJson() const;
};

/// A file of a collection. Plain data.
struct CollectionFile
{
    QString path;
    FileDetails details;
    qint64 passages = 0;
    QString error;  ///< why it couldn't be read; empty where it could
    QString reason; ///< the same as a word for programs, where there is one

    QJsonObject toJson() const;
};

struct CollectionFilePage
{
    std::vector<CollectionFile> files; ///< by path
    QString nextCursor;                ///< empty on the last page
};

/// What a collection has of a page of a document. Plain data.
struct CollectionPage
{
    QString file;
    int page = 1;
    int pages = 0;          ///< of the document
    int previous = 0;       ///< the nearest page before it that has passages; 0: none
    int next = 0;           ///< likewise behind it
    QStringList passages{}; ///< those that begin on the page, in their order

    QJsonObject toJson() const;
};

/// The collections that there are: lists them, tells what is in them, and deletes and renames them.
///
/// A collection is its folder; what it is called stands in its index. Both changes are one rename on the disk, so that
/// none is ever half done, and are there for good when they return. Queries that run keep the state that they have.
/// Threads: any, several at once. Owner: RagServices.
class RagCollections
{
public:
    static constexpr qsizetype mostFiles = 1000; ///< of a page

    explicit RagCollections(RagOptions options);

    /// Finishes what a crash left undone. Before trainings and queries begin.
    void recover() const;

    /// All of them, by name. One that can't be read says so.
    std::vector<CollectionSummary> list() const;
    /// Errors: NotFinished where there is none of that name; Io.
    Result<CollectionSummary> find(const QString &name) const;
    /// The files after `cursor`, which is that of the page before or empty. Errors: those of find(); InvalidField.
    Result<CollectionFilePage> files(const QString &name, qsizetype limit, const QString &cursor) const;
    /// A page of a file of the collection. Errors: those of find(); InvalidField, about `file`, where the collection has
    /// no such file.
    Result<CollectionPage> page(const QString &name, const QString &file, int page) const;
    /// Errors: those of find(); Conflict while a training of it runs.
    Result<void> remove(const QString &name) const;
    /// Errors: the same; InvalidField, about `name`, for the new one; Conflict also where that is taken.
    Result<void> rename(const QString &name, const QString &newName) const;

private:
    QString root() const;
    Result<QString> folderOf(const QString &name) const;

    const RagOptions m_options;
};

} // namespace Procession
