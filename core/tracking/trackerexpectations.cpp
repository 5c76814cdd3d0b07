// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processtracker.h"

#include "uuid.h"

#include <QCryptographicHash>

#include <mutex>

namespace Procession {

namespace {

QByteArray hashOf(QByteArrayView key)
{
    return QCryptographicHash::hash(key.toByteArray(), QCryptographicHash::Sha256);
}

} // namespace

Result<ExpectationPtr> ProcessTracker::changeExpectation(const Text &name, decltype(ExpectationChange::payload) payload,
                                                         const Origin &origin)
{
    const qint64 now = m_clock.wallMs();
    ExpectationChange change{.seq = 0, .timeMs = now, .id = makeUuidV7(now), .payload = std::move(payload)};
    const std::unique_lock lock(m_mutex);
    const auto found = m_expectations.find(name);
    const ExpectationPtr current = found == m_expectations.end() ? nullptr : found->second;
    m_log.makeRoom();
    change.seq = m_log.head() + 1;
    Result<std::optional<Expectation>> changed = apply(current.get(), change);
    if (!changed)
        return changed.error();
    if (!*changed)
        return current;
    const auto next = std::make_shared<const Expectation>(std::move(**changed));
    putExpectation(current, next);
    m_log.append(Event{.seq = change.seq,
                       .kind = eventKindOf(change, *next),
                       .timeMs = now,
                       .id = makeUuidV7(now),
                       .process = {},
                       .origin = origin,
                       .setting = Setting{.type = {}, .expectation = next}});
    return ExpectationPtr(next);
}

/// Under the lock.
void ProcessTracker::putExpectation(const ExpectationPtr &before, const ExpectationPtr &next)
{
    const Text &name = next->definition.name;
    const bool isRekeyed = !before || before->key != next->key;
    if (before && (isRekeyed || next->isRemoved))
        m_pingKeys.remove(hashOf(before->key));
    if (next->isRemoved) {
        m_expectations.erase(name);
        return;
    }
    if (isRekeyed)
        m_pingKeys.insert(hashOf(next->key), name);
    m_expectations.insert_or_assign(name, next);
}

ExpectationPtr ProcessTracker::expectationOfKey(QByteArrayView key) const
{
    // What is compared is a hash, of which nobody can choose a part.
    const QByteArray hash = hashOf(key);
    const std::shared_lock lock(m_mutex);
    const auto name = m_pingKeys.constFind(hash);
    const auto found = name == m_pingKeys.cend() ? m_expectations.end() : m_expectations.find(*name);
    return found == m_expectations.end() ? nullptr : found->second;
}

} // namespace Procession
