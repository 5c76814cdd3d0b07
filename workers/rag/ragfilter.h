// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragdatabase.h"

#include <QRegularExpression>

#include <optional>

namespace Procession {

class JsonReader;

/// Which files of a collection a question is asked of; each condition that is there must hold. A list without entries lets
/// nothing through. Plain data.
struct RagFilter
{
    /// Patterns, one of which must fit the path of the file or of a folder above it: `*` stands for any characters but a
    /// slash, `**` for any, `?` for one. One that begins with a slash is a whole path, another the end of one.
    std::optional<QStringList> files;
    QString folder;                       ///< the path of a folder, or the end of one; empty: any
    std::optional<qint64> modifiedFromMs; ///< not before
    std::optional<qint64> modifiedToMs;   ///< not after
    std::optional<QStringList> formats;   ///< as DocumentText::format
    std::optional<QStringList> languages; ///< ISO 639-1

    /// Whether it lets all files through.
    bool isEmpty() const
    {
        return !files && folder.isEmpty() && !modifiedFromMs && !modifiedToMs && !formats && !languages;
    }
    /// Reads the member `filter`, if there is one. What is wrong is told in the reader.
    static RagFilter fromJson(JsonReader &reader);
};

/// Applies a filter to one file after another. Threads: one at a time.
class FileMatcher
{
public:
    explicit FileMatcher(const RagFilter &filter);
    bool matches(const QString &path, const FileDetails &details) const;

private:
    const RagFilter m_filter;
    std::vector<QRegularExpression> m_patterns;
};

} // namespace Procession
