// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heldoutquestions.h"
#include "ragsearch.h"

#include <memory>

namespace HeldOut {

/// Something that finds passages. Threads: one. Owner: main().
class System
{
public:
    explicit System(QString name, bool baseline)
        : m_name(std::move(name))
        , m_baseline(baseline)
    {
    }
    virtual ~System() = default;
    Q_DISABLE_COPY_MOVE(System)

    const QString &name() const { return m_name; }
    /// Whether it is what Procession is compared with.
    bool isBaseline() const { return m_baseline; }
    /// At most ten, the best first.
    virtual std::vector<Passage> find(const QString &question) const = 0;

    static constexpr int most = 10;

private:
    const QString m_name;
    const bool m_baseline;
};

std::unique_ptr<System> procession(const Procession::RagSearch &search, Procession::RagQuestion::By by);

/// SQLite's own full-text search with one of its tokenizers; a passage has any of the words, or all.
std::unique_ptr<System> fts5(const std::vector<Passage> &passages, const QString &tokenizer, bool all);

/// Xapian with its stemmer of a language (ISO 639-1), with or without stop words; null where it wasn't there to build
/// with.
std::unique_ptr<System> xapian(const std::vector<Passage> &passages, const QString &language, bool withStopWords);

/// All passages of a trained index.
std::vector<Passage> readPassages(const QString &database);

} // namespace HeldOut
