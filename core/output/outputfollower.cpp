// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputfollower.h"

#include "outputstoreprivate.h"

namespace Procession {

OutputFollower::OutputFollower(OutputStore &store, const OutputKey &key, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_key(key)
{
    m_store.d->followers.add(this);
}

OutputFollower::~OutputFollower()
{
    m_store.d->followers.remove(this);
}

void OutputFollower::wake()
{
    if (!m_wakePending.exchange(true))
        QMetaObject::invokeMethod(this, &OutputFollower::available, Qt::QueuedConnection);
}

void OutputFollowers::add(OutputFollower *follower)
{
    const std::scoped_lock lock(m_mutex);
    m_followers[follower->key()].append(follower);
    ++m_count;
}

void OutputFollowers::remove(OutputFollower *follower)
{
    const std::scoped_lock lock(m_mutex);
    const auto those = m_followers.find(follower->key());
    those->removeOne(follower);
    if (those->isEmpty())
        m_followers.erase(those);
    --m_count;
}

void OutputFollowers::wake(const OutputKey &key)
{
    if (m_count.load() == 0)
        return;
    const std::scoped_lock lock(m_mutex);
    for (OutputFollower *follower : m_followers.value(key))
        follower->wake();
}

} // namespace Procession
