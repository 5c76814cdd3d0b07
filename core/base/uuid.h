// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUuid>

namespace Procession {

/// A UUID version 7 (RFC 9562): 48 bits of `unixMs`, the rest random, so that ids sort by their birth.
/// Any thread. (Qt makes these itself from 6.9 on.)
QUuid makeUuidV7(qint64 unixMs);

} // namespace Procession
