// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSettings>
#include <QtQml/qqmlregistration.h>

namespace Procession {

/// What the user chose for the window, kept from one start to the next. Threads: the GUI's.
class Preferences : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// `light`, `dark`, or `system` for whatever the desktop has.
    Q_PROPERTY(QString colours READ colours WRITE setColours NOTIFY coloursChanged)

public:
    using QObject::QObject;

    QString colours() const;
    void setColours(const QString &colours);

Q_SIGNALS:
    void coloursChanged();

private:
    QSettings m_settings;
};

} // namespace Procession
