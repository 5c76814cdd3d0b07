// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphmodel.h"

#include <utility>

namespace Procession {

void GraphModel::setData(GraphData data)
{
    if (data == m_data)
        return;
    m_data = std::move(data);
    Q_EMIT changed();
}

} // namespace Procession
