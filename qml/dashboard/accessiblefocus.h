// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace Procession {

/// Tells screen readers of an item that the keyboard has come to, where the keys themselves go to the list around it.
///
/// Threads: the GUI's. Owner: the QML engine.
class AccessibleFocus : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    Q_INVOKABLE static void announce(QObject *item);
};

} // namespace Procession
