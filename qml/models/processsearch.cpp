// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processsearch.h"

#include <memory>

namespace Procession {

namespace {

/// States that are gone are forgotten once there are so many; those that are shown are searched once more then.
constexpr qsizetype maxRemembered = 200'000;

} // namespace

void ProcessSearch::setText(const QString &text)
{
    m_text = text;
    if (SearchWords words(text); words != m_words) {
        m_words = std::move(words);
        m_found.clear();
    }
}

bool ProcessSearch::finds(const Process &process) const
{
    if (m_words.isEmpty())
        return true;
    if (const auto known = m_found.constFind(process.seq); known != m_found.constEnd())
        return *known;
    if (m_found.size() >= maxRemembered)
        m_found.clear();
    return *m_found.insert(process.seq, search(process));
}

bool ProcessSearch::search(const Process &process) const
{
    if (const QByteArray *folded = m_folded.object(process.seq))
        return m_words.areIn(process, *folded);
    if (!SearchWords::needFolding(process))
        return m_words.areIn(process);
    auto folded = std::make_unique<QByteArray>(SearchWords::folded(process));
    const bool isFound = m_words.areIn(process, *folded);
    const qsizetype cost = folded->size();
    m_folded.insert(process.seq, folded.release(), cost);
    return isFound;
}

} // namespace Procession
