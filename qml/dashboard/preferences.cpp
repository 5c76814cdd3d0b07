// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preferences.h"

namespace Procession {

QString Preferences::colours() const
{
    return m_settings.value(QStringLiteral("colours"), QStringLiteral("system")).toString();
}

void Preferences::setColours(const QString &colours)
{
    if (colours == this->colours())
        return;
    m_settings.setValue(QStringLiteral("colours"), colours);
    Q_EMIT coloursChanged();
}

} // namespace Procession
