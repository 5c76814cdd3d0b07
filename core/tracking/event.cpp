// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event.h"

#include "processjson.h"

namespace Procession {

const QByteArray &ProcessState::json() const
{
    std::call_once(m_printed, [this] { m_json = toJson(m_process); });
    return m_json;
}

} // namespace Procession
