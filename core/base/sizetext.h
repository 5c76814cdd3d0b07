// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// A number of bytes in words, the same in the window and on the command line: such as `512 B`, `1.5 KiB`, `63 MiB`.
/// A negative one counts as 0. Any thread.
QString sizeText(qint64 bytes);

} // namespace Procession
