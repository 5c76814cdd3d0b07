// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputfiles.h"
#include "outputstoreprivate.h"

#include <algorithm>
#include <cerrno>

namespace Procession {

namespace {

constexpr qsizetype maxAttempts = 1024;
constexpr int maxOpenFiles = 128;

} // namespace

std::vector<OutputAttempts::Entry> OutputAttempts::oldestFirst() const
{
    std::vector<Entry> entries(m_entries.begin(), m_entries.end());
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.lastUse < b.lastUse; });
    return entries;
}

std::shared_ptr<OutputAttempt> OutputAttempts::find(const OutputKey &key)
{
    std::vector<Entry> entries; // let go of outside the lock
    const std::scoped_lock lock(m_mutex);
    Entry &entry = m_entries[key];
    if (!entry.attempt)
        entry.attempt = std::make_shared<OutputAttempt>(m_context, key);
    entry.lastUse = ++m_uses;
    std::shared_ptr<OutputAttempt> found = entry.attempt;
    if (m_entries.size() > maxAttempts) {
        entries = oldestFirst();
        entries.resize(maxAttempts / 8);
        for (const Entry &old : entries) {
            // One that is in use stays: there must not be two objects for an attempt.
            if (old.attempt.use_count() == 2)
                m_entries.remove(old.attempt->key());
        }
    }
    return found;
}

std::shared_ptr<OutputAttempt> OutputAttempts::findIfThere(const OutputKey &key)
{
    if (!findIfKnown(key) && OutputFiles::openAttempt(m_context.root, key).number() < 0 && errno == ENOENT)
        return nullptr;
    return find(key);
}

std::shared_ptr<OutputAttempt> OutputAttempts::findIfKnown(const OutputKey &key)
{
    const std::scoped_lock lock(m_mutex);
    return m_entries.value(key).attempt;
}

void OutputAttempts::boundOpenFiles()
{
    if (m_context.openFiles <= maxOpenFiles)
        return;
    std::vector<Entry> entries;
    {
        const std::scoped_lock lock(m_mutex);
        entries = oldestFirst();
    }
    for (const Entry &entry : entries) {
        if (m_context.openFiles <= maxOpenFiles * 3 / 4)
            return;
        entry.attempt->letGoOfFile();
    }
}

void OutputAttempts::forget(quint64 createdSeq)
{
    const std::scoped_lock lock(m_mutex);
    m_entries.removeIf([createdSeq](const auto &each) { return each.key().createdSeq == createdSeq; });
}

} // namespace Procession
