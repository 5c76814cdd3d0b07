// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "searchwords.h"

#include <QCache>
#include <QHash>

namespace Procession {

/// A search that is asked of the same processes again and again, while they change and the user types.
///
/// Remembers of each state (its seq) whether it is found, and of the states that need it their folded text.
/// Threads: that of its owner. Cost: a hash entry for each state that was asked about since the text changed, and at
/// most `maxFoldedBytes` of folded texts.
class ProcessSearch
{
public:
    static constexpr qsizetype maxFoldedBytes = 16 * 1024 * 1024;

    QString text() const { return m_text; }
    void setText(const QString &text);
    bool finds(const Process &process) const;

private:
    bool search(const Process &process) const;

    QString m_text;
    SearchWords m_words;
    mutable QHash<quint64, bool> m_found; // by seq
    mutable QCache<quint64, QByteArray> m_folded{maxFoldedBytes};
};

} // namespace Procession
