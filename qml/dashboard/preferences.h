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
    /// Whether nothing moves by itself; where nobody chose, what PROCESSION_REDUCED_MOTION says (1 for yes).
    Q_PROPERTY(bool reducedMotion READ reducedMotion CONSTANT)
    /// For how many seconds a cancel can be undone, 0 to 60; at 0 it can't.
    Q_PROPERTY(int undoSeconds READ undoSeconds CONSTANT)

public:
    using QObject::QObject;

    QString colours() const;
    void setColours(const QString &colours);
    bool reducedMotion() const;
    int undoSeconds() const;

Q_SIGNALS:
    void coloursChanged();

private:
    QSettings m_settings;
};

} // namespace Procession
