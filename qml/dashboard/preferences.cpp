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

bool Preferences::reducedMotion() const
{
    const bool asked = qEnvironmentVariableIntValue("PROCESSION_REDUCED_MOTION") != 0;
    return m_settings.value(QStringLiteral("reducedMotion"), asked).toBool();
}

int Preferences::undoSeconds() const
{
    constexpr int usual = 5;
    bool isNumber = false;
    const int seconds = m_settings.value(QStringLiteral("undoSeconds"), usual).toInt(&isNumber);
    return isNumber ? seconds : usual;
}

} // namespace Procession
