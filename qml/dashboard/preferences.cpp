// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "preferences.h"

namespace Procession {

using namespace Qt::StringLiterals;

QString Preferences::colours() const
{
    return m_settings.value(u"colours"_s, u"system"_s).toString();
}

void Preferences::setColours(const QString &colours)
{
    if (colours == this->colours())
        return;
    m_settings.setValue(u"colours"_s, colours);
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

QString Preferences::onClose() const
{
    const QString choice = m_settings.value(u"onClose"_s).toString();
    return choice == keepServing || choice == quitServer ? choice : QString(askFirst);
}

void Preferences::setOnClose(const QString &choice)
{
    if (choice == onClose())
        return;
    m_settings.setValue(u"onClose"_s, choice);
    Q_EMIT onCloseChanged();
}

bool Preferences::areDetailsDocked() const
{
    return m_settings.value(u"detailsDocked"_s, true).toBool();
}

void Preferences::setDetailsDocked(bool docked)
{
    if (docked == areDetailsDocked())
        return;
    m_settings.setValue(u"detailsDocked"_s, docked);
    Q_EMIT detailsDockedChanged();
}

int Preferences::detailsWidth() const
{
    return m_settings.value(u"detailsWidth"_s, 0).toInt();
}

void Preferences::setDetailsWidth(int width)
{
    if (width == detailsWidth())
        return;
    m_settings.setValue(u"detailsWidth"_s, width);
    Q_EMIT detailsWidthChanged();
}

} // namespace Procession
