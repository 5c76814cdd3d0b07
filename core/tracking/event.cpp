// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event.h"

#include "processjson.h"

namespace Procession {

QByteArray ProcessState::json() const
{
    return toJson(m_process);
}

} // namespace Procession
