// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include <chrono>

namespace Procession {

/// Whether `happens` stays false for that long, while the event loop turns. Ends early where it doesn't.
///
/// A test that something does *not* happen can only wait for a while. On a slow machine the thing may come later and go
/// unseen, so such a test can pass for the wrong reason, never fail for it. All of them stand here to be found.
template <typename Predicate>
bool quietFor(std::chrono::milliseconds time, Predicate happens)
{
    return !QTest::qWaitFor(happens, static_cast<int>(time.count()));
}

} // namespace Procession
