// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputkey.h"

#include <QObject>

#include <atomic>

namespace Procession {

class OutputStore;

/// Tells one reader that the output of an attempt has grown or is complete, as an EventCursor does for the log.
///
/// It signals available() once, however much came, until the reader has called rearm(). The reader keeps its offset by
/// itself and reads from the store. Lives in its reader's thread and is used there only; must not outlive the store.
class OutputFollower : public QObject
{
    Q_OBJECT

public:
    /// Signals available() for the first time once something is appended after this.
    OutputFollower(OutputStore &store, const OutputKey &key, QObject *parent = nullptr);
    ~OutputFollower() override;

    const OutputKey &key() const { return m_key; }
    /// The next append signals again. Before reading, so that nothing is missed.
    void rearm() { m_wakePending.store(false); }

Q_SIGNALS:
    /// There is something to read, or the attempt is complete.
    void available();

private:
    friend class OutputFollowers;
    void wake(); // any thread

    OutputStore &m_store;
    const OutputKey m_key;
    std::atomic<bool> m_wakePending = false;
};

} // namespace Procession
