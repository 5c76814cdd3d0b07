// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// A duration in words, the same in the window and on the command line: such as `250 ms`, `3 s`, `4:10 min`, `2:05 h`.
/// A negative one counts as 0. Any thread.
QString durationText(qint64 milliseconds);

} // namespace Procession
