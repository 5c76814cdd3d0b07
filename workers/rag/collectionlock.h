// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"
#include "result.h"

namespace Procession {

/// Holds the folder of a collection, so that it is trained, renamed or deleted by one at a time. Queries don't ask for
/// it. It goes with the program that holds it, whatever ends that.
///
/// Threads: any, one at a time. Owner: a training, or a change to the collection.
class CollectionLock
{
public:
    enum class Wait : quint8 { No, Yes };

    /// Locks the folder, which must be there. Without waiting: whether it got it. Errors: Io.
    Result<bool> take(const QString &folder, Wait wait);
    void release() { m_folder = Descriptor(); }

private:
    Descriptor m_folder;
};

} // namespace Procession
